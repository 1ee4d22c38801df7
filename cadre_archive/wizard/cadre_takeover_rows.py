from odoo import api, models

from ..models.delivery.cadre_material import TAKE_OVER
from ..rules import takeover
from ..rules.cells import cell_problem
from .cadre_takeover import BATCH


class CadreTakeover(models.TransientModel):
    """What the rows of the three sheets say: places, files, materials."""

    _inherit = "cadre.takeover"

    # --- Places ---

    def _take_places(self, rows, report):
        kinds = self._options("cadre.place", "kind")
        kinds.pop("virtual", None)
        depths = takeover.parents_first(
            (takeover.text_of(r["code"]), takeover.text_of(r.get("parent")))
            for r in rows
        )
        rows = sorted(rows, key=lambda r: depths[takeover.text_of(r["code"])])
        Place = self.env["cadre.place"].with_context(active_test=False)
        on_record = self._by_key(Place, "code", rows, "code", also="parent")
        seen = set()
        by_depth = {}
        for row in rows:
            code = takeover.text_of(row["code"])
            by_depth.setdefault(depths[code], []).append(row)
        for level in by_depth.values():
            ready = []
            for row in level:
                code = takeover.text_of(row["code"])
                vals, reason = self._place_values(row, kinds, on_record)
                if code in seen:
                    reason = self.env._("Code %s stands in an earlier row.", code)
                seen.add(code)
                self._sort_out("places", row, vals, reason, ready, report)
            stored = self._store("places", Place, ready, on_record, "code", report)
            on_record.update(stored)

    def _place_values(self, row, kinds, on_record):
        code = takeover.text_of(row["code"])
        kind = kinds.get(takeover.text_of(row["kind"]).lower())
        parent = takeover.text_of(row.get("parent"))
        vals = {"code": code, "name": takeover.text_of(row["name"]), "kind": kind}
        if not code or not vals["name"]:
            return vals, self.env._("Code and name are required.")
        if not kind:
            return vals, self.env._(
                "“%s” is no kind of place: room, cabinet, shelf or slot.",
                takeover.text_of(row["kind"]),
            )
        if parent:
            if parent not in on_record:
                return vals, self.env._("There is no place with the code “%s”.", parent)
            vals["parent_id"] = on_record[parent].id
        if takeover.text_of(row.get("capacity")):
            try:
                vals["capacity"] = takeover.read_count(row["capacity"])
            except ValueError:
                return vals, self.env._("“%s” is no whole number.", row["capacity"])
        if "is_iron" in row:
            vals["is_iron"] = takeover.read_yes(row["is_iron"])
        return vals, self._bad_cell(vals)

    # --- Files ---

    def _take_files(self, rows, report):
        kinds = self._options("cadre.dossier", "kind")
        cadres = self._cadres(rows)
        Dossier = self.env["cadre.dossier"].with_context(active_test=False)
        on_record = self._by_key(Dossier, "number", rows, "number")
        places = self._by_key(self.env["cadre.place"], "code", rows, "place")
        ready, seen = [], set()
        for row in rows:
            number = takeover.text_of(row["number"])
            vals, reason = self._file_values(row, kinds, cadres, places)
            if number in seen:
                reason = self.env._("File %s stands in an earlier row.", number)
            seen.add(number)
            dossier = on_record.get(number)
            if dossier and not reason:
                if dossier.employee_id.id != vals["employee_id"]:
                    reason = self.env._("File %s belongs to another cadre.", number)
                # Taken over once; afterwards the custody ledger knows where it is.
                vals = {k: v for k, v in vals.items() if k != "place_id"}
            self._sort_out("files", row, vals, reason, ready, report)
        self._store("files", Dossier, ready, on_record, "number", report)

    def _cadres(self, rows):
        """The cadres by their numbers; their names are only compared."""
        numbers = {takeover.text_of(row["cadre"]) for row in rows} - {""}
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("cadre_number", "in", list(numbers)),
                    ("company_id", "=", self.env.company.id),
                ],
                ["cadre_number", "name"],
            )
        )
        return {e.cadre_number: (e.id, e.name) for e in employees_sudo}

    def _file_values(self, row, kinds, cadres, places):
        number = takeover.text_of(row["number"])
        if not number:
            return {}, self.env._("The number of the file is required.")
        cadre = takeover.text_of(row["cadre"])
        employee_id, name = cadres.get(cadre, (0, ""))
        if not employee_id:
            return {}, self.env._("There is no cadre with the number “%s”.", cadre)
        stated = takeover.text_of(row.get("name"))
        if stated and stated != name:
            return {}, self.env._(
                "Cadre %(cadre)s has another name than “%(name)s”.",
                cadre=cadre,
                name=stated,
            )
        place = takeover.text_of(row["place"])
        if place not in places:
            return {}, self.env._("There is no place with the code “%s”.", place)
        kind = takeover.text_of(row.get("kind")).lower()
        if kind and kind not in kinds:
            return {}, self.env._("“%s” is neither original nor duplicate.", kind)
        vals = {
            "number": number,
            "employee_id": employee_id,
            "place_id": places[place].id,
        }
        if kind:
            vals["kind"] = kinds[kind]
        if takeover.text_of(row.get("volumes")):
            try:
                vals["volume_count"] = takeover.read_count(row["volumes"])
            except ValueError:
                return {}, self.env._("“%s” is no whole number.", row["volumes"])
        if note := takeover.text_of(row.get("note")):
            vals["note"] = note
        return vals, self._bad_cell(vals)

    # --- Materials ---

    def _take_materials(self, rows, report):
        Material = self.env["cadre.material"].with_context(cadre_door=TAKE_OVER)
        lookup = {
            "files": self._by_key(self.env["cadre.dossier"], "number", rows, "file"),
            "classes": {
                category.code: category
                for category in self.env["cadre.material.category"].search([])
                if category.is_leaf
            },
            "types": self._types(),
            "media": self._options("cadre.material", "medium"),
            "today": self.env.company._cadre_date(),
        }
        seen = set()
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            on_record, taken = self._materials_on_record(batch, lookup["files"])
            ready = []
            for row in batch:
                vals, reason = self._material_values(row, lookup)
                key = (vals.get("dossier_id"), vals.get("takeover_number"))
                if not reason and key in seen:
                    reason = self.env._("Number %s stands in an earlier row.", key[1])
                elif not reason and key not in on_record and key in taken:
                    reason = self.env._(
                        "Number %s is given to another material of the file.", key[1]
                    )
                seen.add(key)
                self._sort_out("materials", row, vals, reason, ready, report)
            self._store("materials", Material, ready, on_record, None, report)

    @api.model
    def _materials_on_record(self, rows, files):
        """What was taken over before, by file and old number; and numbers in use."""
        dossiers = {
            files[number].id
            for number in (takeover.text_of(row["file"]) for row in rows)
            if number in files
        }
        on_record, taken = {}, set()
        for material in self.env["cadre.material"].search_fetch(
            [("dossier_id", "in", list(dossiers))],
            ["dossier_id", "number", "takeover_number", "name", "date_formed"],
        ):
            key = (material.dossier_id.id, material.takeover_number)
            if material.takeover_number:
                on_record[key] = material
            taken.add((material.dossier_id.id, material.number))
        return on_record, taken

    def _material_values(self, row, lookup):
        file = takeover.text_of(row["file"])
        if file not in lookup["files"]:
            return {}, self.env._("There is no file with the number “%s”.", file)
        number = takeover.text_of(row["number"])
        split = takeover.split_number(number)
        if not split:
            return {}, self.env._("“%s” is no number such as 3-2 or 4-1-5.", number)
        category = lookup["classes"].get(split[0])
        if not category:
            return {}, self.env._(
                "There is no class %s that holds materials.", split[0]
            )
        vals = {
            "dossier_id": lookup["files"][file].id,
            "category_id": category.id,
            "sequence": split[1],
            "takeover_number": f"{split[0]}-{split[1]}",
            "name": takeover.text_of(row["name"]),
            "medium": False,
        }
        if not vals["name"]:
            return vals, self.env._("The name of the material is required.")
        try:
            vals["page_count"] = takeover.read_count(row["pages"])
        except ValueError:
            vals["page_count"] = 0
        if not vals["page_count"]:
            return vals, self.env._("Count the pages: a material has at least one.")
        remarks = [takeover.text_of(row.get("remark"))]
        try:
            vals["date_formed"], is_exact = takeover.read_date(row.get("formed"))
        except ValueError:
            return vals, self.env._(
                "“%s” is no date such as 2001-07-31.", row["formed"]
            )
        if not is_exact:
            remarks.append(
                self.env._("dated %s on the paper", takeover.text_of(row["formed"]))
            )
        if vals["date_formed"] and vals["date_formed"] > lookup["today"]:
            return vals, self.env._("%s lies in the future.", vals["date_formed"])
        if medium := takeover.text_of(row.get("medium")).lower():
            if medium not in lookup["media"]:
                return vals, self.env._("“%s” is no medium of the list.", medium)
            vals["medium"] = lookup["media"][medium]
        if kind := takeover.text_of(row.get("type")):
            if kind.lower() not in lookup["types"]:
                return vals, self.env._("“%s” is no type of material.", kind)
            type_id, category_id = lookup["types"][kind.lower()]
            if category_id != category.id:
                return vals, self.env._("“%s” belongs into another class.", kind)
            vals["type_id"] = type_id
        vals["source_unit"] = takeover.text_of(row.get("unit")) or False
        vals["remark"] = "; ".join(filter(None, remarks)) or False
        return vals, self._bad_cell(vals)

    # --- Looking up ---

    @api.model
    def _types(self):
        """Types of material by their names in every language."""
        found = {}
        for code, _name in self.env["res.lang"].get_installed():
            for kind in (
                self.env["cadre.material.type"]
                .with_context(lang=code)
                .search([("name", "!=", False)])
            ):
                found[kind.name.lower()] = (kind.id, kind.category_id.id)
        return found

    @api.model
    def _options(self, model, name):
        """The values of a selection by value and by label, in every language."""
        found = {}
        for code, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=code).env
            for value, label in env[model]._fields[name]._description_selection(env):
                found[value.lower()] = found[label.lower()] = value
        return found

    @api.model
    def _by_key(self, model, field, rows, column, also=None):
        """Records of the office by the numbers that stand in a column."""
        keys = {takeover.text_of(row.get(column)) for row in rows}
        if also:
            keys |= {takeover.text_of(row.get(also)) for row in rows}
        records = model.search(
            [(field, "in", list(keys - {""})), ("company_id", "=", self.env.company.id)]
        )
        return {record[field]: record for record in records}

    @api.model
    def _bad_cell(self, vals):
        texts = {
            "script": self.env._("A cell contains mark-up: write plain text."),
            "control": self.env._("A cell contains invisible characters: retype it."),
        }
        problems = map(cell_problem, vals.values())
        return texts.get(next(filter(None, problems), None), "")
