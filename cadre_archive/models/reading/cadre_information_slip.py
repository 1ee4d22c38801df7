from odoo import api, fields, models

from ..access.cadre_access import PURPOSES
from ..base.cadre_approval_mixin import decisions
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK


class CadreInformationSlip(models.Model):
    """A department's question, answered from the file: fields, not papers (R-70).

    ===========  ==========================================================
    read         archive clerk; Party Committee: what waits for it, and what
                 the member decided himself. Nobody one about himself or a
                 relative (R-03, R-04)
    create       archive clerk, about a file that he may see
    register     archive clerk, when the question is complete
    decide       archive head for cadres of the office, Party Committee for
                 those of the district and the city; never who registered it
                 (R-05, R-07)
    answer       archive clerk, when approved
    close        archive clerk, when handed over
    unlink       nobody: a draft is withdrawn
    ===========  ==========================================================

    ``display_name`` carries the number, never a name.
    """

    _name = "cadre.information.slip"
    _description = "Information Slip"
    _inherit = ["cadre.approval.mixin", "cadre.import.mixin"]
    _guard_clause = "R-70"
    _undeletable = "R-70"
    _approval_state = "registered"
    _approval_author = "registrar_id"
    _approval_todo = "cadre_archive.mail_act_cadre_information_slip_approve"
    _approval_helpless = "cadre_archive.mail_act_cadre_information_slip_nobody"
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _order = "id desc"
    _check_company_auto = True
    _transitions = (
        Transition(
            "draft",
            "registered",
            groups=(CLERK,),
            check="_check_question",
            clause="R-70",
        ),
        Transition("draft", "withdrawn", groups=(CLERK,)),
        *decisions("registered", check="_check_asker"),
        Transition("registered", "withdrawn", groups=(CLERK,), needs_reason=True),
        Transition(
            "approved",
            "answered",
            groups=(CLERK,),
            check="_check_answer",
            clause="R-70",
        ),
        Transition("approved", "withdrawn", groups=(CLERK,), needs_reason=True),
        Transition("answered", "closed", groups=(CLERK,), clause="R-70"),
    )

    name = fields.Char(
        string="Number", readonly=True, copy=False, index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    # Who asks
    department_id = fields.Many2one(
        "hr.department",
        string="Asking Department",
        index="btree_not_null",
        writable="draft",
    )
    unit_id = fields.Many2one(
        "res.partner",
        string="Asking Unit",
        index="btree_not_null",
        writable="draft",
        help="When it is not a department of this office.",
    )
    asked_by_id = fields.Many2one(
        "hr.employee",
        string="Asked by (employee)",
        index="btree_not_null",
        ondelete="restrict",
        writable="draft",
        help="R-03, R-04: neither the cadre nor a relative.",
    )
    asked_by = fields.Char(writable="draft", help="Who asks for the department.")
    asked_identification = fields.Char(
        string="Identity number",
        writable="draft",
        logged=True,
        help="R-04: compared with the kinship on record.",
    )
    asked_other_person = fields.Char(
        string="Another person because",
        writable="draft",
        logged=True,
        help="R-04: why this is not the employee, cadre or relative of the same name; "
        "needs the identity number.",
    )
    # About whom
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        writable="draft",
    )
    # Plain, set with the file: the Party Committee reads no files.
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    question = fields.Text(required=True, writable="draft")
    purpose = fields.Selection(PURPOSES, writable="draft")
    reason = fields.Char(string="Needed for", writable="draft")
    basis = fields.Char(
        writable="draft", help="On which document or instruction the department asks."
    )
    line_ids = fields.One2many(
        "cadre.information.line",
        "slip_id",
        string="Answer",
        copy=False,
        writable="approved",
        groups=CLERK,
    )
    # Steps
    registrar_id = fields.Many2one(
        "res.users",
        string="Registered by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    date_registered = fields.Datetime(string="Registered on", readonly=True, copy=False)
    answerer_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, copy=False
    )
    date_answered = fields.Datetime(string="Answered on", readonly=True, copy=False)
    date_closed = fields.Datetime(string="Handed over on", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("registered", "To approve"),
            ("approved", "Approved"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This number is already given."
    )

    # --- Compute ---

    @api.depends("name")
    def _compute_display_name(self):
        for slip in self:
            slip.display_name = slip.name or self.env._("New slip")

    # --- ORM overrides ---

    @api.model
    def _system_values(self, vals_list):
        """Cadre and office of the file."""
        values = super()._system_values(vals_list)
        dossiers = self._referred("dossier_id", vals_list)
        for vals, more in zip(vals_list, values, strict=True):
            if dossier := dossiers.get(vals.get("dossier_id")):
                more["employee_id"] = dossier.employee_id.id
                more["company_id"] = dossier.company_id.id
        return values

    def write(self, vals):
        result = super().write(vals)
        if "dossier_id" in vals:
            self.dossier_id.check_access("read")
            for slip in self.sudo():  # follows from the file that was just checked
                slip.employee_id = slip.dossier_id.employee_id
        return result

    def _guard_remedy(self, reason, names):
        return {
            "unlink": self.env._("Withdraw it."),
            "state": self.env._(
                "What was asked and answered stays: withdraw the slip and register a "
                "new one."
            ),
        }.get(reason)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows a slip: followers of any record can be read by all."""
        return True

    # --- Decision (R-05, R-07) ---

    def _approval_readers(self):
        return self.asked_by_id.user_id

    def _approval_people(self):
        who_is = self.env["cadre.person"]._who_is
        return [who_is(*slip._asker()) for slip in self]

    def _asker(self):
        return (
            self.asked_by,
            self.asked_identification,
            self.asked_by_id,
            self.asked_other_person,
        )

    # --- What must hold ---

    def _check_question(self):
        for slip in self:
            missing = []
            if not (slip.department_id or slip.unit_id.is_company):
                missing.append(self.env._("who asks"))
            if not (slip.asked_by or slip.asked_by_id):
                missing.append(self.env._("the person who asks"))
            if not slip.purpose:
                missing.append(self.env._("the purpose"))
            if not slip.basis:
                missing.append(self.env._("the basis"))
            if missing:
                raise self.env["cadre.clause"]._refusal(
                    "R-70",
                    self.env._(
                        "The question is not complete. Missing: %s.",
                        ", ".join(missing),
                    ),
                    self.env._("Complete the slip, then register it."),
                )
        self._check_asker()

    def _check_asker(self):
        """R-03, R-04: nobody gets to know of his own or a relative's file this way."""
        Person = self.env["cadre.person"]
        # Who asks is compared with the registers, not shown.
        slips_sudo = self.sudo()
        found = Person._conflicts(
            [(Person._who_is(*slip._asker()), slip.employee_id) for slip in slips_sudo]
        )
        for slip, (clause, match) in zip(slips_sudo, found, strict=True):
            if match.value:
                raise self.env["cadre.clause"]._refusal(
                    clause,
                    self.env._(
                        "Who asks is the cadre of file %s or a relative, or bears the "
                        "same name.",
                        slip.dossier_id.number,
                    ),
                    self.env._(
                        "Another person of the department asks. If it only bears the "
                        "name, enter the identity number and say why it is another "
                        "person."
                    ),
                )
        typed = {
            slip: (slip.asked_by or slip.asked_by_id.name, *slip._asker()[1:])
            for slip in slips_sudo
        }
        named = {}
        for slip, asker in typed.items():
            named.setdefault(slip.display_name, []).append(Person._typed(*asker))
        Person._check_named(named, "R-04")

    def _check_answer(self):
        for slip in self:
            if not slip.line_ids:
                raise self.env["cadre.clause"]._refusal(
                    "R-70",
                    self.env._("The answer is empty."),
                    self.env._("Enter what was asked, field by field."),
                )

    def _after_transition(self, target):
        now = fields.Datetime.now()
        # These belong to the step, which was checked, and to nobody's own write.
        slips_sudo = self.sudo()
        if target == "registered":
            for slip in slips_sudo:
                slip.name = slip.company_id._cadre_number(slip._name)
            slips_sudo.date_registered = now
        elif target == "answered":
            slips_sudo.write({"answerer_id": self.env.uid, "date_answered": now})
        elif target == "closed":
            slips_sudo.date_closed = now
        return super()._after_transition(target)

    # --- Actions ---

    def action_register(self):
        self._transition("registered")
        return self._notice_undecidable()

    def action_approve(self):
        return self._transition("approved")

    def action_answer(self):
        return self._transition("answered")

    def action_close(self):
        return self._transition("closed")

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive":
            return []
        title = self.env._("Information slips to decide")
        cards = self._approval_cards(title, sequence=90, views="list,form")
        if self.env.user.has_group(CLERK):
            cards.append(
                self.env["cadre.desk"]._desk_card(
                    self.env._("Information slips to answer"),
                    "cadre.information.slip",
                    [("state", "=", "approved")],
                    hint=self.env._("Answer from the file, field by field"),
                    clause="R-70",
                    sequence=91,
                )
            )
        return cards
