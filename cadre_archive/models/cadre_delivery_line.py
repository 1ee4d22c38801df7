from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..rules import deliveries as rules
from .cadre_access import CLERK
from .cadre_material import MEDIA
from .cadre_transition_mixin import Transition

STATES = [
    ("listed", "Listed"),
    ("received", "To examine"),
    ("examined", "Examined"),
    ("accepted", "Filed"),
    ("returned", "Returned"),
    ("rejected", "Rejected"),
]

# What the signed hand-over list says of the paper.
LIST_FIELDS = {"dossier_id", "name", "sequence", "copies", "previous_line_id"}
# What the clerk finds when he examines it.
EXAM_FIELDS = {
    "type_id",
    "date_formed",
    "source_unit",
    "page_from",
    "page_to",
    "medium",
    "original_line_id",
    "version_kind",
    "copy_date",
    "is_copy_sealed",
    "is_individual",
    "verified_by",
    "date_verified",
    "review_check",
    "content_check",
    "procedures_check",
    "form_check",
    "audit_check",
    "seal_check",
    "signature_check",
}
# What is said on the decision.
DECISION_FIELDS = {
    "defect_note",
    "date_redelivery",
    "rejection_reason_id",
    "rejection_note",
}
# Written by the steps only.
SYSTEM_FIELDS = {
    "delivery_id",
    "company_id",
    "employee_id",
    "date_received",
    "department_id",
    "unit_id",
    "examiner_id",
    "date_examined",
    "decider_id",
    "date_decided",
    "return_number",
    "date_redelivered",
    "material_id",
    "remind_step",
    "date_reminded",
}
COMPUTED_FIELDS = {
    "date_due",
    "days_taken",
    "days_late",
    "is_late",
    "late_percent",
    "returned_percent",
}


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
    _inherit = ["cadre.transition.mixin", "cadre.import.mixin"]
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

    delivery_id = fields.Many2one(
        "cadre.delivery", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
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
    )
    # Plain, set on creation: see cadre.dossier.cadre_name.
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char(string="Material", required=True)
    type_id = fields.Many2one(
        "cadre.material.type",
        index="btree_not_null",
        ondelete="restrict",
        help="Decides the class, and what it needs (R-61).",
    )
    copies = fields.Integer(default=1, required=True)
    date_formed = fields.Date(
        string="Formed on", help="R-60: the latest date on the paper."
    )
    source_unit = fields.Char(string="Source", help="R-60: the unit that formed it.")
    page_from = fields.Integer(string="From Page", default=1, help="R-60")
    page_to = fields.Integer(string="To Page", help="R-60: counted by you.")
    page_count = fields.Integer(string="Pages", compute="_compute_page_count")
    medium = fields.Selection(
        MEDIA, string="Written in", help="R-36 and reading Q-8: some fade."
    )
    is_medium_acceptable = fields.Boolean(
        string="Lasting", compute="_compute_is_medium_acceptable", help="Q-8"
    )
    # From an individual
    is_individual = fields.Boolean(
        string="From an individual", help="R-34: needs the organisation's verification."
    )
    verified_by = fields.Char(help="R-34: which organisation verified it.")
    date_verified = fields.Date(string="Verified on", help="R-34")
    # Decision
    examiner_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_examined = fields.Datetime(string="Examined on", readonly=True, copy=False)
    decider_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False
    )
    date_decided = fields.Datetime(string="Decided on", readonly=True, copy=False)
    defect_note = fields.Text(
        string="Remark on the Defects", copy=False, help="Stands on the return notice."
    )
    return_number = fields.Char(
        string="Return Notice", readonly=True, copy=False, index="btree_not_null"
    )
    date_redelivery = fields.Date(
        string="To come again by", copy=False, index="btree_not_null", help="R-68"
    )
    date_redelivered = fields.Date(
        string="Came again on", readonly=True, copy=False, help="R-68"
    )
    previous_line_id = fields.Many2one(
        "cadre.delivery.line",
        string="Returned as",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-68: the returned material that comes again with this one.",
    )
    next_line_ids = fields.One2many(
        "cadre.delivery.line", "previous_line_id", string="Came again as", readonly=True
    )
    rejection_reason_id = fields.Many2one(
        "cadre.rejection.reason",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-58: cites R-59 or R-60.",
    )
    rejection_note = fields.Text(string="Remark on the Rejection", copy=False)
    material_id = fields.Many2one(
        "cadre.material",
        string="Filed as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    remark = fields.Char()
    # Timeliness. Department and unit are copied on receipt: a related
    # field would hand them out in an onchange with a guessed id.
    department_id = fields.Many2one(
        "hr.department",
        string="Forming Department",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    unit_id = fields.Many2one(
        "res.partner",
        string="Forming Unit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_received = fields.Date(
        string="Received on", readonly=True, copy=False, index=True
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

    # --- Constraints ---

    @api.constrains("date_formed", "copy_date", "date_verified")
    def _check_dates(self):
        for line in self:
            today = line.company_id._cadre_date()
            for name in ("date_formed", "copy_date", "date_verified"):
                if line[name] and line[name] > today:
                    raise self.env["cadre.clause"]._refusal(
                        "R-60",
                        self.env._(
                            "%(material)s: “%(field)s” %(date)s lies in the future.",
                            material=line.name,
                            field=self._fields[name]._description_string(self.env),
                            date=line[name],
                        ),
                        self.env._("Enter the date that stands on the paper."),
                        exception=ValidationError,
                    )

    @api.constrains("previous_line_id", "dossier_id")
    def _check_previous(self):
        for line in self:
            previous = line.previous_line_id
            if previous and (
                not previous._awaits_redelivery()
                or previous.dossier_id != line.dossier_id
            ):
                raise self._refusal_for(
                    line,
                    "R-68",
                    self.env._(
                        "“%s” does not wait to come again.", previous.display_name
                    ),
                    self.env._("Choose the returned paper of the same cadre."),
                    exception=ValidationError,
                )

    # --- Onchange ---

    @api.onchange("type_id")
    def _onchange_type_id(self):
        if self.type_id:
            self.name = self.name or self.type_id.name

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        deliveries = self.env["cadre.delivery"].browse(
            [vals["delivery_id"] for vals in vals_list if vals.get("delivery_id")]
        )
        dossiers = self._known_dossiers(vals_list)
        # Odoo lets one create a child of a record that one may not read.
        deliveries.check_access("write")
        deliveries._check_draft({"line_ids"})
        companies = {delivery.id: delivery.company_id.id for delivery in deliveries}
        for vals in vals_list:
            if not self.env.su:
                self._refuse_system_fields(vals, but={"delivery_id"})
                # Explicit, since a default could come with the caller's context.
                vals.update(dict.fromkeys(SYSTEM_FIELDS - {"delivery_id"}, False))
            vals["company_id"] = companies.get(vals.get("delivery_id"))
            vals["employee_id"] = dossiers.get(vals.get("dossier_id"))
        self._number_lines(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_system_fields(vals)
            self._check_open(vals)
        self._known_dossiers([vals])
        before = {line.id: (line.state, line.date_formed) for line in self}
        result = super().write(vals)
        if "dossier_id" in vals:
            for line in self:
                super(CadreDeliveryLine, line).write(
                    {"employee_id": line.dossier_id.employee_id.id}
                )
        if "date_formed" in vals:
            self._log_date_formed(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.delivery_id._check_draft({"line_ids"})

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Label the proposals with the material: see cadre.dossier.name_search."""
        found = super().name_search(name, domain, operator, limit)
        lines = self.search_fetch(
            [("id", "in", [line_id for line_id, _label in found])], ["name"]
        )
        labels = {line.id: line.name for line in lines}
        return [
            (found_id, f"{label} · {labels[found_id]}" if found_id in labels else label)
            for found_id, label in found
        ]

    @api.model
    def _known_dossiers(self, vals_list):
        """Whose files these are; refused for files that the user may not see.

        :return: ``{dossier id: employee id}``
        """
        dossiers = self.env["cadre.dossier"].browse(
            {vals["dossier_id"] for vals in vals_list if vals.get("dossier_id")}
        )
        dossiers.check_access("read")
        return {dossier.id: dossier.employee_id.id for dossier in dossiers}

    @api.model
    def _number_lines(self, vals_list):
        """Number new papers behind those on their lists, in one query."""
        delivery_ids = [vals.get("delivery_id") for vals in vals_list]
        last = {
            delivery.id: number
            for delivery, number in self._read_group(
                [("delivery_id", "in", delivery_ids)],
                ["delivery_id"],
                ["sequence:max"],
            )
        }
        for vals in vals_list:
            number = last.get(vals.get("delivery_id"), 0) + 1
            vals["sequence"] = max(number, vals.get("sequence") or 0)
            last[vals.get("delivery_id")] = vals["sequence"]

    @api.model
    def _refuse_system_fields(self, vals, but=frozenset()):
        if names := sorted(set(vals) & (SYSTEM_FIELDS | COMPUTED_FIELDS) - but):
            labels = [self._fields[n]._description_string(self.env) for n in names]
            raise AccessError(
                self.env._(
                    "Not yours to fill in: %s. These follow from the steps of the "
                    "delivery.",
                    ", ".join(labels),
                )
            )

    def _check_open(self, vals):
        """Every answer stays as it was once the step that uses it was taken."""
        rules_of_states = (
            (LIST_FIELDS, ("listed",), "R-66"),
            (EXAM_FIELDS, ("listed", "received"), "R-35"),
            (DECISION_FIELDS | {"remark"}, ("listed", "received", "examined"), "R-39"),
        )
        for names, states, clause in rules_of_states:
            changed = sorted(set(vals) & names)
            closed = self.filtered(
                lambda line, open_in=states: line.state not in open_in
            )
            if changed and closed:
                raise self._refusal_for(
                    closed[0],
                    clause,
                    self.env._(
                        "It is “%(state)s”, this stays as it is: %(fields)s.",
                        state=self._state_label(closed[0].state),
                        fields=", ".join(
                            self._fields[n]._description_string(self.env)
                            for n in changed
                        ),
                    ),
                    self.env._(
                        "Examine it again before it is decided; afterwards only a new "
                        "delivery helps."
                    ),
                )

    def _refusal_for(self, line, code, what, remedy, **kwargs):
        return self.env["cadre.clause"]._refusal(
            code, f"{line.display_name} {line.name}: {what}", remedy, **kwargs
        )
