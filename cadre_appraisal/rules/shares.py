"""How a target is cascaded into parts (A-21)."""

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
    unit, units = _units(total)
    return [float(part * unit) for part in _parts(units, parts)]


def spread(total: Number, rows: int, columns: int) -> list[list[float]]:
    """Divide a quantity over a table, as evenly as whole units go.

    Rows differ by one unit at most, and so do columns and cells; all cells add up to
    the quantity. What does not divide goes to the first rows, and within them to the
    columns by turns.

    :param total: what is to be divided, zero or more
    :param rows: such as people
    :param columns: such as months
    """
    unit, units = _units(total)
    table, turn = [], 0
    for row in _parts(units, rows):
        if columns <= 0:
            table.append([])
            continue
        each, more = divmod(row, columns)
        # Distance from the column whose turn it is.
        cells = [each + ((column - turn) % columns < more) for column in range(columns)]
        turn = (turn + more) % columns
        table.append([float(cell * unit) for cell in cells])
    return table


def _units(total: Number) -> tuple[Fraction, int]:
    """What a quantity is counted in, one or a cent, and how many there are."""
    amount = exact(rounded(total))
    unit = Fraction(1) if amount.denominator == 1 else _CENT
    return unit, max(int(amount / unit), 0)


def _parts(units: int, parts: int) -> list[int]:
    if parts <= 0:
        return []
    each, more = divmod(units, parts)
    return [each + (number < more) for number in range(parts)]


def remainder(total: Number, parts: Number) -> float:
    """What of a target is in no part yet; negative when the parts exceed it."""
    return rounded(exact(total) - exact(parts))
