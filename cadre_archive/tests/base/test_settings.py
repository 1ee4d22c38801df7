from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import GroundCommon


@tagged("post_install", "-at_install", "cadre_security")
class TestSettings(GroundCommon):
    """Limits of the scans: set by administrators, within reason, logged."""

    def _save(self, user=None, **values):
        settings = self.env["res.config.settings"].with_user(user or self.administrator)
        settings.create(values).execute()

    def test_set_and_logged(self):
        scans = self.env["cadre.scan"]
        self._save(cadre_scan_max_mb=20, cadre_scan_check_days=7)
        self.assertEqual(scans._max_megabytes(), 20)
        self.assertEqual(scans._setting("scan_check_days", 30), 7)
        self.assertEqual(scans._setting("scan_reserve_mb", 5), 1024, "left alone")
        log = self.env["cadre.log"].search([("action", "=", "setting")])
        self.assertEqual(len(log), 2)
        self.assertEqual(log.user_id, self.administrator)
        self._save(cadre_scan_max_mb=20)
        self.assertEqual(
            self.env["cadre.log"].search_count([("action", "=", "setting")]), 2
        )

    def test_boundaries(self):
        for name, value, right in (
            ("cadre_scan_max_mb", 0, False),
            ("cadre_scan_max_mb", 1, True),
            ("cadre_scan_max_mb", 2000, True),
            ("cadre_scan_max_mb", 2001, False),
            ("cadre_scan_check_days", 0, False),
            ("cadre_scan_check_days", 365, True),
            ("cadre_scan_check_days", 366, False),
            ("cadre_scan_reserve_mb", -1, False),
            ("cadre_scan_reserve_mb", 1, True),
        ):
            with self.subTest(name=name, value=value):
                if right:
                    self._save(**{name: value})
                else:
                    with self.assertRaises(ValidationError):
                        self._save(**{name: value})

    def test_administrators_alone(self):
        for user in (self.clerk, self.head, self.plain):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._save(user, cadre_scan_max_mb=20)

    def test_numbers(self):
        settings = self.env["res.config.settings"].with_user(self.administrator)
        action = settings.create({}).action_cadre_sequences()
        codes = self.env["ir.sequence"].search(action["domain"]).mapped("code")
        self.assertIn("cadre.dossier", codes)
        self.assertTrue(all(code.startswith("cadre.") for code in codes))
