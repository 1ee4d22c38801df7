from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

CUSTODY_STATES = [
    ("shelf", "In the store"),
    ("reading_room", "Reading room"),
    ("loan", "On loan"),
    ("transit", "In transit"),
    ("digitising", "Being digitised"),
    ("transferred_out", "Transferred out"),
    ("destroyed", "Destroyed"),
]


class CadreDossier(models.Model):
    """A cadre's personal file.

    ===========  ==========================================================
    read         archive clerk; never one's own or a relative's (R-03, R-04);
                 secret ones with the right to them (R-47)
    write        archive clerk; management level and secrecy: archive head;
                 the place: only the custody ledger
    create       archive clerk
    unlink       nobody, superuser included (R-63)
    ===========  ==========================================================

    ``display_name`` is the bare number: names of records travel further than records.
    """

    _name = "cadre.dossier"
    _description = "Cadre File"
    _inherit = ["cadre.import.mixin"]
    _order = "number, id"
    _rec_name = "number"
    _rec_names_search = ["number", "cadre_name", "cadre_number"]
    _check_company_auto = True
    _import_key = ("number",)

    number = fields.Char(
        required=True,
        copy=False,
        index="trigram",
        help="Left empty, the next one of the office's sequence. Stands on the file's "
        "back and on its barcode label.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Whose file it is. Cannot be changed afterwards.",
    )
    # Plain copies, made when the file is registered and kept by hr.employee: a related
    # field would hand them out in an onchange with a guessed id.
    cadre_name = fields.Char(string="Name", readonly=True, index="trigram")
    cadre_number = fields.Char(readonly=True, index="btree_not_null")
    department_id = fields.Many2one(
        "hr.department",
        index=True,
        check_company=True,
        help="The cadre's department when the file was registered.",
    )
    management_level = fields.Selection(
        [
            ("city", "Managed by the city"),
            ("district", "Managed by the district"),
            ("office", "Managed by the office"),
        ],
        required=True,
        default="office",
        help="R-07: decides who approves applications for this file.",
    )
    kind = fields.Selection(
        [("original", "Original"), ("duplicate", "Duplicate")],
        required=True,
        default="original",
    )
    volume_count = fields.Integer(string="Volumes", required=True, default=1)
    secrecy = fields.Selection(
        [("normal", "Normal"), ("confidential", "Confidential"), ("secret", "Secret")],
        required=True,
        default="normal",
        help="R-47: the register of clauses says from which level on a file is only "
        "for those with the right “Secret Files”.",
    )
    managing_unit_id = fields.Many2one(
        "res.partner", help="R-42: the unit with the management authority."
    )
    assisting_unit_id = fields.Many2one("res.partner", help="The unit that assists.")
    custody_unit_id = fields.Many2one(
        "res.partner",
        string="Unit in Custody",
        default=lambda self: self.env.company.partner_id,
    )
    keeper_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        help="R-44: the designated keeper, neither the cadre nor a relative.",
    )
    place_id = fields.Many2one(
        "cadre.place",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '!=', 'virtual')]",
        help="Where it was taken over; afterwards only the custody ledger moves it.",
    )
    custody_state = fields.Selection(
        CUSTODY_STATES,
        string="Custody",
        compute="_compute_custody_state",
        store=True,
        index=True,
        group_expand="_group_expand_custody_state",
    )
    holder = fields.Char(readonly=True, help="Who has it, while it is out.")
    date_moved = fields.Datetime(string="There since", readonly=True)
    material_ids = fields.One2many("cadre.material", "dossier_id", string="Materials")
    move_ids = fields.One2many(
        "cadre.custody.move", "dossier_id", string="Movements", readonly=True
    )
    material_count = fields.Integer(compute="_compute_material_count")
    page_count = fields.Integer(
        string="Pages", compute="_compute_material_count", help="By the catalogue."
    )
    move_count = fields.Integer(
        string="Number of Movements", compute="_compute_move_count"
    )
    access_count = fields.Integer(
        string="Applications", compute="_compute_access_count"
    )
    note = fields.Text(string="Remark")
    active = fields.Boolean(default=True)

    _number_uniq = models.Constraint(
        "UNIQUE(company_id, number)",
        "This file number is already given in the office: use another one.",
    )
    _original_uniq = models.UniqueIndex(
        "(company_id, employee_id) WHERE kind = 'original'",
        "This cadre has an original already: register a duplicate.",
    )
    _volume_count_check = models.Constraint(
        "CHECK(volume_count > 0)", "A file has at least one volume."
    )

    # --- Compute ---

    @api.depends("number")
    def _compute_display_name(self):
        for dossier in self:
            dossier.display_name = dossier.number

    @api.depends("place_id.usage")
    def _compute_custody_state(self):
        for dossier in self:
            dossier.custody_state = dossier.place_id.usage or "shelf"

    @api.model
    def _group_expand_custody_state(self, states, domain):
        # The rare ends of a file's life only show when a file is there.
        rare = ("transit", "digitising", "transferred_out", "destroyed")
        return [s for s, _l in CUSTODY_STATES if s in states or s not in rare]

    @api.depends("material_ids.page_count")
    def _compute_material_count(self):
        totals = {
            dossier.id: (count, pages)
            for dossier, count, pages in self.env["cadre.material"]._read_group(
                [("dossier_id", "in", self.ids)],
                ["dossier_id"],
                ["__count", "page_count:sum"],
            )
        }
        for dossier in self:
            count, pages = totals.get(dossier.id, (0, 0))
            dossier.material_count = count
            dossier.page_count = pages

    @api.depends("move_ids")
    def _compute_move_count(self):
        counts = dict(
            self.env["cadre.custody.move"]._read_group(
                [("dossier_id", "in", self.ids)], ["dossier_id"], ["__count"]
            )
        )
        for dossier in self:
            dossier.move_count = counts.get(dossier, 0)

    def _compute_access_count(self):
        counts = dict(
            self.env["cadre.access.line"]._read_group(
                [("dossier_id", "in", self.ids)], ["dossier_id"], ["__count"]
            )
        )
        for dossier in self:
            dossier.access_count = counts.get(dossier, 0)

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_avoided([vals.get("employee_id") for vals in vals_list])
        # The clerk chose the cadre; what the register knows of him is copied.
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .browse(
                [vals["employee_id"] for vals in vals_list if vals.get("employee_id")]
            )
        )
        by_id = {employee.id: employee for employee in employees_sudo}
        sequence = self.env["ir.sequence"]
        for vals in vals_list:
            if not vals.get("number"):
                vals["number"] = sequence.next_by_code("cadre.dossier")
            employee_sudo = by_id.get(vals.get("employee_id"))
            if not employee_sudo:
                continue
            vals["cadre_name"] = employee_sudo.name
            vals["cadre_number"] = employee_sudo.cadre_number
            if "department_id" not in vals:
                vals["department_id"] = employee_sudo.department_id.id
            self._set_management_level(vals, employee_sudo)
        self._check_take_over_places(vals_list)
        dossiers = super().create(vals_list)
        self.env["cadre.custody.move"]._record_take_over(dossiers)
        return dossiers

    def write(self, vals):
        vals = dict(vals)
        for name in ("place_id", "employee_id", "company_id", "cadre_name"):
            if name in vals and all(
                self._fields[name].convert_to_write(dossier[name], dossier)
                == vals[name]
                for dossier in self
            ):
                del vals[name]  # an import that repeats what is on record
        if "place_id" in vals:
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._("The place of a file is not written by hand."),
                self.env._("Use “Move”, so that the custody ledger shows who did it."),
            )
        if set(vals) & {"employee_id", "company_id"}:
            raise ValidationError(
                self.env._(
                    "Whose file it is cannot be changed. Register a new file instead."
                )
            )
        if not self.env.su:
            self._check_fields_of_head(vals)
        logged = sorted(set(vals) & {"number", "management_level", "secrecy", "kind"})
        before = {dossier.id: {n: dossier[n] for n in logged} for dossier in self}
        result = super().write(vals)
        if logged:
            self._log_changes(before, logged)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise self.env["cadre.clause"]._refusal(
            "R-63",
            self.env._("A registered file is not deleted."),
            self.env._("Correct its data, or take the road of destruction."),
        )

    @api.model
    def _guarded_fields(self):
        # A longer text becomes a formula in an export as well.
        return [*super()._guarded_fields(), "note"]

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Label the proposals with the cadre's name.

        Only what the user's own rules let him find gets here, whereas a
        ``display_name`` is read as superuser wherever a file is referred to.
        """
        found = super().name_search(name, domain, operator, limit)
        dossiers = self.search_fetch(
            [("id", "in", [dossier_id for dossier_id, _label in found])],
            ["number", "cadre_name"],
        )
        labels = {d.id: f"{d.number} · {d.cadre_name}" for d in dossiers}
        return [(found_id, labels.get(found_id, label)) for found_id, label in found]

    @api.model
    @api.readonly
    def web_name_search(
        self, name, specification, domain=None, operator="ilike", limit=100
    ):
        found = super().web_name_search(name, specification, domain, operator, limit)
        for row in found:
            if "__formatted_display_name" in row:
                row["__formatted_display_name"] = row["display_name"]
        return found

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Cadre Files"),
                "template": "/cadre_archive/static/xls/cadre_dossier.xlsx",
            }
        ]

    @api.model
    def _find_by_key(self, records):
        # A number is given once in an office; other offices may use it as well.
        own = self.with_context(allowed_company_ids=self.env.company.ids)
        return super(CadreDossier, own)._find_by_key(records)

    # --- Actions ---

    def action_open_materials(self):
        self.ensure_one()
        return {
            **self._action("cadre_archive.cadre_material_action"),
            "domain": [("dossier_id", "=", self.id)],
            "context": {"default_dossier_id": self.id, "hide_dossier": True},
        }

    def action_open_moves(self):
        self.ensure_one()
        return {
            **self._action("cadre_archive.cadre_custody_move_action"),
            "domain": [("dossier_id", "=", self.id)],
            "context": {},
        }

    def action_open_accesses(self):
        self.ensure_one()
        return {
            **self._action("cadre_archive.cadre_access_action"),
            "domain": [("line_ids.dossier_id", "=", self.id)],
            "context": {},
        }

    def action_open_log(self):
        self.ensure_one()
        return {
            **self._action("cadre_archive.cadre_log_action"),
            "domain": [("model", "=", self._name), ("res_id", "=", self.id)],
        }

    @api.model
    def _action(self, xmlid):
        return self.env["ir.actions.actions"]._for_xml_id(xmlid)

    # --- Business ---

    def _check_not_avoided(self, employee_ids):
        """Nobody registers his own file or a relative's: he could not see it after.

        Asked before anything is stored, so that no other message tells of the file.
        """
        if self.env.su:
            return
        own_sudo = self.env["hr.employee"].sudo()._of_user(self.env.user)
        avoided = set().union(*own_sudo._avoided_employees().values())
        if avoided & set(employee_ids):
            raise self.env["cadre.clause"]._refusal(
                "R-03",
                self.env._("You cannot register your own file or a relative's."),
                self.env._("Another archive clerk registers or imports it."),
                exception=AccessError,
            )

    @api.model
    def _set_management_level(self, vals, employee_sudo):
        """Take the level from the cadre; only a head may set another one (R-07)."""
        level = employee_sudo.management_level or "office"
        given = vals.setdefault("management_level", level)
        if given != level and not (
            self.env.su
            or self.env.user.has_group("cadre_archive.group_cadre_archive_head")
        ):
            raise self._refuse_level()

    def _check_fields_of_head(self, vals):
        """What routes an approval or opens a file is the head's to change."""
        names = [
            name
            for name in ("management_level", "secrecy")
            if name in vals and any(dossier[name] != vals[name] for dossier in self)
        ]
        if names and not self.env.user.has_group(
            "cadre_archive.group_cadre_archive_head"
        ):
            raise self._refuse_level()

    def _refuse_level(self):
        return self.env["cadre.clause"]._refusal(
            "R-07",
            self.env._("Management level and secrecy are set by the archive head."),
            self.env._("Leave them as they are and ask the head."),
            exception=AccessError,
        )

    def _log_changes(self, before, names):
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": dossier.id,
                    "action": "edit",
                    "subject_id": dossier.employee_id.id,
                    "payload": {
                        name: [before[dossier.id][name], dossier[name]]
                        for name in names
                        if before[dossier.id][name] != dossier[name]
                    },
                }
                for dossier in self
                if any(before[dossier.id][n] != dossier[n] for n in names)
            ]
        )

    def _write_behind(self, vals):
        """Write what :meth:`write` keeps from everybody's hands."""
        # pylint: disable=super-method-mismatch
        return super().write(vals)

    def _copy_names(self):
        """Take name and number over from the cadre again."""
        for employee, dossiers in self.grouped("employee_id").items():
            dossiers._write_behind(
                {
                    "cadre_name": employee.name,
                    "cadre_number": employee.cadre_number,
                }
            )
