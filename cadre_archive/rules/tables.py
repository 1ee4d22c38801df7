"""One reader of the tables that offices send: CSV, XLSX and XLS.

A road that takes in a file asks in two steps::

    book = read(content)                     # sheets of lines, as they stand
    tables, unused = find_tables(book, known)  # where the heads are, what is theirs

``known`` maps a title in the form of :func:`title_key` to the caller's name of the
column, or to None. Title lines above the heads, notes sheets and columns that nobody
asked for are found and named, never a fault.

What stands in a cell comes as it is shown: a text; a whole number (``int``); a
:class:`~decimal.Decimal`; ``date``, ``datetime`` or ``time``; ``bool``; None. A number
that is shown as 007 is the text "007", 0.95 shown as 95% is "95%". A cell that cannot
be trusted is :class:`Bad` and says why; whoever uses the cell refuses it, whoever does
not use the column never meets it. The value of a cell that is merged over rows holds
for all of them.

What is wrong with the whole file is a :class:`TableError`. Both carry a code and the
place, no words: words are for the caller (``cadre.table`` has them).
"""

import csv
import io
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from .cells import original
from .normal import normal

# A spreadsheet of 352 KB can hold 100 MB of XML: asked before anything is parsed.
MAX_UNPACKED = 100 * 1024 * 1024
MAX_BYTES = 100 * 1024 * 1024
MAX_LINES = 200_000
MAX_COLUMNS = 300
# So far down the heads are looked for.
HEAD_LINES = 30
# More digits than a spreadsheet keeps of a number: 15 and 18 are identity numbers.
TOO_MANY_DIGITS = 10**14

