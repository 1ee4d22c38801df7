from odoo import api, models
from odoo.exceptions import UserError

from ...rules import tables


class CadreTable(models.AbstractModel):
    """The reader of tables (:mod:`...rules.tables`) with words for its refusals.

    Every road that takes in a file of rows reads it here: the import screen, the
    legacy import, the punch file.
    """

    _name = "cadre.table"
    _description = "Reader of Tables"

    @api.model
    def _read(self, content, **options):
        """The file as sheets of lines.

        :param bytes content: the file
        :param options: of :func:`tables.read`: ``encoding``, ``separator``, limits
        :raises UserError: what is wrong with the file and what helps
        """
        try:
            return tables.read(content, **options)
        except tables.TableError as error:
            raise UserError(self._file_message(error)) from error

    @api.model
    def _find_tables(self, book, known):
        """As :func:`tables.find_tables`.

        :raises UserError: when no sheet has a title that is known
        """
        try:
            return tables.find_tables(book, known)
        except tables.TableError as error:
            raise UserError(self._file_message(error)) from error

    @api.model
    def _file_message(self, error):
        """A :class:`tables.TableError` in words, with what helps."""
        megabyte = 1024 * 1024
        details = dict(error.details)
        size = details.get("size", 0) // megabyte
        limit = details.get("limit", 0)
        texts = {
            "empty": lambda: self.env._("The file is empty: it holds no rows."),
            "too_big": lambda: self.env._(
                "The file has %(size)s MB, more than %(limit)s MB are not read. Split "
                "it.",
                size=size,
                limit=limit // megabyte,
            ),
            "unpacked": lambda: self.env._(
                "The spreadsheet unpacks to %(size)s MB, more than %(limit)s MB "
                "are not read. Delete unused sheets and formatting, or split it.",
                size=size,
                limit=limit // megabyte,
            ),
            "damaged": lambda: self.env._(
                "The file is damaged: it is not a readable spreadsheet. Save "
                "it again as XLSX and upload it anew."
            ),
            "encrypted": lambda: self.env._(
                "The workbook has a password or is none. Open it, save it as XLSX "
                "without a password and upload it anew."
            ),
            "web_page": lambda: self.env._(
                "The file is a web page under the name of a spreadsheet, as some "
                "programs export it. Open it, save it as XLSX and upload it anew."
            ),
            "ods": lambda: self.env._(
                "ODS files are not read here. Save it as XLSX and upload it anew."
            ),
            "unknown": lambda: self.env._(
                "The file is no table. CSV, XLSX and XLS are read: save it as XLSX "
                "and upload it anew."
            ),
            "encoding": lambda: self.env._(
                "The letters of the file cannot be told for sure: it is neither "
                "UTF-8 nor GB18030. Choose the encoding, such as Big5, or save the "
                "file as XLSX."
            ),
            "decoding": lambda: self.env._(
                "The file is not written in %(encoding)s. Choose another encoding, or "
                "save the file as XLSX.",
                encoding=details.get("encoding", ""),
            ),
            "csv": lambda: self.env._(
                "The CSV file cannot be cut into columns. Check its quotation marks, "
                "or save it as XLSX."
            ),
            "lines": lambda: self.env._(
                "More than %s rows in one sheet: split it.", limit
            ),
            "columns": lambda: self.env._(
                "More than %s columns in one sheet: delete those that are not needed.",
                limit,
            ),
            "no_sheet": lambda: self.env._(
                "There is no sheet “%s” in the file.", details.get("sheet", "")
            ),
            "no_head": lambda: self.env._(
                "No row of titles was found. Name the columns as in the template, one "
                "title a column, above the rows."
            ),
        }
        return texts[error.code]()

    @api.model
    def _bad_message(self, bad):
        """Why a cell cannot be trusted (:class:`tables.Bad`), with what helps."""
        if bad.code in ("digits", "scientific"):
            return self.env._(
                "“%s” is a number that the spreadsheet has shortened: its last digits "
                "are lost. Format the column as text and type the number again.",
                bad.shown,
            )
        if bad.code == "formula":
            return self.env._(
                "The formula “%s” has no stored value. Open the file in a spreadsheet "
                "program, save it there, or type the value.",
                bad.shown[:60],
            )
        return self.env._(
            "The cell shows the error “%s”. Correct it in the file.", bad.shown
        )

    @api.model
    def _notes(self, book, used, unused=()):
        """What was read and what of the file was not used, a line each.

        :param used: the tables that are read
        :param unused: names of the sheets without heads
        """
        notes = []
        if book.encoding:
            notes.append(self.env._("Read as %s.", book.encoding.upper()))
        for table in used:
            notes += self._table_notes(table)
        names = {table.sheet for table in used} | set(unused)
        left = [sheet.name for sheet in book.sheets if sheet.lines]
        left = [name for name in left if name not in names]
        if left:
            notes.append(
                self.env._("Not read, choose to read it: sheet %s.", self._quoted(left))
            )
        if unused:
            notes.append(
                self.env._("Not used, no titles known: sheet %s.", self._quoted(unused))
            )
        return notes

    @api.model
    def _table_notes(self, table):
        notes = []
        where = self.env._("Sheet “%s”", table.sheet) if table.sheet else ""
        if table.sheet:
            notes.append(
                self.env._(
                    "%(sheet)s: %(count)s rows, titles in row %(line)s.",
                    sheet=where,
                    count=len(table.rows),
                    line=table.head_line,
                )
            )
        if table.unused:
            columns = [title or letter for letter, title in table.unused]
            notes.append(self.env._("Columns not used: %s.", self._quoted(columns)))
        if table.hidden_lines:
            notes.append(
                self.env._(
                    "%(count)s hidden rows are read as well: %(lines)s.",
                    count=len(table.hidden_lines),
                    lines=", ".join(map(str, table.hidden_lines[:20]))
                    + (" …" if len(table.hidden_lines) > 20 else ""),
                )
            )
        if table.is_hidden:
            notes.append(self.env._("%s is a hidden sheet.", where))
        return notes

    @api.model
    def _quoted(self, names):
        return ", ".join(f"“{name}”" for name in names)
