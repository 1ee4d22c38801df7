from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.cadre_archive.tests.browser import BrowserCase


@tagged("post_install", "-at_install", "cadre_tour")
class TestPlanTours(BrowserCase):
    """The plan in a browser: the leader breaks down and carries on, the clerk adds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.env["hr.employee"].search([("cadre_category", "!=", False)]).write(
            {"cadre_category": False}
        )
        cls.clerk = new_test_user(
            cls.env,
            login="plan_office",
            groups="cadre_appraisal.group_cadre_appraisal_clerk",
        )
        cls.user = new_test_user(cls.env, login="plan_leader", groups="base.group_user")
        cls.section = cls.env["hr.department"].create({"name": "Tour Section"})
        cls.leader = cls._employee("Tour Leader", user_id=cls.user.id)
        cls.section.manager_id = cls.leader
        cls.cadre = cls._employee("Tour Cadre")
        cls.today = fields.Date.today()
        cls.cycle = cls.env["cadre.appraisal.cycle"].create(
            {"year": cls.today.year, "name": "Tour year"}
        )
        cls.cycle.with_user(cls.clerk).action_open()

    @classmethod
    def _employee(cls, name, **values):
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "cadre_number": name,
                "department_id": cls.section.id,
                "cadre_category": "civil_servant",
                **values,
            }
        )

    def _task(self, **values):
        return (
            self.env["cadre.task"]
            .with_user(self.user)
            .create(
                {
                    "name": "Visits of the year",
                    "cycle_id": self.cycle.id,
                    "level": "department",
                    "department_id": self.section.id,
                    "date_deadline": f"{self.today.year}-12-31",
                    "qty_planned": 12,
                    "uom_text": "households",
                    "quality_standard": "complete notes",
                    **values,
                }
            )
        )

    def test_the_leader_breaks_a_target_down(self):
        """A-21, A-22"""
        target = self._task()
        self.start_tour("/odoo/cadre-tasks", "cadre_plan_cascade", login="plan_leader")
        self.assertEqual(target.child_ids.employee_id, self.cadre)
        self.assertEqual(target.child_ids.qty_planned, 12)

    def test_the_leader_carries_last_month_on(self):
        """A-21"""
        this = self.today.replace(day=1)
        last = (this - timedelta(days=1)).replace(day=1)
        if last.year != this.year:
            year = self.env["cadre.appraisal.cycle"].create({"year": last.year})
            year.with_user(self.clerk).action_open()
            self.cycle, year = year, self.cycle
        task = self._task(
            level="month",
            employee_id=self.cadre.id,
            month=last,
            date_deadline=this - timedelta(days=1),
        )
        self.start_tour("/odoo/cadre-tasks", "cadre_plan_copy", login="plan_leader")
        copied = self.env["cadre.task"].search([("copied_from_id", "=", task.id)])
        self.assertEqual(copied.month, this)

    def test_the_clerk_adds_a_late_joiner(self):
        """A-06, A-45: he owes the months of his service only."""
        joiner = self._employee(
            "Tour Joiner", contract_date_start=f"{self.today.year}-07-15"
        )
        self.start_tour(
            "/odoo/cadre-years", "cadre_plan_late_joiner", login="plan_office"
        )
        months = self.env["cadre.monthly.record"].search(
            [("employee_id", "=", joiner.id)]
        )
        self.assertEqual(len(months), 6)
