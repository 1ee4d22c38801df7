"""What the clock says of working days, and how days in a row are counted.

A-11, A-60, A-61, A-70..A-72. Times are minutes of the office's local day; a shift of
the night, and a check-out after midnight, has more than 1,440.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

# From and to, in minutes of the day; spans of one day are in order and apart.
Span = tuple[int, int]

LATE, EARLY, ABSENT, UNCLEAR = "late", "early", "absent", "unclear"
NO_OUT, AWAY, NO_HOURS = "no_out", "away", "no_hours"

MIDNIGHT = 1440
# A calendar that ends at 23:59 means midnight.
LAST_MINUTE = 1439
# A stamp so many minutes from the nearest shift of the night still belongs to it.
NEAR = 240
WHOLE, HALF = Fraction(1), Fraction(1, 2)


@dataclass(frozen=True)
class Stay:
    """Somebody came, and went.

    :param came: minute of the way in
    :param went: minute of the way out, None when it is missing
    """

    came: int
    went: int | None


@dataclass(frozen=True)
class Shift:
    """What somebody has to be there for on a working day.

    :param spans: hours of work, leave taken off
    :param full: minutes of work before leave was taken off
    :param is_fixed: whether these are the person's own hours; else only the office
        works on that day, and nobody knows theirs
    """

    spans: tuple[Span, ...]
    full: int
    is_fixed: bool = True

    @classmethod
    def of(cls, spans: Sequence[Span], is_fixed: bool = True) -> "Shift":
        """A shift without leave."""
        return cls(tuple(spans), minutes(spans), is_fixed)

    def without(self, away: Iterable[Span]) -> "Shift | None":
        """What leave leaves of it; None when nothing is left."""
        rest = subtract(self.spans, away)
        if not rest or (not self.is_fixed and rest != self.spans):
            return None
        return Shift(rest, self.full, self.is_fixed)

    @property
    def part(self) -> Fraction:
        """How much of a day's work it is, in halves of a day; half a day at least."""
        halves = (4 * Fraction(minutes(self.spans), self.full) + 1) // 2
        return min(max(halves, 1) * HALF, WHOLE)

    @property
    def is_of_night(self) -> bool:
        """Whether it is worked past midnight."""
        return self.spans[-1][1] > MIDNIGHT


@dataclass(frozen=True)
class DayFact:
    """Something that a day shows.

    :param kind: ``late``, ``early``, ``absent`` or ``unclear``
    :param minutes: how much of the hours of work is missing
    :param expected: the minute at which the person should have come or may have gone
    :param actual: the minute at which they came or went, None when they did not
    :param days: how much of a day is missing, in halves; of an absence only
    :param why: what is unclear: ``no_out``, ``away`` or ``no_hours``
    """

    kind: str
    minutes: int
    expected: int
    actual: int | None
    days: Fraction = Fraction()
    why: str = ""


def minutes(spans: Iterable[Span]) -> int:
    """How long spans are together."""
    return sum(end - begin for begin, end in spans)


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


# --- Shifts of the night ---


def joined(
    days: Mapping[datetime.date, Sequence[Span]],
) -> dict[datetime.date, tuple[Span, ...]]:
    """Hours of work with those past midnight given to the day on which they begin.

    A calendar holds a night as 22:00 to 24:00 of one day and 0:00 to 6:00 of the next.

    :param days: hours of work by the calendar, each within its day
    """
    found: dict[datetime.date, tuple[Span, ...]] = {}
    for day in sorted(days):
        spans = list(days[day])
        before = found.get(day - datetime.timedelta(days=1))
        # Worked round the clock it would never end: each day begins anew then.
        is_night = (
            before
            and spans
            and spans[0][0] == 0
            and spans[0][1] < LAST_MINUTE
            and before[-1][0] > 0
            and before[-1][1] >= LAST_MINUTE
        )
        if is_night:
            yesterday = day - datetime.timedelta(days=1)
            _zero, end = spans.pop(0)
            *rest, (begin, _midnight) = before
            found[yesterday] = (*rest, (begin, MIDNIGHT + end))
        if spans:
            found[day] = tuple(spans)
    return found


# --- Which day a stay belongs to ---


def _overlap(spans: Sequence[Span], begin: int, end: int) -> int:
    return sum(max(0, min(end, b) - max(begin, a)) for a, b in spans)


def _distance(spans: Sequence[Span], moment: int) -> int:
    return max(spans[0][0] - moment, moment - spans[-1][1], 0)


