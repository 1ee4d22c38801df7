from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from .cadre_reminder import LINE_TYPE, OWN_TYPE

# Records in one batch of the cron.
BATCH = 500


class CadreMonthlyRecord(models.Model):
    """Who is told when: the window opens, it closes, the leader hears of it (A-25)."""

    _inherit = "cadre.monthly.record"

    date_announced = fields.Date(readonly=True, copy=False, help="A-25")
    date_reminded = fields.Date(readonly=True, copy=False, help="A-25")
    date_escalated = fields.Date(
        string="Leader told on", readonly=True, copy=False, help="A-25"
    )

    @api.model
    def _cron_remind(self):
        """Announce, remind, tell the leader: each once, however often this runs."""
        cron = self.env["ir.cron"]
        while done := self._remind_batch():
            if not cron._commit_progress(done):
                return

    @api.model
    def _remind_batch(self):
        """Give the next of the reminders that are still owed.

        :return: for how many records
        """
        today = fields.Date.context_today(self)
        for owed, tell in (
            (self._owed_reminders, self._tell_cadres),
            (self._owed_announcements, self._tell_cadres),
            (self._owed_escalations, self._tell_leaders),
        ):
            if batch := owed(today)[:BATCH]:
                tell(batch, today)
                return len(batch)
        return 0

    def _pending(self, *conditions):
        return self.search(
            [
                ("cycle_id.state", "=", "open"),
                ("state", "!=", "submitted"),
                *conditions,
            ],
            order="date_due, id",
        )

    def _owed_announcements(self, today):
        return self._pending(
            ("month", "<=", today),
            ("date_due", ">=", today),
            ("date_announced", "=", False),
        ).filtered(lambda record: record._window().is_open(today))

    def _owed_reminders(self, today):
        before = int(self.env["cadre.clause"]._number("A-25", "remind_before"))
        return self._pending(
            ("date_due", "<=", today + timedelta(days=before)),
            ("date_reminded", "=", False),
        )

    def _owed_escalations(self, today):
        after = int(self.env["cadre.clause"]._number("A-25", "leader_after"))
        return self._pending(
            ("date_due", "<=", today - timedelta(days=after)),
            ("date_escalated", "=", False),
            ("leader_id.user_id", "!=", False),
        )

    def _tell_cadres(self, records, today):
        """One to-do a month for the cadre; a reminder also stands for the notice."""
        self.env["cadre.reminder"]._remind(
            [
                {
                    "user_id": user.id,
                    "type": OWN_TYPE,
                    "summary": record._todo_text(user),
                    "note": record._todo_link(user),
                    "date_deadline": record.date_due,
                }
                for record in records
                if (user := record.employee_id.sudo().user_id)
            ]
        )
        before = int(self.env["cadre.clause"]._number("A-25", "remind_before"))
        near = records.filtered(
            lambda record: record.date_due <= today + timedelta(days=before)
        )
        # Stamps of the cron; nobody else writes them.
        near.sudo().write({"date_reminded": today, "date_announced": today})
        (records - near).sudo().write({"date_announced": today})

    def _todo_text(self, user):
        env = self.with_context(lang=user.lang).env
        return env._(
            "Hand in your monthly record %(month)s (A-25)",
            month=self.month.strftime("%Y-%m"),
        )

    def _todo_link(self, user):
        env = self.with_context(lang=user.lang).env
        return Markup('<p><a href="/odoo/cadre-my-months/%s">%s</a></p>') % (
            self.id,
            env._("Open the record"),
        )

    def _tell_leaders(self, records, today):
        """One to-do a leader and month, with the names in it."""
        entries = []
        for (leader, month), late in records.grouped(
            lambda record: (record.leader_id, record.month)
        ).items():
            # Whom to tell: colleagues' users are HR's data and stay here.
            user = leader.sudo().user_id
            env = self.with_context(lang=user.lang).env
            entries.append(
                {
                    "user_id": user.id,
                    "type": LINE_TYPE,
                    "summary": env._(
                        "Monthly records %(month)s of your line are overdue (A-25)",
                        month=month.strftime("%Y-%m"),
                    ),
                    "note": Markup("<p>%s</p><p>%s</p>")
                    % (
                        env._(
                            "%(count)s not handed in. Ask for them.", count=len(late)
                        ),
                        ", ".join(late.employee_id.mapped("name")),
                    ),
                    "date_deadline": today,
                }
            )
        self.env["cadre.reminder"]._remind(entries)
        records.sudo().write({"date_escalated": today})  # stamp of the cron

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "submitted":
            settled = defaultdict(list)
            for record in self:
                if user := record.employee_id.sudo().user_id:
                    settled[record._todo_text(user)].append(user.id)
            self.env["cadre.reminder"]._forget(settled)
        elif target == "returned":
            self._tell_sent_back()
        return result

    def _tell_sent_back(self):
        """The cadre hears that there is a remark; its words stay on the record."""
        self.env["cadre.reminder"]._remind(
            [
                {
                    "user_id": user.id,
                    "type": OWN_TYPE,
                    # Handing it in again settles it.
                    "summary": record._todo_text(user),
                    "note": record._todo_link(user),
                    "date_deadline": fields.Date.context_today(record),
                }
                for record in self
                if (user := record.employee_id.sudo().user_id)
            ]
        )
