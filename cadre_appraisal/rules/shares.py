"""How a target is broken down into parts (A-21)."""

from decimal import Decimal

_CENT = Decimal("0.01")


def divided(total: float, parts: int) -> list[float]:
    """Divide a quantity into parts that differ by one unit at most and add up to it.

    A whole number is divided into whole numbers, anything else to the cent; the first
    parts get what does not divide.

    :param total: what is to be divided, zero or more
    :param parts: how many
    """
    if parts <= 0:
        return []
    amount = Decimal(repr(total)).quantize(_CENT)
    unit = Decimal(1) if amount == amount.to_integral_value() else _CENT
    units = max(int(amount / unit), 0)
    each, more = divmod(units, parts)
    return [float((each + (number < more)) * unit) for number in range(parts)]


def remainder(total: float, parts: float) -> float:
    """What of a target is in no part yet; negative when the parts exceed it."""
    return float((Decimal(repr(total)) - Decimal(repr(parts))).quantize(_CENT))
