from odoo import fields, models


class CadreAccessCount(models.Model):
    """Pages of one material as counted at the counter, out and in (R-10). Append-only.

    Without a material the file was counted as a whole.

    ===========  ==========================================================
    read         whoever reads the application
    create       only the hand-out and the return
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.access.count"
    _description = "Pages Counted"
    _inherit = ["cadre.guard.mixin"]
    _subject_parent = "access_id"
    _append_only = "R-10"
    _order = "line_id, step desc, id"
    _rec_name = "step"

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    line_id = fields.Many2one(
        "cadre.access.line",
        string="File",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    material_id = fields.Many2one(
        "cadre.material", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    material_name = fields.Char(string="Counted", readonly=True)
    step = fields.Selection(
        [("out", "Hand-out"), ("in", "Return")], required=True, readonly=True
    )
    pages_registered = fields.Integer(
        string="By the Catalogue", readonly=True, help="R-10"
    )
    pages_out = fields.Integer(string="Out", readonly=True, help="R-10")
    pages_in = fields.Integer(string="Back", readonly=True, help="R-10")
    incident_id = fields.Many2one(
        "cadre.incident", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, string="Counted on"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Counted by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )

    _once_uniq = models.UniqueIndex(
        "(line_id, step, COALESCE(material_id, 0))",
        "This material is counted already: open the application again.",
    )
