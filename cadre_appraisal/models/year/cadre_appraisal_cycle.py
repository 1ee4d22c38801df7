from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ...rules import grades, months, moves, weights
from .cadre_personal_mixin import QUIET
from .roles import CHAIR, CLERK

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
IN_SCOPE = ("civil_servant", "institution", "treatment")
# Cadres in one batch: 17 rows each.
BATCH = 500
# Up to so many are opened while the clerk waits, more in the background.
DIRECT = 500
GIVEN = ("fed_back", "acknowledged")


class CadreAppraisalCycle(models.Model):
    """A year of appraisal: who takes part, and the numbers that hold for it.

    The numbers come from the clause register when the year is created and stay; a
    later change of the register concerns later years.

    ==============  =======================================================
    read            every internal user (A-02: the criteria are open)
    create, write   appraisal clerk; the numbers only until it is opened
    open, compute   appraisal clerk
    close           appraisal clerk or chair; only the chair opens it again
    unlink          appraisal clerk, a draft only
    ==============  =======================================================
    """

    _name = "cadre.appraisal.cycle"
    _description = "Appraisal Year"
    _inherit = [
        "cadre.transition.mixin",
        "cadre.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "cadre.subject.mixin",
    ]
    _subject_path = ""
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
        Transition("open", "closed", groups=(CLERK, CHAIR), clause="A-48"),
        Transition("closed", "open", groups=(CHAIR,), needs_reason=True, clause="A-48"),
    )

    name = fields.Char(
        compute="_compute_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
        aggregator=None,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    weight_usual = fields.Float(
        string="Usual assessment (%)",
        digits=(5, 2),
        help="A-44: more than 60 percent.",
    )
    weight_democratic = fields.Float(string="Democratic evaluation (%)", digits=(5, 2))
    weight_client = fields.Float(string="Client opinion (%)", digits=(5, 2))
    dimension_line_ids = fields.One2many(
        "cadre.appraisal.cycle.dimension", "cycle_id", string="Contents", copy=True
    )
    band_excellent = fields.Float(string="Excellent from", digits=(5, 2))
    band_good = fields.Float(string="Good from", digits=(5, 2))
    band_average = fields.Float(string="Average from", digits=(5, 2))
    window_opens_day = fields.Integer(
        string="Record opens on day", help="A-25: day of the month itself."
    )
    window_due_day = fields.Integer(
        string="Record due on day", help="A-25: day of the following month."
    )
    planned_count = fields.Integer(string="Cadres in scope", readonly=True, copy=False)
    opened_count = fields.Integer(string="Cadres opened", readonly=True, copy=False)
    progress = fields.Float(
        string="Opened (%)", compute="_compute_progress", aggregator=None
    )
    date_opened = fields.Datetime(string="Opened on", readonly=True, copy=False)
    date_computed = fields.Datetime(
        string="Scores computed on", readonly=True, copy=False
    )
    appraisal_ids = fields.One2many(
        "cadre.appraisal", "cycle_id", string="Annual results"
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
        help="A-01: the measures of the office; open to everybody it concerns (A-02).",
    )
    policy_file = fields.Binary(
        string="Policy as a file", attachment=True, copy=True, help="A-01"
    )
    policy_filename = fields.Char()

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
            cycle.progress = (
                100.0 * cycle.opened_count / cycle.planned_count
                if cycle.planned_count
                else 0.0
            )

    # --- Constraints ---

    @api.constrains("weight_usual", "weight_democratic", "weight_client")
    def _check_part_weights(self):
        clause = self.env["cadre.clause"]
        usual_min = clause._threshold("A-44", "usual_min")
        for cycle in self:
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
        for cycle in self:
            lines = cycle.dimension_line_ids
            problem = weights.content_problem(
                {line.dimension_id.code: line.weight for line in lines}
            )
            if not problem:
                continue
            what = {
                "range": self.env._("The weight of a content lies outside 0 to 100."),
                "sum": self.env._(
                    "The weights of the contents add up to %(total)s, not to 100.",
                    total=f"{sum(lines.mapped('weight')):g}",
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
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        clause = self.env["cadre.clause"]
        for name, (code, key) in FROM_REGISTER.items():
            if name in fields_list and name not in values:
                values[name] = clause._number(code, key)
        if "dimension_line_ids" in fields_list and "dimension_line_ids" not in values:
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
        wanted = [name for name in POLICY if name in fields_list and name not in values]
        if wanted and (
            last := self.search(
                [("company_id", "=", self.env.company.id)], order="year desc", limit=1
            )
        ):
            values.update({name: last[name] for name in wanted})
        return values

    def write(self, vals):
        self._check_policy_open(vals)
        self._lock(vals)
        if set(vals) & {*FROM_REGISTER, "year", "company_id", "dimension_line_ids"}:
            self._check_settings_open(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        for cycle in self:
            if cycle.state != "draft":
                raise self.env["cadre.clause"]._refusal(
                    "A-24",
                    self.env._("“%s” was opened and is not deleted.", cycle.name),
                    self.env._("Close it instead."),
                )

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

    def _check_settings_open(self, vals=None):
        """Refuse to change the numbers of a year that was opened."""
        for cycle in self:
            changed = vals is None or any(
                name == "dimension_line_ids" or cycle._differs(name, vals[name])
                for name in (*FROM_REGISTER, "year", "company_id", "dimension_line_ids")
                if name in vals
            )
            if cycle.state != "draft" and changed:
                raise self.env["cadre.clause"]._refusal(
                    "A-02",
                    self.env._(
                        "“%s” is opened: its weights, bands and windows stay as they "
                        "were announced.",
                        cycle.name,
                    ),
                    self.env._("Change the clause register for the next year."),
                )

    def _check_policy_open(self, vals):
        """Refuse to change the measures by which an opened year is held (A-02)."""
        changed = set(vals) & set(POLICY)
        for cycle in self:
            if cycle.state != "draft" and any(cycle[n] != vals[n] for n in changed):
                raise self.env["cadre.clause"]._refusal(
                    "A-02",
                    self.env._(
                        "“%s” is opened: its measures stay as they were announced.",
                        cycle.name,
                    ),
                    self.env._("Write the new measures into the next year."),
                )

    def _differs(self, name, value):
        field = self._fields[name]
        wanted = field.convert_to_record(field.convert_to_cache(value, self), self)
        if isinstance(wanted, float):
            return abs(wanted - self[name]) > 1e-6
        return wanted != self[name]

    # --- Business ---

    def _bands(self):
        """The score bands of the year.

        :rtype: cadre_appraisal.rules.grades.Bands
        """
        self.ensure_one()
        return grades.Bands(self.band_excellent, self.band_good, self.band_average)

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
            .with_context(**QUIET)
            .search([("cycle_id", "=", self.id), ("state", "in", ("open", "computed"))])
        )
        appraisals._update_scores()
        appraisals.filtered(lambda a: a.state == "open").write({"state": "computed"})
        self.date_computed = fields.Datetime.now()
        return {
            "count": len(appraisals),
            "provisional": len(appraisals.filtered("missing_parts")),
        }

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

    def action_close(self):
        """Button: nothing more is recorded in this year."""
        self.write({"state": "closed"})

    def action_compute_scores(self):
        """Button: annual score and suggested grade of everybody in the year.

        :raises AccessError: unless the user is appraisal clerk
        :raises UserError: unless the year is under way
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group(CLERK)):
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
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Scores of %(count)s cadres computed, %(provisional)s of them "
                    "provisional because a part is missing (A-03).",
                    **done,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

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
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

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
        cycle = cycles.filtered(lambda c: c.state == "open")[:1] or cycles[:1]
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

    # --- Opening a year: everybody in scope gets his months and quarters, once ---

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "opening":
            for cycle in self:
                cycle._start_opening()
        return result

    def _start_opening(self):
        """Plan, and open what can be opened while the clerk waits."""
        self.ensure_one()
        # The door checked the person; the rows are made by the system, because
        # nobody may create them by hand.
        cycle_sudo = self.sudo()
        planned = cycle_sudo._count_in_scope()
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
        cycle_sudo._follow_moves()
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
            if cycle.sudo()._participants(limit=1):
                raise AccessError(self.env._("The opening is still running."))

    def _count_in_scope(self):
        return self.env["hr.employee"].search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("cadre_category", "in", IN_SCOPE),
            ]
        ) + self.env["cadre.appraisal"].search_count(
            [
                ("cycle_id", "=", self.id),
                "|",
                ("employee_id.active", "=", False),
                "|",
                ("employee_id.cadre_category", "not in", IN_SCOPE),
                ("employee_id.company_id", "!=", self.company_id.id),
            ]
        )

    def _participants(self, limit=None, employee_ids=None):
        """Facts of people as the personnel records have them now.

        :param limit: at most so many who are in scope and not in the year yet
        :param employee_ids: instead, exactly these
        :return: list of dicts ``employee_id, cadre_category, department_id,
            leader_id``; the leader is the superior, else the next head of department
            above who is not the person himself (A-28)
        """
        self.ensure_one()
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model(["department_id", "employee_id"])
        self.env["cadre.appraisal"].flush_model(["cycle_id", "employee_id"])
        if employee_ids is None:
            # NOT IN, not NOT EXISTS: hashed once, whatever the planner knows of tables
            # that were filled just now.
            where = SQL(
                "company_id = %s AND active AND cadre_category IN %s AND id NOT IN ("
                "SELECT employee_id FROM cadre_appraisal WHERE cycle_id = %s)",
                self.company_id.id,
                IN_SCOPE,
                self.id,
            )
        else:
            where = SQL("id IN %s", tuple(employee_ids) or (0,))
        rows = self.env.execute_query(
            SQL(
                "SELECT id, cadre_category, current_version_id, parent_id "
                "FROM hr_employee WHERE %s ORDER BY id LIMIT %s",
                where,
                limit,
            )
        )
        # One by one, by their keys: no join for the planner to get wrong.
        departments = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, department_id FROM hr_version WHERE id IN %s",
                    tuple(version or 0 for _id, _category, version, _up in rows)
                    or (0,),
                )
            )
        )
        present = {
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    "SELECT id FROM hr_employee WHERE active AND id IN %s",
                    tuple({up or 0 for _id, _category, _version, up in rows}) or (0,),
                )
            )
        }
        heads = self._heads()
        found = []
        for employee, category, version, up in rows:
            department = departments.get(version)
            superior = up if up in present else None
            found.append(
                {
                    "employee_id": employee,
                    "cadre_category": category,
                    "department_id": department or False,
                    "leader_id": self._leader(employee, superior, department, heads),
                }
            )
        return found

    def _heads(self):
        """``{department id: (head id or None, department above or None)}``"""
        self.env["hr.department"].flush_model(["manager_id", "parent_id"])
        return {
            id_: (manager, parent)
            for id_, manager, parent in self.env.execute_query(
                SQL("SELECT id, manager_id, parent_id FROM hr_department")
            )
        }

    @staticmethod
    def _leader(employee, superior, department, heads):
        if superior and superior != employee:
            return superior
        seen = set()
        while department and department not in seen:
            seen.add(department)
            manager, department = heads.get(department, (None, None))
            if manager and manager != employee:
                return manager
        return False

    def _open_batch(self, limit):
        """Open the year for the next people who are not in it.

        Complete in itself: whoever has an annual result has all rows, so a stopped
        run is simply started again. Runs as the system.

        :param int limit: at most so many cadres
        :return: how many were opened
        """
        self.ensure_one()
        people = self._participants(limit=limit)
        if not people:
            return 0
        common = {"cycle_id": self.id, "company_id": self.company_id.id}
        service = self._service([person["employee_id"] for person in people])
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        **common,
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
        first = self._first_stations(people)
        windows = self._windows()
        records, evaluations = [], []
        for person in people:
            entered, left = service.get(person["employee_id"], (None, None))
            if person["employee_id"] in first:
                spell, _later = first[person["employee_id"]]
                person = {
                    **person,
                    "department_id": spell.department,
                    "leader_id": spell.leader,
                }
            records += self._month_values(
                person,
                [
                    window
                    for window in windows
                    if moves.in_service(
                        window.begins, months.last_day(window.begins), entered, left
                    )
                ],
            )
            evaluations += [
                {
                    **common,
                    **person,
                    "quarter": quarter,
                    **self._absence(quarter, entered, left),
                }
                for quarter in ("1", "2", "3", "4")
            ]
        self.env["cadre.monthly.record"]._create_rows(records)
        self.env["cadre.quarterly.evaluation"]._create_rows(evaluations)
        self._adopt(appraisals)
        self._open_moves(people, first)
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

    def _adopt(self, appraisals):
        """Hook: tie what was recorded before the year was opened to its cadres."""
        self.env["cadre.task"]._adopt(self, appraisals)
        self.env["cadre.conduct.event"]._adopt(self, appraisals)

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

    # --- Who was there in which month: late joiners and leavers (A-45) ---

    def _service(self, employee_ids, joined=None):
        """When people entered and left, as far as it concerns the year.

        Entered is the start of the contract that reaches into the year. Without a
        contract on record it is the first day of the personnel record of somebody who
        comes when the year is open already: whoever was there then was there before.

        :param dict joined: ``{employee id: first day}`` of those in the year, as it was
            found when they came
        :return: ``{employee id: (first day or None, last day or None)}``
        """
        self.ensure_one()
        self.env["hr.version"].flush_model(
            ["employee_id", "date_version", "contract_date_start", "departure_date"]
        )
        self.env["hr.employee"].flush_model(["current_version_id"])
        ids = tuple(employee_ids) or (0,)
        current = self.env.execute_query(
            SQL("SELECT current_version_id FROM hr_employee WHERE id IN %s", ids)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id,
                       min(contract_date_start) FILTER (
                           WHERE contract_date_end IS NULL OR contract_date_end >= %s),
                       min(date_version),
                       max(departure_date) FILTER (WHERE id IN %s)
                  FROM hr_version
                 WHERE employee_id IN %s AND active
                 GROUP BY employee_id
                """,
                f"{self.year}-01-01",
                tuple(version or 0 for (version,) in current) or (0,),
                ids,
            )
        )
        opened = self.date_opened and self.date_opened.date()
        found = {}
        for employee, contract, first, departed in rows:
            if joined is not None:
                first = joined.get(employee) or None
            elif not (opened and first > opened):
                first = None
            found[employee] = (contract or first, departed)
        return found

    def _month_values(self, person, windows):
        """The months that a person owes.

        :param dict person: ``employee_id, department_id, leader_id, appraisal_id``
        :param windows: of the months to open
        """
        return [
            {
                "cycle_id": self.id,
                "company_id": self.company_id.id,
                **person,
                "month": window.begins,
                "quarter": str(months.quarter_of(window.begins.month)),
                "date_due": window.due,
            }
            for window in windows
        ]

    def _absence(self, quarter, entered, left):
        """Why a quarter does not count: the person was not there on any day of it.

        :return: the values of the evaluation
        """
        first, _second, third = months.months_of_quarter(self.year, int(quarter))
        if moves.in_service(first, months.last_day(third), entered, left):
            return {}
        if entered and months.last_day(third) < entered:
            reason = self.env._("Not in service yet: joined on %s.", entered)
        else:
            reason = self.env._("No longer in service: left on %s.", left)
        return {
            "is_excluded": True,
            "is_out_of_service": True,
            "exclusion_reason": reason,
        }

    def _windows(self):
        return [
            months.window_of(month, self.window_opens_day, self.window_due_day)
            for month in months.months_of_year(self.year)
        ]

    def _follow_service(self, employee_ids=None):
        """Months and quarters of those in the year, brought up to date.

        Months of service that are lacking are opened; untouched ones outside of it go,
        and quarters wholly outside of it are left out by themselves. What somebody
        wrote stays. As superuser; in a fixed number of queries.
        """
        self.ensure_one()
        domain = [("cycle_id", "=", self.id)]
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        appraisals = self.env["cadre.appraisal"].search_fetch(
            domain, ["employee_id", "department_id", "leader_id", "date_joined"]
        )
        if not appraisals:
            return
        service = self._service(
            appraisals.employee_id.ids,
            {a.employee_id.id: a.date_joined for a in appraisals},
        )
        self._follow_months(appraisals, service)
        self._follow_quarters(appraisals, service)

    def _follow_months(self, appraisals, service):
        records = self.env["cadre.monthly.record"].search_fetch(
            [("appraisal_id", "in", appraisals.ids)],
            ["appraisal_id", "employee_id", "month", "state"],
        )
        there = {(record.appraisal_id.id, record.month) for record in records}
        outside = records.filtered(
            lambda record: (
                record.state == "draft"
                and not moves.months_in_service(
                    [record.month],
                    *service.get(record.employee_id.id, (None, None)),
                )
            )
        )
        outside._blank().unlink()
        windows = self._windows()
        spells = appraisals._spells()
        values = []
        for appraisal in appraisals:
            entered, left = service.get(appraisal.employee_id.id, (None, None))
            for window in windows:
                if (appraisal.id, window.begins) in there or not moves.in_service(
                    window.begins, months.last_day(window.begins), entered, left
                ):
                    continue
                spell = moves.spell_on(spells[appraisal.id], window.begins)
                person = {
                    "employee_id": appraisal.employee_id.id,
                    "department_id": spell.department,
                    "leader_id": spell.leader,
                    "appraisal_id": appraisal.id,
                }
                values += self._month_values(person, [window])
        opened = self.env["cadre.monthly.record"].create(values)
        if opened:
            tasks = self.env["cadre.task"].search(
                [
                    ("cycle_id", "=", self.id),
                    ("level", "=", "month"),
                    ("employee_id", "in", opened.employee_id.ids),
                    ("line_ids", "=", False),
                ]
            )
            tasks._add_lines()

    def _follow_quarters(self, appraisals, service):
        evaluations = self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", appraisals.ids), ("state", "=", "draft")],
            ["employee_id", "quarter", "is_excluded", "is_out_of_service"],
        )
        changes = {}
        for evaluation in evaluations:
            values = self._absence(
                evaluation.quarter,
                *service.get(evaluation.employee_id.id, (None, None)),
            )
            if values and not evaluation.is_excluded:
                key = values["exclusion_reason"]
            elif not values and evaluation.is_out_of_service:
                key = False
            else:
                continue
            changes[key] = changes.get(key, self.env[evaluations._name]) | evaluation
        for reason, group in changes.items():
            group.write(
                {
                    "is_excluded": bool(reason),
                    "is_out_of_service": bool(reason),
                    "exclusion_reason": reason,
                }
            )

    # --- Moves during the year: who is in charge from which day on (A-28) ---

    def _stations(self, employee_ids):
        """Departments of people during the year up to today, from their versions.

        A move after the end of the year concerns the next one.

        :return: ``{employee id: [(first day, department id or False)]}``, by day, the
            first one from the beginning of the year on
        """
        self.ensure_one()
        begins = months.months_of_year(self.year)[0]
        self.env["hr.version"].flush_model(
            ["employee_id", "date_version", "department_id", "active"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT v.employee_id, v.date_version, v.department_id
                  FROM hr_version v
                 WHERE v.employee_id IN %s AND v.active AND v.date_version <= %s
                 ORDER BY v.employee_id, v.date_version
                """,
                tuple(employee_ids) or (0,),
                min(fields.Date.context_today(self), self._ends()),
            )
        )
        found = {}
        for employee, day, department in rows:
            stations = found.setdefault(employee, [])
            department = department or False
            if day <= begins or not stations:
                # The first version counts from the beginning: nothing is known before.
                stations[:] = [(begins, department)]
            elif stations[-1][1] != department:
                stations.append((day, department))
        return found

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
        spells = appraisals_sudo._spells()
        return {
            appraisal.employee_id.id: moves.spell_on(spells[appraisal.id], day).leader
            for appraisal in appraisals_sudo
        }

    def _superiors(self, employee_ids):
        """``{employee id: leader id or False}`` as the personnel record has it now."""
        return {
            person["employee_id"]: person["leader_id"]
            for person in self._participants(employee_ids=employee_ids)
        }

    def _follow_moves(self, employee_ids=None, superiors=()):
        """Take over the moves that the personnel record knows and the year does not.

        As superuser; in a fixed number of queries.

        :param employee_ids: of these people only
        :param superiors: ids of those whose superior was changed just now
        """
        self.ensure_one()
        domain = [("cycle_id", "=", self.id)]
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**QUIET)
            .search_fetch(domain, ["employee_id", "department_id", "leader_id"])
        )
        if not appraisals:
            return
        stations = self._stations(appraisals.employee_id.ids)
        spells = appraisals._spells()
        heads = self._heads()
        today = fields.Date.context_today(self)
        if today > self._ends():
            superiors = ()
        people = None
        values = []
        for appraisal in appraisals:
            employee = appraisal.employee_id.id
            last = spells[appraisal.id][-1]
            way = stations.get(employee, [])
            news = [s for s in way if s[0] > last.begins and s[1] != last.department]
            if not news and way and way[-1][1] != last.department:
                if today > self._ends():
                    continue
                news = [(today, way[-1][1])]  # corrected in place
            if not news and employee not in superiors:
                continue
            if people is None:
                people = self._superiors(appraisals.employee_id.ids)
            values += self._moves_of(
                appraisal,
                last,
                news or [(today, last.department)],
                people.get(employee),
                heads,
            )
        if values:
            self._record_moves(values)

    def _moves_of(self, appraisal, last, stations, superior, heads):
        """The moves of one cadre from a spell over the stations that follow.

        :param last: the spell before
        :param stations: ``[(first day, department id)]``
        :param superior: of today, for the last station
        :return: values to create
        """
        values = []
        for number, (day, department) in enumerate(stations, 1):
            leader = self._next_leader(
                appraisal.employee_id.id,
                department,
                # The record knows the superior of today only.
                superior if number == len(stations) else None,
                last,
                heads,
            )
            if (department, leader) == (last.department, last.leader):
                continue
            values.append(
                {
                    "appraisal_id": appraisal.id,
                    "employee_id": appraisal.employee_id.id,
                    "company_id": self.company_id.id,
                    "date": day,
                    "department_from_id": last.department,
                    "department_to_id": department,
                    "leader_from_id": last.leader,
                    "leader_to_id": leader,
                }
            )
            last = moves.Spell(day, leader, department)
        return values

    def _first_stations(self, people):
        """Where people stood when the year began, if they have moved since.

        :param people: of :meth:`_participants`
        :return: ``{employee id: (first spell, stations after it)}``
        """
        found, heads = {}, None
        for employee, way in self._stations([p["employee_id"] for p in people]).items():
            if len(way) < 2:
                continue
            heads = self._heads() if heads is None else heads
            (begins, department), *later = way
            leader = self._leader(employee, None, department, heads)
            found[employee] = (moves.Spell(begins, leader, department), later)
        return found

    def _open_moves(self, people, first):
        """Moves before the opening: their months and quarters go where they belong.

        :param people: of :meth:`_participants`, with ``appraisal_id``
        :param first: of :meth:`_first_stations`
        """
        heads, values = self._heads() if first else {}, []
        for person in people:
            if person["employee_id"] in first:
                spell, later = first[person["employee_id"]]
                values += self._moves_of(
                    self.env["cadre.appraisal"].browse(person["appraisal_id"]),
                    spell,
                    later,
                    person["leader_id"],
                    heads,
                )
        if values:
            self._record_moves(values)

    def _next_leader(self, employee_id, department, superior, last, heads):
        """Who is in charge after a move.

        A superior who only stands there because nobody has changed him yet (the head
        of the department that was left) gives way to the head of the new department.
        """
        if superior and department != last.department:
            old = self._leader(employee_id, None, last.department, heads)
            if superior in (old, last.leader) and superior != self._leader(
                employee_id, None, department, heads
            ):
                superior = None
        return self._leader(employee_id, superior, department, heads)

    def _record_moves(self, values):
        model = self.env["cadre.appraisal.move"]
        there = {
            (move.appraisal_id.id, move.date): move
            for move in model.search(
                [("appraisal_id", "in", [v["appraisal_id"] for v in values])]
            )
        }
        new = []
        for vals in values:
            # Twice on a day: only where he ends up counts.
            if move := there.get((vals["appraisal_id"], vals["date"])):
                move.write(
                    {name: vals[name] for name in ("department_to_id", "leader_to_id")}
                )
            else:
                new.append(vals)
        model.create(new)
        appraisals = self.env["cadre.appraisal"].browse(
            {vals["appraisal_id"] for vals in values}
        )
        first = {}
        for vals in values:
            first.setdefault(vals["appraisal_id"], vals["date"])
        appraisals._take_over(first)
        self.env["cadre.log"]._record(
            [
                {
                    "model": "cadre.appraisal",
                    "res_id": vals["appraisal_id"],
                    "action": "leader",
                    "clause": "A-28",
                    "subject_id": vals["employee_id"],
                    "payload": {
                        "leader": vals["leader_to_id"] or None,
                        "from": str(vals["date"]),
                    },
                }
                for vals in values
            ]
        )

    def _cron_follow(self):
        """Each night: moves, joiners and leavers; what was given goes to the new."""
        for cycle in self.search([("state", "in", ("opening", "open"))]):
            cycle._follow_moves()
            cycle._follow_service()
            cycle.appraisal_ids.filtered("move_ids")._take_over({})
