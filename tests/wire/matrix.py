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

    :raises ValueError: on an unknown operation or answer, with its line
    """
    found = []
    with open(PATH, encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            if row["operation"] not in OPERATIONS or row["allowed"] not in (
                "yes",
                "no",
            ):
                raise ValueError(f"{PATH.name}, line {number}: {row}")
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
