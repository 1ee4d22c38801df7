from odoo import models

from ...rules import months, moves


class CadreAppraisalCycle(models.Model):
    """The months that a year owes its cadres (A-25, A-45)."""

    _inherit = "cadre.appraisal.cycle"

    def _open_rows(self, people, service):
        result = super()._open_rows(people, service)
        windows = self._windows()
        self.env["cadre.monthly.record"]._create_rows(
            [
                self._month_values(person, window)
                for person in people
                for window in self._owed(windows, service, person["employee_id"])
            ]
        )
        self._add_task_lines([person["employee_id"] for person in people])
        return result

    def _follow_rows(self, appraisals, service):
        """Months of service that are lacking are opened; blank ones outside of it go.
        What somebody wrote stays."""
        result = super()._follow_rows(appraisals, service)
        records = self.env["cadre.monthly.record"].search_fetch(
            [("appraisal_id", "in", appraisals.ids)],
            ["appraisal_id", "employee_id", "month", "state"],
        )
        there = {(record.appraisal_id.id, record.month) for record in records}
        windows, assignments = self._windows(), appraisals._assignments()
        owed, values = set(), []
        for appraisal in appraisals:
            for window in self._owed(windows, service, appraisal.employee_id.id):
                owed.add((appraisal.id, window.begins))
                if (appraisal.id, window.begins) in there:
                    continue
                assignment = moves.assignment_on(
                    assignments[appraisal.id], window.begins
                )
                person = {
                    "employee_id": appraisal.employee_id.id,
                    "department_id": assignment.department,
                    "leader_id": assignment.leader,
                    "appraisal_id": appraisal.id,
                }
                values.append(self._month_values(person, window))
        records.filtered(
            lambda record: (
                record.state == "draft"
                and (record.appraisal_id.id, record.month) not in owed
            )
        )._blank().unlink()
        if values:
            opened = self.env["cadre.monthly.record"].create(values)
            self._add_task_lines(opened.employee_id.ids)
        return result

    def _windows(self):
        return [
            months.window_of(month, self.window_opens_day, self.window_due_day)
            for month in months.months_of_year(self.year)
        ]

    @staticmethod
    def _owed(windows, service, employee_id):
        """Windows of the months in which somebody was in service."""
        entered, left = service.get(employee_id, (None, None))
        return [
            window
            for window in windows
            if moves.in_service(
                window.begins, months.last_day(window.begins), entered, left
            )
        ]

    def _month_values(self, person, window):
        return {
            "cycle_id": self.id,
            "company_id": self.company_id.id,
            **person,
            "month": window.begins,
            "quarter": str(months.quarter_of(window.begins.month)),
            "date_opens": window.opens,
            "date_due": window.due,
        }

    def _add_task_lines(self, employee_ids):
        """Tasks that were planned before their months were there."""
        self.env["cadre.task"].search(
            [
                ("cycle_id", "=", self.id),
                ("level", "=", "month"),
                ("employee_id", "in", employee_ids),
                ("line_ids", "=", False),
            ]
        )._add_lines()
