"""The archive catalogue (facts 5.2): numerals, and changes since the last print."""

import re
from collections.abc import Collection, Iterable, Mapping

DIGITS = "零一二三四五六七八九"

# What stands on the printed sheet; a difference in one of them is marked.
PRINTED = ("name", "formed", "pages", "remark")


def chinese_number(number: int) -> str:
    """一 … 九十九, as the classes of the catalogue are headed.

    :param number: from 1 to 99
    """
    tens, ones = divmod(number, 10)
    text = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return text + (DIGITS[ones] if ones else "")


def compare(lines: Iterable[Mapping], previous: Iterable[Mapping]) -> dict[int, str]:
    """What is to be marked on a reprint.

    :param lines: the catalogue as it is now: ``id``, ``number`` and what is printed
    :param previous: the same as it was printed last
    :return: ``{id: mark}`` with ``new``, ``changed``, ``moved:<old number>`` or
        ``gone``
    """
    before = {line["id"]: line for line in previous}
    marks = {}
    for line in lines:
        old = before.pop(line["id"], None)
        if old is None:
            marks[line["id"]] = "new"
        elif old["number"] != line["number"]:
            marks[line["id"]] = f"moved:{old['number']}"
        elif any(old[name] != line[name] for name in PRINTED):
            marks[line["id"]] = "changed"
    marks.update(dict.fromkeys(before, "gone"))
    return marks


def sheet_title(number: str, taken: Collection[str]) -> str:
    """A file number as the title of a worksheet.

    A title has at most 31 characters, none of ``[]:*?/\\``, no apostrophe at its ends,
    and differs from the others in more than its case.

    :param taken: titles that stand in the workbook already
    """
    text = re.sub(r"[\[\]:*?/\\]", "-", number)[:31].strip("'") or "-"
    others = {title.lower() for title in taken}
    title, count = text, 1
    while title.lower() in others:
        count += 1
        title = f"{text[: 28 - len(str(count))]} ({count})"
    return title
