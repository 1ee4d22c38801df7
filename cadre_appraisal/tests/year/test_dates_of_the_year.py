from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import REFUSAL, SELF, TODAY, OpenYearCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestDatesOfTheYear(OpenYearCommon):
    """A-22, A-25, A-45: what is of a year lies in it."""

    def test_time_limit_of_a_month(self):
        task = self._task()
        for day, fits in (
            ("2026-04-30", 0),
            ("2026-05-01", 1),
            ("2026-12-31", 1),
            ("2027-01-01", 0),
            ("1926-05-20", 0),
            ("2926-05-20", 0),
        ):
            with self.subTest(day=day):
                if fits:
                    task.date_deadline = day
                    continue
                with self.assertRaises(ValidationError) as raised:
                    task.date_deadline = day
                self.assertRegex(str(raised.exception), REFUSAL % ("limit", "A-22"))

    def test_time_limit_of_a_target(self):
        task = self._task(level="person", month=False, date_deadline="2026-01-01")
        for day in ("2025-12-31", "2027-01-01"):
            with self.assertRaises(ValidationError):
                task.date_deadline = day

    def test_paper_dated_before_its_window(self):
        """A record cannot be handed in before the window opens, on paper neither."""
        record = self._record(role="clerk")
        record.write(dict(SELF))
        for day, fits in (
            ("2026-05-01", 0),
            ("2026-05-24", 0),
            ("2026-06-29", 0),
            ("2026-05-25", 1),
        ):
            record.date_submitted = day
            with self.subTest(day=day):
                if fits:
                    record.action_submit()
                    self.assertFalse(record.is_late)
                    continue
                with self.assertRaises(UserError) as raised:
                    record.action_submit()
                self.assertRegex(
                    str(raised.exception), REFUSAL % ("day of submission", "A-25")
                )

    def test_who_came_after_the_year_is_not_in_it(self):
        """A-45: 2024 is opened late; who joined in 2026 was never there."""
        self.cadre.version_id.write(
            {"date_version": "2026-03-01", "contract_date_start": "2026-03-01"}
        )
        self.mate.version_id.departure_date = "2023-11-30"
        self.other.version_id.write(
            {"date_version": "2024-12-31", "contract_date_start": "2024-12-31"}
        )
        late = self.env["cadre.appraisal.cycle"].create({"year": 2024, "name": "Z 24"})
        late.with_user(self.users["clerk"]).action_open()
        people = late.appraisal_ids.employee_id
        self.assertNotIn(self.cadre, people)
        self.assertNotIn(self.mate, people)
        self.assertIn(self.other, people)
        self.assertEqual((late.state, late.progress), ("open", 100))

    def test_five_contents(self):
        """A-07: a year with two of the five is refused, and one with a zero."""
        lines = [
            (0, 0, {"dimension_id": d.id, "weight": weight})
            for d, weight in zip(
                self.env["cadre.dimension"].search([]), (60, 40), strict=False
            )
        ]
        clerk = self._as("clerk", "cadre.appraisal.cycle")
        refusal = REFUSAL % ("does not appraise: .*Honesty", "A-07")
        with self.assertRaisesRegex(ValidationError, refusal), self.cr.savepoint():
            clerk.create({"year": 2031, "dimension_line_ids": lines})
        year = clerk.create({"year": 2031})
        integrity = year.dimension_line_ids.filtered(
            lambda line: line.dimension_id.code == "integrity"
        )
        with self.assertRaisesRegex(ValidationError, refusal), self.cr.savepoint():
            year.dimension_line_ids = [(1, integrity.id, {"weight": 0})]
        integrity.unlink()  # by itself in the list: asked when the year opens
        with self.assertRaisesRegex(ValidationError, refusal):
            year.action_open()

    def test_today_is_never_the_clients(self):
        """A-25: a late record is late in whatever zone the client says it is."""
        with freeze_time("2026-07-05 16:30:00"):  # 6 July in the office
            self.env.company.resource_calendar_id.tz = "Asia/Shanghai"
            record = self._record("2026-06-01").with_context(tz="America/New_York")
            record.write(dict(SELF))
            record.action_submit()
            self.assertTrue(record.is_late)
            self.assertEqual(record.date_submitted, date(2026, 7, 6))
