from odoo import fields, models


class CadreReadingBeat(models.Model):
    """Seconds for which a page stayed in sight. Append-only, and nobody's to read.

    ===========  ==========================================================
    all          nobody; their sum is shown on the page view
    ===========  ==========================================================
    """

    _name = "cadre.reading.beat"
    _description = "Time on a Page"
    _inherit = ["cadre.guard.mixin"]
    _subject_parent = "session_id"
    _append_only = "R-08"
    _log_access = False
    _rec_name = "seconds"

    view_id = fields.Many2one(
        "cadre.reading.view",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    session_id = fields.Many2one(
        "cadre.reading.session",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    seconds = fields.Integer(required=True, readonly=True)

    _seconds_check = models.Constraint(
        "CHECK(seconds > 0)", "A beat adds one second or more."
    )
