import io
import itertools

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import COMMENT, REFUSAL, SCORES, TALK, OpenYearCommon

WORDS = "The flood in May was not my doing."
POOR = {**dict.fromkeys(SCORES, 40), "comment": "Tasks left undone, often late."}


@tagged("post_install", "-at_install")
class TestObjection(OpenYearCommon):
    """A-32: the cadre acknowledges, or objects in words, or both."""

    def _ask(self, evaluation, role="cadre", **values):
        action = evaluation.with_user(self.users[role]).action_object()
        return (
            self._as(role, action["res_model"])
            .with_context(**action["context"])
            .create({"objection": WORDS, **values})
        )

    def test_acknowledge_with_an_objection(self):
        evaluation = self._evaluate(self._evaluation())
        mine = self._evaluation(role="cadre")
        self.assertTrue(mine.can_object)
        self._ask(evaluation).action_confirm()
        self.assertEqual((mine.state, mine.objection), ("acknowledged", WORDS))
        self.assertEqual(str(mine.date_objected), "2026-06-28")
        # Leader and office read it, and the leader answers.
        self.assertEqual(self._evaluation().objection, WORDS)
        self.assertEqual(self._evaluation(role="clerk").objection, WORDS)
        self._evaluation().objection_reply = "Taken into account."
        self.assertEqual(mine.objection_reply, "Taken into account.")

    def test_object_first_and_acknowledge_later(self):
        """The state stays official: an objection changes nothing of it."""
        evaluation = self._evaluate(self._evaluation())
        before = (evaluation.score, evaluation.grade, evaluation.state)
        self._ask(evaluation, acknowledge=False).action_confirm()
        self.assertEqual((evaluation.score, evaluation.grade, evaluation.state), before)
        mine = self._evaluation(role="cadre")
        self.assertFalse(mine.can_object)
        with self.assertRaisesRegex(UserError, REFUSAL % ("stays", "A-32")):
            mine._object("Something else.")
        mine.action_acknowledge()
        self.assertEqual(mine.objection, WORDS)

    def test_when_and_what(self):
        evaluation = self._evaluate(self._evaluation(), until="talked")
        with self.assertRaises(AccessError):
            self._evaluation(role="cadre")._object(WORDS)
        evaluation.action_feed_back()
        with self.assertRaisesRegex(UserError, REFUSAL % ("words", "A-32")):
            self._evaluation(role="cadre")._object("   ")
        self._evaluation(role="cadre").action_acknowledge()
        with self.assertRaisesRegex(UserError, REFUSAL % ("now", "A-32")):
            self._evaluation(role="cadre")._object(WORDS)

    def test_only_the_cadre_or_the_office_from_paper(self):
        evaluation = self._evaluate(self._evaluation())
        for role in ("leader", "mate", "member", "inspector", "chief"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                evaluation.with_user(self.users[role])._object(WORDS)
        self._evaluation(role="clerk")._object(WORDS)
        self.assertEqual(evaluation.objection, WORDS)

    def test_an_answer_needs_an_objection_and_the_leader(self):
        evaluation = self._evaluate(self._evaluation())
        with self.assertRaisesRegex(UserError, REFUSAL % ("no objection", "A-32")):
            evaluation.objection_reply = "To nothing."
        self._evaluation(role="cadre")._object(WORDS)
        with self.assertRaises(AccessError):
            self._evaluation(role="cadre").objection_reply = "Right."

    def test_leader_and_office_are_told(self):
        """The landing page has a card; it goes with the answer."""

        def waiting(role):
            cards = self._as(role, "cadre.desk").get_desk("appraisal")
            return {
                card["title"]: card["count"] for card in cards["todo"] if card["count"]
            }

        evaluation = self._evaluate(self._evaluation())
        self._evaluation(role="cadre")._object(WORDS)
        self.assertEqual(waiting("leader").get("Objections to answer"), 1)
        self.assertEqual(waiting("clerk").get("Objections to answer"), 1)
        evaluation.objection_reply = "We talk about it on Monday."
        self.assertNotIn("Objections to answer", waiting("leader"))


@tagged("post_install", "-at_install")
class TestTeam(OpenYearCommon):
    """A-28: many evaluations in one step, or none of them."""

    numbers = itertools.count()

    def _team(self, count):
        people = self.env["hr.employee"].create(
            [
                {
                    "name": f"Z team {number}",
                    "cadre_number": f"ZZ-T{next(self.numbers)}",
                    "department_id": self.section.id,
                    "cadre_category": "civil_servant",
                }
                for number in range(count)
            ]
        )
        self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        evaluations = self._as("leader", "cadre.quarterly.evaluation").search(
            [("employee_id", "in", people.ids), ("quarter", "=", "2")]
        )
        evaluations.sudo().write({"is_excluded": False})
        return evaluations

    def test_a_step_of_a_team_costs_the_same_for_15_and_60(self):
        counts = {}
        for number in (15, 15, 60):
            team = self._team(number)
            for evaluation in team:
                evaluation.write({**SCORES, "comment": COMMENT, **TALK})
            self.env.flush_all()
            for step in ("action_score_team", "action_feed_back_team"):
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                getattr(team, step)()
                self.env.flush_all()
                counts[step, number] = self.env.cr.sql_log_count - start
            self.assertEqual(set(team.mapped("state")), {"fed_back"})
        for step in ("action_score_team", "action_feed_back_team"):
            self.assertLessEqual(counts[step, 60], counts[step, 15] + 4, step)

    def test_nothing_is_done_while_one_is_not_ready(self):
        """Every one that lacks something is named, with its clause."""
        team = self._team(3)
        one, other, third = team
        one.write({**SCORES, "comment": COMMENT, **TALK})
        other.write({**SCORES, "comment": "short"})
        with self.assertRaises(UserError) as raised:
            team.action_score_team()
        message = str(raised.exception)
        self.assertIn("2 of 3", message)
        self.assertIn(other.employee_id.name, message)
        self.assertIn("A-30", message)
        self.assertIn(third.employee_id.name, message)
        self.assertNotIn(one.display_name, message)
        self.assertEqual(set(team.mapped("state")), {"draft"})
        one.action_score_team()
        with self.assertRaisesRegex(UserError, "is at “Scored”"):
            one.action_score_team()
        with self.assertRaisesRegex(UserError, "is at “To score”"):
            (one | other).action_feed_back_team()
        self.assertEqual(one.state, "scored")
        one.action_feed_back_team()
        self.assertEqual(one.state, "fed_back")
        with self.assertRaisesRegex(UserError, "Choose the evaluations"):
            team.browse().action_score_team()

    def test_only_the_leader_takes_the_step(self):
        team = self._team(2)
        for evaluation in team:
            evaluation.write({**SCORES, "comment": COMMENT, **TALK})
        for role in self.users:
            if role == "leader":
                continue
            for step in ("action_score_team", "action_feed_back_team"):
                with self.subTest(role=role, step=step), self.assertRaises(UserError):
                    getattr(team.with_user(self.users[role]), step)()
        self.assertEqual(set(team.mapped("state")), {"draft"})

    def test_a_line_of_the_grid_saves_alone(self):
        """What the editable list sends for one row; the next row is untouched."""
        team = self._team(2)
        team[0].web_save(
            {**SCORES, "comment": COMMENT}, {"score": {}, "grade": {}, "state": {}}
        )
        self.assertTrue(team[0].is_private)
        self.assertFalse(team[1].line_ids)


@tagged("post_install", "-at_install")
class TestConsequence(OpenYearCommon):
    """A-54: a poor quarter costs its attendance award."""

    def _of(self, evaluation):
        return self.env["cadre.consequence"].search(
            [("evaluation_id", "=", evaluation.id)]
        )

    def _poor(self, **kwargs):
        return self._evaluate(self._evaluation(**kwargs), **POOR)

    def test_proposed_once_by_every_road(self):
        """Button, team, drag, the nightly run, and the run after it."""
        evaluation = self._poor()
        proposed = self._of(evaluation)
        self.assertRecordValues(
            proposed,
            [
                {
                    "state": "proposed",
                    "rate": 100,
                    "employee_id": self.cadre.id,
                    "quarter": "1",
                }
            ],
        )
        self.assertEqual(
            (str(proposed.date_from), str(proposed.date_to)),
            ("2026-01-01", "2026-03-31"),
        )
        for _run in range(2):
            self.env["cadre.consequence"]._cron_reconcile()
            self.assertEqual(self._of(evaluation), proposed)
        by_team = self._evaluate(self._evaluation("2"), until="scored", **POOR)
        by_team.action_feed_back_team()
        self.assertEqual(len(self._of(by_team)), 1)
        good = self._evaluate(self._evaluation(employee=self.mate))
        self.assertFalse(self._of(good))

    def test_what_the_nightly_run_finds(self):
        """A quarter that was fed back without a proposal gets one."""
        evaluation = self._poor()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM cadre_consequence")
        self.env.invalidate_all()
        self.env["cadre.consequence"]._cron_reconcile()
        self.assertEqual(len(self._of(evaluation)), 1)

    def test_the_office_confirms_never_his_own(self):
        proposed = self._of(self._poor())
        for role in ("leader", "cadre", "member", "chair", "inspector", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                proposed.with_user(self.users[role]).action_confirm()
        by_clerk = proposed.with_user(self.users["clerk"])
        by_clerk.action_confirm()
        self.assertEqual(by_clerk.confirmed_by_id, self.users["clerk"])
        own = self._of(self._poor(employee=self.office, role="chief"))
        self.assertEqual(own.state, "proposed")
        with self.assertRaises(AccessError):
            own.with_user(self.users["clerk"]).action_confirm()
        self.assertFalse(own.with_user(self.users["clerk"]).has_access("read"))

    def test_not_for_a_relative(self):
        proposed = self._of(self._poor())
        self.env["cadre.relative"].create(
            {
                "employee_id": self.office.id,
                "relative_id": self.cadre.id,
                "kinship": "spouse",
            }
        )
        self.assertFalse(proposed.with_user(self.users["clerk"]).has_access("read"))
        with self.assertRaises(AccessError):
            proposed.with_user(self.users["clerk"]).action_confirm()

    def test_readers(self):
        """The cadre himself once it is confirmed, his leader not."""
        proposed = self._of(self._poor())
        office = {"clerk", "member", "chair"}

        def readers():
            return {
                role
                for role, user in self.users.items()
                if proposed.with_user(user).has_access("read")
            }

        self.assertEqual(readers(), office)
        proposed.with_user(self.users["clerk"]).action_confirm()
        self.assertEqual(readers(), office | {"cadre"})

    def test_another_grade_gives_it_back(self):
        """As a review does it; back to poor, it is proposed anew."""
        evaluation = self._poor()
        first = self._of(evaluation)
        first.with_user(self.users["clerk"]).action_confirm()
        evaluation.sudo().write({"grade": "average"})
        self.assertEqual(first.state, "reversed")
        self.assertTrue(first.reversal_reason)
        evaluation.sudo().write({"grade": "poor"})
        again = self._of(evaluation) - first
        self.assertEqual(again.state, "proposed")

    def test_what_the_office_set_aside_stays_so(self):
        proposed = self._of(self._poor())
        by_clerk = proposed.with_user(self.users["clerk"])
        with self.assertRaisesRegex(UserError, "needs a written reason"):
            by_clerk.write({"state": "reversed"})
        action = by_clerk.action_reverse()
        self._as("clerk", action["res_model"]).with_context(**action["context"]).create(
            {"reason": "Ill in that quarter."}
        ).action_confirm()
        self.assertEqual(
            (proposed.state, proposed.reversal_reason),
            ("reversed", "Ill in that quarter."),
        )
        self.env["cadre.consequence"]._cron_reconcile()
        self.assertEqual(self._of(proposed.evaluation_id), proposed)

    def test_nobody_makes_or_changes_one_by_hand(self):
        proposed = self._of(self._poor())
        for role in ("clerk", "chair", "leader"):
            with self.subTest(role=role), self.assertRaises(UserError):
                self._as(role, "cadre.consequence").create({})
        for values in ({"rate": 0}, {"employee_id": self.mate.id}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                proposed.with_user(self.users["clerk"]).write(values)
        with self.assertRaises(AccessError):
            proposed.with_user(self.users["clerk"]).unlink()

    def test_the_list_as_a_workbook(self):
        """A-54: rows and totals; a name that begins like a formula stays text; whoever
        is no reader is refused, whatever ids he sends."""
        self.cadre.name = "=1+1"
        first = self._of(self._poor())
        second = self._of(self._poor(employee=self.mate))
        first.with_user(self.users["clerk"]).action_confirm()
        report = self.env["ir.actions.report"]
        name = "cadre_appraisal.consequence"
        for role in ("leader", "cadre", "inspector", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                report.with_user(self.users[role])._render(
                    name, (first | second).ids, {}
                )
        content, _kind = report.with_user(self.users["clerk"])._render(
            name, (first | second).ids, {}
        )
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows, totals = (list(sheet.values) for sheet in book)
        self.assertEqual(len(rows), 3)
        self.assertIn("=1+1", rows[1])
        self.assertNotIn(
            "f", {cell.data_type for line in book.worksheets[0] for cell in line}
        )
        self.assertEqual(totals[1][3:7], (1, 1, 0, 1))
        self.assertEqual(totals[-1][3:7], (1, 1, 0, 1))
