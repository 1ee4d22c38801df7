import datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.attendance import (
    Counts,
    DayFact,
    Presence,
    count,
    day_facts,
    longest_run,
    subtract,
)

# 8:30 to 12:00 and 14:00 to 17:30
DAY = ((510, 720), (840, 1050))
TOLERANCE = 5
FIRST = datetime.date(2025, 9, 22)  # a Monday
SPANS = st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 1440)), max_size=6).map(
    lambda pairs: [(min(pair), max(pair)) for pair in pairs]
)


def day(number):
    return FIRST + datetime.timedelta(days=number)


def minutes_of(spans):
    return {minute for begin, end in spans for minute in range(begin, end)}


@tagged("post_install", "-at_install")
class TestDayFacts(BaseCase):
    """A-11: late and early by the first check-in and the last check-out."""

    def kinds(self, first_in, last_out, spans=DAY):
        facts = day_facts(spans, Presence(first_in, last_out), TOLERANCE)
        return {fact.kind: fact.minutes for fact in facts}

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
                self.assertEqual(self.kinds(first_in, last_out), expected)

    def test_absent(self):
        """A-61: a scheduled day without attendance."""
        self.assertEqual(
            day_facts(DAY, None, TOLERANCE), (DayFact("absent", 420, 510, None),)
        )
        self.assertEqual(day_facts((), None, TOLERANCE), ())

    def test_there_but_not_in_the_hours_of_work(self):
        for first_in, last_out in ((1050, 1200), (400, 510)):
            with self.subTest(first_in=first_in):
                self.assertEqual(self.kinds(first_in, last_out), {"absent": 420})
        self.assertEqual(self.kinds(1049, 1200), {"late": 539})
        self.assertEqual(self.kinds(400, 511), {"early": 539})

    def test_missing_check_out_is_to_clarify(self):
        """No check-out is no lateness; one late stamp may be the way out."""
        for first_in, expected in (
            (500, {"unclear": 0}),
            (515, {"unclear": 0}),
            (516, {"late": 6, "unclear": 0}),
            (780, {"late": 270, "unclear": 0}),
            (781, {"unclear": 0}),
            (1060, {"unclear": 0}),
        ):
            with self.subTest(first_in=first_in):
                self.assertEqual(self.kinds(first_in, None), expected)

    def test_half_a_day_of_leave(self):
        """Leave in the morning: only the afternoon is asked for."""
        afternoon = subtract(DAY, [(510, 720)])
        self.assertEqual(afternoon, ((840, 1050),))
        self.assertEqual(self.kinds(845, 1050, afternoon), {})
        self.assertEqual(self.kinds(846, 1050, afternoon), {"late": 6})
        self.assertEqual(subtract(DAY, [(0, 1440)]), ())

    @given(SPANS, SPANS)
    def test_subtract_is_set_difference(self, spans, away):
        spans = [(b, e) for b, e in spans if b < e][:1]
        self.assertEqual(
            minutes_of(subtract(spans, away)), minutes_of(spans) - minutes_of(away)
        )

    @given(
        st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 60), st.booleans()
    )
    def test_whoever_is_there_all_day_shows_nothing(self, one, two, tolerance, ends):
        first_in, last_out = min(one, two), max(one, two)
        facts = day_facts(
            DAY, Presence(first_in, last_out if ends else None), tolerance
        )
        kinds = [fact.kind for fact in facts]
        self.assertEqual(len(kinds), len(set(kinds)))
        self.assertTrue(all(fact.minutes >= 0 for fact in facts))
        if first_in <= 510 and last_out >= 1050 and ends:
            self.assertFalse(facts)
        if not ends:
            self.assertIn("unclear", kinds)
            self.assertNotIn("early", kinds)


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

    def test_counts_of_a_year(self):
        """A-61, A-71: 5 and 6 days absent, 29, 30 and 31 late."""
        scheduled = [day(n) for n in range(100)]
        for absent in (5, 6):
            facts = [(day(n * 2), "absent", False) for n in range(absent)]
            result = count(facts, scheduled)
            self.assertEqual((result.absent, result.absent_run), (absent, 1))
        for late in (29, 30, 31):
            facts = [(day(n), "late", False) for n in range(late)]
            self.assertEqual(count(facts, scheduled).late, late)

    def test_what_counts(self):
        facts = [
            (day(0), "late", False),
            (day(0), "early", False),
            (day(1), "early", False),
            (day(2), "late", True),
            (day(3), "late", False),
            (day(4), "unclear", False),
        ]
        self.assertEqual(
            count(facts, [day(n) for n in range(6)]),
            Counts(late=2, early=2, lapses=3, unclear=1, lapse_run=3),
        )
        self.assertEqual(count([], []), Counts())

    @given(
        st.lists(st.integers(0, 40), unique=True).map(sorted),
        st.sets(st.integers(0, 40)),
        st.sets(st.integers(0, 40)),
    )
    def test_a_run_never_grows_by_a_day_in_time(self, scheduled, marked, skipped):
        days = [day(n) for n in scheduled]
        marks, skips = {day(n) for n in marked}, {day(n) for n in skipped}
        run = longest_run(days, marks, skips)
        self.assertLessEqual(run, len(marks & set(days)))
        self.assertGreaterEqual(run, longest_run(days, marks))
        if marks & set(days):
            self.assertGreaterEqual(run, 1)
        self.assertEqual(longest_run(days, set(days)), len(days))
