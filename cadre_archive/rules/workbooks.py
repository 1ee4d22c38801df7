"""Workbooks as :mod:`tables` reads them: XLSX by openpyxl, XLS by xlrd."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from .tables import MAX_LINES, Bad, Line, Sheet, TableError, check_size, shown

# The last line that a spreadsheet program has.
MAX_LINE = 1_048_576
_SPREADSHEET = "xl/workbook.xml"
# Formats that East Asian spreadsheets have built in and openpyxl does not know:
# 2026年3月31日 is number 31 of them.
_DATES_EAST = {*range(27, 32), 36, *range(50, 55), 57, 58}
_TIMES_EAST = {*range(32, 36), 55, 56}


def check_unpacked(content: bytes, limit: int) -> None:
    """Refuse what unpacks to more than is reasonable, before it is unpacked.

    :raises TableError: ``damaged``, ``unpacked``, ``ods``, ``unknown``
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise TableError("damaged") from error
    if size > limit:
        raise TableError("unpacked", size=size, limit=limit)
    if "content.xml" in names and "mimetype" in names:
        raise TableError("ods")
    if _SPREADSHEET not in names:
        raise TableError("unknown")


# --- XLSX ---


def read_xlsx(content: bytes, max_lines: int = MAX_LINES) -> Sequence[Sheet]:
    """The sheets of an XLSX; the extent that the file states of itself is not asked.

    Row by row: a cell far away, or a merge over a million rows, costs nothing.

    :raises TableError: ``damaged``
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        return [
            Sheet(
                sheet.title,
                _xlsx_lines(book, sheet, max_lines),
                is_hidden=sheet.sheet_state != "visible",
            )
            for sheet in book.worksheets
        ]
    except TableError:
        raise
    # A hostile or half-written file fails anywhere in the library.
    except Exception as error:
        raise TableError("damaged") from error


def _xlsx_lines(book, sheet, max_lines):
    about = _About(sheet)
    sheet.reset_dimensions()
    filled = defaultdict(dict)
    for line, row in enumerate(sheet.iter_rows(), start=1):
        for column, cell in enumerate(row):
            if (line, column) in about.formulas:
                value = Bad("formula", about.formulas[line, column])
            elif cell.value is None:
                continue
            else:
                value = _xlsx_value(book, cell)
            if value is not None:
                filled[line][column] = value
        check_size(len(filled), 0, max_lines)
    _hold_merged(filled, about.merged)
    return _lines(filled, about.hidden, max_lines)


class _About:
    """What the library leaves out when it reads row by row.

    :ivar hidden: numbers of hidden lines
    :ivar merged: ``(first line, last line, column)`` of merged cells
    :ivar formulas: formulas without a stored value, by line and column
    """

    def __init__(self, sheet):
        self.hidden: set[int] = set()
        self.merged: list[tuple[int, int, int]] = []
        self.formulas: dict[tuple[int, int], str] = {}
        self._line = self._column = 0
        with sheet._get_source() as part:
            for event, element in iterparse(part, events=("start", "end")):
                name = element.tag.rpartition("}")[2]
                if name == "row":
                    self._row(event, element)
                elif name == "c" and event == "end":
                    self._cell(element)
                elif name == "mergeCell" and event == "end":
                    left, top, _right, bottom = range_boundaries(element.get("ref"))
                    self.merged.append((top, bottom, left - 1))

    def _row(self, event, element):
        if event == "end":
            element.clear()
            return
        line = int(element.get("r") or self._line + 1)
        # Rows out of order would be lost, and rows without end would never come.
        if not self._line < line <= MAX_LINE:
            raise TableError("damaged")
        self._line, self._column = line, -1
        if element.get("hidden") in ("1", "true"):
            self.hidden.add(line)

    def _cell(self, element):
        place = element.get("r")
        column = coordinate_to_tuple(place)[1] - 1 if place else self._column + 1
        self._column = column
        parts = {child.tag.rpartition("}")[2]: child for child in element}
        if "f" in parts and (
            "v" not in parts
            or (parts["v"].text is None and element.get("t") in (None, "n"))
        ):
            self.formulas[self._line, column] = f"={parts['f'].text or ''}"


def _xlsx_value(book, cell):
    from openpyxl.utils.datetime import from_excel

    value = cell.value
    if cell.data_type == "e":
        return Bad("error", str(value))
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        east = cell.style_array.numFmtId
        if east in _DATES_EAST or east in _TIMES_EAST:
            return _day(from_excel(value, book.epoch))
        return shown(value, cell.number_format)
    return _day(value, cell.number_format)


def _day(value: Any, number_format: str = "") -> Any:
    """A datetime at midnight is a day, unless the format shows the hour."""
    if isinstance(value, datetime) and value.time() == time():
        if "h" not in number_format.lower():
            return value.date()
    if isinstance(value, datetime) and value.microsecond:
        # Fractions of days are not exact: the second that is shown.
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return value


# --- XLS ---


def read_xls(content: bytes, max_lines: int = MAX_LINES) -> Sequence[Sheet]:
    """The sheets of an XLS.

    :raises TableError: ``damaged``, ``encrypted``
    """
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
        return [
            Sheet(
                sheet.name,
                _xls_lines(book, sheet, max_lines),
                is_hidden=bool(sheet.visibility),
            )
            for sheet in book.sheets()
        ]
    except TableError:
        raise
    except Exception as error:
        text = str(error).lower()
        # A workbook with a password is no workbook to the library.
        is_locked = "encrypt" in text or "can't find workbook" in text
        raise TableError("encrypted" if is_locked else "damaged") from error


def _xls_lines(book, sheet, max_lines):
    hidden = {n + 1 for n, info in sheet.rowinfo_map.items() if info.hidden}
    filled = defaultdict(dict)
    for line in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(line)):
            value = _xls_value(book, cell)
            if value is not None:
                filled[line + 1][column] = value
    _hold_merged(
        filled, ((top + 1, end, left) for top, end, left, _r in sheet.merged_cells)
    )
    return _lines(filled, hidden, max_lines)


def _xls_value(book, cell):
    import xlrd

    value = cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Bad("error", xlrd.error_text_from_code.get(value, "#?"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        style = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            return shown(value, style)
        if value < 1:
            return (datetime.min + timedelta(seconds=round(value * 86_400))).time()
        return _day(xlrd.xldate_as_datetime(value, book.datemode), style)
    if isinstance(value, str) and value.strip():
        return value
    return None


# --- Both ---


def _hold_merged(filled, areas: Iterable[tuple[int, int, int]]) -> None:
    """Let the value of a merged cell hold for its rows, in its first column."""
    for top, bottom, left in areas:
        if left in filled.get(top, ()):
            value = filled[top][left]
            # Only where the sheet holds something: a merge may run to the last line.
            for line in range(top + 1, min(bottom, max(filled)) + 1):
                if line in filled:
                    filled[line].setdefault(left, value)


def _lines(filled, hidden, max_lines):
    check_size(len(filled), 1 + max(map(max, filled.values()), default=0), max_lines)
    return [
        Line(
            number,
            tuple(filled[number].get(c) for c in range(max(filled[number]) + 1)),
            number in hidden,
        )
        for number in sorted(filled)
    ]
