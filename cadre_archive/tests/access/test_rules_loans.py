from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.loans import last_day_of_use, loan_due
from ...rules.reminders import Step, current

OUT = date(2025, 6, 1)


@tagged("post_install", "-at_install")
class TestRulesLoans(BaseCase):
    """R-17, Q-3: the days on which a loan is reminded of."""

    def _of(self, day, days=15):
        return self._on(loan_due(OUT, days, 15), OUT + timedelta(days=day))

    def _on(self, due, today, notice=3, repeat=3):
        steps = (Step("soon", -notice), Step("due"), Step("overdue", 1, repeat=repeat))
        return current([(step, due, OUT) for step in steps], today)

    def test_fifteen_days(self):
        """R-17: day 12, 15, 16, 19, 22; between them the last one stands."""
        expected = {
            11: None,
            12: ("soon", 12),
            13: ("soon", 12),
            14: ("soon", 12),
            15: ("due", 15),
            16: ("overdue", 16),
            18: ("overdue", 16),
            19: ("overdue", 19),
            21: ("overdue", 19),
            22: ("overdue", 22),
        }
        for day, found in expected.items():
            with self.subTest(day=day):
                reminder = found and (found[0], OUT + timedelta(days=found[1]))
                self.assertEqual(self._of(day), reminder)

    def test_short_loans(self):
        """Q-3: a loan of three days is not reminded of on the day it goes out."""
        self.assertIsNone(self._of(0, days=3))
        self.assertEqual(self._of(3, days=3)[0], "due")
        self.assertIsNone(self._of(0, days=1))
        self.assertEqual(self._of(1, days=4)[0], "soon")

    @settings(deadline=None)
    @given(st.integers(1, 15), st.integers(0, 200), st.integers(1, 10))
    def test_a_reminder_is_never_of_the_future(self, days, day, repeat):
        due = loan_due(OUT, days, 15)
        today = OUT + timedelta(days=day)
        reminder = self._on(due, today, repeat=repeat)
        if today > due:
            self.assertEqual(reminder[0], "overdue")
            self.assertLess(today - reminder[1], timedelta(days=repeat))
            self.assertEqual((reminder[1] - due).days % repeat, 1 % repeat)
        if reminder:
            self.assertLessEqual(reminder[1], today)

    def test_validity(self):
        """R-02: approved on the 1st for 15 days is good on the 16th."""
        self.assertEqual(last_day_of_use(OUT, 15), date(2025, 6, 16))
