from odoo import api, fields, models


class CadreCopyMake(models.TransientModel):
    """Asks which pages of which material, and how many times (R-11)."""

    _name = "cadre.copy.make"
    _description = "Print or Copy"

    access_id = fields.Many2one(
        "cadre.access", string="Application", required=True, readonly=True
    )
    kind = fields.Selection(
        [("scan", "Print pages of a scan"), ("paper", "Copy made from the paper")],
        required=True,
        default="scan",
    )
    allowed_material_ids = fields.Many2many(
        "cadre.material", compute="_compute_allowed_material_ids"
    )
    material_id = fields.Many2one(
        "cadre.material",
        required=True,
        domain="[('id', 'in', allowed_material_ids)]",
    )
    pages = fields.Char(help="Like 1-3, 5; empty for all.")
    copies = fields.Integer(required=True, default=1, help="Each gets its own number.")

    @api.depends("access_id")
    def _compute_allowed_material_ids(self):
        for wizard in self:
            wizard.allowed_material_ids = wizard.access_id._materials_on()

    def action_make(self):
        self.ensure_one()
        prints = self.access_id._copy(
            self.material_id, self.kind, self.pages or "", self.copies
        )
        if self.kind == "scan":
            return prints._fetch_action()
        action = self.access_id.action_copy_prints()
        return {**action, "domain": [("id", "in", prints.ids)]}
