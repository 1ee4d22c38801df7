from odoo import api, fields, models

from ..models.file.cadre_material import MEDIA


class CadreMaterialCorrect(models.TransientModel):
    """Asks the head what is right, and why what passed the entrance was wrong."""

    _name = "cadre.material.correct"
    _description = "Correct a Filed Material"

    material_id = fields.Many2one(
        "cadre.material", string="Corrected", required=True, readonly=True
    )
    name = fields.Char(string="Material", required=True)
    formed = fields.Char(help="R-60: 2019, 2019-05 or 2019-05-06.")
    page_count = fields.Integer(string="Pages", required=True)
    medium = fields.Selection(MEDIA)
    source_unit = fields.Char()
    reason = fields.Text(required=True, help="R-39: kept in the log with what was.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        material = self.env["cadre.material"].browse(values.get("material_id"))
        for name in ("name", "formed", "page_count", "medium", "source_unit"):
            if material and name in fields:
                values.setdefault(name, material[name])
        return values

    def action_confirm(self):
        self.ensure_one()
        self.material_id._correct(
            {
                name: self[name]
                for name in ("name", "formed", "page_count", "medium", "source_unit")
            },
            self.reason,
        )
        return {"type": "ir.actions.act_window_close"}
