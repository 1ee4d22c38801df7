"""Who a reader is, when some are known by identity number and some only by name.

R-03 and R-04 bar a reader from his own file and from his relatives' files. Employees
are compared by record; people from outside by identity number, and by name where a
number is missing: then the clerk has to bring the number, doubt does not open a file.
"""

import enum
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from .identity import identity_key, is_blank, plain_name, written_key


class Match(enum.Enum):
    """How sure it is that two descriptions mean one person."""

    NO = 0
    MAYBE = 1
    SAME = 2


@dataclass(frozen=True)
class Person:
    """A person as far as known; what is not known is empty.

    :param record: id of the employee, when it is one
    :param declared: why it is another person than one of the same name on record
    """

    name: str = ""
    identification: str = ""
    record: int = 0
    declared: str = ""

    @property
    def key(self) -> str:
        """The identity number as compared; what is no number counts as missing."""
        return identity_key(self.identification)

    @property
    def written(self) -> str:
        """The identity number as compared, a wrong check digit included."""
        return written_key(self.identification)

    @property
    def plain_name(self) -> str:
        """The name as compared."""
        return plain_name(self.name)

    @property
    def is_told_apart(self) -> bool:
        """Whether an equal name leaves no doubt: declared so, with a number."""
        return bool(self.key) and not is_blank(self.declared)


def match(one: Person, other: Person) -> Match:
    """Tell whether two descriptions mean the same person.

    Two identity numbers decide, else two employees. Without them an equal name leaves
    it open.
    """
    if one.record and one.record == other.record:
        return Match.SAME
    if one.written and one.written == other.written:
        return Match.SAME
    if one.key and other.key:
        return Match.NO
    if one.record and other.record:
        return Match.NO
    if one.plain_name and one.plain_name == other.plain_name:
        return Match.MAYBE
    return Match.NO


@dataclass(frozen=True)
class Registers:
    """What is on record about some people and their kin.

    :param by_number: the employee behind an identity number (:attr:`Person.written`)
    :param avoided: for each employee himself and his kin, as far as employees
    :param kin: for each employee his kin, by whatever is known of them
    """

    by_number: Mapping[str, int]
    avoided: Mapping[int, Set[int]]
    kin: Mapping[int, Sequence[Person]]

    def conflict(self, one: Person, cadre: Person) -> tuple[str, Match]:
        """Whether a person is the cadre of a file, or kin of his.

        :return: the clause that keeps the file from him, and how sure it is
        """
        one = replace(one, record=one.record or self.by_number.get(one.written, 0))
        if cadre.record in self.avoided.get(one.record, ()) and (
            one.record != cadre.record
        ):
            return "R-04", Match.SAME
        if sure := self.sure(one, [cadre], one):
            return "R-03", sure
        found = self.sure(one, self.kin.get(cadre.record, ()), one)
        found = found or self.sure(cadre, self.kin.get(one.record, ()), one)
        return "R-04", found or Match.NO

    @staticmethod
    def sure(this: Person, people: Sequence[Person], named: Person) -> Match | None:
        """How sure it is that one of the people is this person; None: none is."""
        found = [match(this, person) for person in people]
        sure = max(found, key=lambda same: same.value, default=Match.NO)
        if sure is Match.NO or (sure is Match.MAYBE and named.is_told_apart):
            return None
        return sure
