"""Writing the files: XLSX and CSV in the shape that Odoo's importer takes."""

import csv
import datetime
import io
import zipfile
from pathlib import Path

import xlsxwriter

# Any fixed day: a file that says when it was made would differ on each run.
MADE = datetime.datetime(2026, 1, 5, 9, 0, 0)


class Book:
    """Writes into one folder, and leaves files alone whose content is the same.

    :param Path folder: created when it is missing
    """

    def __init__(self, folder):
        self.folder = Path(folder)
        self.written = []

    def table(self, name, headers, rows):
        """Write a table as XLSX or CSV, by the ending of its name.

        :param str name: path below the folder
        :param headers: technical names of fields: they map in every language
        :param rows: lists as long as ``headers``; dates as ``datetime.date``
        """
        rows = [list(row) for row in rows]
        for row in rows:
            if len(row) != len(headers):
                raise ValueError(f"{name}: {row} does not fit {headers}")
        if name.endswith(".csv"):
            content = csv_bytes(headers, rows)
        else:
            content = xlsx_bytes(headers, rows)
        self.raw(name, content)

    def raw(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.written.append(name)
        if not path.exists() or not same(path.read_bytes(), content):
            path.write_bytes(content)


def same(one, other):
    """Whether two files say the same.

    Spreadsheets are compared unpacked: how tightly they are packed depends on the
    zlib of the machine.
    """
    if one == other:
        return True
    if not (one.startswith(b"PK") and other.startswith(b"PK")):
        return False
    return _members(one) == _members(other)


def _members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def csv_bytes(headers, rows):
    # The mark at the start lets a spreadsheet program recognise the Chinese text.
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _text(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return str(cell)


def xlsx_bytes(headers, rows, formulas=False):
    """One sheet: bold headers that stay in view, dates as dates, text as text."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": formulas,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": "云汀街道办事处", "created": MADE})
        bold = book.add_format({"bold": True, "bottom": 1})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Sheet1")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headers, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(
                        number, column, datetime.datetime(*cell.timetuple()[:3]), date
                    )
                elif cell not in (None, ""):
                    sheet.write(number, column, cell)
        for column, header in enumerate(headers):
            longest = max([_width(header), *(_width(row[column]) for row in rows)])
            sheet.set_column(column, column, min(longest, 48) + 2)
    return stream.getvalue()


def _width(cell):
    return sum(2 if ord(char) > 0x2E7F else 1 for char in _text(cell))
