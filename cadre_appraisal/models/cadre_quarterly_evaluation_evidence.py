from odoo import api, fields, models

from ..rules import months
from ..rules.progress import mean_of


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
        compute="_compute_work",
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
        string="Months submitted", compute="_compute_work", aggregator=None
    )

    @api.depends("appraisal_id", "quarter")
    def _compute_record_ids(self):
        """As far as the user may read them: no superuser here."""
        records = self.env["cadre.monthly.record"].search(
            [
                ("appraisal_id", "in", self.appraisal_id.ids),
                ("quarter", "in", list(set(self.mapped("quarter")))),
            ],
            order="month",
        )
        by_quarter = records.grouped(lambda r: (r.appraisal_id.id, r.quarter))
        for evaluation in self:
            mine = by_quarter.get(
                (evaluation.appraisal_id.id, evaluation.quarter),
                self.env["cadre.monthly.record"],
            )
            evaluation.record_ids = mine
            evaluation.work_line_ids = mine.line_ids

    @api.depends("appraisal_id", "quarter")
    def _compute_work(self):
        """Counted by the database: a board asks it for hundreds of cards."""
        domain = [
            ("appraisal_id", "in", self.appraisal_id.ids),
            ("quarter", "in", list(set(self.mapped("quarter")))),
        ]
        # As far as the user may read them: no superuser here.
        submitted = {
            (appraisal.id, quarter): count
            for appraisal, quarter, count in self.env[
                "cadre.monthly.record"
            ]._read_group(
                [*domain, ("state", "=", "submitted")],
                ["appraisal_id", "quarter"],
                ["__count"],
            )
        }
        progress = {
            (appraisal.id, quarter): mean_of(total, count)
            for appraisal, quarter, total, count in self.env[
                "cadre.monthly.record.line"
            ]._read_group(
                [("record_id", "any", domain)],
                ["record_id.appraisal_id", "record_id.quarter"],
                ["progress:sum", "__count"],
            )
        }
        for evaluation in self:
            key = evaluation.appraisal_id.id, evaluation.quarter
            evaluation.submitted_count = submitted.get(key, 0)
            evaluation.completion = progress.get(key, 0.0)

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
