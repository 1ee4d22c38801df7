"""Tables on paper: which rows stand on which sheet.

Debian's wkhtmltopdf knows neither repeated heads nor rows that stay whole, so sheets
are dealt out here and not by the printer. Lengths are in points, as printed; heights
are reckoned rather a little too large than too small.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

# Of an A4 sheet less the margins of our paper formats.
PORTRAIT = (490, 745)
LANDSCAPE = (770, 490)
LINE = 1.4


@dataclass(frozen=True)
class Table:
    """How the rows of a table are printed.

    :param width: of the table
    :param shares: percent of the width of each column
    :param size: of the letters
    :param padding: above and below the text of a cell, together
    :param lowest: a row is not lower than this
    """

    width: float
    shares: tuple[float, ...]
    size: float = 10.0
    padding: float = 7.0
    lowest: float = 0.0

    def height(self, cells: Sequence) -> float:
        """How high a row is, by the cell with the most lines."""
        lines = max(
            (
                lines_of(cell, self.width * share / 100 - 8, self.size)
                for cell, share in zip(cells, self.shares, strict=True)
            ),
            default=1,
        )
        return max(self.lowest, lines * self.size * LINE + self.padding)


def lines_of(text: object, width: float, size: float) -> int:
    """Into how many lines a text falls; Chinese characters are as wide as high."""
    whole = str("" if text is None or text is False else text)
    total = 0
    for line in whole.split("\n"):
        length = sum(
            1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.56
            for letter in line
        )
        # Words that do not fit are taken to the next line.
        loss = 1.12 if " " in line else 1.0
        total += max(1, ceil(length * size * loss / max(width, size)))
    return total


def deal(
    heights: Sequence[float], first: float, following: float, closing: float = 0.0
) -> list[list[int]]:
    """Deal rows out onto sheets.

    :param heights: of the rows
    :param first: room for rows on the first sheet, below its heading
    :param following: room on the others
    :param closing: what stands below the last row (signatures) and is not alone
    :return: for each sheet the numbers of its rows; one empty sheet without rows
    """
    sheets: list[list[int]] = [[]]
    room = first
    for number, height in enumerate(heights):
        if sheets[-1] and height > room:
            sheets.append([])
            room = following
        sheets[-1].append(number)
        room -= height
    if room < closing and len(sheets[-1]) > 1:
        sheets.append([sheets[-1].pop()])
    return sheets
