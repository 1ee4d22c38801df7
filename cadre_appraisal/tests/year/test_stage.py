from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import COMMENT, SCORES, OpenYearCommon


@tagged("post_install", "-at_install")
class TestStage(OpenYearCommon):
    """Where the year stands by department, with whom, since when (A-04)."""

    def _stages(self, employee=None, role="clerk"):
        rows = self._as(role, "cadre.appraisal.stage").search(
            [
                ("employee_id", "=", (employee or self.cadre).id),
                ("cycle_id", "=", self.cycle.id),
            ]
        )
        return {row.period: row for row in rows}

    def test_months_and_quarters_that_are_due(self):
        """On 28 June: the record of June is open, the first quarter has ended."""
        rows = self._stages()
        self.assertEqual(
            {period: row.stage for period, row in rows.items()},
            {
                "2026 Q1": "q1_score",
                "2026-01": "m2_late",
                "2026-02": "m2_late",
                "2026-03": "m2_late",
                "2026-04": "m2_late",
                "2026-05": "m2_late",
                "2026-06": "m1_fill",
            },
        )
        self.assertEqual(rows["2026-06"].pending_id, self.cadre)
        self.assertEqual(str(rows["2026-06"].since), "2026-06-25")
        self.assertEqual(rows["2026-06"].days, 3)
        self.assertEqual(rows["2026 Q1"].pending_id, self.leader)
        self.assertEqual(str(rows["2026 Q1"].since), "2026-04-01")

    def test_step_by_step(self):
        evaluation = self._evaluation()
        for until, stage, pending in (
            ("scored", "q2_talk", self.leader),
            ("talked", "q3_feed_back", self.leader),
            ("fed_back", "q4_acknowledge", self.cadre),
        ):
            if until == "scored":
                self._evaluate(evaluation, until)
            else:
                evaluation.write({"state": until})
            self.env.invalidate_all()
            row = self._stages()["2026 Q1"]
            self.assertEqual((row.stage, row.pending_id), (stage, pending))
        evaluation.with_user(self.users["cadre"]).action_acknowledge()
        self.env.invalidate_all()
        row = self._stages()["2026 Q1"]
        self.assertEqual((row.stage, row.days), ("q5_done", 0))
        self.assertFalse(row.pending_id)

    def test_what_is_left_out_is_not_pending(self):
        self._evaluation(role="clerk").write(
            {"is_excluded": True, "exclusion_reason": "Sick leave"}
        )
        self.env.flush_all()
        self.assertNotIn("2026 Q1", self._stages())

    def test_who_sees_what(self):
        for role, sees in (
            ("clerk", True),
            ("inspector", True),
            ("member", True),
            ("leader", True),
            ("chief", False),
            ("mate", False),
            ("cadre", False),
            ("admin", False),
        ):
            with self.subTest(role=role):
                self.assertEqual(bool(self._stages(role=role)), sees)
        # Nobody learns that he is being judged just now, the clerk included.
        self._evaluation("1", self.office, "chief").write(
            {**SCORES, "comment": COMMENT}
        )
        self.assertNotIn("2026 Q1", self._stages(self.office))

    def test_a_number_opens_its_record(self):
        row = self._stages(role="leader")["2026 Q1"]
        action = row.action_open()
        self.assertEqual(action["res_id"], self._evaluation().id)
        with self.assertRaises(AccessError):
            row.with_user(self.users["chief"]).action_open()

    def test_one_query_for_the_board(self):
        board = self._as("clerk", "cadre.appraisal.stage")
        counts = []
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            groups = board.formatted_read_group(
                [], ["department_id", "stage"], ["__count"]
            )
            counts.append(self.env.cr.sql_log_count - start)
            for number in range(10):
                self._employee(f"more {_round} {number}", self.section)
            self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        self.assertTrue(groups)
        self.assertLessEqual(counts[1], counts[0])
