from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.cadre_archive.models.cadre_transition_mixin import Transition

from ..rules import grades, months, scores
from .cadre_appraisal import GRADE_SELECTION
from .cadre_appraisal_cycle import CLERK
from .cadre_monthly_record import QUARTERS

CODES = ("performance", "attitude", "dedication", "efficiency", "integrity")
SCORES = {f"score_{code}": code for code in CODES}
# Until which state what may be changed, and by whom besides the leader.
JUDGEMENT = {*SCORES, "grade", "grade_reason", "comment"}
TALK = {"date_talk", "talk_place", "talk_summary"}
EXCLUSION = {"is_excluded", "exclusion_reason"}


def _score_field(label, rubric):
    return fields.Float(
        string=label,
        help=rubric,
        digits=(5, 2),
        compute="_compute_content_scores",
        readonly=False,
        inverse="_inverse_content_scores",
        aggregator=None,
    )


class CadreQuarterlyEvaluation(models.Model):
    """What the leader in charge says about a cadre's quarter (A-28..A-32).

    =============  ========================================================
    read           the leader in charge, clerk; inspector and leading group
                   from "scored" on; the cadre from "fed back" on
    create         only the opening of the year
    scored, talked, fed back   only the leader in charge, never for himself
    acknowledged   the cadre; or the clerk, from the signed paper
    write          leader: while it is a draft (talk: until fed back);
                   clerk: the same from paper, and leaving a quarter out
    unlink         nobody
    =============  ========================================================
    """

    _name = "cadre.quarterly.evaluation"
    _description = "Quarterly Evaluation"
    _inherit = ["cadre.personal.mixin", "cadre.transition.mixin", "cadre.import.mixin"]
    _order = "quarter desc, id"
    _import_key = ("cycle_id", "employee_id", "quarter")
    _transitions = (
        Transition(
            "draft", "scored", actors="_led", check="_check_scored", clause="A-28"
        ),
        Transition(
            "scored", "talked", actors="_led", check="_check_talked", clause="A-31"
        ),
        Transition("talked", "fed_back", actors="_led", clause="A-32"),
        Transition(
            "fed_back", "acknowledged", groups=(CLERK,), actors="_own", clause="A-32"
        ),
        # Until the cadre knows it, the leader may change his mind.
        Transition("scored", "draft", actors="_led", clause="A-28"),
        Transition("talked", "scored", actors="_led", clause="A-28"),
    )
    _frozen_fields = (
        "appraisal_id",
        "cycle_id",
        "employee_id",
        "company_id",
        "department_id",
        "leader_id",
        "quarter",
    )

    # The unique index on appraisal and quarter serves this one.
    appraisal_id = fields.Many2one(
        "cadre.appraisal", string="Year of the cadre", required=True, ondelete="cascade"
    )
    quarter = fields.Selection(QUARTERS, required=True)
    line_ids = fields.One2many(
        "cadre.quarterly.evaluation.line", "evaluation_id", string="Scores"
    )
    score_performance = _score_field(
        "Job performance",
        "A-09: tasks done well and efficiently, full workload, achievements.",
    )
    score_attitude = _score_field(
        "Service attitude",
        "A-10: cordial, earnest, honest towards clients; first-asked responsibility.",
    )
    score_dedication = _score_field(
        "Dedication",
        "A-11: knows the business, takes the initiative, discipline and attendance.",
    )
    score_efficiency = _score_field(
        "Work efficiency",
        "A-12: quick, accurate, in time; new methods; temporary tasks.",
    )
    score_integrity = _score_field(
        "Honesty and self-discipline",
        "A-13: keeps the rules on honest government; no violation of discipline.",
    )
    score = fields.Float(
        digits=(5, 2),
        readonly=True,
        aggregator="avg",
        help="A-08: from the five contents with the weights of the year.",
    )
    grade_suggested = fields.Selection(
        GRADE_SELECTION, string="Suggested grade", readonly=True, help="A-29"
    )
    grade = fields.Selection(
        GRADE_SELECTION, help="A-29: another one than suggested needs a reason."
    )
    grade_reason = fields.Text(string="Why another grade")
    comment = fields.Text(help="A-30")
    date_talk = fields.Date(string="Talk on", help="A-31")
    talk_place = fields.Char(help="A-31")
    talk_summary = fields.Text(help="A-31")
    date_fed_back = fields.Date(string="Fed back on", readonly=True, help="A-32")
    date_acknowledged = fields.Date(
        string="Acknowledged on", readonly=True, help="A-32"
    )
    evaluator_id = fields.Many2one(
        "res.users",
        string="Evaluated by",
        readonly=True,
        ondelete="restrict",
        help="Stays, even when another leader takes over.",
    )
    is_excluded = fields.Boolean(
        string="Left out",
        help="A-45: an absent quarter (joined during the year, long leave) does not "
        "count; it is not zero.",
    )
    exclusion_reason = fields.Char(string="Why left out")
    state = fields.Selection(
        [
            ("draft", "To score"),
            ("scored", "Scored"),
            ("talked", "Talk held"),
            ("fed_back", "Fed back"),
            ("acknowledged", "Acknowledged"),
        ],
        default="draft",
        required=True,
        copy=False,
        group_expand=True,
    )

    _quarter_uniq = models.Constraint(
        "UNIQUE(appraisal_id, quarter)", "There is one evaluation a quarter (A-28)."
    )
    _score_check = models.Constraint(
        "CHECK(score BETWEEN 0 AND 100)",
        "A-29: a score lies between 0 and 100 points. Correct the number.",
    )
    _leader_check = models.Constraint(
        "CHECK(leader_id IS NULL OR leader_id <> employee_id)",
        "A-28: nobody evaluates himself.",
    )
    _exclusion_check = models.Constraint(
        "CHECK(is_excluded IS NOT TRUE OR COALESCE(exclusion_reason, '') <> '')",
        "A-45: a quarter is left out only with a reason. Write it.",
    )
    _leader_state_idx = models.Index("(leader_id, state)")

    @api.depends("cycle_id.year", "quarter", "employee_id")
    def _compute_display_name(self):
        for evaluation in self:
            evaluation.display_name = (
                f"{evaluation.cycle_id.year} Q{evaluation.quarter} "
                f"{evaluation.employee_id.name or ''}"
            )

    @api.depends("line_ids.score", "line_ids.dimension_id")
    def _compute_content_scores(self):
        for evaluation in self:
            found = {line.dimension_id.code: line.score for line in evaluation.line_ids}
            for name, code in SCORES.items():
                evaluation[name] = found.get(code, 0.0)

    def _inverse_content_scores(self):
        """The scores are stored by :meth:`write`, which knows a zero from nothing."""

    @api.onchange(*SCORES)
    def _onchange_content_scores(self):
        """Show score and suggested grade while the leader types."""
        given = {line.dimension_id.code for line in self._origin.line_ids} | {
            code for name, code in SCORES.items() if self[name]
        }
        self._suggest(
            {code: self[name] for name, code in SCORES.items() if code in given}
        )

    # --- Constraints ---

    @api.constrains("is_excluded", "state")
    def _check_excluded(self):
        for evaluation in self:
            if evaluation.is_excluded and evaluation.state != "draft":
                raise self.env["cadre.clause"]._refusal(
                    "A-45",
                    self.env._(
                        "%s is left out of the year, so it is not evaluated.",
                        evaluation.display_name,
                    ),
                    self.env._("Ask the appraisal clerk if it should count after all."),
                    exception=ValidationError,
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_made_by_year(
            self.env._("There is no evaluation of this cadre and quarter."),
            self.env._(
                "Evaluations come with the appraisal year: check name and "
                "quarter, or add late joiners on the year."
            ),
        )
        return super().create(vals_list)

    def write(self, vals):
        vals = self._guarded(vals)
        given = {
            code: vals[name]
            for name, code in SCORES.items()
            # An empty cell is no score; zero is one.
            if vals.get(name) is not None and vals[name] is not False
        }
        vals = {name: value for name, value in vals.items() if name not in SCORES}
        if given:
            self.check_access("write")
            self._store_scores(given, keep_grade="grade" in vals)
        return super().write(vals)

    def _check_edit(self, vals):
        """Who may change what, and until when.

        :raises AccessError: a person to whom it does not belong, or for himself
        :raises UserError: the step for it is over
        """
        clause = self.env["cadre.clause"]
        names = set(vals)
        judging = names & JUDGEMENT
        if names & (JUDGEMENT | TALK | EXCLUSION):
            self._check_not_own("A-28")
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
        computed = names & {
            "score",
            "grade_suggested",
            "date_fed_back",
            "date_acknowledged",
            "evaluator_id",
            "line_ids",
        }
        if computed:
            raise clause._refusal(
                "A-29",
                self.env._("Scores, suggested grade and dates are set by the system."),
                self.env._("Score the five contents; the rest follows."),
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
            if judging:
                evaluation._check_begun()

    # --- Business ---

    def _check_begun(self):
        """A quarter that has not begun cannot be judged (A-28)."""
        begins = months.months_of_quarter(self.cycle_id.year, int(self.quarter))[0]
        if fields.Date.context_today(self) < begins:
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                self.env._("%s: the quarter has not begun yet.", self.display_name),
                self.env._("Evaluate it from %s on.", begins),
            )

    def _store_scores(self, given, keep_grade):
        """Store scores of contents and what follows from them.

        :param dict given: ``{code: points}``
        :param bool keep_grade: the same write gives a grade, so none is suggested
        :raises ValidationError: outside 0..100
        """
        for code, value in given.items():
            if not 0 <= value <= 100:
                raise self.env["cadre.clause"]._refusal(
                    "A-29",
                    self.env._(
                        "%(content)s: %(score)s points.",
                        content=self._fields[f"score_{code}"]._description_string(
                            self.env
                        ),
                        score=f"{value:g}",
                    ),
                    self.env._("A score lies between 0 and 100 points."),
                    exception=ValidationError,
                )
        dimensions = {
            dimension.code: dimension.id
            for dimension in self.env["cadre.dimension"].search([])
        }
        # Write access to the evaluation was checked by the caller; the lines
        # themselves nobody writes by hand.
        for evaluation_sudo in self.sudo():
            lines = {line.dimension_id.code: line for line in evaluation_sudo.line_ids}
            self.env["cadre.quarterly.evaluation.line"].sudo().create(
                [
                    {
                        "evaluation_id": evaluation_sudo.id,
                        "dimension_id": dimensions[code],
                        "score": value,
                    }
                    for code, value in given.items()
                    if code not in lines
                ]
            )
            for code, value in given.items():
                if code in lines:
                    lines[code].score = value
            evaluation_sudo._suggest(
                {
                    line.dimension_id.code: line.score
                    for line in evaluation_sudo.line_ids
                },
                keep_grade=keep_grade,
            )

    def _suggest(self, given, keep_grade=False):
        """Set score and suggested grade from the scores of the contents.

        :param dict given: ``{code: points}`` of the contents scored so far
        :param bool keep_grade: leave the chosen grade alone
        """
        self.ensure_one()
        weights = {
            line.dimension_id.code: line.weight
            for line in self.cycle_id.dimension_line_ids
        }
        score = scores.quarter_score(given, weights).score
        if score is not None and 0 <= score <= 100:
            suggested = grades.grade_of(score, self.cycle_id._bands())
        else:
            suggested = False
        follows = not self.grade or self.grade == self.grade_suggested
        self.score = score or 0.0
        self.grade_suggested = suggested
        if follows and not keep_grade:
            self.grade = suggested

    def _check_scored(self):
        """Conditions of scoring: all contents, grade, comment (A-28..A-30)."""
        self._check_not_own("A-28")
        clause = self.env["cadre.clause"]
        length = clause._threshold("A-30", "comment_length")
        self._check_under_way("A-28")
        for evaluation in self:
            name = evaluation.display_name
            evaluation._check_begun()
            if evaluation.is_excluded:
                evaluation._check_left_out()
            scored = evaluation.line_ids.dimension_id
            lacking = evaluation.cycle_id.dimension_line_ids.filtered(
                lambda line, scored=scored: (
                    line.weight and line.dimension_id not in scored
                )
            ).dimension_id
            if lacking:
                raise clause._refusal(
                    "A-28",
                    self.env._(
                        "%(evaluation)s has no score for: %(contents)s.",
                        evaluation=name,
                        contents=", ".join(lacking.mapped("name")),
                    ),
                    self.env._("Open it and score the five contents."),
                )
            if not evaluation.grade:
                raise clause._refusal(
                    "A-29",
                    self.env._("%s has no grade.", name),
                    self.env._("Choose one of the four grades."),
                )
            if evaluation.grade != evaluation.grade_suggested and not (
                (evaluation.grade_reason or "").strip()
            ):
                raise clause._refusal(
                    "A-29",
                    self.env._("%s: the grade is not the one of the score.", name),
                    self.env._("Write the reason, or take the suggested grade."),
                )
            if not length.met(len((evaluation.comment or "").strip())):
                raise clause._refusal(
                    "A-30",
                    self.env._(
                        "%(evaluation)s: the comment has less than %(length)s "
                        "characters.",
                        evaluation=name,
                        length=f"{length.value:g}",
                    ),
                    self.env._("Write a comment on the quarter."),
                )

    def _check_left_out(self):
        raise self.env["cadre.clause"]._refusal(
            "A-45",
            self.env._("%s is left out of the year.", self.display_name),
            self.env._("Ask the appraisal clerk if it should count after all."),
        )

    def _check_talked(self):
        """Conditions of the talk: day, place, what was said (A-31)."""
        self._check_filled(
            "A-31",
            lambda evaluation: ("date_talk", "talk_place", "talk_summary"),
            self.env._("Open it and record the talk."),
        )
        today = fields.Date.context_today(self)
        for evaluation in self:
            if evaluation.date_talk > today:
                raise self.env["cadre.clause"]._refusal(
                    "A-31",
                    self.env._(
                        "%s: the talk lies in the future.", evaluation.display_name
                    ),
                    self.env._("Record it when it has been held."),
                )

    def _after_transition(self, target):
        result = super()._after_transition(target)
        today = fields.Date.context_today(self)
        stamps = {
            "scored": {"evaluator_id": self.env.uid},
            "fed_back": {"date_fed_back": today},
            "acknowledged": {"date_acknowledged": today},
        }.get(target)
        if stamps:
            self.sudo().write(stamps)  # stamps of the step checked just now
        return result

    # --- Actions ---

    def action_score(self):
        """Button of the leader: the evaluation is written."""
        self.write({"state": "scored"})

    def action_talk(self):
        """Button of the leader: the talk was held."""
        self.write({"state": "talked"})

    def action_feed_back(self):
        """Button of the leader: the cadre may see it now."""
        self.write({"state": "fed_back"})

    def action_acknowledge(self):
        """Button of the cadre: seen."""
        self.write({"state": "acknowledged"})

    def action_back(self):
        """Button of the leader: one step back, before the cadre knows it."""
        for state, evaluations in self.grouped("state").items():
            evaluations.write({"state": {"talked": "scored"}.get(state, "draft")})

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import template for quarterly evaluations"),
                "template": "/cadre_appraisal/static/xls/"
                "cadre_quarterly_evaluation.xlsx",
            }
        ]
