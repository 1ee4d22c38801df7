from odoo import models


class CadreAppraisalCycle(models.Model):
    """Opening a year: attendance facts computed before belong to it."""

    _inherit = "cadre.appraisal.cycle"

    def _adopt(self, appraisals):
        result = super()._adopt(appraisals)
        self.env["cadre.attendance.fact"]._adopt(self, appraisals)
        return result
