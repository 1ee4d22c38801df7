from odoo import fields, models


class CadreMaterialType(models.Model):
    """What kinds of papers a file holds, where each belongs and what it needs.

    ===========  =========================
    read         archive clerk
    write        archive head
    create       archive head
    unlink       nobody
    ===========  =========================
    """

    _name = "cadre.material.type"
    _description = "Type of Material"
    _inherit = ["cadre.import.mixin", "cadre.in.use.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "R-61"
    _undeletable = "R-61"
    _order = "category_id, sequence, name"
    _import_key = ("name",)

    name = fields.Char(required=True, translate=True, writable=True)
    category_id = fields.Many2one(
        "cadre.material.category",
        required=True,
        index=True,
        ondelete="restrict",
        writable=True,
    )
    sequence = fields.Integer(default=10, writable=True)
    needs_audit = fields.Boolean(
        help="R-61: has to be audited before it is filed.", writable=True
    )
    needs_seal = fields.Boolean(
        help="R-61: has to bear the seal before it is filed.", writable=True
    )
    needs_signature = fields.Boolean(
        help="R-61: has to be signed before it is filed.", writable=True
    )
