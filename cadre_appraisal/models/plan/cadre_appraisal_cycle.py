from odoo import models


class CadreAppraisalCycle(models.Model):
    """Opening a year: tasks planned before get their leader (A-21)."""

    _inherit = "cadre.appraisal.cycle"

    def _open_rows(self, people, service):
        result = super()._open_rows(people, service)
        leaders = {person["employee_id"]: person["leader_id"] for person in people}
        tasks = self.env["cadre.task"].search(
            [("cycle_id", "=", self.id), ("employee_id", "in", list(leaders))]
        )
        for leader_id, group in tasks.grouped(
            lambda task: leaders[task.employee_id.id]
        ).items():
            group.write({"leader_id": leader_id})
        return result
