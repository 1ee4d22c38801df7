from odoo import api, fields, models


class CadreMaterialCategory(models.Model):
    """The classes of a cadre's file: ten, some with sub-classes (facts 5.1).

    Data with a version rather than a fixed list, since the scheme changes (2009, 2018).

    ===========  =========================
    read         archive clerk
    write        archive head
    create       archive head
    unlink       nobody
    ===========  =========================
    """

    _name = "cadre.material.category"
    _description = "Category of Materials"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "R-32"
    _undeletable = "R-32"
    _order = "scheme_version, sequence, id"
    _rec_name = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(
        required=True, help="As pencilled on the paper: 3 or 4-1.", writable=True
    )
    name = fields.Char(required=True, translate=True, writable=True)
    sequence = fields.Integer(default=10, writable=True)
    scheme_version = fields.Char(
        string="Scheme", required=True, default="2009", writable=True
    )
    parent_id = fields.Many2one(
        "cadre.material.category",
        string="Class",
        index=True,
        ondelete="restrict",
        writable=True,
    )
    child_ids = fields.One2many("cadre.material.category", "parent_id")
    is_leaf = fields.Boolean(
        string="Holds materials",
        compute="_compute_is_leaf",
        search="_search_is_leaf",
        help="Classes 4 and 9 hold materials in their sub-classes only.",
    )
    order_rule = fields.Char(
        string="Order within",
        translate=True,
        help="How materials are put in order.",
        writable=True,
    )
    type_ids = fields.One2many(
        "cadre.material.type", "category_id", string="Types", writable=True
    )
    ordering = fields.Selection(
        [("date", "By date"), ("type", "By type, then by date")],
        string="Put in order",
        required=True,
        compute="_compute_ordering",
        store=True,
        readonly=False,
        precompute=True,
        help="Results come first in classes 5 and 8, the League before the Party in "
        "class 6: there the types of material, in their own sequence, decide.",
        writable=True,
    )
    blank_lines = fields.Integer(
        compute="_compute_ordering",
        store=True,
        readonly=False,
        precompute=True,
        help="Left empty behind this class on the printed catalogue, for later papers.",
        writable=True,
        bounds=(None, 100),
    )

    _code_uniq = models.Constraint(
        "UNIQUE(scheme_version, code)", "The scheme has this class already."
    )
    _blank_lines_check = models.Constraint(
        "CHECK(blank_lines BETWEEN 0 AND 40)", "Between 0 and 40 blank lines."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for category in self:
            category.display_name = f"{category.code} {category.name or ''}".strip()

    @api.depends("child_ids")
    def _compute_is_leaf(self):
        for category in self:
            category.is_leaf = not category.child_ids

    def _search_is_leaf(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("child_ids", "=", False)]

    @api.depends("code")
    def _compute_ordering(self):
        for category in self:
            code = category.code or ""
            category.ordering = "type" if code in ("5", "6", "8") else "date"
            # Class 9 grows fastest: 10 lines between its sub-parts (facts 5.2).
            category.blank_lines = 10 if code.startswith("9-") else 2
