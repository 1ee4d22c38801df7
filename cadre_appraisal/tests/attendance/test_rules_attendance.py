import datetime
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.attendance import (
    Counts,
    DayFact,
    Marked,
    Shift,
    Stay,
    count,
    day_facts,
    day_of,
    heaviest_run,
    joined,
    longest_run,
    merged,
    minutes,
    subtract,
)

# A slow machine is no fault of what is tested.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# 8:30 to 12:00 and 14:00 to 17:30
HOURS = ((510, 720), (840, 1050))
DAY = Shift.of(HOURS)
# 22:00 to 6:00
NIGHT = Shift.of(((1320, 1800),))
TOLERANCE = TOUCH = 5
DAY_BREAK = 300
HALF = Fraction(1, 2)
FIRST = datetime.date(2025, 9, 22)  # a Monday
SPANS = st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 1440)), max_size=6).map(
    lambda pairs: [(min(pair), max(pair)) for pair in pairs]
)


def day(number):
    return FIRST + datetime.timedelta(days=number)


def minutes_of(spans):
    return {minute for begin, end in spans for minute in range(begin, end)}


def marks(kind, numbers, **values):
    return [Marked(day(n), kind, **values) for n in numbers]


class Kinds(BaseCase):
    """Facts of one day as ``{kind: minutes}``."""

    def kinds(self, *stays, shift=DAY):
        facts = day_facts(shift, [Stay(*stay) for stay in stays], TOLERANCE)
        self.assertEqual(len(facts), len({fact.kind for fact in facts}))
        return {fact.kind: fact.minutes for fact in facts}


