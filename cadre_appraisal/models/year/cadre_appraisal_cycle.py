from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition
from odoo.addons.cadre_archive.rules.thresholds import Threshold

from ...rules import grades, months, moves, numbers, weights
from ..base.cadre_personal_mixin import NO_TRACKING
from ..base.roles import CHAIR, CLERK, MEMBER

# field of the year: (clause, key) of the register that gives its first value
FROM_REGISTER = {
    "weight_usual": ("A-43", "weight_usual"),
    "weight_democratic": ("A-43", "weight_democratic"),
    "weight_client": ("A-43", "weight_client"),
    "band_excellent": ("A-14", "band_excellent"),
    "band_good": ("A-14", "band_good"),
    "band_average": ("A-14", "band_average"),
    "window_opens_day": ("A-25", "window_opens"),
    "window_due_day": ("A-25", "window_due"),
}
POLICY = ("policy_text", "policy_file", "policy_filename")
# Cadres in one batch: 17 rows each.
BATCH = 500
# Up to so many are opened while the clerk waits, more in the background.
DIRECT = 500


class CadreAppraisalCycle(models.Model):
    """A year of appraisal: who takes part, and the numbers that hold for it.

    Weights, bands and windows come from the clause register when the year is created,
    all its other values when it is opened; then they stay, and a later change of the
    register concerns later years. Whoever needs a number of a clause asks the year.

    ==============  =======================================================
    read            every internal user (A-02: the criteria are open)
    create, write   appraisal clerk; the numbers only until it is opened
    open, compute   appraisal clerk
    close           appraisal clerk or chair; what is still open is listed, and then
                    it needs a reason; only the chair opens it again, with a reason
    unlink          appraisal clerk, a draft only
    ==============  =======================================================
    """

    _name = "cadre.appraisal.cycle"
    _description = "Appraisal Year"
    _inherit = [
        "cadre.year.closing.mixin",
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _subject_path = ""
    _guard_clause = "A-02"
    _unlink_open = Open(states=("draft",), clause="A-24")
    _order = "year desc, id desc"
    _import_key = ("year", "company_id")
    _transitions = (
        Transition(
            "draft", "opening", groups=(CLERK,), check="_check_open", clause="A-06"
        ),
        # Late joiners: the same road again.
        Transition(
            "open", "opening", groups=(CLERK,), check="_check_open", clause="A-06"
        ),
        # Only the system knows when everybody is there.
        Transition("opening", "open", actors="_nobody", check="_check_all_in"),
        Transition(
            "open",
            "closed",
            groups=(CLERK, CHAIR),
            check="_check_close",
            clause="A-48",
        ),
        Transition("closed", "open", groups=(CHAIR,), needs_reason=True, clause="A-48"),
    )

    name = fields.Char(
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        writable=("draft", "opening", "open"),
    )
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._cadre_date().year,
        aggregator=None,
        writable="draft",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        writable="draft",
    )
    weight_usual = fields.Float(
        string="Usual assessment (%)",
        digits=(5, 2),
        help="A-44: more than 60 percent.",
        writable="draft",
        logged=True,
    )
    weight_democratic = fields.Float(
        string="Democratic evaluation (%)", digits=(5, 2), writable="draft", logged=True
    )
    weight_client = fields.Float(
        string="Client opinion (%)", digits=(5, 2), writable="draft", logged=True
    )
    dimension_line_ids = fields.One2many(
        "cadre.appraisal.cycle.dimension",
        "cycle_id",
        string="Contents",
        copy=True,
        writable="draft",
    )
    band_excellent = fields.Float(
        string="Excellent from", digits=(5, 2), writable="draft", logged=True
    )
    band_good = fields.Float(
        string="Good from", digits=(5, 2), writable="draft", logged=True
    )
    band_average = fields.Float(
        string="Average from", digits=(5, 2), writable="draft", logged=True
    )
    window_opens_day = fields.Integer(
        string="Record opens on day",
        help="A-25: day of the month itself.",
        writable="draft",
        logged=True,
    )
    window_due_day = fields.Integer(
        string="Record due on day",
        help="A-25: day of the following month.",
        writable="draft",
        logged=True,
    )
    planned_count = fields.Integer(string="Cadres in scope", copy=False)
    opened_count = fields.Integer(string="Cadres opened", copy=False)
    progress = fields.Float(
        string="Opened (%)", compute="_compute_progress", aggregator=None
    )
    date_opened = fields.Datetime(string="Opened on", copy=False)
    date_computed = fields.Datetime(string="Scores computed on", copy=False)
    appraisal_ids = fields.One2many(
        "cadre.appraisal", "cycle_id", string="Annual results"
    )
    value_ids = fields.One2many(
        "cadre.appraisal.cycle.value",
        "cycle_id",
        string="Values of the clauses",
        help="A-02: the register as it was when the year was opened; a later change "
        "concerns later years.",
    )
    state = fields.Selection(
        [
            ("draft", "Being prepared"),
            ("opening", "Opening"),
            ("open", "Under way"),
            ("closed", "Closed"),
        ],
        default="draft",
        required=True,
        copy=False,
        group_expand=True,
    )
    policy_text = fields.Html(
        string="Policy",
        copy=True,
        help="A-01: the appraisal regulations; open to everybody they concern (A-02).",
        writable="draft",
    )
    policy_file = fields.Binary(
        string="Policy as a file",
        attachment=True,
        copy=True,
        help="A-01",
        writable="draft",
    )
    policy_filename = fields.Char(writable="draft")

    _year_uniq = models.Constraint(
        "UNIQUE(company_id, year)",
        "This office already has an appraisal of that year: open the one on the list.",
    )
    _year_check = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2100)", "Write the year with four digits."
    )
    _window_check = models.Constraint(
        "CHECK(window_opens_day BETWEEN 1 AND 31 AND window_due_day BETWEEN 1 AND 31)",
        "A-25: the window of the monthly record is given by days 1 to 31.",
    )

    @api.depends("year")
    def _compute_name(self):
        for cycle in self:
            cycle.name = self.env._("Annual appraisal %s", cycle.year or "")

    @api.depends("planned_count", "opened_count")
    def _compute_progress(self):
        for cycle in self:
            cycle.progress = 100.0 * cycle.opened_count / (cycle.planned_count or 1)

    # --- Constraints ---

    @api.constrains("weight_usual", "weight_democratic", "weight_client")
    def _check_part_weights(self):
        clause = self.env["cadre.clause"]
        for cycle in self:
            usual_min = cycle._threshold("A-44", "usual_min")
            problems = weights.part_problems(
                cycle.weight_usual,
                cycle.weight_democratic,
                cycle.weight_client,
                usual_min.met,
            )
            if "A-43" in problems:
                raise clause._refusal(
                    "A-43",
                    self.env._(
                        "The weights are %(usual)s + %(democratic)s + %(client)s "
                        "percent, which is not 100.",
                        usual=f"{cycle.weight_usual:g}",
                        democratic=f"{cycle.weight_democratic:g}",
                        client=f"{cycle.weight_client:g}",
                    ),
                    self.env._("Change them so that they add up to 100."),
                    exception=ValidationError,
                )
            if "A-44" in problems:
                raise clause._refusal(
                    "A-44",
                    self.env._(
                        "The usual assessment weighs %(weight)s percent.",
                        weight=f"{cycle.weight_usual:g}",
                    ),
                    self.env._(
                        "Raise it above %(limit)s percent. An office that reads the "
                        "rule as “at least” sets so on the clause.",
                        limit=f"{usual_min.value:g}",
                    ),
                    exception=ValidationError,
                )

    @api.constrains("dimension_line_ids")
    def _check_content_weights(self):
        every = self.env["cadre.dimension"].search([("code", "!=", False)])
        for cycle in self:
            lines = cycle.dimension_line_ids
            weight = {line.dimension_id.code: line.weight for line in lines}
            if lacking := weights.missing_contents(weight, every.mapped("code")):
                raise self.env["cadre.clause"]._refusal(
                    "A-07",
                    self.env._(
                        "%(year)s does not appraise: %(contents)s.",
                        year=cycle.name,
                        contents=self.env._(", ").join(
                            every.filtered(lambda d, c=lacking: d.code in c).mapped(
                                "name"
                            )
                        ),
                    ),
                    self.env._("Give each of the five contents a weight."),
                    exception=ValidationError,
                )
            problem = weights.content_problem(weight)
            if not problem:
                continue
            what = {
                "range": self.env._("The weight of a content lies outside 0 to 100."),
                "sum": self.env._(
                    "The weights of the contents add up to %(total)s, not to 100.",
                    total=f"{float(numbers.total(lines.mapped('weight'))):g}",
                ),
                "focus": self.env._(
                    "Job performance does not weigh more than every other content."
                ),
            }[problem]
            raise self.env["cadre.clause"]._refusal(
                "A-08",
                what,
                self.env._("Correct the weights on the tab “Contents”."),
                exception=ValidationError,
            )

    @api.constrains("band_excellent", "band_good", "band_average")
    def _check_bands(self):
        for cycle in self:
            try:
                cycle._bands()
            except ValueError as error:
                raise self.env["cadre.clause"]._refusal(
                    "A-14",
                    self.env._(
                        "The score bands do not fall from excellent to average."
                    ),
                    self.env._("For instance: 90, 75 and 60."),
                    exception=ValidationError,
                ) from error

    # --- ORM overrides ---

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        clause = self.env["cadre.clause"]
        for name, (code, key) in FROM_REGISTER.items():
            if name in fields and name not in values:
                values[name] = clause._number(code, key)
        if "dimension_line_ids" in fields and "dimension_line_ids" not in values:
            values["dimension_line_ids"] = [
                Command.create(
                    {
                        "dimension_id": dimension.id,
                        "sequence": dimension.sequence,
                        "weight": clause._number("A-08", f"weight_{dimension.code}"),
                    }
                )
                for dimension in self.env["cadre.dimension"].search([])
            ]
        # A new year begins with the measures of the last one.
        wanted = [name for name in POLICY if name in fields and name not in values]
        if wanted and (
            last := self.search(
                [("company_id", "=", self.env.company.id)], order="year desc", limit=1
            )
        ):
            values.update({name: last[name] for name in wanted})
        return values

    def write(self, vals):
        self._lock(vals)
        user = self.env.user
        if set(vals) == {"state"} and user.has_group(CHAIR) and not self._is_clerk():
            self.check_access("read")
            for source, cycles in self.grouped("state").items():
                cycles._check_transition(source, vals["state"])
            # The chair closes and reopens, and writes nothing else of a year: the
            # step was asked just now.
            self = self.sudo()
        return super().write(vals)

    @api.model
    def _is_clerk(self):
        return self.env.su or self.env.user.has_group(CLERK)

    def _guard_remedy(self, reason, names):
        if reason == "unlink":
            return self.env._("Close it instead.")
        if reason == "state" and not set(names).isdisjoint(POLICY):
            return self.env._("Write the new measures into the next year.")
        if reason == "state":
            return self.env._("Change the clause register for the next year.")
        return super()._guard_remedy(reason, names)

    def _lock(self, vals):
        """Two clerks who press the same button: the second is told to wait."""
        if "state" not in vals or not self.ids:
            return
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is opening or closing this appraisal year at this "
                    "moment. Wait a little and look again."
                )
            ) from error
        self.invalidate_recordset(["state"])

    # --- Actions ---

    def action_open(self):
        """Button: open the months and quarters of everybody in scope."""
        self._lock({"state": "opening"})
        # The other clerk was faster: the year is open, nothing is left to do.
        self.filtered(lambda cycle: cycle.state == "draft").write({"state": "opening"})
        return self._opening_notification()

    def action_add_late_joiners(self):
        """Button: open the year for those who came into scope since."""
        self.write({"state": "opening"})
        return self._opening_notification()

    def action_compute_scores(self):
        """Button: annual score and suggested grade of everybody in the year.

        :raises AccessError: unless the user is appraisal clerk
        :raises UserError: unless the year is under way
        """
        self.ensure_one()
        if not self._is_clerk():
            raise self.env["cadre.clause"]._refusal(
                "A-43",
                self.env._("Only the appraisal clerk computes the scores."),
                self.env._("Ask the office."),
                exception=AccessError,
            )
        if self.state != "open":
            raise self.env["cadre.clause"]._refusal(
                "A-43",
                self.env._("Scores are computed while the year is under way."),
                self.env._("Open the year first."),
            )
        # The clerk's role was checked; his own row, which he may not see, is
        # computed like everybody's.
        done = self.sudo()._compute_scores()
        return self.env["cadre.desk"]._notice(
            self.env._(
                "Scores of %(count)s cadres computed, %(provisional)s of them "
                "provisional because a part is missing (A-03).",
                **done,
            )
        )

    def _opening_notification(self):
        self.ensure_one()
        if self.state == "opening":
            message = self.env._(
                "%(planned)s cadres are being opened in the background; the bar shows "
                "how far it is.",
                planned=self.planned_count,
            )
        else:
            message = self.env._(
                "Open: %(count)s cadres, each with twelve monthly records and four "
                "quarterly evaluations.",
                count=self.opened_count,
            )
        return self.env["cadre.desk"]._notice(message)

    def action_view_appraisals(self):
        """Smart button: the annual results of the year."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cadre_appraisal.cadre_appraisal_action"
        )
        return {
            **action,
            "domain": [("cycle_id", "=", self.id)],
            "context": {"default_cycle_id": self.id},
        }

    @api.model
    def action_policy(self):
        """Menu: the measures of the year that is under way, else of the last one.

        :return: the window action
        """
        cycles = self.search(
            [("company_id", "in", self.env.companies.ids), ("state", "!=", "draft")],
            order="year desc",
        )
        # A next year that was opened early is not in force yet.
        this_year = self.env.company._cadre_date().year
        begun = cycles.filtered(lambda cycle: cycle.year <= this_year) or cycles
        cycle = begun.filtered(lambda cycle: cycle.state == "open")[:1] or begun[:1]
        view = self.env.ref("cadre_appraisal.cadre_appraisal_cycle_view_form_policy")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Policy"),
            "res_model": self._name,
            "res_id": cycle.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "context": {"create": False, "edit": False},
        }

    # --- Business ---

    @api.model
    def _desk_cards(self, app):
        if app != "appraisal":
            return []
        env, card, user = self.env, self.env["cadre.desk"]._desk_card, self.env.user
        cards = []
        if user.has_group(CLERK):
            cards.append(
                card(
                    env._("Years being prepared or opened"),
                    self._name,
                    [("state", "in", ("draft", "opening"))],
                    hint=env._("Check the weights, then open the year."),
                    clause="A-06",
                    sequence=31,
                )
            )
        if user.has_group(MEMBER):
            cards.append(
                card(
                    env._("Ranking of the year"),
                    self._name,
                    [("date_computed", "!=", False), ("state", "=", "open")],
                    hint=env._("Open the year and print the ranking."),
                    clause="A-42",
                    overview=True,
                    sequence=51,
                )
            )
        return cards

    def _bands(self):
        """The score bands of the year.

        :rtype: cadre_appraisal.rules.grades.Bands
        """
        self.ensure_one()
        return grades.Bands(self.band_excellent, self.band_good, self.band_average)

    # --- The numbers of the year ---

    def _threshold(self, code, key):
        """The number that a clause sets, as the year was opened with it.

        Before that, and for what belongs to no year, as the register has it today.

        :param str code: clause id
        :param str key: which of its numbers
        :rtype: cadre_archive.rules.thresholds.Threshold
        """
        # The criteria are open to all.
        kept = self.sudo().value_ids.filtered(
            lambda value: (value.code, value.key) == (code, key)
        )
        if kept:
            return Threshold(kept.operator, kept.value, kept.unit)
        return self.env["cadre.clause"]._threshold(code, key)

    def _number(self, code, key):
        """The bare number of :meth:`_threshold`."""
        return self._threshold(code, key).value

    @api.model
    def _of_day(self, company, day):
        """The year that a day of an office belongs to, if there is one."""
        # That there is a year is open to all.
        return self.sudo().search(
            [("company_id", "=", company.id), ("year", "=", day.year)], limit=1
        )

    def _content_weights(self):
        """Weight of each content, ``{dimension id: percent}``."""
        self.ensure_one()
        return {line.dimension_id.id: line.weight for line in self.dimension_line_ids}

    def _part_weights(self):
        """Weight of each part, ``{usual, democratic, client: percent}`` (A-43)."""
        self.ensure_one()
        return {
            "usual": self.weight_usual,
            "democratic": self.weight_democratic,
            "client": self.weight_client,
        }

    def _nobody(self):
        return self.browse()

    def _check_open(self):
        """Conditions of opening: the weights are right (A-08, A-43, A-44)."""
        self._check_part_weights()
        self._check_content_weights()
        self._check_bands()

    def _compute_scores(self):
        """Compute and store the scores of all results not decided yet. As superuser.

        :return: dict ``count, provisional``
        """
        self.ensure_one()
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**NO_TRACKING)
            .search([("cycle_id", "=", self.id), ("state", "in", ("open", "computed"))])
        )
        appraisals._update_scores()
        appraisals.filtered(lambda a: a.state == "open").write({"state": "computed"})
        self.date_computed = fields.Datetime.now()
        return {
            "count": len(appraisals),
            "provisional": len(appraisals.filtered("missing_parts")),
        }

    # --- Opening a year: everybody in scope gets his months and quarters, once ---

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "opening":
            # The system's copy; who opens the year was asked by the step.
            values_sudo = self.env["cadre.appraisal.cycle.value"].sudo()
            values_sudo._keep(self)
            for cycle in self:
                cycle._start_opening()
        return result

    def _start_opening(self):
        """Plan, and open what can be opened while the clerk waits."""
        self.ensure_one()
        # The gate checked the person; the rows are made by the system, because
        # nobody may create them by hand.
        cycle_sudo = self.sudo()
        planned = self.env["cadre.appraisal.roster"].sudo()._scope_count(cycle_sudo)
        if not planned:
            raise self.env["cadre.clause"]._refusal(
                "A-06",
                self.env._("Nobody in this office is in the scope of the appraisal."),
                self.env._(
                    "Enter the cadre category on the employees: civil servant, "
                    "institution staff or treatment."
                ),
            )
        cycle_sudo.planned_count = planned
        # Moves, joiners and leavers since; nothing to do when it opens first.
        self.env["cadre.appraisal.move"].sudo()._follow(cycle_sudo)
        cycle_sudo._follow_service()
        if planned - cycle_sudo.opened_count <= DIRECT:
            while cycle_sudo._open_batch(BATCH):
                pass
            cycle_sudo._finish_opening()
        else:
            self.env.ref("cadre_appraisal.ir_cron_cadre_open").sudo()._trigger()

    def _finish_opening(self):
        self.date_opened = self.date_opened or fields.Datetime.now()
        self._transition("open")

    def _check_all_in(self):
        """The year is open when nobody in scope is missing."""
        for cycle in self:
            # Whether anybody is missing is asked; no name leaves.
            if self.env["cadre.appraisal.roster"].sudo()._newcomers(cycle, limit=1):
                raise AccessError(self.env._("The opening is still running."))

    def _open_batch(self, limit):
        """Open the year for the next people who are not in it.

        Complete in itself: whoever has an annual result has all rows, so a stopped
        run is simply started again. Runs as the system.

        :param int limit: at most so many cadres
        :return: how many were opened
        """
        self.ensure_one()
        roster = self.env["cadre.appraisal.roster"]
        people = roster._newcomers(self, limit)
        if not people:
            return 0
        service = roster._service(self, [person["employee_id"] for person in people])
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**NO_TRACKING)
            .create(
                [
                    {
                        "cycle_id": self.id,
                        "company_id": self.company_id.id,
                        **person,
                        "date_joined": service.get(person["employee_id"], (None,))[0],
                    }
                    for person in people
                ]
            )
        )
        for person, appraisal in zip(people, appraisals, strict=True):
            del person["cadre_category"]
            person["appraisal_id"] = appraisal.id
        movement = self.env["cadre.appraisal.move"]
        first = movement._at_the_beginning(self, people)
        self._open_rows(
            [
                {
                    **person,
                    "department_id": assignment.department,
                    "leader_id": assignment.leader,
                }
                if (assignment := first.get(person["employee_id"], (None,))[0])
                else person
                for person in people
            ],
            service,
        )
        self.env["cadre.dated.mixin"]._adopt(self, appraisals)
        movement._open(people, first)
        self.opened_count += len(people)
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": self.id,
                    "action": "open_batch",
                    "clause": "A-06",
                    "payload": {
                        "cadres": len(people),
                        "first_result": appraisals[0].id,
                        "last_result": appraisals[-1].id,
                    },
                }
            ]
        )
        self.env.flush_all()
        return len(people)

    def _open_rows(self, people, service):
        """Hook: what a year owes the people who are opened now. As the system.

        :param people: list of dicts ``employee_id, department_id, leader_id,
            appraisal_id``, as they stood when the year began
        :param dict service: ``{employee id: (first day or None, last day or None)}``
        """

    def _follow_service(self, employee_ids=None):
        """What the year owes those in it, brought up to date with their service (A-45).

        As superuser; in a fixed number of queries.
        """
        self.ensure_one()
        domain = [("cycle_id", "=", self.id)]
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        appraisals = self.env["cadre.appraisal"].search_fetch(
            domain, ["employee_id", "department_id", "leader_id", "date_joined"]
        )
        if appraisals:
            service = self.env["cadre.appraisal.roster"]._service(
                self,
                appraisals.employee_id.ids,
                {a.employee_id.id: a.date_joined for a in appraisals},
            )
            self._follow_rows(appraisals, service)

    def _follow_rows(self, appraisals, service):
        """Hook: add what is owed by now, take away what is not and was not touched.

        :param appraisals: results of the year
        :param dict service: as of :meth:`_open_rows`
        """

    def _ends(self):
        """Last day of the year."""
        return months.last_day(months.months_of_year(self.year)[-1])

    def _leaders_on(self, employees, day):
        """Who was in charge of people on a day, in the year of the cycle.

        :param employees: record set of cadres in the year
        :param date day: the day
        :return: ``{employee id: leader id or False}``; those not in the year lack
        """
        self.ensure_one()
        # Who leads whom; the callers give no more of it than their own rights allow.
        appraisals_sudo = (
            self.env["cadre.appraisal"]
            .sudo()
            .search_fetch(
                [("cycle_id", "=", self.id), ("employee_id", "in", employees.ids)],
                ["employee_id", "leader_id", "department_id"],
            )
        )
        assignments = appraisals_sudo._assignments()
        return {
            appraisal.employee_id.id: moves.assignment_on(
                assignments[appraisal.id], day
            ).leader
            for appraisal in appraisals_sudo
        }

    @api.model
    def _cron_open(self):
        """Open what is left of every year that is being opened, batch by batch."""
        cron = self.env["ir.cron"]
        for cycle in self.search([("state", "=", "opening")]):
            if not cycle.try_lock_for_update(allow_referencing=True):
                continue
            while opened := cycle._open_batch(BATCH):
                remaining = max(cycle.planned_count - cycle.opened_count, 0)
                if not cron._commit_progress(opened, remaining=remaining):
                    return
                # The commit released the row: take it again for the next batch.
                if not cycle.try_lock_for_update(allow_referencing=True):
                    break
            else:
                cycle._finish_opening()

    @api.model
    def _cron_follow(self):
        """Each night: moves, joiners and leavers; what was given goes to the new."""
        for cycle in self.search([("state", "in", ("opening", "open"))]):
            self.env["cadre.appraisal.move"]._follow(cycle)
            cycle._follow_service()
            cycle.appraisal_ids.filtered("move_ids")._take_over({})
