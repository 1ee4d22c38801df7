from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ...models.year import cadre_appraisal_cycle as opening
from ..common import REFUSAL, YEAR, AppraisalCommon


@tagged("post_install", "-at_install")
class TestCycle(AppraisalCommon):
    """A year: its numbers, and opening it for everybody in scope."""

    def _rows(self):
        return {
            model: self.env[model].search_count([("cycle_id", "=", self.cycle.id)])
            for model in (
                "cadre.appraisal",
                "cadre.monthly.record",
                "cadre.quarterly.evaluation",
            )
        }

    # --- Numbers of the year ---

    def test_numbers_come_from_the_register_and_stay(self):
        """A-43: a later change of the register concerns later years."""
        self.assertEqual(self.cycle.weight_usual, 70)
        self.assertEqual(
            self.cycle.dimension_line_ids.mapped("weight"), [40, 15, 15, 15, 15]
        )
        value = self.env["cadre.clause.value"].search(
            [("clause_id.code", "=", "A-14"), ("key", "=", "band_excellent")]
        )
        value.value = 85
        self.assertEqual(self.cycle.band_excellent, 90)
        later = self.env["cadre.appraisal.cycle"].create({"year": 2027})
        self.assertEqual(later.band_excellent, 85)

    def test_usual_weight_must_exceed_60(self):
        """A-44: 60 is refused; with the clause set to "at least" it passes."""
        for usual, fits in ((60, False), (60.01, True), (100, True)):
            rest = {"weight_democratic": 100 - usual, "weight_client": 0}
            with self.subTest(usual=usual):
                if fits:
                    self.cycle.write({"weight_usual": usual, **rest})
                else:
                    with self.assertRaisesRegex(
                        ValidationError, REFUSAL % ("60 percent", "A-44")
                    ):
                        self.cycle.write({"weight_usual": usual, **rest})
        self.env["cadre.clause.value"].search(
            [("clause_id.code", "=", "A-44"), ("key", "=", "usual_min")]
        ).operator = "ge"
        self.cycle.write(
            {"weight_usual": 60, "weight_democratic": 40, "weight_client": 0}
        )

    def test_weights_add_up_to_100(self):
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("69.99", "A-43")):
            self.cycle.weight_usual = 69.99

    def test_job_performance_weighs_most(self):
        """A-08"""
        lines = self.cycle.dimension_line_ids
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("does not", "A-08")):
            self.cycle.write(
                {
                    "dimension_line_ids": [
                        Command.update(line.id, {"weight": 20}) for line in lines
                    ]
                }
            )

    def test_bands_fall(self):
        with self.assertRaisesRegex(ValidationError, "A-14"):
            self.cycle.band_good = 95

    def test_form_fills_in_the_register(self):
        with Form(self._as("clerk", "cadre.appraisal.cycle")) as form:
            form.year = 2031
        self.assertEqual(form.record.weight_client, 15)
        self.assertEqual(len(form.record.dimension_line_ids), 5)

    def test_year_is_there_once(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._as("clerk", "cadre.appraisal.cycle").create({"year": YEAR})

    # --- Opening ---

    def test_opening_gives_everybody_in_scope_his_rows(self):
        """A-06, A-24: 7 cadres, 12 months and 4 quarters each; others none."""
        outside = self._employee("driver", self.counter, cadre_category="out_of_scope")
        gone = self._employee("retired", self.counter, active=False)
        self._open()
        self.assertEqual(self.cycle.state, "open")
        self.assertEqual(
            self._rows(),
            {
                "cadre.appraisal": 7,
                "cadre.monthly.record": 84,
                "cadre.quarterly.evaluation": 28,
            },
        )
        self.assertEqual((self.cycle.planned_count, self.cycle.opened_count), (7, 7))
        self.assertEqual(self.cycle.progress, 100)
        people = self.cycle.appraisal_ids.employee_id
        self.assertFalse((outside | gone) & people)
        record = self._record()
        self.assertEqual(str(record.date_due), "2026-06-05")
        self.assertEqual(record.quarter, "2")

    def test_leader_is_the_superior_else_the_head_above_never_oneself(self):
        """A-28"""
        above = self.env["hr.department"].create(
            {"name": "Z Above", "manager_id": self.chief.id}
        )
        self.section.parent_id = above
        self.mate.parent_id = self.chief
        self._open()
        leaders = {
            appraisal.employee_id: appraisal.leader_id
            for appraisal in self.cycle.appraisal_ids
        }
        self.assertEqual(leaders[self.cadre], self.leader)
        self.assertEqual(leaders[self.mate], self.chief)
        self.assertEqual(leaders[self.leader], self.chief)
        self.assertFalse(leaders[self.chief])

    def test_facts_are_frozen(self):
        """A-06: category and department stay as they were when it was opened."""
        self._open()
        self.cadre.write(
            {"cadre_category": "treatment", "department_id": self.counter.id}
        )
        result = self._result()
        self.assertEqual(result.cadre_category, "civil_servant")
        self.assertEqual(result.department_id, self.section)

    def test_again_adds_late_joiners_and_never_doubles(self):
        self._open()
        before = self._rows()
        cycle = self.cycle.with_user(self.users["clerk"])
        cycle.action_open()
        self.assertEqual(self._rows(), before)
        cycle.action_add_late_joiners()
        self.assertEqual(self._rows(), before)
        self._employee("late", self.section)
        cycle.action_add_late_joiners()
        self.assertEqual(self._rows()["cadre.appraisal"], before["cadre.appraisal"] + 1)
        self.assertEqual(self._rows()["cadre.monthly.record"], 96)
        self.assertEqual(self.cycle.opened_count, self.cycle.planned_count)
        self.assertEqual(self.cycle.state, "open")

    def test_only_the_clerk_opens(self):
        for role in ("cadre", "leader", "inspector", "member", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.cycle.with_user(self.users[role]).action_open()
        self.assertEqual(self.cycle.state, "draft")

    def test_open_is_reached_through_opening_only(self):
        cycle = self.cycle.with_user(self.users["clerk"])
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            cycle.state = "open"

    def test_nobody_in_scope(self):
        self.env["hr.employee"].search([("cadre_category", "!=", False)]).write(
            {"cadre_category": "out_of_scope"}
        )
        with self.assertRaisesRegex(UserError, REFUSAL % ("Nobody", "A-06")):
            self._open()

    def test_numbers_stay_once_it_is_open(self):
        """A-02"""
        self._open()
        cycle = self.cycle.with_user(self.users["clerk"])
        for values in (
            {"weight_usual": 80, "weight_democratic": 10, "weight_client": 10},
            {"band_excellent": 80},
            {"year": 2027},
            {"dimension_line_ids": [Command.clear()]},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, REFUSAL % ("this state", "A-02")),
            ):
                cycle.write(values)
        with self.assertRaisesRegex(UserError, "A-02"):
            cycle.dimension_line_ids[0].weight = 30
        cycle.write({"weight_usual": 70})  # the same again is no change

    def test_an_opened_year_is_not_deleted(self):
        self._open()
        with self.assertRaisesRegex(UserError, REFUSAL % ("not deleted", "A-24")):
            self.cycle.with_user(self.users["clerk"]).unlink()

    def test_closing_and_opening_again(self):
        self._open()
        self.cycle.with_user(self.users["clerk"])._transition("closed", "Over.")
        self.assertEqual(self.cycle.state, "closed")
        with self.assertRaises(AccessError):
            self.cycle.with_user(self.users["clerk"])._transition("open", "mistake")

    def test_the_measures_are_open_to_all_and_stay(self):
        """A-01, A-02"""
        clerk = self.cycle.with_user(self.users["clerk"])
        clerk.policy_text = "<p>Measures of the office</p>"
        later = self.env["cadre.appraisal.cycle"].create({"year": 2098})
        self.assertTrue(later.policy_text)  # begins with those of another year
        self._open()
        with self.assertRaisesRegex(
            UserError, REFUSAL % ("Policy", "A-02") + ".*measures"
        ):
            clerk.policy_text = "<p>Other measures</p>"
        for role in ("cadre", "leader", "admin"):
            action = self._as(role, "cadre.appraisal.cycle").action_policy()
            cycle = self._as(role, "cadre.appraisal.cycle").browse(action["res_id"])
            self.assertIn("Measures", cycle.policy_text)

    # --- In batches ---

    def test_one_log_entry_a_batch(self):
        self._open()
        entries = self.env["cadre.log"].search(
            [
                ("model", "=", "cadre.appraisal.cycle"),
                ("res_id", "=", self.cycle.id),
                ("action", "=", "open_batch"),
            ]
        )
        self.assertEqual(len(entries), 1)
        self.assertIn('"cadres":7', entries.payload.replace(" ", ""))

    def test_many_are_opened_in_the_background_and_resumed(self):
        """The button plans, the cron works in committing batches; a run that was
        stopped goes on where it stood."""
        with (
            patch.object(opening, "DIRECT", 3),
            patch.object(opening, "BATCH", 3),
        ):
            self._open()
            self.assertEqual(self.cycle.state, "opening")
            self.assertEqual(
                (self.cycle.planned_count, self.cycle.opened_count), (7, 0)
            )
            cron = self.env["ir.cron"]
            # As if the server stopped after the first batch.
            with patch.object(type(cron), "_commit_progress", lambda self, *a, **k: 0):
                self.env["cadre.appraisal.cycle"]._cron_open()
            self.assertEqual(self.cycle.opened_count, 3)
            self.assertEqual(self.cycle.state, "opening")
            self.assertAlmostEqual(self.cycle.progress, 100 * 3 / 7)
            with patch.object(type(cron), "_commit_progress", lambda self, *a, **k: 60):
                self.env["cadre.appraisal.cycle"]._cron_open()
        self.assertEqual(self.cycle.state, "open")
        self.assertEqual(self._rows()["cadre.quarterly.evaluation"], 28)

    def test_queries_of_a_batch_do_not_grow_with_the_office(self):
        """60 and 600 cadres: the same number of queries per batch of 60."""
        counts = {}
        for size in (60, 600):
            year = 2040 + size
            self.env["hr.employee"].search([("cadre_category", "!=", False)]).write(
                {"cadre_category": False}
            )
            self._many(size)
            cycle = self.env["cadre.appraisal.cycle"].create(
                {"year": 2050 if size == 60 else 2051, "name": str(year)}
            )
            cycle._open_batch(1)  # warms the caches
            self.env.flush_all()
            start, batches = self.env.cr.sql_log_count, []
            while cycle._open_batch(59 if not batches and size == 60 else 60):
                batches.append(self.env.cr.sql_log_count - start)
                start = self.env.cr.sql_log_count
            counts[size] = batches
        full = counts[600][0]
        self.assertEqual(counts[60], [full])
        # The last batch of 600 is short by the one that warmed the caches.
        self.assertEqual(counts[600], [full] * 10)

    def _many(self, size):
        """Cadres in scope, made by SQL: what is measured is the opening."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO resource_resource
                (name, company_id, resource_type, time_efficiency, tz, active)
            SELECT 'Z ' || n, %s, 'user', 100, 'Asia/Shanghai', true
            FROM generate_series(1, %s) n RETURNING id
            """,
            (self.env.company.id, size),
        )
        resources = [row[0] for row in self.env.cr.fetchall()]
        self.env.cr.execute(
            """
            INSERT INTO hr_employee
                (resource_id, name, company_id, cadre_category, active)
            SELECT id, name, company_id, 'civil_servant', true
            FROM resource_resource WHERE id = ANY(%s)
            """,
            (resources,),
        )
        self.env.invalidate_all()
