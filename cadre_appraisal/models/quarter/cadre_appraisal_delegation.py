from odoo import models


class CadreAppraisalDelegation(models.Model):
    _inherit = "cadre.appraisal.delegation"

    def _line(self):
        """Cadres whose quarters the leader has to evaluate (A-28)."""
        evaluations = self.env["cadre.quarterly.evaluation"].search(
            [
                ("leader_id", "=", self.leader_id.id),
                ("cycle_id.state", "!=", "closed"),
            ]
        )
        return super()._line() | evaluations.employee_id
