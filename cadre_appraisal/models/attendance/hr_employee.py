from odoo import models

from .hr_version import HOURS


class HrEmployee(models.Model):
    """A new version of the personnel record is made as superuser: asked before."""

    _inherit = "hr.employee"

    def create_version(self, values):
        hours = {name: values[name] for name in HOURS.intersection(values)}
        # Compared with what holds so far; nothing of it is shown.
        if self.sudo().version_id._hours_changing(hours):
            self.env["hr.version"]._check_not_of_oneself(self)
        return super().create_version(values)
