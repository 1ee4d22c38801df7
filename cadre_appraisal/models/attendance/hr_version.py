from odoo import api, models

# What decides on which days, and when, somebody is asked for.
HOURS = {
    *("resource_calendar_id", "contract_date_start", "contract_date_end"),
    "departure_date",
}


class HrVersion(models.Model):
    """Hours of work and days of service decide what is late or absent (A-11).

    Whoever keeps personnel records changes neither their own nor a relative's.
    """

    _name = "hr.version"
    _inherit = ["cadre.own.facts.mixin", "hr.version"]

    @api.model_create_multi
    def create(self, vals_list):
        people = self.env["hr.employee"]
        for vals in vals_list:
            employee = people.browse(vals.get("employee_id") or [])
            # Compared with what holds so far; nothing of it is shown.
            if employee.sudo().version_id._hours_changing(vals):
                people |= employee
        self.browse()._check_not_of_oneself(people)
        return super().create(vals_list)

    def write(self, vals):
        changing = self.browse(self.sudo()._hours_changing(vals).ids)
        changing._check_not_of_oneself(changing.employee_id)
        return super().write(vals)

    def _hours_changing(self, vals):
        """Those of the versions of which the values would change hours or service."""
        names = HOURS.intersection(vals)

        def now(version, name):
            return self._fields[name].convert_to_write(version[name], version)

        def given(version, name):
            field = self._fields[name]
            value = field.convert_to_cache(vals[name], version, validate=False)
            return field.convert_to_write(
                field.convert_to_record(value, version), version
            )

        return self.filtered(
            lambda version: any(
                now(version, name) != given(version, name) for name in names
            )
        )
