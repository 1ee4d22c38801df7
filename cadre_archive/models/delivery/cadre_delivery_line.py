from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...rules import deliveries as rules
from ..base.cadre_guard_mixin import Open
from ..base.cadre_reminder_mixin import Recipient, Reminder
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK
from ..file.cadre_material import MEDIA

STATES = [
    ("listed", "Listed"),
    ("received", "To examine"),
    ("examined", "Examined"),
    ("accepted", "Filed"),
    ("returned", "Returned"),
    ("rejected", "Rejected"),
]
# What the signed list says of the paper, what the clerk finds when he examines it, and
# what is said on the decision.
LIST = Open(("listed",), clause="R-66")
EXAM = Open(("listed", "received"), clause="R-35")
DECISION = Open(("listed", "received", "examined"), clause="R-39")
ANNOUNCED = (("state", "=", "listed"), ("delivery_id.state", "=", "draft"))
RETURNED = (("state", "=", "returned"), ("date_redelivered", "=", False))


# What the checklist looks at besides its questions.
READS = (
    "type_id date_formed source_unit page_from page_to medium original_line_id "
    "version_kind copy_date is_copy_sealed is_individual verified_by date_verified "
    "needs_audit needs_seal needs_signature version_line_ids.state"
).split()


def answer(label, help_text):
    """A question of the checklist."""
    return fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        string=label,
        help=help_text,
        writable=EXAM,
        logged=True,
    )


