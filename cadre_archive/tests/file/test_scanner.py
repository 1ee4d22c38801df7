from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..keep_common import KeepCommon


@tagged("post_install", "-at_install")
class TestScanner(KeepCommon):
    """Move by scanner: scan a place, scan files, done."""

    def _scan(self, code, place=None, scanned=(), user=None):
        return (
            self.env["cadre.scanner"]
            .with_user(user or self.clerk)
            .scan_code(code, place.id if place else False, [d.id for d in scanned])
        )

    def test_place_then_file_then_done(self):
        place = self._scan("ZR1-S1")
        self.assertEqual((place["kind"], place["id"]), ("place", self.slot.id))
        first = self._scan("ZD1\n", self.slot)
        self.assertEqual((first["kind"], first["code"]), ("file", "ZD1"))
        self.assertEqual(first["from"], "Room 1")
        self.assertEqual(self.file_fang.place_id, self.room, "nothing moves yet")
        Scanner = self.env["cadre.scanner"].with_user(self.clerk)
        Scanner.scan_done(self.slot.id, [self.file_fang.id, self.file_li.id], ["WHAT"])
        self.assertEqual((self.file_fang | self.file_li).place_id, self.slot)
        move = self.file_fang.move_ids.sorted("id")[-1]
        self.assertEqual(move.user_id, self.clerk)
        entry = self.env["cadre.log"].search([("action", "=", "scan_unknown")], limit=1)
        self.assertEqual(entry.res_id, self.slot.id)

    def test_refusals_are_clear(self):
        self.assertEqual(self._scan("NOBODY", self.slot)["kind"], "unknown")
        for answer, words in (
            (self._scan("ZD1"), "place first"),
            (self._scan("ZD1", self.slot, self.file_fang), "scanned already"),
            (self._scan("ZD1", self.room), "R-69"),
            (self._scan("V-LOAN"), "R-02"),
        ):
            self.assertEqual(answer["kind"], "refused")
            self.assertIn(words, answer["message"])

    def test_a_file_that_is_out_is_not_put_back_by_scanning(self):
        loan = self.env["cadre.place"]._virtual(self.env.company, "loan")
        self.env["cadre.custody.move"]._move(self.file_fang, loan, holder="X")
        self.assertEqual(self._scan("ZD1", self.slot)["kind"], "refused")
        with self.assertRaises(UserError):
            self.env["cadre.scanner"].with_user(self.clerk).scan_done(
                self.slot.id, self.file_fang.ids
            )

    def test_capacity_warns_at_its_limit(self):
        """R-45: two fit into the slot; the third is a warning, not a refusal."""
        self.assertFalse(self._scan("ZD1", self.slot)["warning"])
        self.assertFalse(self._scan("ZD2", self.slot, self.file_fang)["warning"])
        third = self._scan("ZD3", self.slot, self.file_fang | self.file_li)
        self.assertEqual(third["kind"], "file")
        self.assertIn("2 files", third["warning"])

    def test_own_file_is_unknown(self):
        """R-03: a scan does not tell that the file exists."""
        self._as_cadre(self.clerk, self.fang)
        self.assertEqual(self._scan("ZD1", self.slot)["kind"], "unknown")
        with self.assertRaises(AccessError):
            self.env["cadre.scanner"].with_user(self.clerk).scan_done(
                self.slot.id, self.file_fang.ids
            )

    def test_roles(self):
        for user in (self.plain, self.administrator):
            with self.assertRaises(AccessError):
                self._scan("ZD1", user=user)
            with self.assertRaises(AccessError):
                self.env["cadre.scanner"].with_user(user).scan_done(
                    self.slot.id, self.file_fang.ids
                )
