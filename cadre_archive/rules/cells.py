"""Cells of spreadsheets: what may stand in one, and how text leaves in one.

A name with mark-up comes alive in whatever page shows it carelessly, and one with
invisible characters is no longer equal to the name that it looks like, by which kin
and people on file are known (OWASP ASVS 1.3.1). Both are refused.

A name may well begin like a formula ("+86 139 …", "-", "@home"). It is made inert
where it leaves (OWASP ASVS 1.2.10): a workbook has cells of text, a CSV file has the
apostrophe, the spreadsheets' own sign for text. Read again, it is what it was.
"""

import re
from typing import Any

# A tag, not the address in '"Ann" <a@b>'.
_MARKUP = re.compile(
    r"<(?![\w.+-]+@[\w.-]+>)\s*/?\s*[a-z!]|javascript\s*:", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# With the wide signs, which Excel takes for the narrow ones.
_FORMULA = re.compile(r"'*(?:[=+\-@\t\r\n＝＋－＠]|\{=)")

# Options of xlsxwriter: a text is a text, whatever it looks like.
TEXT_STAYS_TEXT = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def cell_problem(value: object) -> str | None:
    """Tell what is wrong with a text cell.

    :param value: the cell as read; anything but text passes
    :return: ``script`` or ``control``; None when it is fine
    """
    if not isinstance(value, str) or not value:
        return None
    if _CONTROL.search(value):
        return "control"
    if _MARKUP.search(value):
        return "script"
    return None


def inert(value: Any) -> Any:
    """A text as it may leave in a CSV file; :func:`original` reads it back.

    :param value: anything but text that looks like a formula stays as it is
    """
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def original(value: Any) -> Any:
    """The text that :func:`inert` made inert."""
    if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value):
        return value[1:]
    return value
