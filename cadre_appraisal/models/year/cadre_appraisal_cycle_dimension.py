from odoo import api, fields, models


class CadreAppraisalCycleDimension(models.Model):
    """Weight of a content in one year (A-08); fixed when the year is opened."""

    _name = "cadre.appraisal.cycle.dimension"
    _description = "Weight of a Content"
    _inherit = ["cadre.subject.mixin"]
    _subject_parent = "cycle_id"
    _order = "sequence, id"

    cycle_id = fields.Many2one(
        "cadre.appraisal.cycle", required=True, index=True, ondelete="cascade"
    )
    dimension_id = fields.Many2one(
        "cadre.dimension", string="Content", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(default=10)
    weight = fields.Float(string="Weight (%)", digits=(5, 2), required=True)

    _dimension_uniq = models.Constraint(
        "UNIQUE(cycle_id, dimension_id)", "A content has one weight in a year (A-08)."
    )
    _weight_check = models.Constraint(
        "CHECK(weight >= 0 AND weight <= 100)",
        "The weight of a content lies between 0 and 100 percent (A-08).",
    )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.cycle_id._check_settings_open()
        return lines

    def write(self, vals):
        self.cycle_id._check_settings_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        self.cycle_id._check_settings_open()
