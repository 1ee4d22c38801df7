"""Time limits of a loan (R-17, reading Q-3): calendar days from the day of hand-out."""

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


def last_day_of_use(date_approved: date, days: int) -> date:
    """The last day on which an approval can be used (R-02)."""
    return date_approved + timedelta(days=days)
