from odoo import fields, models


class CadreDossierMove(models.TransientModel):
    """Moves files within the store."""

    _name = "cadre.dossier.move"
    _description = "Move Files"

    dossier_ids = fields.Many2many("cadre.dossier", string="Files", required=True)
    place_id = fields.Many2one(
        "cadre.place",
        string="To",
        required=True,
        domain="['|', ('usage', '=', False), "
        "('usage', 'in', ('transit', 'digitising'))]",
    )
    document = fields.Char(help="The paper it is done on, if there is one.")

    def action_confirm(self):
        self.ensure_one()
        self.dossier_ids._relocate(self.place_id, self.document)
        return {"type": "ir.actions.act_window_close"}
