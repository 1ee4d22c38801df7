from odoo import fields, models
from odoo.tools import sql

KINDS = [
    ("soon", "Due soon"),
    ("due", "Due today"),
    ("overdue", "Overdue"),
]


class CadreLoanReminder(models.Model):
    """The register of the reminders of loans that went out (R-17, Q-3).

    It shows those that ``cadre.reminder.sent`` keeps of applications.

    ===========  ==========================================================
    read         whoever reads the application, of the archive
    create       only the clock
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.loan.reminder"
    _description = "Reminder of a Loan"
    _inherit = ["cadre.guard.mixin"]
    _auto = False
    _depends = {
        "cadre.reminder.sent": ["res_model", "res_id", "step", "day", "recipient"]
    }
    _subject_parent = "access_id"
    _append_only = "R-17"
    _order = "id desc"
    _rec_name = "day"

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    day = fields.Date(
        string="Due on this Day",
        required=True,
        readonly=True,
        help="R-17: the day of the loan it belongs to.",
    )
    recipient = fields.Selection(
        [
            ("borrower", "Borrower"),
            ("unit", "Head of the unit"),
            ("head", "Archive head"),
        ],
        string="Reminded",
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        [
            ("mail", "Mail"),
            ("activity", "To-do"),
            ("none", "No address: call"),
        ],
        string="By",
        required=True,
        readonly=True,
    )
    address = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    create_date = fields.Datetime(string="Went out", readonly=True)

    def init(self):
        cr = self.env.cr
        if sql.table_kind(cr, self._table) == sql.TableKind.Regular:
            # A register of before: its rows go into the one memory.
            cr.execute(
                """
                INSERT INTO cadre_reminder_sent (
                       res_model, res_id, step, day, date, recipient, channel, address,
                       user_id, activity_id, create_uid, create_date)
                SELECT 'cadre.access', access_id, kind, day, create_date::date,
                       recipient, channel, address, user_id, activity_id, create_uid,
                       create_date
                  FROM cadre_loan_reminder
                 ORDER BY id;
                  DROP TABLE cadre_loan_reminder
                """
            )
        cr.execute(
            """
            CREATE OR REPLACE VIEW cadre_loan_reminder AS
            SELECT id, res_id AS access_id, step AS kind, day, recipient, channel,
                   address, user_id, create_date
              FROM cadre_reminder_sent
             WHERE res_model = 'cadre.access'
            """
        )
