from odoo import fields, models


class CadreAccessRefuse(models.TransientModel):
    """Asks for the reason before an application is refused or withdrawn."""

    _name = "cadre.access.refuse"
    _description = "Refuse or Withdraw Applications"

    access_ids = fields.Many2many("cadre.access", required=True)
    target = fields.Selection(
        [("refused", "Refuse"), ("withdrawn", "Withdraw")], required=True
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.access_ids._transition(self.target, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
