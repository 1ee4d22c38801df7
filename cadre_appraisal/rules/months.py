"""Months, quarters and the window of the monthly record (A-25)."""

import calendar
import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """When the record of a month may be handed in.

    :param begins: first day of the month: from then on it can be filled in
    :param opens: first day on which it can be submitted
    :param due: last day on which it is in time
    """

    begins: datetime.date
    opens: datetime.date
    due: datetime.date

    def has_begun(self, day: datetime.date) -> bool:
        """Whether the month has begun on ``day``."""
        return day >= self.begins

    def is_open(self, day: datetime.date) -> bool:
        """Whether the record can be submitted on ``day``; late still can."""
        return day >= self.opens

    def is_late(self, day: datetime.date) -> bool:
        """Whether a record submitted on ``day`` is late."""
        return day > self.due


def _day_in(year: int, month: int, day: int) -> datetime.date:
    """That day of the month, or its last day in a shorter month."""
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def last_day(month: datetime.date) -> datetime.date:
    """Last day of the month in which ``month`` lies."""
    return _day_in(month.year, month.month, 31)


def window_of(month: datetime.date, opens_day: int, due_day: int) -> Window:
    """Window of a month (A-25).

    :param month: any day of it
    :param opens_day: day of that month on which submission opens
    :param due_day: day of the following month until which it is in time
    :rtype: Window
    """
    following = last_day(month) + datetime.timedelta(days=1)
    return Window(
        begins=month.replace(day=1),
        opens=_day_in(month.year, month.month, opens_day),
        due=_day_in(following.year, following.month, due_day),
    )


def quarter_of(month: int) -> int:
    """Quarter 1..4 of a month 1..12."""
    return (month - 1) // 3 + 1


def months_of_year(year: int) -> list[datetime.date]:
    """First days of the twelve months."""
    return [datetime.date(year, month, 1) for month in range(1, 13)]


def months_of_quarter(year: int, quarter: int) -> list[datetime.date]:
    """First days of the three months of a quarter."""
    return months_of_year(year)[quarter * 3 - 3 : quarter * 3]
