from odoo import fields, models

from ...rules import months


class CadreAppraisal(models.Model):
    """The months of a cadre's year, and whose they are (A-28)."""

    _inherit = "cadre.appraisal"

    record_ids = fields.One2many(
        "cadre.monthly.record", "appraisal_id", string="Monthly records"
    )

    def _led_rows(self):
        records = self.env["cadre.monthly.record"].search(
            [("appraisal_id", "in", self.ids)]
        )
        return [*super()._led_rows(), records]

    def _place_rows(self, hand_over):
        """A month belongs to its own leader, but to whoever is present once he is also
        in charge of its quarter; its tasks go with it."""
        places = {}
        for record in self.env["cadre.monthly.record"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "month", "quarter", "leader_id", "department_id"],
        ):
            result, ends = record.appraisal_id, months.last_day(record.month)
            leader, department = record.leader_id.id, record.department_id.id
            present = hand_over.present(result.id).leader
            moved = hand_over.reaches(result.id, ends)
            if hand_over.quarters.get((result.id, record.quarter)) == present:
                leader = present
            elif moved:
                leader = hand_over.leader(result.id, record.month, ends)
            if moved:
                department = hand_over.department(result.id, leader, ends)
            key = (result.cycle_id, result.employee_id, record.month)
            hand_over.months[key] = (leader, department)
            places.setdefault((leader, department), []).append(record.id)
        self.env["cadre.monthly.record"]._place(places)
        return super()._place_rows(hand_over)