SEPARATORS = (",", "\t", ";", "|")
# What a clerk may choose, and the superset that reads it.
ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E\+\d{2,}", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_TITLE_NOISE = re.compile(r"[*:#_]+")


class TableError(ValueError):
    """What is wrong with a file as a whole.

    :ivar code: ``empty``, ``too_big``, ``unpacked``, ``damaged``, ``encrypted``,
        ``web_page``, ``ods``, ``unknown``, ``encoding``, ``decoding``, ``csv``,
        ``lines``, ``columns``, ``no_sheet``, ``no_head``
    :ivar details: what the words need: ``size``, ``limit``, ``sheet``, ``encoding`` …
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that cannot be trusted.

    :param code: ``digits`` (a number of 15 or more digits: an identity number that
        lost its last ones), ``scientific`` (the same in a CSV: 9.9E+17), ``formula``
        (without a stored value), ``error`` (#REF! and the like)
    :param shown: what is seen in the cell
    """

    code: str
    shown: str

    def __str__(self) -> str:
        return self.shown


class Line(NamedTuple):
    """A line of a sheet.

    :param number: counted from 1, as the spreadsheet program shows it
    """

    number: int
    cells: tuple
    is_hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: the lines that hold anything. A CSV is one sheet without a name."""

    name: str
    lines: Sequence[Line]
    is_hidden: bool = False


@dataclass(frozen=True)
class Book:
    """A file as read.

    :param kind: ``csv``, ``xlsx`` or ``xls``
    :param encoding: of a CSV, as Python names it
    """

    kind: str
    sheets: Sequence[Sheet]
    encoding: str = ""
    separator: str = ""

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name.

        :raises TableError: ``no_sheet``
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise TableError("no_sheet", sheet=name)


@dataclass(frozen=True)
class Table:
    """A sheet whose heads were found.

    :param head_line: number of the line of the heads
    :param titles: what stands above the heads
    :param heads: all titles of columns, as written
    :param columns: where each known column stands
    :param unused: ``(letter, title)`` of columns that hold something and that nobody
        knows, or that are named twice
    :param rows: the lines below the heads
    """

    sheet: str
    head_line: int
    titles: Sequence[str]
    heads: Sequence[str]
    columns: Mapping[Any, int]
    unused: Sequence[tuple[str, str]]
    rows: Sequence[Line]
    is_hidden: bool = False
    hidden_lines: Sequence[int] = field(default=())

    def value(self, row: Line, name: Hashable) -> Any:
        """What a row holds in a known column; None where it has no such column."""
        index = self.columns.get(name)
        return None if index is None or index >= len(row.cells) else row.cells[index]

    def record(self, row: Line) -> dict[Any, Any]:
        """A row as ``{column: value}``."""
        return {name: self.value(row, name) for name in self.columns}


# --- Reading ---


def read(
    content: bytes,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    quoting: str = '"',
    max_unpacked: int = MAX_UNPACKED,
    max_lines: int = MAX_LINES,
) -> Book:
    """Read a file by what it is, not by what it is called.

    :param encoding: of a CSV, when the clerk chose it
    :raises TableError: when the file as a whole cannot be read
    """
    from . import workbooks

    if not content or not content.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise TableError("empty")
    if len(content) > MAX_BYTES:
        raise TableError("too_big", size=len(content), limit=MAX_BYTES)
    if content.startswith(b"PK"):
        workbooks.check_unpacked(content, max_unpacked)
        kind, sheets = "xlsx", workbooks.read_xlsx(content, max_lines)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        kind, sheets = "xls", workbooks.read_xls(content, max_lines)
    else:
        return _read_csv(content, encoding, separator, quoting, max_lines)
    if not any(sheet.lines for sheet in sheets):
        raise TableError("empty")
    return Book(kind=kind, sheets=sheets)


def decode(content: bytes, chosen: str | None = None) -> tuple[str, str]:
    """The text of a CSV: UTF-8, else GB18030, else the clerk chooses.

    What is UTF-8 is nothing else, so that a choice left from the file before does no
    harm. Big5 reads as GB18030 too, as nonsense: where the common characters say Big5,
    nothing is guessed.

    :return: text and encoding
    :raises TableError: ``encoding`` (choose), ``decoding`` (it is not what was chosen)
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(name), name
            except UnicodeDecodeError as error:
                raise TableError("damaged") from error
    if (name := _utf_16(content)) or _is_utf_8(content):
        name = name or "utf-8"
        return content.decode(name), name
    chosen = (chosen or "").lower()
    if chosen and chosen not in ("utf-8", "utf8", "ascii"):
        name = ENCODINGS.get(chosen, chosen)
        try:
            return content.decode(name), chosen
        except (UnicodeDecodeError, LookupError) as error:
            raise TableError("decoding", encoding=chosen) from error
    if chosen == "ascii":
        chosen = ""
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise TableError("encoding") from error
    if chosen:
        raise TableError("decoding", encoding=chosen)
    if _common(content, "gb18030", 0xB0, 0xD7) < _common(content, "big5", 0xA4, 0xC6):
        raise TableError("encoding")
    return text, "gb18030"


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _utf_16(content: bytes) -> str:
    """UTF-16 without its mark: its line ends are two bytes, one of them zero."""
    for name, end in (("utf-16-le", b"\n\x00"), ("utf-16-be", b"\x00\n")):
        if end in content and len(content) % 2 == 0:
            try:
                text = content.decode(name)
            except UnicodeDecodeError:
                continue
            if "\n" in text and "\x00" not in text:
                return name
    return ""


def _common(content: bytes, encoding: str, first: int, last: int) -> float:
    """How many of the two-byte signs are among the common ones of an encoding."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    pairs = [
        code
        for sign in text
        if len(code := sign.encode(encoding)) == 2 and sign not in "，。、：；（）　"
    ]
    common = sum(
        first <= code[0] <= last and (encoding == "big5" or code[1] >= 0xA1)
        for code in pairs
    )
    return common / len(pairs) if pairs else 1.0


def _read_csv(content, encoding, separator, quoting, max_lines):
    if (
        content[:512]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<html", b"<!doc", b"<?xml", b"<table", b"<meta", b"<head"))
    ):
        raise TableError("web_page")
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc")):
        raise TableError("unknown")
    text, encoding = decode(content, encoding)
    if "\x00" in text:
        raise TableError("unknown")
    separator = separator or _separator_of(text, quoting)
    lines = []
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=separator, quotechar=quoting
        )
        for number, row in enumerate(reader, start=1):
            cells = tuple(_csv_cell(cell) for cell in row)
            if any(cell is not None for cell in cells):
                lines.append(Line(number, cells))
            check_size(len(lines), len(row), max_lines)
    except (csv.Error, TypeError) as error:
        raise TableError("csv") from error
    if not lines:
        raise TableError("empty")
    return Book("csv", (Sheet("", lines),), encoding=encoding, separator=separator)


def _separator_of(text: str, quoting: str) -> str:
    """The sign that cuts most of the first lines into columns."""
    start = text[:20_000].splitlines()[:50]

    def cut(separator):
        try:
            rows = list(csv.reader(start, delimiter=separator, quotechar=quoting))
        except csv.Error:
            return (0, 0)
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count, default=0)
        return (sum(width > 1 for width in widths), usual)

    return max(SEPARATORS, key=cut)


def _csv_cell(text: str) -> Any:
    """A cell of a CSV: what made it inert is taken off, ``="007"`` is 007."""
    text = original(text)
    if match := _TEXT_FORMULA.fullmatch(text.strip()):
        text = match[1]
    if not text.strip():
        return None
    if _SCIENTIFIC.fullmatch(text.strip()):
        return Bad("scientific", text.strip())
    return text


def check_size(lines: int, columns: int, max_lines: int = MAX_LINES) -> None:
    """Refuse a sheet that is longer or wider than is reasonable."""
    if lines > max_lines:
        raise TableError("lines", limit=max_lines)
    if columns > MAX_COLUMNS:
        raise TableError("columns", limit=MAX_COLUMNS)


def shown(value: Any, number_format: str = "") -> Any:
    """The value of a cell as the spreadsheet shows it.

    :param value: as a library reads it
    :param number_format: such as ``000``, ``0.00`` or ``0%``
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if abs(value) >= TOO_MANY_DIGITS:
        return Bad("digits", f"{value:.15g}")
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format).split(";")[0].strip()
    if "%" in plain:
        return f"{_decimal(value) * 100:f}%".replace(".00%", "%")
    if float(value).is_integer() and re.fullmatch("0{2,}", plain):
        return f"{int(value):0{len(plain)}d}"
    places = re.fullmatch(r"[#,0]*0\.(0+)", plain)
    number = _decimal(value)
    if places and number != number.to_integral_value():
        # 1991.10 is shown with its last 0, and means October.
        exact = round(number, len(places[1]))
        return exact if exact == number else number
    return int(number) if number == number.to_integral_value() else number


