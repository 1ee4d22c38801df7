"""Models that exist in tests only: imported inside ``setUpClass``."""

from odoo import api, fields, models

from odoo.addons.cadre_archive.models.base.cadre_approval_mixin import decisions
from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.cadre_reminder_mixin import (
    Recipient,
    Reminder,
)
from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition


class CadreFakeCase(models.Model):
    _module = None
    _name = "cadre.fake.case"
    _description = "Fake Case"
    _inherit = ["cadre.transition.mixin", "cadre.import.mixin"]
    _subject_path = ""
    _company_path = ""
    _import_key = ("number",)
    _transitions = (
        Transition("draft", "open", check="_check_ready", clause="R-02"),
        Transition(
            "open",
            "done",
            groups=("cadre_archive.group_cadre_archive_head",),
            actors="_owned",
            clause="R-07",
        ),
        Transition("open", "refused", needs_reason=True, clause="R-07"),
    )

    name = fields.Char()
    number = fields.Char()
    amount = fields.Integer()
    date_open = fields.Date()
    owner_id = fields.Many2one("res.users")
    department_id = fields.Many2one("hr.department")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        default="draft",
        required=True,
        copy=False,
    )

    _number_uniq = models.Constraint("UNIQUE(number)", "This number is already given.")

    def _owned(self):
        return self.filtered(lambda case: case.owner_id == self.env.user)

    def _check_ready(self):
        for case in self:
            if not case.name:
                raise self.env["cadre.clause"]._refusal(
                    "R-02", "The case has no name.", "Give it one."
                )


class CadreFakePaper(models.Model):
    _module = None
    _name = "cadre.fake.paper"
    _description = "Fake Paper"
    _inherit = ["cadre.guard.mixin", "cadre.transition.mixin"]
    _subject_path = "employee_id"
    _guard_clause = "R-02"
    _unlink_open = "draft"
    _transitions = (Transition("draft", "open"), Transition("open", "done"))

    name = fields.Char(writable=True)
    employee_id = fields.Many2one("hr.employee", writable=Open(once=True))
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    reason = fields.Char(writable="draft", logged=True)
    grants = fields.Boolean(
        writable=Open(
            states=("open",),
            groups=("cadre_archive.group_cadre_archive_head",),
            clause="R-07",
        )
    )
    opinion = fields.Char(writable=Open(actors="_owned"))
    owner_id = fields.Many2one("res.users", writable=True)
    amount = fields.Float(digits=(16, 2))
    number = fields.Char()
    line_ids = fields.One2many("cadre.fake.line", "paper_id", writable="draft")
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("done", "Done")],
        default="draft",
        required=True,
    )

    def _owned(self):
        return self.filtered(lambda paper: paper.owner_id == self.env.user)

    def _system_values(self, vals_list):
        return [{"number": "N-1"} for _vals in vals_list]

    def give_amount(self, amount):
        self._as_system().amount = amount


class CadreFakeLine(models.Model):
    _module = None
    _name = "cadre.fake.line"
    _description = "Fake Line"
    _inherit = ["cadre.guard.mixin"]
    _subject_parent = "paper_id"
    _guard_state = "paper_id.state"
    _guard_clause = "R-02"
    _unlink_open = "draft"

    paper_id = fields.Many2one(
        "cadre.fake.paper", required=True, writable=Open(states=("draft",), once=True)
    )
    text = fields.Char(writable="draft")


class CadreFakeEntry(models.Model):
    _module = None
    _name = "cadre.fake.entry"
    _description = "Fake Entry"
    _inherit = ["cadre.guard.mixin"]
    _append_only = "R-40"
    _subject_path = ""
    _company_path = ""

    text = fields.Char(writable=True)


class CadreFakeForgotten(models.Model):
    _module = None
    _name = "cadre.fake.forgotten"
    _description = "Fake Model without a Word on Its Subject"
    _inherit = ["cadre.guard.mixin"]

    text = fields.Char(writable=True)


class CadreFakeDeadline(models.Model):
    _module = None
    _name = "cadre.fake.deadline"
    _description = "Fake Deadline"
    _inherit = ["cadre.reminder.mixin", "mail.thread", "mail.activity.mixin"]
    _reminders = (
        Reminder(
            "soon", "date_due", "R-17", before="_notice", track="x", opened="date_open"
        ),
        Reminder("late", "date_due", "R-17", after=1, repeat=3, track="x"),
        Reminder("call", "date_open", "R-37", after=("R-37", "call_months")),
        Reminder(
            "step",
            "date_step",
            "R-46",
            domain=(("is_open", "=", True),),
            is_at_once=True,
            activity="mail.mail_activity_data_warning",
        ),
    )

    name = fields.Char()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    date_open = fields.Date()
    date_due = fields.Date()
    date_step = fields.Date()
    is_open = fields.Boolean(default=True)
    address = fields.Char()
    user_id = fields.Many2one("res.users")
    told = fields.Char(default="")

    @api.model
    def _notice(self):
        return 2

    def _reminder_recipients(self, reminder):
        people = {"soon": "address", "call": "address"}
        found = {}
        for record in self:
            if reminder.key in people:
                if record.address:
                    recipient = Recipient("unit", address=record.address)
                    found[record.id] = [recipient]
            elif record.user_id:
                found[record.id] = [
                    Recipient(
                        "head",
                        user_id=record.user_id.id,
                        is_private=reminder.key == "late",
                    )
                ]
        return found

    def _reminder_mail(self, reminder, recipient):
        names = ", ".join(self.mapped("name"))
        return {"subject": reminder.key, "body_html": names}

    def _reminder_todo(self, reminder, recipient):
        return {"summary": f"{reminder.key} {self.name}"}

    def _after_reminding(self, reminder):
        for record in self:
            record.told += f"{reminder.key} "


class CadreFakeRequest(models.Model):
    _module = None
    _name = "cadre.fake.request"
    _description = "Fake Request"
    _inherit = ["cadre.approval.mixin"]
    _subject_path = ("dossier_id.employee_id", "other_id.employee_id")
    _dossier_path = ("dossier_id", "other_id")
    _guard_clause = "R-02"
    _approval_state = "asked"
    _approval_author = "author_id"
    _approval_todo = "mail.mail_activity_data_todo"
    _approval_helpless = "mail.mail_activity_data_warning"
    _transitions = (
        Transition("draft", "asked", clause="R-02"),
        *decisions("asked"),
        Transition("asked", "withdrawn", needs_reason=True),
    )

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    dossier_id = fields.Many2one("cadre.dossier", writable=True)
    other_id = fields.Many2one("cadre.dossier", writable=True)
    author_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    reader_id = fields.Many2one("res.users", writable=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("asked", "Asked"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
    )

    def _approval_readers(self):
        return self.reader_id


FAKES = (
    CadreFakeDeadline,
    CadreFakeCase,
    CadreFakePaper,
    CadreFakeLine,
    CadreFakeEntry,
    CadreFakeForgotten,
    CadreFakeRequest,
)
