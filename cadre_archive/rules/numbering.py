"""Numbers of materials in a file: ``class-no.``, e.g. 3-2 or 4-1-5 (facts 5.1)."""

from collections.abc import Hashable, Iterable, Mapping


def material_number(category_code: str, sequence: int) -> str:
    """The number pencilled at the top right of a material.

    :param category_code: ``3`` or ``4-1``
    :param sequence: place within the category, from 1
    """
    return f"{category_code}-{sequence}"


def number_key(number: str) -> tuple[int, ...]:
    """Sort key: 4-1-10 comes after 4-1-9, and 10-1 after 9-4-1."""
    return tuple(int(part) for part in number.split("-"))


def continue_numbers(
    groups: Iterable[tuple[Hashable, int]], highest: Mapping[Hashable, int]
) -> list[int]:
    """Number new rows behind those on record, each group for itself.

    :param groups: for each new row its group and the number it brings (0: none)
    :param highest: highest number on record in each group
    :return: a number for each row, in the same order; given numbers are kept
    """
    rows = list(groups)
    top = dict(highest)
    for group, given in rows:
        top[group] = max(top.get(group, 0), given)
    numbers = []
    for group, given in rows:
        if not given:
            top[group] += 1
        numbers.append(given or top[group])
    return numbers
