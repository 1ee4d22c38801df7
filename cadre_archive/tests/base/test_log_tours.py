from odoo.tests import tagged
from odoo.tools import mute_logger

from ..browser import BrowserCase
from ..common import GroundCommon


@tagged("post_install", "-at_install", "cadre_tour")
class TestLogTours(GroundCommon, BrowserCase):
    """R-40: the head verifies the log, and takes its heads away, in a browser."""

    def setUp(self):
        super().setUp()
        Log = self.env["cadre.log"]
        # Numbers that were given and taken back before are not of these tests.
        Log._witness()
        Log._record(
            [{"model": "res.partner", "res_id": n, "action": "view"} for n in (1, 2)]
        )
        while Log._seal_batch():
            pass

    def test_verified(self):
        """From the list, with a ticked entry, and from the form."""
        self.start_tour("/odoo/cadre-log", "cadre_log_verify", login=self.head.login)

    def test_forged(self):
        self.env.cr.execute(
            "UPDATE cadre_log SET reason = 'forged' WHERE chain_number = 1"
        )
        self.env.invalidate_all()
        self.start_tour("/odoo/cadre-log", "cadre_log_forged", login=self.head.login)

    @mute_logger("odoo.http")  # Odoo's own client sends a token nobody asks for
    def test_heads_are_exported(self):
        self.head.group_ids += self.env.ref("base.group_allow_export")
        self.start_tour(
            "/odoo/cadre-log-seals", "cadre_log_heads", login=self.head.login
        )
