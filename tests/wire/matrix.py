"""The access matrix (security/access_matrix.csv) as Python objects.

A row is a model and a kind of its records, see :mod:`records`; a cell has the letters
of what the role may do: r(ead), w(rite), c(reate), u(nlink), or ``-`` for nothing.
``w?`` stands for what depends on more than the kind, and is not tried.
"""

import csv
import pathlib
import re
from dataclasses import dataclass

PATH = pathlib.Path(__file__).parents[2] / "security" / "access_matrix.csv"
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
# A record that is not there yet is created; a list without a table has no records.
ASKED = {"new": "c", "any": "rwcu"}
CELL = re.compile(r"-|(?:[rwcu]\??)+")


@dataclass(frozen=True)
class Row:
    """What each role may do to some records of a model."""

    model: str
    records: str
    cells: dict[str, str]

    def __str__(self):
        return f"{self.model} ({self.records})"

    def answers(self, role):
        """``(operation, whether the role may)`` of what the matrix decides."""
        cell = self.cells[role]
        for letter in ASKED.get(self.records, "rwu"):
            if f"{letter}?" not in cell:
                yield OPERATIONS[letter], letter in cell


def rows(roles):
    """All rows of the matrix.

    :param roles: names of its columns
    :raises ValueError: on columns, cells and rows that it must not have, with the line
    """
    found, seen = [], set()
    with open(PATH, encoding="utf-8") as lines:
        reader = csv.DictReader(lines)
        if reader.fieldnames != ["model", "records", *roles]:
            raise ValueError(f"{PATH.name}: columns {reader.fieldnames}")
        for number, line in enumerate(reader, 2):
            row = Row(line.pop("model"), line.pop("records"), line)
            asked = {*ASKED.get(row.records, "rwu"), "?", "-"}
            if not all(CELL.fullmatch(c) and set(c) <= asked for c in line.values()):
                raise ValueError(f"{PATH.name}, line {number}: {line}")
            if str(row) in seen:
                raise ValueError(f"{PATH.name}, line {number} stands there twice")
            seen.add(str(row))
            found.append(row)
    return found
