from odoo.tests import tagged

from odoo.addons.cadre_archive.tests.browser import BrowserCase

from .test_quarter_tours import YEAR, QuarterTours


@tagged("post_install", "-at_install", "cadre_tour")
class TestFromNothing(QuarterTours, BrowserCase):
    """What a leader makes, typed into an empty form."""

    def test_a_task(self):
        """A-21, A-22"""
        self.start_tour(
            "/odoo/cadre-tasks/new", "cadre_nothing_task", login="quarter_leader"
        )
        task = self.env["cadre.task"].search([("name", "=", "Count the lamps")])
        self.assertEqual(task.employee_id, self.team[0])
        self.assertEqual((task.qty_planned, str(task.month)), (12, f"{YEAR}-05-01"))
        self.assertEqual(task.line_ids.record_id.month, task.month)

    def test_a_delegation(self):
        """A-28"""
        self.start_tour(
            "/odoo/cadre-delegates/new",
            "cadre_nothing_delegation",
            login="quarter_leader",
        )
        delegation = self.env["cadre.appraisal.delegation"].search(
            [("leader_id", "=", self.leader.id)]
        )
        self.assertEqual(delegation.delegate_id, self.team[0])

    def test_a_quarter(self):
        """A-28..A-30"""
        self._score()

    def _score(self):
        self.start_tour(
            f"/odoo/cadre-my-line/{self.first[0].id}",
            "cadre_nothing_quarter",
            login="quarter_leader",
        )
        self.assertEqual((self.first[0].state, self.first[0].score), ("scored", 88.2))


@tagged("post_install", "-at_install", "cadre_tour")
class TestFromNothingPhone(QuarterTours, BrowserCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_quarter(self):
        """A-28..A-30: on a phone."""
        TestFromNothing._score(self)
