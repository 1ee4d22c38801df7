"""The file of a punch clock: two shapes, read whole or refused whole (A-11).

One line a stamp (person, date and time), or one row a day (person, date, in, out).
"""

import csv
import datetime
import io
import re
from dataclasses import dataclass

ENCODINGS = ("utf-8-sig", "gb18030")
COLUMNS = {
    "number": (
        *("cadre_number", "number", "no", "employee_id"),
        *("工号", "编号", "人员编号", "干部编号", "考勤号码"),
    ),
    "name": ("name", "姓名", "人员"),
    "date": ("date", "日期", "考勤日期"),
    "time": ("time", "时间", "打卡时间", "刷卡时间"),
    "stamp": ("datetime", "stamp", "日期时间", "打卡日期时间"),
    "came": ("check_in", "in", "上班", "上班时间", "签到", "签到时间"),
    "went": ("check_out", "out", "下班", "下班时间", "签退", "签退时间"),
}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{1,2})(?:[:：](\d{1,2}))?")


@dataclass(frozen=True)
class Problem:
    """Why a row is refused.

    :param row: line of the file, from 1; 0 for the file itself
    :param reason: ``encoding``, ``columns``, ``empty``, ``person``, ``date``, ``time``,
        ``order``
    :param value: what stands there
    """

    row: int
    reason: str
    value: str = ""


@dataclass(frozen=True)
class Stay:
    """Somebody came and went.

    :param row: line of the file that it begins on
    :param number: of the cadre, or empty
    :param name: of the cadre, or empty
    :param came: local time
    :param went: local time, None when the way out is missing
    """

    row: int
    number: str
    name: str
    came: datetime.datetime
    went: datetime.datetime | None


def decode(data: bytes) -> str | None:
    """The text of the file, None when it is neither UTF-8 nor GBK."""
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read(data: bytes) -> tuple[list[Stay], list[Problem]]:
    """Everything that a file says, and everything that is wrong with it."""
    text = decode(data)
    if text is None or "\x00" in text:
        return [], [Problem(0, "encoding")]
    head, *lines = text.splitlines() or [""]
    delimiter = max(",;\t", key=head.count)
    columns = _columns(next(csv.reader([head], delimiter=delimiter), []))
    by_day = "came" in columns and ("date" in columns or "went" in columns)
    by_stamp = "stamp" in columns or ("date" in columns and "time" in columns)
    if not ({"number", "name"} & set(columns)) or not (by_day or by_stamp):
        return [], [Problem(1, "columns", head[:80])]
    stays, stamps, problems = [], {}, []
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)
    for row, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        cell = {
            name: cells[index].strip() if index < len(cells) else ""
            for name, index in columns.items()
        }
        person = (cell.get("number", ""), cell.get("name", ""))
        if not any(person):
            problems.append(Problem(row, "person"))
        elif by_day:
            _read_day(row, person, cell, stays, problems)
        else:
            _read_stamp(row, person, cell, stamps, problems)
    stays += _paired(stamps)
    if not stays and not problems:
        problems.append(Problem(0, "empty"))
    return stays, problems


def _columns(head: list[str]) -> dict[str, int]:
    found = {}
    for index, title in enumerate(head):
        title = title.strip().strip("\ufeff").lower()
        for name, titles in COLUMNS.items():
            if title in titles:
                found.setdefault(name, index)
    return found


def _day(text: str) -> datetime.date | None:
    if match := _DATE.match(text):
        try:
            return datetime.date(*map(int, match.groups()))
        except ValueError:
            return None
    return None


def _time(text: str) -> datetime.time | None:
    """The time at the end of a text; 25:10 is none."""
    if match := _TIME.search(text):
        if match.end() != len(text.rstrip()):
            return None
        hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            return datetime.time(hour, minute, second)
        except ValueError:
            return None
    return None


def _read_day(row, person, cell, stays, problems):
    day = _day(cell.get("date") or cell["came"] or cell.get("went", ""))
    if day is None:
        problems.append(Problem(row, "date", cell.get("date") or cell["came"]))
        return
    moments = []
    for name in ("came", "went"):
        text = cell.get(name, "")
        moment = None
        if text:
            time = _time(text)
            if time is None:
                problems.append(Problem(row, "time", text))
                return
            moment = datetime.datetime.combine(_day(text) or day, time)
        moments.append(moment)
    came, went = moments
    if came and went and went < came:
        problems.append(Problem(row, "order", f"{cell['came']} – {cell['went']}"))
    elif came or went:
        # One stamp alone proves that he was there, no more.
        stays.append(Stay(row, *person, came or went, went if came else None))


def _read_stamp(row, person, cell, stamps, problems):
    text = cell.get("stamp") or f"{cell.get('date', '')} {cell.get('time', '')}"
    day, time = _day(text.strip()), _time(text)
    if day is None:
        problems.append(Problem(row, "date", text.strip()))
    elif time is None:
        problems.append(Problem(row, "time", text.strip()))
    else:
        moment = datetime.datetime.combine(day, time)
        stamps.setdefault((person, day), []).append((moment, row))


def _paired(stamps):
    """Stays of each day from its stamps.

    An even number is in and out by turns. Of an odd number nobody knows which one is
    missing: the first is the way in, the last the way out.
    """
    stays = []
    for (person, _), found in stamps.items():
        found = sorted({moment: row for moment, row in reversed(found)}.items())
        if len(found) == 1:
            pairs = [(found[0], (None, 0))]
        elif len(found) % 2:
            pairs = [(found[0], found[-1])]
        else:
            pairs = list(zip(found[::2], found[1::2], strict=True))
        for (came, row), (went, _row) in pairs:
            stays.append(Stay(row, *person, came, went))
    return stays
