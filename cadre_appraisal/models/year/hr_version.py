from odoo import api, models

from .hr_employee import FOLLOWED


class HrVersion(models.Model):
    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions.employee_id._follow_versions()
        return versions

    def write(self, vals):
        result = super().write(vals)
        if FOLLOWED & set(vals):
            self.employee_id._follow_versions()
        return result
