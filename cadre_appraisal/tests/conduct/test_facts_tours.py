from datetime import datetime, time, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.cadre_archive.tests.browser import BrowserCase


class FactsTours(BrowserCase):
    """A leader, a cadre, an inspector and a clerk, and hours of work."""

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
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Tour hours",
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": str(day),
                                "dayofweek": str(day),
                                "day_period": "morning",
                                "hour_from": 8.5,
                                "hour_to": 12,
                            }
                        )
                        for day in range(7)
                    ),
                ],
            }
        )
        cls.env.company.resource_calendar_id = cls.calendar
        section = cls.env["hr.department"].create({"name": "Tour Section"})
        cls.leader, cls.cadre = cls.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "cadre_number": login,
                    "user_id": users[login].id,
                    "department_id": section.id,
                    "cadre_category": "civil_servant",
                    "resource_calendar_id": cls.calendar.id,
                    "tz": "Asia/Shanghai",
                }
                for name, login in (
                    ("Tour Leader", "tour_leader"),
                    ("Tour Cadre", "tour_cadre"),
                )
            ]
        )
        section.manager_id = cls.leader
        cls.users = users


@tagged("post_install", "-at_install", "cadre_tour")
class TestFactsTours(FactsTours):
    """Events with evidence, and the clock, in a browser (A-11, A-33..A-35, A-70)."""

    def test_the_inspector_handles_an_event_with_evidence(self):
        """A-33..A-35"""
        event = (
            self.env["cadre.conduct.event"]
            .with_user(self.users["tour_inspector"])
            .create(
                {
                    "employee_id": self.cadre.id,
                    "kind_id": self.env.ref("cadre_appraisal.kind_complaint").id,
                    "source": "masses",
                    "date": fields.Date.today(),
                }
            )
        )
        self.start_tour(
            "/odoo/cadre-events", "cadre_facts_event", login="tour_inspector"
        )
        self.assertEqual(event.state, "handled")
        self.assertEqual(event.evidence_ids.mimetype, "image/png")
        view = self.env["cadre.log"].search(
            [("action", "=", "evidence_view"), ("res_id", "=", event.evidence_ids.id)]
        )
        self.assertEqual(view.user_id, self.users["tour_inspector"])

    def test_the_clerk_reads_in_the_punch_clock(self):
        """A-11: a bad file is told row by row and stores nothing; a good one does."""
        self.start_tour(
            "/odoo/cadre-attendance", "cadre_facts_punches", login="tour_office"
        )
        row = self.env["hr.attendance"].search([("employee_id", "=", self.cadre.id)])
        self.assertEqual(str(row.check_in), "2026-03-02 00:20:00")
        self.assertEqual(str(row.check_out), "2026-03-02 04:10:00")

    def test_computed_explained_excused(self):
        """A-11, A-70: last month, one late day."""
        last = fields.Date.today().replace(day=1) - timedelta(days=1)
        # The year in which last month lies, whoever else has one.
        self.env["cadre.appraisal.cycle"].search([("year", "=", last.year)]).write(
            {"year": 2098}
        )
        cycle = (
            self.env["cadre.appraisal.cycle"]
            .with_user(self.users["tour_office"])
            .create({"year": last.year})
        )
        cycle.action_open()
        self.env["hr.attendance"].create(
            {
                "employee_id": self.cadre.id,
                "check_in": datetime.combine(last, time(1, 0)),
                "check_out": datetime.combine(last, time(4, 5)),
            }
        )
        self.start_tour(
            "/odoo/cadre-attendance-periods",
            "cadre_facts_compute",
            login="tour_office",
        )
        fact = self.env["cadre.attendance.fact"].search(
            [("employee_id", "=", self.cadre.id), ("kind", "=", "late")]
        )
        self.assertEqual(fact.minutes, 30)
        self.start_tour(
            "/odoo/cadre-my-attendance", "cadre_facts_explain", login="tour_cadre"
        )
        self.start_tour(
            "/odoo/cadre-line-attendance", "cadre_facts_excuse", login="tour_leader"
        )
        self.assertEqual(fact.state, "excused")
        self.assertEqual(fact.state_reason, "Proved by the bus company")


@tagged("post_install", "-at_install", "cadre_tour")
class TestFactsToursPhone(FactsTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_explained(self):
        """A-70: from the menu, in the cadre's own words."""
        fact = self.env["cadre.attendance.fact"].create(
            {
                "employee_id": self.cadre.id,
                "date": fields.Date.today() - timedelta(days=1),
                "kind": "late",
                "minutes": 30,
                "reason": "The gate's book",
            }
        )
        self.start_tour(
            "/odoo/cadre-my-quarters",
            "cadre_facts_explain_on_phone",
            login="tour_cadre",
        )
        self.assertEqual(fact.explanation, "The bus broke down")
        self.assertEqual(fact.state, "counting", "explaining excuses nothing")
