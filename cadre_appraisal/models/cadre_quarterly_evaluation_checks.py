from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import months
from .cadre_quarterly_evaluation import EXCLUSION, JUDGEMENT, TALK

# What the steps, the objection and the hand-over set; nobody types it in.
BY_SYSTEM = {
    "score",
    "grade_suggested",
    "date_fed_back",
    "date_acknowledged",
    "evaluator_id",
    "line_ids",
    "is_private",
    "objection",
    "date_objected",
}


class CadreQuarterlyEvaluation(models.Model):
    """Who may write what of a quarter until when, and what each step needs."""

    _inherit = "cadre.quarterly.evaluation"

    # --- Persons ---

    def _avoided(self):
        """Those of the records that are about the user himself or a relative."""
        own = self.env["hr.employee"]._of_user()
        avoided = set().union(*own._avoided_employees().values())
        return self.filtered(lambda record: record.employee_id.id in avoided)

    def _led(self):
        """Those that the user evaluates: his line, or the line he stands in for.

        Never his own and never a relative's, by whichever road he came (A-28).
        """
        return (super()._led() | self._deputised()) - self._avoided()

    def _check_avoidance(self):
        """Nobody evaluates himself or a relative (A-28).

        :raises AccessError:
        """
        if self.env.su:
            return
        self._check_not_own("A-28")
        if avoided := self._avoided():
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                self.env._("%s is your relative.", avoided[0].employee_id.name),
                self.env._(
                    "Name a delegate for this cadre, or ask the clerk to do it."
                ),
                exception=AccessError,
            )

    def _check_transition(self, source, target):
        if not self.env.su and target != "acknowledged":
            self._check_avoidance()
        elif not self.env.su:
            (self - self._own())._check_avoidance()
        return super()._check_transition(source, target)

    # --- Writing ---

    def _check_edit(self, vals):
        """Who may change what, and until when.

        :raises AccessError: a person to whom it does not belong, or for himself
        :raises UserError: the step for it is over
        """
        clause = self.env["cadre.clause"]
        names = set(vals)
        judging = names & JUDGEMENT
        if names & (JUDGEMENT | TALK | EXCLUSION | {"objection_reply"}):
            self._check_avoidance()
            if not self._is_clerk() and self._led() != self:
                raise clause._refusal(
                    "A-28",
                    self.env._("Only the leader in charge evaluates this cadre."),
                    self.env._("Ask the clerk who the leader in charge is."),
                    exception=AccessError,
                )
        if names & EXCLUSION and not self._is_clerk():
            raise clause._refusal(
                "A-45",
                self.env._("Only the office leaves a quarter out."),
                self.env._("Tell the appraisal clerk the reason."),
                exception=AccessError,
            )
        if names & BY_SYSTEM:
            raise clause._refusal(
                "A-29",
                self.env._(
                    "Scores, suggested grade, dates and objections are set by the "
                    "system."
                ),
                self.env._("Score the five contents and use the buttons."),
            )
        for evaluation in self:
            state = evaluation.state
            if judging and state != "draft":
                raise clause._refusal(
                    "A-28",
                    self.env._("%s is scored already.", evaluation.display_name),
                    self.env._(
                        "Take it back to “To score” first, as long as it is not fed "
                        "back."
                    ),
                )
            if names & TALK and state not in ("draft", "scored", "talked"):
                raise clause._refusal(
                    "A-31",
                    self.env._("%s has been fed back.", evaluation.display_name),
                    self.env._("The record of the talk stands."),
                )
            if "objection_reply" in names and not evaluation.objection:
                raise clause._refusal(
                    "A-32",
                    self.env._(
                        "%s: there is no objection to answer.",
                        evaluation.display_name,
                    ),
                    self.env._("Leave the answer empty."),
                )
            if judging:
                evaluation._check_begun()

    # --- Steps ---

    def _begins(self):
        """First day of the quarter."""
        return months.months_of_quarter(self.cycle_id.year, int(self.quarter))[0]

    def _check_begun(self):
        """A quarter that has not begun cannot be judged (A-28)."""
        if fields.Date.context_today(self) < self._begins():
            raise self.env["cadre.clause"]._refusal("A-28", *self._begun_problem())

    def _begun_problem(self):
        return (
            self.env._("%s: the quarter has not begun yet.", self.display_name),
            self.env._("Evaluate it from %s on.", self._begins()),
        )

    @api.model
    def _refuse(self, problems):
        """Raise the first of the problems.

        :param problems: iterable of ``(evaluation, clause code, what, remedy)``
        """
        for _evaluation, code, what, remedy in problems:
            raise self.env["cadre.clause"]._refusal(code, what, remedy)

    def _check_scored(self):
        """Conditions of scoring: all contents, grade, comment (A-28..A-30)."""
        self._check_avoidance()
        self._refuse(self._scored_problems())

    def _check_talked(self):
        """Conditions of the talk: day, place, what was said (A-31)."""
        self._refuse(self._talked_problems())

    def _scored_problems(self):
        """What each evaluation lacks to be scored, at most one problem each."""
        length = self.env["cadre.clause"]._threshold("A-30", "comment_length")
        today = fields.Date.context_today(self)
        for evaluation in self:
            problem = evaluation._scored_problem(length, today)
            if problem:
                yield evaluation, *problem

    def _scored_problem(self, length, today):
        env, name = self.env, self.display_name
        if today < self._begins():
            return "A-28", *self._begun_problem()
        if self.cycle_id.state != "open":
            return (
                "A-28",
                env._("%s: the year is not under way.", name),
                env._("Ask the appraisal clerk."),
            )
        if self.is_excluded:
            return (
                "A-45",
                env._("%s is left out of the year.", name),
                env._("Ask the appraisal clerk if it should count after all."),
            )
        scored = self.line_ids.dimension_id
        lacking = self.cycle_id.dimension_line_ids.filtered(
            lambda line: line.weight and line.dimension_id not in scored
        ).dimension_id
        if lacking:
            return (
                "A-28",
                env._(
                    "%(evaluation)s has no score for: %(contents)s.",
                    evaluation=name,
                    contents=", ".join(lacking.mapped("name")),
                ),
                env._("Open it and score the five contents."),
            )
        if not self.grade:
            return (
                "A-29",
                env._("%s has no grade.", name),
                env._("Choose one of the four grades."),
            )
        if self.grade != self.grade_suggested and not (self.grade_reason or "").strip():
            return (
                "A-29",
                env._("%s: the grade is not the one of the score.", name),
                env._("Write the reason, or take the suggested grade."),
            )
        if not length.met(len((self.comment or "").strip())):
            return (
                "A-30",
                env._(
                    "%(evaluation)s: the comment has less than %(length)s characters.",
                    evaluation=name,
                    length=f"{length.value:g}",
                ),
                env._("Write a comment on the quarter."),
            )
        return None

    def _talked_problems(self):
        """What each evaluation lacks of its talk, at most one problem each."""
        today = fields.Date.context_today(self)
        for evaluation in self:
            lacking = [
                self._fields[name]._description_string(self.env)
                for name in ("date_talk", "talk_place", "talk_summary")
                if not (
                    evaluation[name].strip()
                    if isinstance(evaluation[name], str)
                    else evaluation[name]
                )
            ]
            if lacking:
                yield (
                    evaluation,
                    "A-31",
                    self.env._(
                        "%(record)s lacks: %(fields)s.",
                        record=evaluation.display_name,
                        fields=", ".join(lacking),
                    ),
                    self.env._("Open it and record the talk."),
                )
            elif problem := evaluation._talk_day_problem(today):
                yield evaluation, "A-31", *problem

    def _talk_day_problem(self, today):
        """The feedback is given on the day of its step, so "not later than today"
        is "not after the feedback" as well."""
        if self.date_talk > today:
            return (
                self.env._("%s: the talk lies in the future.", self.display_name),
                self.env._("Record it when it has been held."),
            )
        if self.date_talk < self._begins():
            return (
                self.env._(
                    "%(evaluation)s: a talk on %(day)s was held before the quarter "
                    "began.",
                    evaluation=self.display_name,
                    day=self.date_talk,
                ),
                self.env._("Enter the day of the talk about this quarter."),
            )
        return None
