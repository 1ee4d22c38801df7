from odoo import api, fields, models
from odoo.exceptions import AccessError


class CadreReadingBeat(models.Model):
    """Seconds for which a page stayed in sight. Append-only, and nobody's to read.

    ===========  ==========================================================
    all          nobody; their sum is shown on the page view
    ===========  ==========================================================
    """

    _name = "cadre.reading.beat"
    _description = "Time on a Page"
    _inherit = ["cadre.subject.mixin"]
    _subject_parent = "session_id"
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

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Only the viewer writes what was shown."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("What was shown stays on record (R-08)."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(self.env._("What was shown stays on record (R-08)."))
