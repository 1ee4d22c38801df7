from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules.numbering import continue_numbers, material_number
from ...rules.ordering import order_key, put_in_order
from ...rules.search_key import spaced_key
from ..base.cadre_guard_mixin import Open

MEDIA = [
    ("print", "Printed"),
    ("blue_black_ink", "Blue-black ink"),
    ("black_ink", "Black ink"),
    ("ink_stick", "Ink stick"),
    ("ballpoint", "Ballpoint pen"),
    ("pencil", "Pencil"),
    ("red_ink", "Red ink"),
    ("blue_ink", "Pure-blue ink"),
    ("carbon", "Carbon paper"),
]
# What a paper is, stands in the catalogue.
CATALOGUED = Open(actors="_open_to_catalogue")


class CadreMaterial(models.Model):
    """A paper in a cadre's file.

    ===========  ==========================================================
    read         archive clerk; never in one's own or a relative's file (R-03, R-04)
    write        archive clerk: the remark, and by the catalogue what the paper is
    create       archive clerk, as imported from the old file
    unlink       nobody, superuser included (R-63)
    ===========  ==========================================================

    What says how it came into the file is closed to the superuser as well (R-39).
    """

    _name = "cadre.material"
    _description = "Material of a File"
    _inherit = [
        "cadre.guard.mixin",
        "cadre.formed.mixin",
        "cadre.import.mixin",
        "cadre.search.mixin",
    ]
    _subject_path = "dossier_id.employee_id"
    _dossier_path = "dossier_id"
    _guard_clause = "R-39"
    _guards_superuser = True
    _undeletable = "R-63"
    # By the columns of an index, without sorting a million rows by the numbers of
    # their files.
    _order = "dossier_id.id, category_id.id, sequence, id"
    _rec_name = "number"
    _rec_names_search = ["number", "search_text"]
    _search_exactly = ("name",)
    _check_company_auto = True
    _import_key = ("dossier_id", "category_id", "sequence")

    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        writable=Open(once=True, clause="R-40"),
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    category_id = fields.Many2one(
        "cadre.material.category",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_leaf', '=', True)]",
        writable=CATALOGUED,
        logged=True,
    )
    sequence = fields.Integer(
        string="No. within",
        copy=False,
        help="Place within the category; left empty, the next one.",
        writable=CATALOGUED,
        bounds=(None, 9999),
    )
    number = fields.Char(
        compute="_compute_number", store=True, help="Class and number: 3-2 or 4-1-5."
    )
    type_id = fields.Many2one(
        "cadre.material.type",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('category_id', '=?', category_id)]",
        writable=Open(actors="_open_to_type"),
        logged=True,
    )
    name = fields.Char(
        string="Material",
        required=True,
        index="trigram",
        writable=CATALOGUED,
        logged=True,
    )
    date_formed = fields.Date(
        string="Formed on",
        index=True,
        help="The latest date on the paper.",
        writable=CATALOGUED,
        logged=True,
    )
    date_precision = fields.Selection(writable=CATALOGUED, logged=True)
    formed = fields.Char(writable=CATALOGUED)
    page_count = fields.Integer(
        string="Pages",
        required=True,
        default=1,
        writable=CATALOGUED,
        logged=True,
        bounds=(None, 9999),
    )
    medium = fields.Selection(
        MEDIA,
        default="print",
        help="R-36: what it is written in.",
        writable=CATALOGUED,
        logged=True,
    )
    source_unit = fields.Char(
        help="R-60: the unit that formed it.", writable=CATALOGUED
    )
    remark = fields.Char(
        help="For instance: copy, annexes.", writable=True, logged=True
    )
    origin = fields.Selection(
        [("takeover", "Imported"), ("delivery", "Delivered")],
        required=True,
        default="takeover",
        help="Imported with the old file, or admitted by a delivery.",
    )
    search_text = fields.Char(string="Name of the Material")

    # Checked at the end of the statement that moves a whole class on.
    _number_uniq = models.Constraint(
        "UNIQUE(dossier_id, category_id, sequence) DEFERRABLE INITIALLY IMMEDIATE",
        "This file has a material with that number already: leave the number empty.",
    )
    _sequence_check = models.Constraint(
        "CHECK(sequence > 0)", "Materials are numbered from 1."
    )
    _page_count_check = models.Constraint(
        "CHECK(page_count > 0)", "A material has at least one page: count again."
    )

    # --- Compute ---

    @api.depends("category_id.code", "sequence")
    def _compute_number(self):
        for material in self:
            material.number = material_number(
                material.category_id.code or "", material.sequence
            )

    @api.depends("number", "dossier_id.number")
    def _compute_display_name(self):
        for material in self:
            material.display_name = f"{material.dossier_id.number}/{material.number}"

    # Two characters of a name are no work for a trigram index; with spaces they are.
    @api.depends("name")
    def _compute_search_key(self):
        for material in self:
            material.search_key = spaced_key(material.name or "")

    # --- Constraints ---

    @api.constrains("date_formed")
    def _check_date_formed(self):
        for material in self:
            today = material.company_id._cadre_date()
            if material.date_formed and material.date_formed > today:
                raise ValidationError(
                    self.env._(
                        "Material %(number)s: %(date)s lies in the future. Enter the "
                        "latest date on the paper.",
                        number=material.display_name,
                        date=material.date_formed,
                    )
                )

    @api.constrains("category_id", "type_id")
    def _check_category_id(self):
        for material in self:
            if not material.category_id.is_leaf:
                raise ValidationError(
                    self.env._(
                        "Class %s has sub-classes: file the material in one of them.",
                        material.category_id.code,
                    )
                )
            if (
                material.type_id
                and material.type_id.category_id != material.category_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(type)s” belongs into class %(right)s, not %(wrong)s.",
                        type=material.type_id.name,
                        right=material.type_id.category_id.code,
                        wrong=material.category_id.code,
                    )
                )

    # --- ORM overrides ---

    @api.model
    def _system_values(self, vals_list):
        """Office, class by the type, and number."""
        dossiers = self._referred("dossier_id", vals_list)
        companies = {d: dossier.company_id.id for d, dossier in dossiers.items()}
        types = self._referred("type_id", vals_list)
        classes = {t: kind.category_id.id for t, kind in types.items()}
        values = [
            {
                "company_id": companies.get(vals.get("dossier_id")),
                "category_id": vals.get("category_id")
                or classes.get(vals.get("type_id")),
            }
            for vals in vals_list
        ]
        numbered = [{**v, **more} for v, more in zip(vals_list, values, strict=True)]
        self._set_sequences(numbered)
        for more, vals in zip(values, numbered, strict=True):
            more["sequence"] = vals["sequence"]
        return values

    def _open_to_catalogue(self):
        """Hook: those of which a catalogue may still say what they are."""
        return self

    def _open_to_type(self):
        """Those of which the type may be said: an old catalogue often names none."""
        unnamed = self.filtered(lambda m: m.origin == "takeover" and not m.type_id)
        return unnamed | self._open_to_catalogue()

    def _guard_remedy(self, reason, names):
        return {
            "unlink": self.env._("Correct its data, or use the destruction procedure."),
            "once": self.env._("Register it in the other file, with a remark here."),
        }.get(reason)

    # --- Numbers ``class-sub-no.`` by themselves and without gaps (facts 5.1) ---

    @api.model
    def _set_sequences(self, vals_list):
        """Number new materials.

        One without a number is put in order among those of its class, and the ones
        behind it move on. One that brings its number (the old catalogue, as it stands
        in pencil on the papers) keeps it.
        """
        groups = {}
        for vals in vals_list:
            key = (vals.get("dossier_id"), vals.get("category_id"))
            groups.setdefault(key, []).append(vals)
        placed = {
            key: rows
            for key, rows in groups.items()
            if all(key) and not any(vals.get("sequence") for vals in rows)
        }
        rest = [v for key, rows in groups.items() if key not in placed for v in rows]
        if rest:
            self._set_behind(rest)
        if placed:
            self._put_between(placed)

    @api.model
    def _set_behind(self, vals_list):
        """Number new materials behind those on record, in one query a batch."""
        groups = [
            (
                (vals.get("dossier_id"), vals.get("category_id")),
                vals.get("sequence") or 0,
            )
            for vals in vals_list
        ]
        if all(given for _group, given in groups):
            return
        # Every number counts, also one that a rule hides.
        highest = {
            (dossier.id, category.id): last
            for dossier, category, last in self.sudo()._read_group(
                [("dossier_id", "in", [group[0] for group, _given in groups])],
                ["dossier_id", "category_id"],
                ["sequence:max"],
            )
        }
        numbers = continue_numbers(groups, highest)
        for vals, number in zip(vals_list, numbers, strict=True):
            vals["sequence"] = number

    @api.model
    def _put_between(self, groups):
        """Give new materials their numbers and move those behind them on.

        :param dict groups: ``{(dossier id, category id): [values]}``
        """
        categories = self.env["cadre.material.category"].browse(
            {category_id for _dossier_id, category_id in groups}
        )
        by_type = {category.id: category.ordering == "type" for category in categories}
        codes = {category.id: category.code for category in categories}
        types = self.env["cadre.material.type"].browse(
            {v["type_id"] for rows in groups.values() for v in rows if v.get("type_id")}
        )
        ranks = {kind.id: kind.sequence for kind in types}
        on_record = self._on_record({d for d, _c in groups}, categories.ids)
        numbers = {}
        for (dossier_id, category_id), rows in groups.items():
            new = [
                (
                    ("new", index),
                    order_key(
                        by_type[category_id],
                        ranks.get(vals.get("type_id")),
                        fields.Date.to_date(vals.get("date_formed")),
                    ),
                )
                for index, vals in enumerate(rows)
            ]
            materials = on_record.get((dossier_id, category_id), self.sudo().browse())
            order = put_in_order([(m, m._order_key()) for m in materials], new)
            for sequence, ref in enumerate(order, start=1):
                if isinstance(ref, tuple):
                    rows[ref[1]]["sequence"] = sequence
                elif ref.sequence != sequence:
                    numbers[ref] = (codes[category_id], sequence)
        self._renumber(numbers)

    @api.model
    def _on_record(self, dossier_ids, category_ids):
        """Materials of these files and classes, in order.

        Every material counts, also one that a rule hides.

        :rtype: dict[tuple[int, int], models.BaseModel]
        """
        materials_sudo = self.sudo().search_fetch(
            [
                ("dossier_id", "in", list(dossier_ids)),
                ("category_id", "in", list(category_ids)),
            ],
            ["dossier_id", "category_id", "sequence", "type_id", "date_formed"],
            order="dossier_id, category_id, sequence",
        )
        groups = materials_sudo.grouped(lambda m: (m.dossier_id.id, m.category_id.id))
        return dict(groups)

    def _order_key(self):
        self.ensure_one()
        return order_key(
            self.category_id.ordering == "type",
            self.type_id.sequence if self.type_id else None,
            self.date_formed or None,
        )

    @api.model
    def _renumber(self, numbers):
        """Give materials on record other numbers, in one statement, and log it.

        A number is no part of what the paper says: it moves by itself when another
        paper comes in between, also where nobody may change the material.

        :param dict numbers: ``{material: (code of its class, new sequence)}``
        """
        if not numbers:
            return
        logs = {}
        ids, sequences, texts = [], [], []
        for material, (code, sequence) in numbers.items():
            number = material_number(code, sequence)
            logs.setdefault(material.dossier_id, {})[material.number] = number
            ids.append(material.id)
            sequences.append(sequence)
            texts.append(number)
        self.flush_model(["sequence", "number", "dossier_id", "category_id"])
        self.env.cr.execute(
            """
            UPDATE cadre_material m
               SET sequence = new.sequence, number = new.number
              FROM unnest(%s, %s, %s) AS new(id, sequence, number)
             WHERE m.id = new.id
            """,
            (ids, sequences, texts),
        )
        self.browse(ids).invalidate_recordset(["sequence", "number", "display_name"])
        self.env["cadre.log"]._record(
            [
                entry
                for dossier, changed in logs.items()
                for entry in dossier._log_entries("renumber", payload=changed)
            ]
        )
