from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import REFUSAL, OpenYearCommon


@tagged("post_install", "-at_install")
class TestConductEvent(OpenYearCommon):
    """A-33..A-35: reported, investigated, verified or not; only verified ones count."""

    def _event(self, employee=None, role="inspector", **values):
        return self._as(role, "cadre.conduct.event").create(
            {
                "employee_id": (employee or self.cadre).id,
                "kind_id": self.env.ref("cadre_appraisal.kind_complaint").id,
                "date": "2026-06-26",
                "source": "masses",
                "description": "Kept people waiting.",
                **values,
            }
        )

    def test_from_report_to_measure(self):
        event = self._event()
        self.assertTrue(event.name)
        self.assertEqual(event.appraisal_id, self._result())
        event.action_investigate()
        self.assertEqual(event.inspector_id, self.users["inspector"])
        with self.assertRaisesRegex(UserError, REFUSAL % ("finding", "A-35")):
            event.action_verify()
        event.finding = "It is true."
        event.action_verify()
        with self.assertRaisesRegex(UserError, REFUSAL % ("measure", "A-34")):
            event.action_handle()
        event.measure = "Apologised."
        event.action_handle()
        with self.assertRaisesRegex(
            UserError, REFUSAL % ("Measure", "A-34") + ".*closed"
        ):
            event.measure = "Nothing."

    def test_verified_facts_stand(self):
        event = self._event()
        event.action_investigate()
        event.finding = "It is true."
        event.action_verify()
        for values in ({"employee_id": self.mate.id}, {"quantity": 9}, {"finding": ""}):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(
                    UserError, REFUSAL % ("this state", "A-35") + ".*facts stand"
                ),
            ):
                event.write(values)

    def test_unfounded_needs_a_reason(self):
        event = self._event()
        event.action_investigate()
        with self.assertRaisesRegex(UserError, "written reason"):
            event.state = "unfounded"
        action = event.action_unfounded()
        self._as("inspector", action["res_model"]).with_context(
            **action["context"]
        ).create({"reason": "Mixed up with a colleague."}).action_confirm()
        self.assertEqual(event.state, "unfounded")
        self.assertEqual(event.unfounded_reason, "Mixed up with a colleague.")

    def test_ten_working_days(self):
        """A-34: reported on Sunday the 28th of June, due on Friday the 10th of July."""
        self.assertEqual(str(self._event().date_due), "2026-07-10")

    def test_ten_working_days_across_moved_days(self):
        """A-34: a Saturday that is worked brings the end a working day nearer.

        One after the end moves nothing; a Thursday off moves it past the weekend.
        """
        days = self.env["cadre.makeup.day"].create({"date": "2026-07-11"})
        self.assertEqual(str(self._event().date_due), "2026-07-10")
        days.date = "2026-07-04"
        self.assertEqual(str(self._event().date_due), "2026-07-09")
        days.write({"date": "2026-07-09", "works": False})
        self.assertEqual(str(self._event().date_due), "2026-07-13")
        # The last day itself is made up for on the Saturday after it.
        days.write({"date": "2026-07-10", "works": False})
        days.create({"date": "2026-07-11"})
        self.assertEqual(str(self._event().date_due), "2026-07-11")

    def test_no_working_day_no_time_limit(self):
        """A-34: a calendar without hours gives no date, and recording still works."""
        self.env.company.resource_calendar_id.attendance_ids.unlink()
        self.assertFalse(self._event().date_due)

    def test_never_about_oneself_or_a_relative(self):
        """A-33: the subject of an inspection is never its inspector."""
        with self.assertRaisesRegex(AccessError, REFUSAL % ("yourself", "A-33")):
            self._event(self.guard)
        self.env["cadre.relative"].create(
            {
                "employee_id": self.guard.id,
                "relative_id": self.mate.id,
                "kinship": "spouse",
            }
        )
        with self.assertRaisesRegex(AccessError, REFUSAL % ("relative", "A-33")):
            self._event(self.mate)
        event = self.env["cadre.conduct.event"].create(
            {
                "employee_id": self.mate.id,
                "kind_id": self.env.ref("cadre_appraisal.kind_complaint").id,
                "date": "2026-06-26",
            }
        )
        mine = event.with_user(self.users["inspector"])
        self.assertFalse(mine.has_access("read"))
        with self.assertRaises(AccessError):
            mine.action_investigate()
        with self.assertRaises(AccessError):
            self._event().write({"employee_id": self.guard.id})

    def test_numbers_and_dates_have_bounds(self):
        for values, error in (
            ({"quantity": -0.01}, CheckViolation),
            ({"amount": -1}, CheckViolation),
            ({"date": "2026-06-29"}, ValidationError),
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(error),
                mute_logger("odoo.sql_db"),
            ):
                self._event(**values)
        self._event(date="2026-06-28", quantity=0)

    def test_only_the_inspector_records(self):
        for role in ("clerk", "leader", "cadre", "member", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._event(role=role)

    def test_nothing_is_deleted(self):
        event = self._event()
        for role in ("inspector", "clerk", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                event.with_user(self.users[role]).unlink()

    def test_who_reads_when(self):
        """Until it is verified: inspector and leading group."""
        event = self._event()
        early = {"inspector", "member", "chair"}
        later = early | {"cadre", "leader", "clerk"}
        for steps, readers in (
            ((), early),
            (("investigating",), early),
            (("verified",), later),
        ):
            for state in steps:
                event.finding = "True."
                event.state = state
            for role in self.users:
                with self.subTest(state=event.state, role=role):
                    self.assertEqual(
                        event.with_user(self.users[role]).has_access("read"),
                        role in readers,
                    )

    def test_recorded_before_the_year_was_opened(self):
        event = self._event(date="2025-05-05")
        self.assertFalse(event.appraisal_id)
        cycle = self.env["cadre.appraisal.cycle"].search([("year", "=", 2025)])
        cycle.write({"year": 2098})
        cycle = self.env["cadre.appraisal.cycle"].create({"year": 2025})
        cycle.action_open()
        self.assertEqual(event.appraisal_id.cycle_id, cycle)
