from odoo import api, models


class CadreRelative(models.Model):
    """Kinship that comes to light closes what is being read (R-04)."""

    _inherit = "cadre.relative"

    @api.model_create_multi
    def create(self, vals_list):
        kin = super().create(vals_list)
        kin._close_readings()
        return kin

    def write(self, vals):
        result = super().write(vals)
        self._close_readings()
        return result

    def _close_readings(self):
        # Whoever records kinship need not see the sessions that it ends.
        self.env["cadre.reading.session"].sudo().search(
            [("state", "!=", "closed")]
        )._close_what_is_over()
