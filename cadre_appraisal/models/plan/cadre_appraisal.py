from odoo import models

from .cadre_task import PERSONAL


class CadreAppraisal(models.Model):
    """The tasks of a cadre go with whoever is in charge of him (A-28)."""

    _inherit = "cadre.appraisal"

    def _tasks(self):
        """Targets and tasks of these cadres in their years."""
        return self.env["cadre.task"].search_fetch(
            [
                ("cycle_id", "in", self.cycle_id.ids),
                ("employee_id", "in", self.employee_id.ids),
            ],
            [
                "cycle_id",
                "employee_id",
                "level",
                "month",
                "leader_id",
                "department_id",
            ],
        )

    def _led_rows(self):
        return [*super()._led_rows(), self._tasks()]

    def _place_rows(self, hand_over):
        result = super()._place_rows(hand_over)
        present = {(a.cycle_id, a.employee_id): hand_over.present(a.id) for a in self}
        places = {}
        for task in self._tasks():
            key = (task.cycle_id, task.employee_id)
            if task.level in PERSONAL and (assignment := present.get(key)):
                place = (assignment.leader, assignment.department)
                place = hand_over.months.get((*key, task.month), place)
                places.setdefault(place, []).append(task.id)
        self.env["cadre.task"]._place(places)
        return result
