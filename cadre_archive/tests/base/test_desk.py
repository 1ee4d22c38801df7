from unittest.mock import patch

from odoo.tests import tagged

from ...models.base import cadre_desk
from ..common import GroundCommon


@tagged("post_install", "-at_install")
class TestDesk(GroundCommon):
    """The landing page counts with the rights of the person who looks."""

    def test_card_counts_and_opens(self):
        card = self.env["cadre.desk"]._desk_card(
            "Kinship", "cadre.relative", [("active", "=", True)], clause="R-04"
        )
        self.assertEqual(card["count"], self.env["cadre.relative"].search_count([]))
        self.assertEqual(card["action"]["res_model"], "cadre.relative")
        self.assertEqual(card["clause"], "R-04")

    def test_no_card_without_the_right_to_read(self):
        desk = self.env["cadre.desk"].with_user(self.plain)
        self.assertIsNone(desk._desk_card("Kinship", "cadre.relative", []))

    def test_every_role_gets_a_page(self):
        for user in (self.plain, self.clerk, self.head, self.administrator):
            for app in ("archive", "appraisal"):
                with self.subTest(user=user.login, app=app):
                    desk = self.env["cadre.desk"].with_user(user).get_desk(app)
                    self.assertEqual(desk["name"], user.name)
                    for card in desk["todo"] + desk["overview"]:
                        self.assertTrue(card["title"])

    def test_to_do_is_counted_so_far_and_figures_exactly(self):
        """A landing page of a large office answers at once."""
        card = self.env["cadre.desk"]._desk_card
        partners = self.env["res.partner"].search_count([])
        self.assertGreater(partners, 2)
        with patch.object(cadre_desk, "COUNT_LIMIT", 2):
            todo = card("x", "res.partner", [])
            figure = card("x", "res.partner", [], overview=True)
        self.assertEqual((todo["count"], todo["is_more"]), (2, True))
        self.assertEqual((figure["count"], figure["is_more"]), (partners, False))
        with patch.object(cadre_desk, "COUNT_LIMIT", partners):
            todo = card("x", "res.partner", [])
        self.assertEqual((todo["count"], todo["is_more"]), (partners, False))
