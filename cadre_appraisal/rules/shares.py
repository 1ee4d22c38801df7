"""How a target is broken down into parts (A-21)."""

from fractions import Fraction

from .numbers import Number, exact, rounded

_CENT = Fraction(1, 100)


def divided(total: Number, parts: int) -> list[float]:
    """Divide a quantity into parts that differ by one unit at most and add up to it.

    A whole number is divided into whole numbers, anything else to the cent; the first
    parts get what does not divide.

    :param total: what is to be divided, zero or more
    :param parts: how many
    """
    if parts <= 0:
        return []
    amount = exact(rounded(total))
    unit = Fraction(1) if amount.denominator == 1 else _CENT
    units = max(int(amount / unit), 0)
    each, more = divmod(units, parts)
    return [float((each + (number < more)) * unit) for number in range(parts)]


def remainder(total: Number, parts: Number) -> float:
    """What of a target is in no part yet; negative when the parts exceed it."""
    return rounded(exact(total) - exact(parts))
