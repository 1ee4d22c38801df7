from odoo import fields, models


class CadreQuarterlyEvaluationLine(models.Model):
    """Score of one content in a quarter; made when the leader scores it (A-07).

    Nobody writes lines by hand: the evaluation does, after its own checks.
    """

    _name = "cadre.quarterly.evaluation.line"
    _description = "Score of a Content"
    _inherit = ["cadre.subject.mixin"]
    _subject_parent = "evaluation_id"
    _order = "evaluation_id, id"
    _rec_name = "dimension_id"

    evaluation_id = fields.Many2one(
        "cadre.quarterly.evaluation", required=True, ondelete="cascade"
    )
    dimension_id = fields.Many2one(
        "cadre.dimension", string="Content", required=True, ondelete="restrict"
    )
    score = fields.Float(digits=(5, 2), required=True, aggregator="avg")

    _dimension_uniq = models.Constraint(
        "UNIQUE(evaluation_id, dimension_id)", "A content is scored once (A-28)."
    )
    _score_check = models.Constraint(
        "CHECK(score BETWEEN 0 AND 100)",
        "A-29: a score lies between 0 and 100 points. Correct the number.",
    )
