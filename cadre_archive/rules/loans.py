"""Time limits of a loan (R-17, reading Q-3): calendar days from the day of hand-out."""

from dataclasses import dataclass
from datetime import date, timedelta


def loan_due(date_out: date, days: int, limit: int) -> date:
    """The last good day of a loan.

    Out on the 1st for 15 days is due on the 16th. Holidays do not shift it.

    :param date_out: local date of the hand-out
    :param days: length asked for, in calendar days
    :param limit: longest length allowed, in calendar days
    :raises ValueError: when the length is below one day or past the limit
    """
    if not 1 <= days <= limit:
        raise ValueError(f"a loan lasts 1 to {limit} days, not {days}")
    return date_out + timedelta(days=days)


def days_overdue(date_due: date, today: date) -> int:
    """How many days a loan that is still out is past its last good day (0: in time)."""
    return max(0, (today - date_due).days)


def is_due_soon(date_due: date, today: date, notice: int) -> bool:
    """Whether a loan that is not overdue falls due within ``notice`` days."""
    return timedelta(0) <= date_due - today <= timedelta(days=notice)


@dataclass(frozen=True)
class Reminder:
    """A day on which a loan that is still out is called to mind.

    :param kind: ``soon``, ``due`` or ``overdue``
    :param day: the day it belongs to, also when it is sent later
    """

    kind: str
    day: date


def reminder_of(
    date_out: date, date_due: date, today: date, notice: int, repeat: int
) -> Reminder | None:
    """The reminder that should be out by ``today``, the last one only.

    A loan of 15 days is called to mind on day 12 and 15, and when it is overdue on day
    16, 19, 22 and so on. A day on which nothing ran is made up for on the next.

    :param notice: days before the last good day of the first reminder
    :param repeat: days between the reminders of an overdue loan
    :raises ValueError: when ``repeat`` is below one day
    """
    if repeat < 1:
        raise ValueError("reminders are at least one day apart")
    late = days_overdue(date_due, today)
    if late:
        day = today - timedelta(days=(late - 1) % repeat)
        return Reminder("overdue", day)
    if today == date_due:
        return Reminder("due", date_due)
    soon = date_due - timedelta(days=notice)
    # A loan so short that it would be called to mind on the day it goes out.
    if date_out < soon <= today:
        return Reminder("soon", soon)
    return None


def last_day_of_use(date_approved: date, days: int) -> date:
    """The last day on which an approval can be used (R-02)."""
    return date_approved + timedelta(days=days)
