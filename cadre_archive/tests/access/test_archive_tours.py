from datetime import timedelta

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..browser import BrowserCase


@tagged("post_install", "-at_install", "cadre_tour")
class TestArchiveTours(BrowserCase):
    """The main job in a browser: register, approve, hand out, take back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        for login, group in (
            ("tour_clerk", "group_cadre_archive_clerk"),
            ("tour_head", "group_cadre_archive_head"),
            ("tour_committee", "group_cadre_party_committee"),
        ):
            new_test_user(
                cls.env, login=login, name=login, groups=f"cadre_archive.{group}"
            )
        cls.env["res.partner"].create({"name": "Tour Unit", "is_company": True})
        place = cls.env["cadre.place"].create({"name": "Tour Slot", "code": "TOUR"})
        office, district = cls.env["hr.employee"].create(
            [
                {"name": "陶一", "cadre_number": "T-1"},
                {"name": "陶二", "cadre_number": "T-2", "management_level": "district"},
            ]
        )
        cls.dossiers = cls.env["cadre.dossier"].create(
            [
                {"number": f"TOUR{n}", "employee_id": e.id, "place_id": place.id}
                for n, e in enumerate((office, district), start=1)
            ]
        )

    def _access(self):
        return self.env["cadre.access"].search(
            [("line_ids.dossier_id", "in", self.dossiers.ids)]
        )

    @mute_logger("odoo.http")  # the refusals on the way
    def test_consultation(self):
        """R-02, R-07, R-08, R-10: the clerk, the head, and the clerk again."""
        self.start_tour(
            "/odoo/cadre-applications", "cadre_archive_register", login="tour_clerk"
        )
        access = self._access()
        self.assertEqual(access.state, "submitted")
        self.start_tour(
            "/odoo/cadre-archive", "cadre_archive_approve", login="tour_head"
        )
        self.assertEqual(access.state, "approved")
        self.assertEqual(access.approver_id.login, "tour_head")
        self.start_tour(
            "/odoo/cadre-counter", "cadre_archive_counter", login="tour_clerk"
        )
        self.assertEqual(access.state, "closed")
        self.assertEqual(access.line_ids.pages_in, 7)
        self.assertEqual(self.dossiers[0].custody_state, "shelf")
        self.assertEqual(
            set(access.signature_ids.mapped("role")), {"declaration", "register"}
        )

    @mute_logger("odoo.http")
    def test_loan(self):
        """R-07, R-15, R-17: for a cadre of the district, with its due date."""
        self.start_tour(
            "/odoo/cadre-applications",
            "cadre_archive_register_loan",
            login="tour_clerk",
        )
        access = self._access()
        self.assertEqual(access.approver_role, "committee")
        self.start_tour(
            "/odoo/cadre-applications",
            "cadre_archive_approve_by_drag",
            login="tour_committee",
        )
        self.assertEqual(access.state, "approved")
        self.start_tour(
            "/odoo/cadre-applications", "cadre_archive_counter_loan", login="tour_clerk"
        )
        self.assertEqual(access.state, "in_use")
        today = access.company_id._cadre_date()
        self.assertEqual(access.date_due, today + timedelta(days=15))
        self.assertTrue(access.iou_number)
        self.assertEqual(self.dossiers[1].custody_state, "loan")
        self.start_tour(
            "/odoo/cadre-counter", "cadre_archive_counter_incident", login="tour_clerk"
        )
        self.assertEqual(access.state, "returned")
        incident = self.env["cadre.incident"].search([("access_id", "=", access.id)])
        self.assertEqual(incident.kind, "pages_missing")
        self.assertIn("(-1)", incident.description)
