from odoo.tests import tagged

from ..common import COMMENT, SCORES, SELF, OpenYearCommon


@tagged("post_install", "-at_install")
class TestDesk(OpenYearCommon):
    """The landing page tells each role what waits for it, and nothing of others."""

    def _cards(self, role):
        desk = self._as(role, "cadre.desk").get_desk("appraisal")
        return {c["title"]: c["count"] for c in desk["todo"] + desk["overview"]}

    def test_cadre(self):
        """28 June: six windows are open."""
        cards = self._cards("cadre")
        self.assertEqual(cards["My monthly records to hand in"], 6)
        self.assertEqual(cards["My evaluations to acknowledge"], 0)
        self.assertNotIn("Evaluations to write", cards)
        record = self._record()
        record.write(SELF)
        record.action_submit()
        self._evaluate(self._evaluation())
        cards = self._cards("cadre")
        self.assertEqual(cards["My monthly records to hand in"], 5)
        self.assertEqual(cards["My evaluations to acknowledge"], 1)

    def test_leader(self):
        """Two cadres; the first quarter is over, the second is not."""
        self.assertEqual(self._cards("leader")["Evaluations to write"], 2)
        evaluation = self._evaluation()
        evaluation.write({**SCORES, "comment": COMMENT})
        evaluation.action_score()
        cards = self._cards("leader")
        self.assertEqual(cards["Evaluations to write"], 1)
        self.assertEqual(cards["Talks to hold"], 1)
        self._evaluation(employee=self.mate, role="clerk").write(
            {"is_excluded": True, "exclusion_reason": "Leave"}
        )
        self.assertEqual(self._cards("leader")["Evaluations to write"], 0)

    def test_clerk(self):
        """Five months of seven cadres are past their day."""
        cards = self._cards("clerk")
        self.assertGreaterEqual(cards["Overdue monthly records"], 35)
        self.assertGreaterEqual(cards["Cadres without a leader in charge"], 2)
        self.assertIn("Years being prepared or opened", cards)

    def test_inspector_and_leading_group(self):
        self._as("inspector", "cadre.conduct.event").create(
            {
                "employee_id": self.cadre.id,
                "kind_id": self.env.ref("cadre_appraisal.kind_lateness").id,
                "date": "2026-06-01",
            }
        )
        self.assertGreaterEqual(self._cards("inspector")["Events to take up"], 1)
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()
        self.assertGreaterEqual(self._cards("member")["Ranking of the year"], 1)
        self.assertNotIn("Events to take up", self._cards("cadre"))

    def test_every_card_opens(self):
        for role in self.users:
            desk = self._as(role, "cadre.desk").get_desk("appraisal")
            for card in desk["todo"] + desk["overview"]:
                with self.subTest(role=role, card=card["title"]):
                    action = card["action"]
                    self._as(role, action["res_model"]).search(action["domain"])
                    self._as(role, action["res_model"]).get_views(action["views"])
