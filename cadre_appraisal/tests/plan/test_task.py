from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import REFUSAL, SELF, AppraisalCommon, OpenYearCommon


@tagged("post_install", "-at_install")
class TestTask(OpenYearCommon):
    """A-21, A-22: the leader breaks targets down; time limit, quantity, quality."""

    def test_a_leaders_task_is_a_line_of_the_month(self):
        task = self._task()
        self.assertEqual(task.leader_id, self.leader)
        self.assertEqual(task.department_id, self.section)
        self.assertEqual(task.assigner_id, self.users["leader"])
        self.assertTrue(task.code)
        self.assertEqual(self._record().line_ids.task_id, task)

    def test_time_limit_quantity_and_quality_are_needed(self):
        for lacking in ("date_deadline", "uom_text", "quality_standard"):
            with (
                self.subTest(lacking=lacking),
                self.assertRaisesRegex(ValidationError, REFUSAL % ("lacks", "A-22")),
            ):
                self._task(**{lacking: False})
        for quantity in (0, -1):
            with (
                self.subTest(quantity=quantity),
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
            ):
                self._task(qty_planned=quantity)

    def test_month_belongs_to_the_year(self):
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("2027-01", "A-21")):
            self._task(month="2027-01-01")
        self.assertEqual(str(self._task(month="2026-05-17").month), "2026-05-01")

    def test_nobody_assigns_tasks_to_himself(self):
        for role, employee in (("cadre", self.cadre), ("leader", self.leader)):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._task(role, employee_id=employee.id)

    def test_a_leader_assigns_in_his_line_only(self):
        for role in ("chief", "mate", "inspector", "member"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._task(role)

    def test_nobody_makes_himself_leader(self):
        """The leader is asked of the year, not taken from the values."""
        with self.assertRaises(AccessError):
            self._task("chief", leader_id=self.chief.id)
        task = self._task()
        with self.assertRaisesRegex(AccessError, "fixed when the year was opened"):
            task.write({"leader_id": self.chief.id})

    def test_department_target_by_its_head(self):
        values = {
            "level": "department",
            "employee_id": False,
            "month": False,
            "department_id": self.section.id,
        }
        self.assertTrue(self._task(**values))
        with self.assertRaises(AccessError):
            self._task("chief", **values)

    def test_a_cadre_outside_of_the_year(self):
        """A-06"""
        driver = self._employee("driver", self.section, cadre_category="out_of_scope")
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("take part", "A-06")):
            self._task("clerk", employee_id=driver.id)

    def test_no_task_for_a_month_that_was_handed_in(self):
        self._record().write(SELF)
        self._record().action_submit()
        with self.assertRaisesRegex(UserError, REFUSAL % ("handed in", "A-25")):
            self._task()

    def test_what_was_recorded_stays(self):
        task = self._task()
        self._record().line_ids.write({"qty_done": 10})
        with self.assertRaisesRegex(UserError, REFUSAL % ("recorded", "A-25")):
            task.unlink()
        self._record().write(SELF)
        self._record().action_submit()
        with self.assertRaisesRegex(UserError, REFUSAL % ("handed in", "A-22")):
            task.qty_planned = 5
        task.name = "Another word for it"

    def test_progress_rolls_up_to_the_target(self):
        """A-23: office, department, person, month in one query, whatever the size."""
        clerk = {"month": False, "employee_id": False, "qty_planned": 20}
        office = self._task("clerk", level="office", **clerk)
        section = self._task(
            "clerk",
            level="department",
            department_id=self.section.id,
            parent_id=office.id,
            **clerk,
        )
        person = self._task(
            level="person", month=False, parent_id=section.id, qty_planned=20
        )
        done = self._task(parent_id=person.id)
        self._task(parent_id=person.id, month="2026-06-01", date_deadline="2026-06-20")
        done.line_ids.sudo().qty_done = 10
        tasks = office | section | person | done
        self.env.flush_all()
        tasks.invalidate_recordset()
        self.assertEqual(tasks.sudo().mapped("progress"), [50, 50, 50, 100])
        tasks.sudo()._compute_progress()  # caches
        start = self.env.cr.sql_log_count
        tasks.sudo()._compute_progress()
        queries = self.env.cr.sql_log_count - start
        start = self.env.cr.sql_log_count
        office.sudo()._compute_progress()
        self.assertEqual(self.env.cr.sql_log_count - start, queries)

    def test_a_task_is_no_part_of_itself(self):
        one = self._task("clerk", level="person", month=False)
        two = self._task("clerk", level="person", month=False, parent_id=one.id)
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("part of", "A-21")):
            one.parent_id = two

    def test_who_reads_tasks(self):
        task = self._task()
        office = self._task("clerk", level="office", month=False, employee_id=False)
        for role, reads in (
            ("cadre", True),
            ("leader", True),
            ("clerk", True),
            ("inspector", True),
            ("chair", True),
            ("mate", False),
            ("chief", False),
            ("admin", False),
        ):
            with self.subTest(role=role):
                mine = task.with_user(self.users[role])
                self.assertEqual(mine.has_access("read"), reads)
                self.assertTrue(office.with_user(self.users[role]).has_access("read"))

    def test_creating_many_costs_no_query_per_task(self):
        counts = []
        for size in (5, 50):
            values = [
                {
                    "name": f"Task {number}",
                    "cycle_id": self.cycle.id,
                    "employee_id": self.mate.id,
                    "month": "2026-04-01",
                    "date_deadline": "2026-04-20",
                    "uom_text": "items",
                    "quality_standard": "good",
                }
                for number in range(size)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._as("clerk", "cadre.task").create(values)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1] - counts[0], 2)


@tagged("post_install", "-at_install")
class TestTaskBeforeOpening(AppraisalCommon):
    """Tasks may be planned while the year is prepared."""

    def test_opening_puts_them_on_the_records(self):
        task = self._task("clerk")
        self.assertFalse(task.line_ids)
        self._open()
        self.assertEqual(self._record().line_ids.task_id, task)
        self.assertEqual(task.leader_id, self.leader)
