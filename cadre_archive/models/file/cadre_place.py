from odoo import api, fields, models
from odoo.exceptions import ValidationError

USAGES = [
    ("reading_room", "Reading room"),
    ("loan", "On loan"),
    ("transit", "In transit"),
    ("digitising", "Being digitised"),
    ("lost", "Lost"),
    ("transferred_out", "Transferred out"),
    ("destroyed", "Destroyed"),
]


class CadrePlace(models.Model):
    """Where a file can be: rooms, cabinets, shelves, slots, and the virtual places.

    ===========  =========================
    read         archive clerk
    write        archive clerk; not the virtual places
    create       archive clerk
    unlink       nobody
    ===========  =========================
    """

    _name = "cadre.place"
    _description = "Place of Files"
    _inherit = ["cadre.import.mixin", "cadre.in.use.mixin"]
    _subject_path = ""
    _guard_clause = "R-69"
    _undeletable = "R-69"
    _parent_store = True
    _order = "usage NULLS FIRST, complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _check_company_auto = True
    _import_key = ("code",)
    _import_template = "cadre_archive/static/xls/cadre_place.xlsx"

    name = fields.Char(required=True, writable=True)
    complete_name = fields.Char(
        string="Full Name", compute="_compute_complete_name", store=True, recursive=True
    )
    code = fields.Char(
        required=True,
        copy=False,
        help="Also the text of its barcode label.",
        writable=True,
    )
    kind = fields.Selection(
        [
            ("room", "Room"),
            ("cabinet", "Cabinet"),
            ("shelf", "Shelf"),
            ("slot", "Slot"),
            ("virtual", "Virtual place"),
        ],
        required=True,
        default="slot",
        writable=True,
    )
    usage = fields.Selection(
        USAGES, help="What it means that a file is at a virtual place."
    )
    parent_id = fields.Many2one(
        "cadre.place",
        string="Within",
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '!=', 'virtual')]",
        writable=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cadre.place", "parent_id")
    capacity = fields.Integer(
        help="How many files fit in; 0 when it is not counted.",
        writable=True,
        bounds=(None, 99_999),
    )
    is_iron = fields.Boolean(
        string="Iron", help="R-45: files stand in iron cabinets.", writable=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        writable=True,
    )
    dossier_count = fields.Integer(
        string="Files", compute="_compute_dossier_count", help="Here and further in."
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)",
        "This code is already given to another place of the office: use another one.",
    )
    _usage_uniq = models.UniqueIndex(
        "(company_id, usage) WHERE usage IS NOT NULL",
        "The office has this virtual place already.",
    )
    _virtual_check = models.Constraint(
        "CHECK((kind = 'virtual') = (usage IS NOT NULL))",
        "Virtual places come with the office: choose room, cabinet, shelf or slot.",
    )
    _capacity_check = models.Constraint(
        "CHECK(capacity >= 0)", "The capacity cannot be negative."
    )

    # --- Compute ---

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for place in self:
            parent = place.parent_id.complete_name
            place.complete_name = f"{parent} / {place.name}" if parent else place.name

    @api.depends("complete_name", "usage")
    @api.depends_context("lang")
    def _compute_display_name(self):
        usages = dict(self._fields["usage"]._description_selection(self.env))
        for place in self:
            place.display_name = usages.get(place.usage) or place.complete_name

    @api.depends_context("uid")
    def _compute_dossier_count(self):
        # Counted with the rights of the person who looks.
        counts = dict(
            self.env["cadre.dossier"]._read_group(
                [("place_id", "child_of", self.ids)], ["place_id"], ["__count"]
            )
        )
        totals = dict.fromkeys(self.ids, 0)
        for place, count in counts.items():
            for place_id in map(int, place.parent_path.strip("/").split("/")):
                if place_id in totals:
                    totals[place_id] += count
        for place in self:
            place.dossier_count = totals.get(place.id, 0)

    # --- Constraints ---

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A place cannot stand within itself: choose another one.")
            )
        for place in self:
            if place.parent_id.kind == "virtual":
                raise ValidationError(
                    self.env._("Nothing stands within a virtual place.")
                )

    # --- ORM overrides ---

    def write(self, vals):
        if not self.env.su and set(vals) & {"kind", "usage", "code", "active"}:
            if virtual := self.filtered("usage"):
                raise ValidationError(
                    self.env._(
                        "“%s” is a virtual place, it cannot be changed.",
                        virtual[0].complete_name,
                    )
                )
        if "active" in vals and not vals["active"]:
            self._check_empty()
        return super().write(vals)

    def _guard_remedy(self, reason, names):
        if reason == "unlink":
            return self.env._("The custody ledger names it: archive it when empty.")
        return None

    # --- Actions ---

    def action_open_dossiers(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "cadre_archive.cadre_dossier_action"
            ),
            "domain": [("place_id", "child_of", self.id)],
            "context": {},
        }

    # --- Business ---

    def _check_empty(self):
        # Files that the user may not see count as well: a place with files stays.
        held = (
            self.env["cadre.dossier"]
            .sudo()
            .search_count([("place_id", "child_of", self.ids)], limit=1)
        )
        if held:
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._("There are files at this place."),
                self.env._("Move them first."),
            )

    @api.model
    def _ensure_virtual_places(self, companies=None):
        """Give every office its virtual places, once."""
        if companies is None:
            # Once, at installation.
            companies = self.env["res.company"].search([("id", "!=", False)])
        known = {
            (place.company_id.id, place.usage)
            for place in self.with_context(active_test=False).search(
                [("usage", "!=", False), ("company_id", "in", companies.ids)]
            )
        }
        self.create(
            [
                {
                    "name": label,
                    "code": f"V-{usage.upper().replace('_', '-')}",
                    "kind": "virtual",
                    "usage": usage,
                    "company_id": company.id,
                }
                for company in companies
                for usage, label in USAGES
                if (company.id, usage) not in known
            ]
        )

    @api.model
    def _virtual(self, company, usage):
        """The virtual place of an office.

        :param company: one res.company
        :param str usage: one of :data:`USAGES`
        """
        # Which row stands for "on loan" is no secret; callers only move files there.
        domain = [("company_id", "=", company.id), ("usage", "=", usage)]
        place = self.sudo().search(domain)
        if not place:
            # An office that was there before this place came into use.
            self.sudo()._ensure_virtual_places(company)
            place = self.sudo().search(domain)
        return place.sudo(self.env.su)
