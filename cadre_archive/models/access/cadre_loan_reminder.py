from odoo import api, fields, models
from odoo.exceptions import AccessError

KINDS = [
    ("soon", "Due soon"),
    ("due", "Due today"),
    ("overdue", "Overdue"),
]


class CadreLoanReminder(models.Model):
    """A reminder of a loan that went out, so that none goes out twice (R-17, Q-3).

    ===========  ==========================================================
    read         whoever reads the application, of the archive
    create       only the clock: ``cadre.access._cron_remind``
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.loan.reminder"
    _description = "Reminder of a Loan"
    _inherit = ["cadre.subject.mixin"]
    _subject_parent = "access_id"
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
    activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )

    _once_uniq = models.UniqueIndex(
        "(access_id, day, recipient, channel, COALESCE(user_id, 0))",
        "This reminder went out already.",
    )

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._("A reminder that went out cannot be changed (R-17).")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(
            self.env._("A reminder that went out cannot be deleted (R-17).")
        )
