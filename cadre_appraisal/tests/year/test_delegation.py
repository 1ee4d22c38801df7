from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import COMMENT, REFUSAL, SCORES, OpenYearCommon


@tagged("post_install", "-at_install")
class TestDelegation(OpenYearCommon):
    """A-28: the leader in charge or his delegate, never oneself, never a relative."""

    def _delegate(self, role="leader", **values):
        return self._as(role, "cadre.appraisal.delegation").create(
            {
                "leader_id": self.leader.id,
                "delegate_id": self.chief.id,
                "date_from": "2026-06-01",
                "date_to": "2026-06-30",
                "reason": "Away on duty.",
                **values,
            }
        )

    def test_who_may_name_a_delegate(self):
        for role in ("cadre", "chief", "member", "inspector", "admin"):
            with (
                self.subTest(role=role),
                self.assertRaisesRegex(AccessError, REFUSAL % ("names", "A-28")),
            ):
                self._delegate(role)
        delegation = self._delegate()
        self.assertEqual(delegation.phase, "running")
        self._delegate("clerk")
        # The clerk names nobody if it is himself.
        with self.assertRaisesRegex(AccessError, "nobody names themselves"):
            self._delegate("clerk", delegate_id=self.office.id)
        self.assertEqual(
            self.env["cadre.log"].search_count(
                [
                    ("model", "=", delegation._name),
                    ("res_id", "=", delegation.id),
                    ("action", "=", "delegate"),
                ]
            ),
            1,
        )

    def test_the_delegate_is_another_person_with_a_login(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._delegate(delegate_id=self.leader.id)
        silent = self._employee("silent", self.counter)
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("login", "A-28")):
            self._delegate(delegate_id=silent.id)

    def test_nobody_concerned_and_no_relative(self):
        """A cadre of the line, and a relative of one, for the line or by name."""
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("Z mate", "A-28")):
            self._delegate(delegate_id=self.mate.id)
        deputy = self._delegate(
            delegate_id=self.mate.id, employee_ids=[(6, 0, self.cadre.ids)]
        )
        theirs = self._evaluation(role="mate")
        self.assertTrue(theirs.has_access("write"))
        self.assertFalse(
            self._evaluation(role="mate", employee=self.mate).has_access("read")
        )
        deputy.action_withdraw()
        self.env["cadre.relative"].create(
            {
                "employee_id": self.chief.id,
                "relative_id": self.mate.id,
                "kinship": "spouse",
            }
        )
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("relative", "A-28")):
            self._delegate()
        with self.assertRaisesRegex(ValidationError, "not in charge"):
            self._delegate(employee_ids=[(6, 0, self.other.ids)])
        self._delegate(employee_ids=[(6, 0, self.cadre.ids)])

    def test_kinship_that_is_recorded_later_counts_at_once(self):
        self._delegate()
        evaluation = self._evaluation(role="chief")
        evaluation.write(SCORES)
        self.env["cadre.relative"].create(
            {
                "employee_id": self.chief.id,
                "relative_id": self.cadre.id,
                "kinship": "spouse",
            }
        )
        self.env.invalidate_all()
        self.assertFalse(evaluation.has_access("read"))
        with self.assertRaises(AccessError):
            evaluation.write({"score_attitude": 10})

    def test_days(self):
        """A-28: over before it begins, over already, one day."""
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._delegate(date_from="2026-06-29", date_to="2026-06-28")
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("over", "A-28")):
            self._delegate(date_to="2026-06-27")
        one_day = self._delegate(date_from="2026-06-28", date_to="2026-06-28")
        self.assertEqual(one_day.phase, "running")

    def test_given_once(self):
        delegation = self._delegate()
        for values in (
            {"date_to": "2026-12-31"},
            {"delegate_id": self.other.id},
            {"is_withdrawn": False},
            {"leader_id": self.chief.id},
        ):
            for role in ("leader", "chief", "clerk"):
                with (
                    self.subTest(values=values, role=role),
                    self.assertRaises(AccessError),
                ):
                    delegation.with_user(self.users[role]).write(values)
        with self.assertRaises(AccessError):
            delegation.unlink()
        for role in ("chief", "cadre", "member"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                delegation.with_user(self.users[role]).action_withdraw()
        delegation.action_withdraw()
        self.assertEqual(delegation.phase, "ended")
        with self.assertRaisesRegex(UserError, "ended already"):
            delegation.action_withdraw()

    def test_who_sees_a_delegation(self):
        delegation = self._delegate()
        readers = {
            role
            for role, user in self.users.items()
            if delegation.with_user(user).has_access("read")
        }
        self.assertEqual(
            readers, {"leader", "chief", "clerk", "inspector", "member", "chair"}
        )

    def test_the_delegate_evaluates_and_the_leader_stays_named(self):
        """A-28; what he reads of the line, he cannot change."""
        self._task()
        self._delegate()
        evaluation = self._evaluation(role="chief")
        evaluation.write({**SCORES, "comment": COMMENT})
        self.assertTrue(evaluation.is_private)
        # The leader and his delegate share the draft; the office does not.
        self.assertTrue(self._evaluation().has_access("read"))
        self.assertFalse(self._evaluation(role="clerk").has_access("read"))
        self.assertTrue(evaluation.is_mine_to_judge)
        self.assertIn(evaluation, evaluation.search([("is_mine_to_judge", "=", True)]))
        evaluation.action_score()
        self.assertEqual(evaluation.evaluator_id, self.users["chief"])
        self.assertEqual(evaluation.leader_id, self.leader)
        record = self._record(role="chief")
        self.assertTrue(record.has_access("read"))
        self.assertFalse(record.has_access("write"))
        self.assertTrue(record.line_ids.task_id.has_access("read"))
        # Not the result of the year.
        self.assertFalse(
            self._result().with_user(self.users["chief"]).has_access("read")
        )

    def test_months_and_booklets_on_his_days_only(self):
        """A-28: the day before, the first, the last, the day after; one cadre named."""
        mates = self._record(employee=self.mate, role="leader")
        own = self._record()
        booklets = self.env["cadre.usual.file"].search(
            [("employee_id", "in", (self.cadre + self.mate).ids)]
        )
        theirs = booklets.filtered(lambda file: file.employee_id == self.cadre)
        as_chief = self.users["chief"]
        delegation = self._delegate(
            date_from="2026-06-29",
            date_to="2026-06-30",
            employee_ids=[(6, 0, self.cadre.ids)],
        )
        for day, seen in (("28", False), ("29", True), ("30", True), ("31", False)):
            day = f"2026-06-{day}" if day != "31" else "2026-07-01"
            with self.subTest(day=day), freeze_time(f"{day} 12:00:00"):
                self.env.invalidate_all()
                self.assertEqual(theirs.with_user(as_chief).has_access("read"), seen)
                self.assertEqual(own.with_user(as_chief).has_access("read"), seen)
                for other in (booklets - theirs, mates):
                    self.assertFalse(other.with_user(as_chief).has_access("read"))
                found = booklets.with_user(as_chief).search(
                    [("id", "in", booklets.ids)]
                )
                self.assertEqual(found, theirs if seen else booklets.browse())
        with freeze_time("2026-06-29 12:00:00"):
            self.env.invalidate_all()
            paper = self.env["report.cadre_appraisal.report_booklet"].with_user(
                as_chief
            )
            self.assertTrue(paper._get_report_values(theirs.ids))
            delegation.action_withdraw()
            with self.assertRaises(AccessError):
                paper._get_report_values(theirs.ids)

    def test_the_rule_field_answers_rules_only(self):
        for role in ("clerk", "chief"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, "cadre.quarterly.evaluation").search(
                    [("delegate_user_ids", "in", self.users["chief"].ids)]
                )

    def test_the_form_of_a_leader(self):
        """What the browser asks and sends: defaults, his line, one cadre of it."""
        with Form(self._as("leader", "cadre.appraisal.delegation")) as form:
            self.assertEqual(form.leader_id, self.leader)
            self.assertEqual(set(form.line_ids.ids), {self.cadre.id, self.mate.id})
            form.delegate_id = self.chief
            form.date_to = "2026-06-30"
            form.reason = "Away on duty."
        self.assertFalse(form.record.employee_ids)
        linked = self._delegate(employee_ids=[[4, self.cadre.id]])
        self.assertEqual(linked.employee_ids, self.cadre)
        spec = {"employee_ids": {"fields": {"display_name": {}}}}
        self.assertEqual(
            linked.web_read(spec)[0]["employee_ids"][0]["display_name"], "Z cadre"
        )
        for bad in ([[0, 0, {"name": "Z new"}]], [[2, self.cadre.id]], ["x"], [[]]):
            with self.subTest(bad=bad), self.assertRaises(UserError):
                self._delegate(employee_ids=bad)
        # Nobody learns by the form whom another leader leads.
        asked = self._as("cadre", "cadre.appraisal.delegation").onchange(
            {"leader_id": self.chief.id},
            ["leader_id"],
            {"leader_id": {}, "line_ids": {}},
        )
        self.assertFalse([c for c in asked["value"].get("line_ids", []) if c[0] == 4])
