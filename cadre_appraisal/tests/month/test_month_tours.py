from odoo.tests import new_test_user, tagged

from odoo.addons.cadre_archive.tests.browser import BrowserCase

YEAR = 2019  # long over: every window is open, whatever today is
TASKS = ("one", "two", "three", "four", "five")


class MonthTours(BrowserCase):
    """A cadre with five tasks in January."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        clerk, leader, cadre = (
            new_test_user(cls.env, login=f"month_{name}", groups=group)
            for name, group in (
                ("clerk", "cadre_appraisal.group_cadre_appraisal_clerk"),
                ("leader", "base.group_user"),
                ("cadre", "base.group_user"),
            )
        )
        section = cls.env["hr.department"].create({"name": "Month Section"})
        cls.leader, cls.cadre = cls.env["hr.employee"].create(
            [
                {
                    "name": user.login,
                    "cadre_number": user.login,
                    "user_id": user.id,
                    "department_id": section.id,
                    "cadre_category": "civil_servant",
                }
                for user in (leader, cadre)
            ]
        )
        section.manager_id = cls.leader
        cycle = (
            cls.env["cadre.appraisal.cycle"]
            .with_user(clerk)
            .create({"year": YEAR, "name": "Month year"})
        )
        cycle.action_open()
        cls.env["cadre.task"].with_user(leader).create(
            [
                {
                    "name": f"Task {name}",
                    "cycle_id": cycle.id,
                    "employee_id": cls.cadre.id,
                    "month": f"{YEAR}-01-01",
                    "date_deadline": f"{YEAR}-01-20",
                    "qty_planned": 10,
                    "uom_text": "households",
                    "quality_standard": "complete notes",
                }
                for name in TASKS
            ]
        )
        cls.record = cls.env["cadre.monthly.record"].search(
            [("employee_id", "=", cls.cadre.id), ("month", "=", f"{YEAR}-01-01")]
        )

    def _run(self, tour):
        self.start_tour("/odoo/cadre-appraisal", tour, login="month_cadre")

    def _check_month(self):
        self._run("cadre_month_in_ten")
        record = self.record
        self.assertEqual((record.state, record.completion), ("submitted", 96))
        self.assertEqual(record.line_ids.mapped("qty_done"), [10, 10, 10, 10, 8])
        self.assertEqual(record.self_integrity, "good")


@tagged("post_install", "-at_install", "cadre_tour")
class TestMonthDesktop(MonthTours):
    def test_a_month_in_ten_clicks(self):
        """A-20: five tasks, at most ten clicks and typings, one screen."""
        self._check_month()


@tagged("post_install", "-at_install", "cadre_tour")
class TestMonthPhone(MonthTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_month_in_ten_taps(self):
        """A-20: the same on a phone."""
        self._check_month()

    def test_nothing_typed_is_lost(self):
        """A-20: whoever leaves the form has saved it."""
        self._run("cadre_month_autosave")
        self.assertEqual(self.record.summary, "Typed and left at once")
