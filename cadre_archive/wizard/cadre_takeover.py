import hashlib
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import replace

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ..models.base.roles import CLERK
from ..models.delivery.cadre_material import TAKE_OVER
from ..rules import partial_dates, takeover, takeover_book
from ..rules.cells import cell_problem
from ..rules.identity import plain_name
from ..rules.normal import normal, visible
from ..rules.tables import Bad

MAX_ROWS = 60_000
BATCH = 1000
# What finds a record is repeated by a file, not changed.
LEFT_ALONE = ("sequence", "category_id", "takeover_number", "number", "code")


class CadreTakeover(models.TransientModel):
    """Takes over an old archive from one workbook: places, files, materials.

    Good rows are stored, each refused row comes back with its reason, in a workbook
    of the same shape to correct and load again. A repeated load changes what differs
    and doubles nothing: places and files are known by their numbers, materials by
    their number in the old catalogue.
    """

    _name = "cadre.takeover"
    _description = "Legacy Import"

    file = fields.Binary(string="Workbook", attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("checked", "Checked"), ("done", "Done")],
        default="choose",
        readonly=True,
    )
    summary = fields.Text(readonly=True)
    refused_count = fields.Integer(string="Refused rows", readonly=True)
    refused_file = fields.Binary(
        string="Rows to correct", attachment=False, readonly=True
    )
    refused_filename = fields.Char(readonly=True, default="refused_rows.xlsx")
    template_file = fields.Binary(compute="_compute_template_file")

    # --- Actions ---

    def action_check(self):
        """Say what a load would do, and store nothing."""
        self.ensure_one()
        with self.env.cr.savepoint() as savepoint:
            report = self._run()
            savepoint.rollback()
        self.env.invalidate_all()
        return self._show(report, "checked")

    def action_load(self):
        """Store the good rows."""
        self.ensure_one()
        report = self._run()
        self._log(report)
        return self._show(report, "done")

    def action_download_refused(self):
        return self._download("refused_file", self.refused_filename)

    def action_download_template(self):
        return self._download("template_file", "take_over.xlsx")

    def _download(self, name, filename):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/{name}/{filename}"
            "?download=true",
            "target": "self",
        }

    def _compute_template_file(self):
        for wizard in self:
            wizard.template_file = b64encode(
                self._workbook({sheet: [] for sheet in takeover.COLUMNS}, True)
            )

    def _show(self, report, state):
        refused = {sheet: rows for sheet, rows in report["refused"].items() if rows}
        self.write(
            {
                "state": state,
                "summary": self._summary(report),
                "refused_count": sum(map(len, refused.values())),
                "refused_file": b64encode(self._workbook(refused))
                if refused
                else False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Legacy Import"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _summary(self, report):
        labels = {
            "places": self.env._("Places"),
            "files": self.env._("Files"),
            "materials": self.env._("Materials"),
        }
        counts = [
            self.env._(
                "%(what)s: %(new)s new, %(changed)s changed, %(same)s as on record, "
                "%(refused)s refused",
                what=labels[sheet],
                refused=len(report["refused"][sheet]),
                **counts,
            )
            for sheet, counts in report["counts"].items()
        ]
        return "\n".join([*counts, *report["notes"], *self._untyped_note(report)])

    def _untyped_note(self, report):
        """Which names of materials are those of no type of their class."""
        untyped = report["untyped"].most_common()
        if not untyped:
            return []
        shown = ", ".join(f"{name} ({count})" for name, count in untyped[:20])
        return [
            self.env._(
                "%(count)s materials are of no type that is known, choose it later in "
                "the list of materials: %(names)s",
                count=sum(count for _name, count in untyped),
                names=shown + (" …" if len(untyped) > 20 else ""),
            )
        ]

    def _log(self, report):
        self.env["cadre.log"]._record(
            [
                {
                    "model": "res.company",
                    "res_id": self.env.company.id,
                    "action": "take_over",
                    "clause": "R-39",
                    "payload": {
                        "file": self.filename or "",
                        "sha256": hashlib.sha256(b64decode(self.file)).hexdigest(),
                        "counts": report["counts"],
                        "refused": {s: len(r) for s, r in report["refused"].items()},
                    },
                }
            ]
        )

    # --- The workbook ---

    def _run(self):
        """Read, check and store the three sheets.

        :return: ``counts`` by sheet and ``refused`` rows with their reasons
        """
        if not self.env.user.has_group(CLERK):
            raise AccessError(
                self.env._("Old files come in by the archive's legacy import.")
            )
        company = self.env.company
        if company.cadre_takeover_closed_on:
            raise self.env["cadre.material"]._refuse_closed(company)
        if not self.file:
            raise UserError(self.env._("Choose the workbook with the old files."))
        sheets, notes = self._read(b64decode(self.file))
        report = {
            "counts": {s: dict(new=0, changed=0, same=0) for s in takeover.COLUMNS},
            "refused": {s: [] for s in takeover.COLUMNS},
            "notes": notes,
            "untyped": Counter(),
        }
        self._take_places(sheets["places"], report)
        self._take_files(sheets["files"], report)
        self._take_materials(sheets["materials"], report)
        return report

    @api.model
    def _read(self, content):
        """The rows of the sheets, and what of the file was not used.

        Several sheets of a kind are read one after the other.

        :return: ``{sheet: [{column: cell}]}`` and lines of text
        """
        Table = self.env["cadre.table"]
        book = Table._read(content, max_lines=MAX_ROWS)
        # Our own sheet of lists is not told as unused.
        ours = self._values_title()
        book = replace(book, sheets=[s for s in book.sheets if s.name != ours])
        sheets = {sheet: [] for sheet in takeover.COLUMNS}
        used, unused = [], []
        for sheet in book.sheets:
            found = takeover.table_of(sheet) if sheet.lines else None
            if found:
                used.append(found[1])
                sheets[found[0]] += self._rows(*found)
            elif sheet.lines:
                unused.append(sheet.name)
        if not used:
            raise UserError(
                self.env._(
                    "None of the sheets is called Places, Files or Materials. Download "
                    "the empty workbook and fill it."
                )
            )
        if max(map(len, sheets.values())) > MAX_ROWS:
            raise UserError(
                self.env._("More than %s rows in one sheet: split it.", MAX_ROWS)
            )
        return sheets, Table._notes(book, used, unused)

    @api.model
    def _rows(self, sheet, table):
        if missing := takeover.missing_columns(
            sheet, table.columns, self._is_chinese()
        ):
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” has no column “%(columns)s”.",
                    sheet=table.sheet,
                    columns="”, “".join(missing),
                )
            )
        ordered = sorted(table.columns, key=list(takeover.COLUMNS[sheet]).index)
        rows = (
            {name: table.value(line, name) for name in ordered} for line in table.rows
        )
        return [
            row
            for row in rows
            if any(takeover.text_of(value) for value in row.values())
            and not takeover.is_example(row)
        ]

    @api.model
    def _values_title(self):
        """Title of the sheet with the values of the drop-downs."""
        return self.env._("Allowed values")

    @api.model
    def _bad_reasons(self, sheet, row):
        """Why cells of a row cannot be trusted, each with its column."""
        columns, is_chinese = takeover.COLUMNS[sheet], self._is_chinese()
        reasons = []
        for name, value in row.items():
            if isinstance(value, Bad):
                title = takeover.title_of(columns[name], is_chinese)
                text = self.env["cadre.table"]._bad_message(value)
                reasons.append(f"{title}: {text}")
        return reasons

    @api.model
    def _is_chinese(self):
        return (self.env.lang or "").startswith("zh")

    @api.model
    def _workbook(self, sheets, is_template=False):
        """As :func:`takeover_book.write`, in the words of the reader."""
        return takeover_book.write(
            sheets,
            self._allowed_values(),
            reason_title=self.env._("Reason"),
            values_title=self._values_title(),
            is_chinese=self._is_chinese(),
            is_template=is_template,
            last_line=MAX_ROWS,
        )

    @api.model
    def _allowed_values(self):
        """What may stand in columns with a list, as the reader writes it."""

        def labels(model, name, without=()):
            selection = self.env[model]._fields[name]._description_selection(self.env)
            return [label for value, label in selection if value not in without]

        return {
            ("places", "kind"): labels("cadre.place", "kind", ("virtual",)),
            ("places", "is_iron"): [self.env._("Yes"), self.env._("No")],
            ("files", "kind"): labels("cadre.dossier", "kind"),
            ("materials", "medium"): labels("cadre.material", "medium"),
            ("materials", "type"): self.env["cadre.material.type"]
            .search([("name", "!=", False)])
            .mapped("name"),
        }

    # --- Storing ---

    @api.model
    def _sort_out(self, sheet, row, vals, reasons, ready, report):
        reasons = self._bad_reasons(sheet, row) + reasons
        if reasons:
            report["refused"][sheet].append((row, "\n".join(dict.fromkeys(reasons))))
        else:
            ready.append((row, vals))

    def _store(self, sheet, model, ready, on_record, key, report):
        """Create what is new and change what differs.

        :param list ready: ``(row, values)``, checked
        :param dict on_record: ``{key: record}``
        :param str key: name of the key field; None for materials
        :return: ``{key: record}`` of what was created
        """
        counts, refused = report["counts"][sheet], report["refused"][sheet]
        new, stored = [], {}
        for row, vals in ready:
            ident = (
                normal(vals[key])
                if key
                else (vals["dossier_id"], vals["takeover_number"])
            )
            record = model.browse(on_record[ident].id) if ident in on_record else None
            if not record:
                new.append((row, vals, ident))
            elif not (changes := self._changes(record, vals)):
                counts["same"] += 1
            elif reason := self._attempt(model, lambda r=record, c=changes: r.write(c)):
                refused.append((row, reason))
            else:
                counts["changed"] += 1
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            created = []
            if self._attempt(
                model,
                lambda b=batch, c=created: c.extend(
                    model.create([dict(v) for _r, v, _i in b])
                ),
            ):
                # One of them is bad: each for itself tells which.
                for row, vals, ident in batch:
                    one = []
                    if reason := self._attempt(
                        model, lambda v=vals, o=one: o.extend(model.create([dict(v)]))
                    ):
                        refused.append((row, reason))
                    else:
                        stored[ident] = one[0]
            else:
                stored.update(
                    {i: r for (_row, _v, i), r in zip(batch, created, strict=True)}
                )
        counts["new"] += len(stored)
        return stored

    @api.model
    def _changes(self, record, vals):
        """What a row says differently; the place within the file is left alone."""
        return {
            name: value
            for name, value in vals.items()
            if name not in LEFT_ALONE
            and record._fields[name].convert_to_write(record[name], record)
            != (value or False if name != "capacity" else value)
        }

    def _attempt(self, model, work):
        """Do something in a savepoint.

        :return: the reason why it was refused, or an empty text
        """
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                work()
                self.env.flush_all()
        except psycopg2.IntegrityError as error:
            self.env.invalidate_all()
            return model._sql_error_to_message(error)
        except (UserError, ValidationError, AccessError) as error:
            self.env.invalidate_all()
            return str(error.args[0])
        return ""

    # --- Places ---

    def _take_places(self, rows, report):
        kinds = self._options("cadre.place", "kind")
        kinds.pop("virtual", None)
        depths = takeover.parents_first(
            (
                normal(takeover.text_of(r["code"])),
                normal(takeover.text_of(r.get("parent"))),
            )
            for r in rows
        )
        rows = sorted(rows, key=lambda r: depths[normal(takeover.text_of(r["code"]))])
        Place = self.env["cadre.place"].with_context(active_test=False)
        on_record = self._by_key(Place, "code", rows, "code", also="parent")
        seen = set()
        by_depth = {}
        for row in rows:
            code = takeover.text_of(row["code"])
            by_depth.setdefault(depths[normal(code)], []).append(row)
        for level in by_depth.values():
            ready = []
            for row in level:
                code = takeover.text_of(row["code"])
                vals, reasons = self._place_values(row, kinds, on_record)
                if normal(code) in seen:
                    reasons.append(
                        self.env._("Code %s stands in an earlier row.", code)
                    )
                seen.add(normal(code))
                self._sort_out("places", row, vals, reasons, ready, report)
            stored = self._store("places", Place, ready, on_record, "code", report)
            on_record.update(stored)

    def _place_values(self, row, kinds, on_record):
        code = takeover.text_of(row["code"])
        kind = kinds.get(normal(takeover.text_of(row["kind"])))
        parent = takeover.text_of(row.get("parent"))
        vals = {"code": code, "name": takeover.text_of(row["name"]), "kind": kind}
        reasons = []
        if not code or not vals["name"]:
            reasons.append(self.env._("Code and name are required."))
        if not kind:
            reasons.append(
                self.env._(
                    "“%s” is not a kind of place: room, cabinet, shelf or slot.",
                    takeover.text_of(row["kind"]),
                )
            )
        if normal(parent) in on_record:
            vals["parent_id"] = on_record[normal(parent)].id
        elif parent:
            reasons.append(self.env._("There is no place with the code “%s”.", parent))
        self._count(row, "capacity", vals, "capacity", reasons)
        if "is_iron" in row:
            vals["is_iron"] = takeover.read_yes(row["is_iron"])
        return vals, reasons + self._bad_cell(vals)

    @api.model
    def _count(self, row, column, vals, field, reasons):
        """Take a whole number over, where one is stated."""
        if takeover.text_of(row.get(column)):
            try:
                vals[field] = takeover.read_count(row[column])
            except ValueError:
                reasons.append(
                    self.env._(
                        "“%s” is not a whole number.", takeover.text_of(row[column])
                    )
                )

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
            vals, reasons = self._file_values(row, kinds, cadres, places)
            if normal(number) in seen:
                reasons.append(self.env._("File %s stands in an earlier row.", number))
            seen.add(normal(number))
            dossier = on_record.get(normal(number))
            if dossier and not reasons:
                if dossier.employee_id.id != vals["employee_id"]:
                    reasons.append(
                        self.env._("File %s belongs to another cadre.", number)
                    )
                # Taken over once; afterwards the custody ledger knows where it is.
                vals = {k: v for k, v in vals.items() if k != "place_id"}
            self._sort_out("files", row, vals, reasons, ready, report)
        self._store("files", Dossier, ready, on_record, "number", report)

    def _cadres(self, rows):
        """The cadres by their numbers; their names are only compared."""
        numbers = {takeover.text_of(row["cadre"]) for row in rows} - {""}
        employees_sudo = self._in_form(
            self.env["hr.employee"].sudo().with_context(active_test=False),
            "cadre_number",
            numbers,
        )
        return {number: (e.id, e.name) for number, e in employees_sudo.items()}

    def _file_values(self, row, kinds, cadres, places):
        number = takeover.text_of(row["number"])
        reasons = []
        if not number:
            reasons.append(self.env._("The number of the file is required."))
        cadre = takeover.text_of(row["cadre"])
        employee_id, name = cadres.get(normal(cadre), (0, ""))
        stated = takeover.text_of(row.get("name"))
        if not employee_id:
            reasons.append(self.env._("There is no cadre with the number “%s”.", cadre))
        elif stated and plain_name(stated) != plain_name(name):
            reasons.append(
                self.env._(
                    "Cadre %(cadre)s has another name than “%(name)s”.",
                    cadre=cadre,
                    name=stated,
                )
            )
        place = takeover.text_of(row["place"])
        if normal(place) not in places:
            reasons.append(self.env._("There is no place with the code “%s”.", place))
        kind = normal(takeover.text_of(row.get("kind")))
        if kind and kind not in kinds:
            reasons.append(
                self.env._(
                    "“%s” is neither original nor duplicate.",
                    takeover.text_of(row["kind"]),
                )
            )
        vals = {"number": number, "employee_id": employee_id}
        if normal(place) in places:
            vals["place_id"] = places[normal(place)].id
        if kind in kinds:
            vals["kind"] = kinds[kind]
        self._count(row, "volumes", vals, "volume_count", reasons)
        if note := takeover.text_of(row.get("note")):
            vals["note"] = note
        return vals, reasons + self._bad_cell(vals)

    # --- Materials ---

    def _take_materials(self, rows, report):
        Material = self.env["cadre.material"].with_context(cadre_door=TAKE_OVER)
        types = self._types()
        types_of_class = {}
        for name, (type_id, category_id) in types.items():
            types_of_class.setdefault(category_id, {})[name] = type_id
        lookup = {
            "files": self._by_key(self.env["cadre.dossier"], "number", rows, "file"),
            "classes": {
                category.code: category
                for category in self.env["cadre.material.category"].search([])
                if category.is_leaf
            },
            "types": types,
            "types_of_class": types_of_class,
            "media": self._options("cadre.material", "medium"),
            "today": self.env.company._cadre_date(),
        }
        seen = set()
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            on_record, taken = self._materials_on_record(batch, lookup["files"])
            ready = []
            for row in batch:
                vals, reasons = self._material_values(row, lookup)
                key = (vals.get("dossier_id"), vals.get("takeover_number"))
                if all(key) and key in seen:
                    reasons.append(
                        self.env._("Number %s stands in an earlier row.", key[1])
                    )
                elif all(key) and key not in on_record and key in taken:
                    reasons.append(
                        self.env._(
                            "Number %s is given to another material of the file.",
                            key[1],
                        )
                    )
                seen.add(key)
                known = on_record.get(key)
                if known and known.type_id and not takeover.text_of(row.get("type")):
                    # What the clerk chose later is not undone by a guess.
                    vals.pop("type_id", None)
                elif not vals.get("type_id") and not reasons:
                    report["untyped"][vals["name"]] += 1
                self._sort_out("materials", row, vals, reasons, ready, report)
            self._store("materials", Material, ready, on_record, None, report)

    @api.model
    def _materials_on_record(self, rows, files):
        """What was taken over before, by file and old number; and numbers in use."""
        dossiers = {
            files[number].id
            for number in (normal(takeover.text_of(row["file"])) for row in rows)
            if number in files
        }
        on_record, taken = {}, set()
        for material in self.env["cadre.material"].search_fetch(
            [("dossier_id", "in", list(dossiers))],
            [
                "dossier_id",
                "number",
                "takeover_number",
                "name",
                "date_formed",
                "type_id",
            ],
        ):
            key = (material.dossier_id.id, material.takeover_number)
            if material.takeover_number:
                on_record[key] = material
            taken.add((material.dossier_id.id, material.number))
        return on_record, taken

    def _material_values(self, row, lookup):
        """Values of a row, and all reasons to refuse it."""
        file = takeover.text_of(row["file"])
        vals, reasons = {"medium": False}, []
        if normal(file) in lookup["files"]:
            vals["dossier_id"] = lookup["files"][normal(file)].id
        else:
            reasons.append(self.env._("There is no file with the number “%s”.", file))
        category = self._take_number(row, lookup, vals, reasons)
        vals["name"] = takeover.text_of(row["name"])
        if not vals["name"]:
            reasons.append(self.env._("The name of the material is required."))
        try:
            vals["page_count"] = takeover.read_count(row["pages"])
        except ValueError:
            vals["page_count"] = 0
        if not vals["page_count"]:
            reasons.append(self.env._("Count the pages: a material has at least one."))
        remarks = [takeover.text_of(row.get("remark"))]
        self._take_date(row, lookup, vals, reasons)
        self._take_medium(row, lookup, vals, reasons, remarks)
        self._take_type(row, lookup, category, vals, reasons)
        vals["source_unit"] = takeover.text_of(row.get("unit")) or False
        vals["remark"] = "; ".join(filter(None, remarks)) or False
        return vals, reasons + self._bad_cell(vals)

    def _take_number(self, row, lookup, vals, reasons):
        """Class and number of a material.

        :return: the class, if there is one
        """
        number = takeover.text_of(row["number"])
        split = takeover.split_number(number)
        if not split:
            reasons.append(
                self.env._("“%s” is not a number such as 3-2 or 4-1-5.", number)
            )
            return None
        category = lookup["classes"].get(split[0])
        if not category:
            reasons.append(
                self.env._("There is no class %s that holds materials.", split[0])
            )
            return None
        vals |= {
            "category_id": category.id,
            "sequence": split[1],
            "takeover_number": f"{split[0]}-{split[1]}",
        }
        return category

    def _take_date(self, row, lookup, vals, reasons):
        formed = takeover.formed_of(row)
        text = takeover.text_of(formed)
        try:
            vals["date_formed"], is_exact = takeover.read_date(formed)
        except ValueError:
            reasons.append(self.env._("“%s” is not a date such as 2001-07-31.", text))
            return
        # Known to the year or month, it is kept and printed so (5.2).
        known = "day" if is_exact else partial_dates.read(text)[1]
        vals["date_precision"] = known
        if vals["date_formed"] and vals["date_formed"] > lookup["today"]:
            reasons.append(self.env._("%s lies in the future.", vals["date_formed"]))

    def _take_medium(self, row, lookup, vals, reasons, remarks):
        medium = takeover.text_of(row.get("medium"))
        if not medium:
            return
        media = lookup["media"]
        if normal(medium) in media:
            vals["medium"] = media[normal(medium)]
        elif medium.lower() in takeover.MEDIA:
            vals["medium"] = takeover.MEDIA[medium.lower()]
            remarks.append(self.env._("“%s” in the old catalogue", medium))
        else:
            reasons.append(self.env._("“%s” is not a medium of the list.", medium))

    def _take_type(self, row, lookup, category, vals, reasons):
        """The type as stated, else as name and class of the material say."""
        kind = takeover.text_of(row.get("type"))
        if kind and normal(kind) not in lookup["types"]:
            reasons.append(self.env._("“%s” is not a type of material.", kind))
        elif kind:
            type_id, category_id = lookup["types"][normal(kind)]
            if category and category_id != category.id:
                reasons.append(self.env._("“%s” belongs into another class.", kind))
            vals["type_id"] = type_id
        elif category:
            of_class = lookup["types_of_class"].get(category.id, {})
            if type_id := takeover.type_of(vals["name"], of_class):
                vals["type_id"] = type_id

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
                found[normal(kind.name)] = (kind.id, kind.category_id.id)
        return found

    @api.model
    def _options(self, model, name):
        """The values of a selection by value and by label, in every language."""
        found = {}
        for code, _name in self.env["res.lang"].get_installed():
            env = self.with_context(lang=code).env
            for value, label in env[model]._fields[name]._description_selection(env):
                found[normal(value)] = found[normal(label)] = value
        return found

    @api.model
    def _by_key(self, model, field, rows, column, also=None):
        """Records of the office by the numbers that stand in a column."""
        keys = {takeover.text_of(row.get(column)) for row in rows}
        if also:
            keys |= {takeover.text_of(row.get(also)) for row in rows}
        return self._in_form(model, field, keys)

    @api.model
    def _in_form(self, model, field, keys):
        """Records of the office by their numbers, in normal form."""
        keys -= {""}
        office = Domain("company_id", "=", self.env.company.id)
        written = keys | {visible(key) for key in keys}
        found = model.search(Domain(field, "in", list(written)) & office)
        left = {normal(key) for key in keys} - {normal(r[field]) for r in found}
        if left:
            found |= model.search(model._normal_domain(field, left) & office)
        return {normal(record[field]): record for record in found}

    @api.model
    def _bad_cell(self, vals):
        texts = {
            "script": self.env._("A cell contains mark-up: write plain text."),
            "control": self.env._("A cell contains invisible characters: retype it."),
        }
        problems = set(map(cell_problem, vals.values())) - {None}
        return [texts[problem] for problem in sorted(problems)]
