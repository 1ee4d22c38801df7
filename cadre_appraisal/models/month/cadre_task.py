from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...rules import months, numbers, progress, shares

# What a record was judged by: it stands once the record is handed in.
REQUIREMENTS = {"date_deadline", "qty_planned", "uom_text", "quality_standard"}


class CadreTask(models.Model):
    """What became of a task: its line on the record of its month, the progress of its
    targets, and the task of the next month that carries it on (A-21, A-23)."""

    _inherit = "cadre.task"

    is_recurring = fields.Boolean(
        string="Every month",
        writable=True,
        help="Copied to the next month, finished or not.",
    )
    copied_from_id = fields.Many2one(
        "cadre.task",
        string="Copied from",
        copy=False,
        ondelete="set null",
        help="The task of the month before that this one carries on.",
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
    stage = fields.Selection(
        [("todo", "Not begun"), ("doing", "Begun"), ("done", "Done")],
        string="How far",
        compute="_compute_stage",
        store=True,
        index="btree_not_null",
        group_expand=True,
        help="Of a month's task, by its progress.",
    )

    _copied_uniq = models.UniqueIndex(
        "(copied_from_id) WHERE copied_from_id IS NOT NULL",
        "A-21: this task was carried forward already; a month has it once.",
    )

    @api.depends("line_ids.progress", "line_ids.qty_done", "child_ids", "qty_planned")
    def _compute_progress(self):
        """One query for the whole batch, however deep the trees are.

        A stored figure would make every cadre who hands in a month write to the same
        few targets of the office at the end of each month.
        """
        reached = progress.roll_up(self._tree())
        for task in self:
            found = reached.get(task.id)
            task.qty_done = numbers.rounded(found.done) if found else 0.0
            task.progress = numbers.rounded((found and found.progress) or 0)

    def _tree(self):
        """The tasks and all that they were cascaded to, for the arithmetic."""
        if not self.ids:
            return []
        self.env["cadre.monthly.record.line"].flush_model(
            ["task_id", "progress", "qty_done"]
        )
        self.flush_model(
            ["parent_id", "qty_planned", "uom_text", "copied_from_id", "is_recurring"]
        )
        return [
            progress.Task(
                id_,
                parent,
                unit or "",
                numbers.exact(planned),
                carried,
                done and numbers.exact(done),
                reached and numbers.exact(reached),
            )
            for id_, parent, unit, planned, carried, done, reached in (
                self.env.execute_query(
                    SQL(
                        """
                        WITH RECURSIVE tree (id) AS (
                            SELECT id FROM cadre_task WHERE id IN %s
                            UNION
                            SELECT task.id FROM tree
                            JOIN cadre_task task ON task.parent_id = tree.id
                        )
                        SELECT task.id, task.parent_id, task.uom_text,
                               COALESCE(task.qty_planned, 0)::text,
                               CASE WHEN task.is_recurring IS NOT TRUE
                                    THEN task.copied_from_id END,
                               sum(line.qty_done)::text, avg(line.progress)::text
                        FROM tree
                        JOIN cadre_task task ON task.id = tree.id
                        LEFT JOIN cadre_monthly_record_line line
                               ON line.task_id = task.id
                        GROUP BY task.id
                        """,
                        tuple(self.ids),
                    )
                )
            )
        ]

    def _planned_in_parts(self):
        """A task that is carried on is no new part of its target."""
        parts = {}
        # As superuser: the parts may be tasks of people whom one may not see.
        for part in self.sudo().search_fetch(
            [("parent_id", "in", self.ids)],
            ["parent_id", "uom_text", "qty_planned", "copied_from_id", "is_recurring"],
        ):
            parts.setdefault(part.parent_id.id, []).append(
                progress.Task(
                    part.id,
                    part.parent_id.id,
                    part.uom_text or "",
                    numbers.exact(part.qty_planned),
                    not part.is_recurring and part.copied_from_id.id or None,
                )
            )
        return {
            task.id: numbers.rounded(
                progress.planned_in_parts(parts.get(task.id, ()), task.uom_text or "")
            )
            for task in self
        }

    @api.depends("level", "line_ids.progress")
    def _compute_stage(self):
        for task in self:
            if task.level != "month":
                task.stage = False
                continue
            done = max(task.line_ids.mapped("progress"), default=0.0)
            task.stage = "done" if done >= 100 else "doing" if done > 0 else "todo"

    # --- Constraints ---

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

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks.filtered(lambda task: task.level == "month")._add_lines()
        return tasks

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        # The line may be the work of somebody whose records one cannot read.
        lines_sudo = self.sudo().line_ids
        for line in lines_sudo:
            if line.record_id.state == "submitted" or line.qty_done or line.progress:
                raise self.env["cadre.clause"]._refusal(
                    "A-25",
                    self.env._("“%s” has already been recorded.", line.task_id.name),
                    self.env._("It stays. Assign another task instead."),
                )

    # --- Actions ---

    def action_copy_last_month(self):
        """Button of the leader: what is unfinished and what recurs, to be looked at.

        Of the unfinished the quantity that is left, of the recurring all of it; each
        task once, however often the button is pressed. Ad hoc tasks that are done do
        not come again.

        :return: the window in which it is confirmed
        """
        self._months_to_carry()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Copy Last Month"),
            "res_model": "cadre.task.carry",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # --- Business ---

    @api.model
    def _months_to_carry(self):
        """The running year, last month and this month.

        :raises UserError: when no year is under way
        """
        this = self.env.company._cadre_date().replace(day=1)
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
        return cycle, last, this

    def _carried_on(self, cycle, last, this):
        """Values of the tasks of ``this`` month that carry on those of ``last``."""
        tasks = self.search(
            [
                ("month", "=", last),
                ("level", "=", "month"),
                ("company_id", "=", cycle.company_id.id),
                ("leader_id", "in", self.env["hr.employee"]._of_user().ids),
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
                    ("leader_id", "in", self.env["hr.employee"]._of_user().ids),
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
        left = shares.remainder(self.qty_planned, self.qty_done)
        return left if left > 0 else self.qty_planned

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

    def _check_still_open(self, vals):
        result = super()._check_still_open(vals)
        if REQUIREMENTS & set(vals):
            self._check_not_handed_in()
        return result

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
            self.env._("Choose a month of the cadre's service."),
            exception=ValidationError,
        )
