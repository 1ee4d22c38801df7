"""The access matrix (security/access_matrix.csv) as Python objects."""

import csv
import pathlib
from dataclasses import dataclass

PATH = pathlib.Path(__file__).parents[2] / "security" / "access_matrix.csv"
OPERATIONS = ("read", "write", "create", "unlink")


@dataclass(frozen=True)
class Row:
    """One statement: a role may, or may not, do something to some records."""

    role: str
    model: str
    operation: str
    records: str
    allowed: bool

    def __str__(self):
        verb = "may" if self.allowed else "may not"
        return f"{self.role} {verb} {self.operation} {self.model} ({self.records})"


def rows():
    """All rows of the matrix.

    :raises ValueError: on an unknown operation or answer and on a statement that is
        made twice, with its line
    """
    found, seen = [], set()
    with open(PATH, encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            if row["operation"] not in OPERATIONS or row["allowed"] not in (
                "yes",
                "no",
            ):
                raise ValueError(f"{PATH.name}, line {number}: {row}")
            statement = tuple(row[name] for name in list(row)[:4])
            if statement in seen:
                raise ValueError(f"{PATH.name}, line {number} stands there twice")
            seen.add(statement)
            found.append(
                Row(
                    row["role"],
                    row["model"],
                    row["operation"],
                    row["records"],
                    row["allowed"] == "yes",
                )
            )
    return found
