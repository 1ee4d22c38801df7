"""Where a new material stands among those on record (facts 5.1).

A key tells how a material is put in order: a tuple that compares, or None where the
paper does not say (no date, no type). What is on record keeps its order, however the
old file was arranged; only the new ones are put in between.
"""

from collections.abc import Hashable, Sequence
from datetime import date

Key = tuple | None
Row = tuple[Hashable, Key]


def order_key(by_type: bool, rank: int | None, formed: date | None) -> Key:
    """The key of a material.

    :param by_type: results first, as in classes 5, 6 and 8; else by date alone
    :param rank: place of its type among the types of the class
    :param formed: the latest date on the paper
    """
    if not by_type:
        return (formed,) if formed else None
    return None if rank is None else (rank, formed or date.max)


def put_in_order(existing: Sequence[Row], new: Sequence[Row]) -> list[Hashable]:
    """Put new rows between those on record.

    :param existing: those on record, in their present order, which is kept
    :param new: the new ones; among equals the earlier row comes first
    :return: all of them, in order
    """
    known = sorted((row for row in new if row[1] is not None), key=lambda r: r[1])
    unknown = [row for row in new if row[1] is None]
    keys = [key for _ref, key in existing]
    if None not in keys and all(a <= b for a, b in zip(keys, keys[1:], strict=False)):
        placed = sorted([*existing, *known], key=lambda r: r[1])
    else:
        placed = list(existing)
        for row in known:
            placed.insert(_position(placed, row[1]), row)
    return [ref for ref, _key in [*placed, *unknown]]


def sort_anew(rows: Sequence[Row]) -> list[Hashable]:
    """Put a whole class in order; what the paper does not say comes last."""
    known = sorted((row for row in rows if row[1] is not None), key=lambda r: r[1])
    return [ref for ref, _key in [*known, *(r for r in rows if r[1] is None)]]


def _position(placed: Sequence[Row], key: tuple) -> int:
    """Behind the last one that is not later; else before the first later one."""
    earlier = [i for i, (_r, k) in enumerate(placed) if k is not None and k <= key]
    if earlier:
        return earlier[-1] + 1
    later = [i for i, (_r, k) in enumerate(placed) if k is not None]
    return later[0] if later else len(placed)
