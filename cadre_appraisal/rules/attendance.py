"""What the clock says of working days, and how days in a row are counted.

A-11, A-60, A-61, A-70..A-72. Times are minutes of the office's local day; a check-out
after midnight has more than 1,440.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

# From and to, in minutes of the day; spans of one day are in order and apart.
Span = tuple[int, int]

LATE, EARLY, ABSENT, UNCLEAR = "late", "early", "absent", "unclear"


@dataclass(frozen=True)
class Presence:
    """Somebody's first check-in and last check-out of a day.

    :param first_in: minute of the first check-in
    :param last_out: minute of the last check-out, None when it is missing
    """

    first_in: int
    last_out: int | None


@dataclass(frozen=True)
class DayFact:
    """Something that a day shows.

    :param kind: ``late``, ``early``, ``absent`` or ``unclear`` (no check-out)
    :param minutes: how long he was missing; 0 for ``unclear``
    :param expected: the minute at which he should have come or may have gone
    :param actual: the minute at which he came or went, None when he did not
    """

    kind: str
    minutes: int
    expected: int
    actual: int | None


def subtract(spans: Iterable[Span], away: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of ``spans`` outside of ``away`` (leave, holidays)."""
    left = list(spans)
    for begin, end in away:
        left = [
            piece
            for one, other in left
            for piece in ((one, min(other, begin)), (max(one, end), other))
            if piece[0] < piece[1]
        ]
    return tuple(left)


def day_facts(
    spans: Sequence[Span], presence: Presence | None, tolerance: int
) -> tuple[DayFact, ...]:
    """What a scheduled day shows of one person (A-11).

    :param spans: what he had to be there for, leave and holidays taken off
    :param presence: what the clock wrote, None when it wrote nothing
    :param tolerance: so many minutes are not counted yet
    """
    if not spans:
        return ()
    begin, end = spans[0][0], spans[-1][1]
    if presence is None:
        return (DayFact(ABSENT, sum(b - a for a, b in spans), begin, None),)
    first_in, last_out = presence.first_in, presence.last_out
    if last_out is None:
        unclear = DayFact(UNCLEAR, 0, end, None)
        # One stamp in the second half may as well be the way out: it proves nothing.
        if begin + tolerance < first_in <= (begin + end) // 2:
            return (DayFact(LATE, first_in - begin, begin, first_in), unclear)
        return (unclear,)
    if first_in >= end or last_out <= begin:
        # At the clock, but not in the hours of work.
        return (DayFact(ABSENT, sum(b - a for a, b in spans), begin, None),)
    if first_in - begin <= tolerance and end - last_out <= tolerance:
        return ()
    found = []
    if first_in - begin > tolerance:
        found.append(DayFact(LATE, first_in - begin, begin, first_in))
    if end - last_out > tolerance:
        found.append(DayFact(EARLY, end - last_out, end, last_out))
    return tuple(found)


def longest_run(
    scheduled: Iterable[datetime.date],
    marked: Collection[datetime.date],
    skipped: Collection[datetime.date] = (),
) -> int:
    """The most scheduled working days in a row that are marked (A-61, A-70, A-72).

    Whatever is not scheduled (rest days, holidays, leave) and whatever is skipped
    (excused with a reason) neither counts nor breaks the row.

    :param scheduled: the person's working days in order, made-up days among them
    :param marked: days late, or days absent
    :param skipped: days that count as leave
    """
    if not marked:
        return 0
    longest = run = 0
    for day in scheduled:
        if day in marked:
            run += 1
            longest = max(longest, run)
        elif day not in skipped:
            run = 0
    return longest


@dataclass(frozen=True)
class Counts:
    """What a period shows of one person; only what was not excused counts.

    :param late: days late (A-71)
    :param early: days left early
    :param lapses: days late or left early (A-60)
    :param absent: days absent without leave (A-61, A-72)
    :param unclear: days without check-out, which count nowhere
    :param lapse_run: most working days in a row late or left early (A-70)
    :param absent_run: most working days in a row absent (A-61, A-72)
    """

    late: int = 0
    early: int = 0
    lapses: int = 0
    absent: int = 0
    unclear: int = 0
    lapse_run: int = 0
    absent_run: int = 0


def count(
    facts: Iterable[tuple[datetime.date, str, bool]],
    scheduled: Iterable[datetime.date],
) -> Counts:
    """Count what one person's days show.

    :param facts: day, kind and whether it is excused
    :param scheduled: his working days in order, without days of leave
    """
    days: dict[str, set[datetime.date]] = {
        kind: set() for kind in (LATE, EARLY, ABSENT, UNCLEAR)
    }
    excused: set[datetime.date] = set()
    for day, kind, is_excused in facts:
        (excused if is_excused else days[kind]).add(day)
    lapses = days[LATE] | days[EARLY]
    # What somebody entered by hand stands, whatever the calendar says by now.
    calendar = sorted(set(scheduled) | lapses | days[ABSENT])
    return Counts(
        late=len(days[LATE]),
        early=len(days[EARLY]),
        lapses=len(lapses),
        absent=len(days[ABSENT]),
        unclear=len(days[UNCLEAR]),
        lapse_run=longest_run(calendar, lapses, excused),
        absent_run=longest_run(calendar, days[ABSENT], excused),
    )
