from odoo import api, models


class CadreRelative(models.Model):
    _inherit = "cadre.relative"

    @api.model_create_multi
    def create(self, vals_list):
        kin = super().create(vals_list)
        self.env["cadre.dossier"]._recheck_keepers()
        return kin

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {
            "employee_id",
            "relative_id",
            "active",
            "relative_identification",
        }:
            self.env["cadre.dossier"]._recheck_keepers()
        return result
