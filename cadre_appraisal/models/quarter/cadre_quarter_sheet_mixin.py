from odoo import api, fields, models

from ..year.cadre_appraisal import GRADE_SELECTION
from .cadre_appraisal import GIVEN

# What is counted from elsewhere and was signed with the sheet.
SIGNED = ("submitted_count", "completion", "has_tasks")
SIGNED_BESIDE = ("late_count", "early_count", "absent_count")


def _rubric_field():
    return fields.Text(compute="_compute_beside")


def _days_field(label):
    return fields.Integer(
        string=label, compute="_compute_beside", aggregator=None, help="A-11"
    )


def _self_field(label):
    return fields.Char(
        string=label,
        compute="_compute_beside",
        help="A-27: the cadre's self-evaluation, month by month; it never counts.",
    )


class CadreQuarterSheetMixin(models.AbstractModel):
    """What stands beside the scores of a quarter, on the form and on the sheet.

    It is read off months, events and attendance. With the feedback its figures are
    signed: they stay, whatever becomes of the months later (A-32).
    """

    _name = "cadre.quarter.sheet.mixin"
    _description = "Sheet of a Quarter"

    sheet = fields.Json(
        string="Figures as signed",
        copy=False,
        help="A-32: what was counted on the day of the feedback.",
    )
    record_ids = fields.Many2many(
        "cadre.monthly.record", string="Monthly records", compute="_compute_beside"
    )
    work_line_ids = fields.Many2many(
        "cadre.monthly.record.line", string="Work done", compute="_compute_beside"
    )
    completion = fields.Float(
        string="Completion (%)",
        compute="_compute_work",
        aggregator=None,
        help="A-23: mean over the tasks of the months handed in; a suggestion for the "
        "score of job performance, no more.",
    )
    event_ids = fields.Many2many(
        "cadre.conduct.event",
        string="Events",
        compute="_compute_beside",
        help="A-35: the verified ones.",
    )
    submitted_count = fields.Integer(
        string="Months submitted", compute="_compute_work", aggregator=None
    )
    rubric_performance = _rubric_field()
    rubric_attitude = _rubric_field()
    rubric_dedication = _rubric_field()
    rubric_efficiency = _rubric_field()
    rubric_integrity = _rubric_field()
    grade_rubric = fields.Text(compute="_compute_grade_rubric", help="A-15..A-18")
    self_performance = _self_field("Job performance: self")
    self_attitude = _self_field("Service attitude: self")
    self_dedication = _self_field("Dedication: self")
    self_efficiency = _self_field("Work efficiency: self")
    self_integrity = _self_field("Honesty: self")
    self_grade = _self_field("Overall: self")
    has_tasks = fields.Boolean(compute="_compute_work")
    previous_score = fields.Float(
        string="Last quarter", compute="_compute_previous", aggregator=None
    )
    previous_grade = fields.Selection(
        GRADE_SELECTION, string="Grade of last quarter", compute="_compute_previous"
    )
    late_count = _days_field("Late for work")
    early_count = _days_field("Left early")
    absent_count = _days_field("Absent without leave")
    poor_hint = fields.Char(
        compute="_compute_beside",
        help="A-18: verified complaints suggest “poor”; the leader decides.",
    )

    def _fill(self, what):
        """Fill in what the evidence has of these quarters.

        :param str what: method of ``cadre.quarter.evidence``
        """
        evidence = self.env["cadre.quarter.evidence"]
        found = getattr(evidence, what)(self)
        for evaluation in self:
            values = found[evidence._key(evaluation)]
            signed = evaluation.sheet or {}
            evaluation.update({n: signed.get(n, v) for n, v in values.items()})

    @api.depends("appraisal_id", "quarter", "sheet")
    def _compute_work(self):
        self._fill("_work")

    @api.depends("appraisal_id", "quarter", "sheet")
    def _compute_beside(self):
        self._fill("_beside")

    @api.depends("employee_id", "quarter", "cycle_id.year")
    def _compute_previous(self):
        self._fill("_previous")

    @api.depends("grade", "grade_suggested")
    def _compute_grade_rubric(self):
        self._fill("_grade_rubric")

    # --- Business ---

    def _sign(self):
        """Keep the figures as they stand: the sheet is given now. As superuser."""
        evidence = self.env["cadre.quarter.evidence"]
        work, beside = evidence._work(self), evidence._beside(self)
        for evaluation in self:
            key = evidence._key(evaluation)
            evaluation.sheet = {
                **{name: work[key][name] for name in SIGNED},
                **{name: beside[key][name] for name in SIGNED_BESIDE},
            }

    @api.model
    def _open_matters(self):
        counting = [("is_excluded", "=", False)]
        return [
            *super()._open_matters(),
            (
                self.env._("Quarterly evaluations not fed back"),
                [*counting, ("state", "not in", GIVEN)],
            ),
            (
                self.env._("Quarterly evaluations not acknowledged"),
                [("state", "=", "fed_back")],
            ),
            (
                self.env._("Objections without an answer"),
                [("objection", "!=", False), ("objection_reply", "=", False)],
            ),
        ]
