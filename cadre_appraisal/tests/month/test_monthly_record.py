from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import REFUSAL, SELF, OpenYearCommon


@tagged("post_install", "-at_install")
class TestMonthlyRecord(OpenYearCommon):
    """A-25..A-27: the cadre records his month truthfully and hands it in."""

    def _fill(self, record=None, **values):
        record = record or self._record()
        record.write({**SELF, **values})
        return record

    def test_the_cadre_fills_in_and_submits(self):
        self._task()
        record = self._record()
        with Form(record) as form:
            with form.line_ids.edit(0) as line:
                line.qty_done = 10
            form.self_grade = "good"
        self.assertEqual(record.line_ids.progress, 100)
        self.assertEqual(record.completion, 100)
        self.assertIn(",submitted,", record.allowed_states)
        record.action_submit()
        self.assertEqual(record.state, "submitted")
        self.assertEqual(str(record.date_submitted), "2026-06-28")
        entry = self.env["cadre.log"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("action", "=", "state"),
            ]
        )
        self.assertEqual(entry.user_id, self.users["cadre"])
        self.assertEqual((entry.state_from, entry.state_to), ("draft", "submitted"))

    def test_late_at_its_boundary(self):
        """May is due on the 5th of June: the 5th is in time, the 6th is late."""
        for employee, day, late in (
            (self.cadre, "2026-06-05", False),
            (self.mate, "2026-06-06", True),
        ):
            record = self._fill(
                self._record(employee=employee, role="clerk"), date_submitted=day
            )
            record.action_submit()
            self.assertEqual(record.is_late, late)

    def test_window_opens_on_the_25th(self):
        record = self._fill(self._record("2026-06-01"))
        with freeze_time("2026-06-24 02:00:00"):
            with self.assertRaisesRegex(UserError, REFUSAL % ("from 2026-06", "A-25")):
                record.action_submit()
        with freeze_time("2026-06-25 02:00:00"):
            record.action_submit()
        self.assertFalse(record.is_late)

    def test_a_month_that_has_not_begun(self):
        record = self._record("2026-07-01")
        self.assertFalse(record.can_edit)
        with self.assertRaisesRegex(UserError, REFUSAL % ("not begun", "A-25")):
            record.self_grade = "good"
        self._task(month="2026-07-01", date_deadline="2026-07-20")
        with self.assertRaisesRegex(UserError, "A-25"):
            record.line_ids.qty_done = 1

    def test_reason_for_what_is_unfinished(self):
        """A-26: below 100 with the time limit passed; later time limits are exempt."""
        self._task()
        self._task(date_deadline="2026-06-10", name="Runs on")
        record = self._fill()
        line = record.line_ids.filtered(lambda one: one.task_id.name != "Runs on")
        line.qty_done = 9.99
        self.assertEqual(line.progress, 99.9)
        with self.assertRaisesRegex(UserError, REFUSAL % ("99.9 percent", "A-26")):
            record.action_submit()
        line.unfinished_reason = " "
        with self.assertRaisesRegex(UserError, "A-26"):
            record.action_submit()
        line.unfinished_reason = "Two households were away."
        record.action_submit()

    def test_reason_on_both_sides_of_a_hundred(self):
        """A-26: 99 and 99.99 percent need one, 100 does not."""
        self._task()
        record = self._fill()
        for percent in (99, 99.99):
            record.line_ids.progress = percent
            with self.assertRaisesRegex(UserError, REFUSAL % ("percent", "A-26")):
                record.action_submit()
        record.line_ids.progress = 100
        record.action_submit()

    def test_finished_needs_no_reason(self):
        self._task()
        record = self._fill()
        record.line_ids.qty_done = 10
        record.action_submit()

    def test_self_evaluation_is_needed(self):
        """A-27: overall and for each of the five contents; an import fills nothing."""
        record = self._record()
        with self.assertRaisesRegex(UserError, REFUSAL % ("lacks: .*Overall", "A-27")):
            record.action_submit()
        for name, label in (
            ("self_performance", "Job performance"),
            ("self_integrity", "Honesty and self-discipline"),
            ("self_grade", "Overall"),
        ):
            with self.subTest(name=name):
                record.write({**SELF, name: False})
                with self.assertRaisesRegex(
                    UserError, REFUSAL % (f"lacks: {label}", "A-27")
                ):
                    record.action_submit()
        record.write(SELF)
        record.action_submit()

    def test_one_tap_for_the_self_evaluation(self):
        """A-20, A-27: the overall grade fills what has none, and nothing else."""
        with Form(self._record()) as form:
            form.self_attitude = "average"
            form.self_grade = "excellent"
            self.assertEqual(form.self_performance, "excellent")
            self.assertEqual(form.self_attitude, "average")

    def test_self_evaluation_counts_nothing(self):
        """A-27: the score of the quarter does not move with it."""
        record = self._fill()
        evaluation = self._evaluate(self._evaluation("2"), until="scored")
        score = evaluation.score
        for name in SELF:
            record[name] = "poor"
        record.action_submit()
        self.env.invalidate_all()
        self.assertEqual(evaluation.score, score)

    def test_quantities_and_progress_have_bounds(self):
        self._task()
        line = self._record().line_ids
        for values in (
            {"qty_done": -1},
            {"progress": 100.01},
            {"progress": 101},
            {"progress": -0.01},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(ValidationError),
                mute_logger("odoo.sql_db"),
            ):
                line.write(values)
        for values in (
            {"qty_done": "ten"},
            {"progress": "half"},
            {"qty_done": float("nan")},
            {"qty_done": float("inf")},
            {"qty_done": [1]},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(
                    ValidationError, REFUSAL % ("not a number", "A-25")
                ),
            ):
                line.write(values)
        self.assertEqual(line.qty_done, 0)
        with self.assertRaisesRegex(AccessError, "A-25"):
            line.write({"qty_planned": 5})
        line.write({"qty_done": 25})
        self.assertEqual(line.progress, 100)
        line.write({"qty_done": 1, "progress": 55})
        self.assertEqual(line.progress, 55)

    def test_handed_in_is_handed_in(self):
        self._task()
        record = self._fill()
        record.line_ids.write({"qty_done": 10})
        record.action_submit()
        for write in (
            lambda: record.write({"summary": "more"}),
            lambda: record.line_ids.write({"qty_done": 9}),
            lambda: record.line_ids.write({}),
            lambda: record.write(
                {"line_ids": [Command.update(record.line_ids.id, {"qty_done": 9})]}
            ),
            lambda: record.with_user(self.users["clerk"]).write({"self_grade": "poor"}),
        ):
            with self.assertRaisesRegex(
                UserError, REFUSAL % ("this state", "A-25") + ".*handed in"
            ):
                write()

    def test_the_leader_sends_it_back_with_a_remark(self):
        record = self._fill()
        record.action_submit()
        by_leader = record.with_user(self.users["leader"])
        with self.assertRaisesRegex(UserError, "written reason"):
            by_leader.state = "returned"
        action = by_leader.action_return()
        wizard = (
            self._as("leader", action["res_model"])
            .with_context(**action["context"])
            .create({"reason": "The number of visits is wrong."})
        )
        wizard.action_confirm()
        self.assertEqual(record.state, "returned")
        self.assertEqual(record.return_remark, "The number of visits is wrong.")
        self.assertFalse(record.date_submitted)
        self._fill(record, summary="Corrected.")
        record.action_submit()
        self.assertEqual(record.state, "submitted")

    def test_lateness_is_of_the_first_submission(self):
        """Sent back and handed in again it keeps what it was (A-25)."""
        for employee, day, late in (
            (self.cadre, "2026-06-05", False),
            (self.mate, "2026-06-06", True),
        ):
            record = self._record(employee=employee, role="clerk")
            self._fill(record, date_submitted=day).action_submit()
            for again in ("2026-06-26", "2026-06-27"):
                with freeze_time(f"{again} 02:00:00"):
                    record.with_user(self.users["leader"])._transition(
                        "returned", reason="Numbers."
                    )
                    self.assertEqual(record.is_late, late)
                    self.assertEqual(str(record.date_returned), again)
                    self._fill(record, summary="Corrected.").action_submit()
                self.assertEqual(
                    (str(record.date_first_submitted), str(record.date_submitted)),
                    (day, again),
                )
                self.assertEqual(record.is_late, late)
        with self.assertRaises(AccessError):
            record.date_first_submitted = "2026-06-01"

    def test_who_may_take_which_step(self):
        record = self._fill(self._record(role="clerk"))
        for target, allowed in (
            ("submitted", {"cadre", "clerk"}),
            ("returned", {"leader"}),
        ):
            for role in self.users:
                with self.subTest(target=target, role=role):
                    savepoint = self.env.cr.savepoint()
                    mine = record.with_user(self.users[role])
                    if role in allowed:
                        mine._transition(target, reason="why")
                        self.assertEqual(record.state, target)
                    else:
                        with self.assertRaises(AccessError):
                            mine._transition(target, reason="why")
                    self.env.flush_all()
                    savepoint.close(rollback=True)
                    self.env.invalidate_all()
            record.sudo().state = "submitted"

    def test_content_belongs_to_the_cadre(self):
        record = self._record(role="leader")
        with self.assertRaisesRegex(
            AccessError, REFUSAL % ("In own words", "A-25") + ".*cadre fills it in"
        ):
            record.summary = "He was lazy."
        for role in ("mate", "chief", "inspector", "member", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                record.with_user(self.users[role]).summary = "x"

    def test_what_was_given_stays(self):
        """An own record cannot be written over to somebody else."""
        record = self._record()
        for values in (
            {"employee_id": self.mate.id},
            {"leader_id": self.chief.id},
            {"month": "2026-04-01"},
            {"date_due": "2030-01-01"},
            {"is_late": True},
            {"appraisal_id": self._result(self.mate).id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            record.return_remark = "All well."
        with self.assertRaises(AccessError):
            record.date_submitted = "2026-06-01"

    def test_nobody_makes_or_deletes_records(self):
        for role in ("cadre", "leader", "clerk", "chair"):
            with self.subTest(role=role), self.assertRaises(UserError):
                self._as(role, "cadre.monthly.record").create(
                    {"employee_id": self.cadre.id, "month": "2026-05-01"}
                )
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._record(role=role if role != "chair" else "clerk").with_user(
                    self.users[role]
                ).unlink()

    def test_year_must_be_under_way(self):
        record = self._fill()
        self.cycle.with_user(self.users["clerk"])._transition("closed", "Over.")
        with self.assertRaisesRegex(UserError, REFUSAL % ("closed", "A-48")):
            record.action_submit()

    def test_handing_in_many_is_one_batch(self):
        counts = []
        for month, people in (
            ("2026-05-01", self.cadre),  # warms the caches
            ("2026-04-01", self.cadre),
            ("2026-03-01", self.cadre | self.mate | self.other | self.leader),
        ):
            records = self._as("clerk", "cadre.monthly.record").search(
                [
                    ("cycle_id", "=", self.cycle.id),
                    ("month", "=", month),
                    ("employee_id", "in", people.ids),
                ]
            )
            records.write(SELF)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.action_submit()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])
