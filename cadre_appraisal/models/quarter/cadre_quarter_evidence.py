from collections import Counter

from odoo import api, models
from odoo.fields import Domain

from ...rules import months
from ...rules.progress import mean_of

CODES = ("performance", "attitude", "dedication", "efficiency", "integrity")
# The clause that describes each grade (A-15..A-18).
GRADE_CLAUSES = {
    "excellent": "A-15",
    "good": "A-16",
    "average": "A-17",
    "poor": "A-18",
}


class CadreQuarterEvidence(models.AbstractModel):
    """What lies beside the scores of a quarter: months, work, events, attendance, the
    quarter before, rubrics (A-11, A-15..A-18, A-23, A-27, A-35).

    As far as the user may read it: no superuser here. Each method takes evaluations
    and gives ``{(result id, quarter): {field: value}}``, in a fixed number of queries.
    """

    _name = "cadre.quarter.evidence"
    _description = "Evidence of a Quarter"

    @api.model
    def _domain(self, evaluations):
        return [
            ("appraisal_id", "in", evaluations.appraisal_id.ids),
            ("quarter", "in", list(set(evaluations.mapped("quarter")))),
        ]

    @api.model
    def _beside(self, evaluations):
        """Months with the self-evaluation, events, attendance, rubrics of contents."""
        months_ = self._months(evaluations)
        events = self._events(evaluations)
        attendance = self._attendance(evaluations)
        rubrics = self._rubrics()
        limits = {
            evaluation.appraisal_id.id: evaluation.cycle_id._threshold(
                "A-18", "complaints"
            )
            for evaluation in evaluations
        }
        labels = dict(months_._fields["self_grade"]._description_selection(self.env))
        by_month = months_.grouped(lambda r: (r.appraisal_id.id, r.quarter))
        by_event = events.grouped(
            lambda e: (e.appraisal_id.id, str(months.quarter_of(e.date.month)))
        )
        values = {}
        for key in map(self._key, evaluations):
            mine = by_month.get(key, months_.browse())
            happened = by_event.get(key, events.browse())
            values[key] = {
                **rubrics,
                "record_ids": mine,
                "work_line_ids": mine.line_ids,
                **self._self_evaluation(mine, labels),
                "event_ids": happened,
                "poor_hint": self._poor_hint(happened, limits[key[0]]),
                **{
                    f"{kind}_count": attendance[(*key, kind)]
                    for kind in ("late", "early", "absent")
                },
            }
        return values

    @api.model
    def _months(self, evaluations):
        return self.env["cadre.monthly.record"].search(
            self._domain(evaluations), order="month"
        )

    @api.model
    def _self_evaluation(self, records, labels):
        """Grades of the months in their order (A-27)."""
        submitted = records.filtered(lambda record: record.state == "submitted")
        return {
            name: " · ".join(labels.get(record[name]) or "–" for record in submitted)
            for name in (*(f"self_{code}" for code in CODES), "self_grade")
        }

    @api.model
    def _events(self, evaluations):
        """The verified ones alone (A-35)."""
        return self.env["cadre.conduct.event"].search(
            [
                ("appraisal_id", "in", evaluations.appraisal_id.ids),
                ("state", "in", ("verified", "handled")),
            ],
            order="date",
        )

    @api.model
    def _poor_hint(self, events, limit):
        """Verified complaints suggest “poor” (A-18); the leader decides."""
        count = len(events.filtered(lambda e: e.kind_id.topic == "complaint"))
        if limit.on_boundary(count):
            return self.env._(
                "%s verified complaints: exactly on the limit from which A-18 "
                "suggests “Poor”. You decide.",
                count,
            )
        if limit.met(count):
            return self.env._(
                "%s verified complaints: A-18 suggests “Poor”. You decide.", count
            )
        return False

    @api.model
    def _attendance(self, evaluations):
        """Days that count, by result, quarter and kind (A-11)."""
        counts = Counter()
        for appraisal, month, kind, count in self.env[
            "cadre.attendance.fact"
        ]._read_group(
            [
                ("appraisal_id", "in", evaluations.appraisal_id.ids),
                ("state", "=", "counting"),
            ],
            ["appraisal_id", "date:month", "kind"],
            ["__count"],
        ):
            counts[appraisal.id, str(months.quarter_of(month.month)), kind] += count
        return counts

    @api.model
    def _rubrics(self):
        texts = {
            dimension.code: dimension.description
            for dimension in self.env["cadre.dimension"].search([])
        }
        return {f"rubric_{code}": texts.get(code) for code in CODES}

    @api.model
    def _work(self, evaluations):
        """Counted by the database: a board asks it for hundreds of cards."""
        domain = self._domain(evaluations)
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
        completion = self._completion(domain)
        with_tasks = {
            (appraisal.id, quarter)
            for appraisal, quarter in self.env["cadre.monthly.record.line"]._read_group(
                [("record_id", "any", domain)],
                ["record_id.appraisal_id", "record_id.quarter"],
            )
        }
        return {
            key: {
                "submitted_count": submitted.get(key, 0),
                "completion": completion.get(key, 0.0),
                "has_tasks": key in with_tasks,
            }
            for key in map(self._key, evaluations)
        }

    @api.model
    def _completion(self, domain):
        """Completion of quarters: the mean over the tasks of the months handed in.

        What is not told yet is left out, not zero (A-23). Whoever shows it, on a form,
        a paper or a workbook, asks here.

        :param domain: of monthly records
        :return: ``{(result id, quarter): percent}``; without tasks a quarter lacks
        """
        told = Domain(domain) & Domain("state", "=", "submitted")
        return {
            (appraisal.id, quarter): mean_of(total, count)
            for appraisal, quarter, total, count in self.env[
                "cadre.monthly.record.line"
            ]._read_group(
                [("record_id", "any", told)],
                ["record_id.appraisal_id", "record_id.quarter"],
                ["progress:sum", "__count"],
            )
        }

    @api.model
    def _previous(self, evaluations):
        """Score and grade of the quarter before; a former leader's stay his."""
        found = {
            (e.employee_id.id, e.cycle_id.year * 4 + int(e.quarter)): e
            for e in self.env["cadre.quarterly.evaluation"].search(
                [
                    ("employee_id", "in", evaluations.employee_id.ids),
                    ("state", "!=", "draft"),
                ]
            )
        }
        values = {}
        for evaluation in evaluations:
            number = evaluation.cycle_id.year * 4 + int(evaluation.quarter or 0)
            before = found.get((evaluation.employee_id.id, number - 1))
            values[self._key(evaluation)] = {
                "previous_score": before.score if before else 0.0,
                "previous_grade": before.grade if before else False,
            }
        return values

    @api.model
    def _grade_rubric(self, evaluations):
        clause = self.env["cadre.clause"]
        grades = {e: e.grade or e.grade_suggested for e in evaluations}
        # The register is open to all; four texts at most.
        texts = {
            grade: clause._by_code(GRADE_CLAUSES[grade]).text
            for grade in set(grades.values())
            if grade
        }
        return {
            self._key(evaluation): {"grade_rubric": texts.get(grade)}
            for evaluation, grade in grades.items()
        }

    @api.model
    def _key(self, evaluation):
        return evaluation.appraisal_id.id, evaluation.quarter
