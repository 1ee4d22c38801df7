from odoo import api, fields, models

from ..rules import months
from ..rules.progress import mean_progress


class CadreQuarterlyEvaluation(models.Model):
    """What the leader sees beside the scores: records, completion, events (A-23)."""

    _inherit = "cadre.quarterly.evaluation"

    record_ids = fields.Many2many(
        "cadre.monthly.record",
        string="Monthly records",
        compute="_compute_record_ids",
    )
    work_line_ids = fields.Many2many(
        "cadre.monthly.record.line",
        string="Work done",
        compute="_compute_record_ids",
    )
    completion = fields.Float(
        string="Completion (%)",
        compute="_compute_record_ids",
        aggregator=None,
        help="A-23: mean over the tasks of the quarter; a suggestion for the score of "
        "job performance, no more.",
    )
    event_ids = fields.Many2many(
        "cadre.conduct.event",
        string="Events",
        compute="_compute_event_ids",
        help="A-35: the verified ones.",
    )
    submitted_count = fields.Integer(
        string="Months submitted", compute="_compute_record_ids", aggregator=None
    )

    @api.depends("appraisal_id", "quarter")
    def _compute_record_ids(self):
        """As far as the user may read them: no superuser here."""
        records = self.env["cadre.monthly.record"].search(
            [("appraisal_id", "in", self.appraisal_id.ids)], order="month"
        )
        by_quarter = records.grouped(lambda r: (r.appraisal_id.id, r.quarter))
        for evaluation in self:
            mine = by_quarter.get(
                (evaluation.appraisal_id.id, evaluation.quarter),
                self.env["cadre.monthly.record"],
            )
            lines = mine.line_ids
            evaluation.record_ids = mine
            evaluation.work_line_ids = lines
            evaluation.submitted_count = len(
                mine.filtered(lambda r: r.state == "submitted")
            )
            evaluation.completion = mean_progress(lines.mapped("progress")) or 0.0

    @api.depends("appraisal_id", "quarter")
    def _compute_event_ids(self):
        events = self.env["cadre.conduct.event"].search(
            [
                ("appraisal_id", "in", self.appraisal_id.ids),
                ("state", "in", ("verified", "handled")),
            ],
            order="date",
        )
        by_quarter = events.grouped(
            lambda event: (
                event.appraisal_id.id,
                str(months.quarter_of(event.date.month)),
            )
        )
        for evaluation in self:
            evaluation.event_ids = by_quarter.get(
                (evaluation.appraisal_id.id, evaluation.quarter),
                self.env["cadre.conduct.event"],
            )
