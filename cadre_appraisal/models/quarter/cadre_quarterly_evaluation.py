from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ...rules import grades, months, numbers, scores
from ..base.roles import BY_LEADER, BY_OWNER, CLERK
from ..month.cadre_monthly_record import QUARTERS
from ..year.cadre_appraisal import GRADE_SELECTION
from .cadre_appraisal import GIVEN
from .cadre_quarter_correction_mixin import CORRECTIONS
from .cadre_quarter_evidence import CODES

SCORES = {f"score_{code}": code for code in CODES}
JUDGEMENT = {*SCORES, "grade", "grade_reason", "comment"}
TALK = {"date_talk", "talk_place", "talk_summary"}
EXCLUSION = {"is_excluded", "exclusion_reason"}
# Until which state, and by whom: the leader in charge, or the clerk from paper.
JUDGED = Open(states=("draft",), actors="_judged", clause="A-28")
TALKED = Open(states=("draft", "scored", "talked"), actors="_judged", clause="A-31")
LEFT_OUT = Open(states=("draft",), actors="_judged_by_office", clause="A-45")


def _score_field(label, rubric):
    return fields.Float(
        string=label,
        help=rubric,
        digits=(5, 2),
        compute="_compute_content_scores",
        readonly=False,
        inverse="_inverse_content_scores",
        aggregator=None,
        writable=JUDGED,
        compared=True,
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
    correct        leader or clerk with a reason, once it was fed back: it is
                   a draft again, what it said stays on record
    unlink         nobody
    =============  ========================================================
    """

    _name = "cadre.quarterly.evaluation"
    _description = "Quarterly Evaluation"
    _inherit = [
        "cadre.quarter.sheet.mixin",
        "cadre.quarter.correction.mixin",
        "cadre.personal.mixin",
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.import.mixin",
    ]
    _subject_path = "employee_id"
    _guard_clause = "A-29"
    _order = "quarter desc, id"
    _import_key = ("cycle_id", "employee_id", "quarter")
    _import_template = "cadre_appraisal/static/xls/cadre_quarterly_evaluation.xlsx"
    _transitions = (
        Transition(
            "draft", "scored", actors=BY_LEADER, check="_check_scored", clause="A-28"
        ),
        Transition(
            "scored", "talked", actors=BY_LEADER, check="_check_talked", clause="A-31"
        ),
        # The talk again: it can be corrected until then.
        Transition(
            "talked", "fed_back", actors=BY_LEADER, check="_check_talked", clause="A-32"
        ),
        Transition(
            "fed_back", "acknowledged", groups=(CLERK,), actors=BY_OWNER, clause="A-32"
        ),
        # Until the cadre knows it, the leader may change his mind.
        Transition("scored", "draft", actors=BY_LEADER, clause="A-28"),
        Transition("talked", "scored", actors=BY_LEADER, clause="A-28"),
        *CORRECTIONS,
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
        "A-10: cordial, earnest, honest towards clients; first-contact responsibility.",
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
        aggregator="avg",
        help="A-08: from the five contents with the weights of the year.",
        logged=True,
    )
    grade_suggested = fields.Selection(
        GRADE_SELECTION, string="Suggested grade", help="A-29"
    )
    grade = fields.Selection(
        GRADE_SELECTION,
        writable=JUDGED,
        compared=True,
        help="A-29: another one than suggested needs a reason.",
        logged=True,
    )
    grade_reason = fields.Text(string="Why another grade", writable=JUDGED, logged=True)
    comment = fields.Text(writable=JUDGED, help="A-30")
    date_talk = fields.Date(string="Talk on", writable=TALKED, help="A-31", logged=True)
    talk_place = fields.Char(writable=TALKED, compared=True, help="A-31")
    talk_summary = fields.Text(writable=TALKED, help="A-31")
    date_fed_back = fields.Date(string="Fed back on", help="A-32")
    date_acknowledged = fields.Date(string="Acknowledged on", help="A-32")
    evaluator_id = fields.Many2one(
        "res.users",
        string="Evaluated by",
        ondelete="restrict",
        help="Stays, even when another leader takes over.",
    )
    is_private = fields.Boolean(
        string="Leader's own draft",
        help="A-28: begun by the leader and not given yet, so nobody else reads it, "
        "the office only after “Hand to the Office”.",
    )
    is_excluded = fields.Boolean(
        string="Excluded",
        writable=LEFT_OUT,
        logged=True,
        help="A-45: an absent quarter (joined during the year, long leave) does not "
        "count; it is not zero.",
    )
    exclusion_reason = fields.Char(
        string="Reason for exclusion", writable=LEFT_OUT, logged=True
    )
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
    objection = fields.Text(
        copy=False,
        help="A-32: in the cadre's own words; it stays on record. The cadre may "
        "acknowledge the evaluation all the same.",
    )
    date_objected = fields.Date(string="Objected on", copy=False)
    has_objection = fields.Boolean(
        compute="_compute_has_objection", search="_search_has_objection"
    )
    objection_reply = fields.Text(
        string="Answer to the objection",
        writable=Open(actors="_judged", clause="A-32"),
        help="A-32: of the leader or the office.",
        logged=True,
    )
    can_object = fields.Boolean(compute="_compute_can_object")
    is_mine_to_judge = fields.Boolean(
        compute="_compute_is_mine_to_judge",
        search="_search_is_mine_to_judge",
        help="A-28: of the user's line, or of a line whose delegate the user is today.",
    )
    can_hand_over = fields.Boolean(compute="_compute_can_hand_over")
    can_judge = fields.Boolean(
        compute="_compute_can_hand_over",
        help="A-28: leader in charge, a delegate, or the clerk from paper.",
    )
    needs_delegate = fields.Boolean(
        compute="_compute_needs_delegate",
        help="A-28: the leader in charge may not evaluate this cadre and nobody "
        "stands in for him.",
    )
    is_out_of_service = fields.Boolean(
        string="Not in service",
        help="A-45: the cadre joined after the quarter or left before it, so it is "
        "excluded automatically.",
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
        "A-28: nobody evaluates themselves.",
    )
    _exclusion_check = models.Constraint(
        "CHECK(is_excluded IS NOT TRUE OR COALESCE(exclusion_reason, '') <> '')",
        "A-45: a quarter is excluded only with a reason. Write it.",
    )
    _leader_state_idx = models.Index("(leader_id, state)")

    # --- Walls ---

    @api.model
    def _avoidance_exemption(self, mode):
        return Domain("state", "in", ("fed_back", "acknowledged"))

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
        self.update(
            self._suggested(
                {code: self[name] for name, code in SCORES.items() if code in given}
            )
        )

    @api.depends("objection")
    def _compute_has_objection(self):
        for evaluation in self:
            evaluation.has_objection = bool(evaluation.objection)

    def _search_has_objection(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("objection", "!=" if True in value else "=", False)]

    @api.depends("state", "objection", "employee_id")
    @api.depends_context("uid")
    def _compute_can_object(self):
        mine = self if self._is_clerk() else self._own_records()
        for evaluation in self:
            evaluation.can_object = (
                evaluation in mine
                and evaluation.state == "fed_back"
                and not evaluation.objection
            )

    @api.depends("state", "is_private", "leader_id")
    @api.depends_context("uid")
    def _compute_can_hand_over(self):
        led, judged = self._supervised_by_user(), self._judged()
        for evaluation in self:
            evaluation.can_judge = evaluation in judged
            evaluation.can_hand_over = (
                evaluation in led
                and evaluation.state == "draft"
                and evaluation.is_private
            )

    @api.depends("leader_id", "employee_id")
    @api.depends_context("uid")
    def _compute_is_mine_to_judge(self):
        led = self._supervised_by_user()
        for evaluation in self:
            evaluation.is_mine_to_judge = evaluation in led

    def _search_is_mine_to_judge(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        own = self.env["hr.employee"]._of_user()
        # The lines that he stands in for today; his rights were given by them.
        running = self.env["cadre.appraisal.delegation"]._running_of(self.env.user.ids)
        mine = Domain("leader_id", "in", own.ids) | running._covered()
        return mine & Domain("employee_id", "not in", own.ids)

    @api.depends("leader_id", "employee_id")
    @api.depends_context("uid")
    def _compute_needs_delegate(self):
        """Shown to the office, which names a delegate; kinship itself is not told."""
        lacking = self.browse()
        if self._is_clerk():
            lacking = self.env["cadre.quarter.readiness"]._without_evaluator(self)
        for evaluation in self:
            evaluation.needs_delegate = evaluation in lacking

    # --- Constraints ---

    @api.constrains("is_excluded", "state")
    def _check_excluded(self):
        for evaluation in self:
            if evaluation.is_excluded and evaluation.state != "draft":
                raise self.env["cadre.clause"]._refusal(
                    "A-45",
                    self.env._(
                        "%s is excluded from the year, so it is not evaluated.",
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
                "or add late joiners on the year. A draft that the leader has "
                "begun is the leader's own until handed to the office."
            ),
        )
        return super().create(vals_list)

    def write(self, vals):
        # A file that repeats the reason gives it anew.
        repeated = {"grade_reason"}.intersection(vals)
        if not self._guard_is_off():
            # The scores leave the values before the guard would ask for them.
            vals = self._guard_write(vals)
            readiness = self.env["cadre.quarter.readiness"]
            if JUDGEMENT.intersection(vals):
                readiness._require(readiness._not_begun(self))
            if "objection_reply" in vals:
                readiness._require(readiness._not_objected(self))
        given = {
            code: vals[name]
            for name, code in SCORES.items()
            # An empty cell is no score; zero is one.
            if vals.get(name) is not None and vals[name] is not False
        }
        begun = bool(given) or set(vals) & (JUDGEMENT | TALK)
        vals = {name: value for name, value in vals.items() if name not in SCORES}
        if given:
            # Asked just now; nobody writes lines by hand.
            self.env["cadre.quarterly.evaluation.line"].sudo()._store(self, given)
            self._write_each(
                {
                    evaluation_sudo: evaluation_sudo._suggested(
                        evaluation_sudo._given_points(), kept={*vals, *repeated}
                    )
                    for evaluation_sudo in self.sudo()
                }
            )
        # What is left was asked about just now.
        result = super(CadreQuarterlyEvaluation, self._as_system()).write(vals)
        if begun and not self.env.su:
            self._make_private()
        if "grade" in vals and (given := self.filtered(lambda e: e.state in GIVEN)):
            given._grade_given()
        return result

    def _guard_changing(self, name, value):
        """An empty cell is no score, and zero is one where there was none."""
        if name not in SCORES:
            return super()._guard_changing(name, value)
        if value is None or value is False:
            return self.browse()
        return self.filtered(
            lambda evaluation: (
                value
                not in evaluation.line_ids.filtered(
                    lambda line: line.dimension_id.code == SCORES[name]
                ).mapped("score")
            )
        )

    def _guard_remedy(self, reason, names):
        remedies = {
            "system": self.env._("Score the five contents and use the buttons."),
            "state": self.env._(
                "Take it back to “To score” first, as long as it is not fed back; then "
                "it stands."
            ),
            "person": self.env._(
                "The leader in charge evaluates, but neither themselves nor a "
                "relative: name a delegate, or ask the clerk who the leader in "
                "charge is."
            ),
        }
        if "is_out_of_service" in names:
            return self.env._(
                "It follows from the personnel record: correct the contract or the "
                "departure date there."
            )
        if reason == "person" and EXCLUSION.issuperset(names):
            return self.env._("Only the office does it: tell the clerk the reason.")
        return super()._guard_remedy(reason, names) or remedies.get(reason)

    def _clause_of(self, name):
        return "A-45" if name == "is_out_of_service" else super()._clause_of(name)

    def _logged_values(self, vals):
        """A draft is its leader's own: nothing but its leaving out is told of it."""
        drafts = self.filtered(lambda evaluation: evaluation.state == "draft")
        told = {name: value for name, value in vals.items() if name in EXCLUSION}
        return {
            **super(CadreQuarterlyEvaluation, drafts)._logged_values(told),
            **super(CadreQuarterlyEvaluation, self - drafts)._logged_values(vals),
        }

    def _transition_entries(self, transition):
        """What was given stands beside the step, so that a second time is compared."""
        entries = super()._transition_entries(transition)
        if (transition.source, transition.target) == ("draft", "scored") or (
            transition in CORRECTIONS
        ):
            for entry in entries:
                # For the log alone, which keeps it from whom it is about.
                evaluation_sudo = self.browse(entry["res_id"]).sudo()
                entry["payload"] = {
                    **evaluation_sudo._log_values(["score", "grade", "grade_reason"]),
                    **evaluation_sudo._given_points(),
                }
        return entries

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

    def action_score_team(self):
        """Button of the list: all the chosen drafts are given.

        :raises UserError: naming every one that is not ready, nothing is changed
        """
        readiness = self.env["cadre.quarter.readiness"]
        drafts = self.filtered(lambda e: e.state == "draft")
        readiness._require_all(
            self, readiness._out_of_turn(self - drafts), readiness._scored(drafts)
        )
        drafts.write({"state": "scored"})
        return self.env["cadre.desk"]._notice(
            self.env._("%s evaluations scored.", len(drafts))
        )

    def action_feed_back_team(self):
        """Button of the list: all the chosen talks were held, the cadres may see it.

        :raises UserError: naming every one that is not ready, nothing is changed
        """
        readiness = self.env["cadre.quarter.readiness"]
        ready = self.filtered(lambda e: e.state in ("scored", "talked"))
        readiness._require_all(
            self, readiness._out_of_turn(self - ready), readiness._talked(ready)
        )
        ready.filtered(lambda e: e.state == "scored").write({"state": "talked"})
        ready.write({"state": "fed_back"})
        return self.env["cadre.desk"]._notice(
            self.env._("%s evaluations fed back.", len(ready))
        )

    def action_hand_over(self):
        """Button of the leader: the office may read the draft and type in the paper."""
        self.check_access("write")
        self._check_avoidance()
        if self._supervised_by_user() != self:
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                self.env._("Only the leader in charge hands over the draft."),
                self.env._("Ask the clerk who the leader in charge is."),
                exception=AccessError,
            )
        if any(evaluation.state != "draft" for evaluation in self):
            raise UserError(self.env._("Only a draft is handed to the office."))
        # That it is his own draft was checked just now.
        self.sudo().write({"is_private": False})
        self.env["cadre.log"]._record(self._log_entries("hand_over", clause="A-28"))

    def action_object(self):
        """Button of the cadre: asks for his words."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Object to the Evaluation"),
            "res_model": "cadre.quarterly.evaluation.objection",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_evaluation_id": self.id,
            },
        }

    def action_view_attendance(self):
        """Link: the days of the quarter that count."""
        first, _second, third = self._months()
        return self._action_beside(
            self.env._("Attendance Facts"),
            "cadre.attendance.fact",
            [("date", ">=", first), ("date", "<=", months.last_day(third))],
        )

    def action_view_months(self):
        """Link: the three monthly records of the quarter."""
        months_of_quarter = [("month", "in", self._months())]
        return self._action_beside(
            self.env._("Monthly Records"), "cadre.monthly.record", months_of_quarter
        )

    def _action_beside(self, name, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("appraisal_id", "=", self.appraisal_id.id), *domain],
        }

    # --- Business ---

    def _make_private(self):
        """A draft that its leader has begun is private until it is scored (A-28)."""
        drafts = self._supervised_by_user().filtered_domain(
            [
                ("state", "=", "draft"),
                ("is_private", "=", False),
                ("is_excluded", "=", False),
                # A correction is the office's matter as well.
                ("correction_ids", "=", False),
            ]
        )
        # Nobody sets the mark by hand; whoever wrote was checked by the write.
        drafts.sudo().write({"is_private": True})

    def _given_points(self):
        """Points of the contents scored so far, ``{code: points}``."""
        return {line.dimension_id.code: line.score for line in self.line_ids}

    def _suggested(self, given, kept=()):
        """Score and suggested grade from the scores of the contents.

        :param dict given: ``{code: points}`` of the contents scored so far
        :param kept: names of fields that are given beside it
        :rtype: dict
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
        values = {"score": score or 0.0, "grade_suggested": suggested}
        in_band = not self.grade or self.grade == self.grade_suggested
        if "grade" not in kept and in_band:
            values["grade"] = suggested
        if (
            "grade_reason" not in kept
            and self.grade_reason
            and not numbers.same(values["score"], self.score)
        ):
            # It was the reason for another score: A-29 asks for it anew.
            values["grade_reason"] = False
        return values

    def _after_transition(self, target):
        result = super()._after_transition(target)
        today = self[:1].company_id._cadre_date()
        if target == "draft":
            # Taken back, it is the leader's own again, unless it was fed back once.
            self._make_private()
        stamps = {
            "scored": {"evaluator_id": self.env.uid, "is_private": False},
            "fed_back": {"date_fed_back": today},
            "acknowledged": {"date_acknowledged": today},
        }.get(target)
        if stamps:
            self.sudo().write(stamps)  # stamps of the step checked just now
        if target in ("scored", "fed_back"):
            self.sudo()._renew_results()
        if target == "fed_back":
            self.sudo()._sign()  # figures that belong to the step checked just now
            self._grade_given()
        return result

    def _grade_given(self):
        """Hook: the grades of these quarters were given, or changed after that."""

    def _avoided(self):
        """Those of the records that are about the user himself or a relative."""
        own = self.env["hr.employee"]._of_user()
        avoided = set().union(*own._avoided_employees().values())
        return self.filtered(lambda record: record.employee_id.id in avoided)

    def _supervised_by_user(self):
        """Those that the user evaluates: his line, or the line he stands in for.

        Never his own and never a relative's, by whichever road he came (A-28).
        """
        return (super()._supervised_by_user() | self._deputised()) - self._avoided()

    def _judged(self):
        """Those that the user judges: as leader in charge, or as clerk from paper."""
        return self._supervised_by_user() | self._judged_by_office()

    def _judged_by_office(self):
        return self - self._avoided() if self._is_clerk() else self.browse()

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
            (self - self._own_records())._check_avoidance()
        return super()._check_transition(source, target)

    def _months(self):
        """First days of the three months of the quarter."""
        self.ensure_one()
        return months.months_of_quarter(self.cycle_id.year, int(self.quarter))

    def _begins(self):
        """First day of the quarter."""
        return self._months()[0]

    def _check_scored(self):
        """Conditions of scoring: all contents, grade, comment (A-28..A-30)."""
        self._check_avoidance()
        readiness = self.env["cadre.quarter.readiness"]
        readiness._require(readiness._scored(self))

    def _check_talked(self):
        """Conditions of the talk: day, place, what was said (A-31)."""
        readiness = self.env["cadre.quarter.readiness"]
        readiness._require(readiness._talked(self))

    def _object(self, text):
        """Put the cadre's objection on record; the evaluation stays as it is.

        :param str text: in his own words
        :raises AccessError: unless the cadre himself, or the clerk from paper
        :raises UserError: nothing to object to, or objected already
        """
        self.check_access("read")
        text = (text or "").strip()
        if not self._is_clerk() and self._own_records() != self:
            raise self.env["cadre.clause"]._refusal(
                "A-32",
                self.env._("Only the cadre concerned objects to the evaluation."),
                self.env._("On paper, it is typed in by the appraisal clerk."),
                exception=AccessError,
            )
        (self - self._own_records())._check_avoidance()
        readiness = self.env["cadre.quarter.readiness"]
        readiness._require(readiness._objected(self, text))
        # Who objects, and that it is the first time, was checked just now.
        self.sudo().write(
            {"objection": text, "date_objected": self[:1].company_id._cadre_date()}
        )
        self.env["cadre.log"]._record(
            self._log_entries("object", clause="A-32", payload={"objection": text})
        )
