from odoo import api, fields, models


class CadreExpectedWaive(models.TransientModel):
    """Says of expected materials that they are not needed, and why (R-38)."""

    _name = "cadre.expected.waive"
    _description = "Material Not Needed"

    expected_ids = fields.Many2many("cadre.expected.material", required=True)
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "cadre.expected.material":
            values["expected_ids"] = [(6, 0, self.env.context.get("active_ids") or [])]
        return values

    def action_confirm(self):
        self.ensure_one()
        self.expected_ids._transition("waived", reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
