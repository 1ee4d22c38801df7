import contextlib
from datetime import date, datetime

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base_import.models.base_import import ImportValidationError

from ...rules import tables, workbooks
from ...rules.cells import original
from ...rules.figures import FigureError, card_problem, read_moment, read_number
from ...rules.tables import MAX_UNPACKED, Bad
from .import_run import KEY, ImportRun

# So many lines of what is told about a file.
MAX_NOTES = 20


class BaseImport(models.TransientModel):
    """Odoo's importer, stricter and clearer for the models of this system.

    Their files are read by the one reader of tables; of a file that shows an error
    nothing is stored. What a file is shown as, and what of it is not used, comes with
    the preview (``cadre_notes``).
    """

    _inherit = "base_import.import"

    @api.model
    def get_fields_tree(self, model, depth=3):
        """With the columns by which a file finds its records, closed or not."""
        importing = self.with_context(cadre_importing=True)
        return super(BaseImport, importing).get_fields_tree(model, depth)

    def _is_guarded(self):
        """Whether the imported model is one of ours or one that we extend."""
        model = self.env.get(self.res_model)
        return model is not None and (
            model._name.startswith("cadre.")
            or isinstance(model, self.env.registry["cadre.import.mixin"])
        )

    # --- Reading ---

    def _read_file(self, options):
        if not self._is_guarded():
            self._check_unpacked_size()
            return super()._read_file(options)
        book, table = self._read_table(options)
        run = ImportRun.of(self.env)
        lines = list(table.rows)
        width = max([len(table.heads), *(len(line.cells) for line in lines)])
        rows = []
        if options.get("has_headers"):
            rows.append(table.heads + [""] * (width - len(table.heads)))
        for line in lines:
            cells = [self._cell_for_odoo(cell) for cell in line.cells]
            rows.append(cells + [""] * (width - len(cells)))
        if run is not None:
            run.table = table
        if book.kind == "csv":
            options["encoding"] = book.encoding
            options["separator"] = book.separator
        else:
            options["sheets"] = [sheet.name for sheet in book.sheets]
            options["sheet"] = table.sheet
        return len(rows), rows

    def _read_csv(self, options):
        """As Odoo's; what an export made inert is again what it was."""
        read = super()._read_csv(options)
        if not read:
            return read
        length, rows = read
        return length, [[original(cell) for cell in row] for row in rows]

    def _read_table(self, options):
        """The sheet that the clerk chose, else the first with titles that are known.

        :return: the book and the table
        """
        self.ensure_one()
        book = self.env["cadre.table"]._read(
            self.file or b"",
            encoding=options.get("encoding") or None,
            separator=options.get("separator") or None,
            quoting=options.get("quoting") or '"',
            max_unpacked=MAX_UNPACKED,
        )
        filled = [sheet for sheet in book.sheets if sheet.lines]
        known = self._known_titles()
        chosen = [s for s in book.sheets if s.name and s.name == options.get("sheet")]
        if not options.get("has_headers"):
            return book, self._without_heads((chosen or filled)[0])
        found = filter(None, (tables.find_table(s, known) for s in chosen or filled))
        if table := next(found, None):
            return book, table
        return book, self._with_own_heads((chosen or filled)[0], known)

    @api.model
    def _without_heads(self, sheet):
        return tables.Table(
            sheet=sheet.name,
            head_line=0,
            titles=(),
            heads=[],
            columns={},
            unused=(),
            rows=sheet.lines,
        )

    @api.model
    def _with_own_heads(self, sheet, known):
        """Titles of the office's own: the first line that is no title above them."""
        position = next(
            (
                number
                for number, line in enumerate(sheet.lines[: tables.HEAD_LINES])
                if sum(cell is not None for cell in line.cells) > 1
            ),
            0,
        )
        if not sheet.lines:
            raise UserError(
                self.env["cadre.table"]._file_message(tables.TableError("empty"))
            )
        return tables.table_at(sheet, position, known)

    def _known_titles(self):
        """Titles of this model's columns: names, labels of every language, usual ones.

        :return: as :func:`tables.known_titles`
        """
        model = self.env[self.res_model]
        names = {}
        for code, _name in self.env["res.lang"].get_installed():
            tree = self.with_context(lang=code).get_fields_tree(model._name, 1)
            for field in tree:
                names.setdefault(field["name"], {field["name"]}).add(field["string"])
        for mapping in self.env["base_import.mapping"].search(
            [("res_model", "=", model._name)]
        ):
            if mapping.column_name and mapping.field_name:
                names.setdefault(mapping.field_name, set()).add(mapping.column_name)
        # A path to a field of a record that is named (employee_id/id).
        found = tables.known_titles(names)
        roots = set(model._fields)
        return lambda key: found(key) or (key if key.split("/")[0] in roots else None)

    @api.model
    def _cell_for_odoo(self, cell):
        """A cell as Odoo's importer takes it: a text, or a day or moment."""
        if isinstance(cell, (str, date, datetime)):
            return cell.strip() if isinstance(cell, str) else cell
        return tables.text_of(cell)

    def _check_unpacked_size(self):
        """Refuse a spreadsheet that would unpack to more than is reasonable.

        Asked of every upload: anybody can import into a contact.
        """
        content = self.file or b""
        if not content.startswith(b"PK"):
            return
        try:
            workbooks.check_unpacked(content, MAX_UNPACKED)
        except tables.TableError as error:
            # Odoo reads more kinds of files than this reader.
            if error.code in ("damaged", "unpacked"):
                raise UserError(self.env["cadre.table"]._file_message(error)) from error

    # --- Preview ---

    def parse_preview(self, options, count=10):
        """As Odoo's, with ``cadre_notes``: what was read, what is not used."""
        preview = super().parse_preview(options, count=count)
        if self._is_guarded() and not preview.get("error"):
            preview["cadre_notes"] = self._file_notes(options)
        return preview

    def _file_notes(self, options):
        book, table = self._read_table(options)
        Table = self.env["cadre.table"]
        known = self._known_titles()
        blank = [
            sheet.name
            for sheet in book.sheets
            if sheet.lines
            and sheet.name != table.sheet
            and tables.find_table(sheet, known) is None
        ]
        notes = Table._notes(book, [table], blank)
        notes += self._identity_notes(table)
        if len(notes) > MAX_NOTES:
            notes = [*notes[:MAX_NOTES], "…"]
        return notes

    def _identity_notes(self, table):
        """Identity numbers whose check sign is not right: said, not refused."""
        model = self.env[self.res_model]
        today = self.env.company._cadre_date()
        return [
            self.env._(
                "Row %(row)s of the sheet: the last character of “%(number)s” does not "
                "fit the others. Compare it with the card.",
                row=row.number,
                number=table.value(row, name),
            )
            for name in getattr(model, "_import_identities", ())
            if name in table.columns
            for row in table.rows
            if card_problem(tables.text_of(table.value(row, name)), today) == "check"
        ]

    # --- Running ---

    def execute_import(self, fields, columns, options, dryrun=False):
        """Import all or nothing, and say what to do about every refused row."""
        if not self._is_guarded():
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        # Odoo stores a long file in slices, so that a bad row in the third slice would
        # leave the first two stored. Here a file is one piece.
        options = dict(options, limit=None)
        run = ImportRun(self.res_model)
        importer = self.with_context(**{KEY: run})
        savepoint = self.env.cr.savepoint()
        result = super(BaseImport, importer).execute_import(
            fields, columns, options, dryrun=dryrun
        )
        titles = {
            name.split("/")[0]: title
            for name, title in zip(fields, columns, strict=False)
            if name and title
        }
        if run.messages and not result["messages"]:
            # A model without the mixin: what was refused before it was asked.
            result["messages"] = run.messages
        if result["messages"]:
            savepoint.rollback()
            self.pool.reset_changes()
            result["ids"] = False
        savepoint.close(rollback=False)
        messages = self._first_of_each_cell(result["messages"])
        for message in messages:
            importer._explain(message, titles, options)
        result["messages"] = messages
        return result

    def _convert_import_data(self, fields, options):
        """As Odoo's, keeping where each row stands in the sheet."""
        data, import_fields = super()._convert_import_data(fields, options)
        run = ImportRun.of(self.env)
        if run is None or not self._is_guarded():
            return data, import_fields
        used = [index for index, name in enumerate(fields) if name]
        kept = [
            line
            for line in run.table.rows
            if any(
                index < len(line.cells) and self._cell_for_odoo(line.cells[index])
                for index in used
            )
        ]
        run.lines = [line.number for line in kept]
        for row, line in enumerate(kept):
            for position, index in enumerate(used):
                cell = line.cells[index] if index < len(line.cells) else None
                if isinstance(cell, Bad):
                    text = self.env["cadre.table"]._bad_message(cell)
                    self._refuse_cell(run, row, import_fields[position], text)
                    data[row][position] = ""
        return data, import_fields

    def _refuse_cell(self, run, row, path, text):
        name = path.split("/")[0]
        field = self.env[self.res_model]._fields.get(name)
        label = field._description_string(self.env) if field else name
        run.refuse(row, text, name, label)

    @api.model
    def _first_of_each_cell(self, messages):
        """What is wrong with each cell once."""
        cells, first = set(), []
        for message in messages:
            rows, field = message.get("rows"), message.get("field")
            cell = (rows and rows.get("from"), field)
            if not (rows and field) or cell not in cells:
                cells.add(cell)
                first.append(message)
        return first

    def _parse_date_from_data(self, data, index, name, field_type, options):
        """Days as offices write them; a year of two digits is of two centuries."""
        run = ImportRun.of(self.env)
        parse = super()._parse_date_from_data
        if run is None:
            return parse(data, index, name, field_type, options)
        pattern = options.get(f"{field_type}_format") or ""
        for row, line in enumerate(data):
            if not isinstance(line[index], str) or not line[index].strip():
                continue
            cell = line[index]
            try:
                line[index] = self._moment(cell, field_type)
            except FigureError as error:
                problem = error.code
                if problem == "day" and "%y" not in pattern:
                    with contextlib.suppress(ImportValidationError):
                        parse([line], index, name, field_type, options)
                        continue
                line[index] = ""
                text = (
                    self.env._(
                        "“%s” has a year of two digits: write it with four.", cell
                    )
                    if problem == "short_year"
                    else self.env._("“%s” is not a date.", cell)
                )
                self._refuse_cell(run, row, name, text)

    @api.model
    def _moment(self, cell, field_type):
        moment = read_moment(cell)
        if field_type == "date":
            return moment.date().isoformat()
        return moment.strftime("%Y-%m-%d %H:%M:%S")

    def _parse_float_from_data(self, data, index, name, options):
        """Numbers as a table writes them, and nothing that is only nearly one."""
        run = ImportRun.of(self.env)
        if run is None:
            return super()._parse_float_from_data(data, index, name, options)
        signs = (
            options.get("float_thousand_separator") or ",",
            options.get("float_decimal_separator") or ".",
        )
        for row, line in enumerate(data):
            cell = line[index]
            if not isinstance(cell, str) or not cell.strip():
                continue
            try:
                line[index] = f"{read_number(cell, *signs):f}"
            except FigureError as error:
                line[index] = ""
                text = (
                    self.env._(
                        "“%(cell)s” is not written out: write %(meant)s if that is "
                        "meant.",
                        cell=cell,
                        meant=error.meant,
                    )
                    if error.code == "unit"
                    else self.env._("“%s” is not a number.", cell)
                )
                self._refuse_cell(run, row, name, text)

    def _row_label(self, number, options):
        """Where a row stands, counted as on the import screen and as in the sheet."""
        row = number + 1 + options.get("skip", 0)
        run = ImportRun.of(self.env)
        if run is not None and 0 <= number < len(run.lines):
            line = run.lines[number]
        else:
            line = row + bool(options.get("has_headers"))
        return self.env._(
            "Row %(row)s (line %(line)s of the sheet)", row=row, line=line
        )

    def _explain(self, message, titles, options):
        """Complete a message of ``load`` with row, column and remedy, in place.

        :param dict message: as Odoo's ``load`` builds it
        :param dict titles: ``{field name: column title in the file}``
        :param dict options: the importer's options (``has_headers``, ``skip``)
        """
        if message.get("not_matching_error"):
            return  # a date, explained where it was parsed
        parts = []
        rows = message.get("rows")
        if rows and rows.get("from", -1) >= 0:
            parts.append(self._row_label(rows["from"], options))
            # What the import screen shows as "row".
            message["record"] = rows["from"] + 1 + options.get("skip", 0)
        name = (message.get("field") or "").split("/")[0]
        if name:
            title = titles.get(name) or message.get("field_name") or name
            parts.append(self.env._("column “%s”", title))
        text = (message.get("message") or "").strip()
        if text and text[-1] not in ".!?。！？":
            text += "."
        remedy = self._remedy(name)
        message["message"] = (
            (", ".join(parts) + ": " if parts else "")
            + text
            + (f" {remedy}" if remedy and remedy not in text else "")
        )

    @api.model
    def _get_remedies(self):
        """What helps, by type of field."""
        return {
            "many2one": self.env._(
                "Correct the spelling, use the number, or create that record first."
            ),
            "many2many": self.env._(
                "Correct the spelling, use the number, or create that record first."
            ),
            "date": self.env._("Write the date as 2026-03-31."),
            "datetime": self.env._("Write the time as 2026-03-31 08:30:00."),
            "integer": self.env._("Write a whole number."),
            "float": self.env._("Write a number such as 12.5."),
            "selection": self.env._("Use one of the values in the import template."),
        }

    def _remedy(self, name):
        field = self.env[self.res_model]._fields.get(name)
        if field is None:
            return self.env._(
                "Correct that row in the file and load it again; nothing was stored."
            )
        return self._get_remedies().get(
            field.type,
            self.env._(
                "Correct that cell in the file and load it again; nothing was stored."
            ),
        )