@tagged("post_install", "-at_install")
class TestDayFacts(Kinds):
    """A-11: late, early and away of the hours of work, breaks left out."""

    def test_tolerance_at_its_boundary(self):
        """Five minutes are not counted, the sixth is."""
        for first_in, last_out, expected in (
            (510, 1050, {}),
            (514, 1050, {}),
            (515, 1050, {}),
            (516, 1050, {"late": 6}),
            (510, 1046, {}),
            (510, 1045, {}),
            (510, 1044, {"early": 6}),
            (516, 1044, {"late": 6, "early": 6}),
        ):
            with self.subTest(first_in=first_in, last_out=last_out):
                self.assertEqual(self.kinds((first_in, last_out)), expected)

    def test_minutes_leave_the_break_out(self):
        """In at 17:00 is 390 minutes of a day of 420, not 510."""
        for stay, expected in (
            ((1020, 1060), {"late": 390}),
            ((840, 1050), {"late": 210}),
            ((841, 1050), {"late": 211}),
            ((839, 1050), {"late": 210}),
            ((720, 1050), {"late": 210}),
            ((719, 1050), {"late": 209}),
            ((500, 780), {"early": 210}),
            ((500, 720), {"early": 210}),
            ((500, 719), {"early": 211}),
            ((1049, 1200), {"late": 419}),
            ((400, 511), {"early": 419}),
        ):
            with self.subTest(stay=stay):
                self.assertEqual(self.kinds(stay), expected)

    def test_four_punches_lose_nothing(self):
        """Each half of the day is asked for."""
        for stays, expected in (
            (((500, 720), (840, 1060)), {}),
            (((500, 730), (845, 1060)), {}),
            (((500, 730), (846, 1060)), {"late": 6}),
            (((520, 730), (860, 1060)), {"late": 30}),
            (((500, 700), (830, 1060)), {"early": 20}),
            (((500, 700), (830, 1040)), {"early": 30}),
            (((500, 600), (690, 1060)), {"unclear": 90}),
            (((500, 600), (605, 1060)), {}),
            (((500, 600), (606, 1060)), {"unclear": 6}),
        ):
            with self.subTest(stays=stays):
                self.assertEqual(self.kinds(*stays), expected)
        three = Shift.of(((480, 600), (660, 780), (840, 960)))
        self.assertEqual(
            self.kinds((470, 600), (840, 970), shift=three), {"unclear": 120}
        )

    def test_absent(self):
        """A-61: a scheduled day without attendance."""
        self.assertEqual(
            day_facts(DAY, (), TOLERANCE), (DayFact("absent", 420, 510, None, 1),)
        )
        self.assertEqual(day_facts(None, (), TOLERANCE), ())

    def test_half_a_day_of_leave_and_half_a_day_missing(self):
        """Is half a day absent; leave of an hour leaves a whole day."""
        for away, part in (
            ([(510, 720)], HALF),
            ([(840, 1050)], HALF),
            ([(510, 720), (840, 900)], HALF),
            ([(510, 570)], Fraction(1)),
            ([(510, 614)], Fraction(1)),
            ([(510, 615)], Fraction(1)),
            ([(510, 616)], HALF),
        ):
            with self.subTest(away=away):
                shift = DAY.without(away)
                (fact,) = day_facts(shift, (), TOLERANCE)
                self.assertEqual((fact.kind, fact.days), ("absent", part))
                self.assertEqual(fact.minutes, minutes(shift.spans))
        self.assertIsNone(DAY.without([(0, 1440)]))
        # Who is scheduled for the morning alone misses a whole day of theirs.
        (fact,) = day_facts(Shift.of(HOURS[:1]), (), TOLERANCE)
        self.assertEqual(fact.days, 1)

    def test_there_but_not_in_the_hours_of_work(self):
        for stay in ((1050, 1200), (400, 510), (725, 835)):
            with self.subTest(stay=stay):
                self.assertEqual(self.kinds(stay), {"absent": 420})

    def test_missing_check_out_is_to_clarify(self):
        """No check-out is no absence; one late stamp may be the way out."""
        for first_in, expected in (
            (500, {"unclear": 0}),
            (515, {"unclear": 0}),
            (516, {"late": 6, "unclear": 0}),
            (780, {"late": 210, "unclear": 0}),
            (781, {"unclear": 0}),
            (1060, {"unclear": 0}),
        ):
            with self.subTest(first_in=first_in):
                self.assertEqual(self.kinds((first_in, None)), expected)
        # What lies before it is known.
        self.assertEqual(
            self.kinds((530, 720), (830, None)), {"late": 20, "unclear": 0}
        )
        # A way out that is missing between others says nothing of that time.
        self.assertEqual(self.kinds((500, None), (830, 1060)), {"unclear": 0})
        self.assertEqual(
            self.kinds((500, None), (830, 1000)), {"unclear": 0, "early": 50}
        )

    def test_without_fixed_hours(self):
        """Nothing at the clock is to be clarified; who came has nothing to say."""
        loose = Shift.of(HOURS, is_fixed=False)
        (fact,) = day_facts(loose, (), TOLERANCE)
        self.assertEqual((fact.kind, fact.why), ("unclear", "no_hours"))
        self.assertEqual(self.kinds((700, 710), shift=loose), {})
        self.assertIsNone(loose.without([(510, 720)]))
        self.assertEqual(loose.without([(0, 300)]), loose)

    def test_half_a_day_of_leave(self):
        """Leave in the morning: only the afternoon is asked for."""
        afternoon = DAY.without([(510, 720)])
        self.assertEqual(afternoon.spans, ((840, 1050),))
        self.assertEqual(self.kinds((845, 1050), shift=afternoon), {})
        self.assertEqual(self.kinds((846, 1050), shift=afternoon), {"late": 6})

    @CALM
    @given(SPANS, SPANS)
    def test_subtract_is_set_difference(self, spans, away):
        spans = [(b, e) for b, e in spans if b < e][:1]
        self.assertEqual(
            minutes_of(subtract(spans, away)), minutes_of(spans) - minutes_of(away)
        )

    @CALM
    @given(
        st.lists(st.integers(0, 1800), min_size=2, max_size=8, unique=True)
        .filter(lambda moments: len(moments) % 2 == 0)
        .map(sorted),
        st.integers(0, 60),
        st.sampled_from([DAY, NIGHT]),
    )
    def test_what_is_missing_is_counted_once(self, moments, tolerance, shift):
        """Without tolerance the minutes of all kinds are those not covered."""
        stays = [Stay(*pair) for pair in zip(moments[::2], moments[1::2], strict=True)]
        missing = minutes(subtract(shift.spans, [(s.came, s.went) for s in stays]))
        exact = day_facts(shift, stays, 0)
        self.assertEqual(sum(fact.minutes for fact in exact), missing)
        facts = day_facts(shift, stays, tolerance)
        self.assertLessEqual(sum(fact.minutes for fact in facts), missing)
        self.assertEqual(len(facts), len({fact.kind for fact in facts}))
        if not missing:
            self.assertFalse(facts)

    @CALM
    @given(st.integers(0, 1439), st.integers(0, 60))
    def test_no_way_out_is_never_absent(self, first_in, tolerance):
        kinds = {f.kind for f in day_facts(DAY, [Stay(first_in, None)], tolerance)}
        self.assertIn("unclear", kinds)
        self.assertLessEqual(kinds, {"unclear", "late"})


