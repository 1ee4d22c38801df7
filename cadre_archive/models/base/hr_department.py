from odoo import fields, models


class HrDepartment(models.Model):
    _name = "hr.department"
    _inherit = ["cadre.guard.mixin", "cadre.import.mixin", "hr.department"]
    _guard_clause = "R-37"

    # Whoever manages a department leads its people, and answers for its materials.
    manager_id = fields.Many2one(logged=True)
    parent_id = fields.Many2one(logged=True)
