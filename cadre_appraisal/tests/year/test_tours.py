from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.cadre_archive.tests.browser import BrowserCase

from ..common import SELF

YEAR = 2019  # long over: every window is open, whatever today is


@tagged("post_install", "-at_install", "cadre_tour")
class TestTours(BrowserCase):
    """The main job in a browser: clerk, leader and cadre, each with his own login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        users = {}
        for login, group in (
            ("tour_office", "cadre_appraisal.group_cadre_appraisal_clerk"),
            ("tour_leader", "base.group_user"),
            ("tour_cadre", "base.group_user"),
            ("tour_inspector", "cadre_appraisal.group_cadre_discipline_inspector"),
        ):
            users[login] = new_test_user(cls.env, login=login, name=login, groups=group)
        section = cls.env["hr.department"].create({"name": "Tour Section"})
        cls.leader, cls.cadre = cls.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "cadre_number": login,
                    "user_id": users[login].id,
                    "department_id": section.id,
                    "cadre_category": "civil_servant",
                }
                for name, login in (
                    ("Tour Leader", "tour_leader"),
                    ("Tour Cadre", "tour_cadre"),
                )
            ]
        )
        section.manager_id = cls.leader

    def _as(self, login, model):
        user = self.env["res.users"].search([("login", "=", login)])
        return self.env[model].with_user(user)

    def _open(self):
        cycle = self._as("tour_office", "cadre.appraisal.cycle").create(
            {"year": YEAR, "name": "Tour year"}
        )
        cycle.action_open()
        self._as("tour_leader", "cadre.task").create(
            {
                "name": "Visit households",
                "cycle_id": cycle.id,
                "employee_id": self.cadre.id,
                "month": f"{YEAR}-05-01",
                "date_deadline": f"{YEAR}-05-20",
                "qty_planned": 10,
                "uom_text": "households",
                "quality_standard": "complete notes",
            }
        )
        self._as("tour_cadre", "cadre.monthly.record").search(
            [("cycle_id", "=", cycle.id), ("month", "<", f"{YEAR}-05-01")]
        ).write({**SELF, "state": "submitted"})
        return cycle

    def test_the_clerk_opens_a_year(self):
        """A-06, A-43"""
        self.start_tour(
            "/odoo/cadre-years", "cadre_appraisal_open_year", login="tour_office"
        )
        cycle = self.env["cadre.appraisal.cycle"].search([("year", "=", YEAR)])
        self.assertEqual(cycle.state, "open")
        self.assertIn(self.cadre, cycle.appraisal_ids.employee_id)

    @mute_logger("odoo.http")  # the refusals on the way
    def test_month_quarter_and_score(self):
        """A-25..A-32, A-43: a month is handed in, the leader evaluates on the board,
        the cadre acknowledges, the clerk computes."""
        self._open()
        self.start_tour(
            "/odoo/cadre-appraisal", "cadre_appraisal_submit_month", login="tour_cadre"
        )
        record = self.env["cadre.monthly.record"].search(
            [("employee_id", "=", self.cadre.id), ("month", "=", f"{YEAR}-05-01")]
        )
        self.assertEqual((record.state, record.completion), ("submitted", 80))
        self.start_tour(
            "/odoo/cadre-my-line", "cadre_appraisal_evaluate", login="tour_leader"
        )
        evaluation = self.env["cadre.quarterly.evaluation"].search(
            [("employee_id", "=", self.cadre.id), ("quarter", "=", "2")]
        )
        self.assertEqual((evaluation.state, evaluation.score), ("fed_back", 88.2))
        self.start_tour(
            "/odoo/cadre-appraisal", "cadre_appraisal_acknowledge", login="tour_cadre"
        )
        self.assertEqual(evaluation.state, "acknowledged")
        self.start_tour(
            "/odoo/cadre-years", "cadre_appraisal_compute", login="tour_office"
        )
        result = evaluation.appraisal_id
        self.assertEqual((result.state, result.score), ("computed", 88.2))

    def test_the_inspector_verifies_an_event(self):
        """A-33..A-35"""
        self.start_tour(
            "/odoo/cadre-events", "cadre_appraisal_event", login="tour_inspector"
        )
        event = self.env["cadre.conduct.event"].search(
            [("employee_id", "=", self.cadre.id)]
        )
        self.assertEqual(event.state, "verified")
