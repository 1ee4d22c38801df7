from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ...models.month.cadre_monthly_record import LINE_TYPE, OWN_TYPE
from ..common import REFUSAL, SELF, OpenYearCommon


@tagged("post_install", "-at_install")
class TestMissing(OpenYearCommon):
    """A-25, A-28, A-31, A-32: who is missing what, since when; remind all."""

    def _rows(self, role, **domain):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._as(role, "cadre.appraisal.missing").search(
            [("cycle_id", "=", self.cycle.id)]
            + [(name, "=", value) for name, value in domain.items()]
        )

    def _row(self, kind, employee=None, role="clerk", period=None):
        rows = self._rows(role, kind=kind, employee_id=(employee or self.cadre).id)
        return rows.filtered(lambda row: row.period == period) if period else rows

    def test_a_month_at_its_boundary(self):
        row = self._row("month", period="2026-05")
        self.assertEqual(str(row.date_since), "2026-06-06")
        self.assertEqual(row.responsible_id, self.cadre)
        for day, missing in (("2026-06-05", False), ("2026-06-06", True)):
            with self.subTest(day=day), freeze_time(f"{day} 02:00:00"):
                now = self._as("clerk", "cadre.appraisal.missing")._now()
                self.assertEqual(row in now, missing)
        record = self._record()
        record.write(SELF)
        record.action_submit()
        self.assertFalse(self._row("month", period="2026-05"))

    def test_a_quarter_through_its_steps(self):
        evaluation = self._evaluation("1")
        row = self._row("score", period="2026 Q1")
        self.assertEqual(str(row.date_since), "2026-04-01")
        self.assertEqual(row.responsible_id, self.leader)
        for until, kind, person in (
            ("scored", "talk", self.leader),
            ("talked", "feed_back", self.leader),
            ("fed_back", "acknowledge", self.cadre),
        ):
            with self.subTest(until=until):
                if until == "scored":
                    self._evaluate(evaluation, until="scored")
                else:
                    evaluation.state = until
                row = self._rows("clerk", employee_id=self.cadre.id).filtered(
                    lambda row: row.period == "2026 Q1"
                )
                self.assertEqual((row.kind, row.responsible_id), (kind, person))
                self.assertTrue(row.date_since)
        evaluation.with_user(self.users["cadre"]).action_acknowledge()
        self.assertNotIn(
            "2026 Q1", self._rows("clerk", employee_id=self.cadre.id).mapped("period")
        )

    def test_left_out_is_not_missing(self):
        """A-45"""
        self._evaluation("1", role="clerk").write(
            {"is_excluded": True, "exclusion_reason": "Long leave"}
        )
        self.assertFalse(self._row("score", period="2026 Q1"))

    def test_who_sees_which_rows(self):
        """A-32: nobody sees how far his own evaluation has come."""
        self._evaluate(self._evaluation("1"), until="scored")
        self.assertEqual(set(self._rows("cadre").mapped("kind")), {"month"})
        self.assertEqual(self._rows("cadre").employee_id, self.cadre)
        self.assertEqual(
            self._rows("leader").employee_id, self.cadre | self.mate | self.leader
        )
        self.assertIn(self.other, self._rows("clerk").employee_id)
        for role in ("admin", "head"):
            self.assertFalse(self._rows(role))
        hidden = self._row("talk")
        with self.assertRaises(AccessError):
            hidden.with_user(self.users["cadre"]).read(["kind"])
        with self.assertRaises(AccessError):
            hidden.with_user(self.users["mate"]).action_open()

    def test_remind_all(self):
        """One batch; the same to-do is not made twice."""
        leader = self._as("leader", "cadre.appraisal.missing")
        leader.action_remind()
        todos = self.env["mail.activity"].search(
            [("activity_type_id", "=", self.env.ref(OWN_TYPE).id)]
        )
        self.assertEqual(todos.user_id, self.users["cadre"] | self.users["mate"])
        # January to May of the two cadres
        self.assertEqual(len(todos), 10)
        leader.action_remind()
        self._as("clerk", "cadre.appraisal.missing").action_remind()
        self.assertEqual(
            self.env["mail.activity"].search_count(
                [
                    ("activity_type_id", "=", self.env.ref(OWN_TYPE).id),
                    ("user_id", "in", todos.user_id.ids),
                ]
            ),
            10,
        )
        told = self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", self.env.ref(LINE_TYPE).id),
                ("user_id", "=", self.users["leader"].id),
            ]
        )
        self.assertIn("2026 Q1 Z cadre", told.note)

    def test_nobody_reminds_a_foreign_line(self):
        rows = self._row("month", self.other).with_user(self.users["leader"])
        with self.assertRaises(AccessError):
            rows.action_remind()
        own = self._row("month", self.cadre).with_user(self.users["cadre"])
        with self.assertRaisesRegex(AccessError, REFUSAL % ("own line", "A-28")):
            own.action_remind()
        self._as("mate", "cadre.appraisal.missing").action_remind()
        self.assertFalse(
            self.env["mail.activity"].search(
                [("activity_type_id", "=", self.env.ref(OWN_TYPE).id)]
            )
        )

    def test_opens_the_paper(self):
        row = self._row("month", period="2026-05")
        action = row.action_open()
        self.assertEqual(action["res_id"], self._record().id)
        row = self._row("score", period="2026 Q1")
        self.assertEqual(row.action_open()["res_id"], self._evaluation("1").id)
