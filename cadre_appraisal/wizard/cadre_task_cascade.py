from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..models.base.cadre_personal_mixin import NO_TRACKING
from ..rules import months, shares
from ..rules.numbers import rounded, total

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
# What a target can be cascaded to, from above to below.
INTO = [
    ("department", "Targets of departments"),
    ("person", "Annual targets of persons"),
    ("month", "Tasks of the months"),
]
NUMBERS = range(1, 13)


class CadreTaskCascade(models.TransientModel):
    """Breaks a target down to a whole team in one go (A-21, A-22).

    Whoever may read the target may open it; every task is made with the rights of the
    user, all of them or none. Only a superior of each cadre, or the clerk, gets
    through.
    """

    _name = "cadre.task.cascade"
    _description = "Break a Target Down"

    target_id = fields.Many2one(
        "cadre.task",
        string="Target to cascade",
        required=True,
        readonly=True,
        ondelete="cascade",
        domain=[("level", "!=", "month")],
    )
    cycle_id = fields.Many2one(related="target_id.cycle_id", related_sudo=False)
    into = fields.Selection(INTO, string="Cascade to", required=True)
    name = fields.Char(string="Task", required=True)
    quality_standard = fields.Char(required=True, help="A-22: copied to each task.")
    uom_text = fields.Char(string="Unit", required=True)
    quantity = fields.Float(
        string="Quantity to distribute",
        digits=(12, 2),
        help="A-22: what of the target is not cascaded yet, unless you change it.",
    )
    month_from = fields.Selection(MONTHS, string="From", default="1")
    month_to = fields.Selection(MONTHS, string="To", default="12")
    first_month = fields.Integer(compute="_compute_months")
    last_month = fields.Integer(compute="_compute_months")
    is_even = fields.Boolean(
        string="Divide evenly",
        default=True,
        help="Whole numbers stay whole; the first get what does not divide. Without "
        "it the quantities stay as they are typed.",
    )
    # Whoever leads a team need not have access to personnel records.
    employee_ids = fields.Many2many("hr.employee.public", string="Cadres")
    department_ids = fields.Many2many("hr.department", string="Departments")
    line_ids = fields.One2many(
        "cadre.task.cascade.line",
        "cascade_id",
        string="Quantities",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    qty_distributed = fields.Float(
        string="Distributed", digits=(12, 2), compute="_compute_totals"
    )
    qty_remainder = fields.Float(
        string="Remainder", digits=(12, 2), compute="_compute_totals"
    )
    task_count = fields.Integer(string="Tasks", compute="_compute_totals")
    part_count = fields.Integer(
        help="How many parts the target had when the user began: whoever confirms "
        "twice, or in two windows, does not make everything twice.",
    )

    @api.depends("month_from", "month_to")
    def _compute_months(self):
        for cascade in self:
            cascade.first_month = int(cascade.month_from or 1)
            cascade.last_month = int(cascade.month_to or 12)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        target = self.env["cadre.task"].browse(values.get("target_id"))
        if not target:
            return values
        target.check_access("read")
        into = {"office": "department", "department": "person"}
        values.update(
            into=values.get("into") or into.get(target.level, "month"),
            name=target.name,
            quality_standard=target.quality_standard,
            uom_text=target.uom_text,
            quantity=max(target.qty_remainder, 0.0),
            part_count=self._parts_of(target),
        )
        if target.level == "person":
            values["employee_ids"] = [Command.set(target.employee_id.ids)]
        elif target.level == "department":
            values["employee_ids"] = [Command.set(self._team(target).ids)]
        today = target.company_id._cadre_date()
        if target.cycle_id.year == today.year:
            values["month_from"] = str(today.month)
        return values

    @api.model
    def _parts_of(self, target):
        # How many, and no more: some may be tasks of people whom one may not see.
        return (
            self.env["cadre.task"].sudo().search_count([("parent_id", "=", target.id)])
        )

    def _check_once(self):
        """Nobody broke the target down since the user began (A-21).

        :raises ValidationError: as a second confirmation does
        """
        # Touched, not changed: of two who confirm at the same time the second begins
        # anew and finds the parts of the first.
        self.env.execute_query(
            SQL(
                "UPDATE cadre_task SET id = id WHERE id = %s RETURNING id",
                self.target_id.id,
            )
        )
        if self._parts_of(self.target_id) != self.part_count:
            raise self.env["cadre.clause"]._refusal(
                "A-21",
                self.env._(
                    "“%s” was cascaded meanwhile: nothing is made twice.",
                    self.target_id.name,
                ),
                self.env._("Look at its parts, and cascade anew what is left."),
                exception=ValidationError,
            )

    @api.model
    def _team(self, target):
        """The user's own line in the year, in the department of the target."""
        records = self.env["cadre.monthly.record"].search_fetch(
            [
                ("cycle_id", "=", target.cycle_id.id),
                ("leader_id.user_id", "=", self.env.uid),
                ("department_id", "=", target.department_id.id),
            ],
            ["employee_id"],
        )
        return records.employee_id

    def _numbers(self):
        """The months that are asked for, as numbers; the year as a whole is none."""
        self.ensure_one()
        if self.into != "month":
            return []
        return [
            number
            for number in NUMBERS
            if self.first_month <= number <= self.last_month
        ]

    @api.depends(
        "employee_ids",
        "department_ids",
        "into",
        "month_from",
        "month_to",
        "is_even",
        "quantity",
    )
    def _compute_line_ids(self):
        for cascade in self:
            names = [f"qty_{n}" for n in cascade._numbers()] or ["qty_year"]
            key = "department_id" if cascade.into == "department" else "employee_id"
            chosen = (
                cascade.department_ids
                if cascade.into == "department"
                else cascade.employee_ids
            )
            typed = {
                line[key]._origin.id: {name: line[name] for name in names}
                for line in cascade.line_ids
            }
            parts = shares.spread(cascade.quantity, len(chosen), len(names))
            rows = []
            for number, one in enumerate(chosen):
                identity = one._origin.id
                if cascade.is_even:
                    values = dict(zip(names, parts[number], strict=True))
                else:
                    values = typed.get(identity, {})
                rows.append(Command.create({key: identity, **values}))
            cascade.line_ids = [Command.clear(), *rows]

    @api.depends(
        "line_ids.qty_year",
        *(f"line_ids.qty_{number}" for number in NUMBERS),
        "quantity",
        "into",
        "month_from",
        "month_to",
    )
    def _compute_totals(self):
        for cascade in self:
            amounts = [
                amount
                for line in cascade.line_ids
                for _number, amount in line._amounts()
            ]
            distributed = total(amounts)
            cascade.qty_distributed = rounded(distributed)
            cascade.qty_remainder = shares.remainder(cascade.quantity, distributed)
            cascade.task_count = len(amounts)

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        cascades = super().create(vals_list)
        # Made now: a wizard and its rows are their creator's alone, and whoever
        # flushes later may be another one.
        cascades.mapped("line_ids")
        return cascades

    def write(self, vals):
        result = super().write(vals)
        self.mapped("line_ids")
        return result

    # --- Business ---

    def _check_parts(self):
        """Refuse what is no part of the target, naming the row (A-21, A-22)."""
        clause = self.env["cadre.clause"]
        if not self.line_ids or not self.task_count:
            raise clause._refusal(
                "A-21",
                self.env._("Nothing is distributed."),
                self.env._("Choose whom the target goes to, and the quantities."),
                exception=ValidationError,
            )
        if self.into == "month" and self.first_month > self.last_month:
            raise clause._refusal(
                "A-21",
                self.env._("The first month lies after the last."),
                self.env._("Choose the months in their order."),
                exception=ValidationError,
            )
        for number, line in enumerate(self.line_ids, 1):
            if any(line[name] < 0 for name in line._quantity_names()):
                raise clause._refusal(
                    "A-22",
                    self.env._(
                        "Row %(number)s, %(name)s: a quantity is less than zero.",
                        number=number,
                        name=line._who(),
                    ),
                    self.env._("Enter zero where there is no task."),
                    exception=ValidationError,
                )
        if self.into != "department":
            self._check_people()

    def _check_people(self):
        """Every cadre is in the year, and the user is his superior (A-06, A-21)."""
        clause = self.env["cadre.clause"]
        tasks = self.env["cadre.task"]
        # Who takes part and who leads is compared here; nothing of it is shown.
        known = tasks._people(
            [
                {"cycle_id": self.cycle_id.id, "employee_id": line.employee_id.id}
                for line in self.line_ids
            ]
        )
        own = set(self.env["hr.employee"]._of_user().ids)
        taking_part = {
            employee.id
            for (employee,) in self.env["cadre.appraisal"]
            .sudo()  # only who takes part, which is no secret
            ._read_group(
                [
                    ("cycle_id", "=", self.cycle_id.id),
                    ("employee_id", "in", self.line_ids.employee_id.ids),
                ],
                ["employee_id"],
            )
        }
        stands_in = self.env["cadre.appraisal.delegation"]._running_of(
            self.env.user.ids
        )
        heads = {
            department.id: department.manager_id.id
            for department in self.env["hr.department"]
            .sudo()  # the heads of departments are no secret
            .browse({person["department_id"] for person in known.values()} - {False})
        }
        for number, line in enumerate(self.line_ids, 1):
            employee = line.employee_id
            words = {"number": number, "name": line._who()}
            if employee.id not in taking_part and self.cycle_id.state != "draft":
                raise clause._refusal(
                    "A-06",
                    self.env._(
                        "Row %(number)s: %(name)s does not take part in this year.",
                        **words,
                    ),
                    self.env._("Take the row out, or have the clerk add late joiners."),
                    exception=ValidationError,
                )
            if tasks._is_clerk():
                continue
            if employee.id in own:
                raise clause._refusal(
                    "A-21",
                    self.env._("Row %(number)s: %(name)s is yourself.", **words),
                    self.env._("Tasks come from the leader. Take the row out."),
                    exception=AccessError,
                )
            person = known.get((self.cycle_id.id, employee.id), {})
            leads = {
                found["leader_id"]
                for key, found in known.items()
                if key[:2] == (self.cycle_id.id, employee.id)
            } | {heads.get(person.get("department_id"))}
            covered = stands_in.filtered(
                lambda d, leads=leads, employee=employee: (
                    d.leader_id.id in leads
                    and (not d.employee_ids or employee in d.employee_ids)
                )
            )
            if not leads & own and not covered:
                raise clause._refusal(
                    "A-21",
                    self.env._(
                        "Row %(number)s: %(name)s does not stand under you.", **words
                    ),
                    self.env._("Take the row out; the cadre's own leader assigns."),
                    exception=AccessError,
                )

    def _task_values(self):
        """Values of the tasks to make, row by row."""
        common = {
            "name": self.name,
            "cycle_id": self.cycle_id.id,
            "parent_id": self.target_id.id,
            "level": self.into,
            "uom_text": self.uom_text,
            "quality_standard": self.quality_standard,
            "dimension_id": self.target_id.dimension_id.id,
        }
        values = []
        for line in self.line_ids:
            for number, amount in line._amounts():
                row = {**common, "qty_planned": amount}
                if self.into == "department":
                    row["department_id"] = line.department_id.id
                else:
                    row["employee_id"] = line.employee_id.id
                if number:
                    month = months.months_of_year(self.cycle_id.year)[number - 1]
                    row.update(month=month, date_deadline=months.last_day(month))
                else:
                    row["date_deadline"] = self.target_id.date_deadline
                values.append(row)
        return values

    def action_cascade(self):
        """Button: make all the tasks, or none.

        :return: the list of what was made
        """
        self.ensure_one()
        self.target_id.check_access("read")
        self._check_parts()
        self._check_once()
        tasks = (
            self.env["cadre.task"]
            .with_context(**NO_TRACKING)
            .create(self._task_values())
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cadre_appraisal.cadre_task_action"
        )
        return {
            **action,
            "name": self.env._(
                "%(target)s: %(count)s new", target=self.name, count=len(tasks)
            ),
            "domain": [("id", "in", tasks.ids)],
            "context": {},
            "target": "current",
        }


class CadreTaskCascadeLine(models.TransientModel):
    """What one cadre, or one department, gets of the target."""

    _name = "cadre.task.cascade.line"
    _description = "Row of a Target Cascaded"
    _order = "id"

    cascade_id = fields.Many2one(
        "cadre.task.cascade", required=True, index=True, ondelete="cascade"
    )
    employee_id = fields.Many2one("hr.employee", string="Cadre", ondelete="cascade")
    department_id = fields.Many2one("hr.department", ondelete="cascade")
    qty_year = fields.Float(string="Year", digits=(12, 2))
    qty_1 = fields.Float(string="Jan", digits=(12, 2))
    qty_2 = fields.Float(string="Feb", digits=(12, 2))
    qty_3 = fields.Float(string="Mar", digits=(12, 2))
    qty_4 = fields.Float(string="Apr", digits=(12, 2))
    qty_5 = fields.Float(string="May", digits=(12, 2))
    qty_6 = fields.Float(string="Jun", digits=(12, 2))
    qty_7 = fields.Float(string="Jul", digits=(12, 2))
    qty_8 = fields.Float(string="Aug", digits=(12, 2))
    qty_9 = fields.Float(string="Sep", digits=(12, 2))
    qty_10 = fields.Float(string="Oct", digits=(12, 2))
    qty_11 = fields.Float(string="Nov", digits=(12, 2))
    qty_12 = fields.Float(string="Dec", digits=(12, 2))
    qty_total = fields.Float(
        string="Total", digits=(12, 2), compute="_compute_qty_total"
    )

    @api.depends(
        "qty_year",
        *(f"qty_{number}" for number in NUMBERS),
        "cascade_id.into",
        "cascade_id.month_from",
        "cascade_id.month_to",
    )
    def _compute_qty_total(self):
        for line in self:
            line.qty_total = rounded(total(amount for _n, amount in line._amounts()))

    def _quantity_names(self):
        numbers = self.cascade_id._numbers() if self.cascade_id else []
        return [f"qty_{number}" for number in numbers] or ["qty_year"]

    def _amounts(self):
        """``[(month or None, quantity)]`` where there is one."""
        found = []
        for name in self._quantity_names():
            if self[name]:
                number = name.removeprefix("qty_")
                found.append((None if number == "year" else int(number), self[name]))
        return found

    def _who(self):
        """The name in refusals; what a user chose he may read the name of."""
        who_sudo = (self.employee_id or self.department_id).sudo()
        return who_sudo.name
