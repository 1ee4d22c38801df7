from odoo import models

from ...rules import months, moves


class CadreAppraisalCycle(models.Model):
    """The quarters of a year, and which of them do not count (A-28, A-45)."""

    _inherit = "cadre.appraisal.cycle"

    def _open_rows(self, people, service):
        result = super()._open_rows(people, service)
        self.env["cadre.quarterly.evaluation"]._create_rows(
            [
                {
                    "cycle_id": self.id,
                    "company_id": self.company_id.id,
                    **person,
                    "quarter": quarter,
                    **self._absence(quarter, service, person["employee_id"]),
                }
                for person in people
                for quarter in ("1", "2", "3", "4")
            ]
        )
        return result

    def _follow_rows(self, appraisals, service):
        """Quarters wholly outside of service are left out by themselves."""
        result = super()._follow_rows(appraisals, service)
        evaluations = self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", appraisals.ids), ("state", "=", "draft")],
            ["employee_id", "quarter", "is_excluded", "is_out_of_service"],
        )
        changes = {}
        for evaluation in evaluations:
            values = self._absence(
                evaluation.quarter, service, evaluation.employee_id.id
            )
            if values and not evaluation.is_excluded:
                key = values["exclusion_reason"]
            elif not values and evaluation.is_out_of_service:
                key = False
            else:
                continue
            changes[key] = changes.get(key, evaluations.browse()) | evaluation
        for reason, group in changes.items():
            group.write(
                {
                    "is_excluded": bool(reason),
                    "is_out_of_service": bool(reason),
                    "exclusion_reason": reason,
                }
            )
        return result

    def _absence(self, quarter, service, employee_id):
        """Why a quarter does not count: the person was not there on any day of it.

        :return: the values of the evaluation
        """
        entered, left = service.get(employee_id, (None, None))
        first, _second, third = months.months_of_quarter(self.year, int(quarter))
        ends = months.last_day(third)
        if moves.in_service(first, ends, entered, left):
            return {}
        if entered and ends < entered:
            reason = self.env._("Not in service yet: joined on %s.", entered)
        else:
            reason = self.env._("No longer in service: left on %s.", left)
        return {
            "is_excluded": True,
            "is_out_of_service": True,
            "exclusion_reason": reason,
        }
