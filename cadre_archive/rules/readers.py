"""Who a reader is, when some are known by identity number and some only by name.

R-03 and R-04 bar a reader from his own file and from his relatives' files. Employees
are compared by record; people from outside by identity number, and by name where a
number is missing: then the clerk has to bring the number, doubt does not open a file.
"""

import enum
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass


class Match(enum.Enum):
    """How sure it is that two descriptions mean one person."""

    NO = 0
    MAYBE = 1
    SAME = 2


@dataclass(frozen=True)
class Person:
    """A person as far as known; what is not known is empty.

    :param record: id of the employee, when it is one
    """

    name: str = ""
    identification: str = ""
    record: int = 0

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


@dataclass(frozen=True)
class Registers:
    """What is on record about some people and their kin.

    :param by_number: the employee behind an identity number (:attr:`Person.key`)
    :param avoided: for each employee himself and his kin, as far as employees
    :param outside: for each employee his kin who are known by name and number only
    """

    by_number: Mapping[str, int]
    avoided: Mapping[int, Set[int]]
    outside: Mapping[int, Sequence[Person]]

    def conflict(self, one: Person, cadre: Person) -> tuple[str, Match]:
        """Whether a person is the cadre of a file, or kin of his.

        :return: the clause that keeps the file from him, and how sure it is
        """
        record = one.record or self.by_number.get(one.key, 0)
        if record:
            if record == cadre.record:
                return "R-03", Match.SAME
            if cadre.record in self.avoided[record]:
                return "R-04", Match.SAME
        else:
            same = match(one, cadre)
            if same is not Match.NO:
                return "R-03", same
        found = [match(one, kin) for kin in self.outside.get(cadre.record, ())]
        found += [match(cadre, kin) for kin in self.outside.get(record, ())]
        return "R-04", max(found, key=lambda same: same.value, default=Match.NO)
