"""What the file of a punch clock says, read whole or refused whole (A-11).

One line a stamp (person, date and time), one row a day (person, date, in, out), or a
sheet with the days across: as the usual clocks and apps export them, with titles
above the heads, the clock's own numbers, weekdays, 上午 and 下午, 次日.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# Lines as the reader of tables gives them: number, cells, and what follows.
Table = Iterable[Sequence[Any]]

COLUMNS = {
    "number": (
        *("cadre_number", "number", "no", "no.", "employee_id"),
        *("工号", "编号", "人员编号", "干部编号", "员工编号", "员工号", "职工号"),
    ),
    "clock": (
        *("考勤号码", "考勤号", "考勤编号", "登记号码", "登记号", "人员id"),
        *("账号", "帐号"),
        *("用户编号", "用户号", "用户id", "userid", "ac-no.", "ac-no", "acno", "enno"),
    ),
    "name": ("name", "姓名", "人员", "员工姓名", "人员姓名", "员工"),
    "date": (
        *("date", "日期", "考勤日期", "打卡日期", "刷卡日期", "出勤日期", "工作日期"),
    ),
    "time": ("time", "时间", "打卡时间", "刷卡时间", "实际打卡时间"),
    "stamp": ("datetime", "stamp", "日期时间", "打卡日期时间", "刷卡日期时间"),
    "result": ("打卡结果", "打卡状态"),
    "came0": (
        *("check_in", "in", "上班", "上班时间", "上班打卡", "签到", "签到时间"),
        *("最早", "最早打卡", "最早打卡时间", "首次打卡", "首次打卡时间"),
    ),
    "went0": (
        *("check_out", "out", "下班", "下班时间", "下班打卡", "签退", "签退时间"),
        *("最晚", "最晚打卡", "最晚打卡时间", "末次打卡", "末次打卡时间"),
    ),
}
TITLES = {title: name for name, titles in COLUMNS.items() for title in titles}
_NUMBERED = re.compile(r"(上班|下班)([1-9])(?:打卡)?(?:时间)?$")
# The same, as a second line of heads says it below 上班1.
_SUBHEAD = re.compile(r"(打卡|实际|实际打卡)?时间$")

# How far down the heads may stand.
TITLE_LINES = 12
NOT_PUNCHED = {
    *("", "-", "--", "—", "/", "无", "未打卡", "缺卡", "无需打卡", "旷工", "休息"),
}
_WITHOUT_PUNCH = ("未打卡", "缺卡", "旷工", "请假", "无需")

_WEEKDAYS = "一二三四五六日"
_DATE = re.compile(
    r"(?:(\d{4}|\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})(?!\d))"
    r"(?:\s*\(?(?:星期|周|礼拜)([一二三四五六日天])\)?)?"
)
_TIME = re.compile(
    r"(次日|翌日|当日)?\s*(上午|下午|凌晨|早上|中午|晚上|am|pm)?\s*"
    r"(\d{1,2}):(\d{2}|\d)(?::(\d{2}|\d)(?:\.\d+)?)?\s*(am|pm)?$"
)
_MORNING = {"上午", "凌晨", "早上", "am"}
_PERIOD = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*[~至到-]+\s*"
    r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})"
)
_TIMES_OF_CELL = re.compile(r"\d{1,2}:\d{2}")


@dataclass(frozen=True)
class Problem:
    """Why a row is refused.

    :param row: line of the file, from 1; 0 for the file itself
    :param reason: ``columns``, ``empty``, ``person``, ``date``, ``time``, ``order``
    :param value: what stands there
    :param column: the head of its column
    """

    row: int
    reason: str
    value: str = ""
    column: str = ""


@dataclass(frozen=True)
class Person:
    """Whose punch it is, as the file says.

    :param number: of the cadre, or empty
    :param clock: number that the clock itself gave, or empty
    :param name: of the cadre, or empty
    """

    number: str = ""
    clock: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.number or self.clock or self.name)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.number or self.clock, self.name)))


@dataclass(frozen=True)
class Punch:
    """What one row of the file says.

    :param row: line of the file
    :param person: whose
    :param came: local time
    :param went: local time, None where the way out is missing, and of a stamp
    :param day: the working day that the file counts it to, None where it says none
    :param is_stamp: a touch of the clock, in or out
    """

    row: int
    person: Person
    came: datetime.datetime
    went: datetime.datetime | None = None
    day: datetime.date | None = None
    is_stamp: bool = False


def plain(cell: Any) -> str:
    """The text of a cell, as a person would write it."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, datetime.date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M:%S}"
    if isinstance(cell, datetime.timedelta):
        seconds = int(cell.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    text = unicodedata.normalize("NFKC", str(cell))
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return re.sub(r"[^\S\n]+", " ", text).strip()


# --- Dates and times ---


def day_in(text: str) -> tuple[datetime.date | None, str]:
    """The date at the begin of a text, and what follows it.

    Two digits of a year hold with the weekday beside them alone: else nobody knows
    which of the three numbers is the year.
    """
    match = _DATE.match(text)
    if not match:
        return None, text
    year, month, number, *other, weekday = match.groups()
    try:
        if year and len(year) == 2:
            year = f"20{year}" if weekday else "0"
        day = datetime.date(*map(int, (year, month, number) if year else other))
    except ValueError:
        return None, text
    if weekday and _WEEKDAYS.find(weekday.replace("天", "日")) != day.weekday():
        return None, text
    return day, text[match.end() :].strip()


def time_in(text: str) -> tuple[datetime.time, int] | None:
    """A time of day, and how many days later it is; 25:10 is none."""
    match = _TIME.match(text.lower())
    if not match:
        return None
    later, before, hour, minute, second, after = match.groups()
    hour, half = int(hour), before or after
    if before and after or (half and half in _MORNING and hour > 12):
        return None
    if half in _MORNING and hour == 12:
        hour = 0
    elif half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif half == "晚上" and hour == 12:
        return None
    elif half == "中午" and hour < 3:
        hour += 12
    try:
        time = datetime.time(hour, int(minute), int(second or 0))
    except ValueError:
        return None
    return time, int(later in ("次日", "翌日"))


def moment_in(text: str, day: datetime.date | None) -> datetime.datetime | None:
    """A moment: with a date of its own, else on that day or after it."""
    text = text.replace("T", " ") if _DATE.match(text) else text
    own, rest = day_in(text)
    found = time_in(rest)
    if found is None or (own or day) is None:
        return None
    time, later = found
    return datetime.datetime.combine(own or day, time) + datetime.timedelta(later)


# --- Reading a table ---


def read(table: Table) -> tuple[list[Punch], list[Problem]]:
    """Everything that a table says, and everything that is wrong with it."""
    rows = [(number, [plain(cell) for cell in cells]) for number, cells, *_ in table]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        return [], [Problem(0, "empty")]
    found = _heads(rows)
    if found:
        punches, problems = _read_columns(*found)
    elif _is_log(rows):
        punches, problems = _read_log(rows)
    elif sheet := list(_read_sheet(rows)):
        punches = [one for one in sheet if isinstance(one, Punch)]
        problems = [one for one in sheet if isinstance(one, Problem)]
    else:
        number, cells = rows[0]
        return [], [Problem(number, "columns", " ".join(filter(None, cells))[:80])]
    if not punches and not problems:
        problems.append(Problem(0, "empty"))
    return punches, problems


def _heads(rows):
    """The columns, their heads and the rows below them, or None."""
    for index, (_number, cells) in enumerate(rows[:TITLE_LINES]):
        below = rows[index + 1][1] if index + 1 < len(rows) else []
        ways = [(cells, 1), (_two_lines(cells, below), 2)]
        if any(_SUBHEAD.match(_title(cell)) for cell in below):
            ways.reverse()
        for heads, skip in ways:
            columns = _columns(heads)
            if _is_readable(columns):
                return columns, heads, rows[index + skip :]
    return None


def _title(text: str) -> str:
    return _bare(re.sub(r"[(\[].*?[)\]]", "", text))


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _two_lines(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Heads of two lines, of which the upper stands over several columns."""
    heads, over = [], ""
    for index in range(max(len(above), len(below))):
        upper = above[index] if index < len(above) else ""
        lower = below[index] if index < len(below) else ""
        over = upper or over
        if not lower:
            heads.append(upper)
        elif _title(over)[:2] in ("上班", "下班") and _SUBHEAD.match(_title(lower)):
            heads.append(_title(over) + "打卡时间")
        elif _title(lower) in TITLES or _NUMBERED.match(_title(lower)):
            heads.append(lower)
        else:
            heads.append(f"{over}{lower}")
    return heads


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, head in enumerate(heads):
        title = _title(head)
        if match := _NUMBERED.match(title):
            way, number = match.groups()
            found.setdefault(("came" if way == "上班" else "went") + number, index)
        elif name := TITLES.get(title):
            found.setdefault(name, index)
    if "date" not in found and "time" in found and _pairs(found):
        # WeCom writes the day of a row under 时间.
        found["date"] = found.pop("time")
    return found


def _pairs(columns: dict[str, int]) -> list[tuple[str, str]]:
    numbers = sorted({name[-1] for name in columns if name[:4] in ("came", "went")})
    if len(numbers) > 1:
        numbers = [number for number in numbers if number != "0"]
    return [(f"came{number}", f"went{number}") for number in numbers]


def _is_by_day(columns: dict[str, int]) -> bool:
    pairs = _pairs(columns)
    return bool(pairs) and (
        "date" in columns or all(name in columns for pair in pairs for name in pair)
    )


def _is_readable(columns: dict[str, int]) -> bool:
    by_stamp = "stamp" in columns or "time" in columns
    return bool({"number", "clock", "name"} & set(columns)) and (
        _is_by_day(columns) or by_stamp
    )


def _read_columns(columns, heads, rows):
    punches: list[Punch] = []
    problems: list[Problem] = []
    by_day = _is_by_day(columns)
    for row, cells in rows:
        cell = {
            name: cells[index] if index < len(cells) else ""
            for name, index in columns.items()
        }
        if [cells[i] if i < len(cells) else "" for i in columns.values()] == [
            heads[i] for i in columns.values()
        ]:
            continue  # the heads again, on a further page
        person = Person(*(cell.get(name, "") for name in ("number", "clock", "name")))
        reader = _read_day if by_day else _read_stamp
        for found in reader(row, person, cell, columns):
            if isinstance(found, Problem):
                column = columns.get(found.column)
                head = heads[column] if column is not None else ""
                problems.append(Problem(row, found.reason, found.value, head))
            else:
                punches.append(found)
    return punches, problems


def _read_day(row, person, cell, columns) -> Iterator[Punch | Problem]:
    pairs = _pairs(columns)
    text = cell.get("date") or next(
        (cell[name] for pair in pairs for name in pair if cell.get(name)), ""
    )
    if not person:
        yield Problem(row, "person")
        return
    day, _rest = day_in(text)
    if day is None:
        yield Problem(row, "date", text, "date" if "date" in columns else pairs[0][0])
        return
    for pair in pairs:
        moments = []
        for name in pair:
            text = cell.get(name, "")
            if text in NOT_PUNCHED:
                moments.append(None)
                continue
            moment = moment_in(text, day)
            if moment is None:
                yield Problem(row, "time", text, name)
                return
            moments.append(moment)
        came, went = moments
        if came and went and went < came:
            value = f"{cell[pair[0]]} – {cell[pair[1]]}"
            yield Problem(row, "order", value, pair[1])
            return
        if came or went:
            # One stamp alone proves that the person was there, no more.
            yield Punch(row, person, came or went, went if came else None, day)


def _read_stamp(row, person, cell, columns) -> Iterator[Punch | Problem]:
    if not person:
        yield Problem(row, "person")
        return
    name = "stamp" if cell.get("stamp") else "time" if "time" in columns else "stamp"
    text = cell.get(name, "")
    if text in NOT_PUNCHED and any(
        word in text + cell.get("result", "") for word in _WITHOUT_PUNCH
    ):
        return
    day = None
    if "date" in columns and (cell["date"] or not _DATE.match(text)):
        day, rest = day_in(cell["date"])
        if day is None:
            yield Problem(row, "date", cell["date"], "date")
            return
        text = text or rest
    own, _rest = day_in(text)
    moment = moment_in(text, day)
    if moment is None:
        reason = "time" if day or own else "date"
        yield Problem(row, reason, text, name)
        return
    # A date beside a whole moment is the working day that the file counts it to.
    yield Punch(row, person, moment, None, day if own else None, True)


# --- The log of a clock, without heads: number, moment, further columns ---


def _is_log(rows) -> bool:
    return all(
        len(cells) > 1 and cells[0].isdigit() and moment_in(cells[1], None)
        for _row, cells in rows[:3]
    )


def _read_log(rows):
    punches, problems = [], []
    for row, cells in rows:
        moment = moment_in(cells[1], None) if len(cells) > 1 else None
        if not cells[0]:
            problems.append(Problem(row, "person"))
        elif moment is None:
            text = cells[1] if len(cells) > 1 else ""
            problems.append(Problem(row, "time", text))
        else:
            person = Person(clock=cells[0])
            punches.append(Punch(row, person, moment, None, None, True))
    return punches, problems


# --- The sheet of a clock: days across, the times of a day in one cell ---


def _read_sheet(rows) -> Iterator[Punch | Problem]:
    text = " ".join(cell for _row, cells in rows[:TITLE_LINES] for cell in cells)
    period = _PERIOD.search(text)
    days: dict[int, int] = {}
    person = Person()
    if not period:
        return
    first = datetime.date(*map(int, period.groups()[:3]))
    for row, cells in rows:
        if across := _days_across(cells):
            days = across
        elif found := _person_across(cells):
            person = found
        elif days and any(_TIMES_OF_CELL.search(cell) for cell in cells):
            if not person:
                yield Problem(row, "person")
                continue
            for index, number in days.items():
                times = cells[index] if index < len(cells) else ""
                yield from _times_of(row, person, _day_from(first, number), times)
            person = Person()


def _day_from(first: datetime.date, number: int) -> datetime.date | None:
    """The day of that number from the first day of the sheet on."""
    for ahead in range(62):
        day = first + datetime.timedelta(days=ahead)
        if day.day == number:
            return day
    return None


def _days_across(cells) -> dict[int, int]:
    days = {
        index: int(match.group(1))
        for index, cell in enumerate(cells)
        if (match := re.match(r"(\d{1,2})(?:日|号|\s|$)", cell))
        and 1 <= int(match.group(1)) <= 31
    }
    filled = [cell for cell in cells if cell]
    numbers = list(days.values())
    rises = all(
        b - a == 1 or b == 1 for a, b in zip(numbers, numbers[1:], strict=False)
    )
    return days if len(days) > 4 and len(days) == len(filled) and rises else {}


def _person_across(cells) -> Person | None:
    values = {}
    for index, cell in enumerate(cells):
        label, colon, value = _bare(cell).partition(":")
        name = TITLES.get(label)
        if name in ("number", "clock", "name") and (colon or value or cell):
            value = cell.split(":", 1)[-1].strip() if colon else ""
            rest = (other for other in cells[index + 1 :] if other)
            values[name] = value or next(rest, "")
    # The number on such a sheet is the clock's own.
    clock = values.get("clock") or values.get("number", "")
    person = Person(clock=clock, name=values.get("name", ""))
    return person if "name" in values and person else None


def _times_of(row, person, day, text) -> Iterator[Punch | Problem]:
    rest = _TIMES_OF_CELL.sub("", text)
    if re.sub(r"[\s,;、/]", "", rest) and text not in NOT_PUNCHED:
        yield Problem(row, "time", text)
        return
    for found in _TIMES_OF_CELL.findall(text):
        moment = moment_in(found, day)
        if moment is None:
            yield Problem(row, "time", found)
        else:
            yield Punch(row, person, moment, None, None, True)


# --- Stays of a day ---

Stay = tuple[datetime.datetime, datetime.datetime | None]


def touches(
    moments: Iterable[datetime.datetime], touch: datetime.timedelta
) -> list[Stay]:
    """Stamps in order, those within ``touch`` of the first taken as one.

    :return: of each the first and the last moment
    """
    found: list[list[datetime.datetime]] = []
    for moment in sorted(set(moments)):
        if found and moment - found[-1][0] <= touch:
            found[-1][1] = moment
        else:
            found.append([moment, moment])
    return [(first, last) for first, last in found]


def paired(
    moments: Iterable[datetime.datetime], touch: datetime.timedelta
) -> list[Stay]:
    """Stays of a day from its stamps.

    An even number is in and out by turns. Of an odd number nobody knows which one is
    missing: the first is the way in, the last the way out.
    """
    found = touches(moments, touch)
    if len(found) == 1:
        return [(found[0][0], None)]
    if len(found) % 2:
        return [(found[0][0], found[-1][1])]
    return [
        (came, went)
        for (came, _), (_, went) in zip(found[::2], found[1::2], strict=True)
    ]


def stays_of_day(punches: Sequence[Punch], touch: datetime.timedelta) -> list[Stay]:
    """The stays that the punches of one person's day make.

    Where a row says which is the way in and which the way out, that holds.
    """
    rows = [punch for punch in punches if not punch.is_stamp]
    if len(rows) == len(punches) and any(punch.went for punch in rows):
        return sorted(
            {
                (p.came, p.went if p.went and p.went - p.came > touch else None)
                for p in rows
            },
            key=lambda stay: (stay[0], stay[1] or stay[0]),
        )
    return paired((m for p in punches for m in (p.came, p.went) if m), touch)


def completed(
    on_record: Sequence[Stay], read_in: Sequence[Stay], touch: datetime.timedelta
) -> list[Stay]:
    """The stays of a day of which one file says something and another one more.

    The fuller of the two holds; where each knows of stamps that the other does not,
    all stamps together.

    :param on_record: what an earlier file said
    :param read_in: what this file says
    """
    old, new = (
        {m.replace(second=0) for stay in stays for m in stay if m}
        for stays in (on_record, read_in)
    )
    if new <= old:
        return list(on_record)
    if old <= new:
        return list(read_in)
    moments = [m for stays in (on_record, read_in) for stay in stays for m in stay if m]
    return paired(moments, touch)
