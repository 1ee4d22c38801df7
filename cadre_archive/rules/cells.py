"""What may not stand in a cell that a person types or a spreadsheet brings.

A name that begins like a formula comes alive in the next export, and a name with
mark-up in whatever page shows it carelessly (OWASP ASVS 1.2.10, 1.3.1).
"""

import re

FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z!][^>]*>?|javascript\s*:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# "-5" and "+86 10 1234" are data, not formulas.
_NUMBER = re.compile(r"^[+-][\d\s().,%/-]*$")


def cell_problem(value: object, multiline: bool = False) -> str | None:
    """Tell what is wrong with a text cell.

    :param value: the cell as read; anything but text passes
    :param multiline: a longer text, which may begin with a dash or an equals sign
    :return: ``formula``, ``script`` or ``control``; None when it is fine
    """
    if not isinstance(value, str) or not value:
        return None
    if _CONTROL.search(value):
        return "control"
    if _MARKUP.search(value):
        return "script"
    if multiline:
        return None
    if value.startswith(FORMULA_START) and not _NUMBER.match(value):
        return "formula"
    return None


def as_text(value: str) -> str:
    """A text as it may stand in an exported cell: never the begin of a formula.

    The apostrophe is the spreadsheets' own sign for text, as in Odoo's CSV export.
    """
    return f"'{value}" if value.startswith(("=", "{=")) else value