@tagged("post_install", "-at_install")
class TestNights(Kinds):
    """A-11: a shift of the night belongs to the day on which it begins."""

    def test_a_night_is_one_shift(self):
        halves = ((0, 360), (1320, 1440))
        days = {day(0): halves[1:], day(1): halves, day(2): halves[:1]}
        self.assertEqual(
            joined(days), {day(0): ((1320, 1800),), day(1): ((1320, 1800),)}
        )
        # Nothing before it: it begins at midnight.
        self.assertEqual(joined({day(0): halves[:1]}), {day(0): ((0, 360),)})
        days = {day(0): ((1320, 1438),), day(1): ((0, 360),)}
        self.assertEqual(joined(days), days)
        days = {day(0): ((1320, 1439),), day(1): ((0, 360),)}
        self.assertEqual(joined(days), {day(0): ((1320, 1800),)})
        # Worked round the clock, each day is one.
        days = {day(n): ((0, 1440),) for n in range(3)}
        self.assertEqual(joined(days), days)
        days = {day(n): HOURS for n in range(3)}
        self.assertEqual(joined(days), days)

    def test_a_night_is_no_lateness_of_1315_minutes(self):
        shifts = {day(n): NIGHT for n in range(3)}
        for came, went, facts in (
            (1310, 1810, {}),
            (1325, 1795, {}),
            (1326, 1794, {"late": 6, "early": 6}),
            (1500, 1810, {"late": 180}),
        ):
            with self.subTest(came=came):
                # Written by the clock on the date of the way in.
                date, at = divmod(came, 1440)
                found = day_of(shifts, day(date), Stay(at, at + went - came), DAY_BREAK)
                self.assertEqual(found, (day(0), Stay(came, went)))
                self.assertEqual(self.kinds((came, went), shift=NIGHT), facts)

    def test_the_way_out_alone_belongs_to_its_night(self):
        shifts = {day(n): NIGHT for n in range(3)}
        for minute, of, at in (
            (365, 0, 1805),
            (600, 0, 2040),
            (601, 1, 601),
            (1079, 1, 1079),
            (1080, 1, 1080),
            (1310, 1, 1310),
            (10, 0, 1450),
        ):
            with self.subTest(minute=minute):
                found = day_of(shifts, day(1), Stay(minute, None), DAY_BREAK)
                self.assertEqual(found, (day(of), Stay(at, None)))

    def test_stamps_until_five_belong_to_the_day_before(self):
        shifts = {day(n): DAY for n in range(3)}
        for minute, of in ((0, 0), (299, 0), (300, 0), (301, 1), (540, 1)):
            with self.subTest(minute=minute):
                found, _stay = day_of(shifts, day(1), Stay(minute, None), DAY_BREAK)
                self.assertEqual(found, day(of))
        # Whoever came at four and worked through the day was there on that day.
        self.assertEqual(
            day_of(shifts, day(1), Stay(240, 1050), DAY_BREAK),
            (day(1), Stay(240, 1050)),
        )
        # Whose work begins at four comes before it.
        early = {day(n): Shift.of(((240, 600),)) for n in range(3)}
        self.assertEqual(day_of(early, day(1), Stay(235, None), DAY_BREAK)[0], day(1))

    @CALM
    @given(st.integers(0, 1439), st.integers(1, 900), st.integers(0, 600))
    def test_no_stay_is_lost(self, came, length, day_break):
        """It belongs to its date or the one before, at the same moment."""
        shifts = {day(0): DAY, day(1): NIGHT, day(2): DAY}
        for date in range(3):
            stay = Stay(came, came + length)
            found, moved = day_of(shifts, day(date), stay, day_break)
            back = (day(date) - found).days
            self.assertIn(back, (0, 1))
            self.assertEqual(moved.came - came, 1440 * back)
            self.assertEqual(moved.went - moved.came, length)


@tagged("post_install", "-at_install")
class TestTouches(BaseCase):
    """A-11: touches of the clock within five minutes are one."""

    def stays(self, *stays):
        return [(s.came, s.went) for s in merged([Stay(*s) for s in stays], TOUCH)]

    def test_at_the_boundary(self):
        for went, expected in ((504, None), (505, None), (506, 506)):
            with self.subTest(went=went):
                self.assertEqual(self.stays((500, went)), [(500, expected)])

    def test_the_next_stamp_alone_is_the_way_out(self):
        self.assertEqual(self.stays((500, 500), (1060, None)), [(500, 1060)])
        self.assertEqual(self.stays((500, 501), (1060, 1061)), [(500, 1060)])
        self.assertEqual(self.stays((500, None), (503, 1060)), [(500, 1060)])
        # Two ways in without a touch: one way out is missing.
        self.assertEqual(
            self.stays((500, None), (1060, None)), [(500, None), (1060, None)]
        )
        self.assertEqual(self.stays((500, 720), (723, None)), [(500, 720)])

    @CALM
    @given(st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True))
    def test_in_order_and_apart(self, moments):
        moments.sort()
        pairs = list(zip(moments[::2], moments[1::2], strict=False))
        found = self.stays(*pairs)
        self.assertEqual(found, sorted(found, key=lambda stay: stay[0]))
        self.assertEqual(found[0][0], moments[0])
        for (_came, went), (after, _went) in zip(found, found[1:], strict=False):
            self.assertLessEqual(went if went is not None else _came, after)


