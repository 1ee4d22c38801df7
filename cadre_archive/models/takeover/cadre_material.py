from odoo import api, fields, models

from ...rules.numbering import material_number
from ..base.cadre_guard_mixin import Open


class CadreMaterial(models.Model):
    """The number that a material had in the old catalogue, kept for repeated loads.

    Numbers move when a paper is added between; by this one a second load of the old
    catalogue finds its material again.
    """

    _inherit = "cadre.material"

    takeover_number = fields.Char(
        string="No. in the old catalogue",
        copy=False,
        writable=Open(once=True, actors="_open_to_catalogue"),
    )

    _takeover_number_uniq = models.UniqueIndex(
        "(dossier_id, takeover_number) WHERE takeover_number IS NOT NULL",
        "The old catalogue of this file has that number already.",
    )

    @api.model
    def _system_values(self, vals_list):
        """What brings its number, brings that of the old catalogue."""
        values = super()._system_values(vals_list)
        categories = self.env["cadre.material.category"]
        for vals, more in zip(vals_list, values, strict=True):
            if vals.get("sequence") and vals.get("origin") != "delivery":
                code = categories.browse(more["category_id"]).code or ""
                more["takeover_number"] = vals.get(
                    "takeover_number"
                ) or material_number(code, more["sequence"])
        return values

    def _guard_remedy(self, reason, names):
        if reason == "once" and "takeover_number" in names:
            return self.env._("The number in the old catalogue stays.")
        return super()._guard_remedy(reason, names)
