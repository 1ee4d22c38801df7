from odoo import fields, models


class ResCompany(models.Model):
    """The legacy import: open at first, closed once, for good (R-39)."""

    _inherit = "res.company"
    _guard_clause = "R-39"

    cadre_takeover_closed_on = fields.Datetime(
        string="Legacy import closed on",
        copy=False,
        help="R-39: from then on a material comes into a file by a delivery only.",
    )

    def _guard_remedy(self, reason, names):
        return self.env._("The archive head closes it, once, under Configuration.")

    def _close_cadre_takeover(self):
        """Close the legacy import of the old files in these offices.

        The caller has checked that it is the archive head of each.
        """
        still_open = self.filtered(lambda c: not c.cadre_takeover_closed_on)
        # An archive head does not administer companies: this one field only.
        still_open.sudo().write({"cadre_takeover_closed_on": fields.Datetime.now()})
        self.env["cadre.log"]._record(still_open._log_entries("close_takeover"))
