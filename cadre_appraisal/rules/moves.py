"""Who led a cadre when, and which months he was there (A-28, A-45)."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .months import last_day


@dataclass(frozen=True)
class Assignment:
    """From a day on a cadre stands under a leader; the next assignment ends it.

    :param begins: first day
    :param leader: id of the leader in charge, or False
    :param department: id of the department, or False
    """

    begins: datetime.date
    leader: int | bool
    department: int | bool


def assignment_on(assignments: Sequence[Assignment], day: datetime.date) -> Assignment:
    """The assignment of a day; before the first one, the first.

    :param assignments: by day, at least one
    """
    found = assignments[0]
    for assignment in assignments:
        if assignment.begins <= day:
            found = assignment
    return found


def days_led(
    assignments: Sequence[Assignment], begins: datetime.date, ends: datetime.date
) -> dict[int | bool, int]:
    """Days of a period that each leader led, both ends included.

    :param assignments: by day, at least one
    """
    days: dict[int | bool, int] = {}
    for number, assignment in enumerate(assignments):
        first = max(assignment.begins, begins) if number else begins
        following = (
            assignments[number + 1].begins if number + 1 < len(assignments) else None
        )
        last = min(following - datetime.timedelta(days=1), ends) if following else ends
        if first <= last:
            days[assignment.leader] = (
                days.get(assignment.leader, 0) + (last - first).days + 1
            )
    return days


def leader_of_period(
    assignments: Sequence[Assignment],
    begins: datetime.date,
    ends: datetime.date,
    has_share: Callable[[Fraction], bool],
) -> int | bool:
    """Who is in charge of a period in which the leader may have changed (A-28).

    The leader on its last day, who led the share of it that the clause asks for;
    otherwise whoever led most days, and of two with as many the later one. Nobody only
    if the post was vacant all the time.

    :param assignments: by day, at least one
    :param has_share: whether a share in percent is enough
    """
    days = days_led(assignments, begins, ends)
    last = assignment_on(assignments, ends).leader
    if last and has_share(Fraction(100 * days.get(last, 0), (ends - begins).days + 1)):
        return last
    # A vacant post evaluates nobody: whoever led at all does.
    led = {leader: count for leader, count in days.items() if leader} or days
    most = max(led.values())
    return [leader for leader, count in led.items() if count == most][-1]


def in_service(
    begins: datetime.date,
    ends: datetime.date,
    entered: datetime.date | None,
    left: datetime.date | None,
) -> bool:
    """Whether a cadre was there on at least one day of a period (A-45).

    :param entered: first day of service, None if it lies before all that is known
    :param left: last day of service, None if he is still there
    """
    return not (entered and ends < entered) and not (left and begins > left)


def months_in_service(
    months: Iterable[datetime.date],
    entered: datetime.date | None,
    left: datetime.date | None,
) -> list[datetime.date]:
    """Those of the months, given by their first days, that a cadre owes."""
    return [
        month for month in months if in_service(month, last_day(month), entered, left)
    ]


@dataclass
class HandOver:
    """Who takes over which time after moves of a year (A-28).

    :param assignments: of each result by its id, by day, at least one
    :param since: first day of a new move, by result; without it only what is given to
        the cadre changes hands
    :param has_share: whether a share in percent of a period is enough
    :param quarters: leader in charge by result and quarter, as far as placed
    :param months: leader and department by cycle, cadre and month, as far as placed
    """

    assignments: Mapping[int, Sequence[Assignment]]
    since: Mapping[int, datetime.date]
    has_share: Callable[[Fraction], bool]
    quarters: dict = field(default_factory=dict)
    months: dict = field(default_factory=dict)

    def reaches(self, result: int, ends: datetime.date) -> bool:
        """Whether a new move lies before the end of a period."""
        day = self.since.get(result)
        return bool(day and ends >= day)

    def present(self, result: int) -> Assignment:
        """Where the cadre stands now."""
        return self.assignments[result][-1]

    def leader(
        self, result: int, begins: datetime.date, ends: datetime.date
    ) -> int | bool:
        """Who is in charge of a period."""
        return leader_of_period(self.assignments[result], begins, ends, self.has_share)

    def department(
        self, result: int, leader: int | bool, ends: datetime.date
    ) -> int | bool:
        """The last department in which that leader was in charge until then."""
        assignments = self.assignments[result]
        found = [s for s in assignments if s.leader == leader and s.begins <= ends]
        return (found or assignments)[-1].department
