import hashlib
import io
import zipfile
from base64 import b64decode, b64encode

import openpyxl
import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..models.base.roles import CLERK
from ..models.delivery.cadre_material import TAKE_OVER
from ..rules import takeover
from ..rules.cells import TEXT_STAYS_TEXT, cell_problem
from ..rules.tables import MAX_UNPACKED

MAX_ROWS = 60_000
BATCH = 1000


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
                self._workbook({sheet: [] for sheet in takeover.COLUMNS})
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
            "name": self.env._("Take Over an Old Archive"),
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
        return "\n".join(
            self.env._(
                "%(what)s: %(new)s new, %(changed)s changed, %(same)s as on record, "
                "%(refused)s refused",
                what=labels[sheet],
                refused=len(report["refused"][sheet]),
                **counts,
            )
            for sheet, counts in report["counts"].items()
        )

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
        sheets = self._read(b64decode(self.file))
        report = {
            "counts": {s: dict(new=0, changed=0, same=0) for s in takeover.COLUMNS},
            "refused": {s: [] for s in takeover.COLUMNS},
        }
        self._take_places(sheets["places"], report)
        self._take_files(sheets["files"], report)
        self._take_materials(sheets["materials"], report)
        return report

    @api.model
    def _read(self, content):
        """The rows of the three sheets, each as ``{column: cell}``."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                size = sum(info.file_size for info in archive.infolist())
            if size > MAX_UNPACKED:
                raise UserError(
                    self.env._(
                        "The workbook unpacks to more than %s MB: split it.",
                        MAX_UNPACKED // 1024 // 1024,
                    )
                )
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise UserError(
                self.env._(
                    "This is not a readable XLSX workbook: save it again as XLSX."
                )
            ) from error
        sheets = {sheet: [] for sheet in takeover.COLUMNS}
        known = False
        for worksheet in book.worksheets:
            sheet = takeover.sheet_of(worksheet.title)
            if sheet:
                known = True
                sheets[sheet] = self._read_sheet(sheet, worksheet)
        if not known:
            raise UserError(
                self.env._(
                    "None of the sheets is called Places, Files or Materials. Download "
                    "the empty workbook and fill it."
                )
            )
        return sheets

    @api.model
    def _read_sheet(self, sheet, worksheet):
        rows = worksheet.iter_rows(values_only=True)
        columns = takeover.columns_of(sheet, next(rows, ()))
        if missing := takeover.missing_columns(sheet, columns, self._is_chinese()):
            raise UserError(
                self.env._(
                    "Sheet “%(sheet)s” has no column “%(columns)s”.",
                    sheet=worksheet.title,
                    columns="”, “".join(missing),
                )
            )
        found = []
        for cells in rows:
            row = {
                name: cells[index] if index < len(cells) else None
                for name, index in columns.items()
            }
            if any(takeover.text_of(value) for value in row.values()):
                found.append(row)
            if len(found) > MAX_ROWS:
                raise UserError(
                    self.env._("More than %s rows in one sheet: split it.", MAX_ROWS)
                )
        return found

    @api.model
    def _is_chinese(self):
        return (self.env.lang or "").startswith("zh")

    @api.model
    def _workbook(self, sheets):
        """Rows with their reasons, in the shape that is loaded.

        :param dict sheets: ``{sheet: [(row, reason)]}``
        """
        import xlsxwriter

        output = io.BytesIO()
        book = xlsxwriter.Workbook(output, TEXT_STAYS_TEXT)
        head = book.add_format({"bold": True, "bg_color": "#E7E6E6"})
        red = book.add_format({"font_color": "#C00000", "text_wrap": True})
        is_chinese = self._is_chinese()
        for sheet, rows in sheets.items():
            title = takeover.title_of(takeover.SHEETS[sheet], is_chinese)
            worksheet = book.add_worksheet(title)
            columns = takeover.COLUMNS[sheet]
            for index, names in enumerate(columns.values()):
                title = takeover.title_of(names, is_chinese)
                worksheet.write_string(0, index, title, head)
            worksheet.set_column(0, len(columns) - 1, 18)
            if rows:
                worksheet.write_string(0, len(columns), self.env._("Reason"), head)
                worksheet.set_column(len(columns), len(columns), 60)
            for number, (row, reason) in enumerate(rows, start=1):
                for index, name in enumerate(columns):
                    text = takeover.text_of(row.get(name))
                    worksheet.write_string(number, index, text)
                worksheet.write_string(number, len(columns), reason, red)
            worksheet.freeze_panes(1, 0)
        book.close()
        return output.getvalue()

    # --- Storing ---

    @api.model
    def _sort_out(self, sheet, row, vals, reason, ready, report):
        if reason:
            report["refused"][sheet].append((row, reason))
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
            ident = vals[key] if key else (vals["dossier_id"], vals["takeover_number"])
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
            if name not in ("sequence", "category_id", "takeover_number")
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
                "“%s” is not a kind of place: room, cabinet, shelf or slot.",
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
                return vals, self.env._("“%s” is not a whole number.", row["capacity"])
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
                return {}, self.env._("“%s” is not a whole number.", row["volumes"])
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
            return {}, self.env._("“%s” is not a number such as 3-2 or 4-1-5.", number)
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
                "“%s” is not a date such as 2001-07-31.", row["formed"]
            )
        if not is_exact:
            remarks.append(
                self.env._("dated %s on the paper", takeover.text_of(row["formed"]))
            )
        if vals["date_formed"] and vals["date_formed"] > lookup["today"]:
            return vals, self.env._("%s lies in the future.", vals["date_formed"])
        if medium := takeover.text_of(row.get("medium")).lower():
            if medium not in lookup["media"]:
                return vals, self.env._("“%s” is not a medium of the list.", medium)
            vals["medium"] = lookup["media"][medium]
        if kind := takeover.text_of(row.get("type")):
            if kind.lower() not in lookup["types"]:
                return vals, self.env._("“%s” is not a type of material.", kind)
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
