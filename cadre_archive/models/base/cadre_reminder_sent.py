from odoo import api, fields, models

# A cron commits after so many records.
BATCH = 200


class CadreReminderSent(models.Model):
    """What was told, of which record, to whom: the one memory of all reminders.

    ===========  ==========================================================
    read         nobody; a subject shows its own as a register of its own
    create       only :class:`cadre.reminder.mixin`
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.reminder.sent"
    _description = "Reminder that Went Out"
    _inherit = ["cadre.guard.mixin"]
    _append_only = "R-40"
    _subject_path = ""
    _company_path = ""
    _order = "id desc"
    _rec_name = "step"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    step = fields.Char(required=True, readonly=True)
    day = fields.Date(
        required=True, readonly=True, help="The day that the step belongs to."
    )
    date = fields.Date(string="Told on", required=True, readonly=True)
    recipient = fields.Char(required=True, readonly=True, help="In which part.")
    channel = fields.Selection(
        [
            ("mail", "Mail"),
            ("activity", "To-do"),
            ("none", "No address: call"),
        ],
        required=True,
        readonly=True,
    )
    address = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _once_uniq = models.UniqueIndex(
        "(res_model, res_id, step, day, recipient, channel, "
        "COALESCE(user_id, 0), COALESCE(address, ''))",
        "This reminder went out already.",
    )

    @api.model
    def _cron_remind(self):
        """Tell what is owed today, of every model, in batches that commit."""
        owed = [
            (records[start : start + BATCH], reminder, days)
            for name, model in self.env.registry.items()
            if not model._abstract and getattr(model, "_reminders", ())
            for records, reminder, days in self.env[name]._owed_everywhere()
            for start in range(0, len(records), BATCH)
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(len(records) for records, *_ in owed))
        for records, reminder, days in owed:
            records._tell(reminder, {record.id: days[record.id] for record in records})
            if not cron._commit_progress(len(records)):
                return
