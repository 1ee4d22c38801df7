from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.loans import days_overdue, last_day_of_use
from ..base.cadre_approval_mixin import decisions
from ..base.cadre_guard_mixin import Open
from ..base.cadre_reminder_mixin import Reminder
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK
from .cadre_access_reader import IDENTITY

STATES = [
    ("draft", "Draft"),
    ("submitted", "To approve"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("in_use", "Handed out"),
    ("returned", "Returned"),
    ("closed", "Closed"),
    ("withdrawn", "Withdrawn"),
    ("expired", "Expired unused"),
]
PURPOSES = [
    ("political_review", "Political review, Party admission and management"),
    (
        "personnel",
        "Recruitment, appraisal, appointment, transfer, rank, training, award, pay",
    ),
    ("talent", "Selection of talent"),
    ("discipline", "Inspection tours, discipline, cases"),
    ("history", "Approved history writing and exhibitions"),
    ("daily_management", "Daily management of cadres"),
    ("other_work", "Other needs of the work"),
    ("other", "Something else"),
]
BASES = [
    ("approval_form", "Examination and Approval Form"),
    ("letter_introduction", "Letter of introduction"),
    ("letter_proof", "Letter requesting proof material"),
]
LETTERS = ("letter_introduction", "letter_proof")
# What may be shown of a file rests on an application in one of these states.
LIVE_STATES = ("approved", "in_use")
GRANTS = Open(states=("submitted",), actors="_decidable", clause="R-11")
LENT = (("state", "=", "in_use"), ("kind", "=", "loan"))


class CadreAccess(models.Model):
    """Application to consult or borrow files: the Examination and Approval Form.

    ============  =============================================================
    read          archive clerk; Party Committee: what waits for it, and what
                  the member decided himself. Nobody an application with his
                  own file or a relative's in it (R-03, R-04)
    create        archive clerk
    write         archive clerk in draft; afterwards the steps below only
    unlink        nobody: a draft is withdrawn
    submit        archive clerk (R-01, R-02, R-05, R-06, R-14, R-17, R-18)
    decide        archive head or Party Committee, by the management level of the
                  files (``cadre.approval.level``); never who registered it or
                  reads on it (R-05, R-07)
    hand out      archive clerk (R-02, R-15), take back (R-10), close (R-08)
    ============  =============================================================

    Mails, activities and ``display_name`` carry the number, never a name.
    """

    _name = "cadre.access"
    _description = "Application for Files"
    _inherit = [
        "cadre.approval.mixin",
        "cadre.sealed.form.mixin",
        "cadre.reminder.mixin",
        "cadre.import.mixin",
    ]
    _approval_todo = "cadre_archive.mail_act_cadre_access_approve"
    _approval_helpless = "cadre_archive.mail_act_cadre_access_nobody"
    _guard_clause = "R-06"
    _undeletable = "R-08"
    _subject_path = "line_ids.employee_id"
    _dossier_path = "line_ids.dossier_id"
    _order = "id desc"
    _check_company_auto = True
    # on day 12 and 15 of a loan, then every third day until it is back.
    _reminders = tuple(
        Reminder(
            key,
            "date_due",
            "R-17",
            domain=LENT,
            track="loan",
            opened="date_out",
            activity="cadre_archive.mail_act_cadre_access_return",
            **when,
        )
        for key, when in (
            ("soon", {"before": "_loan_notice"}),
            ("due", {}),
            ("overdue", {"after": 1, "repeat": ("R-17", "overdue_repeat")}),
        )
    )
    _reminder_fields = ("reminder_ids",)
    _transitions = (
        Transition(
            "draft",
            "submitted",
            groups=(CLERK,),
            check="_check_submission",
            clause="R-02",
        ),
        Transition(
            "draft", "refused", groups=(CLERK,), check="_check_is_letter", clause="R-18"
        ),
        Transition("draft", "withdrawn", groups=(CLERK,)),
        *decisions("submitted", check="_check_readers"),
        Transition("submitted", "withdrawn", groups=(CLERK,), needs_reason=True),
        Transition("approved", "withdrawn", groups=(CLERK,), needs_reason=True),
        Transition(
            "approved",
            "expired",
            actors="_by_clock",
            check="_check_is_unused",
            clause="R-02",
            needs_reason=True,
        ),
        Transition(
            "approved",
            "in_use",
            groups=(CLERK,),
            check="_check_handed_out",
            clause="R-02",
        ),
        Transition(
            "in_use",
            "returned",
            groups=(CLERK,),
            check="_check_all_back",
            clause="R-10",
        ),
        Transition(
            "returned", "closed", groups=(CLERK,), check="_check_signed", clause="R-08"
        ),
        Transition(
            "approved",
            "closed",
            actors="_used_on_screen",
            check="_check_use_is_over",
            clause="R-08",
        ),
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        writable="draft",
    )
    kind = fields.Selection(
        [("consult", "Consultation"), ("loan", "Loan")],
        required=True,
        default="consult",
        index=True,
        writable="draft",
        help="R-14: files are consulted on the spot; a loan is the exception.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        copy=False,
        index=True,
        group_expand="_group_expand_state",
    )
    # The consulting unit
    unit_id = fields.Many2one(
        "res.partner",
        string="Consulting Unit",
        index=True,
        writable="draft",
        help="R-05",
    )
    basis = fields.Selection(
        BASES,
        string="Submitted document",
        required=True,
        default="approval_form",
        copy=False,
        writable="draft",
        help="R-18: letters are refused, and the refusal is kept.",
    )
    # What for
    purpose = fields.Selection(PURPOSES, writable="draft")
    reason = fields.Text(writable="draft")
    special_need = fields.Text(
        writable="draft", help="R-14: why the file has to leave the house."
    )
    place_of_use = fields.Selection(
        [
            ("reading_room", "Our reading room"),
            ("unit_office", "Office of the unit"),
            ("unit_meeting_room", "Meeting room of the unit"),
            ("unit_archive", "Archive of the unit"),
        ],
        writable="draft",
        help="R-50: never in public or at places of entertainment.",
    )
    loan_days = fields.Integer(
        string="Days of loan",
        writable="draft",
        help="R-17: calendar days from the hand-out.",
        bounds=(None, 999),
    )
    # Who and what
    reader_ids = fields.One2many(
        "cadre.access.reader", "access_id", copy=True, writable=IDENTITY
    )
    line_ids = fields.One2many(
        "cadre.access.line", "access_id", string="Files", writable="draft"
    )
    reader_names = fields.Char(string="Readers", compute="_compute_reader_names")
    subject_names = fields.Char(string="Files of", compute="_compute_subject_names")
    dossier_count = fields.Integer(
        string="Number of Files", compute="_compute_subject_names"
    )
    # Steps
    requester_id = fields.Many2one(
        "res.users",
        string="Registered by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    date_submitted = fields.Datetime(readonly=True, copy=False)
    iou_number = fields.Char(
        string="IOU No.", readonly=True, copy=False, index="btree_not_null"
    )
    is_iou_signed = fields.Boolean(string="IOU signed", readonly=True, copy=False)
    date_out = fields.Datetime(string="Handed out", readonly=True, copy=False)
    date_due = fields.Date(
        string="Due", readonly=True, copy=False, index="btree_not_null"
    )
    date_returned = fields.Datetime(string="Returned", readonly=True, copy=False)
    handed_out_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    taken_back_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    overdue_days = fields.Integer(compute="_compute_is_overdue")
    purpose_text = fields.Char(
        string="Purpose in Words",
        writable="draft",
        help="Q-16: needed when it is none of the others.",
    )
    # Asked by the unit; what of it is allowed is said by the approver.
    wants_scans = fields.Boolean(
        string="Reads Scans",
        writable="draft",
        help="R-02: at a screen, in a reading session.",
    )
    viewing_minutes = fields.Integer(
        string="Minutes at the Screen",
        writable="draft",
        help="R-02: how long the scans are wanted.",
        bounds=(None, 9999),
    )
    wants_copy = fields.Boolean(
        string="Asks for Copies",
        writable="draft",
        help="R-11: not given unless the approver grants it.",
    )
    wants_extract = fields.Boolean(
        string="Asks for Extracts",
        writable="draft",
        help="R-13: not given unless the approver grants it.",
    )
    grants_copy = fields.Boolean(
        string="Copies Granted",
        copy=False,
        writable=GRANTS,
        help="R-11: off unless the approver grants what was asked.",
    )
    grants_extract = fields.Boolean(
        string="Extracts Granted",
        copy=False,
        writable=GRANTS,
        help="R-13: off unless the approver grants what was asked.",
    )
    granted_minutes = fields.Integer(
        string="Minutes Granted",
        copy=False,
        writable=GRANTS,
        help="R-02: as asked, unless the approver sets another number.",
        bounds=(None, 9999),
    )
    date_expires = fields.Date(
        string="Valid until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="R-02: the last day on which the approval can be used.",
    )
    borrower_id = fields.Many2one(
        "cadre.access.reader",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('access_id', '=', id)]",
        writable="draft",
        help="R-16: the reader who answers for the files; a single reader does.",
    )
    overdue_elsewhere = fields.Integer(
        string="Overdue Loans of the Unit or a Reader",
        compute="_compute_overdue_elsewhere",
        help="R-17: loans of the same unit or of one of the readers that are overdue.",
    )
    reminder_ids = fields.One2many(
        "cadre.loan.reminder",
        "access_id",
        string="Reminders",
        groups="cadre_archive.group_cadre_archive_clerk",
    )
    signature_ids = fields.One2many(
        "cadre.signature", "access_id", string="Signatures", readonly=True
    )
    count_ids = fields.One2many(
        "cadre.access.count", "access_id", string="Pages Counted", readonly=True
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This number is already given."
    )
    _loan_days_check = models.Constraint(
        "CHECK(loan_days >= 0)", "The days of a loan cannot be negative."
    )
    _viewing_minutes_check = models.Constraint(
        "CHECK(viewing_minutes >= 0)", "Minutes cannot be negative."
    )
    _granted_minutes_check = models.Constraint(
        "CHECK(granted_minutes >= 0)", "Minutes granted cannot be negative."
    )

    # --- Compute ---

    @api.depends("name")
    def _compute_display_name(self):
        for access in self:
            access.display_name = access.name or self.env._("New application")

    @api.depends("reader_ids.name")
    def _compute_reader_names(self):
        for access in self:
            names = access.reader_ids.mapped("name")
            access.reader_names = ", ".join(filter(None, names))

    @api.depends("line_ids.employee_id")
    def _compute_subject_names(self):
        for access in self:
            names = access.line_ids.mapped("employee_id.name")
            access.subject_names = ", ".join(filter(None, names))
            access.dossier_count = len(access.line_ids)

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        for access in self:
            late = 0
            if access.state == "in_use" and access.date_due:
                late = days_overdue(access.date_due, access.company_id._cadre_date())
            access.is_overdue = bool(late)
            access.overdue_days = late

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cadre_date()
        return [("state", "=", "in_use"), ("date_due", "<", today)]

    @api.depends_context("uid")
    @api.depends(
        "state",
        "unit_id",
        "reader_ids.name",
        "reader_ids.identification",
        "reader_ids.employee_id",
    )
    def _compute_overdue_elsewhere(self):
        waiting = self.filtered(lambda a: a.state in ("draft", "submitted"))
        overdue = self.env["cadre.loan"]._overdue_of(waiting)
        for access in self:
            late_sudo = overdue.get(access, self.browse())
            # Of a loan with a relative's file not even the number is told.
            known = late_sudo.sudo(False)._filtered_access("read")
            access.overdue_elsewhere = len(known)

    @api.model
    def _group_expand_state(self, states, domain):
        ends = ("refused", "closed", "withdrawn", "expired")
        return [s for s, _label in STATES if s in states or s not in ends]

    # --- Constraints ---

    @api.constrains("borrower_id", "reader_ids")
    def _check_borrower_id(self):
        for access in self:
            if access.borrower_id and access.borrower_id.access_id != access:
                raise ValidationError(
                    self.env._(
                        "R-16: the borrower is one of the readers on the application. "
                        "Choose one of them."
                    )
                )

    @api.constrains("date_due", "date_out")
    def _check_date_due(self):
        for access in self.filtered("date_due"):
            self.env["cadre.loan"]._check_due(access)

    # --- ORM overrides ---

    def write(self, vals):
        if vals.get("state") != "submitted":
            return super().write(vals)
        # By whatever road it is submitted: what else is written may be the letter.
        super().write({name: vals[name] for name in vals if name != "state"})
        return super(CadreAccess, self - self._refuse_letters()).write(
            {"state": "submitted"}
        )

    def _guard_remedy(self, reason, names):
        return {
            "unlink": self.env._("Withdraw it."),
            "state": self.env._(
                "The form stays as it was signed: withdraw it and register a new one."
            ),
            "person": self.env._(
                "Whoever decides on the application grants it, or does not."
            ),
        }.get(reason)

    # --- Actions ---

    def action_submit(self):
        self.write({"state": "submitted"})
        if refused := self.filtered(lambda access: access.state == "refused"):
            return self._notice(
                "warning",
                self.env._("Refused, and kept in the register"),
                refused[0].refusal_reason,
            )
        return self._notice_undecidable()

    def action_approve(self):
        self._transition("approved")
        # One click grants nothing beside the reading; it says so.
        left = self.filtered(
            lambda access: (
                (access.wants_copy and not access.grants_copy)
                or (access.wants_extract and not access.grants_extract)
            )
        )
        if not left:
            return True
        return self._notice(
            "info",
            self.env._("Approved without copies or extracts"),
            self.env._(
                "%s (R-11, R-13): what was asked beside the reading was not granted. "
                "To grant it, tick it on the form before approving.",
                ", ".join(left.mapped("display_name")),
            ),
        )

    def action_counter(self):
        """Open the application at the counter."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "cadre_counter",
            "name": self.env._("Counter"),
            "params": {"access_id": self.id},
        }

    def action_close(self):
        return self._transition("closed")

    def action_print_iou(self):
        """Button of the clerk: number the IOU of an approved loan and print it."""
        self.ensure_one()
        self.check_access("write")
        if self.kind == "loan" and self.state == "approved":
            self.env["cadre.loan"]._number(self)
        # Its name is no secret; whether it may be printed the report itself asks.
        report = self.env.ref("cadre_archive.cadre_access_report_iou").sudo()
        return report.report_action(self, config=False)

    # --- The form (R-01, R-02, R-05, R-06, R-14, R-17, R-18) ---

    def _refusal(self, clause, what, remedy):
        """A refusal whose text names the application by its number."""
        return self.env["cadre.clause"]._refusal(
            clause, f"{self.display_name}: {what}", remedy
        )

    def _refuse_letters(self):
        """Refuse drafts that come with a mere letter; the refusal is kept (R-18).

        :return: those that were refused
        """
        letters = self.filtered(lambda a: a.state == "draft" and a.basis in LETTERS)
        if letters:
            clause = self.env["cadre.clause"]._by_code("R-18")
            letters._transition("refused", reason=f"R-18: {clause.text}")
        return letters

    def _check_is_letter(self):
        for access in self:
            if access.basis not in LETTERS:
                raise access._refusal(
                    "R-18",
                    self.env._(
                        "It comes with the approval form: it is for the approver to "
                        "refuse."
                    ),
                    self.env._("Submit it, or withdraw it."),
                )

    def _check_submission(self):
        for access in self:
            access._check_basis()
            access._check_form()
            if access.wants_scans:
                access._check_minutes(access.viewing_minutes)
            if access.kind == "loan":
                self.env["cadre.loan"]._check(access)
        self._check_readers()

    def _check_basis(self):
        if self.basis in LETTERS:
            raise self._refusal(
                "R-18",
                self.env._("A letter is no basis for consulting files."),
                self.env._("Ask the unit for the Examination and Approval Form."),
            )

    def _check_form(self):
        missing = self._missing_on_form()
        if not self.unit_id.is_company:
            unit = self.env._("the consulting unit, an organisation and no person")
            missing.insert(0, ("R-05", unit))
        if not self.purpose:
            missing.append(("R-02", self.env._("the purpose")))
        if self.purpose == "other" and not self.purpose_text:
            missing.append(("Q-16", self.env._("the purpose in words")))
        if not self.reason:
            missing.append(("R-02", self.env._("the reason")))
        if not self.line_ids:
            missing.append(("R-02", self.env._("at least one file")))
        if missing:
            raise self._refusal(
                missing[0][0],
                self.env._(
                    "The form is not complete. Missing: %s.",
                    ", ".join(what for _code, what in missing),
                ),
                self.env._("Complete the application, then submit it."),
            )
        self._check_date_signed()

    def _check_minutes(self, minutes):
        limit = self.env["cadre.clause"]._threshold("R-02", "viewing_minutes")
        if minutes < 1 or not limit.met(minutes):
            raise self._refusal(
                "R-02",
                self.env._(
                    "A reading session lasts 1 to %(limit)s minutes, not %(minutes)s.",
                    limit=f"{limit.value:g}",
                    minutes=minutes,
                ),
                self.env._("Ask for a time within that."),
            )

    def _check_readers(self):
        """R-01, R-03, R-04: enough of them, Party members, and none concerned."""
        self.env["cadre.access.reader"]._check_of(self)

    # --- Decision (R-05, R-07) ---

    def _approval_readers(self):
        return self.reader_ids.employee_id.user_id

    def _approval_people(self):
        return [reader._person() for reader in self.reader_ids]

    def _after_transition(self, target):
        # The step was permitted and checked by the transition; these values belong to
        # it and to nobody's own write.
        accesses_sudo = self.sudo()
        if target in ("submitted", "refused"):
            # A refused letter was never submitted, but it stands in the register.
            accesses_sudo._give_numbers()
            accesses_sudo.filtered(
                lambda a: not a.date_submitted
            ).date_submitted = fields.Datetime.now()
        if target == "submitted":
            self.env["cadre.loan"]._settle(self)
            for minutes, accesses in accesses_sudo.grouped("viewing_minutes").items():
                accesses.filtered("wants_scans").granted_minutes = minutes
        elif target == "approved":
            days = int(self.env["cadre.clause"]._number("R-02", "unused_days"))
            for company, accesses in accesses_sudo.grouped("company_id").items():
                accesses.date_expires = last_day_of_use(company._cadre_date(), days)
        result = super()._after_transition(target)
        label = self._state_label(target)
        accesses_sudo._message_log_batch(dict.fromkeys(self.ids, label))
        return result

    def _give_numbers(self):
        for company, accesses in self.grouped("company_id").items():
            for access in accesses.filtered(lambda a: not a.name):
                access.name = company._cadre_number("cadre.access")

    def _transition_entries(self, transition):
        entries = super()._transition_entries(transition)
        if transition.target == "approved":
            granted = {
                access.id: {
                    "copy": access.grants_copy,
                    "extract": access.grants_extract,
                    "minutes": access.granted_minutes,
                }
                for access in self
            }
            for entry in entries:
                entry["payload"] = granted[entry["res_id"]]
        return entries

    def _update_activities(self):
        result = super()._update_activities()
        # The clerk at the counter ends the to-dos of others; the files are back.
        done_sudo = self.sudo().filtered(lambda access: access.state != "in_use")
        done_sudo._settle_reminders()
        return result

    # --- What the approver grants, and until when (R-02, R-11, R-13) ---

    def _guard_changes(self, vals):
        """R-11, R-13: granted is what was asked, nothing else."""
        kept = super()._guard_changes(vals)
        for access in self:
            if kept.get("grants_copy") and not access.wants_copy:
                raise access._not_requested("R-11", self.env._("Copying"))
            if kept.get("grants_extract") and not access.wants_extract:
                raise access._not_requested("R-13", self.env._("Extracting"))
            if kept.get("granted_minutes"):
                if not access.wants_scans:
                    raise access._not_requested("R-02", self.env._("Scans on screen"))
                access._check_minutes(kept["granted_minutes"])
        return kept

    def _not_requested(self, clause, what):
        return self._refusal(
            clause,
            self.env._("%s was not asked for on the form.", what),
            self.env._("Grant what was asked, nothing else."),
        )

    def _is_live(self):
        """Those of the applications on which something may be shown today (R-02)."""
        live = self.filtered(lambda access: access.state in LIVE_STATES)
        return live - live._past_validity()

    def _granted_materials(self):
        """The materials that may be shown on these applications, none on others.

        Runs with the rights of the caller: whoever serves a reader without rights on
        files asks as superuser, having checked the application and the reader.
        """
        return self._is_live().line_ids._granted_materials()

    def _past_validity(self):
        """Those approved whose last day of use is over."""
        return self.filtered(
            lambda access: (
                access.state == "approved"
                and access.date_expires
                and access.date_expires < access.company_id._cadre_date()
            )
        )

    def _was_used(self):
        """Hook: those approved of which use was made without a hand-out."""
        return self.browse()

    def _used_on_screen(self):
        """Those that a clerk may close, though no paper went out."""
        return self._was_used() if self.env.user.has_group(CLERK) else self.browse()

    def _check_use_is_over(self):
        """Hook: what was used without a hand-out is used no longer (R-08)."""

    def _by_clock(self):
        """Nobody takes the step by hand; the clock does, as superuser."""
        return self.browse()

    def _check_is_unused(self):
        for access in self - self._past_validity():
            raise access._refusal(
                "R-02",
                self.env._("The approval is still valid, or was used."),
                self.env._("Withdraw the application if it is not needed."),
            )

    @api.model
    def _cron_expire(self):
        """R-02: an approval that nobody used in time ends, and its to-dos with it."""
        # The clock acts for nobody; the search is as wide as the office.
        approved_sudo = self.sudo().search(
            [("state", "=", "approved"), ("date_expires", "!=", False)]
        )
        over = approved_sudo._past_validity()
        unused = over - over._was_used()
        # The reason is kept as it is written: in the language of who registered it.
        for lang, accesses in unused.grouped(lambda a: a.requester_id.lang).items():
            accesses = accesses.with_context(lang=lang or self.env.lang)
            reason = accesses.env._("R-02: not used in time.")
            accesses._transition("expired", reason=reason)

    # --- At the counter (R-08, R-10, R-15) ---

    def _qr_text(self):
        """What the code on the form says: its number, since the picture of a code is
        drawn by an address that is open to all."""
        self.ensure_one()
        return self.name or ""

    def _holder(self):
        """Who has the files, in words."""
        return f"{self.reader_names} ({self.unit_id.display_name})"

    def _is_iou_given(self):
        """Whether the borrower signed the IOU of a loan at the counter (R-15, R-16)."""
        return "iou" in self.borrower_id.signature_ids.mapped("role")

    def _check_handed_out(self):
        for access in self:
            if not access.line_ids.filtered(lambda line: line._is_out()):
                raise access._refusal(
                    "R-10",
                    self.env._("The files are not counted and handed out."),
                    self.env._("Open the application and use “Hand Out”."),
                )

    def _check_all_back(self):
        for access in self:
            if access.line_ids.filtered(lambda line: line._is_out()):
                raise access._refusal(
                    "R-10",
                    self.env._("Not all files are back."),
                    self.env._("Open the application and use “Take Back”."),
                )

    def _check_signed(self):
        self.reader_ids._check_signed()

    # --- Loans (see cadre.loan) ---

    @api.model
    def _loan_notice(self):
        return self.env["cadre.loan"]._notice()

    def _reminder_recipients(self, reminder):
        return self.env["cadre.loan"]._recipients(self)

    def _reminder_mail(self, reminder, recipient):
        return self.env["cadre.loan"]._mail(self, reminder.key)

    def _reminder_todo(self, reminder, recipient):
        if not recipient.is_private:
            return {}
        return self.env["cadre.loan"]._private_todo(self, reminder.key)

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive":
            return []
        return self._approval_cards(self.env._("Applications to decide"), 10)
