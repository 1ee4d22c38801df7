from odoo import api, models


class CadreMaterial(models.Model):
    _inherit = "cadre.material"

    @api.model_create_multi
    def create(self, vals_list):
        materials = super().create(vals_list)
        self.env["cadre.expected.material"]._match(materials.dossier_id)
        return materials