class CadreDeliveryLine(models.Model):
    """A paper at the entrance, with its intake checklist (R-35).

    ============  =============================================================
    read          whoever reads the delivery
    create        archive clerk while the list is open, for a file he may see
    write         archive clerk: the list until it is signed, the checklist until
                  the paper is examined, the decision until it is made
    unlink        archive clerk while the list is open
    examine       archive clerk (R-35); file (R-33, R-34, R-36, R-60, R-61),
                  return (R-68), reject (R-59, R-60)
    ============  =============================================================
    """

    _name = "cadre.delivery.line"
    _description = "Delivered Material"
    _inherit = [
        "cadre.guard.mixin",
        "cadre.formed.mixin",
        "cadre.transition.mixin",
        "cadre.reminder.mixin",
        "cadre.import.mixin",
    ]
    _subject_parent = "delivery_id"
    _guard_clause = "R-39"
    _unlink_open = "listed"
    _order = "delivery_id desc, sequence, id"
    _rec_names_search = ["name", "delivery_id.name"]
    _check_company_auto = True
    _initial_state = "listed"
    _transitions = (
        Transition("listed", "received", groups=(CLERK,), check="_check_handed_over"),
        Transition(
            "received",
            "examined",
            groups=(CLERK,),
            check="_check_examined",
            clause="R-35",
        ),
        Transition("examined", "received", groups=(CLERK,)),
        Transition(
            "examined",
            "accepted",
            groups=(CLERK,),
            check="_check_acceptable",
            clause="R-39",
        ),
        Transition(
            "examined",
            "returned",
            groups=(CLERK,),
            check="_check_returnable",
            clause="R-68",
        ),
        Transition(
            "examined",
            "rejected",
            groups=(CLERK,),
            check="_check_rejectable",
            clause="R-58",
        ),
    )
    # What forming units are reminded of: materials announced on a list, or returned.
    _reminders = tuple(
        Reminder(
            f"{track}_{step}",
            date,
            clause,
            before=("R-67", "remind_days") if step == "soon" else 0,
            after=1 if step == "late" else 0,
            domain=domain,
            track=track,
        )
        for track, date, clause, domain in (
            ("announced", "date_due", "R-67", ANNOUNCED),
            ("returned", "date_redelivery", "R-68", RETURNED),
        )
        for step in ("soon", "late")
    )
    _reminder_fields = ("remind_step", "date_reminded")

    delivery_id = fields.Many2one(
        "cadre.delivery",
        required=True,
        index=True,
        ondelete="restrict",
        writable=Open(once=True),
    )
    # The office by the file (the list); the default is what a browser asks with while
    # neither is chosen yet.
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    source_name = fields.Char(string="Delivering unit", compute="_compute_source_name")
    sequence = fields.Integer(string="No.", help="Place on the hand-over list.")
    state = fields.Selection(
        STATES, required=True, default="listed", copy=False, index=True
    )
    # What it is
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        writable=LIST,
    )
    # Plain, set on creation: see cadre.dossier.cadre_name.
    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(string="Material", required=True, writable=LIST)
    type_id = fields.Many2one(
        "cadre.material.type",
        index="btree_not_null",
        ondelete="restrict",
        help="Decides the class, and what it needs (R-61).",
        writable=EXAM,
        logged=True,
    )
    copies = fields.Integer(default=1, required=True, writable=LIST, bounds=(None, 99))
    date_formed = fields.Date(
        string="Formed on",
        help="R-60: the latest date on the paper.",
        writable=EXAM,
        logged=True,
    )
    date_precision = fields.Selection(writable=EXAM, logged=True)
    formed = fields.Char(writable=EXAM)
    source_unit = fields.Char(
        string="Source", help="R-60: the unit that formed it.", writable=EXAM
    )
    page_from = fields.Integer(
        string="From Page",
        default=1,
        help="R-60",
        writable=EXAM,
        logged=True,
        bounds=(None, 9999),
    )
    page_to = fields.Integer(
        string="To Page",
        help="R-60: counted by you.",
        writable=EXAM,
        logged=True,
        bounds=(None, 9999),
    )
    page_count = fields.Integer(string="Pages", compute="_compute_page_count")
    medium = fields.Selection(
        MEDIA,
        string="Written in",
        help="R-36 and reading Q-8: some fade.",
        writable=EXAM,
        logged=True,
    )
    is_medium_acceptable = fields.Boolean(
        string="Lasting", compute="_compute_is_medium_acceptable", help="Q-8"
    )
    # From an individual
    is_individual = fields.Boolean(
        string="From an individual",
        help="R-34: needs the organisation's verification.",
        writable=EXAM,
        logged=True,
    )
    verified_by = fields.Char(
        help="R-34: which organisation verified it.", writable=EXAM
    )
    date_verified = fields.Date(
        string="Verified on", help="R-34", writable=EXAM, logged=True
    )
    # Decision
    examiner_id = fields.Many2one("res.users", copy=False)
    date_examined = fields.Datetime(string="Examined on", copy=False)
    decider_id = fields.Many2one("res.users", string="Decided by", copy=False)
    date_decided = fields.Datetime(string="Decided on", copy=False)
    defect_note = fields.Text(
        string="Remark on the Defects",
        copy=False,
        help="Stands on the return notice.",
        writable=DECISION,
    )
    return_number = fields.Char(
        string="Return Notice", copy=False, index="btree_not_null"
    )
    date_redelivery = fields.Date(
        string="Resubmit by",
        copy=False,
        index="btree_not_null",
        help="R-68",
        writable=DECISION,
        logged=True,
    )
    date_redelivered = fields.Date(string="Resubmitted on", copy=False, help="R-68")
    previous_line_id = fields.Many2one(
        "cadre.delivery.line",
        string="Returned as",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-68: the returned material that is resubmitted with this one.",
        writable=LIST,
    )
    next_line_ids = fields.One2many(
        "cadre.delivery.line", "previous_line_id", string="Resubmitted as"
    )
    rejection_reason_id = fields.Many2one(
        "cadre.rejection.reason",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-58: cites R-59 or R-60.",
        writable=DECISION,
        logged=True,
    )
    rejection_note = fields.Text(
        string="Remark on the Rejection", copy=False, writable=DECISION
    )
    material_id = fields.Many2one(
        "cadre.material",
        string="Filed as",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    remark = fields.Char(writable=DECISION, logged=True)
    # Timeliness. Department and unit are copied on receipt: a related
    # field would hand them out in an onchange with a guessed id.
    department_id = fields.Many2one(
        "hr.department",
        string="Forming Department",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    unit_id = fields.Many2one(
        "res.partner",
        string="Forming Unit",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_received = fields.Date(string="Received on", copy=False, index=True)
    original_line_id = fields.Many2one(
        "cadre.delivery.line",
        string="Version of",
        index="btree_not_null",
        ondelete="restrict",
        help="R-36: the original in a medium that fades. It is kept before this one.",
        writable=EXAM,
        logged=True,
    )
    version_line_ids = fields.One2many(
        "cadre.delivery.line", "original_line_id", string="Versions"
    )
    version_kind = fields.Selection(
        [("remade", "Re-made"), ("copy", "Copy")],
        string="Made as",
        help="R-36",
        writable=EXAM,
        logged=True,
    )
    copy_date = fields.Date(string="Date on the Copy", help="Q-8", writable=EXAM)
    is_copy_sealed = fields.Boolean(string="Copy sealed", help="Q-8", writable=EXAM)
    # Checklist
    review_check = answer(
        "Reviewed", "R-33: sorted out or approved by the organisation."
    )
    content_check = answer("Content", "R-35: the content is complete.")
    procedures_check = answer("Procedures", "R-35: the procedures are complete.")
    form_check = answer("Form", "R-35: the outward form is standard.")
    audit_check = answer("Audit", "R-61: audited.")
    seal_check = answer("Seal", "R-61: bears the seal.")
    signature_check = answer("Signature", "R-61: is signed.")
    needs_audit = fields.Boolean(related="type_id.needs_audit", related_sudo=False)
    needs_seal = fields.Boolean(related="type_id.needs_seal", related_sudo=False)
    needs_signature = fields.Boolean(
        related="type_id.needs_signature", related_sudo=False
    )
    defects = fields.Text(compute="_compute_defects")
    is_fit = fields.Boolean(string="Fit", compute="_compute_defects")
    twin_note = fields.Char(
        string="Perhaps filed already",
        compute="_compute_twin_note",
        help="A paper of the same name, date and cadre is in the file, or on a list.",
    )
    date_due = fields.Date(
        string="Deliver by",
        compute="_compute_date_due",
        store=True,
        index=True,
        help="R-67",
    )
    days_taken = fields.Integer(
        string="Days to Delivery",
        compute="_compute_days_late",
        store=True,
        aggregator="avg",
        help="R-64: from formation to the first delivery.",
    )
    days_late = fields.Integer(
        compute="_compute_days_late",
        store=True,
        help="R-67: past one month after formation, at the first delivery.",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_days_late", store=True, index=True, help="R-67"
    )
    late_percent = fields.Float(
        string="Late (%)", compute="_compute_days_late", store=True, aggregator="avg"
    )
    returned_percent = fields.Float(
        string="Returned (%)",
        compute="_compute_returned_percent",
        store=True,
        aggregator="avg",
        help="R-64",
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="R-68: returned, and not back in time.",
    )
    remind_step = fields.Selection(
        [
            ("announced_soon", "Its month ends soon"),
            ("announced_late", "Its month is over"),
            ("returned_soon", "To be resubmitted soon"),
            ("returned_late", "Not resubmitted in time"),
        ],
        string="Reminded of",
        compute="_compute_remind_step",
        help="R-67, R-68: the last step that the forming unit had a mail of.",
    )
    date_reminded = fields.Date(
        string="Reminded on", compute="_compute_remind_step", help="R-67, R-68"
    )
    is_to_remind = fields.Boolean(
        string="To remind",
        compute="_compute_is_to_remind",
        search="_search_is_to_remind",
        help="R-67, R-68: its day comes near or has passed.",
    )

    _copies_check = models.Constraint(
        "CHECK(copies > 0)", "There is at least one copy of a delivered material."
    )
    _page_check = models.Constraint(
        "CHECK(page_from >= 0 AND page_to >= 0)", "Pages are counted from 1."
    )
    _material_uniq = models.UniqueIndex(
        "(material_id) WHERE material_id IS NOT NULL", "This paper was filed already."
    )
    _delivery_state_idx = models.Index("(delivery_id, state)")

    # --- Compute ---

    @api.depends("delivery_id.name", "sequence")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.delivery_id.display_name}-{line.sequence}"

    @api.depends("delivery_id.source_name")
    def _compute_source_name(self):
        for line in self:
            line.source_name = line.delivery_id.source_name

    @api.depends("page_from", "page_to")
    def _compute_page_count(self):
        for line in self:
            line.page_count = rules.page_count(line.page_from, line.page_to)

    @api.depends("medium")
    def _compute_is_medium_acceptable(self):
        for line in self:
            line.is_medium_acceptable = line.medium in rules.GOOD_MEDIA

    @api.depends(
        *(f"{name}_check" for name in (*rules.QUESTIONS, *rules.FORMALITIES)), *READS
    )
    def _compute_defects(self):
        defects = self.env["cadre.intake"]._defects(self)
        for line in self:
            line.is_fit = not defects[line.id]
            line.defects = "\n".join(defects[line.id])

    @api.depends("dossier_id", "name", "date_formed", "date_precision", "state")
    def _compute_twin_note(self):
        twins = self.env["cadre.intake"]._twins(self)
        for line in self:
            line.twin_note = self.env._(", ").join(twins[line])

    @api.depends("date_formed", "date_precision")
    def _compute_date_due(self):
        months = int(self.env["cadre.clause"]._number("R-67", "delivery_months"))
        for line in self:
            line.date_due = line.date_formed and rules.delivery_due(
                line._formed_by(), months
            )

    @api.depends("date_due", "date_received", "previous_line_id")
    def _compute_days_late(self):
        for line in self:
            # What comes again was delivered when it came first.
            first = line
            while first.previous_line_id:
                first = first.previous_line_id
            due, received = line.date_due, first.date_received or line.date_received
            known = bool(due and line.date_received)
            # Late once: on the list on which it came first.
            counts = known and not line.previous_line_id
            line.days_late = rules.days_late(due, received) if counts else 0
            taken = (received - line._formed_by()).days if known else 0
            line.days_taken = max(0, taken)
            line.is_late = line.days_late > 0
            line.late_percent = 100.0 * line.is_late

    @api.depends("state")
    def _compute_returned_percent(self):
        for line in self:
            line.returned_percent = 100.0 * (line.state == "returned")

    @api.depends("state", "date_redelivery", "date_redelivered")
    def _compute_is_overdue(self):
        for line in self:
            line.is_overdue = (
                line._awaits_redelivery()
                and bool(line.date_redelivery)
                and line.date_redelivery < line.company_id._cadre_date()
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._overdue_domain()

    def _compute_remind_step(self):
        reminded = self._last_reminders()
        for line in self:
            line.remind_step, line.date_reminded = reminded.get(line.id, (False, False))

    def _compute_is_to_remind(self):
        wanted = self.search([("id", "in", self.ids), *self._reminder_domain()])
        for line in self:
            line.is_to_remind = line in wanted

    def _search_is_to_remind(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._reminder_domain()

    # --- Constraints ---

    @api.constrains("date_formed", "copy_date", "date_verified")
    def _check_dates(self):
        self.env["cadre.intake"]._check_dates(self)

    @api.constrains("previous_line_id", "dossier_id")
    def _check_previous(self):
        self.env["cadre.intake"]._check_redelivered(self)

    @api.constrains("original_line_id", "dossier_id", "medium", "version_kind")
    def _check_original(self):
        self.env["cadre.intake"]._check_versions(self)

    # --- Onchange ---

    @api.onchange("type_id")
    def _onchange_type_id(self):
        if self.type_id:
            self.name = self.name or self.type_id.name

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        deliveries = self._referred("delivery_id", vals_list, "write")
        self.env["cadre.delivery"].union(*deliveries.values())._check_draft()
        return super().create(vals_list)

    @api.model
    def _system_values(self, vals_list):
        """Office by the list, cadre by the file, number behind those on the list."""
        dossiers = self._referred("dossier_id", vals_list)
        deliveries = self._referred("delivery_id", vals_list)
        values = super()._system_values(vals_list)
        numbers = self._next_numbers(vals_list)
        for vals, more, number in zip(vals_list, values, numbers, strict=True):
            more["sequence"] = number
            if delivery := deliveries.get(vals.get("delivery_id")):
                more["company_id"] = delivery.company_id.id
            if dossier := dossiers.get(vals.get("dossier_id")):
                more["employee_id"] = dossier.employee_id.id
        return values

    def write(self, vals):
        self._referred("dossier_id", [vals])
        result = super().write(vals)
        if "dossier_id" in vals:
            for dossier, lines in self.grouped("dossier_id").items():
                lines._as_system().employee_id = dossier.employee_id
        return result

    def _guard_current(self):
        # A list that was withdrawn is closed with its papers.
        withdrawn = self.sudo().delivery_id.state == "withdrawn"
        return "withdrawn" if withdrawn else super()._guard_current()

    def _guard_remedy(self, reason, names):
        if reason != "state":
            return None
        return self.env._(
            "Examine it again before it is decided; afterwards only a new delivery "
            "helps."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.delivery_id._check_draft()

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Label the proposals with the material: see cadre.dossier.name_search."""
        found = super().name_search(name, domain, operator, limit)
        lines = self.browse([line_id for line_id, _label in found])
        labels = [label for _line_id, label in found]
        return [
            (line.id, f"{label} · {line.name}")
            for line, label in zip(lines, labels, strict=True)
        ]

    @api.model
    def _next_numbers(self, vals_list):
        """Numbers of new papers behind those on their lists, in one query."""
        delivery_ids = [vals.get("delivery_id") for vals in vals_list]
        last = {
            delivery.id: number
            for delivery, number in self._read_group(
                [("delivery_id", "in", delivery_ids)],
                ["delivery_id"],
                ["sequence:max"],
            )
        }
        numbers = []
        for vals in vals_list:
            last[vals.get("delivery_id")] = last.get(vals.get("delivery_id"), 0) + 1
            numbers.append(last[vals.get("delivery_id")])
        return numbers

    def _refusal(self, code, what, remedy, **kwargs):
        self.ensure_one()
        return self.env["cadre.clause"]._refusal(
            code, f"{self.display_name} {self.name}: {what}", remedy, **kwargs
        )

    # --- Business ---

    @api.model
    def _overdue_domain(self):
        today = self.env.company._cadre_date()
        return Domain([*RETURNED, ("date_redelivery", "<", today)])

    def _awaits_redelivery(self):
        self.ensure_one()
        return self.state == "returned" and not self.date_redelivered

    def _redelivery_values(self):
        """The paper on the list on which it comes again."""
        self.ensure_one()
        return {
            "previous_line_id": self.id,
            "dossier_id": self.dossier_id.id,
            "name": self.name,
            "type_id": self.type_id.id,
            "copies": self.copies,
            "date_formed": self.date_formed,
            "date_precision": self.date_precision,
            "source_unit": self.source_unit,
        }

    # --- The steps of a paper: received, examined, then filed, returned or rejected ---

    # --- Actions ---

    def action_all_in_order(self):
        """Answer every open question with yes, in one click for a good paper."""
        names = [f"{name}_check" for name in rules.QUESTIONS]
        for line in self:
            needs = self.env["cadre.intake"]._needs(line)
            asked = names + [f"{name}_check" for name in needs]
            line.write({name: "yes" for name in asked if not line[name]})
        return True

    def action_examine(self):
        return self._transition("examined")

    def action_examine_again(self):
        return self._transition("received")

    def action_accept(self):
        """File the papers; an original and its new version go in together (R-36)."""
        return self.env["cadre.intake"]._together(self)._transition("accepted")

    def action_return(self):
        return self._decision_action("returned", self.env._("Return"))

    def action_reject(self):
        return self._decision_action("rejected", self.env._("Reject"))

    def _decision_action(self, target, title):
        if not self:
            raise UserError(
                self.env._("No examined material has a defect: nothing to return.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cadre.delivery.decision",
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_line_ids": self.ids,
                "default_target": target,
                "dialog_size": "large",
            },
        }

    # --- Conditions ---

    def _check_handed_over(self):
        self.env["cadre.intake"]._check_handed_over(self)

    def _check_examined(self):
        self.env["cadre.intake"]._check_examined(self)

    def _check_acceptable(self):
        self.env["cadre.intake"]._check_acceptable(self)

    def _check_returnable(self):
        self.env["cadre.intake"]._check_returnable(self)

    def _check_rejectable(self):
        self.env["cadre.intake"]._check_rejectable(self)

    # --- What follows ---

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "received":
            self._as_system().write({"examiner_id": False, "date_examined": False})
        elif target == "examined":
            self._as_system().write(
                {"examiner_id": self.env.uid, "date_examined": fields.Datetime.now()}
            )
        else:
            self._as_system().write(
                {"decider_id": self.env.uid, "date_decided": fields.Datetime.now()}
            )
            if target == "accepted":
                self.env["cadre.material"]._file(self)
            elif target == "returned":
                self._notify_return()
        self.delivery_id._follow_lines()
        return result

    def _receive(self):
        """Take the papers of lists just signed to “received”, in one batch."""
        self._transition("received")
        for delivery, lines in self.grouped("delivery_id").items():
            lines._as_system().write(
                {
                    "date_received": delivery.date_received,
                    "department_id": delivery.department_id.id,
                    "unit_id": delivery.unit_id.id,
                }
            )
        previous = self.previous_line_id
        for received, lines in self.grouped("date_received").items():
            lines.previous_line_id.filtered(
                lambda line: not line.date_redelivered
            )._as_system().write({"date_redelivered": received})
        previous.delivery_id._follow_lines()

    def _notify_return(self):
        """Number the return notice, one for each delivery, and set the day (R-68)."""
        days = self.env["cadre.intake"]._redelivery_days()
        for delivery, lines in self.grouped("delivery_id").items():
            today = delivery.company_id._cadre_date()
            lines._as_system().write(
                {
                    "return_number": delivery.company_id._cadre_number(
                        "cadre.delivery.return"
                    )
                }
            )
            lines.filtered(lambda line: not line.date_redelivery)._as_system().write(
                {"date_redelivery": rules.redelivery_due(today, days)}
            )

    # --- Forming units are reminded by mail, once for each step (R-67, R-68) ---

    def _reminder_recipients(self, reminder):
        """The contact of the department that brings it, or the other unit."""
        found = {}
        for (department, unit), lines in self.grouped(
            lambda line: (line.delivery_id.department_id, line.delivery_id.unit_id)
        ).items():
            # Only address and language of the contact are used.
            email, lang = (
                department._archive_contact() if department else (unit.email, unit.lang)
            )
            # Without an address it stays on the list and on the landing page.
            if email:
                about = department.id, unit.id
                recipient = Recipient("unit", address=email, lang=lang, about=about)
                found |= dict.fromkeys(lines.ids, [recipient])
        return found

    def _reminder_mail(self, reminder, recipient):
        letter = {"step": reminder.key, "rows": sorted(self._reminder_rows())}
        return {
            "subject": self.env._("Materials to deliver to the archive: %s", len(self)),
            "body_html": self.env["ir.qweb"]._render(
                "cadre_archive.delivery_reminder", letter
            ),
        }

    def _reminder_rows(self):
        """Type, number of the list and day: whose papers they are stays in the list."""
        for line in self:
            returned = line.state == "returned"
            yield self.env._(
                "%(type)s, %(list)s, by %(day)s",
                type=line.type_id.name or self.env._("material"),
                list=line.return_number or line.delivery_id.display_name,
                day=line.date_redelivery if returned else line.date_due,
            )
