"""Dates that are known to the year, to the month or to the day.

A paper that says "2019" is kept and printed as 2019, not as 1 January. To sort it and
to reckon with it, it stands for the first day of what is known.
"""

import calendar
import re
import unicodedata
from datetime import date, datetime

PRECISIONS = ("day", "month", "year")

_TYPED = re.compile(
    r"^(\d{4})(?:\s*[-./年]\s*(?:(\d{1,2})(?:\s*[-./月]\s*(?:(\d{1,2})\s*日?)?)?)?)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")


def read(value: object) -> tuple[date | None, str]:
    """A date as a person types it: 2019, 2019-5, 2019年5月6日, 20190506.

    :return: the first day of what is known, and how far it is known; ``(None, "day")``
        when nothing is written
    :raises ValueError: when it is no date
    """
    if isinstance(value, datetime):
        return value.date(), "day"
    if isinstance(value, date):
        return value, "day"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value or "")).strip()
    if not text:
        return None, "day"
    match = _TYPED.match(text) or _COMPACT.match(text)
    if not match:
        raise ValueError(text)
    year, month, day = (int(part) if part else 0 for part in match.groups())
    known = "day" if day else "month" if month else "year"
    return date(year, month or 1, day or 1), known


def write(formed: date | None, known: str) -> str:
    """A date as far as it is known: 2019, 2019-05 or 2019-05-06."""
    if not formed:
        return ""
    return formed.isoformat()[: {"year": 4, "month": 7}.get(known, 10)]


def write_chinese(formed: date | None, known: str) -> str:
    """As :func:`write`, as a Chinese paper has it: 2019年5月6日."""
    if not formed:
        return ""
    text = f"{formed.year}年"
    if known != "year":
        text += f"{formed.month}月"
    if known == "day":
        text += f"{formed.day}日"
    return text


def last_day(formed: date, known: str) -> date:
    """The last day that it may be: what is late is late even then."""
    if known == "year":
        return date(formed.year, 12, 31)
    if known == "month":
        return formed.replace(day=calendar.monthrange(formed.year, formed.month)[1])
    return formed
