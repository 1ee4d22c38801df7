from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {"active", "group_ids"}:
            self.env["cadre.keeper"]._recheck()
        return result
