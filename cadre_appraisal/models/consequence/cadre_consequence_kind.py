from odoo import fields, models

from ..year.cadre_appraisal import GRADE_SELECTION


class CadreConsequenceKind(models.Model):
    """What follows from a grade, as data: basis, grade, clause and rate (section V).

    ===========  ==========================================================
    read         every internal user (A-02)
    write        nobody: the rate is a value of the clause
    ===========  ==========================================================
    """

    _name = "cadre.consequence.kind"
    _description = "Kind of Consequence"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "A-54"
    _undeletable = "A-54"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    clause_id = fields.Many2one("cadre.clause", required=True, ondelete="restrict")
    basis = fields.Selection(
        [("quarter", "Grade of a quarter"), ("year", "Grade of the year")],
        required=True,
        default="quarter",
    )
    grade = fields.Selection(
        GRADE_SELECTION, required=True, help="Follows from this grade."
    )
    rate_key = fields.Char(
        string="Value of the rate",
        help="Which value of the clause is the share deducted in percent; empty: the "
        "office gives it.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "This kind of consequence exists already."
    )

    def _rate(self, cycle):
        """Share in percent as the year was opened with it, 0 when not given."""
        self.ensure_one()
        if not self.rate_key:
            return 0.0
        return cycle._number(self.clause_id.code, self.rate_key)
