"""How scores are rounded and compared, in one place."""

from decimal import ROUND_HALF_UP, Decimal

# Scores have two decimals: anything closer than this is the same number.
EPSILON = 1e-6
_CENT = Decimal("0.01")


def rounded(score: float) -> float:
    """Round to two decimals, half up, as a person does on paper.

    :param score: points
    """
    return float(Decimal(repr(score)).quantize(_CENT, rounding=ROUND_HALF_UP))


def at_least(number: float, limit: float) -> bool:
    """Whether a number reaches a limit, blind to the noise of binary fractions."""
    return number >= limit - EPSILON


def same(one: float, other: float) -> bool:
    """Whether two numbers are the same for a person who reads two decimals."""
    return abs(one - other) <= EPSILON
