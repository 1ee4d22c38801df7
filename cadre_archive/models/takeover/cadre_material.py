from odoo import api, fields, models
from odoo.exceptions import AccessError


class CadreMaterial(models.Model):
    """The number that a material had in the old catalogue, kept for repeated loads.

    Numbers move when a paper is added between; by this one a second load of the old
    catalogue finds its material again.
    """

    _inherit = "cadre.material"

    takeover_number = fields.Char(
        string="No. in the old catalogue", readonly=True, copy=False
    )

    _takeover_number_uniq = models.UniqueIndex(
        "(dossier_id, takeover_number) WHERE takeover_number IS NOT NULL",
        "The old catalogue of this file has that number already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        given = [bool(vals.get("sequence")) for vals in vals_list]
        materials = super().create(vals_list)
        taken_over = self.browse(
            [
                material.id
                for material, is_given in zip(materials, given, strict=True)
                if is_given
                and material.origin == "takeover"
                and not material.takeover_number
            ]
        )
        # Numbered by the old catalogue, which the creation has let in.
        for material_sudo in taken_over.sudo():
            material_sudo.takeover_number = material_sudo.number
        return materials

    def write(self, vals):
        if "takeover_number" in vals and not self.env.su:
            raise AccessError(self.env._("The old number of a material stays."))
        return super().write(vals)
