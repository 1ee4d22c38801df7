from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...rules.readers import Match
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK

STATES = [
    ("draft", "Being listed"),
    ("received", "To examine"),
    ("examined", "To decide"),
    ("returned", "Returned"),
    ("done", "Done"),
    ("withdrawn", "Withdrawn"),
]


class CadreDelivery(models.Model):
    """Hand-over of materials by the unit that formed them: the only entrance (R-39).

    ============  =============================================================
    read          archive clerk (R-41); nobody a delivery with a paper for his
                  own file or a relative's (R-03, R-04)
    create        archive clerk
    write         archive clerk while it is being listed
    unlink        nobody: a list is withdrawn
    receive       archive clerk (R-65, R-66); from then on the state follows
                  from those of the papers
    ============  =============================================================

    ``display_name`` is the number, never a name.
    """

    _name = "cadre.delivery"
    _description = "Delivery of Materials"
    _inherit = ["cadre.guard.mixin", "cadre.transition.mixin", "cadre.import.mixin"]
    _subject_path = "line_ids.employee_id"
    _dossier_path = "line_ids.dossier_id"
    # What the hand-over list says is said when both have signed it.
    _guard_clause = "R-66"
    _undeletable = "R-66"
    _order = "id desc"
    _check_company_auto = True
    _transitions = (
        Transition(
            "draft",
            "received",
            groups=(CLERK,),
            check="_check_hand_over",
            clause="R-66",
        ),
        Transition("draft", "withdrawn", groups=(CLERK,)),
        # The rest follows from the papers: see _follow_lines.
        *(
            Transition(
                source,
                target,
                groups=(CLERK,),
                check=f"_check_is_{target}",
                clause="R-39",
            )
            for source in ("received", "examined", "returned")
            for target in ("received", "examined", "returned", "done")
            if source != target
        ),
    )

    name = fields.Char(string="Number", copy=False, index="btree_not_null")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        writable="draft",
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="draft",
        copy=False,
        index=True,
        group_expand="_group_expand_state",
    )
    # Who brings it
    source_kind = fields.Selection(
        [("department", "Department of the office"), ("unit", "Another unit")],
        string="Formed by",
        required=True,
        default="department",
        writable="draft",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Forming Department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="R-65: the department that formed the materials.",
        writable="draft",
    )
    unit_id = fields.Many2one(
        "res.partner",
        string="Forming Unit",
        index="btree_not_null",
        ondelete="restrict",
        help="R-65: the unit outside the office that formed the materials.",
        writable="draft",
    )
    source_name = fields.Char(string="Delivering unit", compute="_compute_source_name")
    deliverer_id = fields.Many2one(
        "hr.employee",
        string="Brought by",
        index="btree_not_null",
        ondelete="restrict",
        help="R-65: belongs to the forming department, is neither the cadre concerned "
        "nor a relative.",
        writable="draft",
    )
    deliverer_name = fields.Char(
        string="Name of the Deliverer",
        help="R-65: who brings it from another unit.",
        writable="draft",
    )
    deliverer_identification = fields.Char(
        string="Identity Number",
        help="R-65: compared with the kinship on record.",
        writable="draft",
        logged=True,
    )
    deliverer_other_person = fields.Char(
        string="Another person because",
        help="R-65: why this is not the employee, cadre or relative of the same name; "
        "needs the identity number.",
        writable="draft",
        logged=True,
    )
    is_of_unit = fields.Boolean(
        string="Belongs to that unit",
        copy=False,
        help="R-65: you saw the proof of it.",
        writable="draft",
    )
    deliverer_label = fields.Char(
        string="Deliverer", compute="_compute_deliverer_label"
    )
    # The hand-over
    is_deliverer_signed = fields.Boolean(
        string="The deliverer has signed the list",
        copy=False,
        help="R-66",
        writable="draft",
    )
    is_receiver_signed = fields.Boolean(
        string="You have signed the list",
        copy=False,
        help="R-66",
        writable="draft",
    )
    receiver_id = fields.Many2one("res.users", string="Received by", copy=False)
    date_received = fields.Date(string="Received on", copy=False, index=True)
    line_ids = fields.One2many(
        "cadre.delivery.line",
        "delivery_id",
        string="Materials",
        writable=("draft", "received", "examined", "returned"),
    )
    note = fields.Text(string="Remark", writable=True, logged=True)
    line_count = fields.Integer(string="Number of Materials", compute="_compute_counts")
    open_count = fields.Integer(compute="_compute_counts")
    examined_count = fields.Integer(compute="_compute_counts")
    accepted_count = fields.Integer(string="Accepted", compute="_compute_counts")
    returned_count = fields.Integer(string="Returned", compute="_compute_counts")
    rejected_count = fields.Integer(string="Rejected", compute="_compute_counts")
    late_count = fields.Integer(string="Late", compute="_compute_counts", help="R-67")
    date_redelivery = fields.Date(
        string="Resubmit by", compute="_compute_date_redelivery", help="R-68"
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_date_redelivery",
        search="_search_is_overdue",
        help="R-68: a returned material was not resubmitted in time.",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This number is already given."
    )

    # --- Compute ---

    @api.depends("name")
    def _compute_display_name(self):
        for delivery in self:
            delivery.display_name = delivery.name or self.env._("New delivery")

    @api.depends("source_kind", "department_id", "unit_id")
    def _compute_source_name(self):
        for delivery in self:
            if delivery.source_kind == "unit":
                delivery.source_name = delivery.unit_id.display_name
            else:
                delivery.source_name = delivery.department_id.display_name

    @api.depends("source_kind", "deliverer_id", "deliverer_name")
    def _compute_deliverer_label(self):
        for delivery in self:
            if delivery.source_kind == "unit" and delivery.deliverer_name:
                delivery.deliverer_label = delivery.deliverer_name
            else:
                # Names of employees are open to all users; the rest of the record,
                # which would be read along, is not.
                delivery.deliverer_label = delivery.deliverer_id.sudo().name

    @api.depends("line_ids.state", "line_ids.is_late")
    def _compute_counts(self):
        # In a form that is being filled in, a delivery is a draft of its own record.
        counts = {delivery._origin.id: {} for delivery in self}
        late = dict.fromkeys(counts, 0)
        for delivery, state, is_late, number in self.env[
            "cadre.delivery.line"
        ]._read_group(
            [("delivery_id", "in", self.ids)],
            ["delivery_id", "state", "is_late"],
            ["__count"],
        ):
            found = counts[delivery.id]
            found[state] = found.get(state, 0) + number
            late[delivery.id] += number if is_late else 0
        for delivery in self:
            found = counts[delivery._origin.id]
            delivery.line_count = sum(found.values())
            delivery.accepted_count = found.get("accepted", 0)
            delivery.returned_count = found.get("returned", 0)
            delivery.rejected_count = found.get("rejected", 0)
            delivery.examined_count = found.get("examined", 0)
            delivery.open_count = found.get("received", 0) + found.get("examined", 0)
            delivery.late_count = late[delivery._origin.id]

    @api.depends("line_ids.date_redelivery", "line_ids.date_redelivered")
    def _compute_date_redelivery(self):
        for delivery in self:
            days = [
                line.date_redelivery
                for line in delivery.line_ids
                if line.state == "returned"
                and line.date_redelivery
                and not line.date_redelivered
            ]
            delivery.date_redelivery = min(days, default=False)
            delivery.is_overdue = bool(days) and (
                min(days) < delivery.company_id._cadre_date()
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        lines = self.env["cadre.delivery.line"]._overdue_domain()
        return [("line_ids", "any", lines)]

    @api.model
    def _group_expand_state(self, states, domain):
        return [s for s, _label in STATES if s in states or s != "withdrawn"]

    # --- Onchange ---

    @api.onchange("source_kind", "department_id")
    def _onchange_source(self):
        if self.source_kind == "unit":
            self.department_id = False
            self.deliverer_id = False
        else:
            self.unit_id = False
            self.deliverer_name = False
            self.deliverer_identification = False

    # --- Guard ---

    def _guard_remedy(self, reason, names):
        return {
            "state": self.env._("Return the material, or register another delivery."),
            "unlink": self.env._("Withdraw the list while nobody has signed it."),
        }.get(reason)

    def _check_draft(self):
        """What both have signed stays as it is (R-66)."""
        if later := self.filtered(lambda delivery: delivery.state != "draft"):
            raise self.env["cadre.clause"]._refusal(
                "R-66",
                self.env._(
                    "The list of %s is signed, it stays as it is.",
                    later[0].display_name,
                ),
                self._guard_remedy("state", ()),
            )

    # --- Actions ---

    def action_receive(self):
        return self._transition("received")

    def action_withdraw(self):
        return self._transition("withdrawn")

    def action_examine(self):
        """Take every paper whose checklist is complete to “examined”."""
        lines = self.line_ids.filtered(lambda line: line.state == "received")
        intake = self.env["cadre.intake"]
        ready = lines.filtered(lambda line: not intake._unanswered(line))
        if not ready:
            lines._check_examined()
        return ready._transition("examined") if ready else True

    def action_accept(self):
        """File every examined paper that is fit."""
        lines = self.line_ids.filtered(lambda line: line.state == "examined")
        fit = lines.filtered("is_fit")
        if not fit:
            raise UserError(
                self.env._(
                    "No examined material is fit to be filed. Look at the defects: "
                    "return what can be mended, reject what cannot."
                )
            )
        return fit.action_accept()

    def action_return(self):
        return self._decision_action("returned", self.env._("Return"))

    def _decision_action(self, target, title):
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.state == "examined" and not line.is_fit
        )
        return lines._decision_action(target, title)

    def action_redeliver(self):
        """Begin the list of what comes again, with the papers that were returned."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line._awaits_redelivery())
        if not lines:
            raise UserError(
                self.env._(
                    "Nothing of %s is still to be resubmitted.", self.display_name
                )
            )
        again = lines.next_line_ids.delivery_id.filtered(
            lambda delivery: delivery.state == "draft"
        )[:1]
        again = again or self.create(
            {
                "company_id": self.company_id.id,
                "source_kind": self.source_kind,
                "department_id": self.department_id.id,
                "unit_id": self.unit_id.id,
                "line_ids": [
                    Command.create(line._redelivery_values()) for line in lines
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": again.id,
            "views": [[False, "form"]],
        }

    def action_print_hand_over(self):
        report = self.env.ref("cadre_archive.cadre_delivery_report_hand_over")
        return report.report_action(self)

    def action_print_return(self):
        report = self.env.ref("cadre_archive.cadre_delivery_report_return")
        return report.report_action(self)

    # --- Transitions ---

    def _check_is_received(self):
        self._check_follows("received")

    def _check_is_examined(self):
        self._check_follows("examined")

    def _check_is_returned(self):
        self._check_follows("returned")

    def _check_is_done(self):
        self._check_follows("done")

    def _check_follows(self, target):
        """Nobody sets these states by hand: they are those of the papers."""
        for delivery in self:
            if delivery._state_of_lines() != target:
                raise delivery._refusal(
                    "R-39",
                    self.env._(
                        "The state of %s follows from its materials.",
                        delivery.display_name,
                    ),
                    self.env._("Examine and decide on each of them."),
                )

    def _state_of_lines(self):
        self.ensure_one()
        states = set(self.line_ids.mapped("state"))
        if "received" in states:
            return "received"
        if "examined" in states:
            return "examined"
        if any(line._awaits_redelivery() for line in self.line_ids):
            return "returned"
        return "done"

    def _follow_lines(self):
        """Take each delivery to the state of its papers, in one batch."""
        targets = {}
        for delivery in self:
            state = delivery._state_of_lines()
            if delivery.state not in (state, "draft", "withdrawn"):
                targets.setdefault(state, self.browse())
                targets[state] |= delivery
        for state, deliveries in targets.items():
            deliveries._transition(state)

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "received":
            # Also reached again from later states; the hand-over is once.
            self.filtered(lambda delivery: not delivery.name)._receive()
        return result

    def _refusal(self, code, what, remedy):
        self.ensure_one()
        return self.env["cadre.clause"]._refusal(code, what, remedy)

    # --- The hand-over: who may bring a list, and its entry into the register ---

    def _check_hand_over(self):
        """The list is complete, the right person brings it, both have signed."""
        for delivery in self:
            if not delivery.line_ids:
                raise delivery._refusal(
                    "R-66",
                    self.env._("The hand-over list is empty."),
                    self.env._("List every material that is handed over."),
                )
        self._check_deliverer()
        for delivery in self:
            if not (delivery.is_deliverer_signed and delivery.is_receiver_signed):
                raise delivery._refusal(
                    "R-66",
                    self.env._("The hand-over list does not bear both signatures."),
                    self.env._(
                        "Print the list, let the deliverer sign, sign yourself, tick "
                        "both."
                    ),
                )

    def _check_deliverer(self):
        """R-65: of the forming unit, neither the cadre concerned nor a relative."""
        for delivery in self:
            if delivery.source_kind == "unit":
                delivery._check_deliverer_of_unit()
            else:
                delivery._check_deliverer_of_department()
            delivery._check_deliverer_is_no_kin()

    def _check_deliverer_of_department(self):
        # Whether the deliverer works there is asked, not shown: archive clerks do not
        # read employees.
        deliverer_sudo = self.deliverer_id.sudo()
        department_sudo = self.department_id.sudo()
        if not (deliverer_sudo and department_sudo):
            raise self._refusal(
                "R-65",
                self.env._("Forming department or deliverer is missing."),
                self.env._("Enter who formed the materials and who brings them."),
            )
        path = deliverer_sudo.department_id.parent_path or ""
        belongs = path.startswith(department_sudo.parent_path)
        if not belongs and department_sudo.manager_id != deliverer_sudo:
            raise self._refusal(
                "R-65",
                self.env._(
                    "%(person)s does not belong to “%(department)s”.",
                    person=self.deliverer_label,
                    department=self.source_name,
                ),
                self.env._("Somebody of the forming department brings the materials."),
            )

    def _check_deliverer_of_unit(self):
        if not self.unit_id.is_company and self.unit_id:
            raise self._refusal(
                "R-65",
                self.env._("The forming unit is a person, not an organisation."),
                self.env._("Choose the unit that formed the materials."),
            )
        if not (self.unit_id and self.deliverer_label and self.is_of_unit):
            raise self._refusal(
                "R-65",
                self.env._(
                    "Forming unit and deliverer are missing, or nobody saw that the "
                    "deliverer belongs to the unit."
                ),
                self.env._("Enter both, look at the work card, tick the box."),
            )

    def _check_deliverer_is_no_kin(self):
        """Compared like a reader of files, with employees and with known relatives."""
        # Kinship and identity numbers are asked, never shown.
        subjects_sudo = self.sudo().line_ids.employee_id
        Person = self.env["cadre.person"]
        named = (
            self.deliverer_label,
            self.deliverer_identification,
            self.deliverer_id,
            self.deliverer_other_person,
        )
        deliverer = Person._who_is(*named)
        for _clause, match in Person._conflicts(
            [(deliverer, subject) for subject in subjects_sudo]
        ):
            if match is Match.SAME:
                raise self._refusal(
                    "R-65",
                    self.env._(
                        "%s is the cadre concerned, or a relative, of a material on "
                        "this list.",
                        self.deliverer_label,
                    ),
                    self.env._("Another person of the forming unit brings it."),
                )
            if match is Match.MAYBE:
                raise self._refusal(
                    "R-65",
                    self.env._(
                        "%s bears the name of a cadre concerned or of a relative.",
                        self.deliverer_label,
                    ),
                    self.env._(
                        "Enter the deliverer's identity number and, if it is another "
                        "person, why under “Another person because”."
                    ),
                )
        typed = Person._typed(*named)
        Person._check_named({self.display_name: [typed]}, "R-65")

    def _receive(self):
        """Enter the signed lists into the register: number, day, receiver (R-66)."""
        today = {c: c._cadre_date() for c in self.company_id}
        for delivery in self:
            delivery._as_system().write(
                {
                    "name": delivery.company_id._cadre_number("cadre.delivery"),
                    "date_received": today[delivery.company_id],
                    "receiver_id": self.env.uid,
                }
            )
        self.line_ids._receive()

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        lines = self.env["cadre.delivery.line"]
        today = self.env.company._cadre_date()
        return [
            card(
                self.env._("Deliveries to examine"),
                "cadre.delivery",
                [("state", "=", "received")],
                hint=self.env._("Go through the checklist of each material"),
                clause="R-35",
                tone="warning",
                views="kanban,list,form",
                sequence=40,
            ),
            card(
                self.env._("Examined, to decide"),
                "cadre.delivery",
                [("state", "=", "examined")],
                hint=self.env._("File, return or reject"),
                clause="R-39",
                views="kanban,list,form",
                sequence=41,
            ),
            card(
                self.env._("Returned and overdue"),
                "cadre.delivery.line",
                list(lines._overdue_domain()),
                hint=self.env._("Call the forming unit"),
                clause="R-68",
                tone="danger",
                sequence=42,
            ),
            card(
                self.env._("Forming units to remind"),
                "cadre.delivery.line",
                list(lines._reminder_domain()),
                hint=self.env._("Their month, or their day to be resubmitted, ends"),
                clause="R-67",
                tone="warning",
                sequence=43,
            ),
            card(
                self.env._("Delivered late this year"),
                "cadre.delivery.line",
                [
                    ("is_late", "=", True),
                    ("date_received", ">=", today.replace(month=1, day=1)),
                ],
                hint=self.env._("See which departments"),
                clause="R-67",
                overview=True,
                views="list,pivot,graph,form",
                sequence=44,
            ),
        ]
