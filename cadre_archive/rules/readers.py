"""Who a reader is, when some are known by identity number and some only by name.

R-03 and R-04 bar a reader from his own file and from his relatives' files. Employees
are compared by record; people from outside by identity number, and by name where a
number is missing: then the clerk has to bring the number, doubt does not open a file.
"""

import enum
from dataclasses import dataclass


class Match(enum.Enum):
    """How sure it is that two descriptions mean one person."""

    NO = 0
    MAYBE = 1
    SAME = 2


@dataclass(frozen=True)
class Person:
    """A person as far as known: name and identity number, either may be empty."""

    name: str = ""
    identification: str = ""

    @property
    def key(self) -> str:
        """The identity number as compared: no spaces, a final x counts as X."""
        return "".join(self.identification.split()).upper()

    @property
    def plain_name(self) -> str:
        """The name as compared: without spaces, as 张 三 is 张三."""
        return "".join(self.name.split()).casefold()


def match(one: Person, other: Person) -> Match:
    """Tell whether two descriptions mean the same person.

    Two identity numbers decide. Without them an equal name leaves it open.
    """
    if one.key and other.key:
        return Match.SAME if one.key == other.key else Match.NO
    if one.plain_name and one.plain_name == other.plain_name:
        return Match.MAYBE
    return Match.NO
