from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import QUARTER_SCORE, REFUSAL, SCORES, OpenYearCommon


@tagged("post_install", "-at_install")
class TestResult(OpenYearCommon):
    """The annual score, its parts and what is missing; grade and annual level."""

    def _compute(self):
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()

    def _leave_out(self, *quarters, employee=None):
        for quarter in quarters:
            self._evaluation(quarter, employee, role="clerk").write(
                {"is_excluded": True, "exclusion_reason": "Seconded to the district"}
            )

    def _complete(self):
        """A result with all its parts."""
        self._evaluate(self._evaluation("1"))
        self._leave_out("2", "3", "4")
        result = self._result().with_user(self.users["clerk"])
        result.write({"democratic_score": 80, "client_score": 90})
        self._compute()
        return result

    def test_score_of_the_year(self):
        """A-43: 70 % usual, 15 % democratic, 15 % client."""
        result = self._complete()
        expected = round(0.7 * QUARTER_SCORE + 0.15 * 80 + 0.15 * 90, 2)
        self.assertAlmostEqual(result.score, expected)
        self.assertEqual(result.grade, "good")
        self.assertFalse(result.missing_parts)
        self.assertEqual(result.state, "computed")
        for part in ("88.20 × 70 / 100", "excluded, Seconded", "A-45", "Good"):
            self.assertIn(part, result.explanation)

    def test_a_missing_part_is_never_zero(self):
        """A-03: over the parts that are there, and the rest is named."""
        self._evaluate(self._evaluation("1"))
        self._compute()
        result = self._result()
        self.assertAlmostEqual(result.score, QUARTER_SCORE)
        self.assertEqual(result.missing_parts, "q2,q3,q4,democratic,client")
        self.assertIn("2nd quarter", result.missing_text)
        self.assertIn("Provisional", result.explanation)

    def test_nothing_is_there(self):
        self._compute()
        result = self._result()
        self.assertFalse(result.grade)
        self.assertFalse(result.has_usual_score)
        self.assertIn("q1", result.missing_parts)

    def test_a_draft_counts_for_nothing(self):
        self._evaluation().write(SCORES)
        self._compute()
        self.assertIn("q1", self._result().missing_parts)

    def test_left_out_quarters(self):
        """A-45: neither zero nor missing; a year of them has no usual part."""
        self._leave_out("1", "2", "3", "4")
        self._result().write({"democratic_score": 80, "client_score": 90})
        self._compute()
        result = self._result()
        self.assertEqual(result.score, 85)
        self.assertEqual(result.missing_parts, "usual")

    def test_tally_of_zero_counts(self):
        result = self._complete()
        result.write({"client_score": 0})
        self.assertTrue(result.has_client_score)
        self.assertAlmostEqual(result.score, round(0.7 * QUARTER_SCORE + 12, 2))
        result.write({"has_client_score": False})
        self.assertEqual(result.missing_parts, "client")

    def test_tallies_lie_between_0_and_100(self):
        result = self._result().with_user(self.users["clerk"])
        for score, fits in ((-0.01, 0), (0, 1), (100, 1), (100.01, 0)):
            with self.subTest(score=score):
                if fits:
                    result.write({"client_score": score})
                    self.env.flush_all()
                else:
                    with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                        result.write({"client_score": score})
                        self.env.flush_all()

    def test_only_the_clerk_computes(self):
        for role in ("leader", "cadre", "member", "chair", "inspector", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.cycle.with_user(self.users[role]).action_compute_scores()

    def test_the_clerk_is_computed_like_everybody(self):
        """He may not see his own row, but it is there."""
        self._compute()
        self.assertEqual(self._result(self.office).state, "computed")
        own = self._result(self.office).with_user(self.users["clerk"])
        self.assertFalse(own.has_access("read"))

    def test_scores_are_not_typed(self):
        result = self._complete()
        for values in ({"score": 100}, {"grade": "excellent"}, {"usual_score": 100}):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(
                    UserError, REFUSAL % ("cannot set", "A-43") + ".*not typed"
                ),
            ):
                result.write(values)

    def test_decision_and_feedback(self):
        """A-42, A-46: the chair decides, the office feeds back."""
        result = self._complete()
        by_chair = result.with_user(self.users["chair"])
        with self.assertRaises(AccessError):
            result.action_decide()
        with self.assertRaisesRegex(UserError, REFUSAL % ("annual level", "A-52")):
            by_chair.action_decide()
        with self.assertRaisesRegex(
            UserError, REFUSAL % ("Annual Level", "A-42") + ".*chair"
        ):
            result.annual_level = "competent"
        by_chair.annual_level = "competent"
        by_chair.action_decide()
        with self.assertRaisesRegex(
            UserError, REFUSAL % ("this state", "A-42") + ".*stands"
        ):
            result.client_score = 10
        mine = self._result().with_user(self.users["cadre"])
        with self.assertRaises(AccessError):
            mine.read(["score"])
        result.action_feed_back()
        self.assertEqual(mine.read(["annual_level"])[0]["annual_level"], "competent")

    def test_no_decision_while_a_part_is_missing(self):
        """A-03; waived only by giving no grade, with a reason."""
        self._compute()
        result = self._result().with_user(self.users["chair"])
        result.annual_level = "competent"
        with self.assertRaisesRegex(UserError, REFUSAL % ("missing", "A-03")):
            result.action_decide()
        result.write(
            {"annual_level": "none", "annual_level_reason": "On sick leave all year"}
        )
        result.action_decide()

    def test_annual_level_beside_the_grade(self):
        """A-53, A-55, section 6: grade poor + basically competent is refused."""
        result = self._complete().with_user(self.users["chair"])
        for grade, level, clause in (
            ("average", "excellent", "A-53"),
            ("poor", "basically_competent", "A-55"),
            ("poor", "excellent", "A-55"),
        ):
            result.sudo().write({"annual_level": False})
            result.sudo().write({"grade": grade})
            with (
                self.subTest(grade=grade, level=level),
                self.assertRaisesRegex(ValidationError, REFUSAL % ("cannot", clause)),
            ):
                result.annual_level = level
        result.annual_level = "incompetent"

    def test_nobody_decides_on_himself(self):
        """A-42"""
        self.users["chief"].group_ids += self.env.ref(
            "cadre_appraisal.group_cadre_leading_group_chair"
        )
        self._compute()
        own = self._result(self.chief).with_user(self.users["chief"])
        with self.assertRaises(AccessError):
            own.annual_level = "excellent"

    def test_no_result_is_made_by_hand(self):
        with self.assertRaisesRegex(UserError, REFUSAL % ("take part", "A-06")):
            self._as("clerk", "cadre.appraisal").create(
                {"cycle_id": self.cycle.id, "employee_id": self.cadre.id}
            )

    def test_computing_costs_no_query_per_cadre(self):
        counts = []
        for number in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.cycle.with_user(self.users["clerk"]).action_compute_scores()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            if not number:
                for extra in range(20):
                    self._employee(f"extra {extra}", self.section)
                self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestLeaderChange(OpenYearCommon):
    """A-28: another leader takes over, the former loses sight, the author stays."""

    def test_hand_over(self):
        task = self._task()
        evaluation = self._evaluate(self._evaluation())
        self._result().with_user(self.users["clerk"]).write(
            {"leader_id": self.chief.id, "leader_reason": "Work was shared out anew."}
        )
        # As head of the department he assigns its tasks still, no more.
        leader = self.users["leader"]
        self.assertEqual(self.section.manager_id.user_id, leader)
        self.assertTrue(task.with_user(leader).has_access("read"))
        self.section.manager_id = self.chief
        for record in (evaluation, self._record(role="clerk"), task):
            with self.subTest(model=record._name):
                self.assertFalse(
                    record.with_user(self.users["leader"]).has_access("read")
                )
                self.assertTrue(
                    record.with_user(self.users["chief"]).has_access("read")
                )
        self.assertEqual(evaluation.sudo().evaluator_id, self.users["leader"])
        second = self._evaluation("2", role="chief")
        second.write(SCORES)
        with self.assertRaises(AccessError):
            self._evaluation("2").write({"comment": "still mine?"})

    def test_nobody_becomes_their_own_leader(self):
        result = self._result().with_user(self.users["clerk"])
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            result.write(
                {"leader_id": self.cadre.id, "leader_reason": "Nobody else is there."}
            )
            self.env.flush_all()

    def test_only_the_clerk_names_leaders(self):
        for role in ("leader", "chief", "cadre", "chair", "member"):
            with self.subTest(role=role), self.assertRaises(UserError):
                self._result().with_user(self.users[role]).leader_id = self.chief
