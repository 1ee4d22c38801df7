from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import COMMENT, REFUSAL, OpenYearCommon

SECRETS = ("score", "grade", "comment", "score_attitude", "talk_summary")


@tagged("post_install", "-at_install")
class TestSecrecy(OpenYearCommon):
    """A-02, A-32, A-42: who sees what, by every path that ``with_user`` can take.

    The same over the wire is the job of the access matrix.
    """

    def _readers(self, record):
        return {
            role
            for role, user in self.users.items()
            if record.with_user(user).has_access("read")
        }

    def test_readers_of_a_monthly_record(self):
        self.assertEqual(
            self._readers(self._record()),
            {"cadre", "leader", "clerk", "inspector", "member", "chair"},
        )

    def test_readers_of_a_line(self):
        self._task()
        self.assertEqual(
            self._readers(self._record().line_ids),
            {"cadre", "leader", "clerk", "inspector", "member", "chair"},
        )

    def test_readers_of_an_evaluation_by_state(self):
        evaluation = self._evaluation()
        office = {"leader", "clerk"}
        supervision = {"inspector", "member", "chair"}
        self.assertEqual(self._readers(evaluation), office)
        for state, readers in (
            ("scored", office | supervision),
            ("talked", office | supervision),
            ("fed_back", office | supervision | {"cadre"}),
        ):
            if state == "scored":
                self._evaluate(evaluation, until="scored")
            else:
                evaluation.state = state
            with self.subTest(state=state):
                self.assertEqual(self._readers(evaluation), readers)
                self.assertEqual(self._readers(evaluation.sudo().line_ids[0]), readers)

    def test_the_draft_stays_hidden_by_every_road(self):
        """The cadre guesses the id of his evaluation."""
        self._evaluate(self._evaluation(), until="talked")
        mine = self._evaluation(role="cadre")
        for name in SECRETS:
            with self.subTest(name=name), self.assertRaises(AccessError):
                mine.read([name])
        with self.assertRaises(AccessError):
            mine.web_read({"comment": {}, "line_ids": {"fields": {"score": {}}}})
        with self.assertRaises(UserError):
            mine.export_data(["comment"])
        with self.assertRaises(AccessError):
            mine.copy()
        model = self._as("cadre", "cadre.quarterly.evaluation")
        self.assertFalse(model.search([("id", "=", mine.id)]))
        self.assertFalse(model.search([("comment", "=", COMMENT)]))
        self.assertFalse(
            model.formatted_read_group(
                [("employee_id", "=", self.cadre.id)], ["grade"], ["score:avg"]
            )
        )
        bar = model.read_progress_bar(
            [], "state", {"field": "grade", "colors": {"good": "info"}}
        )
        self.assertFalse(bar)
        lines = self._as("cadre", "cadre.quarterly.evaluation.line")
        self.assertFalse(lines.search([]))
        for name, model_name in (
            ("evaluation_ids.comment", "cadre.appraisal"),
            ("appraisal_id.evaluation_ids.comment", "cadre.monthly.record"),
        ):
            with self.subTest(domain=name):
                found = self._as("cadre", model_name).search([(name, "=", COMMENT)])
                self.assertFalse(found)

    def test_a_record_of_a_colleague(self):
        theirs = self._record(role="clerk", employee=self.mate).with_user(
            self.users["cadre"]
        )
        for work in (
            lambda: theirs.read(["summary"]),
            lambda: theirs.write({"summary": "x"}),
            lambda: theirs.action_submit(),
        ):
            with self.assertRaises(AccessError):
                work()

    def test_a_leader_sees_his_line_only(self):
        evaluations = self._as("leader", "cadre.quarterly.evaluation").search(
            [("cycle_id", "=", self.cycle.id)]
        )
        self.assertEqual(evaluations.employee_id, self.cadre | self.mate)
        self.assertNotIn(self.leader, evaluations.employee_id)

    def test_readers_of_a_result(self):
        result = self._result()
        early = {"clerk", "member", "chair"}
        self.assertEqual(self._readers(result), early)
        result.write({"state": "computed"})
        result.write({"annual_level": "none", "annual_level_reason": "x"})
        result.write({"state": "decided"})
        self.assertEqual(self._readers(result), early)
        result.write({"state": "fed_back"})
        self.assertEqual(self._readers(result), early | {"cadre", "leader"})

    def test_a_wider_role_does_not_open_ones_own(self):
        """The clerk, an inspector or a member are cadres too."""
        for role, employee in (("clerk", self.office), ("inspector", self.guard)):
            with self.subTest(role=role):
                own = self._evaluation(employee=employee, role=role)
                self.assertFalse(own.has_access("read"))
                self._evaluate(self._evaluation(employee=employee, role="chief"))
                self.assertTrue(own.has_access("read"))

    def test_the_administrator_sees_no_one(self):
        """``base.group_system`` implies none of our roles."""
        for model in (
            "cadre.appraisal",
            "cadre.monthly.record",
            "cadre.quarterly.evaluation",
            "cadre.conduct.event",
        ):
            with self.subTest(model=model):
                self.assertFalse(self._as("admin", model).search([]))

    def test_the_chair_sets_appraisal_clauses_only(self):
        """A-…: the chair; R-…: the archive head. A head who is chair keeps all."""
        values = self.env["cadre.clause.value"]
        appraisal = values.search(
            [("clause_id.code", "=", "A-30"), ("key", "=", "comment_length")]
        )
        archive = values.search(
            [("clause_id.code", "=", "R-17"), ("key", "=", "loan_days")]
        )
        chair = self.users["chair"]
        appraisal.with_user(chair).value = 20
        appraisal.clause_id.with_user(chair).reading = "At least twenty."
        for record, name, other in (
            (archive, "value", 10),
            (archive.clause_id, "reading", "Ten."),
        ):
            self.assertTrue(record.with_user(chair).has_access("read"))
            with self.assertRaisesRegex(AccessError, REFUSAL % ("cannot set", "A-02")):
                record.with_user(chair)[name] = other
            record.with_user(self.users["head"])[name] = other
        chair.group_ids += self.env.ref("cadre_archive.group_cadre_archive_head")
        archive.with_user(chair).value = 12
        for role in ("member", "clerk", "leader"):
            with self.assertRaises(AccessError):
                appraisal.with_user(self.users[role]).value = 30

    def test_other_offices_are_other_worlds(self):
        """Multi-company: a clerk of one office sees nothing of another."""
        company = self.env["res.company"].create({"name": "Z other office"})
        clerk = self.users["clerk"].copy({"login": "zz_clerk_2"})
        clerk.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        for record in (
            self._record(),
            self._evaluation(),
            self._result(),
            self.cycle,
        ):
            with self.subTest(model=record._name):
                mine = record.with_user(clerk).with_company(company)
                self.assertFalse(mine.has_access("read"))
