"""Progress of tasks (A-23, A-25, A-26)."""

import datetime
from collections.abc import Iterable
from fractions import Fraction

from .numbers import Number, exact, rounded, total


def progress_of(done: Number, planned: Number) -> float:
    """Progress in percent; doing more than planned is still 100.

    :param done: quantity done, in the unit of the task
    :param planned: planned quantity, in the same unit
    """
    done, planned = exact(done), exact(planned)
    if planned <= 0 or done <= 0:
        return 0.0
    return rounded(min(Fraction(100), 100 * done / planned))


def needs_reason(
    is_below: bool, deadline: datetime.date, month_end: datetime.date
) -> bool:
    """Whether an unfinished line must say why (A-26).

    :param is_below: whether its progress is below what the clause asks for
    :param deadline: of the task; one that lies after the month is no lapse yet
    :param month_end: last day of the month reported on
    """
    return is_below and deadline <= month_end


def mean_progress(values: Iterable[Number]) -> float | None:
    """Completion over several lines, in percent; None without any."""
    values = list(values)
    return mean_of(total(values), len(values)) if values else None


def mean_of(amount: Number, count: int) -> float:
    """Completion over lines that were summed up already, in percent."""
    return rounded(exact(amount) / count)


def target_progress(
    planned: Number, done: Number | None, mean: float | None
) -> float | None:
    """Progress of a target from what it was broken down into (A-23).

    :param planned: planned quantity of the target
    :param done: done in the unit of the target, None if no part has that unit
    :param mean: mean progress of the parts, None without any
    """
    if done is not None:
        return progress_of(done, planned)
    return mean
