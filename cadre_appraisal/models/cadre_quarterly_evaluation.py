from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cadre_archive.models.cadre_transition_mixin import Transition

from ..rules import grades, scores
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
    read           the leader in charge and his delegate of the day; clerk,
                   but a draft only before the leader began it or after he
                   handed it over; inspector and leading group from "scored"
                   on; the cadre from "fed back" on; relatives of the cadre
                   nothing before that
    create         only the opening of the year
    scored, talked, fed back   only the leader in charge or his delegate,
                   never for himself or a relative
    acknowledged   the cadre; or the clerk, from the signed paper
    objection      the cadre; or the clerk, from the signed paper; it stays
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
        # The talk again: it can be corrected until then.
        Transition(
            "talked", "fed_back", actors="_led", check="_check_talked", clause="A-32"
        ),
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
    is_private = fields.Boolean(
        string="Leader's own draft",
        readonly=True,
        help="A-28: begun by the leader and not given yet, so nobody else reads it, "
        "the office only after “Hand to the Office”.",
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
                "Evaluations come with the appraisal year: check name and quarter, "
                "or add late joiners on the year. A draft that the leader has begun "
                "is his own until he hands it to the office."
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
        begun = bool(given) or set(vals) & (JUDGEMENT | TALK)
        vals = {name: value for name, value in vals.items() if name not in SCORES}
        if given:
            self.check_access("write")
            self._store_scores(given, keep_grade="grade" in vals)
        result = super().write(vals)
        if begun and not self.env.su:
            self._make_private()
        return result

    # --- Business ---

    def _make_private(self):
        """A draft that its leader has begun is his alone until he gives it (A-28)."""
        drafts = self._led().filtered(lambda e: e.state == "draft" and not e.is_private)
        # Nobody sets the mark by hand; whoever wrote was checked by the write.
        drafts.sudo().write({"is_private": True})

    def _checked_points(self, code, value):
        """Points of a content as a number (A-29).

        :raises ValidationError: no number, or outside 0..100
        """
        try:
            points = float(value)
        except (TypeError, ValueError):
            points = None
        if points is None or not 0 <= points <= 100:
            label = self._fields[f"score_{code}"]._description_string(self.env)
            raise self.env["cadre.clause"]._refusal(
                "A-29",
                self.env._(
                    "%(content)s: %(score)s points.",
                    content=label,
                    score=value if points is None else f"{points:g}",
                ),
                self.env._("A score lies between 0 and 100 points."),
                exception=ValidationError,
            )
        return points

    def _store_scores(self, given, keep_grade):
        """Store scores of contents and what follows from them.

        :param dict given: ``{code: points}``
        :param bool keep_grade: the same write gives a grade, so none is suggested
        :raises ValidationError: outside 0..100
        """
        given = {code: self._checked_points(code, v) for code, v in given.items()}
        dimensions = {
            dimension.code: dimension.id
            for dimension in self.env["cadre.dimension"].search([])
        }
        # Write access to the evaluation was checked by the caller; the lines
        # themselves nobody writes by hand.
        fresh = []
        for evaluation_sudo in self.sudo():
            lines = {line.dimension_id.code: line for line in evaluation_sudo.line_ids}
            for code, value in given.items():
                if code in lines:
                    lines[code].score = value
                else:
                    fresh.append(
                        {
                            "evaluation_id": evaluation_sudo.id,
                            "dimension_id": dimensions[code],
                            "score": value,
                        }
                    )
        self.env["cadre.quarterly.evaluation.line"].sudo().create(fresh)
        for evaluation_sudo in self.sudo():
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

    def _after_transition(self, target):
        result = super()._after_transition(target)
        today = fields.Date.context_today(self)
        stamps = {
            # Taken back, it is the leader's own again; given, it is not.
            "draft": {"is_private": True},
            "scored": {"evaluator_id": self.env.uid, "is_private": False},
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
