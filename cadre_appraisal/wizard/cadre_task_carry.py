from odoo import Command, api, fields, models


class CadreTaskCarry(models.TransientModel):
    """Last month's unfinished and recurring tasks, looked at before they are made.

    What is shown is asked for again when it is confirmed: a row is a tick, no way to
    assign anything that the button would not (A-21).
    """

    _name = "cadre.task.carry"
    _description = "Copy Last Month"

    month = fields.Date(readonly=True)
    line_ids = fields.One2many("cadre.task.carry.line", "carry_id", string="Tasks")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        tasks = self.env["cadre.task"]
        cycle, last, this = tasks._months_to_carry()
        values["month"] = this
        values["line_ids"] = [
            Command.create(
                {
                    "task_id": row["copied_from_id"],
                    "name": row["name"],
                    "employee_id": row["employee_id"],
                    "quantity": row["qty_planned"],
                    "uom_text": row["uom_text"],
                }
            )
            for row in tasks._carried_on(cycle, last, this)
        ]
        return values

    def action_carry(self):
        """Button: make what is ticked."""
        self.ensure_one()
        self.check_access("write")
        tasks = self.env["cadre.task"]
        cycle, last, this = tasks._months_to_carry()
        taken = self.line_ids.filtered("is_taken").task_id.ids
        values = [
            row
            for row in tasks._carried_on(cycle, last, this)
            if row["copied_from_id"] in taken
        ]
        # What a task carries on is the system's; who may assign is asked as ever.
        made = tasks._as_system().create(values).with_env(self.env)
        message = (
            self.env._(
                "%(count)s tasks of %(people)s cadres carried forward into %(month)s.",
                count=len(made),
                people=len(made.employee_id),
                month=this.strftime("%Y-%m"),
            )
            if made
            else self.env._(
                "Nothing to carry forward: no task of your line is unfinished or "
                "recurs, or all of them are in %s already.",
                this.strftime("%Y-%m"),
            )
        )
        notice = self.env["cadre.desk"]._notice(message, "success" if made else "info")
        notice["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return notice


class CadreTaskCarryLine(models.TransientModel):
    """A task of last month that this month carries on."""

    _name = "cadre.task.carry.line"
    _description = "Task to Carry Forward"
    _order = "id"

    carry_id = fields.Many2one(
        "cadre.task.carry", required=True, index=True, ondelete="cascade"
    )
    is_taken = fields.Boolean(string="Carry forward", default=True)
    task_id = fields.Many2one(
        "cadre.task", string="Task of last month", ondelete="cascade"
    )
    name = fields.Char(string="Task")
    # Whoever leads a team need not have access to personnel records.
    employee_id = fields.Many2one("hr.employee.public", string="Cadre")
    quantity = fields.Float(digits=(12, 2))
    uom_text = fields.Char(string="Unit")
