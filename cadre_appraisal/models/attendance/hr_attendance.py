from odoo import api, models
from odoo.tools import SQL

# Fewer rows are asked one by one: that is Odoo's own way, and its own messages.
BATCH = 20


class HrAttendance(models.Model):
    """What the clock wrote, read in by the office (A-11).

    A row that is on record already is updated, so a month can be read in again.
    """

    _name = "hr.attendance"
    _inherit = ["hr.attendance", "cadre.import.mixin"]
    _import_key = ("employee_id", "check_in")

    @api.constrains("check_in", "check_out", "employee_id")
    def _check_validity(self):
        """Odoo asks three queries a row; a month of the clock has 1,300 rows.

        One query finds the rows that touch another one of the same person, and only
        these are given to Odoo's check.
        """
        if len(self) < BATCH:
            return super()._check_validity()
        self.flush_model(["employee_id", "check_in", "check_out"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.id FROM hr_attendance a
                WHERE a.id IN %s AND EXISTS (
                    SELECT 1 FROM hr_attendance b
                    WHERE b.employee_id = a.employee_id AND b.id <> a.id
                    AND b.check_in <= COALESCE(a.check_out, 'infinity')
                    AND COALESCE(b.check_out, 'infinity') >= a.check_in
                )
                """,
                tuple(self.ids),
            )
        )
        suspects = self.browse([row[0] for row in rows])
        return super(HrAttendance, suspects)._check_validity()
