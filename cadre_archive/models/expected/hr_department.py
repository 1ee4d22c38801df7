from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    cadre_contact_id = fields.Many2one(
        "hr.employee",
        string="Contact for Materials",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="R-37: who is asked for materials that are missing; else the manager.",
    )
