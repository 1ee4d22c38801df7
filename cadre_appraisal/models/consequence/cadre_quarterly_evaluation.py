from odoo import models


class CadreQuarterlyEvaluation(models.Model):
    """A poor quarter costs its attendance award; another grade gives it back (A-54)."""

    _inherit = "cadre.quarterly.evaluation"

    def write(self, vals):
        result = super().write(vals)
        if "grade" in vals:
            given = self.filtered(lambda e: e.state in ("fed_back", "acknowledged"))
            if given:
                self.env["cadre.consequence"]._reconcile(given)
        return result

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "fed_back":
            self.env["cadre.consequence"]._reconcile(self)
        return result