@tagged("post_install", "-at_install")
class TestRuns(BaseCase):
    """A-61, A-70..A-72: in a row means scheduled working days in a row."""

    def test_absence_across_a_holiday_and_a_made_up_sunday(self):
        """2025: Sunday 28 September worked, 1 to 8 October off."""
        worked = [day(n) for n in (0, 1, 2, 3, 4, 6, 7, 8, 17, 18)]
        # Tuesday 30 September and Thursday 9 October stand next to each other.
        self.assertEqual(longest_run(worked, {day(8), day(17)}), 2)
        self.assertEqual(longest_run(worked, {day(7), day(8), day(17)}), 3)
        # The made-up Sunday was scheduled: who came then breaks the row.
        self.assertEqual(longest_run(worked, {day(4), day(7)}), 1)
        self.assertEqual(longest_run(worked, {day(4), day(6), day(7)}), 3)

    def test_half_days_in_a_row(self):
        days = [day(n) for n in range(5)]
        absent = {day(0): HALF, day(1): Fraction(1), day(3): HALF}
        self.assertEqual(heaviest_run(days, absent), Fraction(3, 2))
        self.assertEqual(heaviest_run(days, absent, {day(2)}), 2)

    def test_lateness_six_and_seven_with_leave_between(self):
        """A-70: a day of leave is not scheduled and breaks nothing."""
        scheduled = [day(n) for n in range(12) if n != 3]
        late = {day(n) for n in (0, 1, 2, 4, 5, 6)}
        self.assertEqual(longest_run(scheduled, late), 6)
        self.assertEqual(longest_run(scheduled, late | {day(7)}), 7)
        # Present and in time on that day: the row is broken.
        self.assertEqual(longest_run([day(n) for n in range(12)], late), 3)
        # Excused on that day: as leave.
        every = [day(n) for n in range(12)]
        self.assertEqual(longest_run(every, late | {day(7)}, {day(3)}), 7)

    def test_only_a_punctual_day_breaks_a_row_of_lateness(self):
        """A-70: six late days and one of another kind between, then the seventh."""
        scheduled = [day(n) for n in range(8)]
        late = marks("late", (0, 1, 2, 4, 5, 6, 7))
        for between, row in (
            ([], 4),
            (marks("absent", [3]), 7),
            (marks("absent", [3], days=HALF), 7),
            (marks("unclear", [3]), 7),
            (marks("late", [3], is_excused=True), 7),
            (marks("absent", [3], is_excused=True), 7),
            (marks("early", [3]), 8),
        ):
            with self.subTest(between=between):
                self.assertEqual(count(late + between, scheduled).lapse_run, row)
        # The office reads it otherwise: a value of the clause.
        for between, row in (
            (marks("absent", [3]), 4),
            (marks("unclear", [3]), 4),
            (marks("late", [3], is_excused=True), 7),
        ):
            with self.subTest(between=between):
                counts = count(late + between, scheduled, only_punctual_breaks=False)
                self.assertEqual(counts.lapse_run, row)

    def test_counts_of_a_year(self):
        """A-61, A-71: 5 and 6 days absent, 29, 30 and 31 late."""
        scheduled = [day(n) for n in range(100)]
        for absent in (5, 6):
            facts = marks("absent", [n * 2 for n in range(absent)])
            result = count(facts, scheduled)
            self.assertEqual((result.absent, result.absent_run), (absent, 1))
        half = marks("absent", [0, 2], days=HALF)
        self.assertEqual(count(half, scheduled).absent, 1)
        for late in (29, 30, 31):
            facts = marks("late", range(late))
            self.assertEqual(count(facts, scheduled).late, late)

    def test_what_counts(self):
        facts = [
            *marks("late", (0, 3)),
            *marks("early", (0, 1)),
            *marks("late", [2], is_excused=True),
            *marks("unclear", [4]),
        ]
        self.assertEqual(
            count(facts, [day(n) for n in range(6)]),
            Counts(late=2, early=2, lapses=3, unclear=1, lapse_run=3),
        )
        self.assertEqual(count([], []), Counts())

    @CALM
    @given(
        st.lists(st.integers(0, 40), unique=True).map(sorted),
        st.sets(st.integers(0, 40)),
        st.sets(st.integers(0, 40)),
    )
    def test_a_run_never_grows_by_a_day_in_time(self, scheduled, marked, skipped):
        days = [day(n) for n in scheduled]
        marks_, skips = {day(n) for n in marked}, {day(n) for n in skipped}
        run = longest_run(days, marks_, skips)
        self.assertLessEqual(run, len(marks_ & set(days)))
        self.assertGreaterEqual(run, longest_run(days, marks_))
        if marks_ & set(days):
            self.assertGreaterEqual(run, 1)
        self.assertEqual(longest_run(days, set(days)), len(days))
