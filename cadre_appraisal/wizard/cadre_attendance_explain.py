from odoo import fields, models


class CadreAttendanceExplain(models.TransientModel):
    """Asks a cadre what kept him; the facts' own gate checks everything (A-70)."""

    _name = "cadre.attendance.explain"
    _description = "Explain Attendance"

    fact_ids = fields.Many2many("cadre.attendance.fact", string="Days", readonly=True)
    explanation = fields.Text(required=True)

    def action_confirm(self):
        """Keep the words with the days."""
        self.ensure_one()
        self.fact_ids._explain(self.explanation)
        return {"type": "ir.actions.act_window_close"}
