from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..rules import months


class CadreTask(models.Model):
    """Last month's tasks carried on into this month (A-21)."""

    _inherit = "cadre.task"

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

    def write(self, vals):
        if "copied_from_id" in vals and not self.env.su:
            raise AccessError(
                self.env._("What a task carries on is set by copying it.")
            )
        return super().write(vals)

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
