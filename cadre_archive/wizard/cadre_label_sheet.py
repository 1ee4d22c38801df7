from odoo import api, fields, models

from ..rules.labels import SHEETS


class CadreLabelSheet(models.TransientModel):
    """Prints labels for files and places onto sheets of self-adhesive labels."""

    _name = "cadre.label.sheet"
    _description = "Labels"

    dossier_ids = fields.Many2many("cadre.dossier", string="Files")
    place_ids = fields.Many2many("cadre.place", string="Places")
    sheet = fields.Selection(
        [
            ("3x8", "3 × 8 labels of 70 × 36 mm"),
            ("3x7", "3 × 7 labels of 63.5 × 38.1 mm"),
            ("2x7", "2 × 7 labels of 99.1 × 38.1 mm"),
            ("5x13", "5 × 13 labels of 38.1 × 21.2 mm"),
        ],
        required=True,
        default="3x8",
    )
    code = fields.Selection(
        [("both", "Code 128 and QR"), ("code128", "Code 128"), ("qr", "QR code")],
        required=True,
        default="both",
        help="The code holds the number of the file or of the place, no personal data.",
    )
    with_name = fields.Boolean(
        string="With the cadre's name",
        default=True,
        help="Beside the number on the label; the code never holds it.",
    )
    used = fields.Integer(
        string="Labels used up",
        help="How many labels of the first sheet are gone already, counted by rows.",
    )
    shift_x = fields.Float(
        string="Shift to the right (mm)",
        digits=(6, 1),
        help="When the printer is a little off; negative: to the left.",
    )
    shift_y = fields.Float(string="Shift down (mm)", digits=(6, 1))
    label_count = fields.Integer(string="Labels", compute="_compute_label_count")

    _used_check = models.Constraint("CHECK(used >= 0)", "Count from 0.")

    @api.depends("dossier_ids.volume_count", "place_ids")
    def _compute_label_count(self):
        for wizard in self:
            wizard.label_count = sum(wizard.dossier_ids.mapped("volume_count")) + len(
                wizard.place_ids
            )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        ids = self.env.context.get("active_ids") or []
        targets = {"cadre.dossier": "dossier_ids", "cadre.place": "place_ids"}
        if name := targets.get(self.env.context.get("active_model")):
            values[name] = [(6, 0, ids)]
        return values

    def action_print(self):
        self.ensure_one()
        self.used = self.used % SHEETS[self.sheet].count
        report = self.env.ref("cadre_archive.cadre_label_report")
        return report.report_action(self, config=False)
