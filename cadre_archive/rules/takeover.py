"""Reading the spreadsheets of an old archive: columns, cells, dates, numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from . import tables
from .normal import normal

# Titles that a column may have, by what is in it.
SHEETS = {
    "places": ("places", "地点", "位置", "库位"),
    "files": ("files", "档案", "档案卷"),
    "materials": ("materials", "材料", "材料目录", "目录"),
}
COLUMNS = {
    "places": {
        "code": ("code", "编号", "编码", "位置编号"),
        "name": ("name", "名称"),
        "kind": ("kind", "类型", "类别"),
        "parent": ("within", "上级", "所在"),
        "capacity": ("capacity", "容量"),
        "is_iron": ("iron", "铁柜"),
    },
    "files": {
        "number": ("number", "file", "档案编号", "档案号"),
        "cadre": ("cadre number", "cadre", "干部编号"),
        "name": ("name", "姓名"),
        "place": ("place", "位置编号", "位置", "存放位置"),
        "kind": ("kind", "正副本"),
        "volumes": ("volumes", "卷数"),
        "note": ("remark", "备注"),
    },
    "materials": {
        "file": ("file", "档案编号", "档案号"),
        "number": ("number", "序号", "类号", "材料编号"),
        "name": ("material", "name", "材料名称"),
        "formed": ("formed on", "formed", "材料形成时间", "形成时间"),
        "pages": ("pages", "页数"),
        "medium": ("medium", "书写材料"),
        "unit": ("from unit", "formed by", "来源单位", "形成单位"),
        "type": ("type", "材料种类"),
        "remark": ("remark", "备注"),
        # Where the date stands in three columns.
        "year": ("year", "年"),
        "month": ("month", "月"),
        "day": ("day", "日"),
    },
}
# Columns that are read, but not asked for in the empty workbook.
ONLY_READ = ("year", "month", "day")
# What a row of the empty workbook may look like; such a row is not loaded.
EXAMPLES = {
    "places": {
        False: ("Example: A-1", "Cabinet 1", "Cabinet", "A", "200", "Yes"),
        True: ("例：A-1", "一号柜", "柜", "A", "200", "是"),
    },
    "files": {
        False: ("Example: D001", "C001", "Zhang San", "A-1", "Original", "1", ""),
        True: ("例：D001", "C001", "张三", "A-1", "正本", "1", ""),
    },
    "materials": {
        False: (
            "Example: D001",
            "4-1-2",
            "Graduation registration form",
            "1998.07",
            "3",
            "Black ink",
            "No. 1 School",
            "Graduation registration form",
            "",
        ),
        True: (
            "例：D001",
            "4-1-2",
            "毕业登记表",
            "1998.07",
            "3",
            "碳素墨水",
            "第一中学",
            "毕业登记表",
            "",
        ),
    },
}
# How old catalogues name what a paper is written in, beside our own words.
MEDIA = {
    "碳素墨水": "black_ink",
    "碳素": "black_ink",
    "碳素笔": "black_ink",
    "carbon ink": "black_ink",
    "复印": "print",
    "复印件": "print",
    "photocopy": "print",
    "打印": "print",
    "印刷": "print",
    "铅印": "print",
}
REQUIRED = {
    "places": ("code", "name", "kind"),
    "files": ("number", "cadre", "place"),
    "materials": ("file", "number", "name", "pages"),
}

_NUMBER = re.compile(r"^(\d{1,2}(?:-\d{1,2})?)-(\d{1,4})$")
_DATE = re.compile(r"^(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?|年)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_YES = {"1", "yes", "y", "true", "是", "√"}


def sheet_of(title: str) -> str | None:
    """Which of the three sheets a title means."""
    text = title.strip().lower()
    return next((key for key, names in SHEETS.items() if text in names), None)


def table_of(sheet: tables.Sheet) -> tuple[str, tables.Table] | None:
    """Which of the three a sheet holds, by its title or else by its heads.

    :return: name and table; None when it is none of them
    """
    named = sheet_of(sheet.name)
    found = []
    for name in [named] if named else list(SHEETS):
        table = tables.find_table(sheet, tables.known_titles(COLUMNS[name]))
        if table and (named or not missing_columns(name, table.columns)):
            found.append((len(table.columns), name, table))
    if not found:
        return None
    _count, name, table = max(found, key=lambda one: one[0])
    return name, table


def is_example(row: Mapping) -> bool:
    """Whether a row is the one that shows how to fill in the empty workbook."""
    first = next(iter(row.values()), None)
    return normal(text_of(first)).startswith(("example:", "例:"))


def formed_of(row: Mapping) -> object:
    """The date of a material, out of one column or of three."""
    if text_of(row.get("formed")) or not text_of(row.get("year")):
        return row.get("formed")
    parts = [text_of(row.get(name)) for name in ONLY_READ]
    # A day without its month is no date.
    return "-".join(parts[: parts.index("")] if "" in parts else parts)


def type_of(name: str, types: Mapping[str, int]) -> int:
    """The type of a material by its name: 年度考核登记表61 is one of them.

    :param types: names of the types of its class, and their ids
    :return: 0 when none is named, or several are
    """
    for plain in (normal, lambda text: normal(text).replace("登记", "")):
        text = plain(name)
        found: dict[int, int] = {}
        for title, kind in types.items():
            if plain(title) and plain(title) in text:
                found[kind] = max(len(plain(title)), found.get(kind, 0))
        longest = max(found.values(), default=0)
        best = [kind for kind, length in found.items() if length == longest]
        if len(best) == 1:
            return best[0]
    return 0


def title_of(names: Sequence[str], is_chinese: bool) -> str:
    """The title that is written over a sheet or a column, as its reader writes it."""
    if is_chinese:
        return next((name for name in names if not name.isascii()), names[0])
    return names[0].capitalize()


def missing_columns(
    sheet: str, columns: Mapping[str, int], is_chinese: bool = False
) -> list[str]:
    """Titles of the columns that a sheet needs and has not."""
    return [
        title_of(COLUMNS[sheet][name], is_chinese)
        for name in REQUIRED[sheet]
        if name not in columns
    ]


def text_of(value: object) -> str:
    """A cell as text: 3.0 is 3, and a date its day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, Decimal):
        return tables.text_of(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def split_number(text: str) -> tuple[str, int] | None:
    """``4-1-2`` is class 4-1 and number 2; None when it is no such number."""
    match = _NUMBER.match(text.replace("—", "-").replace("－", "-"))
    if not match or int(match[2]) == 0:
        return None
    return match[1], int(match[2])


def read_date(value: object) -> tuple[date | None, bool]:
    """A date of formation as old catalogues write it.

    :return: the day, and whether the paper states it to the day; a month alone is its
        first day
    :raises ValueError: when it is no date
    """
    if isinstance(value, datetime):
        return value.date(), True
    if isinstance(value, date):
        return value, True
    text = text_of(value)
    if not text:
        return None, True
    if isinstance(value, Decimal) and value.as_tuple().exponent == -1:
        raise ValueError(text)  # 1991.1 as a number: January, or October?
    match = _COMPACT.match(text) if text.isdigit() and len(text) > 4 else None
    match = match or _DATE.match(text)
    if not match:
        raise ValueError(text)
    year, month, day = (int(part) if part else 0 for part in match.groups())
    return date(year, month or 1, day or 1), bool(day)


def read_count(value: object) -> int:
    """A whole number.

    :raises ValueError: when it is none
    """
    text = text_of(value)
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(text)
    return int(text)


def read_yes(value: object) -> bool:
    return value is True or text_of(value).lower() in _YES


def parents_first(rows: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How deep each place stands, so that parents are created before their children.

    :param rows: code and code of the parent
    :return: ``{code: depth}``; a place within itself is deeper than any other
    """
    parents = dict(rows)
    depths = {}
    for code in parents:
        chain, step = [], code
        while step in parents and step not in depths and step not in chain:
            chain.append(step)
            step = parents[step]
        depth = len(parents) + 1 if step in chain else depths.get(step, -1)
        for one in reversed(chain):
            depth += 1
            depths[one] = depth
    return depths
