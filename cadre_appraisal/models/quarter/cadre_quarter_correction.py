from odoo import api, fields, models

from ..month.cadre_monthly_record import QUARTERS
from ..year.cadre_appraisal import GRADE_SELECTION


class CadreQuarterCorrection(models.Model):
    """What a quarter said before it was corrected, and why it was (A-32).

    ============  =========================================================
    read          the cadre, the leader in charge, clerk, inspector, leading
                  group: it was fed back once
    create        only the step that takes an evaluation back
    write         nobody
    unlink        nobody
    ============  =========================================================
    """

    _name = "cadre.quarter.correction"
    _description = "Correction of a Quarter"
    _inherit = ["cadre.closed.mixin"]
    _subject_path = "employee_id"
    # Whoever it is about, and kin, could read it when it was given.
    _avoids = ()
    _cycle_path = "evaluation_id.cycle_id"
    _guard_clause = "A-32"
    _append_only = "A-32"
    _order = "date desc, id desc"

    evaluation_id = fields.Many2one(
        "cadre.quarterly.evaluation", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    quarter = fields.Selection(QUARTERS, required=True)
    date = fields.Date(string="Taken back on", required=True)
    user_id = fields.Many2one(
        "res.users", string="Taken back by", required=True, ondelete="restrict"
    )
    reason = fields.Text(required=True)
    score = fields.Float(string="Score before", digits=(5, 2), aggregator=None)
    points = fields.Json(string="Scores of the contents before")
    grade = fields.Selection(GRADE_SELECTION, string="Grade before")
    grade_reason = fields.Text(string="Why another grade")
    comment = fields.Text(string="Comment before")
    date_talk = fields.Date(string="Talk on")
    talk_place = fields.Char()
    talk_summary = fields.Text()
    date_fed_back = fields.Date(string="Fed back on")
    date_acknowledged = fields.Date(string="Acknowledged on")
    objection = fields.Text()
    date_objected = fields.Date(string="Objected on")
    objection_reply = fields.Text(string="Answer to the objection")
    evaluator_id = fields.Many2one(
        "res.users", string="Evaluated by", ondelete="restrict"
    )
    sheet = fields.Json(string="Figures as signed")

    @api.depends("evaluation_id", "date")
    def _compute_display_name(self):
        for correction in self:
            # Named for whoever may read the correction.
            name = correction.evaluation_id.sudo().display_name
            correction.display_name = f"{name} {correction.date or ''}"
