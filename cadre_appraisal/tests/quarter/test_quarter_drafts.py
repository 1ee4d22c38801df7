from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import COMMENT, REFUSAL, SCORES, TALK, OpenYearCommon

SECRETS = ("score", "grade", "comment", "score_attitude", "talk_summary")


@tagged("post_install", "-at_install")
class TestQuarterDrafts(OpenYearCommon):
    """A-28: what the leader has begun is his own until he gives it."""

    def _begin(self, quarter="1"):
        evaluation = self._evaluation(quarter)
        evaluation.write({**SCORES, "comment": COMMENT, **TALK})
        return evaluation

    def _readers(self, record):
        return {
            role
            for role, user in self.users.items()
            if record.with_user(user).has_access("read")
        }

    def test_a_draft_is_the_leaders_alone(self):
        """Not even the office, the inspector or the leading group read it."""
        evaluation = self._begin()
        self.assertTrue(evaluation.is_private)
        self.assertEqual(self._readers(evaluation), {"leader"})
        self.assertEqual(self._readers(evaluation.sudo().line_ids[0]), {"leader"})
        evaluation.action_score()
        self.assertFalse(evaluation.is_private)
        self.assertEqual(
            self._readers(evaluation),
            {"leader", "clerk", "inspector", "member", "chair"},
        )
        evaluation.action_back()
        self.assertEqual(self._readers(evaluation), {"leader"})

    def test_every_road_to_a_draft_is_closed(self):
        """The cadre, the clerk, a leader of another line, inspectors guess the id."""
        draft = self._begin()
        for role in ("cadre", "clerk", "chief", "inspector", "member", "head"):
            theirs = draft.with_user(self.users[role])
            model = self._as(role, draft._name)
            with self.subTest(role=role):
                for name in SECRETS:
                    with self.assertRaises(AccessError):
                        theirs.read([name])
                for spec in (
                    {"comment": {}},
                    {"line_ids": {"fields": {"score": {}}}},
                ):
                    with self.assertRaises(AccessError):
                        theirs.web_read(spec)
                with self.assertRaises(UserError):
                    theirs.export_data(["comment"])
                with self.assertRaises(AccessError):
                    theirs.onchange({}, ["score_attitude"], {"comment": {}})
                with self.assertRaises(AccessError):
                    theirs.write({"comment": "changed by somebody else"})
                self.assertFalse(model.search([("id", "=", draft.id)]))
                self.assertFalse(model.search([("comment", "=", COMMENT)]))
                found = model.formatted_read_group(
                    [("employee_id", "=", self.cadre.id), ("quarter", "=", "1")],
                    ["grade"],
                    ["score:avg", "__count"],
                )
                self.assertFalse([group for group in found if group["__count"]])
                lines = self._as(role, "cadre.quarterly.evaluation.line")
                self.assertFalse(lines.search([("evaluation_id", "=", draft.id)]))
        self.assertEqual(draft.comment, COMMENT)

    def test_an_objection_wizard_tells_nothing_of_a_draft(self):
        """The id of a draft put into the question of the objection."""
        draft = self._begin()
        wizard = self._as("cadre", "cadre.quarterly.evaluation.objection").create(
            {"evaluation_id": draft.id, "objection": "x"}
        )
        with self.assertRaises(AccessError):
            wizard.web_read({"evaluation_id": {"fields": {"comment": {}}}})
        with self.assertRaises(AccessError):
            wizard.action_confirm()

    def test_the_office_types_in_until_the_leader_begins(self):
        by_clerk = self._evaluation(role="clerk")
        by_clerk.write({**SCORES, "comment": COMMENT})
        self.assertTrue(by_clerk.has_access("read"))
        self._evaluation().write({"score_attitude": 81})
        self.assertFalse(by_clerk.has_access("read"))

    def test_hand_over_to_the_office(self):
        """A-28: the leader gives his draft to the clerk, who types in the rest."""
        draft = self._begin()
        for role in ("cadre", "chief", "clerk", "member"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                draft.with_user(self.users[role]).action_hand_over()
        self.assertTrue(draft.can_hand_over)
        draft.action_hand_over()
        by_clerk = self._evaluation(role="clerk")
        by_clerk.write({"comment": "As on the paper of March."})
        self.assertFalse(draft.is_private)
        self.assertEqual(self._readers(draft), {"leader", "clerk"})
        self.assertEqual(
            self.env["cadre.log"].search_count(
                [
                    ("model", "=", draft._name),
                    ("res_id", "=", draft.id),
                    ("action", "=", "hand_over"),
                ]
            ),
            1,
        )
        draft.action_score()
        with self.assertRaisesRegex(UserError, "Only a draft"):
            draft.action_hand_over()

    def test_the_mark_is_nobodys_to_write(self):
        draft = self._begin()
        with self.assertRaisesRegex(UserError, REFUSAL % ("own draft", "A-29")):
            draft.is_private = False
        for name, value in (
            ("objection", "No."),
            ("date_objected", "2026-06-28"),
            ("evaluator_id", self.users["leader"].id),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                draft.write({name: value})

    def test_a_former_leader_loses_access(self):
        """A-28: with the leader the whole draft changes hands."""
        draft = self._begin()
        self._result().with_user(self.users["clerk"]).write(
            {"leader_id": self.chief.id, "leader_reason": "Work was shared out anew."}
        )
        self.assertFalse(draft.with_user(self.users["leader"]).has_access("read"))
        self.assertFalse(draft.with_user(self.users["leader"]).has_access("write"))
        with self.assertRaises(AccessError):
            draft.with_user(self.users["leader"]).action_score()
        draft.with_user(self.users["chief"]).action_score()
        self.assertEqual(draft.evaluator_id, self.users["chief"])

    def test_a_relative_evaluates_nobody_and_sees_nothing(self):
        """A-28: a leader who is a relative, by every path, and so is the clerk."""
        for role, employee in (("leader", self.leader), ("clerk", self.office)):
            self.env["cadre.relative"].create(
                {
                    "employee_id": employee.id,
                    "relative_id": self.cadre.id,
                    "kinship": "spouse",
                }
            )
            theirs = self._evaluation(role=role)
            with self.subTest(role=role):
                self.assertFalse(theirs.has_access("read"))
                for work in (
                    lambda theirs=theirs: theirs.write(SCORES),
                    lambda theirs=theirs: theirs.write({"state": "scored"}),
                    lambda theirs=theirs: theirs.action_hand_over(),
                    lambda theirs=theirs: theirs.action_score_team(),
                ):
                    with self.assertRaises(AccessError):
                        work()
        # The mate is no relative.
        self._evaluation(employee=self.mate).write(SCORES)

    def _kin_cards(self):
        cards = self._as("leader", "cadre.desk").get_desk("appraisal")["todo"]
        return [c["count"] for c in cards if c["title"] == "Relatives in your line"]

    def test_the_office_sees_that_a_delegate_is_needed(self):
        """A-28: the leader is a relative; who is whose kin is not told."""
        self.env["cadre.relative"].create(
            {
                "employee_id": self.leader.id,
                "relative_id": self.cadre.id,
                "kinship": "spouse",
            }
        )
        by_clerk = self._evaluation(role="clerk")
        self.assertTrue(by_clerk.needs_delegate)
        self.assertEqual(self._kin_cards(), [4])
        self.assertFalse(
            self._evaluation(role="clerk", employee=self.mate).needs_delegate
        )
        self._as("leader", "cadre.appraisal.delegation").create(
            {
                "leader_id": self.leader.id,
                "delegate_id": self.chief.id,
                "date_to": "2026-07-31",
                "reason": "A relative.",
            }
        )
        self.env.invalidate_all()
        self.assertFalse(by_clerk.needs_delegate)
        self.assertFalse(self._kin_cards())

    def test_scores_that_are_no_numbers(self):
        evaluation = self._evaluation()
        for bad in ("ninety", "", float("nan"), float("inf"), [90]):
            with (
                self.subTest(bad=bad),
                self.assertRaisesRegex(ValidationError, REFUSAL % ("points", "A-29")),
            ):
                evaluation.write({"score_attitude": bad})
        self.assertFalse(evaluation.line_ids)

    def test_comment_at_its_length(self):
        """A-30: one below, on, one above the value of the clause."""
        value = self._year_value("A-30", "comment_length")
        for length in (10, 25):
            value.value = length
            for delta, fits in ((-1, 0), (0, 1), (1, 1)):
                evaluation = self._evaluation()
                evaluation.write({**SCORES, "comment": "x" * (length + delta)})
                with self.subTest(length=length, delta=delta):
                    if fits:
                        evaluation.action_score()
                        evaluation.action_back()
                    else:
                        with self.assertRaisesRegex(UserError, "A-30"):
                            evaluation.action_score()

    def test_the_talk_is_about_a_quarter_that_has_begun(self):
        """A-31: not before its first day, not after today; asked at both steps."""
        evaluation = self._evaluation("2")
        evaluation.write({**SCORES, "comment": COMMENT, **TALK})
        evaluation.action_score()
        for day, fits in (
            ("2026-03-31", 0),
            ("2026-04-01", 1),
            ("2026-06-28", 1),
            ("2026-06-29", 0),
        ):
            evaluation.write({"date_talk": day})
            with self.subTest(day=day):
                if fits:
                    evaluation.action_talk()
                    evaluation.action_back()
                else:
                    with self.assertRaisesRegex(UserError, REFUSAL % ("talk", "A-31")):
                        evaluation.action_talk()
        evaluation.write({"date_talk": "2026-06-28"})
        evaluation.action_talk()
        for bad in ({"date_talk": "2026-06-29"}, {"talk_place": "  "}):
            evaluation.write({**TALK, **bad})
            with self.subTest(bad=bad), self.assertRaisesRegex(UserError, "A-31"):
                evaluation.action_feed_back()
        evaluation.write(TALK)
        evaluation.action_feed_back()

    def test_beside_the_scores(self):
        """A-15..A-18, A-27: self-evaluation by month, last quarter, rubrics, hint."""
        record = self._record("2026-04-01")
        record.write(
            {
                "self_grade": "good",
                "summary": "Done.",
                **{
                    f"self_{name}": "good"
                    for name in ("performance", "attitude", "dedication", "efficiency")
                },
                "self_integrity": "excellent",
            }
        )
        record.action_submit()
        self._evaluate(self._evaluation("1"))
        evaluation = self._evaluation("2")
        self.assertEqual(evaluation.self_integrity, "Excellent")
        self.assertEqual(evaluation.self_attitude, "Good")
        self.assertAlmostEqual(evaluation.previous_score, 88.2)
        self.assertEqual(evaluation.previous_grade, "good")
        self.assertIn("Love", evaluation.rubric_dedication)
        evaluation.write(SCORES)
        clause = self.env["cadre.clause"]._by_code("A-16")
        self.assertEqual(evaluation.grade_rubric, clause.text)
        action = evaluation.action_view_months()
        months = self._as("leader", action["res_model"]).search(action["domain"])
        self.assertEqual(len(months), 3)

    def test_attendance_of_the_quarter(self):
        """A-11: the days of the quarter that count, none of another's or excused."""
        facts = self.env["cadre.attendance.fact"].create(
            [
                {"employee_id": employee.id, "date": day, "kind": kind, "reason": "Z"}
                for employee, day, kind in (
                    (self.cadre, "2026-04-01", "late"),
                    (self.cadre, "2026-06-26", "late"),
                    (self.cadre, "2026-05-06", "late"),
                    (self.cadre, "2026-05-07", "absent"),
                    (self.cadre, "2026-03-31", "early"),
                    (self.mate, "2026-05-06", "early"),
                )
            ]
        )
        facts[2]._transition("excused", "A flood.")
        evaluation = self._evaluation("2")
        self.assertEqual(
            (
                evaluation.late_count,
                evaluation.early_count,
                evaluation.absent_count,
            ),
            (2, 0, 1),
        )
        action = evaluation.action_view_attendance()
        days = self._as("leader", action["res_model"]).search(action["domain"])
        self.assertEqual(days, facts[:4].with_user(self.users["leader"]))

    def test_complaints_suggest_poor_on_their_limit(self):
        """A-18: one, two (on the limit), three verified complaints; others not."""
        kind = self.env.ref("cadre_appraisal.kind_complaint")

        def complain(count, verified=True):
            events = self.env["cadre.conduct.event"].create(
                [
                    {
                        "employee_id": self.cadre.id,
                        "kind_id": kind.id,
                        "date": "2026-05-05",
                        "source": "masses",
                    }
                ]
                * count
            )
            if verified:
                events.write({"state": "investigating", "finding": "True."})
                events.write({"state": "verified"})

        evaluation = self._evaluation("2")
        complain(3, verified=False)
        complain(1)
        self.assertFalse(evaluation.poor_hint)
        complain(1)
        evaluation.invalidate_recordset()
        self.assertIn("exactly on the limit", evaluation.poor_hint)
        complain(1)
        evaluation.invalidate_recordset()
        self.assertIn("3 verified complaints", evaluation.poor_hint)
        self.assertNotIn("exactly", evaluation.poor_hint)

    def test_delegate_before_on_and_after_his_days(self):
        """A-28: sight and right begin and end with the days, by themselves."""
        delegation = self._as("leader", "cadre.appraisal.delegation").create(
            {
                "leader_id": self.leader.id,
                "delegate_id": self.other.id,
                "date_from": "2026-07-02",
                "date_to": "2026-07-05",
                "reason": "Training in the capital.",
            }
        )
        evaluation = self._evaluation(role="other")
        for day, sees in (
            ("2026-07-01", 0),
            ("2026-07-02", 1),
            ("2026-07-05", 1),
            ("2026-07-06", 0),
        ):
            with self.subTest(day=day), freeze_time(f"{day} 02:00:00"):
                self.env.invalidate_all()
                self.assertEqual(evaluation.has_access("read"), bool(sees))
                self.assertEqual(evaluation.has_access("write"), bool(sees))
                self.assertEqual(
                    bool(evaluation.search([("id", "=", evaluation.id)])), bool(sees)
                )
                self.assertEqual(bool(self._record(role="other")), bool(sees))
                if sees:
                    evaluation.write({**SCORES, "comment": COMMENT})
                else:
                    with self.assertRaises(AccessError):
                        evaluation.write({"comment": "Not my turn."})
        with freeze_time("2026-07-04 02:00:00"):
            self.env.invalidate_all()
            evaluation.action_score()
            self.assertEqual(evaluation.evaluator_id, self.users["other"])
            self.assertEqual(evaluation.sudo().leader_id, self.leader)
            delegation.action_withdraw()
            self.env.invalidate_all()
            self.assertFalse(evaluation.has_access("read"))
            with self.assertRaises(AccessError):
                evaluation.action_talk()
