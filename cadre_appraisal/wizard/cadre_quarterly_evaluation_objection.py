from odoo import fields, models


class CadreQuarterlyEvaluationObjection(models.TransientModel):
    """Asks the cadre for his words; the evaluation's own gate checks everything."""

    _name = "cadre.quarterly.evaluation.objection"
    _description = "Objection to an Evaluation"

    evaluation_id = fields.Many2one(
        "cadre.quarterly.evaluation", required=True, readonly=True
    )
    objection = fields.Text(required=True)
    acknowledge = fields.Boolean(
        string="I acknowledge the evaluation all the same",
        default=True,
        help="A-32: acknowledging means that you have seen it, not that you agree.",
    )

    def action_confirm(self):
        """Button: the objection goes on record."""
        self.ensure_one()
        self.evaluation_id._object(self.objection)
        if self.acknowledge:
            self.evaluation_id.action_acknowledge()
        return {"type": "ir.actions.act_window_close"}
