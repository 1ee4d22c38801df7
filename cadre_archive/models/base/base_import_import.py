import io
import zipfile

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base_import.models.base_import import ImportValidationError

from ...rules.cells import original

# An XLSX of 352 KB can hold 100 MB of XML: checked before anything is parsed.
MAX_UNPACKED = 100 * 1024 * 1024


class BaseImport(models.TransientModel):
    """Odoo's importer, stricter and clearer for the models of this system."""

    _inherit = "base_import.import"

    @api.model
    def get_fields_tree(self, model, depth=3):
        """With the columns by which a file finds its records, closed or not."""
        importing = self.with_context(cadre_importing=True)
        return super(BaseImport, importing).get_fields_tree(model, depth)

    def _is_guarded(self):
        """Whether the imported model takes part in ``cadre.import.mixin``."""
        model = self.env.get(self.res_model)
        return model is not None and isinstance(
            model, self.env.registry["cadre.import.mixin"]
        )

    def _read_file(self, options):
        if self._is_guarded():
            self._check_unpacked_size()
        return super()._read_file(options)

    def _read_csv(self, options):
        """As Odoo's; what an export made inert is again what it was."""
        read = super()._read_csv(options)
        if not read:
            return read
        length, rows = read
        return length, [[original(cell) for cell in row] for row in rows]

    def _check_unpacked_size(self):
        """Refuse a spreadsheet that would unpack to more than is reasonable."""
        content = self.file or b""
        if not content.startswith(b"PK"):
            return
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                size = sum(info.file_size for info in archive.infolist())
        except zipfile.BadZipFile as error:
            raise UserError(
                self.env._(
                    "The file is damaged: it is not a readable spreadsheet. Save "
                    "it again as XLSX and upload it anew."
                )
            ) from error
        if size > MAX_UNPACKED:
            raise UserError(
                self.env._(
                    "The spreadsheet unpacks to %(size)s MB, more than %(limit)s MB "
                    "are not read. Delete unused sheets and formatting, or split it.",
                    size=size // 1024 // 1024,
                    limit=MAX_UNPACKED // 1024 // 1024,
                )
            )

    def execute_import(self, fields, columns, options, dryrun=False):
        """Import all or nothing, and say what to do about every refused row."""
        if not self._is_guarded():
            return super().execute_import(fields, columns, options, dryrun=dryrun)
        # Odoo stores a long file in slices, so that a bad row in the third slice would
        # leave the first two stored. Here a file is one piece.
        options = dict(options, limit=None)
        result = super().execute_import(fields, columns, options, dryrun=dryrun)
        titles = {
            name.split("/")[0]: title
            for name, title in zip(fields, columns, strict=False)
            if name and title
        }
        messages = result["messages"]
        if any(message.get("field") for message in messages):
            # A cell that could not be read makes Odoo undo its work, and complain of
            # every row that it undid: noise, until the cell is right.
            messages = self._first_of_each_cell(messages)
        for message in messages:
            self._explain(message, titles, options)
        result["messages"] = messages
        return result

    @api.model
    def _first_of_each_cell(self, messages):
        """What is wrong with each cell once, without what follows from it."""
        cells, first = set(), []
        for message in messages:
            rows, field = message.get("rows"), message.get("field")
            if rows and not field:
                continue
            cell = (rows and rows.get("from"), field)
            if not rows or cell not in cells:
                cells.add(cell)
                first.append(message)
        return first

    def _parse_date_from_data(self, data, index, name, field_type, options):
        parse = super()._parse_date_from_data
        if not self._is_guarded():
            return parse(data, index, name, field_type, options)
        bad = self._bad_rows(
            data, index, lambda rows: parse(rows, index, name, field_type, options)
        )
        if bad:
            message = self.env._(
                "%(rows)s, column “%(column)s”: not a date. %(remedy)s",
                rows=self._bad_row_labels(bad, options),
                column=name,
                remedy=self._get_remedies()[field_type],
            )
            raise ImportValidationError(message, field=name, field_type=field_type)

    def _parse_float_from_data(self, data, index, name, options):
        parse = super()._parse_float_from_data
        if not self._is_guarded():
            return parse(data, index, name, options)
        bad = self._bad_rows(
            data, index, lambda rows: parse(rows, index, name, options)
        )
        if bad:
            message = self.env._(
                "%(rows)s, column “%(column)s”: not a number. %(remedy)s",
                rows=self._bad_row_labels(bad, options),
                column=name,
                remedy=self._get_remedies()["float"],
            )
            raise ImportValidationError(message, field=name, field_type="float")

    @api.model
    def _bad_rows(self, data, index, parse):
        """Parse row by row, in place.

        :return: list of (position, cell) of the rows that could not be parsed
        """
        bad = []
        for number, line in enumerate(data):
            cell = line[index]
            try:
                parse([line])
            except ImportValidationError:
                bad.append((number, cell))
        return bad

    @api.model
    def _bad_row_labels(self, bad, options):
        return "; ".join(
            f"{self._row_label(number, options)} “{cell}”" for number, cell in bad[:10]
        )

    def _row_label(self, number, options):
        """Where a row stands, counted as on the import screen and as in the sheet."""
        row = number + 1 + options.get("skip", 0)
        return self.env._(
            "Row %(row)s (line %(line)s of the sheet)",
            row=row,
            line=row + bool(options.get("has_headers")),
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
