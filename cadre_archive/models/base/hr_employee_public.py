from odoo import fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"
    _rec_names_search = ["name", "cadre_number"]

    cadre_number = fields.Char(readonly=True)
