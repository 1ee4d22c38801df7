from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.reminders import Step, current, day_of

START = date(2026, 1, 31)


@tagged("post_install", "-at_install")
class TestRulesReminders(BaseCase):
    """The day that a step of a deadline belongs to, however late it is told."""

    def test_before_and_after(self):
        for step, day in (
            (Step("soon", days=-7), date(2026, 1, 24)),
            (Step("due"), START),
            (Step("late", days=1), date(2026, 2, 1)),
            (Step("again", months=1), date(2026, 2, 28)),
        ):
            with self.subTest(step=step.key):
                self.assertIsNone(day_of(step, START, day - timedelta(days=1)))
                self.assertEqual(day_of(step, START, day), day)
                self.assertEqual(day_of(step, START, day + timedelta(days=40)), day)

    def test_at_once(self):
        step = Step("step", is_at_once=True)
        self.assertEqual(day_of(step, START, date(2025, 1, 1)), START)

    def test_not_on_the_day_it_begins(self):
        step = Step("soon", days=-3)
        for opened, day in ((27, date(2026, 1, 28)), (28, None), (29, None)):
            found = day_of(step, START, START, date(2026, 1, opened))
            self.assertEqual(found, day)

    def test_the_last_that_has_come_stands_for_all(self):
        steps = [
            (Step("soon", days=-3), START, None),
            (Step("late", days=1), START, None),
        ]
        for day, key in ((27, None), (28, "soon"), (31, "soon"), (32, "late")):
            today = date(2026, 1, 1) + timedelta(days=day - 1)
            found = current(steps, today)
            self.assertEqual(found and found[0], key)

    def test_repeat_is_not_negative(self):
        with self.assertRaises(ValueError):
            Step("late", repeat=-1)

    @settings(deadline=None)
    @given(
        st.integers(-40, 40),
        st.integers(0, 12),
        st.integers(0, 30),
        st.integers(-400, 800),
    )
    def test_never_of_the_future_and_at_its_interval(self, days, months, repeat, day):
        step = Step("x", days=days, months=months, repeat=repeat)
        today = START + timedelta(days=day)
        found = day_of(step, START, today)
        if found is None:
            self.assertLess(today, step.first(START))
            return
        self.assertLessEqual(found, today)
        self.assertGreaterEqual(found, step.first(START))
        if repeat:
            self.assertLess((today - found).days, repeat)
            self.assertEqual((found - step.first(START)).days % repeat, 0)
        else:
            self.assertEqual(found, step.first(START))

    @settings(deadline=None)
    @given(
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.integers(-40, 40),
        st.integers(0, 12),
        st.integers(-400, 800),
    )
    def test_the_bound_of_a_search_leaves_nobody_out(self, start, days, months, day):
        step = Step("x", days=days, months=months)
        today = start + timedelta(days=day)
        if day_of(step, start, today):
            self.assertLessEqual(start, step.latest_start(today))
