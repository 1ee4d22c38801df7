from odoo import api, fields, models


class CadreRejectionReason(models.Model):
    """Why a material is not filed; each reason cites its rule (R-58).

    ===========  =========================
    read         archive clerk
    write        archive head
    create       archive head
    unlink       nobody
    ===========  =========================
    """

    _name = "cadre.rejection.reason"
    _description = "Reason to Reject a Material"
    _inherit = ["cadre.in.use.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "R-58"
    _undeletable = "R-58"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, writable=True)
    name = fields.Char(required=True, translate=True, writable=True)
    sequence = fields.Integer(default=10, writable=True)
    clause_id = fields.Many2one(
        "cadre.clause",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('code', 'in', ('R-59', 'R-60'))]",
        help="R-58: the rule that this reason applies.",
        writable=True,
    )
    clause_text = fields.Text(
        string="What the clause says", related="clause_id.text", related_sudo=False
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "There is such a reason already.")

    @api.depends("name", "clause_id.code")
    def _compute_display_name(self):
        for reason in self:
            reason.display_name = f"{reason.clause_id.code}: {reason.name}"
