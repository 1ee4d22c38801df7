from odoo import fields, models
from odoo.tools import SQL

from ..rules import months, moves
from .cadre_monthly_record import CONTENT


class CadreAppraisalCycle(models.Model):
    """Who was there in which month: late joiners and leavers (A-45)."""

    _inherit = "cadre.appraisal.cycle"

    def _service(self, employee_ids, joined=None):
        """When people entered and left, as far as it concerns the year.

        Entered is the start of the contract that reaches into the year. Without a
        contract on record it is the first day of the personnel record of somebody who
        comes when the year is open already: whoever was there then was there before.

        :param dict joined: ``{employee id: first day}`` of those in the year, as it was
            found when they came
        :return: ``{employee id: (first day or None, last day or None)}``
        """
        self.ensure_one()
        self.env["hr.version"].flush_model(
            ["employee_id", "date_version", "contract_date_start", "departure_date"]
        )
        self.env["hr.employee"].flush_model(["current_version_id"])
        ids = tuple(employee_ids) or (0,)
        current = self.env.execute_query(
            SQL("SELECT current_version_id FROM hr_employee WHERE id IN %s", ids)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id,
                       min(contract_date_start) FILTER (
                           WHERE contract_date_end IS NULL OR contract_date_end >= %s),
                       min(date_version),
                       max(departure_date) FILTER (WHERE id IN %s)
                  FROM hr_version
                 WHERE employee_id IN %s AND active
                 GROUP BY employee_id
                """,
                f"{self.year}-01-01",
                tuple(version or 0 for (version,) in current) or (0,),
                ids,
            )
        )
        opened = self.date_opened and self.date_opened.date()
        found = {}
        for employee, contract, first, departed in rows:
            if joined is not None:
                first = joined.get(employee) or None
            elif not (opened and first > opened):
                first = None
            found[employee] = (contract or first, departed)
        return found

    def _month_values(self, person, windows):
        """The months that a person owes.

        :param dict person: ``employee_id, department_id, leader_id, appraisal_id``
        :param windows: of the months to open
        """
        return [
            {
                "cycle_id": self.id,
                "company_id": self.company_id.id,
                **person,
                "month": window.begins,
                "quarter": str(months.quarter_of(window.begins.month)),
                "date_due": window.due,
            }
            for window in windows
        ]

    def _absence(self, quarter, entered, left):
        """Why a quarter does not count: the person was not there on any day of it.

        :return: the values of the evaluation
        """
        first, _second, third = months.months_of_quarter(self.year, int(quarter))
        if moves.in_service(first, months.last_day(third), entered, left):
            return {}
        if entered and months.last_day(third) < entered:
            reason = self.env._("Not in service yet: joined on %s.", entered)
        else:
            reason = self.env._("No longer in service: left on %s.", left)
        return {
            "is_excluded": True,
            "is_out_of_service": True,
            "exclusion_reason": reason,
        }

    def _windows(self):
        return [
            months.window_of(month, self.window_opens_day, self.window_due_day)
            for month in months.months_of_year(self.year)
        ]

    def _follow_service(self, employee_ids=None):
        """Months and quarters of those in the year, brought up to date.

        Months of service that are lacking are opened; untouched ones outside of it go,
        and quarters wholly outside of it are left out by themselves. What somebody
        wrote stays. As superuser; in a fixed number of queries.
        """
        self.ensure_one()
        domain = [("cycle_id", "=", self.id)]
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        appraisals = self.env["cadre.appraisal"].search_fetch(
            domain, ["employee_id", "department_id", "leader_id", "date_joined"]
        )
        if not appraisals:
            return
        service = self._service(
            appraisals.employee_id.ids,
            {a.employee_id.id: a.date_joined for a in appraisals},
        )
        self._follow_months(appraisals, service)
        self._follow_quarters(appraisals, service)

    def _follow_months(self, appraisals, service):
        records = self.env["cadre.monthly.record"].search_fetch(
            [("appraisal_id", "in", appraisals.ids)],
            ["appraisal_id", "employee_id", "month", "state"],
        )
        there = {(record.appraisal_id.id, record.month) for record in records}
        outside = records.filtered(
            lambda record: (
                record.state == "draft"
                and not moves.months_in_service(
                    [record.month],
                    *service.get(record.employee_id.id, (None, None)),
                )
            )
        )
        lines = outside.line_ids
        written = lines.filtered(lambda line: line.qty_done or line.unfinished_reason)
        (outside - written.record_id).filtered(
            lambda record: not any(record[name] for name in CONTENT - {"line_ids"})
        ).unlink()
        windows = self._windows()
        spells = appraisals._spells()
        values = []
        for appraisal in appraisals:
            entered, left = service.get(appraisal.employee_id.id, (None, None))
            for window in windows:
                if (appraisal.id, window.begins) in there or not moves.in_service(
                    window.begins, months.last_day(window.begins), entered, left
                ):
                    continue
                spell = moves.spell_on(spells[appraisal.id], window.begins)
                person = {
                    "employee_id": appraisal.employee_id.id,
                    "department_id": spell.department,
                    "leader_id": spell.leader,
                    "appraisal_id": appraisal.id,
                }
                values += self._month_values(person, [window])
        opened = self.env["cadre.monthly.record"].create(values)
        if opened:
            tasks = self.env["cadre.task"].search(
                [
                    ("cycle_id", "=", self.id),
                    ("level", "=", "month"),
                    ("employee_id", "in", opened.employee_id.ids),
                    ("line_ids", "=", False),
                ]
            )
            tasks._add_lines()

    def _follow_quarters(self, appraisals, service):
        evaluations = self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", appraisals.ids), ("state", "=", "draft")],
            ["employee_id", "quarter", "is_excluded", "is_out_of_service"],
        )
        changes = {}
        for evaluation in evaluations:
            values = self._absence(
                evaluation.quarter,
                *service.get(evaluation.employee_id.id, (None, None)),
            )
            if values and not evaluation.is_excluded:
                key = values["exclusion_reason"]
            elif not values and evaluation.is_out_of_service:
                key = False
            else:
                continue
            changes[key] = changes.get(key, self.env[evaluations._name]) | evaluation
        for reason, group in changes.items():
            group.write(
                {
                    "is_excluded": bool(reason),
                    "is_out_of_service": bool(reason),
                    "exclusion_reason": reason,
                }
            )


class CadreAppraisal(models.Model):
    _inherit = "cadre.appraisal"

    date_joined = fields.Date(
        string="In service from",
        readonly=True,
        copy=False,
        help="A-45: of somebody who came when the year was open already; months and "
        "quarters before are not owed.",
    )


class CadreQuarterlyEvaluation(models.Model):
    _inherit = "cadre.quarterly.evaluation"

    is_out_of_service = fields.Boolean(
        string="Not in service",
        readonly=True,
        help="A-45: the cadre joined after the quarter or left before it, so it is "
        "left out by itself.",
    )

    def _check_edit(self, vals):
        if "is_out_of_service" in vals:
            raise self.env["cadre.clause"]._refusal(
                "A-45",
                self.env._("Who was in service follows from the personnel record."),
                self.env._("Correct the contract or the departure date there."),
            )
        return super()._check_edit(vals)