def _decimal(value: float) -> Decimal:
    """As exact as a spreadsheet keeps a number: 15 digits."""
    return Decimal(f"{value:.15g}")


def text_of(value: Any) -> str:
    """A value as text: 3, 12.5, 2026-03-31, 2026-03-31 08:20:00, 08:20:00."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).strip()


# --- Heads ---


def title_key(title: Any) -> str:
    """A title as compared: no blanks, stars, colons or underlines, no case."""
    return _TITLE_NOISE.sub("", normal(text_of(title)))


def letter_of(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def known_titles(names: Mapping[Any, Iterable[str]]) -> Callable[[str], Any]:
    """A ``known`` for :func:`find_table` out of ``{column: its titles}``.

    The first column that claims a title has it.
    """
    found: dict[str, Any] = {}
    for name, titles in names.items():
        for title in titles:
            found.setdefault(title_key(title), name)
    found.pop("", None)
    return found.get


def find_table(sheet: Sheet, known: Callable[[str], Any]) -> Table | None:
    """Find the heads of a sheet: the line with the most titles that are known.

    :param known: the caller's column of a title (:func:`title_key`), or None
    :return: None when no line has a known title: a sheet of notes
    """
    best: tuple[int, int] = (0, -1)
    for position, line in enumerate(sheet.lines[:HEAD_LINES]):
        names = {known(title_key(cell)) for cell in line.cells if cell is not None}
        count = len(names - {None})
        if count > best[0]:
            best = (count, position)
    if best[1] < 0:
        return None
    return table_at(sheet, best[1], known)


def table_at(sheet: Sheet, position: int, known: Callable[[str], Any]) -> Table:
    """The table whose heads are that line of the sheet, counted from 0."""
    head = sheet.lines[position]
    heads = [text_of(cell) for cell in head.cells]
    keys = [title_key(cell) for cell in head.cells]
    columns: dict[Any, int] = {}
    for index, key in enumerate(keys):
        name = known(key) if key else None
        if name is not None:
            columns.setdefault(name, index)
    # A list that was printed page by page repeats its heads.
    rows = [
        line
        for line in sheet.lines[position + 1 :]
        if [title_key(cell) for cell in line.cells] != keys
    ]
    used = set(columns.values())
    filled = {
        index
        for line in rows
        for index, cell in enumerate(line.cells)
        if cell is not None and index not in used
    }
    unused = [
        (letter_of(index), heads[index] if index < len(heads) else "")
        for index in sorted(filled)
    ]
    return Table(
        sheet=sheet.name,
        head_line=head.number,
        titles=[
            " ".join(text_of(cell) for cell in line.cells if cell is not None)
            for line in sheet.lines[:position]
        ],
        heads=heads,
        columns=columns,
        unused=unused,
        rows=rows,
        is_hidden=sheet.is_hidden,
        hidden_lines=[row.number for row in rows if row.is_hidden],
    )


def find_tables(
    book: Book, known: Callable[[str], Any]
) -> tuple[list[Table], list[str]]:
    """The tables of a file, and the names of the sheets that hold none.

    Two sheets with the same heads are two tables: whether both are meant or one is to
    be chosen is the caller's question.

    :raises TableError: ``no_head`` when no sheet has a known title
    """
    tables, unused = [], []
    for sheet in book.sheets:
        table = find_table(sheet, known)
        if table:
            tables.append(table)
        elif sheet.lines:
            unused.append(sheet.name)
    if not tables:
        raise TableError("no_head", sheets=unused)
    return tables, unused
