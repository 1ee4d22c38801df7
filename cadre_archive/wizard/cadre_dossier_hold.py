from odoo import api, fields, models


class CadreDossierHold(models.TransientModel):
    """Holds files while a case is open, or releases them; the reason is logged."""

    _name = "cadre.dossier.hold"
    _description = "Hold or Release Files"

    dossier_ids = fields.Many2many("cadre.dossier", string="Files", required=True)
    is_release = fields.Boolean()
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "cadre.dossier":
            values["dossier_ids"] = [(6, 0, self.env.context.get("active_ids") or [])]
        return values

    def action_confirm(self):
        self.ensure_one()
        if self.is_release:
            self.dossier_ids._release(self.reason)
        else:
            self.dossier_ids._hold(self.reason)
        return {"type": "ir.actions.act_window_close"}
