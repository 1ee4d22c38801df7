from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open

from ...rules import months, shares

# From above to below.
LEVELS = ("office", "department", "person", "month")
PERSONAL = ("person", "month")


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
    _inherit = ["cadre.personal.mixin", "cadre.import.mixin", "cadre.guard.mixin"]
    _subject_path = "employee_id"
    _avoids = ()
    _guard_clause = "A-21"
    _unlink_open = True
    _order = "cycle_id desc, level, month, code"
    _rec_names_search = ["code", "name"]
    _parent_name = "parent_id"
    _import_key = ("code",)
    _import_template = "cadre_appraisal/static/xls/cadre_task.xlsx"

    code = fields.Char(
        copy=False,
        writable=Open(once=True),
        help="Finds the task in searches and in the columns of an import; given by "
        "the system when left empty.",
    )
    name = fields.Char(string="Task", required=True, writable=True)
    cycle_id = fields.Many2one(index=True, writable=Open(once=True))
    level = fields.Selection(
        [
            ("office", "Target of the office"),
            ("department", "Target of a department"),
            ("person", "Annual target of a person"),
            ("month", "Task of a month"),
        ],
        required=True,
        default="month",
        writable=Open(once=True),
    )
    employee_id = fields.Many2one(required=False, writable=Open(once=True))
    department_id = fields.Many2one(writable=Open(actors="_departmental"))
    company_id = fields.Many2one(required=False)
    parent_id = fields.Many2one(
        "cadre.task",
        string="Part of",
        index="btree_not_null",
        ondelete="restrict",
        writable=True,
        help="The target that this task serves (A-21).",
    )
    child_ids = fields.One2many("cadre.task", "parent_id", string="Cascaded to")
    assigner_id = fields.Many2one(
        "res.users",
        string="Assigned by",
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    month = fields.Date(
        writable=Open(once=True),
        help="First day of the month, for the task of a month.",
    )
    date_deadline = fields.Date(
        string="Time limit", writable=True, logged=True, help="A-22"
    )
    qty_planned = fields.Float(
        string="Planned quantity",
        digits=(12, 2),
        default=1.0,
        aggregator=None,
        writable=True,
        logged=True,
        help="A-22",
        bounds=(None, 999_999_999),
    )
    uom_text = fields.Char(
        string="Unit",
        writable=True,
        logged=True,
        help="A-22: items, households, reports ...",
    )
    quality_standard = fields.Char(
        writable=True, logged=True, help="A-22: how well it has to be done."
    )
    is_temporary = fields.Boolean(
        string="Ad hoc",
        writable=True,
        help="A-12: assigned by the leader outside the plan.",
    )
    dimension_id = fields.Many2one(
        "cadre.dimension", string="Content", ondelete="restrict", writable=True
    )
    qty_decomposed = fields.Float(
        string="Cascaded",
        digits=(12, 2),
        compute="_compute_qty_decomposed",
        help="A-21: planned quantity of its parts in the same unit.",
    )
    qty_remainder = fields.Float(
        string="Not cascaded",
        digits=(12, 2),
        compute="_compute_qty_decomposed",
        help="A-21: of the planned quantity; negative when the parts exceed it.",
    )
    decomposition_note = fields.Char(compute="_compute_decomposition_note")

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
    _month_idx = models.Index("(employee_id, month) WHERE month IS NOT NULL")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for task in self:
            task.display_name = f"[{task.code}] {task.name}" if task.code else task.name

    @api.depends("child_ids.qty_planned", "child_ids.uom_text", "qty_planned")
    def _compute_qty_decomposed(self):
        planned = self._planned_in_parts() if self.ids else {}
        for task in self:
            task.qty_decomposed = planned.get(task.id, 0.0)
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
                    "%(quantity)s %(unit)s of the target are not cascaded yet (A-21).",
                    quantity=f"{task.qty_remainder:g}",
                    unit=task.uom_text,
                )

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
                        "“%(task)s” is cascaded from below: “%(target)s” is not a "
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
        self._check_time_limit()

    def _check_time_limit(self):
        """A time limit lies in the year of the task, not before its month (A-22)."""
        for task in self:
            first = task.month or months.months_of_year(task.cycle_id.year)[0]
            last = task.cycle_id._ends()
            if first <= task.date_deadline <= last:
                continue
            raise self.env["cadre.clause"]._refusal(
                "A-22",
                self.env._(
                    "Task “%(task)s”: %(day)s cannot be its time limit.",
                    task=task.name,
                    day=task.date_deadline,
                ),
                self.env._(
                    "Enter a day from %(first)s to %(last)s.", first=first, last=last
                ),
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
        tasks = super().create(
            [
                # A file names the department of everybody; a person's is asked.
                {
                    name: value
                    for name, value in vals.items()
                    if name != "department_id" or not vals.get("employee_id")
                }
                for vals in vals_list
            ]
        )
        for task in tasks:
            if not task.code:
                # Unique without asking a sequence once for each row.
                task.sudo().code = f"T{task.cycle_id.year}-{task.id:06d}"
        tasks._check_not_for_oneself()
        tasks._check_participants()
        return tasks

    @api.model
    def _system_values(self, vals_list):
        """Who leads whom is asked, not told: else anybody could make himself leader."""
        cycles = self.env["cadre.appraisal.cycle"].browse(
            {vals["cycle_id"] for vals in vals_list if vals.get("cycle_id")}
        )
        companies = {cycle.id: cycle.company_id.id for cycle in cycles}
        people = self._people(vals_list)
        given = super()._system_values(vals_list)
        for vals, values in zip(vals_list, given, strict=True):
            if month := fields.Date.to_date(vals.get("month")):
                values["month"] = month = month.replace(day=1)
            key = (vals.get("cycle_id"), vals.get("employee_id"))
            person = people.get((*key, month), people.get(key, {}))
            values["leader_id"] = person.get("leader_id", False)
            values["company_id"] = companies.get(vals.get("cycle_id"), False)
            if vals.get("employee_id"):
                values["department_id"] = person.get("department_id", False)
        return given

    def write(self, vals):
        self._check_not_for_oneself()
        self._check_still_open(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_for_oneself(self):
        self._check_not_for_oneself()

    # --- Actions ---

    def action_view_children(self):
        """Smart button: what the target was cascaded to."""
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
            roster = self.env["cadre.appraisal.roster"]
            for person in roster._people(employee_ids):
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

    def _planned_in_parts(self):
        """Hook: what is planned in the parts of each, in its own unit.

        :return: ``{id: quantity}``
        """
        return {}

    def _months_of(self, cycle_id, employee_id):
        """Hook: leader and department of the months of somebody who moved.

        :return: ``{(cycle id, employee id, month): {leader_id, department_id}}``
        """
        return {}

    def _departmental(self):
        """Those whose department is typed; a person's is that of the year."""
        return self.filtered(lambda task: task.level == "department")

    def _check_still_open(self, vals):
        """Hook: refuse to change what somebody was already judged by."""

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
