from collections import Counter

from odoo import api, fields, models

from ..rules import months
from .cadre_appraisal import GRADE_SELECTION
from .cadre_quarterly_evaluation import CODES

# The clause that describes each grade (A-15..A-18).
GRADE_CLAUSES = {
    "excellent": "A-15",
    "good": "A-16",
    "average": "A-17",
    "poor": "A-18",
}


def _rubric_field():
    return fields.Text(compute="_compute_rubrics")


def _self_field(label):
    return fields.Char(
        string=label,
        compute="_compute_self_evaluation",
        help="A-27: what the cadre says of himself, month by month; it never counts.",
    )


class CadreQuarterlyEvaluation(models.Model):
    """Beside the scores: rubrics, self-evaluation, last quarter, hints."""

    _inherit = "cadre.quarterly.evaluation"

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
    has_tasks = fields.Boolean(compute="_compute_has_tasks")
    previous_score = fields.Float(
        string="Last quarter", compute="_compute_previous", aggregator=None
    )
    previous_grade = fields.Selection(
        GRADE_SELECTION, string="Grade of last quarter", compute="_compute_previous"
    )
    late_count = fields.Integer(
        string="Late for work",
        compute="_compute_attendance",
        aggregator=None,
        help="A-11",
    )
    early_count = fields.Integer(
        string="Left early", compute="_compute_attendance", aggregator=None, help="A-11"
    )
    absent_count = fields.Integer(
        string="Absent without leave",
        compute="_compute_attendance",
        aggregator=None,
        help="A-11",
    )
    poor_hint = fields.Char(
        compute="_compute_poor_hint",
        help="A-18: verified complaints suggest “poor”; the leader decides.",
    )
    needs_delegate = fields.Boolean(
        compute="_compute_needs_delegate",
        help="A-28: the leader in charge may not evaluate this cadre and nobody "
        "stands in for him.",
    )

    def _compute_rubrics(self):
        rubrics = {
            dimension.code: dimension.description
            for dimension in self.env["cadre.dimension"].search([])
        }
        for evaluation in self:
            for code in CODES:
                evaluation[f"rubric_{code}"] = rubrics.get(code)

    @api.depends("grade", "grade_suggested")
    def _compute_grade_rubric(self):
        clause = self.env["cadre.clause"]
        # The register is open to all; four texts at most.
        texts = {
            grade: clause._by_code(code).text
            for grade, code in GRADE_CLAUSES.items()
            if grade in {*self.mapped("grade"), *self.mapped("grade_suggested")}
        }
        for evaluation in self:
            grade = evaluation.grade or evaluation.grade_suggested
            evaluation.grade_rubric = texts.get(grade)

    @api.depends("record_ids")
    def _compute_self_evaluation(self):
        """Grades of the months in their order, as far as the user may read them."""
        names = [f"self_{code}" for code in CODES] + ["self_grade"]
        records = self.env["cadre.monthly.record"]
        labels = dict(records._fields["self_grade"]._description_selection(self.env))
        for evaluation in self:
            for name in names:
                evaluation[name] = " · ".join(
                    labels.get(record[name]) or "–"
                    for record in evaluation.record_ids.sorted("month")
                    if record.state == "submitted"
                )

    @api.depends("work_line_ids")
    def _compute_has_tasks(self):
        for evaluation in self:
            evaluation.has_tasks = bool(evaluation.work_line_ids)

    @api.depends("employee_id", "quarter", "cycle_id.year")
    def _compute_previous(self):
        """As far as the user may read them: a former leader's stay his."""
        found = {
            (e.employee_id.id, e.cycle_id.year * 4 + int(e.quarter)): e
            for e in self.env["cadre.quarterly.evaluation"].search(
                [
                    ("employee_id", "in", self.employee_id.ids),
                    ("state", "!=", "draft"),
                ]
            )
        }
        for evaluation in self:
            before = found.get(
                (
                    evaluation.employee_id.id,
                    evaluation.cycle_id.year * 4 + int(evaluation.quarter or 0) - 1,
                )
            )
            evaluation.previous_score = before.score if before else 0.0
            evaluation.previous_grade = before.grade if before else False

    @api.depends("appraisal_id", "quarter")
    def _compute_attendance(self):
        """Days of the quarter that count, as far as the user may read them (A-11)."""
        found = self.env["cadre.attendance.fact"]._read_group(
            [
                ("appraisal_id", "in", self.appraisal_id.ids),
                ("state", "=", "counting"),
            ],
            ["appraisal_id", "date:month", "kind"],
            ["__count"],
        )
        counts = Counter()
        for appraisal, month, kind, count in found:
            quarter = str(months.quarter_of(month.month))
            counts[appraisal.id, quarter, kind] += count
        for evaluation in self:
            appraisal, quarter = evaluation.appraisal_id.id, evaluation.quarter
            evaluation.late_count = counts[appraisal, quarter, "late"]
            evaluation.early_count = counts[appraisal, quarter, "early"]
            evaluation.absent_count = counts[appraisal, quarter, "absent"]

    @api.depends("event_ids")
    def _compute_poor_hint(self):
        limit = self.env["cadre.clause"]._threshold("A-18", "complaints")
        for evaluation in self:
            count = len(
                evaluation.event_ids.filtered(lambda e: e.kind_id.topic == "complaint")
            )
            hint = False
            if limit.on_boundary(count):
                hint = self.env._(
                    "%s verified complaints: exactly on the limit from which A-18 "
                    "suggests “Poor”. You decide.",
                    count,
                )
            elif limit.met(count):
                hint = self.env._(
                    "%s verified complaints: A-18 suggests “Poor”. You decide.", count
                )
            evaluation.poor_hint = hint

    @api.depends("leader_id", "employee_id")
    @api.depends_context("uid")
    def _compute_needs_delegate(self):
        """Shown to the office, which names a delegate; kinship itself is not told."""
        # Whose kin somebody is, is asked as superuser; the answer is this one mark,
        # and only the office gets it.
        if not self._is_clerk():
            self.needs_delegate = False
            return
        avoided = self.sudo().leader_id._avoided_employees()
        for evaluation in self:
            evaluation.needs_delegate = (
                evaluation.state in ("draft", "scored", "talked")
                and evaluation.employee_id.id
                in avoided.get(evaluation.leader_id.id, ())
                # Whether somebody stands in, not who.
                and not evaluation.sudo().delegate_user_ids
            )

    # --- Actions ---

    def action_view_attendance(self):
        """Link: the days of the quarter that count."""
        self.ensure_one()
        spans = months.months_of_quarter(self.cycle_id.year, int(self.quarter))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Attendance Facts"),
            "res_model": "cadre.attendance.fact",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("appraisal_id", "=", self.appraisal_id.id),
                ("date", ">=", spans[0]),
                ("date", "<=", months.last_day(spans[-1])),
            ],
        }

    def action_view_months(self):
        """Link: the three monthly records of the quarter."""
        self.ensure_one()
        spans = months.months_of_quarter(self.cycle_id.year, int(self.quarter))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Monthly Records"),
            "res_model": "cadre.monthly.record",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("appraisal_id", "=", self.appraisal_id.id),
                ("month", "in", spans),
            ],
        }
