"""Sheets of self-adhesive labels: which label stands where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A label sheet; lengths in millimetres, on A4 (210 x 297)."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float = 0.0

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Left and top of the label at a place, counted by rows from 0."""
        row, column = divmod(place, self.columns)
        return (
            self.left + column * (self.width + self.gap),
            self.top + row * self.height,
        )


SHEETS = {
    "3x8": Sheet(3, 8, 70.0, 36.0, 0.0, 4.5),
    "3x7": Sheet(3, 7, 63.5, 38.1, 7.2, 15.1, 2.5),
    "2x7": Sheet(2, 7, 99.1, 38.1, 4.65, 15.1, 2.5),
    "5x13": Sheet(5, 13, 38.1, 21.2, 4.75, 10.7, 2.5),
}


def deal(
    items: Sequence, per_page: int, used: int
) -> Iterator[list[tuple[int, object]]]:
    """Deal labels out onto pages.

    :param items: what is printed
    :param per_page: labels on a sheet
    :param used: labels of the first sheet that are gone already
    :return: for each page its ``(place, item)``
    """
    places = [divmod(index, per_page) for index in range(used, used + len(items))]
    page, number = [], 0
    for (on_page, place), item in zip(places, items, strict=True):
        if on_page != number:
            yield page
            page, number = [], on_page
        page.append((place, item))
    if page:
        yield page
