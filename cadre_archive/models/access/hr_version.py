from odoo import api, models


class HrVersion(models.Model):
    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._tell_of_files_out()
        return versions

    def write(self, vals):
        result = super().write(vals)
        if "departure_date" in vals:
            self._tell_of_files_out()
        return result

    def _tell_of_files_out(self):
        # As for the employee.
        leaving_sudo = self.sudo().filtered("departure_date").employee_id
        leaving_sudo._tell_of_files_out()
