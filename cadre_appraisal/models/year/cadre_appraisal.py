from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ...rules import grades, months, moves, scores
from ..base.roles import CHAIR, CLERK, INSPECTOR, MEMBER

GRADE_SELECTION = [
    ("excellent", "Excellent"),
    ("good", "Good"),
    ("average", "Average"),
    ("poor", "Poor"),
]
# The parts that are counted by hand and entered by the office.
TALLIES = ("democratic", "client")
UNDECIDED = ("open", "computed")
TALLY = Open(states=UNDECIDED, groups=(CLERK,), clause="A-42")
LEVEL = Open(states=("computed",), groups=(CHAIR,), clause="A-42")
LEVEL_FIELDS = {"annual_level", "annual_level_reason"}
# What mail writes on its own.
MAIL = {"message_follower_ids", "activity_ids", "message_ids"}


class CadreAppraisal(models.Model):
    """The year of one cadre: its parts, the score, the grade and the annual level.

    ============  =========================================================
    read          clerk and leading group; the cadre and the leader once it
                  is fed back; nobody his own before that (A-42, A-46)
    create        only the opening of the year
    write         clerk: tallies, leader in charge; chair: annual level
    unlink        nobody
    ============  =========================================================
    """

    _name = "cadre.appraisal"
    _description = "Annual Result"
    _inherit = [
        "cadre.personal.mixin",
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _subject_path = "employee_id"
    _avoids = ("own",)
    _guard_clause = "A-43"
    _order = "cycle_id desc, score desc, id"
    _rec_name = "employee_id"
    _import_key = ("cycle_id", "employee_id")
    _import_template = "cadre_appraisal/static/xls/cadre_appraisal.xlsx"
    _initial_state = "open"
    _transitions = (
        Transition("open", "computed", groups=(CLERK,), clause="A-43"),
        Transition(
            "computed",
            "decided",
            groups=(CHAIR,),
            check="_check_decided",
            clause="A-42",
        ),
        Transition(
            "decided", "computed", groups=(CHAIR,), needs_reason=True, clause="A-42"
        ),
        Transition("decided", "fed_back", groups=(CLERK, CHAIR), clause="A-46"),
    )

    # The unique index on the pair serves searches by year.
    cycle_id = fields.Many2one(index=False)
    leader_id = fields.Many2one(
        writable=Open(states=UNDECIDED, groups=(CLERK,), clause="A-28"), logged=True
    )
    leader_reason = fields.Char(
        string="Why another leader",
        writable=Open(states=UNDECIDED, groups=(CLERK,), clause="A-28"),
        logged=True,
        help="A-28: another leader in charge than before needs a reason.",
    )
    cadre_category = fields.Selection(
        [
            ("civil_servant", "Civil servant"),
            ("institution", "Staff of an institution managed as civil service"),
            ("treatment", "Other staff with civil-servant treatment"),
        ],
        help="A-06: as it was when the year was opened.",
    )
    usual_score = fields.Float(
        digits=(5, 2),
        aggregator="avg",
        help="A-45: mean of the quarters that count.",
        logged=True,
    )
    has_usual_score = fields.Boolean()
    democratic_score = fields.Float(
        digits=(5, 2), aggregator="avg", writable=TALLY, logged=True
    )
    has_democratic_score = fields.Boolean(
        string="Democratic evaluation held", writable=TALLY, logged=True
    )
    client_score = fields.Float(
        digits=(5, 2), aggregator="avg", writable=TALLY, logged=True
    )
    has_client_score = fields.Boolean(
        string="Client opinion asked", writable=TALLY, logged=True
    )
    score = fields.Float(
        digits=(5, 2),
        aggregator="avg",
        help="A-03: over the parts that are there; a missing part is never zero.",
        logged=True,
    )
    missing_parts = fields.Char(
        help="Parts that count and have not come in, by their keys."
    )
    missing_text = fields.Char(
        string="Missing parts", compute="_compute_missing_text", help="A-03"
    )
    grade = fields.Selection(
        GRADE_SELECTION,
        help="A-14: suggested by the score and the bands of the year.",
        logged=True,
    )
    annual_level = fields.Selection(
        [
            ("excellent", "Excellent"),
            ("competent", "Competent"),
            ("basically_competent", "Basically competent"),
            ("incompetent", "Incompetent"),
            ("none", "No grade"),
        ],
        help="A-52: the annual assessment, decided by the leading group. "
        "Another scale than the grade.",
        writable=LEVEL,
        logged=True,
    )
    annual_level_reason = fields.Text(string="Reason", writable=LEVEL, logged=True)
    explanation = fields.Text(
        string="How it was computed", compute="_compute_explanation"
    )
    state = fields.Selection(
        [
            ("open", "Under way"),
            ("computed", "Score computed"),
            ("decided", "Decided"),
            ("fed_back", "Fed back"),
        ],
        default="open",
        required=True,
        copy=False,
        group_expand=True,
    )
    date_joined = fields.Date(
        string="In service from",
        copy=False,
        help="A-45: of somebody who came when the year was open already; months and "
        "quarters before are not owed.",
    )
    move_ids = fields.One2many(
        "cadre.appraisal.move",
        "appraisal_id",
        string="Moves during the year",
        groups=",".join((CLERK, INSPECTOR, MEMBER)),
    )

    _employee_uniq = models.Constraint(
        "UNIQUE(cycle_id, employee_id)", "A cadre has one result in a year."
    )
    _score_check = models.Constraint(
        "CHECK(usual_score BETWEEN 0 AND 100 AND democratic_score BETWEEN 0 AND 100 "
        "AND client_score BETWEEN 0 AND 100 AND score BETWEEN 0 AND 100)",
        "A-43: a score lies between 0 and 100 points. Correct the number.",
    )
    _leader_check = models.Constraint(
        "CHECK(leader_id IS NULL OR leader_id <> employee_id)",
        "A-28: nobody is their own leader in charge. Choose another leader.",
    )

    # --- Walls ---

    @api.model
    def _avoidance_exemption(self, mode):
        return Domain("state", "=", "fed_back")

    @api.depends("employee_id", "cycle_id.year")
    def _compute_display_name(self):
        for appraisal in self:
            appraisal.display_name = (
                f"{appraisal.cycle_id.year} {appraisal.employee_id.name or ''}"
            )

    @api.depends("missing_parts")
    def _compute_missing_text(self):
        for appraisal in self:
            appraisal.missing_text = appraisal._missing_words()

    def _part_labels(self):
        """Words for the keys in ``missing_parts``."""
        return {
            "usual": self.env._("Usual assessment"),
            "democratic": self.env._("Democratic evaluation"),
            "client": self.env._("Client opinion"),
            "q1": self.env._("1st quarter"),
            "q2": self.env._("2nd quarter"),
            "q3": self.env._("3rd quarter"),
            "q4": self.env._("4th quarter"),
        }

    def _missing_words(self):
        labels = self._part_labels()
        keys = (self.missing_parts or "").split(",")
        return ", ".join(labels[key] for key in keys if key in labels)

    @api.depends(
        "usual_score",
        "has_usual_score",
        "democratic_score",
        "has_democratic_score",
        "client_score",
        "has_client_score",
        "score",
        "grade",
        "missing_parts",
    )
    def _compute_explanation(self):
        quarters = self._quarters()
        for appraisal in self:
            appraisal.explanation = "\n".join(
                appraisal._explanation_lines(quarters.get(appraisal.id, {}))
            )

    def _explanation_lines(self, quarters):
        """The way to the score in words, each step with its clause.

        :param dict quarters: ``{quarter: (score or None, exclusion reason or None)}``
        """
        env, labels = self.env, self._part_labels()
        if self.state == "open" or not self.cycle_id:
            return [env._("Not computed yet.")]
        lines = []
        for quarter, (score, reason) in sorted(quarters.items()):
            label = labels[f"q{quarter}"]
            if reason:
                lines.append(
                    env._(
                        "%(part)s: excluded, %(reason)s (A-45)",
                        part=label,
                        reason=reason,
                    )
                )
            elif score is None:
                lines.append(env._("%(part)s: not evaluated yet", part=label))
            else:
                lines.append(f"{label}: {score:.2f}")
        parts = self._parts()
        weights = self.cycle_id._part_weights()
        for name, weight in weights.items():
            if not weight:
                continue
            if parts[name] is None:
                lines.append(
                    env._(
                        "%(part)s: missing; its share of %(weight)s percent is spread "
                        "over the other parts (A-03)",
                        part=labels[name],
                        weight=f"{weight:g}",
                    )
                )
            else:
                points, present = scores.share_of(name, parts, weights)
                lines.append(
                    f"{labels[name]}: {parts[name]:.2f} × {weight:g} / {present:g}"
                    f" = {points:.2f}"
                )
        grade = dict(self._fields["grade"]._description_selection(env))
        lines.append(
            env._(
                "Score %(score)s, grade by the bands: %(grade)s (A-14)",
                score=f"{self.score:.2f}",
                grade=grade.get(self.grade) or env._("none"),
            )
        )
        if self.missing_parts:
            lines.append(env._("Provisional, still missing: %s", self._missing_words()))
        return lines

    # --- Constraints ---

    @api.constrains("annual_level", "grade")
    def _check_annual_level(self):
        for appraisal in self:
            if not appraisal.annual_level or not appraisal.grade:
                continue
            code = grades.annual_level_problem(appraisal.grade, appraisal.annual_level)
            if not code:
                continue
            labels = dict(self._fields["grade"]._description_selection(self.env))
            levels = dict(self._fields["annual_level"]._description_selection(self.env))
            raise self.env["cadre.clause"]._refusal(
                code,
                self.env._(
                    "%(name)s: the annual level “%(level)s” cannot stand beside the "
                    "performance grade “%(grade)s”.",
                    name=appraisal.employee_id.name,
                    level=levels[appraisal.annual_level],
                    grade=labels[appraisal.grade],
                ),
                self.env._("Only “Incompetent” (or no grade) is left.")
                if code == "A-55"
                else self.env._("Choose “Competent” or a lower level."),
                exception=ValidationError,
            )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_made_by_year(
            self.env._("This cadre does not take part in that year."),
            self.env._(
                "Enter the cadre category on the employee and add late joiners "
                "on the appraisal year."
            ),
        )
        return super().create(vals_list)

    def write(self, vals):
        for name in TALLIES:
            # A tally that is entered is there, unless somebody says otherwise.
            # An empty cell is none; zero points are a tally.
            score = vals.get(f"{name}_score")
            if score is not None and score is not False:
                vals = {f"has_{name}_score": True, **vals}
        if set(vals) - MAIL:
            self._check_not_own("A-42")
        if "leader_id" in vals and not self.env.su:
            self._check_new_leader(vals)
        result = super().write(vals)
        if not self.env.su and {
            name for part in TALLIES for name in (f"{part}_score", f"has_{part}_score")
        } & set(vals):
            computed_sudo = self.sudo().filtered(lambda a: a.state == "computed")
            computed_sudo._update_scores()
        # A move of the personnel record hands over by dates, not the whole year.
        if "leader_id" in vals and not (
            self.env.su and self.env.context.get("cadre_move")
        ):
            self._hand_over(vals["leader_id"])
        return result

    def _guard_remedy(self, reason, names):
        if reason == "person" and LEVEL_FIELDS.issuperset(names):
            return self.env._("The leading group's chair enters it: ask the chair.")
        return super()._guard_remedy(reason, names) or {
            "system": self.env._(
                "Scores and grades are computed, not typed. Correct the quarters or "
                "the tallies and compute again."
            ),
            "state": self.env._(
                "What the leading group has decided stands; the chair can take it back "
                "with a reason. The annual level is entered once scores are computed."
            ),
            "person": self.env._("Ask the appraisal clerk."),
        }.get(reason)

    # --- Actions ---

    def action_decide(self):
        """Button of the chair: the leading group has decided (A-42)."""
        self.write({"state": "decided"})

    def action_feed_back(self):
        """Button: the cadre gets the result (A-46)."""
        self.write({"state": "fed_back"})

    # --- Business ---

    @api.model
    def _desk_cards(self, app):
        if app != "appraisal":
            return []
        env, card, user = self.env, self.env["cadre.desk"]._desk_card, self.env.user
        cards = []
        if user.has_group(CLERK):
            running = ("cycle_id.state", "=", "open")
            cards += [
                card(
                    env._("Cadres without a leader in charge"),
                    self._name,
                    [running, *self._leaderless()],
                    hint=env._("Nobody can evaluate them: name a leader."),
                    clause="A-28",
                    tone="warning",
                    sequence=32,
                ),
                card(
                    env._("Provisional scores"),
                    self._name,
                    [
                        running,
                        ("state", "=", "computed"),
                        ("missing_parts", "!=", False),
                    ],
                    hint=env._("A part is missing; it is never zero."),
                    clause="A-03",
                    overview=True,
                    sequence=34,
                ),
            ]
        if user.has_group(MEMBER):
            cards.append(
                card(
                    env._("Results to decide"),
                    self._name,
                    [("state", "=", "computed"), ("missing_parts", "=", False)],
                    hint=env._("The score suggests, the leading group decides."),
                    clause="A-42",
                    tone="warning",
                    sequence=50,
                )
            )
        return cards

    @api.model
    def _leaderless(self):
        """Hook: a domain, those whom nobody can evaluate as it stands (A-28)."""
        left = self.env["res.company"]._cadre_today(
            lambda day: [("leader_id.departure_date", "<", day)]
        )
        return (
            Domain("leader_id", "=", False)
            | Domain("leader_id.active", "=", False)
            | Domain("leader_id.user_id", "=", False)
            | Domain(left)
        )

    @api.model
    def _user_leads(self):
        """Whether the user is in charge of anybody; nothing else is told."""
        own = self.env["hr.employee"]._of_user()
        # A leader may not read the annual results through which he leads.
        return bool(self.sudo().search_count([("leader_id", "in", own.ids)], limit=1))

    @api.model
    def _open_matters(self):
        return [
            (self.env._("Annual results not fed back"), [("state", "!=", "fed_back")])
        ]

    def _check_decided(self):
        self._check_not_own("A-42")
        for appraisal in self:
            # a missing part is waived only by giving no grade, with a reason.
            waived = (
                appraisal.annual_level == "none"
                and (appraisal.annual_level_reason or "").strip()
            )
            if appraisal.missing_parts and not waived:
                raise self.env["cadre.clause"]._refusal(
                    "A-03",
                    self.env._(
                        "%(name)s: still missing: %(parts)s.",
                        name=appraisal.employee_id.name,
                        parts=appraisal._missing_words(),
                    ),
                    self.env._(
                        "Complete the parts, or leave a quarter out with a reason, "
                        "and compute again; or give no grade, with a reason."
                    ),
                )
            if not appraisal.annual_level:
                raise self.env["cadre.clause"]._refusal(
                    "A-52",
                    self.env._(
                        "%s has no annual level yet.", appraisal.employee_id.name
                    ),
                    self.env._("Enter it."),
                )

    def _check_new_leader(self, vals):
        """The office names a leader who can evaluate, not itself, with a reason."""
        leader = self.env["hr.employee"].browse(vals["leader_id"])
        if self.filtered(lambda appraisal: appraisal.leader_id != leader):
            self.env["cadre.evaluator.watch"]._check_leader(
                leader, vals.get("leader_reason")
            )

    def _hand_over(self, leader_id):
        """The new leader takes over the whole year; the former loses sight of it."""
        # Who may change the leader was checked on the result itself.
        for rows_sudo in self.sudo()._led_rows():
            rows_sudo.write({"leader_id": leader_id})

    def _led_rows(self):
        """Hook: what stands under the leader in charge besides the result.

        :return: list of record sets of the personal mixin
        """
        return []

    def _parts(self):
        """The parts of the annual score, None where one is missing."""
        self.ensure_one()
        return {
            "usual": self.usual_score if self.has_usual_score else None,
            "democratic": self.democratic_score if self.has_democratic_score else None,
            "client": self.client_score if self.has_client_score else None,
        }

    def _quarters(self):
        """Hook: scores of the quarters, as far as the user may read them (A-45).

        :return: ``{result id: {quarter: (score or None, exclusion reason or None)}}``
        """
        return {}

    def _update_scores(self):
        """Compute usual score, score, grade and what is missing. As superuser."""
        quarters = self._quarters()
        for cycle, appraisals in self.grouped("cycle_id").items():
            weights, bands = cycle._part_weights(), cycle._bands()
            appraisals._write_each(
                {
                    appraisal: appraisal._score_values(
                        quarters.get(appraisal.id, {}), weights, bands
                    )
                    for appraisal in appraisals
                }
            )

    def _score_values(self, quarters, weights, bands):
        usual = scores.usual_score(
            {quarter: score for quarter, (score, _reason) in quarters.items()},
            {quarter for quarter, (_score, reason) in quarters.items() if reason},
        )
        annual = scores.annual_score({**self._parts(), "usual": usual.score}, weights)
        missing = [f"q{quarter}" for quarter in usual.missing]
        # A year of left-out quarters has no usual part at all.
        missing += [
            name for name in annual.missing if name != "usual" or not usual.missing
        ]
        return {
            "usual_score": usual.score or 0.0,
            "has_usual_score": usual.score is not None,
            "score": annual.score or 0.0,
            "missing_parts": ",".join(missing) or False,
            "grade": annual.score is not None and grades.grade_of(annual.score, bands),
        }

    # --- The leaders of a cadre in the course of the year (A-28) ---

    def _assignments(self):
        """Who was in charge from which day on. As superuser.

        :return: ``{result id: [Assignment]}``, by day, never empty
        """
        found = {}
        by_result = (
            self.env["cadre.appraisal.move"]
            .search_fetch(
                [("appraisal_id", "in", self.ids)],
                [
                    "appraisal_id",
                    "date",
                    "department_from_id",
                    "department_to_id",
                    "leader_from_id",
                    "leader_to_id",
                ],
                order="date",
            )
            .grouped("appraisal_id")
        )
        for appraisal in self:
            changes = by_result.get(appraisal)
            begins = months.months_of_year(appraisal.cycle_id.year)[0]
            if not changes:
                found[appraisal.id] = [
                    moves.Assignment(
                        begins, appraisal.leader_id.id, appraisal.department_id.id
                    )
                ]
                continue
            first, last = changes[0], changes[-1]
            found[appraisal.id] = [
                moves.Assignment(
                    begins, first.leader_from_id.id, first.department_from_id.id
                ),
                *(
                    moves.Assignment(
                        move.date,
                        # The clerk may have named another one since.
                        (appraisal if move == last else move)[
                            "leader_id" if move == last else "leader_to_id"
                        ].id,
                        move.department_to_id.id,
                    )
                    for move in changes
                ),
            ]
        return found

    def _link_moves(self):
        """Each move begins where the one before it led to. As superuser."""
        for appraisal in self:
            before = None
            for move in appraisal.move_ids.sorted("date"):
                if before and (
                    move.department_from_id != before.department_to_id
                    or move.leader_from_id != before.leader_to_id
                ):
                    move.write(
                        {
                            "department_from_id": before.department_to_id.id,
                            "leader_from_id": before.leader_to_id.id,
                        }
                    )
                before = move

    def _take_over(self, since):
        """Give the rows of the year to whoever is in charge of their time (A-28).

        As superuser.

        :param dict since: ``{result id: first day of a new move}``; of others only
            what was given since changes hands
        """
        for leader, group in self.grouped(
            lambda appraisal: appraisal.move_ids.sorted("date")[-1:].leader_to_id
        ).items():
            moved = group.filtered(lambda a: a.id in since)
            # The move itself is put on record, with its day.
            moved._unlogged().with_context(cadre_move=True).write(
                {"leader_id": leader.id}
            )
        for cycle, group in self.grouped("cycle_id").items():
            share = cycle._threshold("A-28", "move_share").met
            group._place_rows(moves.HandOver(group._assignments(), since, share))

    def _place_rows(self, hand_over):
        """Hook: leader and department of the rows of the year; the later the first.

        :param cadre_appraisal.rules.moves.HandOver hand_over: who takes what over
        """
