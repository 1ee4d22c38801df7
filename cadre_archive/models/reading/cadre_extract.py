from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..base.cadre_guard_mixin import Open
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK, HEAD

ATTESTED = ("is_signed", "is_sealed")
ATTEST = Open(states=("checked",), groups=(HEAD,))


class CadreExtract(models.Model):
    """What was copied out of a file by hand: used only when signed and stamped (R-13).

    ===========  ==========================================================
    read         archive clerk; never of one's own or a relative's file (R-03, R-04)
    draft        archive clerk, when the application grants extracts, from the
                 materials on it
    write        archive clerk in draft; head: signature and seal when checked
    check        another archive clerk than the drafter, and no reader (R-13)
    stamp        archive head, when it bears signature and seal
    release      archive head
    print        archive clerk, released ones only; each print is numbered
    unlink       nobody (R-08): a draft is discarded
    ===========  ==========================================================
    """

    _name = "cadre.extract"
    _description = "Extract from a File"
    _inherit = ["cadre.guard.mixin", "cadre.transition.mixin"]
    _guard_clause = "R-13"
    _undeletable = "R-13"
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _order = "id desc"
    _check_company_auto = True
    _transitions = (
        Transition(
            "draft", "checked", groups=(CLERK,), check="_check_compared", clause="R-13"
        ),
        Transition(
            "checked", "draft", groups=(CLERK,), clause="R-13", needs_reason=True
        ),
        Transition(
            "checked", "stamped", groups=(HEAD,), check="_check_stamped", clause="R-13"
        ),
        Transition(
            "stamped",
            "released",
            groups=(HEAD,),
            check="_check_release",
            clause="R-13",
        ),
        Transition("draft", "discarded", groups=(CLERK,), needs_reason=True),
        Transition("checked", "discarded", groups=(CLERK,), needs_reason=True),
        Transition("stamped", "discarded", groups=(HEAD,), needs_reason=True),
    )

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        writable=Open(states=("draft",), once=True),
    )
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    # Plain, set with the material: see cadre.dossier.cadre_name.
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    material_id = fields.Many2one(
        "cadre.material",
        required=True,
        index=True,
        ondelete="restrict",
        writable="draft",
        help="R-13: where it was copied from.",
    )
    allowed_material_ids = fields.Many2many(
        "cadre.material", compute="_compute_allowed_material_ids"
    )
    pages = fields.Char(required=True, writable="draft", help="R-13: e.g. 2-3.")
    purpose = fields.Char(
        writable="draft", help="What it is needed for, when it is not for all."
    )
    text = fields.Text(
        string="Extract",
        required=True,
        writable="draft",
        help="Word for word, as the paper has it.",
    )
    # Steps
    drafter_id = fields.Many2one(
        "res.users", string="Drafted by", required=True, readonly=True, copy=False
    )
    checker_id = fields.Many2one(
        "res.users", string="Checked by", readonly=True, copy=False
    )
    date_checked = fields.Datetime(string="Checked on", readonly=True, copy=False)
    is_signed = fields.Boolean(
        string="Bears the signature",
        copy=False,
        writable=ATTEST,
        help="R-13: of the archive's head.",
    )
    is_sealed = fields.Boolean(
        string="Bears the seal",
        copy=False,
        writable=ATTEST,
        help="R-13: of the archive.",
    )
    stamper_id = fields.Many2one(
        "res.users", string="Stamped by", readonly=True, copy=False
    )
    date_stamped = fields.Datetime(string="Stamped on", readonly=True, copy=False)
    releaser_id = fields.Many2one(
        "res.users", string="Released by", readonly=True, copy=False
    )
    date_released = fields.Datetime(string="Released on", readonly=True, copy=False)
    print_ids = fields.One2many("cadre.copy.print", "extract_id", string="Prints")
    state = fields.Selection(
        [
            ("draft", "Drafted"),
            ("checked", "Checked"),
            ("stamped", "Stamped"),
            ("released", "Released"),
            ("discarded", "Discarded"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "This number is already given."
    )

    # --- Compute ---

    @api.depends("access_id")
    def _compute_allowed_material_ids(self):
        for extract in self:
            extract.allowed_material_ids = extract.access_id._materials_on()

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        extracts = super().create(vals_list)
        self.env["cadre.log"]._record(
            extracts._log_entries(
                "create",
                payload=lambda one: {"material": one.material_id.display_name},
            )
        )
        return extracts

    @api.model
    def _system_values(self, vals_list):
        """Number, file and author, when the application grants it (R-13)."""
        values = super()._system_values(vals_list)
        for vals, more in zip(vals_list, values, strict=True):
            access = self.env["cadre.access"].browse(vals.get("access_id"))
            material = self.env["cadre.material"].browse(vals.get("material_id"))
            access._check_may_extract()
            self._check_not_reader(access, self.env.user)
            self._check_material(access, material)
            more.update(
                name=access.company_id._cadre_number("cadre.extract"),
                company_id=access.company_id.id,
                dossier_id=material.dossier_id.id,
                employee_id=material.dossier_id.employee_id.id,
                drafter_id=self.env.uid,
            )
        return values

    def write(self, vals):
        result = super().write(vals)
        if "material_id" in vals:
            for extract in self:
                self._check_material(extract.access_id, extract.material_id)
                # Follows from the material just checked.
                extract.sudo().write(
                    {
                        "dossier_id": extract.material_id.dossier_id.id,
                        "employee_id": extract.material_id.dossier_id.employee_id.id,
                    }
                )
        return result

    def _guard_remedy(self, reason, names):
        if reason == "unlink":
            return self.env._("Discard it.")
        if reason == "once":
            return self.env._("Discard it and draft a new one there.")
        if set(names) <= set(ATTESTED):
            return self.env._(
                "The archive head attests them, when it was checked by somebody else "
                "than its author."
            )
        if reason == "state":
            return self.env._("Send it back first, then correct and check it again.")
        return None

    def copy_data(self, default=None):
        raise AccessError(self.env._("An extract is not copied (R-13)."))

    def _guard_changes(self, vals):
        """R-13: what is signed and sealed is a paper, and that has to be there."""
        kept = super()._guard_changes(vals)
        if any(kept.get(name) for name in ATTESTED):
            for extract in self:
                if not extract._has_paper():
                    raise self._refusal(
                        self.env._("%s is not printed yet.", extract.name),
                        self.env._(
                            "Print it, sign and seal the sheet, then tick both."
                        ),
                    )
        return kept

    def _has_paper(self):
        """Whether it was printed since it was checked last."""
        self.ensure_one()
        return any(
            one.is_fetched and one.date >= self.date_checked for one in self.print_ids
        )

    @api.model
    def _check_material(self, access, material):
        if len(material) != 1 or material not in access._materials_on():
            raise self._refusal(
                self.env._("This material is not on the application."),
                self.env._("Choose one of the materials that were asked for."),
            )

    @api.model
    def _check_not_reader(self, access, user):
        # Who a reader is as an employee is asked, not shown.
        if user in access.sudo()._approval_readers():
            raise self._refusal(
                self.env._("A reader does not make or check their own extract."),
                self.env._("Somebody of the archive who is not a reader does it."),
                AccessError,
            )

    @api.model
    def _refusal(self, what, remedy, exception=None):
        more = {"exception": exception} if exception else {}
        return self.env["cadre.clause"]._refusal("R-13", what, remedy, **more)

    # --- Transitions ---

    def _check_compared(self):
        """R-13: another person compares the text with the paper, and no reader."""
        for extract in self:
            extract.access_id._check_may_extract()
            if extract.drafter_id == self.env.user:
                raise self._refusal(
                    self.env._("%s: you drafted it yourself.", extract.name),
                    self.env._("Somebody else compares it with the paper."),
                    AccessError,
                )
            self._check_not_reader(extract.access_id, self.env.user)

    def _check_stamped(self):
        """R-13: signature and seal were seen by the head, who is no reader."""
        for extract in self:
            self._check_not_reader(extract.access_id, self.env.user)
            if not (extract.is_signed and extract.is_sealed):
                raise self._refusal(
                    self.env._("%s bears no signature or no seal.", extract.name),
                    self.env._("Sign and seal it, tick both, then stamp it."),
                )

    def _check_release(self):
        for extract in self:
            extract.access_id._check_may_extract()

    def _after_transition(self, target):
        result = super()._after_transition(target)
        who = {
            "checked": ("checker_id", "date_checked"),
            "stamped": ("stamper_id", "date_stamped"),
            "released": ("releaser_id", "date_released"),
        }.get(target)
        # These belong to the step, which was checked, and to nobody's own write.
        if who:
            self.sudo().write({who[0]: self.env.uid, who[1]: fields.Datetime.now()})
        elif target == "draft":
            self.sudo().write(
                {
                    "checker_id": False,
                    "date_checked": False,
                    **dict.fromkeys(ATTESTED, False),
                }
            )
        return result

    # --- Actions ---

    def action_check(self):
        return self._transition("checked")

    def action_stamp(self):
        return self._transition("stamped")

    def action_release(self):
        return self._transition("released")

    def action_send_back(self):
        return self.env["cadre.step.reason"]._ask(self, "draft")

    def action_discard(self):
        return self.env["cadre.step.reason"]._ask(self, "discarded")

    def action_print(self):
        """Button: number a print of each, then fetch the sheets."""
        self._check_may_print()
        prints = self.env["cadre.copy.print"]
        for access, extracts in self.grouped("access_id").items():
            prints |= prints._number_prints(
                access,
                [
                    {
                        "kind": "extract",
                        "extract_id": extract.id,
                        "dossier_id": extract.dossier_id.id,
                        "employee_id": extract.employee_id.id,
                        "material_id": extract.material_id.id,
                        "pages": extract.pages,
                        "page_count": 1,
                    }
                    for extract in extracts
                ],
            )
        return prints._fetch_action()

    def _check_may_print(self):
        """R-13: nothing is used before it is signed, stamped and released.

        When it was checked it is printed to be signed and sealed: the sheet says so.
        """
        self.check_access("read")
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Extracts are printed by the archive."))
        printable = ("checked", "released")
        if waiting := self.filtered(lambda extract: extract.state not in printable):
            raise self._refusal(
                self.env._("Extract %s is not released.", waiting[0].name),
                self.env._("Have it checked, stamped and released first."),
            )
        for access in self.access_id:
            access._check_may_extract()

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        user = self.env.user
        if app != "archive" or not user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        cards = [
            card(
                self.env._("Extracts to check"),
                "cadre.extract",
                [("state", "=", "draft"), ("drafter_id", "!=", self.env.uid)],
                hint=self.env._("Compare them with the paper"),
                clause="R-13",
                sequence=92,
            )
        ]
        if user.has_group(HEAD):
            cards.append(
                card(
                    self.env._("Extracts to stamp and release"),
                    "cadre.extract",
                    [("state", "in", ("checked", "stamped"))],
                    hint=self.env._("Sign and seal them, then release"),
                    clause="R-13",
                    tone="warning",
                    sequence=93,
                )
            )
        return cards
