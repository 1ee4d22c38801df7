from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ...rules import grades, months, moves, scores
from .cadre_appraisal_cycle import GIVEN
from .roles import CHAIR, CLERK

GRADE_SELECTION = [
    ("excellent", "Excellent"),
    ("good", "Good"),
    ("average", "Average"),
    ("poor", "Poor"),
]
# The parts that are counted by hand and entered by the office.
TALLIES = ("democratic", "client")


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
        "cadre.transition.mixin",
        "cadre.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "cadre.subject.mixin",
    ]
    _subject_path = "employee_id"
    _avoids = ("own",)
    _order = "cycle_id desc, score desc, id"
    _rec_name = "employee_id"
    _import_key = ("cycle_id", "employee_id")
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
    _frozen_fields = (
        "cycle_id",
        "employee_id",
        "company_id",
        "department_id",
        "cadre_category",
        "date_joined",
    )

    # The unique index on the pair serves searches by year.
    cycle_id = fields.Many2one(index=False)
    cadre_category = fields.Selection(
        [
            ("civil_servant", "Civil servant"),
            ("institution", "Staff of an institution managed as civil service"),
            ("treatment", "Other staff with civil-servant treatment"),
        ],
        readonly=True,
        help="A-06: as it was when the year was opened.",
    )
    usual_score = fields.Float(
        digits=(5, 2),
        readonly=True,
        aggregator="avg",
        help="A-45: mean of the quarters that count.",
    )
    has_usual_score = fields.Boolean(readonly=True)
    democratic_score = fields.Float(digits=(5, 2), aggregator="avg")
    has_democratic_score = fields.Boolean(string="Democratic evaluation held")
    client_score = fields.Float(digits=(5, 2), aggregator="avg")
    has_client_score = fields.Boolean(string="Client opinion asked")
    score = fields.Float(
        digits=(5, 2),
        readonly=True,
        aggregator="avg",
        help="A-03: over the parts that are there; a missing part is never zero.",
    )
    missing_parts = fields.Char(
        readonly=True, help="Parts that count and have not come in, by their keys."
    )
    missing_text = fields.Char(
        string="Missing parts", compute="_compute_missing_text", help="A-03"
    )
    grade = fields.Selection(
        GRADE_SELECTION,
        readonly=True,
        help="A-14: suggested by the score and the bands of the year.",
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
    )
    annual_level_reason = fields.Text(string="Reason")
    explanation = fields.Text(
        string="How it was computed", compute="_compute_explanation"
    )
    record_ids = fields.One2many(
        "cadre.monthly.record", "appraisal_id", string="Monthly records"
    )
    evaluation_ids = fields.One2many(
        "cadre.quarterly.evaluation", "appraisal_id", string="Quarterly evaluations"
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
        readonly=True,
        copy=False,
        help="A-45: of somebody who came when the year was open already; months and "
        "quarters before are not owed.",
    )
    move_ids = fields.One2many(
        "cadre.appraisal.move",
        "appraisal_id",
        string="Moves during the year",
        groups="cadre_appraisal.group_cadre_appraisal_clerk,"
        "cadre_appraisal.group_cadre_discipline_inspector,"
        "cadre_appraisal.group_cadre_leading_group_member",
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
        "A-28: nobody is his own leader in charge. Choose another leader.",
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
                        "%(part)s: left out, %(reason)s (A-45)",
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
        present = sum(w for name, w in weights.items() if parts[name] is not None)
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
                lines.append(
                    f"{labels[name]}: {parts[name]:.2f} × {weight:g} / {present:g}"
                    f" = {parts[name] * weight / present:.2f}"
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
        vals = self._guarded(vals)
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

    def _check_edit(self, vals):
        """Who may change what, besides ACL and rules.

        :raises AccessError: about oneself, or a part of another role
        :raises UserError: after the decision
        """
        if not set(vals) - {"message_follower_ids", "activity_ids", "message_ids"}:
            return
        self._check_not_own("A-42")
        clause = self.env["cadre.clause"]
        computed = {"usual_score", "has_usual_score", "score", "grade", "missing_parts"}
        if computed & set(vals):
            raise clause._refusal(
                "A-43",
                self.env._("Scores and grades are computed, not typed."),
                self.env._("Correct the quarters or the tallies and compute again."),
            )
        content = set(vals) - {"state", "leader_id"}
        if content and any(a.state in ("decided", "fed_back") for a in self):
            raise clause._refusal(
                "A-42",
                self.env._("The leading group has decided; the result stands."),
                self.env._("The chair can take the decision back with a reason."),
            )
        levels = {"annual_level", "annual_level_reason"}
        if levels & set(vals) and not self.env.user.has_group(CHAIR):
            raise clause._refusal(
                "A-42",
                self.env._("Only the leading group's chair enters the annual level."),
                self.env._("Ask the chair."),
            )
        if set(vals) - levels - {"state"} and not self._is_clerk():
            raise clause._refusal(
                "A-43",
                self.env._("Only the appraisal clerk changes this."),
                self.env._("Ask the office."),
            )

    # --- Business ---

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

    def _hand_over(self, leader_id):
        """The new leader takes over the whole year; the former loses sight of it."""
        # Who may change the leader was checked on the result itself.
        for model in ("cadre.monthly.record", "cadre.quarterly.evaluation"):
            rows_sudo = (
                self.env[model].sudo().search([("appraisal_id", "in", self.ids)])
            )
            rows_sudo.write({"leader_id": leader_id})
        self.env["cadre.task"].sudo().search(
            [
                ("cycle_id", "in", self.cycle_id.ids),
                ("employee_id", "in", self.employee_id.ids),
            ]
        ).write({"leader_id": leader_id})
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": appraisal.id,
                    "action": "leader",
                    "clause": "A-28",
                    "subject_id": appraisal.employee_id.id,
                    "payload": {"leader": leader_id or None},
                }
                for appraisal in self
            ]
        )

    def _parts(self):
        """The parts of the annual score, None where one is missing."""
        self.ensure_one()
        return {
            "usual": self.usual_score if self.has_usual_score else None,
            "democratic": self.democratic_score if self.has_democratic_score else None,
            "client": self.client_score if self.has_client_score else None,
        }

    def _quarters(self):
        """Scores of the quarters, as far as the user may read them (A-45).

        :return: ``{result id: {quarter: (score or None, exclusion reason or None)}}``
        """
        found = {}
        evaluations = self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "quarter", "score", "state", "is_excluded"],
        )
        # A draft counts for nothing: the leader may still change it.
        for evaluation in evaluations:
            reason = evaluation.is_excluded and (evaluation.exclusion_reason or "-")
            score = None if evaluation.state == "draft" else evaluation.score
            found.setdefault(evaluation.appraisal_id.id, {})[
                int(evaluation.quarter)
            ] = (score, reason or None)
        return found

    def _update_scores(self):
        """Compute usual score, score, grade and what is missing. As superuser."""
        quarters = self._quarters()
        for cycle, appraisals in self.grouped("cycle_id").items():
            weights, bands = cycle._part_weights(), cycle._bands()
            for appraisal in appraisals:
                appraisal.write(
                    appraisal._score_values(
                        quarters.get(appraisal.id, {}), weights, bands
                    )
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

    # --- Actions ---

    def action_decide(self):
        """Button of the chair: the leading group has decided (A-42)."""
        self.write({"state": "decided"})

    def action_feed_back(self):
        """Button: the cadre gets the result (A-46)."""
        self.write({"state": "fed_back"})

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import template for tallies"),
                "template": "/cadre_appraisal/static/xls/cadre_appraisal.xlsx",
            }
        ]

    # --- The leaders of a cadre in the course of the year (A-28) ---

    def _spells(self):
        """Who was in charge from which day on. As superuser.

        :return: ``{result id: [Spell]}``, by day, never empty
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
                    moves.Spell(
                        begins, appraisal.leader_id.id, appraisal.department_id.id
                    )
                ]
                continue
            first, last = changes[0], changes[-1]
            found[appraisal.id] = [
                moves.Spell(
                    begins, first.leader_from_id.id, first.department_from_id.id
                ),
                *(
                    moves.Spell(
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

    def _take_over(self, since):
        """Give months, quarters and tasks to whoever is in charge of their time.

        Evaluations from the move on go to the leader of their quarter, unless scored
        already: whoever scored it finishes it. Whatever is given goes to the present
        leader, and a former one sees nothing of it any more. As superuser.

        :param dict since: ``{result id: first day of a new move}``; of others only
            what was given since changes hands
        """
        share = self.env["cadre.clause"]._threshold("A-28", "move_share").met
        for leader, group in self.grouped(
            lambda appraisal: appraisal.move_ids.sorted("date")[-1:].leader_to_id
        ).items():
            moved = group.filtered(lambda a: a.id in since)
            moved.with_context(cadre_move=True).write({"leader_id": leader.id})
        spells = self._spells()
        evaluations = self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "quarter", "state", "leader_id", "department_id"],
        )
        places, charge = {}, {}
        for evaluation in evaluations:
            appraisal = evaluation.appraisal_id
            year, quarter = appraisal.cycle_id.year, int(evaluation.quarter)
            first, _second, third = months.months_of_quarter(year, quarter)
            ends = months.last_day(third)
            day = since.get(appraisal.id)
            leader = evaluation.leader_id.id
            if evaluation.state in GIVEN:
                leader = spells[appraisal.id][-1].leader
            elif evaluation.state == "draft" and day and ends >= day:
                leader = moves.leader_of_period(
                    spells[appraisal.id], first, ends, share
                )
            charge[appraisal.id, evaluation.quarter] = leader
            department = evaluation.department_id.id
            if day and ends >= day and evaluation.state == "draft":
                department = self._department_of(spells[appraisal.id], leader, ends)
            places.setdefault((leader, department), []).append(evaluation.id)
        self._place("cadre.quarterly.evaluation", places)
        self._take_over_months(spells, charge, since, share)

    @staticmethod
    def _department_of(spells, leader, ends):
        """The last department in which that leader was in charge until then."""
        found = [s for s in spells if s.leader == leader and s.begins <= ends]
        return (found or spells)[-1].department

    def _take_over_months(self, spells, charge, since, share):
        """A month belongs to its own leader, but to whoever is present once he is also
        in charge of its quarter; its tasks go with it."""
        records = self.env["cadre.monthly.record"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "month", "quarter", "leader_id", "department_id"],
        )
        tasks = self.env["cadre.task"].search_fetch(
            [
                ("cycle_id", "in", self.cycle_id.ids),
                ("employee_id", "in", self.employee_id.ids),
                ("level", "in", ("person", "month")),
            ],
            ["cycle_id", "employee_id", "month", "leader_id", "department_id"],
        )
        by_month = {}
        places = {}
        for record in records:
            appraisal, day = record.appraisal_id, since.get(record.appraisal_id.id)
            way = spells[appraisal.id]
            present = way[-1].leader
            ends = months.last_day(record.month)
            leader, department = record.leader_id.id, record.department_id.id
            if charge.get((appraisal.id, record.quarter)) == present:
                leader = present
            elif day and ends >= day:
                leader = moves.leader_of_period(way, record.month, ends, share)
            if day and ends >= day:
                department = self._department_of(way, leader, ends)
            key = (appraisal.cycle_id, appraisal.employee_id, record.month)
            by_month[key] = (leader, department)
            places.setdefault((leader, department), []).append(record.id)
        self._place("cadre.monthly.record", places)
        present = {(a.cycle_id, a.employee_id): spells[a.id][-1] for a in self}
        places = {}
        for task in tasks:
            key = (task.cycle_id, task.employee_id)
            if key not in present:
                continue
            place = (present[key].leader, present[key].department)
            place = by_month.get((*key, task.month), place)
            places.setdefault(place, []).append(task.id)
        self._place("cadre.task", places)

    def _place(self, model, places):
        """Write leader and department where they differ, one query a place.

        :param dict places: ``{(leader id, department id): ids}``
        """
        for (leader, department), ids in places.items():
            values = {"leader_id": leader, "department_id": department}
            rows = self.env[model].browse(ids)
            rows.filtered(
                lambda row, values=values: any(
                    row[name].id != value for name, value in values.items()
                )
            ).write(values)