def day_of(
    shifts: Mapping[datetime.date, Shift],
    day: datetime.date,
    stay: Stay,
    day_break: int,
) -> tuple[datetime.date, Stay]:
    """The working day that a stay belongs to, and the stay in minutes of that day.

    It is the day whose hours of work it lies in; outside of them the shift of the
    night that is near, else the day of the way in, which begins at ``day_break``.

    :param shifts: the person's shifts
    :param day: date of the way in
    :param stay: in minutes of that date
    :param day_break: until this minute a stamp belongs to the day before
    """
    today, before = shifts.get(day), shifts.get(day - datetime.timedelta(days=1))
    until = stay.came + 1 if stay.went is None else stay.went
    if (
        today
        and not (before and before.is_of_night)
        and _overlap(today.spans, stay.came, until)
    ):
        return day, stay  # as most stays do
    best: tuple[int, int] | None = None
    nights: list[tuple[int, int]] = []
    for shift_by, shift in ((-1, before), (0, today)):
        if shift is None:
            continue
        offset = shift_by * MIDNIGHT
        came = stay.came - offset
        went = came + 1 if stay.went is None else stay.went - offset
        overlap = _overlap(shift.spans, came, went)
        if overlap and (best is None or overlap > best[0]):
            best = (overlap, shift_by)
        if shift.is_of_night or shift.spans[0][0] <= day_break:
            nights.append((_distance(shift.spans, came), shift_by))
    if best is not None:
        by = best[1]
    elif nights:
        distance, near = min(nights)
        by = near if distance <= NEAR else 0
    else:
        by = -1 if stay.came <= day_break else 0
    if not by:
        return day, stay
    return (
        day - datetime.timedelta(days=1),
        Stay(
            stay.came + MIDNIGHT,
            None if stay.went is None else stay.went + MIDNIGHT,
        ),
    )


def merged(stays: Iterable[Stay], touch: int) -> tuple[Stay, ...]:
    """Stays of one day in order, with touches of the clock taken as one.

    Who touches the clock twice within ``touch`` minutes has not been in and out: of
    the two stamps the first is left. The next stamp alone is its way out.

    :param touch: so many minutes apart, two stamps are one
    """
    stays = list(stays)
    if not stays or (
        len(stays) == 1
        and (stays[0].went is None or stays[0].went - stays[0].came > touch)
    ):
        return tuple(stays)
    found: list[Stay] = []
    is_touch = False
    for stay in sorted(stays, key=lambda s: (s.came, s.went is None, s.went or 0)):
        was_touch, is_touch = is_touch, False
        if stay.went is not None and stay.went - stay.came <= touch:
            stay, is_touch = Stay(stay.came, None), True
        last = found[-1] if found else None
        if last and stay.went is None:
            if stay.came - (last.came if last.went is None else last.went) <= touch:
                is_touch = was_touch or is_touch
                continue
            if last.went is None and (was_touch or is_touch):
                found[-1], is_touch = Stay(last.came, stay.came), False
                continue
        if last and last.went is None and stay.came - last.came <= touch:
            # The second touch is the way in of this stay.
            found[-1] = Stay(last.came, stay.went)
            continue
        found.append(stay)
    return tuple(found)


# --- What a day shows ---


def day_facts(
    shift: Shift | None, stays: Sequence[Stay], tolerance: int
) -> tuple[DayFact, ...]:
    """What a scheduled day shows of one person (A-11).

    Minutes are of the hours of work alone: breaks are left out. Each half of the day
    is asked for, so that nothing between four stamps is lost.

    :param shift: what the person had to be there for
    :param stays: what the clock wrote, in order
    :param tolerance: so many minutes are not counted yet
    """
    if shift is None or not shift.spans:
        return ()
    spans = shift.spans
    begin, end = spans[0][0], spans[-1][1]
    if not shift.is_fixed:
        return () if stays else (DayFact(UNCLEAR, 0, begin, None, why=NO_HOURS),)
    if not stays:
        return (_absent(shift),)
    if stays[-1].went is None:
        return _without_way_out(spans, stays, tolerance)
    if len(stays) == 1 and stays[0].came <= begin and stays[0].went >= end:
        return ()  # as most days are
    # Where one way out is missing between others, nothing is claimed of that time.
    there = [
        (stay.came, stay.went if stay.went is not None else after.came)
        for stay, after in zip(stays, [*stays[1:], stays[-1]], strict=True)
    ]
    if not any(_overlap(spans, *stay) for stay in there):
        # At the clock, but not in the hours of work.
        return (_absent(shift),)
    found = _gaps(spans, there, tolerance)
    if any(stay.went is None for stay in stays):
        found.append(DayFact(UNCLEAR, 0, end, None, why=NO_OUT))
    return _by_kind(found)


def _absent(shift):
    spans = shift.spans
    return DayFact(ABSENT, minutes(spans), spans[0][0], None, shift.part)


def _without_way_out(spans, stays, tolerance):
    """The last way out is missing: what lies before it is known, the rest is not."""
    begin, end = spans[0][0], spans[-1][1]
    unclear = DayFact(UNCLEAR, 0, end, None, why=NO_OUT)
    first = stays[0].came
    # One stamp in the second half may as well be the way out: it proves nothing.
    if len(stays) == 1 and first > (begin + end) // 2:
        return (unclear,)
    missing = minutes(subtract(spans, [(first, end)]))
    if missing > tolerance and first < end:
        return (DayFact(LATE, missing, begin, first), unclear)
    return (unclear,)


