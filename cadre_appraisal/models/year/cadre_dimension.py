from odoo import fields, models


class CadreDimension(models.Model):
    """One of the five contents of the appraisal, with its rubric (A-07..A-13).

    ===========  ==========================================================
    read         every internal user (A-02)
    write        appraisal clerk: wording and rubric
    create       nobody: the policy has five
    unlink       nobody
    ===========  ==========================================================
    """

    _name = "cadre.dimension"
    _description = "Content of Appraisal"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "A-07"
    _undeletable = "A-07"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    code = fields.Selection(
        [
            ("performance", "Job performance"),
            ("attitude", "Service attitude"),
            ("dedication", "Dedication"),
            ("efficiency", "Work efficiency"),
            ("integrity", "Honesty and self-discipline"),
        ],
        required=True,
        readonly=True,
    )
    name = fields.Char(required=True, translate=True, writable=True)
    sequence = fields.Integer(default=10, writable=True)
    description = fields.Text(
        string="Rubric",
        translate=True,
        help="What to look at; shown beside the score.",
        writable=True,
    )

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Each of the five contents has one record (A-07)."
    )
