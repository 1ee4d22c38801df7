from odoo import api, models


class CadreRelative(models.Model):
    _inherit = "cadre.relative"

    @api.model_create_multi
    def create(self, vals_list):
        kin = super().create(vals_list)
        self.env["cadre.keeper"]._recheck()
        return kin

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {
            "employee_id",
            "relative_id",
            "active",
            "relative_identification",
        }:
            self.env["cadre.keeper"]._recheck()
        return result
