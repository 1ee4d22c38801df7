from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import REFUSAL, TODAY, OpenYearCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOldTabs(OpenYearCommon):
    """Whoever saves second is told what changed meanwhile."""

    def _save(self, record, vals, seen):
        """As the client does it: with what stood there when the person began."""
        return record.web_save({**vals, "cadre_seen": seen}, {"comment": {}})

    def test_a_leaders_draft(self):
        draft = self._evaluation("1")
        self._save(draft, {"comment": "First."}, {"comment": False})
        self._save(draft, {"comment": "Second."}, {"comment": "First."})
        for vals, seen in (
            ({"comment": "Old tab."}, {"comment": False}),
            ({"comment": "Old tab."}, {"comment": "First."}),
            ({"comment": False}, {"comment": "First."}),
        ):
            with (
                self.subTest(seen=seen),
                self.assertRaisesRegex(
                    UserError, REFUSAL % ("Z leader.*Comment.*Second.", "A-28")
                ),
            ):
                self._save(draft, vals, seen)
        self.assertEqual(draft.comment, "Second.")

    def test_scores(self):
        draft = self._evaluation("1")
        self._save(draft, {"score_attitude": 80}, {"score_attitude": 0})
        with self.assertRaisesRegex(UserError, "now: 80"):
            self._save(draft, {"score_attitude": 70}, {"score_attitude": 0})

    def test_the_same_twice_is_no_conflict(self):
        draft = self._evaluation("1")
        for _time in range(2):
            self._save(draft, {"comment": "The same."}, {"comment": False})

    def test_another_field_is_no_conflict(self):
        draft = self._evaluation("1")
        self._save(draft, {"comment": "First."}, {"comment": False})
        self._save(draft, {"grade_reason": "Known."}, {"grade_reason": False})
        self.assertEqual(draft.comment, "First.")

    def test_what_is_not_ours_is_not_asked(self):
        question = self._as("clerk", "cadre.appraisal.reason").create(
            {
                "res_model": "cadre.appraisal.cycle",
                "res_id": self.cycle.id,
                "target": "closed",
                "reason": "Over.",
            }
        )
        question.web_save({"reason": "x", "cadre_seen": {"reason": "y"}}, {})
        self.assertEqual(question.reason, "x")

    def test_who_may_not_read_learns_nothing(self):
        draft = self._evaluation("1")
        draft.comment = "A private word."
        for role in ("cadre", "mate", "clerk", "admin"):
            with self.subTest(role=role), self.assertRaises(UserError) as raised:
                self._save(
                    draft.with_user(self.users[role]), {"comment": "?"}, {"comment": ""}
                )
            self.assertNotIn("private word", str(raised.exception))
