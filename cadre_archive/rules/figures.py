"""Numbers and days as people type them into tables, and what no field takes."""

import math
import re
from datetime import date, datetime, time
from decimal import Decimal

from .identity import identity_problem, written_key
from .normal import normal, visible

# No number of an office is as large: what is larger is a slip or an attack.
LARGEST = 1_000_000_000

_TIMES = {"万": 10_000, "萬": 10_000, "千": 1000, "亿": 100_000_000, "億": 100_000_000}
_MONEY = re.compile(r"^(?:人民币|RMB|CNY|[¥￥$])?\s*(.*?)\s*(?:元整?|人民币)?$")
_DAY = re.compile(
    r"(\d{1,4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,4})\s*日?"
    r"(?:\s*(?:星期|周|礼拜)[一二三四五六日天])?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


class FigureError(ValueError):
    """Why a text is no number or no day.

    :ivar code: ``number``, ``unit`` (in 万: ``meant`` is the number), ``day``,
        ``short_year``
    """

    def __init__(self, code: str, meant: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.meant = meant


def number_problem(value: object) -> str:
    """Tell whether a number, or the text of one, is none that a field can take.

    :return: ``nan``, ``large``, or empty when it is fine
    """
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return ""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return ""
    if isinstance(value, (float, Decimal)) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "large"
    return "large" if abs(value) >= LARGEST else ""


def read_number(text: str, thousand: str = ",", decimal: str = ".") -> Decimal:
    """A number as it is written in a table: 12.5, 1,234.50, ¥12, (3).

    :raises FigureError: ``number``, or ``unit`` with the number that is meant
    """
    plain = visible(text)
    match = _MONEY.match(plain)
    plain = match[1] if match else plain
    is_negative = plain.startswith("(") and plain.endswith(")")
    if is_negative:
        plain = plain[1:-1].strip()
    unit = plain[-1:] if plain[-1:] in _TIMES else ""
    body = plain.removesuffix(unit).strip() if unit else plain
    if thousand and thousand != decimal:
        groups = re.escape(thousand)
        if re.fullmatch(
            rf"[+-]?\d{{1,3}}(?:{groups}\d{{3}})+({re.escape(decimal)}\d*)?", body
        ):
            body = body.replace(thousand, "")
    if decimal != ".":
        body = body.replace(decimal, ".")
    if not re.fullmatch(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", body):
        raise FigureError("number")
    number = Decimal(body) * (-1 if is_negative else 1)
    if unit:
        meant = number * _TIMES[unit]
        if meant == meant.to_integral_value():
            meant = meant.quantize(Decimal(1))
        raise FigureError("unit", f"{meant:f}")
    return number


def read_moment(text: str) -> datetime:
    """A day, with or without its time: 2026-03-31, 2026.3.31, 2026年3月31日, 20260331.

    :raises FigureError: ``day``, or ``short_year`` (65.3.7 is of two centuries)
    """
    plain = visible(text)
    match = _COMPACT.fullmatch(plain) or _DAY.fullmatch(plain)
    if not match:
        raise FigureError("day")
    year, month, day, *clock = match.groups()
    if len(year) != 4:
        raise FigureError("day" if len(day) == 4 else "short_year")
    hours = time(*(int(part or 0) for part in clock)) if clock and clock[0] else time()
    try:
        return datetime.combine(date(int(year), int(month), int(day)), hours)
    except ValueError as error:
        raise FigureError("day") from error


def card_problem(text: str, today: date, birthday: date | None = None) -> str:
    """What is wrong with a number of an identity card, in a table.

    Papers of other kinds hold letters or are shorter, and pass.

    :param birthday: as stated beside it, where it is
    :return: as :func:`identity_problem`, or ``birthday`` (it is another one than
        stated); empty when it is fine
    """
    if not re.fullmatch(r"\d{13,}x?", re.sub(r"[-‐-―_.·]", "", normal(text))):
        return ""
    problem = identity_problem(text, today)
    if not problem and birthday:
        stated = f"{birthday:%Y%m%d}"
        return "" if written_key(text)[6:14] == stated else "birthday"
    return problem
