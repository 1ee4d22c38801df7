from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def write(self, vals):
        if not {"manager_id", "parent_id"} & set(vals):
            return super().write(vals)
        years_sudo = self.env["hr.employee"]._cadre_years()
        # Departments below may be led from here too: everybody is compared.
        people_sudo = years_sudo.appraisal_ids.employee_id
        with self.env["cadre.evaluator.watch"]._watch():
            before = people_sudo._cadre_superiors() if people_sudo else {}
            result = super().write(vals)
            people_sudo._follow_superiors(before)
        return result
