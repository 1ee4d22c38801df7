from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules.loans import days_overdue
from .cadre_approval_level import ROLES
from .cadre_transition_mixin import Transition

CLERK = "cadre_archive.group_cadre_archive_clerk"
HEAD = "cadre_archive.group_cadre_archive_head"
COMMITTEE = "cadre_archive.group_cadre_party_committee"

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

# Written by the steps of the application only, never by a user's own create or write.
SYSTEM_FIELDS = {
    "name",
    "iou_number",
    "requester_id",
    "approver_role",
    "approver_id",
    "date_submitted",
    "date_approved",
    "date_out",
    "date_due",
    "date_returned",
    "refusal_reason",
    "is_iou_signed",
    "handed_out_by_id",
    "taken_back_by_id",
    "sealed_form_sha256",
    "date_expires",
}
# What the form says is said when it is submitted.
FORM_FIELDS = {
    "kind",
    "company_id",
    "unit_id",
    "unit_head",
    "unit_head_email",
    "date_signed",
    "is_sealed",
    "sealed_form",
    "sealed_form_name",
    "purpose",
    "purpose_text",
    "reason",
    "special_need",
    "basis",
    "place_of_use",
    "loan_days",
    "borrower_id",
    "wants_scans",
    "viewing_minutes",
    "wants_copy",
    "wants_extract",
}


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
        "mail.thread",
        "mail.activity.mixin",
        "cadre.transition.mixin",
        "cadre.import.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
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
        Transition(
            "submitted",
            "approved",
            actors="_decidable",
            check="_check_approval",
            clause="R-07",
        ),
        Transition(
            "submitted",
            "refused",
            actors="_decidable",
            clause="R-07",
            needs_reason=True,
        ),
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
            "returned",
            "closed",
            groups=(CLERK,),
            check="_check_signatures",
            clause="R-08",
        ),
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    kind = fields.Selection(
        [("consult", "Consultation"), ("loan", "Loan")],
        required=True,
        default="consult",
        index=True,
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
        "res.partner", string="Consulting Unit", index=True, help="R-05"
    )
    unit_head = fields.Char(string="Signed by", help="R-06: the unit's head.")
    date_signed = fields.Date(string="Signed on", help="R-06", copy=False)
    is_sealed = fields.Boolean(
        string="Bears the unit's seal", copy=False, help="R-06: you saw the seal."
    )
    basis = fields.Selection(
        BASES,
        string="Comes with",
        required=True,
        default="approval_form",
        copy=False,
        help="R-18: letters are refused, and the refusal is kept.",
    )
    # What for
    purpose = fields.Selection(PURPOSES)
    reason = fields.Text()
    special_need = fields.Text(help="R-14: why the file has to leave the house.")
    place_of_use = fields.Selection(
        [
            ("reading_room", "Our reading room"),
            ("unit_office", "Office of the unit"),
            ("unit_meeting_room", "Meeting room of the unit"),
            ("unit_archive", "Archive of the unit"),
        ],
        help="R-50: never in public or at places of entertainment.",
    )
    loan_days = fields.Integer(
        string="Days of loan", help="R-17: calendar days from the hand-out."
    )
    # Who and what
    reader_ids = fields.One2many("cadre.access.reader", "access_id", copy=True)
    line_ids = fields.One2many("cadre.access.line", "access_id", string="Files")
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
    approver_role = fields.Selection(
        ROLES,
        string="Decided by",
        readonly=True,
        copy=False,
        index=True,
        help="R-07: by the management level of the files, set on submission.",
    )
    approver_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null"
    )
    date_approved = fields.Datetime(string="Decided on", readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
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

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This number is already given."
    )
    _loan_days_check = models.Constraint(
        "CHECK(loan_days >= 0)", "The days of a loan cannot be negative."
    )

    # --- Compute ---

    @api.depends("name")
    def _compute_display_name(self):
        for access in self:
            access.display_name = access.name or self.env._("New application")

    @api.depends("reader_ids.name")
    def _compute_reader_names(self):
        for access in self:
            access.reader_names = ", ".join(
                name for name in access.reader_ids.mapped("name") if name
            )

    @api.depends("line_ids.employee_id")
    def _compute_subject_names(self):
        for access in self:
            names = [
                name for name in access.line_ids.mapped("employee_id.name") if name
            ]
            access.subject_names = ", ".join(names)
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
        if operator not in ("in", "not in"):
            return NotImplemented
        today = self.env.company._cadre_date()
        late = fields.Domain("state", "=", "in_use") & fields.Domain(
            "date_due", "<", today
        )
        return late if (True in value) == (operator == "in") else ~late

    @api.model
    def _group_expand_state(self, states, domain):
        ends = ("refused", "closed", "withdrawn", "expired")
        return [s for s, _label in STATES if s in states or s not in ends]

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                self._refuse_system_fields(vals)
                # Explicit values, since a default could come with the caller's context.
                vals.update(dict.fromkeys(SYSTEM_FIELDS, False))
                vals["requester_id"] = self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_system_fields(vals)
            if changed := set(vals) & FORM_FIELDS:
                self._check_draft(changed)
        if vals.get("state") != "submitted":
            return super().write(vals)
        # By whatever road it is submitted: what else is written may be the letter.
        super().write({name: vals[name] for name in vals if name != "state"})
        return super(CadreAccess, self - self._refuse_letters()).write(
            {"state": "submitted"}
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise self.env["cadre.clause"]._refusal(
            "R-08",
            self.env._("An application is not deleted: it belongs to the register."),
            self.env._("Withdraw it."),
        )

    @api.model
    def _guarded_fields(self):
        # A longer text becomes a formula in an export as well.
        texts = ["reason", "special_need", "refusal_reason"]
        return [*super()._guarded_fields(), *texts]

    def _refuse_system_fields(self, vals):
        if names := sorted(set(vals) & SYSTEM_FIELDS):
            labels = [self._fields[n]._description_string(self.env) for n in names]
            raise AccessError(
                self.env._(
                    "Not yours to fill in: %s. These follow from the steps of the "
                    "application.",
                    ", ".join(labels),
                )
            )

    def _check_draft(self, names):
        if later := self.filtered(lambda access: access.state != "draft"):
            labels = [
                self._fields[n]._description_string(self.env) for n in sorted(names)
            ]
            raise UserError(
                self.env._(
                    "Application %(number)s is past its draft, the form stays as it "
                    "was signed (%(fields)s). Withdraw it and register a new one.",
                    number=later[0].display_name,
                    fields=", ".join(labels),
                )
            )

    def _refuse_letters(self):
        """Refuse drafts that come with a mere letter; the refusal is kept (R-18).

        :return: those that were refused
        """
        letters = self.filtered(lambda a: a.state == "draft" and a.basis in LETTERS)
        if letters:
            letters._transition("refused", reason=self._letter_reason())
        return letters

    def _letter_reason(self):
        clause = self.env["cadre.clause"]._by_code("R-18")
        return f"R-18: {clause.text}"

    # --- Actions ---

    def action_close(self):
        return self._transition("closed")

    def action_withdraw(self):
        if all(access.state == "draft" for access in self):
            return self._transition("withdrawn")
        return self._reason_action("withdrawn", self.env._("Withdraw"))

    def action_refuse(self):
        return self._reason_action("refused", self.env._("Refuse"))

    def _reason_action(self, target, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cadre.access.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_access_ids": self.ids,
                "default_target": target,
                "dialog_size": "medium",
            },
        }

    def action_hand_out(self):
        return self.action_counter()

    def action_take_back(self):
        return self.action_counter()

    def action_counter(self):
        """Open the application at the counter."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "cadre_counter",
            "name": self.env._("Counter"),
            "params": {"access_id": self.id},
        }
