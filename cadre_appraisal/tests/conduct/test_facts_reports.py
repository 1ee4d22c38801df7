import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..attendance_common import AttendanceCommon
from ..common import REFUSAL
from .test_conduct_evidence import EventCommon


@tagged("post_install", "-at_install")
class TestAttendanceRun(AttendanceCommon):
    """A-11: one click computes a period; published as the office posts it."""

    def _run(self, role="clerk", **values):
        return self._as(role, "cadre.attendance.run").create(
            {"date_from": "2026-06-01", "date_to": "2026-06-05", **values}
        )

    def _book(self, run, role="clerk"):
        report = self._as(role, "report.cadre_appraisal.attendance_month")
        content, kind = report.create_xlsx_report(run.ids, {})
        self.assertEqual(kind, "xlsx")
        return openpyxl.load_workbook(io.BytesIO(content)).active

    def test_one_click(self):
        self._present(self.mate, "2026-06-01", "2026-06-05", but=("2026-06-03",))
        run = self._run()
        run.action_compute()
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertEqual(self._shown(self.mate), [("2026-06-03", "absent", 420)])
        run.action_compute()
        self.assertEqual(run.state, "done")
        with self.assertRaisesRegex(UserError, REFUSAL % ("this state", "A-11")):
            run.date_to = "2026-06-04"

    def test_stopped_and_resumed(self):
        """What a stopped run has done is not done again."""
        self._present(self.mate, "2026-06-01", "2026-06-05")
        run = self._run().sudo()
        run.write({"planned_count": 99, "last_employee": self.mate.id})
        while run._compute_batch():
            pass
        self.assertFalse(self._shown(self.cadre))  # before the mark
        self.assertFalse(run._next_people(1))

    def test_without_a_clock_everybody_would_be_absent(self):
        with self.assertRaisesRegex(UserError, REFUSAL % ("absent", "A-11")):
            self._run().action_compute()
        self._clock(self.mate, "2026-06-05")
        with self.assertRaisesRegex(UserError, REFUSAL % ("absent", "A-11")):
            self._run(date_to="2026-06-04").action_compute()
        self._run().action_compute()

    def test_not_before_it_has_begun(self):
        with self.assertRaisesRegex(UserError, REFUSAL % ("not come", "A-11")):
            self._run(date_from="2026-06-28", date_to="2026-06-30").action_compute()

    def test_only_the_clerk(self):
        run = self._run()
        for role in ("leader", "cadre", "inspector", "member", "chair", "admin"):
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    self._run(role)
                with self.assertRaises(AccessError):
                    run.with_user(self.users[role]).action_compute()

    def test_published(self):
        self._clock(self.cadre, "2026-06-01", "09:00")
        self._present(self.cadre, "2026-06-02", "2026-06-05", but=("2026-06-04",))
        run = self._run()
        run.action_compute()
        late = self.Fact.search(
            [("employee_id", "=", self.cadre.id), ("kind", "=", "late")]
        )
        late.with_user(self.users["leader"])._transition("excused", "A reason.")
        rows = {row[1]: row for row in self._book(run).values}
        self.assertEqual(rows["Z cadre"][2:10], ("(△)", "", "", "×", "", 0, 0, 1))
        self.assertEqual(rows["Name"][2:7], (1, 2, 3, 4, 5))

    def test_a_relative_is_not_printed(self):
        self._clock(self.mate, "2026-06-01")
        self.env["cadre.relative"].create(
            {
                "employee_id": self.office.id,
                "relative_id": self.cadre.id,
                "kinship": "spouse",
            }
        )
        run = self._run()
        run.action_compute()
        rows = list(self._book(run).values)
        self.assertNotIn("Z cadre", [row[1] for row in rows])
        self.assertIn("Not listed: 1", rows[-1][0])

    def test_who_publishes_and_what(self):
        self._clock(self.mate, "2026-06-01")
        run = self._run()
        for role in ("leader", "cadre", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._book(run, role)
        year = self._run(date_from="2026-01-01", date_to="2026-06-05")
        with self.assertRaisesRegex(UserError, REFUSAL % ("month", "A-11")):
            self._book(year)


@tagged("post_install", "-at_install")
class TestInspectionRecord(EventCommon):
    """A-33: the printed record, for discipline inspection and leading group only."""

    def _html(self, event, role):
        return (
            self._as(role, "ir.actions.report")
            ._render_qweb_html("cadre_appraisal.report_conduct_record", event.ids)[0]
            .decode()
        )

    def test_content(self):
        event = self._event(kind="circular", category="gambling", document="No. 5")
        self._evidence(event, note="The letter")
        text = self._html(event, "inspector")
        for part in (event.name, "Z cadre", "Gambling", "No. 5", "The letter", "A-75"):
            self.assertIn(part, text)

    def test_readers(self):
        event = self._event()
        for role in ("clerk", "leader", "cadre", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._html(event, role)
        self._html(event, "member")
