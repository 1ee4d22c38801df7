from odoo import api, fields, models


class CadreScanSetAside(models.TransientModel):
    """Asks why filed scans are set aside; they stay, but are shown no more."""

    _name = "cadre.scan.set.aside"
    _description = "Set Scans Aside"

    scan_ids = fields.Many2many("cadre.scan", string="Scans", required=True)
    reason = fields.Text(
        required=True, help="Why they are no good; it stands in the log."
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "cadre.scan":
            scans = self.env["cadre.scan"].browse(self.env.context.get("active_ids"))
            scans.check_access("write")
            values["scan_ids"] = [(6, 0, scans.ids)]
        return values

    def action_set_aside(self):
        self.ensure_one()
        self.scan_ids._transition("set_aside", reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
