from odoo import api, models
from odoo.exceptions import UserError

from ..base.roles import CLERK

BOARD = {
    "views": "kanban,list,form",
    "context": {"search_default_group_state": 1},
}


class CadreQuarterReadiness(models.AbstractModel):
    """What evaluations wait for, and what each lacks for its next step (A-28..A-32).

    A problem is ``(evaluation, clause code, what, remedy)``; a single step names the
    first one, a whole team in one sitting all of them.
    """

    _name = "cadre.quarter.readiness"
    _description = "Readiness of a Quarter"

    # --- Refusals ---

    @api.model
    def _require(self, problems):
        """Raise the first of the problems.

        :raises UserError:
        """
        for _evaluation, code, what, remedy in problems:
            raise self.env["cadre.clause"]._refusal(code, what, remedy)

    @api.model
    def _require_all(self, evaluations, *problems):
        """Refuse the step of a whole selection, with each reason by name.

        :param problems: iterables of problems
        :raises UserError: nothing is changed
        """
        evaluations.check_access("write")
        if not evaluations:
            raise UserError(self.env._("Choose the evaluations first."))
        evaluations._check_avoidance()
        found = [problem for some in problems for problem in some]
        if not found:
            return
        lines = [
            f"• {what} {remedy} ({code})" for _evaluation, code, what, remedy in found
        ]
        raise UserError(
            self.env._(
                "Nothing was changed: %(count)s of %(all)s are not ready.\n\n%(list)s",
                count=len(found),
                all=len(evaluations),
                list="\n".join(lines),
            )
        )

    # --- What each lacks, at most one problem each ---

    @api.model
    def _out_of_turn(self, evaluations):
        """Why evaluations in another state are not for this step."""
        for evaluation in evaluations:
            yield (
                evaluation,
                "A-28",
                self.env._(
                    "%(evaluation)s is at “%(state)s”.",
                    evaluation=evaluation.display_name,
                    state=evaluation._state_label(evaluation.state),
                ),
                self.env._("Take it out of the selection."),
            )

    @api.model
    def _not_begun(self, evaluations):
        """A quarter that has not begun cannot be judged (A-28)."""
        for evaluation in evaluations:
            if evaluation.company_id._cadre_date() < evaluation._begins():
                yield (
                    evaluation,
                    "A-28",
                    self.env._(
                        "%s: the quarter has not begun yet.", evaluation.display_name
                    ),
                    self.env._("Evaluate it from %s on.", evaluation._begins()),
                )

    @api.model
    def _scored(self, evaluations):
        """What is lacking to be scored: all contents, grade, comment (A-28..A-30)."""
        for evaluation in evaluations:
            length = evaluation.cycle_id._threshold("A-30", "comment_length")
            if early := next(self._not_begun(evaluation), None):
                yield early
            elif problem := self._score_problem(evaluation, length):
                yield evaluation, *problem

    @api.model
    def _score_problem(self, evaluation, length):
        env, name = self.env, evaluation.display_name
        if evaluation.cycle_id.state != "open":
            return (
                "A-28",
                env._("%s: the year is not under way.", name),
                env._("Ask the appraisal clerk."),
            )
        if evaluation.is_excluded:
            return (
                "A-45",
                env._("%s is excluded from the year.", name),
                env._("Ask the appraisal clerk if it should count after all."),
            )
        scored = evaluation.line_ids.dimension_id
        lacking = evaluation.cycle_id.dimension_line_ids.filtered(
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
        if not evaluation.grade:
            return (
                "A-29",
                env._("%s has no grade.", name),
                env._("Choose one of the four grades."),
            )
        if (
            evaluation.grade != evaluation.grade_suggested
            and not (evaluation.grade_reason or "").strip()
        ):
            return (
                "A-29",
                env._("%s: the grade is not the one of the score.", name),
                env._("Write the reason, or take the suggested grade."),
            )
        if not length.met(len((evaluation.comment or "").strip())):
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

    @api.model
    def _talked(self, evaluations):
        """What is lacking of the talk: day, place, what was said (A-31)."""
        for evaluation in evaluations:
            lacking = [
                evaluation._fields[name]._description_string(self.env)
                for name in ("date_talk", "talk_place", "talk_summary")
                if not str(evaluation[name] or "").strip()
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
            elif problem := self._talk_day_problem(evaluation):
                yield evaluation, "A-31", *problem

    @api.model
    def _talk_day_problem(self, evaluation):
        """The feedback is given on the day of its step, so "not later than today"
        is "not after the feedback" as well."""
        if evaluation.date_talk > evaluation.company_id._cadre_date():
            return (
                self.env._("%s: the talk lies in the future.", evaluation.display_name),
                self.env._("Record it when it has been held."),
            )
        if evaluation.date_talk < evaluation._begins():
            return (
                self.env._(
                    "%(evaluation)s: a talk on %(day)s was held before the quarter "
                    "began.",
                    evaluation=evaluation.display_name,
                    day=evaluation.date_talk,
                ),
                self.env._("Enter the day of the talk about this quarter."),
            )
        return None

    @api.model
    def _objected(self, evaluations, text):
        """Why a cadre cannot object in these words (A-32)."""
        for evaluation in evaluations:
            name = evaluation.display_name
            if evaluation.state != "fed_back":
                yield (
                    evaluation,
                    "A-32",
                    self.env._("%s cannot be objected to now.", name),
                    self.env._(
                        "Object between feedback and acknowledgement; later, apply "
                        "for a review of the annual result."
                    ),
                )
            elif evaluation.objection:
                yield (
                    evaluation,
                    "A-32",
                    self.env._("%s has an objection on record; it stays.", name),
                    self.env._("Talk with the leader in charge about it."),
                )
            elif not text:
                yield (
                    evaluation,
                    "A-32",
                    self.env._("An objection needs words."),
                    self.env._("Write what you object to."),
                )

    @api.model
    def _not_objected(self, evaluations):
        """Where there is no objection to answer (A-32)."""
        for evaluation in evaluations:
            if not evaluation.objection:
                yield (
                    evaluation,
                    "A-32",
                    self.env._(
                        "%s: there is no objection to answer.", evaluation.display_name
                    ),
                    self.env._("Leave the answer empty."),
                )

    @api.model
    def _without_evaluator(self, evaluations):
        """Those whose leader may not evaluate them while nobody stands in (A-28)."""
        # Whose kin somebody is, is asked as superuser; the office alone is answered.
        avoided = evaluations.sudo().leader_id._avoided_employees()
        return evaluations.filtered(
            lambda evaluation: (
                evaluation.state in ("draft", "scored", "talked")
                and evaluation.employee_id.id
                in avoided.get(evaluation.leader_id.id, ())
                # Whether somebody stands in, not who.
                and not evaluation.sudo().delegate_user_ids
            )
        )

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "appraisal":
            return []
        return [
            self._own_card(),
            *self._leader_cards(),
            *self._office_cards(),
            self._delegate_card(),
            self._kin_card(),
        ]

    @api.model
    def _card(self, title, *domain, **options):
        model = "cadre.quarterly.evaluation"
        return self.env["cadre.desk"]._desk_card(title, model, [*domain], **options)

    @api.model
    def _waiting(self, *states):
        """Domain of what is under way and at one of these states."""
        return [
            ("cycle_id.state", "=", "open"),
            ("state", "in", states),
            ("is_excluded", "=", False),
        ]

    @api.model
    def _ended(self):
        """Domain of quarters that are over, by the clock of each office."""

        def over(day):
            ended = [str(quarter) for quarter in range(1, (day.month - 1) // 3 + 1)]
            return [
                "|",
                ("cycle_id.year", "<", day.year),
                "&",
                ("cycle_id.year", "=", day.year),
                ("quarter", "in", ended),
            ]

        return list(self.env["res.company"]._cadre_today(over))

    @api.model
    def _own_card(self):
        fed_back = [
            ("employee_id", "in", self.env["hr.employee"]._of_user().ids),
            ("state", "=", "fed_back"),
        ]
        return self._card(
            self.env._("My evaluations to acknowledge"),
            *fed_back,
            hint=self.env._("Your leader has told you the result of the quarter."),
            clause="A-32",
            sequence=11,
        )

    @api.model
    def _leader_cards(self):
        """What a leader in charge has to do for his line; nothing for others."""
        env = self.env
        led = ("leader_id", "in", env["hr.employee"]._of_user().ids)
        if not env["cadre.quarterly.evaluation"].search_count([led], limit=1):
            return []
        return [
            self._card(
                env._("Evaluations to write"),
                led,
                *self._waiting("draft"),
                *self._ended(),
                hint=env._("Score the five contents and write a comment."),
                clause="A-28",
                tone="warning",
                sequence=20,
                **BOARD,
            ),
            self._card(
                env._("Talks to hold"),
                led,
                *self._waiting("scored"),
                hint=env._("A heart-to-heart talk before the feedback."),
                clause="A-31",
                sequence=21,
                **BOARD,
            ),
            self._card(
                env._("Feedback to give"),
                led,
                *self._waiting("talked"),
                clause="A-32",
                sequence=22,
                **BOARD,
            ),
        ]

    @api.model
    def _office_cards(self):
        """Objections to whoever may answer them; what the office watches."""
        env = self.env
        clerk = env.user.has_group(CLERK)
        cards = []
        if clerk:
            cards.append(
                self._card(
                    env._("Quarters not evaluated"),
                    *self._waiting("draft"),
                    *self._ended(),
                    clause="A-28",
                    overview=True,
                    views=BOARD["views"],
                    sequence=33,
                )
            )
        if clerk or env["cadre.quarterly.evaluation"].search_count(
            [("is_mine_to_judge", "=", True)], limit=1
        ):
            objections = [
                ("cycle_id.state", "=", "open"),
                ("employee_id.user_id", "!=", env.uid),
                ("has_objection", "=", True),
                ("objection_reply", "=", False),
            ]
            cards.append(
                self._card(
                    env._("Objections to answer"),
                    *objections,
                    hint=env._(
                        "A cadre objects to a quarter in words; answer the objection."
                    ),
                    clause="A-32",
                    tone="danger",
                    sequence=60,
                )
            )
        return cards

    @api.model
    def _delegate_card(self):
        """The lines that the user stands in for today."""
        env = self.env
        if not env["cadre.appraisal.delegation"]._running_of(env.user.ids):
            return None
        lines = [
            ("is_mine_to_judge", "=", True),
            ("leader_id.user_id", "!=", env.uid),
        ]
        return self._card(
            env._("To evaluate in a leader's place"),
            *lines,
            *self._waiting("draft", "scored", "talked"),
            *self._ended(),
            hint=env._("You stand in for a leader in charge."),
            clause="A-28",
            tone="warning",
            sequence=61,
            **BOARD,
        )

    @api.model
    def _kin_card(self):
        """A leader who is a relative of a cadre of his line is told so (A-28).

        The cadre is his own relative: he learns nothing that he does not know.
        """
        env = self.env
        own = env["hr.employee"]._of_user()
        kin = set().union(*own._avoided_employees().values()) - set(own.ids)
        if not kin:
            return None
        # Quarters of relatives are hidden from him; he gets their number alone.
        waiting_sudo = (
            env["cadre.quarterly.evaluation"]
            .sudo()
            .search(
                [
                    ("leader_id", "in", own.ids),
                    ("employee_id", "in", list(kin)),
                    *self._waiting("draft", "scored", "talked"),
                ]
            )
            .filtered(lambda evaluation: not evaluation.delegate_user_ids)
        )
        if not waiting_sudo:
            return None
        return env["cadre.desk"]._desk_card(
            env._("Relatives in your line"),
            "cadre.appraisal.delegation",
            [("leader_id", "in", own.ids)],
            hint=env._("You may not evaluate them: name a delegate."),
            clause="A-28",
            tone="danger",
            sequence=62,
            hidden=len(waiting_sudo),
        )