def _gaps(spans, there, tolerance):
    """Late, early or away, of each piece of the hours of work that nobody was there."""
    pieces = [
        (one, piece) for one in spans for piece in subtract([one], there) if piece
    ]
    first_in = min(came for came, _went in there)
    last_out = max(went for _came, went in there)
    late = [p for _s, p in pieces if p[1] <= first_in]
    early = [p for _s, p in pieces if p[0] >= last_out]
    found = []
    if minutes(late) > tolerance:
        found.append(DayFact(LATE, minutes(late), spans[0][0], first_in))
    for span, piece in pieces:
        if piece in late or piece in early or piece[1] - piece[0] <= tolerance:
            continue
        length = piece[1] - piece[0]
        if piece == span:
            found.append(DayFact(UNCLEAR, length, piece[0], None, why=AWAY))
        elif piece[0] == span[0]:
            found.append(DayFact(LATE, length, piece[0], piece[1]))
        elif piece[1] == span[1]:
            found.append(DayFact(EARLY, length, piece[1], piece[0]))
        else:
            found.append(DayFact(UNCLEAR, length, piece[1], piece[0], why=AWAY))
    if minutes(early) > tolerance:
        found.append(DayFact(EARLY, minutes(early), spans[-1][1], last_out))
    return found


def _by_kind(found):
    """One fact a kind: the minutes of a day together, the moments of the first."""
    kinds: dict[str, list[DayFact]] = {}
    for fact in found:
        kinds.setdefault(fact.kind, []).append(fact)
    return tuple(
        DayFact(
            kind,
            sum(fact.minutes for fact in facts),
            facts[0].expected,
            facts[0].actual,
            why=NO_OUT if any(f.why == NO_OUT for f in facts) else facts[0].why,
        )
        for kind, facts in kinds.items()
    )


# --- Days in a row ---


def longest_run(
    scheduled: Iterable[datetime.date],
    marked: Collection[datetime.date],
    skipped: Collection[datetime.date] = (),
) -> int:
    """The most scheduled working days in a row that are marked (A-70).

    Whatever is not scheduled (rest days, holidays, leave) and whatever is skipped
    neither counts nor breaks the row.

    :param scheduled: the person's working days in order, made-up days among them
    :param marked: days late
    :param skipped: days that neither count nor break the row
    """
    return int(heaviest_run(scheduled, dict.fromkeys(marked, WHOLE), skipped))


def heaviest_run(
    scheduled: Iterable[datetime.date],
    marked: Mapping[datetime.date, Fraction],
    skipped: Collection[datetime.date] = (),
) -> Fraction:
    """The most of marked working days in a row, half days as halves (A-61, A-72)."""
    longest = run = Fraction()
    for day in scheduled if marked else ():
        if day in marked:
            run += marked[day]
            longest = max(longest, run)
        elif day not in skipped:
            run = Fraction()
    return longest


@dataclass(frozen=True)
class Counts:
    """What a period shows of one person; only what was not excused counts.

    :param late: days late (A-71)
    :param early: days left early
    :param lapses: days late or left early (A-60)
    :param absent: days absent without leave, half days as halves (A-61, A-72)
    :param unclear: days to clarify, which count nowhere
    :param lapse_run: most working days in a row late or left early (A-70)
    :param absent_run: most working days in a row absent (A-61, A-72)
    """

    late: int = 0
    early: int = 0
    lapses: int = 0
    absent: Fraction = Fraction()
    unclear: int = 0
    lapse_run: int = 0
    absent_run: Fraction = Fraction()


@dataclass(frozen=True)
class Marked:
    """A fact on record, as it is counted.

    :param day: on which
    :param kind: ``late``, ``early``, ``absent`` or ``unclear``
    :param is_excused: the leader found the reason justifiable
    :param days: of an absence, how much of the day
    """

    day: datetime.date
    kind: str
    is_excused: bool = False
    days: Fraction = WHOLE


def count(
    facts: Iterable[Marked],
    scheduled: Iterable[datetime.date],
    only_punctual_breaks: bool = True,
) -> Counts:
    """Count what one person's days show.

    :param facts: what is on record
    :param scheduled: the person's working days in order, without days of leave
    :param only_punctual_breaks: A-70: a day absent or to clarify neither counts in a
        row of lateness nor breaks it; False: it breaks it
    """
    days: dict[str, dict[datetime.date, Fraction]] = {
        kind: {} for kind in (LATE, EARLY, ABSENT, UNCLEAR)
    }
    excused: set[datetime.date] = set()
    for fact in facts:
        if fact.is_excused:
            excused.add(fact.day)
        else:
            days[fact.kind][fact.day] = fact.days
    lapses = days[LATE].keys() | days[EARLY].keys()
    # What somebody entered by hand stands, whatever the calendar says by now.
    calendar = sorted(set(scheduled) | lapses | days[ABSENT].keys())
    skipped = set(excused)
    if only_punctual_breaks:
        skipped |= days[ABSENT].keys() | days[UNCLEAR].keys()
    return Counts(
        late=len(days[LATE]),
        early=len(days[EARLY]),
        lapses=len(lapses),
        absent=sum(days[ABSENT].values(), Fraction()),
        unclear=len(days[UNCLEAR]),
        lapse_run=longest_run(calendar, lapses, skipped),
        absent_run=heaviest_run(calendar, days[ABSENT], excused),
    )
