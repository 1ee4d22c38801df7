"""Which step of a deadline is to be told by a day, and which day it belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Step:
    """A step of a deadline, counted from a day.

    :param key: its name
    :param days: days after the day it counts from; negative for days before
    :param months: months after it
    :param repeat: days until it is told again and again; 0 for once
    :param is_at_once: told as soon as it is known, with the day it counts from
    """

    key: str
    days: int = 0
    months: int = 0
    repeat: int = 0
    is_at_once: bool = False

    def __post_init__(self):
        if self.repeat < 0:
            raise ValueError("what is told again is told at least one day apart")

    def first(self, start: date) -> date:
        """The first day on which it is told.

        :param start: the day it counts from
        """
        return start + relativedelta(months=self.months, days=self.days)

    def latest_start(self, today: date) -> date | None:
        """No later start can have come by today; none when it is told at once.

        Months have different lengths, so the bound is a few days wide.
        """
        if self.is_at_once:
            return None
        slack = 3 if self.months else 0
        return today - relativedelta(months=self.months, days=self.days - slack)


def day_of(
    step: Step, start: date, today: date, opened: date | None = None
) -> date | None:
    """The day that a step belongs to, also when it is told later; none before it comes.

    :param start: the day it counts from
    :param opened: what it is about began on this day; that day itself tells nothing
    """
    if step.is_at_once:
        return start
    first = step.first(start)
    if today < first or (opened and first <= opened):
        return None
    if not step.repeat:
        return first
    return today - timedelta(days=(today - first).days % step.repeat)


def current(
    steps: Iterable[tuple[Step, date, date | None]], today: date
) -> tuple[str, date] | None:
    """The last step that has come: what comes later stands for what came before.

    :param steps: each with its start and what :func:`day_of` calls ``opened``
    :return: its key and day
    """
    found = None
    for step, start, opened in steps:
        if day := day_of(step, start, today, opened):
            found = step.key, day
    return found
