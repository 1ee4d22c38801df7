from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.cadre_archive.tests.browser import BrowserCase

YEAR = 2019  # long over: every quarter has begun, whatever today is
SCORES = {
    "score_performance": 90,
    "score_attitude": 80,
    "score_dedication": 85,
    "score_efficiency": 88,
    "score_integrity": 95,
}


class QuarterTours(BrowserCase):
    """A leader with a team of three."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        clerk, leader, cadre = (
            new_test_user(cls.env, login=f"quarter_{name}", groups=group)
            for name, group in (
                ("clerk", "cadre_appraisal.group_cadre_appraisal_clerk"),
                ("leader", "base.group_user"),
                ("cadre", "base.group_user"),
            )
        )
        section = cls.env["hr.department"].create({"name": "Quarter Section"})
        cls.leader, *cls.team = cls.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "cadre_number": name,
                    "user_id": user and user.id,
                    "department_id": section.id,
                    "cadre_category": "civil_servant",
                    "date_version": f"{YEAR - 1}-01-01",
                }
                for name, user in (
                    ("Quarter Leader", leader),
                    ("Quarter Ann", cadre),
                    ("Quarter Bob", None),
                    ("Quarter Cid", None),
                )
            ]
        )
        section.manager_id = cls.leader
        cls.cycle = (
            cls.env["cadre.appraisal.cycle"]
            .with_user(clerk)
            .create({"year": YEAR, "name": "Quarter year"})
        )
        cls.cycle.action_open()
        cls.first = cls.env["cadre.quarterly.evaluation"].search(
            [
                ("cycle_id", "=", cls.cycle.id),
                ("quarter", "=", "1"),
                ("employee_id", "in", [employee.id for employee in cls.team]),
            ],
            order="id",
        )

    def _judge(self, *states):
        """The first of the team is judged as far as that, by the leader."""
        leader = self.env["res.users"].search([("login", "=", "quarter_leader")])
        mine = self.first[0].with_user(leader)
        mine.write({**SCORES, "comment": "Steady work through the quarter"})
        for state in states:
            if state == "talked":
                mine.write(
                    {
                        "date_talk": f"{YEAR}-04-02",
                        "talk_place": "Meeting room",
                        "talk_summary": "Agreed on a plan",
                    }
                )
            mine.write({"state": state})


@tagged("post_install", "-at_install", "cadre_tour")
class TestQuarterDesktop(QuarterTours):
    @mute_logger("odoo.http")  # the refusals on the way
    def test_a_team_in_one_sitting(self):
        """A-28: the grid saves line by line; a step is for all or for none."""
        self.start_tour(
            "/odoo/cadre-my-team", "cadre_quarter_team", login="quarter_leader"
        )
        self.assertEqual(self.first.mapped("state"), ["scored", "scored", "draft"])
        self.assertEqual(self.first[0].score, 88.2)
        self.assertFalse(self.first[2].line_ids)

    @mute_logger("odoo.http")  # the refusal on the way
    def test_the_board_explains_itself(self):
        """A-31: dragging obeys the same gate; next and previous keep the place."""
        self._judge("scored")
        self.start_tour(
            "/odoo/cadre-my-line", "cadre_quarter_drag", login="quarter_leader"
        )
        self.assertEqual(self.first[0].state, "scored")


@tagged("post_install", "-at_install", "cadre_tour")
class TestQuarterPhone(QuarterTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_acknowledge_with_an_objection(self):
        """A-32: on a phone, in the cadre's own words."""
        self._judge("scored", "talked", "fed_back")
        self.start_tour(
            "/odoo/cadre-my-quarters", "cadre_quarter_object", login="quarter_cadre"
        )
        self.assertEqual(self.first[0].state, "acknowledged")
        self.assertIn("flood in May", self.first[0].objection)
