"""Exact numbers: what decides something is a decimal, rounded once, half up.

Odoo stores points, percent, quantities and money with a few decimals and hands them
out as binary floats. :func:`exact` takes them in by their decimal text, all arithmetic
runs on fractions, and :func:`rounded` gives one number back, as a person rounds on
paper.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

# What Odoo stores, or an exact number already.
Number = float | int | str | Decimal | Fraction


def exact(number: Number) -> Fraction:
    """The number that a person reads, not the binary fraction nearest to it.

    :param number: 0.1 is one tenth; text as PostgreSQL writes a numeric
    :raises ArithmeticError, ValueError: no number, or none that is finite
    """
    if isinstance(number, float):
        number = repr(number)
    return Fraction(Decimal(number) if isinstance(number, str) else number)


def total(numbers: Iterable[Number]) -> Fraction:
    """The exact sum."""
    return sum(map(exact, numbers), Fraction())


def rounded(number: Number, places: int = 2) -> float:
    """Round once, half up (away from zero), to what is stored.

    :param number: the exact result; a float only when it comes from a field
    """
    value = exact(number)
    unit = 10**places
    whole = (2 * abs(value) * unit + 1) // 2
    return float(Fraction(whole if value >= 0 else -whole, unit))


def at_least(number: Number, limit: Number) -> bool:
    """Whether a number reaches a limit."""
    return exact(number) >= exact(limit)


def same(one: Number, other: Number) -> bool:
    """Whether two numbers are the same for a person who reads them."""
    return exact(one) == exact(other)
