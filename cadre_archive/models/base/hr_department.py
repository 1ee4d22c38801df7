from odoo import models


class HrDepartment(models.Model):
    _name = "hr.department"
    _inherit = ["cadre.guard.mixin", "cadre.import.mixin", "hr.department"]
    _guard_clause = "R-37"
