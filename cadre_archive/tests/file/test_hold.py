from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..keep_common import KeepCommon


@tagged("post_install", "-at_install")
class TestHold(KeepCommon):
    """A file that a case is about does not leave (R-40)."""

    def _move(self, usage):
        place = self.env["cadre.place"]._virtual(self.env.company, usage)
        self.env["cadre.custody.move"]._move(self.file_fang, place, holder="X")

    def test_held_files_do_not_leave(self):
        self.file_fang.with_user(self.head)._hold("Case 14")
        for usage in ("loan", "transit", "transferred_out", "destroyed"):
            with self.subTest(usage=usage), self.assertRaisesRegex(UserError, "R-40"):
                self._move(usage)
        self._move("reading_room")
        self.env["cadre.custody.move"]._move(self.file_fang, self.slot)
        self.file_fang.with_user(self.head)._release("Case closed")
        self._move("loan")
        self.assertEqual(self.file_fang.custody_state, "loan")

    def test_the_scanner_says_so(self):
        self.file_fang.with_user(self.head)._hold("Case 14")
        transit = self.env["cadre.place"]._virtual(self.env.company, "transit")
        answer = (
            self.env["cadre.scanner"]
            .with_user(self.clerk)
            .scan_code("ZD1", transit.id, [])
        )
        self.assertEqual(answer["kind"], "refused")
        self.assertIn("on hold", answer["message"])

    def test_only_the_head_with_a_reason_and_a_log(self):
        for user in (self.clerk, self.plain, self.administrator):
            with self.assertRaises(AccessError):
                self.file_fang.with_user(user)._hold("Case")
        with self.assertRaises(UserError):
            self.file_fang.with_user(self.head)._hold(" ")
        for user in (self.clerk, self.head, self.env.user):
            for vals in ({"is_held": True}, {"hold_reason": "Case 15"}):
                with self.assertRaisesRegex(AccessError, "R-40"):
                    self.file_fang.with_user(user).write(vals)
        wizard = (
            self.env["cadre.dossier.hold"]
            .with_user(self.head)
            .create({"dossier_ids": [(6, 0, self.file_fang.ids)], "reason": "Case 14"})
        )
        wizard.action_confirm()
        self.assertTrue(self.file_fang.is_held)
        entry = self.env["cadre.log"].search([("action", "=", "hold")], limit=1)
        self.assertEqual((entry.res_id, entry.reason), (self.file_fang.id, "Case 14"))


@tagged("post_install", "-at_install")
class TestKeeper(KeepCommon):
    """R-44: looked at again when kinship or staff change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._user("z_keeper", "cadre_archive.group_cadre_archive_clerk")
        cls.keeper_employee = cls.env["hr.employee"].create(
            {"name": "Keeper", "cadre_number": "Z-K", "user_id": cls.keeper.id}
        )
        cls.file_fang.keeper_id = cls.keeper

    def _activities(self, user=None):
        return self.env["mail.activity"].search(
            [("user_id", "=", (user or self.head).id), ("summary", "like", "ZD1")]
        )

    def test_kinship_that_comes_later(self):
        self.assertFalse(self.file_fang.is_keeper_wrong)
        self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_id": self.keeper_employee.id,
                "kinship": "in_law",
            }
        )
        self.assertEqual(len(self._activities()), 1)
        self.assertNotIn(self.fang.name, self._activities().summary)
        self.file_fang.invalidate_recordset()
        self.assertTrue(self.file_fang.is_keeper_wrong)
        found = self.env["cadre.dossier"].search([("is_keeper_wrong", "=", True)])
        self.assertEqual(found, self.file_fang)
        self.env["cadre.keeper"]._recheck()
        self.assertEqual(len(self._activities()), 1, "told once")

    def test_keeper_leaves_the_archive(self):
        self.keeper.active = False
        self.assertEqual(len(self._activities()), 1)

    def test_keeper_turns_out_to_be_the_cadre(self):
        self.keeper_employee.user_id = False
        self.assertEqual(len(self._activities()), 0)
        self.fang.user_id = self.keeper
        self.assertEqual(len(self._activities()), 1)

    def test_a_head_is_not_told_of_a_relatives_file(self):
        """R-04: neither the file nor that something is wrong with it."""
        self._as_cadre(self.head, self.fang)
        other = self._user("z_head2", "cadre_archive.group_cadre_archive_head")
        self.keeper.active = False
        self.assertEqual(len(self._activities()), 0)
        self.assertEqual(len(self._activities(other)), 1)

    def test_card_of_the_head(self):
        self.keeper.active = False
        desk = self.env["cadre.desk"].with_user(self.head).get_desk("archive")
        card = next(c for c in desk["todo"] if c["clause"] == "R-44")
        self.assertEqual(card["count"], 1)
