from odoo import api, fields, models
from odoo.fields import Domain

from ...rules import months

GIVEN = ("fed_back", "acknowledged")


class CadreAppraisal(models.Model):
    """The quarters of a cadre's year: their scores, and whose they are (A-28, A-45)."""

    _inherit = "cadre.appraisal"

    evaluation_ids = fields.One2many(
        "cadre.quarterly.evaluation", "appraisal_id", string="Quarterly evaluations"
    )

    def _quarters(self):
        found = super()._quarters()
        # A draft counts for nothing: the leader may still change it.
        for evaluation in self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "quarter", "score", "state", "is_excluded"],
        ):
            reason = evaluation.is_excluded and (evaluation.exclusion_reason or "-")
            score = None if evaluation.state == "draft" else evaluation.score
            found.setdefault(evaluation.appraisal_id.id, {})[
                int(evaluation.quarter)
            ] = (score, reason or None)
        return found

    @api.model
    def _leaderless(self):
        vacant = [
            ("leader_id", "=", False),
            ("state", "in", ("draft", "scored", "talked")),
            ("is_excluded", "=", False),
        ]
        return super()._leaderless() | Domain("evaluation_ids", "any", vacant)

    def _led_rows(self):
        evaluations = self.env["cadre.quarterly.evaluation"].search(
            [("appraisal_id", "in", self.ids)]
        )
        return [*super()._led_rows(), evaluations]

    def _place_rows(self, hand_over):
        """Drafts from the move on go to the leader of their quarter; whoever scored one
        finishes it. What is given goes to the present leader, and a former one sees
        nothing of it any more."""
        places = {}
        for evaluation in self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "quarter", "state", "leader_id", "department_id"],
        ):
            result = evaluation.appraisal_id
            first, _second, third = months.months_of_quarter(
                result.cycle_id.year, int(evaluation.quarter)
            )
            ends = months.last_day(third)
            leader, department = evaluation.leader_id.id, evaluation.department_id.id
            moved = evaluation.state == "draft" and hand_over.reaches(result.id, ends)
            if evaluation.state in GIVEN:
                leader = hand_over.present(result.id).leader
            elif moved:
                leader = hand_over.leader(result.id, first, ends)
            if moved:
                department = hand_over.department(result.id, leader, ends)
            hand_over.quarters[result.id, evaluation.quarter] = leader
            places.setdefault((leader, department), []).append(evaluation.id)
        self.env["cadre.quarterly.evaluation"]._place(places)
        return super()._place_rows(hand_over)
