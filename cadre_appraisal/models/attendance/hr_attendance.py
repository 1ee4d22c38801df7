from odoo import api, fields, models
from odoo.tools import SQL

# Fewer rows are asked one by one: that is Odoo's own way, and its own messages.
BATCH = 20


class HrAttendance(models.Model):
    """What the clock wrote, read in by the office (A-11).

    A row that is on record already is updated, so a month can be read in again. Nobody
    enters, changes or deletes rows of their own or of relatives, on any road; what a
    person enters, changes or deletes goes to the log.
    """

    _name = "hr.attendance"
    _inherit = [
        "cadre.guard.mixin",
        "cadre.own.facts.mixin",
        "hr.attendance",
        "cadre.import.mixin",
    ]
    _import_key = ("employee_id", "check_in")
    _subject_path = "employee_id"
    _guard_clause = "A-11"

    is_of_punch_file = fields.Boolean(
        string="From a punch file",
        help="A-11: a fuller file of the same clock may complete it.",
    )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_of_oneself(self.browse()._own_facts_of(vals_list))
        rows = super().create(vals_list)
        rows._log_by_hand("create")
        return rows

    def write(self, vals):
        if not {"check_in", "check_out", "employee_id"} & set(vals):
            return super().write(vals)
        self._check_not_of_oneself(self._own_facts_of([vals]))
        before = {row.id: row._times() for row in self}
        result = super().write(vals)
        if not self.env.su:
            # What a person corrected is theirs; no file completes it any more.
            self._as_system().write({"is_of_punch_file": False})
            self._log_by_hand("edit", before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_oneself(self):
        self._check_not_of_oneself(self.employee_id)
        self._log_by_hand("delete")

    # --- Business ---

    def _times(self):
        return [str(self.check_in), str(self.check_out or "")]

    def _log_by_hand(self, action, before=None):
        """Log what a person did; what the system writes is logged by its step."""
        if self.env.su or not self:
            return
        before = before or {}
        if len(self) < BATCH:
            entries = self._log_entries(
                action,
                payload=lambda row: {
                    "before": before.get(row.id, ""),
                    "after": "" if action == "delete" else row._times(),
                },
            )
        else:
            # A month of the clock: one entry a person.
            entries = [
                entry
                for rows in self.grouped("employee_id").values()
                for entry in rows[:1]._log_entries(
                    action,
                    payload={
                        "rows": len(rows),
                        "first": str(min(rows.mapped("check_in"))),
                        "last": str(max(rows.mapped("check_in"))),
                    },
                )
            ]
        self.env["cadre.log"]._record(entries)

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
