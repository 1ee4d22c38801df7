from odoo.tests import tagged

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
