from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...rules.numbering import number_key
from ...rules.ordering import sort_anew
from ...rules.search_key import search_key
from ..base.cadre_guard_mixin import Open
from ..base.res_users import SECRECY
from ..base.roles import CLERK, HEAD

CUSTODY_STATES = [
    ("shelf", "In the store"),
    ("reading_room", "Reading room"),
    ("loan", "On loan"),
    ("transit", "In transit"),
    ("digitising", "Being digitised"),
    ("lost", "Lost"),
    ("transferred_out", "Transferred out"),
    ("destroyed", "Destroyed"),
]
# A held file may be moved within the office; these are the ways out of it.
WAYS_OUT = ("loan", "transit", "transferred_out", "destroyed")


class CadreDossier(models.Model):
    """A cadre's personal file.

    ===========  ==========================================================
    read         archive clerk; never one's own or a relative's (R-03, R-04);
                 secret ones with the right to them (R-47)
    write        archive clerk; management level and secrecy: archive head;
                 the place: only the custody ledger; whose it is: nobody
    create       archive clerk; the level is the cadre's unless a head sets it
    unlink       nobody, superuser included (R-63)
    hold         archive head, with a reason; so the release
    ===========  ==========================================================

    ``display_name`` is the bare number: names of records travel further than records.
    """

    _name = "cadre.dossier"
    _description = "Cadre File"
    _inherit = ["cadre.guard.mixin", "cadre.import.mixin", "cadre.search.mixin"]
    _subject_path = "employee_id"
    _dossier_path = "id"
    _guard_clause = "R-40"
    _guards_superuser = True
    _undeletable = "R-63"
    _order = "number, id"
    _rec_name = "number"
    _rec_names_search = ["search_text"]
    _search_exactly = ("number", "cadre_number", "cadre_name")
    _check_company_auto = True
    _import_key = ("number",)
    _import_template = "cadre_archive/static/xls/cadre_dossier.xlsx"

    number = fields.Char(
        required=True,
        copy=False,
        index="trigram",
        help="Left empty, the next one of the office's sequence. Stands on the file's "
        "back and on its barcode label.",
        writable=True,
        logged=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Whose file it is. Cannot be changed afterwards.",
        writable=Open(once=True),
    )
    # Plain copies, made when the file is registered and kept by hr.employee: a related
    # field would hand them out in an onchange with a guessed id.
    cadre_name = fields.Char(string="Name", index="trigram")
    cadre_number = fields.Char(index="btree_not_null")
    department_id = fields.Many2one(
        "hr.department",
        index=True,
        check_company=True,
        help="The cadre's department when the file was registered.",
        writable=True,
    )
    management_level = fields.Selection(
        [
            ("city", "Managed by the city"),
            ("district", "Managed by the district"),
            ("office", "Managed by the office"),
        ],
        required=True,
        help="R-07: decides who approves applications for this file.",
        writable=Open(groups=(HEAD,), clause="R-07"),
        logged=True,
    )
    kind = fields.Selection(
        [("original", "Original"), ("duplicate", "Duplicate")],
        required=True,
        default="original",
        writable=True,
        logged=True,
    )
    volume_count = fields.Integer(
        string="Volumes", required=True, default=1, writable=True, bounds=(None, 99)
    )
    secrecy = fields.Selection(
        SECRECY,
        required=True,
        default="normal",
        help="R-47: the register of clauses says from which level on a file is only "
        "for those with the right “Secret Files”.",
        writable=Open(groups=(HEAD,), maker=True, clause="R-07"),
        logged=True,
    )
    managing_unit_id = fields.Many2one(
        "res.partner",
        help="R-42: the unit with the management authority.",
        writable=True,
    )
    assisting_unit_id = fields.Many2one(
        "res.partner", help="The unit that assists.", writable=True
    )
    custody_unit_id = fields.Many2one(
        "res.partner",
        string="Unit in Custody",
        default=lambda self: self.env.company.partner_id,
        writable=True,
    )
    keeper_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        help="R-44: the designated keeper, neither the cadre nor a relative.",
        writable=True,
        logged=True,
    )
    place_id = fields.Many2one(
        "cadre.place",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '!=', 'virtual')]",
        help="Where it was placed by the legacy import; afterwards only the "
        "custody ledger moves it.",
        writable=Open(once=True, clause="R-69"),
    )
    custody_state = fields.Selection(
        CUSTODY_STATES,
        string="Custody",
        compute="_compute_custody_state",
        store=True,
        index=True,
        group_expand="_group_expand_custody_state",
    )
    holder = fields.Char(help="Who has it, while it is out.")
    date_moved = fields.Datetime(string="There since")
    material_ids = fields.One2many(
        "cadre.material", "dossier_id", string="Materials", writable=True
    )
    move_ids = fields.One2many("cadre.custody.move", "dossier_id", string="Movements")
    material_count = fields.Integer(compute="_compute_material_count")
    page_count = fields.Integer(
        string="Pages", compute="_compute_material_count", help="By the catalogue."
    )
    move_count = fields.Integer(
        string="Number of Movements", compute="_compute_move_count"
    )
    note = fields.Text(string="Remark", writable=True, logged=True)
    catalogue_ids = fields.One2many("cadre.catalogue", "dossier_id")
    date_catalogue = fields.Datetime(
        string="Catalogue printed", compute="_compute_date_catalogue"
    )
    is_held = fields.Boolean(string="On hold", copy=False, index=True)
    hold_reason = fields.Char(copy=False)
    hold_since = fields.Date(copy=False)
    hold_user_id = fields.Many2one("res.users", string="Held by", copy=False)
    is_keeper_wrong = fields.Boolean(
        string="Needs another keeper",
        compute="_compute_is_keeper_wrong",
        search="_search_is_keeper_wrong",
        help="R-44: the keeper is the cadre or a relative, or left the archive.",
    )
    search_text = fields.Char(string="File or cadre")

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
    # The list is opened in this order.
    _number_idx = models.Index("(number, id)")
    # What the rules of everything that hangs on a file ask first.
    _secrecy_idx = models.Index("(secrecy) WHERE secrecy <> 'normal'")

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
        rare = ("transit", "digitising", "lost", "transferred_out", "destroyed")
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

    @api.depends("catalogue_ids")
    def _compute_date_catalogue(self):
        dates = dict(
            self.env["cadre.catalogue"]._read_group(
                [("dossier_id", "in", self.ids)], ["dossier_id"], ["date:max"]
            )
        )
        for dossier in self:
            dossier.date_catalogue = dates.get(dossier, False)

    @api.depends("keeper_id", "employee_id")
    def _compute_is_keeper_wrong(self):
        wrong = set(self.env["cadre.keeper"]._wrong(self.ids))
        for dossier in self:
            dossier.is_keeper_wrong = dossier.id in wrong

    def _search_is_keeper_wrong(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self.env["cadre.keeper"]._wrong())]

    @api.depends("number", "cadre_name", "cadre_number")
    def _compute_search_key(self):
        for dossier in self:
            dossier.search_key = search_key(
                dossier.cadre_name or "", dossier.number, dossier.cadre_number
            )

    # --- Constraints ---

    @api.constrains("keeper_id", "employee_id")
    def _check_keeper(self):
        self.env["cadre.keeper"]._check_no_kin(self.filtered("keeper_id"))

    @api.constrains("keeper_id", "secrecy")
    def _check_keeper_knows(self):
        self.env["cadre.keeper"]._check_knows(self.filtered("keeper_id"))

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_level_known([vals.get("secrecy") for vals in vals_list])
        self._check_not_avoided([vals.get("employee_id") for vals in vals_list])
        self._check_take_over_places(vals_list)
        dossiers = super().create(vals_list)
        self.env["cadre.custody.move"]._record_take_over(dossiers)
        return dossiers

    def write(self, vals):
        if "secrecy" in vals:
            self._check_level_known([vals["secrecy"]])
        return super().write(vals)

    @api.model
    def _system_values(self, vals_list):
        """A number, and what the register knows of the cadre."""
        # The clerk chose the cadre, and may know of him: that was checked.
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .browse({v["employee_id"] for v in vals_list if v.get("employee_id")})
        )
        by_id = {employee.id: employee for employee in employees_sudo}
        result = []
        for vals in vals_list:
            more = {}
            if not vals.get("number"):
                more["number"] = self.env.company._cadre_number("cadre.dossier")
            if employee_sudo := by_id.get(vals.get("employee_id")):
                more["cadre_name"] = employee_sudo.name
                more["cadre_number"] = employee_sudo.cadre_number
                if "department_id" not in vals:
                    more["department_id"] = employee_sudo.department_id.id
                if not vals.get("management_level"):
                    level = employee_sudo.management_level or "office"
                    more["management_level"] = level
            result.append(more)
        return result

    def _guard_remedy(self, reason, names):
        if reason == "unlink":
            return self.env._("Correct its data, or use the destruction procedure.")
        if reason == "person":
            return self.env._("Leave it as it is and ask the archive head.")
        if "place_id" in names:
            return self.env._(
                "Use “Move”, so that the custody ledger shows who did it."
            )
        if reason == "once":
            return self.env._("Register a new file instead.")
        if "is_held" in names:
            return self.env._("The archive head holds and releases it, with the case.")
        return None

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Label the proposals with the cadre's name.

        Only what the user's own rules let him find gets here, whereas a
        ``display_name`` is read as superuser wherever a file is referred to.
        """
        found = super().name_search(name, domain, operator, limit)
        dossiers = self.browse([dossier_id for dossier_id, _label in found])
        return [(d.id, f"{d.number} · {d.cadre_name}") for d in dossiers]

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

    # --- Actions ---

    def action_open_materials(self):
        context = {"default_dossier_id": self.id, "hide_dossier": True}
        return self._open("cadre_material_action", context=context)

    def action_open_moves(self):
        return self._open("cadre_custody_move_action")

    def action_open_log(self):
        own = [("model", "=", self._name), ("res_id", "=", self.id)]
        return self._open("cadre_log_action", own)

    def action_move(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move Files"),
            "res_model": "cadre.dossier.move",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dossier_ids": self.ids, "dialog_size": "medium"},
        }

    def action_arrange(self):
        """Put the materials of these files in order again and close the gaps."""
        self.check_access("write")
        # The clerk may write these files; only numbers change.
        materials_sudo = self.env["cadre.material"].sudo()
        categories = materials_sudo.search([("dossier_id", "in", self.ids)]).category_id
        numbers = {}
        groups = materials_sudo._on_record(self.ids, categories.ids)
        for materials in groups.values():
            order = sort_anew([(m, m._order_key()) for m in materials])
            for sequence, material in enumerate(order, start=1):
                if material.sequence != sequence:
                    numbers[material] = (material.category_id.code, sequence)
        materials_sudo._renumber(numbers)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if numbers else "info",
                "message": self.env._(
                    "%s numbers changed: correct them in pencil on the papers.",
                    len(numbers),
                )
                if numbers
                else self.env._("The materials are in order, no number changed."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_print_catalogue(self):
        """The archive catalogues of these files, in one PDF."""
        catalogues = self.env["cadre.catalogue"]._print(self)
        report = self.env.ref("cadre_archive.cadre_catalogue_report_pdf")
        return report.report_action(catalogues, config=False)

    def action_download_catalogue(self):
        """The archive catalogues of these files, as one workbook."""
        catalogues = self.env["cadre.catalogue"]._print(self)
        report = self.env.ref("cadre_archive.cadre_catalogue_report_xlsx")
        return report.report_action(catalogues, config=False)

    def _open(self, action, domain=None, context=None):
        """Open a list with what is of this file."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(f"cadre_archive.{action}"),
            "domain": domain or [("dossier_id", "=", self.id)],
            "context": context or {},
        }

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

    def _copy_names(self):
        """Take name and number over from the cadre again."""
        for employee, dossiers in self.grouped("employee_id").items():
            dossiers._as_system().write(
                {
                    "cadre_name": employee.name,
                    "cadre_number": employee.cadre_number,
                }
            )

    # --- Where it is: taken over, moved by hand, counted (R-69) ---

    @api.model
    def _check_take_over_places(self, vals_list):
        places = self.env["cadre.place"].browse(
            {vals["place_id"] for vals in vals_list if vals.get("place_id")}
        )
        if places.filtered("usage"):
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._("A file is imported to a real place, not a virtual one."),
                self.env._("Choose the room, cabinet, shelf or slot where it stands."),
                exception=ValidationError,
            )

    def _relocate(self, place, document=""):
        """Move files by hand: within the store, to digitising or to transit.

        Everything else follows from an application, a transfer or a destruction.

        :raises UserError: R-02 or R-69
        """
        self._check_relocation(place)
        return self.env["cadre.custody.move"]._move(self, place, document=document)

    def _check_relocation(self, place):
        """Refuse places and files that nobody moves by hand."""
        usages = ("reading_room", "loan", "lost", "transferred_out", "destroyed")
        if place.usage in usages:
            raise self.env["cadre.clause"]._refusal(
                "R-02",
                self.env._("Nobody moves a file to “%s” by hand.", place.display_name),
                self.env._("Use the application that the file goes out on."),
            )
        if out := self.filtered(lambda d: d.custody_state in usages):
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._(
                    "File %(number)s is at “%(place)s”.",
                    number=out[0].number,
                    place=out[0].place_id.display_name,
                ),
                self.env._(
                    "Take it back on the application that it went out on; a lost file "
                    "comes back by “Found Again” on its incident."
                ),
            )

    def _check_in_store(self):
        """Refuse files that are somewhere else than in the store.

        :raises UserError: R-69, naming file and place
        """
        if away := self.filtered(lambda d: d.custody_state != "shelf"):
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._(
                    "File %(number)s is not in the store: it is at “%(place)s”.",
                    number=away[0].number,
                    place=away[0].place_id.display_name,
                ),
                self.env._("Move it back first, or hand out the other files."),
            )

    def _homes(self):
        """The last place in the store of each file, by the custody ledger.

        :rtype: dict[models.BaseModel, models.BaseModel]
        """
        # Where a file stood is asked for whoever may move it, in one query.
        moves_sudo = (
            self.env["cadre.custody.move"]
            .sudo()
            .search(
                [("dossier_id", "in", self.ids), ("to_place_id.usage", "=", False)],
                order="id",
            )
        )
        return {
            move.dossier_id.sudo(self.env.su): move.to_place_id for move in moves_sudo
        }

    def _set_places(self, targets, holder, date):
        """Where the files are now: for the custody ledger only.

        :param dict targets: ``{dossier: place}``
        :param str holder: who has them, empty in the store
        :param datetime date: since when
        """
        by_place = {}
        for dossier, place in targets.items():
            by_place.setdefault(place, self.browse())
            by_place[place] |= dossier
        for place, dossiers in by_place.items():
            dossiers._as_system().write(
                {"place_id": place.id, "holder": holder or False, "date_moved": date}
            )

    @api.model
    def _custody_equation(self):
        """How many files are where; their sum is the register.

        Counted with the rights of the person who looks.

        :rtype: dict[str, int]
        """
        counts = dict(self._read_group(Domain.TRUE, ["custody_state"], ["__count"]))
        return {state: counts.get(state, 0) for state, _label in CUSTODY_STATES}

    def _materials_in_order(self):
        """The materials that the user may read, as the catalogue lists them.

        :return: ``{dossier id: materials}``
        """
        materials = self.env["cadre.material"].search_fetch(
            [("dossier_id", "in", self.ids)],
            ["dossier_id", "number", "name", "date_formed", "page_count", "remark"],
        )
        groups = materials.grouped(lambda m: m.dossier_id.id)
        return {
            dossier_id: rows.sorted(lambda m: number_key(m.number))
            for dossier_id, rows in groups.items()
        }

    def _catalogues(self):
        """The materials of each file in the order of the catalogue."""
        by_dossier = self._materials_in_order()
        nothing = self.env["cadre.material"]
        return {dossier: by_dossier.get(dossier.id, nothing) for dossier in self}

    # --- Hold: what a case is about stays in the office until it is released ---

    def _hold(self, reason):
        """Freeze these files while a case is open.

        :param str reason: the case, as a number
        """
        self._set_hold(True, reason)

    def _release(self, reason):
        self._set_hold(False, reason)

    def _set_hold(self, is_held, reason):
        if not self.env.user.has_group(HEAD):
            raise self._refuse_hold()
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason."))
        self.check_access("write")
        self._write_hold(is_held, reason)

    def _write_hold(self, is_held, reason):
        """Hold or release, by a step that checked who may: the head, or an incident."""
        changing = self.filtered(lambda d: d.is_held != is_held)
        # The caller checked the right: whoever meets tampering holds the file.
        changing.sudo()._as_system().write(
            {
                "is_held": is_held,
                "hold_reason": reason if is_held else False,
                "hold_since": is_held and self.env.company._cadre_date(),
                "hold_user_id": is_held and self.env.uid,
            }
        )
        self.env["cadre.log"]._record(
            changing._log_entries("hold" if is_held else "release", reason=reason)
        )

    def _check_not_held(self):
        """Refuse what would take a held file away.

        :raises UserError: R-40
        """
        if held := self.filtered("is_held"):
            raise self.env["cadre.clause"]._refusal(
                "R-40",
                self.env._("File %s is on hold: it does not leave.", held[0].number),
                self.env._("The archive head releases it when the case is closed."),
            )

    @api.model
    def _refuse_hold(self):
        return self.env["cadre.clause"]._refusal(
            "R-40",
            self.env._("Only the archive head holds a file or releases it."),
            self.env._("Ask the head, and name the case."),
            exception=AccessError,
        )

    # --- Need to know: secret files are for those with the right to them (R-47) ---

    @api.model
    def _check_level_known(self, levels):
        """Nobody makes a file secret that he could not see any more."""
        if self.env.su or not set(levels) & set(self.env.user._hidden_levels()):
            return
        raise self.env["cadre.clause"]._refusal(
            "R-47",
            self.env._("You have no right to files of this level of secrecy."),
            self.env._("Somebody with the right “Secret Files” registers the file."),
            exception=AccessError,
        )

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        """The custody equation: files on register = sum over the places (R-69)."""
        user = self.env.user
        if app != "archive" or not user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        equation = self._custody_equation()
        labels = dict(self._fields["custody_state"]._description_selection(self.env))
        present = [state for state, _label in CUSTODY_STATES if equation[state]]
        cards = [
            card(
                self.env._("Files on register"),
                "cadre.dossier",
                [],
                hint=" + ".join(str(equation[state]) for state in present),
                clause="R-69",
                overview=True,
                views="kanban,list,form",
                sequence=30,
            ),
            *(
                card(
                    labels[state],
                    "cadre.dossier",
                    [("custody_state", "=", state)],
                    overview=True,
                    sequence=31,
                )
                for state in present
            ),
            card(
                self.env._("Files on hold"),
                "cadre.dossier",
                [("is_held", "=", True)],
                clause="R-40",
                overview=True,
                sequence=62,
            ),
        ]
        if user.has_group(HEAD):
            cards.append(
                card(
                    self.env._("Files that need another keeper"),
                    "cadre.dossier",
                    [("is_keeper_wrong", "=", True)],
                    hint=self.env._("Neither the cadre nor a relative keeps it"),
                    clause="R-44",
                    tone="warning",
                    sequence=63,
                )
            )
        return cards
