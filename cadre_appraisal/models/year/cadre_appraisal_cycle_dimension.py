from odoo import fields, models

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open


class CadreAppraisalCycleDimension(models.Model):
    """Weight of a content in one year (A-08); fixed when the year is opened."""

    _name = "cadre.appraisal.cycle.dimension"
    _description = "Weight of a Content"
    _inherit = ["cadre.closed.mixin"]
    _subject_parent = "cycle_id"
    _cycle_path = "cycle_id"
    _guard_clause = "A-02"
    _guard_state = "cycle_id.state"
    _unlink_open = "draft"
    _order = "sequence, id"

    cycle_id = fields.Many2one(
        "cadre.appraisal.cycle",
        required=True,
        index=True,
        ondelete="cascade",
        writable=Open(states=("draft",), once=True),
    )
    dimension_id = fields.Many2one(
        "cadre.dimension",
        string="Content",
        required=True,
        ondelete="restrict",
        writable="draft",
    )
    sequence = fields.Integer(default=10, writable="draft")
    weight = fields.Float(
        string="Weight (%)",
        digits=(5, 2),
        required=True,
        writable="draft",
        logged=True,
    )

    _dimension_uniq = models.Constraint(
        "UNIQUE(cycle_id, dimension_id)", "A content has one weight in a year (A-08)."
    )
    _weight_check = models.Constraint(
        "CHECK(weight >= 0 AND weight <= 100)",
        "The weight of a content lies between 0 and 100 percent (A-08).",
    )

    def _guard_remedy(self, reason, names):
        return self.env._("Change the clause register for the next year.")
