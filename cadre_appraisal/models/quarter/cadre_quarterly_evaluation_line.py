from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.numbers import exact, rounded


class CadreQuarterlyEvaluationLine(models.Model):
    """Score of one content in a quarter; made when the leader scores it (A-07).

    Nobody writes lines by hand: the evaluation does, after its own checks.
    """

    _name = "cadre.quarterly.evaluation.line"
    _description = "Score of a Content"
    _inherit = ["cadre.closed.mixin"]
    _subject_parent = "evaluation_id"
    _guard_clause = "A-29"
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

    # --- Business ---

    @api.model
    def _store(self, evaluations, given):
        """Store scores of contents. As superuser.

        :param evaluations: to which the caller checked the right
        :param dict given: ``{code: points}``
        :raises ValidationError: outside 0..100
        """
        given = {
            code: self._checked_points(code, value) for code, value in given.items()
        }
        dimensions = {
            dimension.code: dimension.id
            for dimension in self.env["cadre.dimension"].search([])
        }
        fresh = []
        for evaluation in evaluations.with_env(self.env):
            lines = {line.dimension_id.code: line for line in evaluation.line_ids}
            for code, value in given.items():
                if code in lines:
                    lines[code].score = value
                else:
                    fresh.append(
                        {
                            "evaluation_id": evaluation.id,
                            "dimension_id": dimensions[code],
                            "score": value,
                        }
                    )
        self.create(fresh)

    @api.model
    def _checked_points(self, code, value):
        """Points of a content as a number (A-29).

        :raises ValidationError: no number, or outside 0..100
        """
        try:
            points = exact(value)
        except (TypeError, ValueError, ArithmeticError):
            points = None
        if points is None or not 0 <= points <= 100:
            evaluation = self.env["cadre.quarterly.evaluation"]
            label = evaluation._fields[f"score_{code}"]._description_string(self.env)
            raise self.env["cadre.clause"]._refusal(
                "A-29",
                self.env._(
                    "%(content)s: %(score)s points.",
                    content=label,
                    score=value if points is None else f"{float(points):g}",
                ),
                self.env._("A score lies between 0 and 100 points."),
                exception=ValidationError,
            )
        return rounded(points)
