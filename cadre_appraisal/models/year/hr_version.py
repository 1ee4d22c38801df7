from odoo import api, models

from .hr_employee import FOLLOWED, NEW, NEW_KEY


class HrVersion(models.Model):
    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(NEW_KEY) is NEW:
            versions = super().create(vals_list)
            versions.employee_id._follow_versions()
            return versions
        people = self.env["hr.employee"].browse(
            {vals["employee_id"] for vals in vals_list if vals.get("employee_id")}
        )
        with self.env["cadre.evaluator.watch"]._watch(people):
            versions = super().create(vals_list)
            versions.employee_id._follow_versions()
            self.env["cadre.evaluator.watch"]._check_versions(
                versions.filtered("department_id").with_env(self.env)
            )
        return versions

    def write(self, vals):
        if not FOLLOWED & set(vals):
            return super().write(vals)
        if self.env.context.get(NEW_KEY) is NEW:
            result = super().write(vals)
            self.employee_id._follow_versions()
            return result
        with self.env["cadre.evaluator.watch"]._watch(self.employee_id):
            result = super().write(vals)
            self.employee_id._follow_versions()
            if {"department_id", "date_version"} & set(vals):
                self.env["cadre.evaluator.watch"]._check_versions(self)
        return result
