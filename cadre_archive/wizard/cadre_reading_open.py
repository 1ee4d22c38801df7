from odoo import api, fields, models


class CadreReadingOpen(models.TransientModel):
    """Asks for whom, and for how long, before scans are opened."""

    _name = "cadre.reading.open"
    _description = "Open Scans for Reading"

    access_id = fields.Many2one(
        "cadre.access", string="Application", required=True, readonly=True
    )
    reader_id = fields.Many2one(
        "cadre.access.reader",
        required=True,
        domain="[('access_id', '=', access_id)]",
        help="R-16: nobody else can open it.",
    )
    minutes_left = fields.Integer(
        string="Minutes left", compute="_compute_minutes_left"
    )
    minutes = fields.Integer(
        compute="_compute_minutes",
        store=True,
        readonly=False,
        help="Counted from the moment at which the reader opens it.",
    )
    date_until = fields.Datetime(
        string="Valid until",
        required=True,
        default=lambda self: self.env["cadre.reading.session"]._valid_until(),
        help="It closes then, whatever is left of the minutes.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        access = self.env["cadre.access"].browse(values.get("access_id"))
        # A single reader need not be chosen.
        if access and len(access.reader_ids) == 1:
            values.setdefault("reader_id", access.reader_ids.id)
        return values

    @api.depends("reader_id")
    def _compute_minutes_left(self):
        for wizard in self:
            wizard.minutes_left = (
                wizard.access_id._minutes_left(wizard.reader_id)
                if wizard.reader_id
                else wizard.access_id.granted_minutes
            )

    @api.depends("minutes_left")
    def _compute_minutes(self):
        for wizard in self:
            wizard.minutes = wizard.minutes_left

    def action_open(self):
        self.ensure_one()
        session = self.access_id._open_reading(
            self.reader_id, self.minutes, self.date_until
        )
        return {
            "type": "ir.actions.act_window",
            "name": session.name,
            "res_model": session._name,
            "res_id": session.id,
            "views": [[False, "form"]],
        }
