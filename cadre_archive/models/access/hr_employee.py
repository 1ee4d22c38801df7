from odoo import models

GONE = {"active", "departure_date"}


class HrEmployee(models.Model):
    """Who leaves the office while a file is out in their name (R-08, R-17)."""

    _inherit = "hr.employee"

    def write(self, vals):
        result = super().write(vals)
        if not GONE.isdisjoint(vals):
            self._tell_of_files_out()
        return result

    def _tell_of_files_out(self):
        """A to-do for the archive: the person goes, the file has to come back."""
        # Whoever enters the departure need not know of any file; nothing comes back.
        leaving_sudo = self.sudo().filtered(
            lambda person: not person.active or person.departure_date
        )
        if not leaving_sudo:
            return
        accesses_sudo = (
            self.env["cadre.access"]
            .sudo()
            .search(
                [
                    ("state", "=", "in_use"),
                    ("reader_ids.employee_id", "in", leaving_sudo.ids),
                ]
            )
        )
        self.env["cadre.loan"]._tell_of_leaving(accesses_sudo, leaving_sudo)
