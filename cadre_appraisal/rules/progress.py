"""Progress of tasks (A-23, A-25, A-26)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
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


# --- A tree of targets and tasks ---


@dataclass(frozen=True)
class Task:
    """A target or task, as its progress needs it.

    :param parent: the target that it serves
    :param unit: what its quantity counts
    :param planned: planned quantity
    :param carried_from: the task of the month before that it carries on, None when it
        is planned anew
    :param done: quantity done as recorded, None where nothing is recorded
    :param progress: percent as recorded, None where nothing is recorded
    """

    id: int
    parent: int | None
    unit: str
    planned: Fraction
    carried_from: int | None = None
    done: Fraction | None = None
    progress: Fraction | None = None


@dataclass(frozen=True)
class Reached:
    """How far a target or task is.

    :param done: in its own unit
    :param progress: percent, None where nothing is recorded
    """

    done: Fraction
    progress: Fraction | None


@dataclass
class _Part:
    """A part of a target; a task and those that carry it on are one."""

    unit: str
    planned: Fraction
    done: Fraction
    progress: Fraction | None
    points: Fraction
    count: int


def roll_up(tasks: Iterable[Task]) -> dict[int, Reached]:
    """How far each of the tasks is, with all that it was cascaded to.

    A quantity goes up along the same unit alone: what a part counts otherwise is no
    quantity of its target. Where the parts plan more than the target, what they did
    counts in proportion. A task that is carried on is one part with what it carries
    on. Where no part has its unit, the target stands at the mean of what is recorded.
    """
    known = {task.id: task for task in tasks}
    children: dict[int | None, list[Task]] = {}
    for task in known.values():
        children.setdefault(task.parent, []).append(task)
    found: dict[int, _Part] = {}
    for task in _leaves_first(known, children):
        found[task.id] = _reached(task, children.get(task.id, ()), found)
    return {id_: Reached(part.done, part.progress) for id_, part in found.items()}


def _leaves_first(known, children):
    order = [task for task in known.values() if task.parent not in known]
    for task in order:
        order.extend(children.get(task.id, ()))
    return reversed(order)


def _reached(task, children, found) -> _Part:
    if task.progress is not None:
        # A task of a month, as recorded.
        done = task.done or task.planned * task.progress / 100
        return _Part(task.unit, task.planned, done, task.progress, task.progress, 1)
    parts = _with_what_carries_on(children, found)
    points = sum((part.points for part in parts), Fraction())
    count = sum(part.count for part in parts)
    mean = points / count if count else None
    same = [part for part in parts if _is_same(part.unit, task.unit)]
    if any(part.count for part in same):
        planned = sum((part.planned for part in same), Fraction())
        done = sum((part.done for part in same), Fraction())
        if planned > task.planned > 0:
            done = done * task.planned / planned
        mean = exact(progress_of(done, task.planned))
    else:
        done = task.planned * (mean or 0) / 100
    return _Part(task.unit, task.planned, done, mean, points, count)


def _is_same(one: str, other: str) -> bool:
    return one.strip() == other.strip()


def _with_what_carries_on(children, found) -> list[_Part]:
    """Parts of a target, tasks that are carried on put together."""
    parts: dict[int, _Part] = {}
    first: dict[int, int] = {}
    for task in sorted(children, key=lambda child: child.id):
        own = found[task.id]
        head = first.get(task.carried_from) if task.carried_from else None
        if head is None or parts[head].unit != own.unit:
            first[task.id] = task.id
            parts[task.id] = _Part(**vars(own))
            continue
        first[task.id] = head
        whole = parts[head]
        whole.done += own.done
        if own.count:
            share = exact(progress_of(whole.done, whole.planned))
            whole.progress = whole.points = share
            whole.count = 1
    return list(parts.values())


def planned_in_parts(parts: Iterable[Task], unit: str) -> Fraction:
    """What of a target is cascaded into parts of its unit, each planned once."""
    known = list(parts)
    ids = {task.id for task in known}
    return sum(
        (
            task.planned
            for task in known
            if _is_same(task.unit, unit) and task.carried_from not in ids
        ),
        Fraction(),
    )
