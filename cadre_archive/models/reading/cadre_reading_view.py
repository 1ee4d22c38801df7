from odoo import fields, models


class CadreReadingView(models.Model):
    """A page that was shown to a reader. Append-only.

    ===========  ==========================================================
    read         archive clerk; none of an application with his own file or a
                 relative's on it (R-03, R-04)
    create       the viewer's gate only: :meth:`cadre.reading.session._picture`
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.reading.view"
    _description = "Page Shown to a Reader"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "access_id.line_ids.employee_id"
    _dossier_path = "access_id.line_ids.dossier_id"
    _append_only = "R-08"
    _order = "id desc"
    _log_access = False
    _rec_name = "date"

    session_id = fields.Many2one(
        "cadre.reading.session",
        string="Reading Session",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    material_id = fields.Many2one(
        "cadre.material",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    scan_id = fields.Many2one(
        "cadre.scan", required=True, readonly=True, index=True, ondelete="restrict"
    )
    page = fields.Integer(required=True, readonly=True, aggregator=False)
    user_id = fields.Many2one(
        "res.users",
        string="Read by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Datetime(
        string="Shown at",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    seconds = fields.Integer(
        compute="_compute_seconds", help="How long the page was in sight."
    )

    def _compute_seconds(self):
        # Beats are nobody's to read; the views they belong to are read here.
        totals = dict(
            self.env["cadre.reading.beat"]
            .sudo()
            ._read_group([("view_id", "in", self.ids)], ["view_id"], ["seconds:sum"])
        )
        for view in self:
            view.seconds = totals.get(view.sudo(), 0)
