import json

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import (
    COMMENT,
    QUARTER_SCORE,
    REFUSAL,
    SCORES,
    SELF,
    TALK,
    OpenYearCommon,
)


@tagged("post_install", "-at_install")
class TestQuarterlyEvaluation(OpenYearCommon):
    """A-28..A-32: scored, talked about, fed back, acknowledged."""

    def test_a_quarter_from_score_to_acknowledgement(self):
        evaluation = self._evaluation()
        with Form(evaluation) as form:
            for name, value in SCORES.items():
                setattr(form, name, value)
            self.assertAlmostEqual(form.score, QUARTER_SCORE)
            self.assertEqual(form.grade, "good")
            form.comment = COMMENT
        self.assertAlmostEqual(evaluation.score, QUARTER_SCORE)
        self.assertEqual(evaluation.grade_suggested, "good")
        self.assertEqual(len(evaluation.line_ids), 5)
        evaluation.action_score()
        self.assertEqual(evaluation.evaluator_id, self.users["leader"])
        evaluation.write(TALK)
        evaluation.action_talk()
        evaluation.action_feed_back()
        self.assertEqual(str(evaluation.date_fed_back), "2026-06-28")
        mine = self._evaluation(role="cadre")
        self.assertEqual(mine.comment, COMMENT)
        mine.action_acknowledge()
        self.assertEqual(str(mine.date_acknowledged), "2026-06-28")
        entries = self.env["cadre.log"].search(
            [("model", "=", mine._name), ("res_id", "=", mine.id)]
        )
        self.assertEqual(len(entries.filtered("state_to")), 4)
        # The draft is the leader's own; what was given is on record, and the talk.
        edits = entries.filtered(lambda entry: entry.action == "edit")
        self.assertEqual(edits.mapped("payload"), ['{"date_talk":["","2026-06-27"]}'])
        given = json.loads(entries.filtered(lambda e: e.state_to == "scored").payload)
        self.assertEqual((given["grade"], given["attitude"]), ("good", 80))

    def test_every_content_needs_a_score(self):
        evaluation = self._evaluation()
        four = dict(SCORES)
        del four["score_integrity"]
        evaluation.write({**four, "comment": COMMENT})
        self.assertFalse(evaluation.grade_suggested)
        with self.assertRaisesRegex(UserError, REFUSAL % ("Honesty", "A-28")):
            evaluation.action_score()
        # A zero is a score, nothing is none.
        evaluation.write({"score_integrity": 0})
        self.assertAlmostEqual(evaluation.score, QUARTER_SCORE - 0.15 * 95)
        evaluation.action_score()

    def test_scores_lie_between_0_and_100(self):
        evaluation = self._evaluation()
        for score, fits in ((-0.01, 0), (0, 1), (100, 1), (100.01, 0)):
            with self.subTest(score=score):
                if fits:
                    evaluation.write({"score_attitude": score})
                else:
                    with self.assertRaisesRegex(
                        ValidationError, REFUSAL % ("points", "A-29")
                    ):
                        evaluation.write({"score_attitude": score})
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            evaluation.sudo().line_ids.write({"score": 101})
            self.env.flush_all()

    def test_another_grade_needs_a_reason(self):
        """A-29"""
        evaluation = self._evaluation()
        evaluation.write({**SCORES, "comment": COMMENT, "grade": "excellent"})
        self.assertEqual(evaluation.grade, "excellent")
        with self.assertRaisesRegex(UserError, REFUSAL % ("not the one", "A-29")):
            evaluation.action_score()
        evaluation.grade_reason = "Commended by the district."
        evaluation.action_score()

    def test_a_reason_is_of_its_score(self):
        """A-29: when the score changes under it, the reason is asked for anew."""
        evaluation = self._evaluation()
        reason = {"grade": "poor", "grade_reason": "Known to all."}
        evaluation.write({**SCORES, "comment": COMMENT, **reason})
        # What is saved without a change changes nothing.
        evaluation.write(SCORES)
        self.assertEqual(evaluation.grade_reason, "Known to all.")
        evaluation.write({"score_attitude": 81})
        self.assertEqual((evaluation.grade, evaluation.grade_reason), ("poor", False))
        with self.assertRaisesRegex(UserError, REFUSAL % ("not the one", "A-29")):
            evaluation.action_score()
        # Given with the score, it is of that score; a file may repeat it.
        evaluation.write({"score_attitude": 82, **reason})
        evaluation.write({"score_attitude": 83, **reason})
        self.assertEqual(evaluation.grade_reason, "Known to all.")
        with Form(evaluation) as form:
            form.score_attitude = 84
            self.assertFalse(form.grade_reason)
            form.grade_reason = "Known to all, still."
        evaluation.action_score()

    def test_grade_follows_the_score_until_it_is_chosen(self):
        evaluation = self._evaluation()
        evaluation.write(SCORES)
        self.assertEqual(evaluation.grade, "good")
        evaluation.write(dict.fromkeys(SCORES, 95))
        self.assertEqual(evaluation.grade, "excellent")
        evaluation.grade = "good"
        evaluation.write(dict.fromkeys(SCORES, 50))
        self.assertEqual(
            (evaluation.grade_suggested, evaluation.grade), ("poor", "good")
        )

    def test_comment_at_its_length(self):
        """A-30: at least ten characters."""
        evaluation = self._evaluation()
        evaluation.write({**SCORES, "comment": "123456789 "})
        with self.assertRaisesRegex(UserError, REFUSAL % ("comment", "A-30")):
            evaluation.action_score()
        evaluation.comment = "1234567890"
        evaluation.action_score()

    def test_talk_before_feedback(self):
        """A-31, A-32"""
        evaluation = self._evaluation()
        evaluation.write({**SCORES, "comment": COMMENT})
        evaluation.action_score()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            evaluation.state = "fed_back"
        for lacking in TALK:
            evaluation.write({**TALK, lacking: False})
            with (
                self.subTest(lacking=lacking),
                self.assertRaisesRegex(UserError, REFUSAL % ("lacks", "A-31")),
            ):
                evaluation.action_talk()
        evaluation.write({**TALK, "date_talk": "2026-06-29"})
        with self.assertRaisesRegex(UserError, REFUSAL % ("future", "A-31")):
            evaluation.action_talk()
        evaluation.write({**TALK, "date_talk": "2026-06-28"})
        evaluation.action_talk()

    def test_kanban_drag_obeys_the_same_door(self):
        """What the board writes when a card is dropped."""
        evaluation = self._evaluation()
        with self.assertRaisesRegex(UserError, "A-28"):
            evaluation.web_save({"state": "scored"}, {"state": {}})
        evaluation.write({**SCORES, "comment": COMMENT})
        evaluation.web_save({"state": "scored"}, {"state": {}})
        self.assertEqual(evaluation.state, "scored")

    def test_a_quarter_that_has_not_begun(self):
        evaluation = self._evaluation("3")
        with self.assertRaisesRegex(UserError, REFUSAL % ("not begun", "A-28")):
            evaluation.write(SCORES)

    def test_scored_is_scored_until_taken_back(self):
        evaluation = self._evaluate(self._evaluation(), until="talked")
        with self.assertRaisesRegex(
            UserError, REFUSAL % ("this state", "A-28") + ".*To score"
        ):
            evaluation.write({"score_attitude": 10})
        evaluation.action_back()
        evaluation.action_back()
        self.assertEqual(evaluation.state, "draft")
        evaluation.write({"score_attitude": 81})
        self._evaluate(evaluation)
        with self.assertRaisesRegex(UserError, REFUSAL % ("reason", "A-32")):
            evaluation.state = "draft"
        with self.assertRaisesRegex(UserError, "A-31"):
            evaluation.talk_summary = "Something else."

    def test_only_the_leader_in_charge_takes_the_steps(self):
        steps = {
            "scored": ("draft", {"leader"}),
            "talked": ("scored", {"leader"}),
            "fed_back": ("talked", {"leader"}),
            "acknowledged": ("fed_back", {"cadre", "clerk"}),
        }
        evaluation = self._evaluation()
        evaluation.write({**SCORES, "comment": COMMENT, **TALK})
        for target, (source, allowed) in steps.items():
            if source != "draft":
                evaluation.sudo().state = source
            for role in self.users:
                with self.subTest(target=target, role=role):
                    savepoint = self.env.cr.savepoint()
                    mine = evaluation.with_user(self.users[role])
                    if role in allowed:
                        mine.state = target
                        self.assertEqual(evaluation.state, target)
                    else:
                        with self.assertRaises(AccessError):
                            mine.state = target
                    self.env.flush_all()
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()

    def test_nobody_evaluates_himself(self):
        """A-28: refused by the table, by the rules and by the gate."""
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._evaluation(employee=self.leader).sudo().leader_id = self.leader
            self.env.flush_all()
        # The head of the counter has no leader: nobody scores him, himself included.
        own = self._evaluation(employee=self.chief, role="chief")
        with self.assertRaises(AccessError):
            own.write(SCORES)
        # The clerk types in papers, never about himself.
        own = self._evaluation(employee=self.office, role="clerk")
        with self.assertRaises(AccessError):
            own.write(SCORES)

    def test_the_clerk_types_in_what_is_on_paper(self):
        evaluation = self._evaluation(role="clerk")
        evaluation.write({**SCORES, "comment": COMMENT, **TALK})
        with self.assertRaises(AccessError):
            evaluation.action_score()

    def test_left_out_quarter(self):
        """A-45: only by the office, only with a reason; it cannot be scored then."""
        with self.assertRaisesRegex(
            AccessError, REFUSAL % ("Excluded", "A-45") + ".*office"
        ):
            self._evaluation().write({"is_excluded": True, "exclusion_reason": "x"})
        by_clerk = self._evaluation(role="clerk")
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            by_clerk.is_excluded = True
            self.env.flush_all()
        by_clerk.write({"is_excluded": True, "exclusion_reason": "Long sick leave"})
        entry = self.env["cadre.log"].search(
            [("model", "=", by_clerk._name), ("res_id", "=", by_clerk.id)]
        )
        self.assertEqual((entry.action, entry.clause), ("edit", "A-45"))
        self.assertIn('["","Long sick leave"]', entry.payload)
        evaluation = self._evaluation()
        evaluation.write({**SCORES, "comment": COMMENT})
        with self.assertRaisesRegex(UserError, REFUSAL % ("excluded", "A-45")):
            evaluation.action_score()

    def test_evidence_beside_the_scores(self):
        """A-23, A-35: three months, completion, verified events of the quarter."""
        self._task(month="2026-02-01", date_deadline="2026-02-20")
        self._task(month="2026-03-01", date_deadline="2026-03-20")
        for month, done in (("2026-02-01", 10), ("2026-03-01", 5)):
            record = self._record(month)
            record.line_ids.write({"qty_done": done, "unfinished_reason": "Rain."})
            record.write(SELF)
            record.action_submit()
        # Begun, but not handed in: it is not told yet, and not zero.
        self._task(month="2026-01-01", date_deadline="2026-01-20")
        event = self.env["cadre.conduct.event"].create(
            [
                {
                    "employee_id": self.cadre.id,
                    "kind_id": self.env.ref("cadre_appraisal.kind_lateness").id,
                    "date": day,
                }
                for day in ("2026-03-31", "2026-04-01", "2026-02-02")
            ]
        )
        event[:2].write({"state": "investigating", "finding": "True."})
        event[:2].write({"state": "verified"})
        evaluation = self._evaluation()
        self.assertEqual(len(evaluation.record_ids), 3)
        self.assertEqual(evaluation.completion, 75)
        self.assertEqual(evaluation.event_ids, event[0])

    def test_evidence_of_a_board_costs_no_query_per_card(self):
        counts = []
        for people in (self.cadre, self.cadre, self.cadre | self.mate):
            evaluations = self._as("leader", "cadre.quarterly.evaluation").search(
                [("employee_id", "in", people.ids), ("cycle_id", "=", self.cycle.id)]
            )
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            evaluations.read(["completion", "submitted_count", "event_ids", "score"])
            counts.append(self.env.cr.sql_log_count - start)
        # The first round warmed the caches.
        self.assertEqual(counts[1], counts[2])
