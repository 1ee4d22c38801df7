from odoo import api, fields, models

from ..rules.numbering import material_number, number_key
from ..rules.ordering import order_key, put_in_order, sort_anew


class CadreMaterialCategory(models.Model):
    _inherit = "cadre.material.category"

    ordering = fields.Selection(
        [("date", "By date"), ("type", "By type, then by date")],
        string="Put in order",
        required=True,
        compute="_compute_ordering",
        store=True,
        readonly=False,
        precompute=True,
        help="Results come first in classes 5 and 8, the League before the Party in "
        "class 6: there the types of material, in their own sequence, decide.",
    )
    blank_lines = fields.Integer(
        compute="_compute_ordering",
        store=True,
        readonly=False,
        precompute=True,
        help="Left empty behind this class on the printed catalogue, for later papers.",
    )

    _blank_lines_check = models.Constraint(
        "CHECK(blank_lines BETWEEN 0 AND 40)", "Between 0 and 40 blank lines."
    )

    @api.depends("code")
    def _compute_ordering(self):
        for category in self:
            code = category.code or ""
            category.ordering = "type" if code in ("5", "6", "8") else "date"
            # Class 9 grows fastest: 10 lines between its sub-parts (facts 5.2).
            category.blank_lines = 10 if code.startswith("9-") else 2


class CadreMaterial(models.Model):
    """Numbers ``class-sub-no.`` by themselves and without gaps (facts 5.1).

    A new material without a number is put in order among those of its class, and the
    ones behind it move on. A material that brings its number (the old catalogue, as
    it stands in pencil on the papers) keeps it.
    """

    _inherit = "cadre.material"

    # As before, but checked at the end of the statement that moves a whole class on.
    _number_uniq = models.Constraint(
        "UNIQUE(dossier_id, category_id, sequence) DEFERRABLE INITIALLY IMMEDIATE",
        "This file has a material with that number already: leave the number empty.",
    )

    # --- Business ---

    @api.model
    def _set_sequences(self, vals_list):  # pylint: disable=missing-return
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
            super()._set_sequences(rest)
        if placed:
            self._put_between(placed)

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
                {
                    "model": "cadre.dossier",
                    "res_id": dossier.id,
                    "action": "renumber",
                    "subject_id": dossier.employee_id.id,
                    "payload": changed,
                }
                for dossier, changed in logs.items()
            ]
        )


class CadreDossier(models.Model):
    _inherit = "cadre.dossier"

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
