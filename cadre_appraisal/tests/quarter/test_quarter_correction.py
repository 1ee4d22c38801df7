import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import COMMENT, QUARTER_SCORE, REFUSAL, SELF, TODAY, OpenYearCommon

WHY = "The objection was upheld."


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestQuarterCorrection(OpenYearCommon):
    """A-32: what was fed back is put right with a reason, and fed back again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.given = cls._evaluate(cls, cls._evaluation(cls, "1"))

    def _correct(self, role="leader", reason=WHY, evaluation=None):
        mine = (evaluation or self.given).with_user(self.users[role])
        action = mine.action_correct()
        model = self._as(role, action["res_model"]).with_context(**action["context"])
        model.create({"reason": reason}).action_confirm()
        return mine

    def test_an_upheld_objection(self):
        self.given.with_user(self.users["cadre"])._object("I was on duty.")
        mine = self._correct()
        self.assertEqual(mine.state, "draft")
        self.assertFalse(mine.objection)
        kept = mine.correction_ids
        self.assertRecordValues(
            kept,
            [
                {
                    "score": QUARTER_SCORE,
                    "grade": "good",
                    "comment": COMMENT,
                    "objection": "I was on duty.",
                    "reason": WHY,
                    "user_id": self.users["leader"].id,
                    "date_talk": mine._fields["date_talk"].to_date("2026-06-27"),
                }
            ],
        )
        self.assertEqual(kept.points["performance"], 90)
        entry = self.env["cadre.log"].search(
            [("model", "=", mine._name), ("res_id", "=", mine.id)], order="id"
        )[-1]
        self.assertEqual((entry.state_from, entry.state_to), ("fed_back", "draft"))
        self.assertEqual(entry.reason, WHY)
        self.assertEqual(json.loads(entry.payload)["score"], QUARTER_SCORE)
        self._evaluate(mine, score_performance=100)
        self.assertEqual(mine.state, "fed_back")
        self.assertEqual(mine.score, 92.2)
        mine.with_user(self.users["cadre"])._object("Still not right.")

    def test_the_talk_is_held_again(self):
        mine = self._correct()
        mine.write({"state": "scored"})
        with self.assertRaisesRegex(UserError, REFUSAL % ("lacks", "A-31")):
            mine.write({"state": "talked"})

    def test_a_long_leave_found_later(self):
        """The office takes it back, and it does not count."""
        self.given.with_user(self.users["cadre"]).action_acknowledge()
        clerk = self._correct("clerk", "On leave for the whole quarter.")
        clerk.write({"is_excluded": True, "exclusion_reason": "Sick leave"})
        self.assertTrue(clerk.is_excluded)
        reason = self._result()._quarters()[self._result().id][1][1]
        self.assertEqual(reason, "Sick leave")

    def test_the_office_reads_what_it_takes_back(self):
        """A correction is no private draft, not even when the leader types in it."""
        mine = self._correct()
        mine.comment = "Corrected after the objection."
        self.assertFalse(mine.is_private)
        self.assertTrue(mine.with_user(self.users["clerk"]).comment)

    def test_who_may(self):
        for role in ("cadre", "mate", "chief", "inspector", "member", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._correct(role)
        with self.assertRaisesRegex(UserError, REFUSAL % ("reason", "A-32")):
            self.given.write({"state": "draft"})

    def test_the_clerk_corrects_nothing_of_their_own(self):
        own = self._evaluate(self._evaluation("1", self.office, role="chief"))
        with self.assertRaises(AccessError):
            self._correct("clerk", evaluation=own)

    def test_a_decided_year_is_taken_back_first(self):
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()
        result = self._result().with_user(self.users["chair"])
        result.write({"annual_level": "none", "annual_level_reason": "Short service."})
        result.action_decide()
        with self.assertRaisesRegex(UserError, REFUSAL % ("decided", "A-42")):
            self._correct()

    def test_the_annual_score_follows(self):
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()
        self.assertEqual(self._result().usual_score, QUARTER_SCORE)
        mine = self._correct()
        self.assertFalse(self._result().has_usual_score)
        self._evaluate(mine, score_performance=100)
        self.assertEqual(self._result().usual_score, 92.2)

    def test_a_deduction_is_reversed_and_proposed_anew(self):
        poor = {"grade": "poor", "grade_reason": "Known to all."}
        given = self._evaluate(self._evaluation("1", self.mate), **poor)
        deduction = self.env["cadre.consequence"].search(
            [("evaluation_id", "=", given.id)]
        )
        deduction.with_user(self.users["clerk"]).action_confirm()
        mine = self._correct(evaluation=given)
        self.assertEqual(deduction.state, "reversed")
        self._evaluate(mine, grade="good", grade_reason=False)
        self.assertEqual(
            self.env["cadre.consequence"]
            .search([("evaluation_id", "=", given.id)])
            .mapped("state"),
            ["reversed"],
        )

    def test_what_was_said_stays(self):
        kept = self._correct().correction_ids
        for role in ("leader", "clerk", "chair"):
            mine = kept.with_user(self.users[role])
            with self.assertRaises(AccessError):
                mine.write({"reason": "None."})
            with self.assertRaises(UserError):
                mine.unlink()
        with self.assertRaises(AccessError):
            kept.sudo().write({"reason": "None."})
        self.assertEqual(kept.with_user(self.users["cadre"]).score, QUARTER_SCORE)
        for role in ("mate", "chief", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                kept.with_user(self.users[role]).read(["score"])


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestSignedSheet(OpenYearCommon):
    """A-32: the figures of a sheet that was fed back stay as they were signed."""

    def _hand_in(self, done):
        self._task()
        record = self._record()
        record.line_ids.write({"qty_done": done, "unfinished_reason": "Rain."})
        record.write({**SELF})
        record.action_submit()
        return record

    def _sheet(self, evaluation):
        report = self.env["report.cadre_appraisal.report_quarterly_sheet"]
        values = report.with_user(evaluation.env.user)._get_report_values(
            evaluation.ids
        )
        return values["sheets"][0]

    def test_a_month_sent_back_later_changes_nothing(self):
        record = self._hand_in(9)
        given = self._evaluate(self._evaluation("2"))
        self.assertEqual((given.completion, given.submitted_count), (90, 1))
        record.with_user(self.users["leader"])._transition("returned", "Look again.")
        record.line_ids.write({"qty_done": 3})
        self._as("clerk", "cadre.attendance.fact").create(
            {
                "employee_id": self.cadre.id,
                "date": "2026-05-05",
                "kind": "late",
                "minutes": 12,
                "reason": "From the paper list.",
            }
        )
        for role in ("leader", "cadre", "clerk", "inspector"):
            with self.subTest(role=role):
                given.invalidate_recordset()
                mine = given.with_user(self.users[role])
                self.assertEqual((mine.completion, mine.submitted_count), (90, 1))
                self.assertEqual(mine.late_count, 0)
                sheet = self._sheet(mine)
                self.assertEqual((sheet["completion"], sheet["months"]), ("90", 1))

    def test_a_draft_follows_its_months(self):
        record = self._hand_in(9)
        evaluation = self._evaluation("2")
        self.assertEqual(evaluation.completion, 90)
        record.with_user(self.users["leader"])._transition("returned", "Look again.")
        evaluation.invalidate_recordset()
        # What is not told yet is left out, not zero.
        self.assertEqual((evaluation.completion, evaluation.submitted_count), (0, 0))
        self.assertTrue(evaluation.has_tasks)

    def test_a_correction_counts_anew(self):
        record = self._hand_in(9)
        given = self._evaluate(self._evaluation("2"))
        record.with_user(self.users["leader"])._transition("returned", "Look again.")
        record.line_ids.write({"qty_done": 5})
        record.action_submit()
        self.assertEqual(given.completion, 90)
        given._transition("draft", WHY)
        self.assertEqual(given.completion, 50)
        self.assertEqual(given.correction_ids.sheet["completion"], 90)


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestLeftOut(OpenYearCommon):
    """A-45: a quarter that was left out is the office's, whatever is typed in it."""

    def test_a_keystroke_makes_it_nobodys_own(self):
        clerk = self._evaluation("1", role="clerk")
        clerk.write({"is_excluded": True, "exclusion_reason": "Long leave"})
        leader = self._evaluation("1")
        leader.write({"comment": "x"})
        self.assertFalse(leader.is_private)
        self.env.invalidate_all()
        self.assertEqual(clerk.exclusion_reason, "Long leave")
        clerk.write({"is_excluded": False, "exclusion_reason": False})
        self.assertFalse(clerk.is_excluded)
