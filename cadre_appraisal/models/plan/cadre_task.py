from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ...rules import months, progress, shares

# From above to below.
LEVELS = ("office", "department", "person", "month")
PERSONAL = ("person", "month")
# What a record was judged by: it stands once the record is handed in.
REQUIREMENTS = {"date_deadline", "qty_planned", "uom_text", "quality_standard"}


class CadreTask(models.Model):
    """A target or task with time limit, quantity and quality (A-21, A-22).

    Annual targets of the office, a department or a person, and under them the tasks
    of each month. A month's task is a line of that cadre's monthly record at once.

    ============  =========================================================
    read          targets of office and departments: everybody; a person's:
                  himself, his leader and the delegate of the day, the head of
                  his department, clerk, inspector, leading group
    write         the leader in charge (own line) or his delegate, head of the
                  department, clerk; never for oneself (A-21)
    unlink        the same, while the month is not handed in
    ============  =========================================================
    """

    _name = "cadre.task"
    _description = "Task"
    _inherit = ["cadre.personal.mixin", "cadre.import.mixin", "cadre.subject.mixin"]
    _subject_path = "employee_id"
    _avoids = ()
    _order = "cycle_id desc, level, month, code"
    _rec_names_search = ["code", "name"]
    _parent_name = "parent_id"
    _import_key = ("code",)
    _frozen_fields = (
        "code",
        "cycle_id",
        "employee_id",
        "company_id",
        "leader_id",
        "level",
        "month",
    )

    code = fields.Char(
        copy=False,
        help="Finds the task in searches and in the columns of an import; given by "
        "the system when left empty.",
    )
    name = fields.Char(string="Task", required=True)
    cycle_id = fields.Many2one(index=True)
    level = fields.Selection(
        [
            ("office", "Target of the office"),
            ("department", "Target of a department"),
            ("person", "Annual target of a person"),
            ("month", "Task of a month"),
        ],
        required=True,
        default="month",
    )
    employee_id = fields.Many2one(required=False)
    company_id = fields.Many2one(required=False)
    parent_id = fields.Many2one(
        "cadre.task",
        string="Part of",
        index="btree_not_null",
        ondelete="restrict",
        help="The target that this task serves (A-21).",
    )
    child_ids = fields.One2many("cadre.task", "parent_id", string="Broken down into")
    assigner_id = fields.Many2one(
        "res.users",
        string="Assigned by",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    month = fields.Date(help="First day of the month, for the task of a month.")
    date_deadline = fields.Date(string="Time limit", help="A-22")
    qty_planned = fields.Float(
        string="Planned quantity",
        digits=(12, 2),
        default=1.0,
        aggregator=None,
        help="A-22",
    )
    uom_text = fields.Char(string="Unit", help="A-22: items, households, reports ...")
    quality_standard = fields.Char(help="A-22: how well it has to be done.")
    is_temporary = fields.Boolean(
        string="Ad hoc", help="A-12: assigned by the leader outside the plan."
    )
    is_recurring = fields.Boolean(
        string="Every month", help="Copied to the next month, finished or not."
    )
    copied_from_id = fields.Many2one(
        "cadre.task",
        string="Copied from",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The task of the month before that this one carries on.",
    )
    dimension_id = fields.Many2one(
        "cadre.dimension", string="Content", ondelete="restrict"
    )
    line_ids = fields.One2many("cadre.monthly.record.line", "task_id")
    progress = fields.Float(
        string="Progress (%)",
        compute="_compute_progress",
        aggregator=None,
        help="A-23: of a month's task, as recorded. Of a target, what was done in its "
        "own unit against what is planned; where no part has its unit, the mean.",
    )
    qty_done = fields.Float(
        string="Done",
        digits=(12, 2),
        compute="_compute_progress",
        help="A-23: done in the unit of the task, all parts together.",
    )
    qty_decomposed = fields.Float(
        string="Broken down",
        digits=(12, 2),
        compute="_compute_qty_decomposed",
        help="A-21: planned quantity of its parts in the same unit.",
    )
    qty_remainder = fields.Float(
        string="Not broken down",
        digits=(12, 2),
        compute="_compute_qty_decomposed",
        help="A-21: of the planned quantity; negative when the parts exceed it.",
    )
    decomposition_note = fields.Char(compute="_compute_decomposition_note")
    stage = fields.Selection(
        [("todo", "Not begun"), ("doing", "Begun"), ("done", "Done")],
        string="How far",
        compute="_compute_stage",
        store=True,
        index="btree_not_null",
        group_expand=True,
        help="Of a month's task, by its progress.",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "This task number is already given: use another."
    )
    _qty_check = models.Constraint(
        "CHECK(qty_planned > 0)",
        "A-22: the planned quantity is more than zero (one item is 1).",
    )
    _leader_check = models.Constraint(
        "CHECK(leader_id IS NULL OR leader_id <> employee_id)",
        "A-21: tasks come from the leader, never from oneself.",
    )
    _copied_uniq = models.UniqueIndex(
        "(copied_from_id) WHERE copied_from_id IS NOT NULL",
        "A-21: this task was carried on already; a month has it once.",
    )
    _month_idx = models.Index("(employee_id, month) WHERE month IS NOT NULL")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for task in self:
            task.display_name = f"[{task.code}] {task.name}" if task.code else task.name

    # --- Constraints ---

    @api.constrains("parent_id", "level", "cycle_id")
    def _check_parent(self):
        clause = self.env["cadre.clause"]
        if self._has_cycle():
            raise clause._refusal(
                "A-21",
                self.env._("A task cannot be part of itself."),
                self.env._("Choose a target above it."),
                exception=ValidationError,
            )
        for task in self:
            parent_sudo = task.parent_id.sudo()  # level and year are no secret
            if not parent_sudo:
                continue
            if parent_sudo.cycle_id != task.cycle_id:
                raise clause._refusal(
                    "A-21",
                    self.env._("“%s” is part of a target of another year.", task.name),
                    self.env._("Choose a target of its own year."),
                    exception=ValidationError,
                )
            if parent_sudo.level == "month" or LEVELS.index(
                parent_sudo.level
            ) > LEVELS.index(task.level):
                raise clause._refusal(
                    "A-21",
                    self.env._(
                        "“%(task)s” is broken down from below: “%(target)s” is no "
                        "target above it.",
                        task=task.name,
                        target=parent_sudo.name,
                    ),
                    self.env._(
                        "Targets of the office come first, then those of departments "
                        "and persons, then the tasks of the months."
                    ),
                    exception=ValidationError,
                )

    @api.constrains(
        "level",
        "employee_id",
        "department_id",
        "month",
        "date_deadline",
        "uom_text",
        "quality_standard",
    )
    def _check_complete(self):
        """A-22: without time limit, quantity and quality it is no task yet."""
        self._check_filled(
            "A-22",
            lambda task: task._required_names(),
            self.env._("Fill in what is lacking."),
            exception=ValidationError,
        )
        for task in self:
            if task.month and task.month.year != task.cycle_id.year:
                raise self.env["cadre.clause"]._refusal(
                    "A-21",
                    self.env._(
                        "Task “%(task)s”: %(month)s is not in the year %(year)s.",
                        task=task.name,
                        month=task.month.strftime("%Y-%m"),
                        year=task.cycle_id.year,
                    ),
                    self.env._("Correct the month or choose another year."),
                    exception=ValidationError,
                )

    def _required_names(self):
        names = ["date_deadline", "uom_text", "quality_standard"]
        if self.level == "department":
            names.append("department_id")
        if self.level in PERSONAL:
            names.append("employee_id")
        if self.level == "month":
            names.append("month")
        return names

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        cycles = self.env["cadre.appraisal.cycle"].browse(
            {vals["cycle_id"] for vals in vals_list if vals.get("cycle_id")}
        )
        companies = {cycle.id: cycle.company_id.id for cycle in cycles}
        people = self._people(vals_list)
        prepared = []
        for vals in vals_list:
            vals = dict(vals)
            if month := fields.Date.to_date(vals.get("month")):
                vals["month"] = month.replace(day=1)
            # Who leads whom is asked, not told: else anybody could make himself leader.
            key = (vals.get("cycle_id"), vals.get("employee_id"))
            person = people.get((*key, vals.get("month")), people.get(key, {}))
            vals["leader_id"] = person.get("leader_id", False)
            vals["company_id"] = companies.get(vals.get("cycle_id"), False)
            if vals.get("employee_id"):
                vals["department_id"] = person.get("department_id", False)
            prepared.append(vals)
        tasks = super().create(prepared)
        for task in tasks:
            if not task.code:
                # Unique without asking a sequence once for each row.
                task.sudo().code = f"T{task.cycle_id.year}-{task.id:06d}"
        tasks._check_not_for_oneself()
        tasks._check_participants()
        tasks.filtered(lambda task: task.level == "month")._add_lines()
        return tasks

    def write(self, vals):
        if "copied_from_id" in vals and not self.env.su:
            raise AccessError(
                self.env._("What a task carries on is set by copying it.")
            )
        vals = self._guarded(vals)
        if REQUIREMENTS & set(vals):
            self._check_not_handed_in()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        self._check_edit({})
        # The line may be the work of somebody whose records one cannot read.
        lines_sudo = self.sudo().line_ids
        for line in lines_sudo:
            if line.record_id.state == "submitted" or line.qty_done or line.progress:
                raise self.env["cadre.clause"]._refusal(
                    "A-25",
                    self.env._("“%s” has already been recorded.", line.task_id.name),
                    self.env._("It stays. Assign another task instead."),
                )

    # --- Business ---

    def _people(self, vals_list):
        """Leader and department of the people that tasks are made for."""
        wanted = {}
        for vals in vals_list:
            if vals.get("cycle_id") and vals.get("employee_id"):
                wanted.setdefault(vals["cycle_id"], set()).add(vals["employee_id"])
        found = {}
        for cycle_id, employee_ids in wanted.items():
            # Whoever assigns a task need not be allowed to read annual results.
            cycle_sudo = self.env["cadre.appraisal.cycle"].sudo().browse(cycle_id)
            for person in cycle_sudo._participants(employee_ids=employee_ids):
                found[cycle_id, person["employee_id"]] = person
            for appraisal in (
                self.env["cadre.appraisal"]
                .sudo()
                .search_fetch(
                    [
                        ("cycle_id", "=", cycle_id),
                        ("employee_id", "in", list(employee_ids)),
                    ],
                    ["employee_id", "leader_id", "department_id"],
                )
            ):
                found[cycle_id, appraisal.employee_id.id] = {
                    "leader_id": appraisal.leader_id.id,
                    "department_id": appraisal.department_id.id,
                }
            # Whoever moved during the year had another leader in some months.
            for move in (
                self.env["cadre.appraisal.move"]
                .sudo()
                .search(
                    [
                        ("appraisal_id.cycle_id", "=", cycle_id),
                        ("employee_id", "in", list(employee_ids)),
                    ],
                    order="date, id",
                )
            ):
                found[cycle_id, move.employee_id.id]["department_id"] = (
                    move.department_to_id.id
                )
                found.update(self._months_of(cycle_id, move.employee_id.id))
        return found

    def _months_of(self, cycle_id, employee_id):
        """Leader and department of the months of somebody who moved."""
        # Asked for the task's own leader only, like the rest of :meth:`_people`.
        records_sudo = (
            self.env["cadre.monthly.record"]
            .sudo()
            .search_fetch(
                [("cycle_id", "=", cycle_id), ("employee_id", "=", employee_id)],
                ["month", "leader_id", "department_id"],
            )
        )
        return {
            (cycle_id, employee_id, record.month): {
                "leader_id": record.leader_id.id,
                "department_id": record.department_id.id,
            }
            for record in records_sudo
        }

    def _check_edit(self, vals):
        self._check_not_for_oneself()

    def _check_not_for_oneself(self):
        if not self._is_clerk():
            self._check_not_own("A-21")

    def _check_participants(self):
        """A task of a person needs that person in the year (A-06)."""
        personal = self.filtered(
            lambda task: task.employee_id and task.cycle_id.state != "draft"
        )
        if not personal:
            return
        known = {
            (cycle.id, employee.id)
            for cycle, employee in self.env["cadre.appraisal"]
            .sudo()  # only who takes part, which is no secret
            ._read_group(
                [
                    ("cycle_id", "in", personal.cycle_id.ids),
                    ("employee_id", "in", personal.employee_id.ids),
                ],
                ["cycle_id", "employee_id"],
            )
        }
        for task in personal:
            if (task.cycle_id.id, task.employee_id.id) not in known:
                raise self.env["cadre.clause"]._refusal(
                    "A-06",
                    self.env._(
                        "%(name)s does not take part in “%(year)s”.",
                        name=task.employee_id.name,
                        year=task.cycle_id.name,
                    ),
                    self.env._(
                        "Check the cadre category, and add late joiners on the "
                        "appraisal year."
                    ),
                    exception=ValidationError,
                )

    def _check_not_handed_in(self):
        # Whoever may change the task may know that its month is handed in.
        for line in self.sudo().line_ids:
            if line.record_id.state == "submitted":
                raise self.env["cadre.clause"]._refusal(
                    "A-22",
                    self.env._(
                        "“%(task)s” was handed in with %(record)s.",
                        task=line.task_id.name,
                        record=line.record_id.display_name,
                    ),
                    self.env._("Send the record back first."),
                )

    def _add_lines(self):
        """Put the tasks on the monthly records of their cadres, as far as open."""
        if not self:
            return
        # Rows are made by the system; who may assign was checked on the task.
        records_sudo = (
            self.env["cadre.monthly.record"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", self.employee_id.ids),
                    ("month", "in", list(set(self.mapped("month")))),
                ],
                ["cycle_id", "employee_id", "month", "state"],
            )
        )
        by_month = {(r.cycle_id.id, r.employee_id.id, r.month): r for r in records_sudo}
        values = []
        for task in self:
            record = by_month.get((task.cycle_id.id, task.employee_id.id, task.month))
            if not record:
                task._check_in_service()
                continue
            if record.state == "submitted":
                raise self.env["cadre.clause"]._refusal(
                    "A-25",
                    self.env._("%s has already been handed in.", record.display_name),
                    self.env._(
                        "Assign the task to a later month, or send the record back "
                        "first."
                    ),
                )
            values.append({"record_id": record.id, "task_id": task.id})
        self.env["cadre.monthly.record.line"].sudo().create(values)

    def _check_in_service(self):
        """No task for a month that the cadre does not owe (A-45)."""
        if self.env.su or self.cycle_id.state == "draft":
            return
        raise self.env["cadre.clause"]._refusal(
            "A-45",
            self.env._(
                "“%(task)s”: %(name)s is not in service in %(month)s.",
                task=self.name,
                name=self.employee_id.name,
                month=self.month.strftime("%Y-%m"),
            ),
            self.env._("Choose a month of his service."),
            exception=ValidationError,
        )

    def _adopt(self, cycle, appraisals):
        """Opening of a year: tasks planned before get leader and record."""
        leaders = {a.employee_id.id: a.leader_id.id for a in appraisals}
        tasks = self.search(
            [("cycle_id", "=", cycle.id), ("employee_id", "in", list(leaders))]
        )
        for leader_id, group in tasks.grouped(
            lambda task: leaders[task.employee_id.id]
        ).items():
            group.write({"leader_id": leader_id})
        tasks.filtered(lambda task: task.level == "month")._add_lines()

    # --- Actions ---

    def action_view_children(self):
        """Smart button: what the target was broken down into."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cadre_appraisal.cadre_task_action"
        )
        return {
            **action,
            "domain": [("parent_id", "=", self.id)],
            "context": {
                "default_parent_id": self.id,
                "default_cycle_id": self.cycle_id.id,
                "default_level": "month",
                "default_employee_id": self.employee_id.id,
            },
        }

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import template for tasks"),
                "template": "/cadre_appraisal/static/xls/cadre_task.xlsx",
            }
        ]

    # --- What became of a task, and what its targets were broken down into (A-23) ---

    @api.depends("line_ids.progress", "line_ids.qty_done", "child_ids", "qty_planned")
    def _compute_progress(self):
        """One query for the whole batch, however deep the trees are.

        A stored figure would make every cadre who hands in a month write to the same
        few targets of the office at the end of each month.
        """
        self.env["cadre.monthly.record.line"].flush_model(
            ["task_id", "progress", "qty_done"]
        )
        self.flush_model(["parent_id", "qty_planned", "uom_text"])
        rows = (
            self.env.execute_query(
                SQL(
                    """
                    WITH RECURSIVE tree (root, id, planned, same) AS (
                        SELECT id, id, qty_planned, true FROM cadre_task WHERE id IN %s
                        UNION
                        SELECT tree.root, task.id, task.qty_planned,
                               task.uom_text = root.uom_text
                        FROM tree
                        JOIN cadre_task task ON task.parent_id = tree.id
                        JOIN cadre_task root ON root.id = tree.root
                    )
                    SELECT tree.root, avg(line.progress),
                           sum(CASE WHEN line.qty_done > 0 THEN line.qty_done
                                    ELSE tree.planned * line.progress / 100
                               END) FILTER (WHERE tree.same)
                    FROM tree
                    JOIN cadre_monthly_record_line line ON line.task_id = tree.id
                    GROUP BY tree.root
                    """,
                    tuple(self.ids),
                )
            )
            if self.ids
            else []
        )
        found = {root: (mean, done) for root, mean, done in rows}
        for task in self:
            mean, done = found.get(task.id, (None, None))
            done = None if done is None else float(done)
            task.qty_done = done or 0.0
            if task.level == "month":
                task.progress = mean or 0.0
            else:
                task.progress = (
                    progress.target_progress(task.qty_planned, done, mean) or 0.0
                )

    @api.depends("child_ids.qty_planned", "child_ids.uom_text", "qty_planned")
    def _compute_qty_decomposed(self):
        sums = {}
        if self.ids:
            # As superuser: the parts may be tasks of people whom one may not see.
            for parent, uom, total in self.sudo()._read_group(
                [("parent_id", "in", self.ids)],
                ["parent_id", "uom_text"],
                ["qty_planned:sum"],
            ):
                sums[parent.id, uom] = total
        for task in self:
            task.qty_decomposed = sums.get((task.id, task.uom_text), 0.0)
            task.qty_remainder = shares.remainder(task.qty_planned, task.qty_decomposed)

    @api.depends("qty_remainder", "level", "uom_text")
    def _compute_decomposition_note(self):
        for task in self:
            task.decomposition_note = False
            if task.level == "month" or not task.id:
                continue
            if task.qty_remainder < 0:
                task.decomposition_note = self.env._(
                    "The parts exceed the target by %(quantity)s %(unit)s (A-21).",
                    quantity=f"{-task.qty_remainder:g}",
                    unit=task.uom_text,
                )
            elif task.qty_remainder > 0:
                task.decomposition_note = self.env._(
                    "%(quantity)s %(unit)s of the target are not broken down yet "
                    "(A-21).",
                    quantity=f"{task.qty_remainder:g}",
                    unit=task.uom_text,
                )

    @api.depends("level", "line_ids.progress")
    def _compute_stage(self):
        for task in self:
            if task.level != "month":
                task.stage = False
                continue
            done = max(task.line_ids.mapped("progress"), default=0.0)
            task.stage = "done" if done >= 100 else "doing" if done > 0 else "todo"

    # --- Last month's tasks carried on into this month (A-21) ---

    def action_copy_last_month(self):
        """Button of the leader: what is unfinished and what recurs, into this month.

        Of the unfinished the quantity that is left, of the recurring all of it; each
        task once, however often the button is pressed. Ad hoc tasks that are done do
        not come again.

        :return: a notification that says how many
        """
        today = fields.Date.context_today(self)
        this = today.replace(day=1)
        last = (this - timedelta(days=1)).replace(day=1)
        cycle = self.env["cadre.appraisal.cycle"].search(
            [
                ("year", "=", this.year),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "open"),
            ]
        )
        if not cycle:
            raise self.env["cadre.clause"]._refusal(
                "A-21",
                self.env._("The year %s is not under way.", this.year),
                self.env._("Ask the appraisal clerk."),
            )
        values = self._carried_on(cycle, last, this)
        tasks = self.create(values)
        message = (
            self.env._(
                "%(count)s tasks of %(people)s cadres carried on into %(month)s.",
                count=len(tasks),
                people=len(tasks.employee_id),
                month=this.strftime("%Y-%m"),
            )
            if tasks
            else self.env._(
                "Nothing to carry on: no task of your line is unfinished or recurs, or "
                "all of them are in %s already.",
                this.strftime("%Y-%m"),
            )
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if tasks else "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _carried_on(self, cycle, last, this):
        """Values of the tasks of ``this`` month that carry on those of ``last``."""
        tasks = self.search(
            [
                ("month", "=", last),
                ("level", "=", "month"),
                ("company_id", "=", cycle.company_id.id),
                ("leader_id.user_id", "=", self.env.uid),
                "|",
                ("is_recurring", "=", True),
                ("stage", "!=", "done"),
            ],
            order="employee_id, id",
        )
        # Also those that somebody copied whom one may not see.
        copied = {
            task.copied_from_id.id
            for task in self.sudo().search_fetch(
                [("copied_from_id", "in", tasks.ids)], ["copied_from_id"]
            )
        }
        # The months of one's own line that can still take tasks.
        owed = {
            record.employee_id.id
            for record in self.env["cadre.monthly.record"].search_fetch(
                [
                    ("cycle_id", "=", cycle.id),
                    ("month", "=", this),
                    ("employee_id", "in", tasks.employee_id.ids),
                    ("leader_id.user_id", "=", self.env.uid),
                    ("state", "!=", "submitted"),
                ],
                ["employee_id"],
            )
        }
        ends = months.last_day(this)
        return [
            {
                "name": task.name,
                "cycle_id": cycle.id,
                "level": "month",
                "employee_id": task.employee_id.id,
                "parent_id": task.cycle_id == cycle and task.parent_id.id,
                "month": this,
                "date_deadline": ends,
                "qty_planned": task.qty_planned
                if task.is_recurring
                else task._quantity_left(),
                "uom_text": task.uom_text,
                "quality_standard": task.quality_standard,
                "dimension_id": task.dimension_id.id,
                "is_temporary": task.is_temporary,
                "is_recurring": task.is_recurring,
                "copied_from_id": task.id,
            }
            for task in tasks
            if task.id not in copied and task.employee_id.id in owed
        ]

    def _quantity_left(self):
        """What of the task is not done."""
        self.ensure_one()
        return max(self.qty_planned - self.qty_done, 0.0) or self.qty_planned

    @api.constrains("copied_from_id")
    def _check_copied_from(self):
        for task in self:
            # Only the person is compared.
            if task.copied_from_id.sudo().employee_id not in (
                task.employee_id,
                task.employee_id.browse(),
            ):
                raise ValidationError(
                    self.env._("A task carries on a task of the same cadre.")
                )
