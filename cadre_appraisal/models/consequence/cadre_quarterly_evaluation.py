from odoo import models


class CadreQuarterlyEvaluation(models.Model):
    """A poor quarter costs its attendance award; another grade gives it back (A-54)."""

    _inherit = "cadre.quarterly.evaluation"

    def _grade_given(self):
        result = super()._grade_given()
        self.env["cadre.consequence"]._reconcile(self)
        return result
