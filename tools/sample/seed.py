"""What fills the two years of the sample office, made from a seed.

Who is who and what happened stands in the spreadsheets of ``data/``. The clock, the
targets of persons and months, what was done of them, scores and tallies are drawn here
from ``data/seed/``: ``work`` of each section, ``phrases``, ``patterns`` of those who
are not as punctual and good as most. The same seed makes the same rows; a test holds
their digest. Nothing here needs Odoo.

All tables are ``(headers, rows)`` in the shape that the importer takes.
"""

import datetime
import random
from dataclasses import dataclass, field

from . import sheets

SEED = 20251
DONE, RUNNING = 2025, 2026
Day = datetime.date
# What the clock wrote: a whole year, and a month of the one under way.
CLOCKED = (
    (Day(DONE, 1, 1), Day(DONE, 12, 31)),
    (Day(RUNNING, 10, 1), Day(RUNNING, 10, 31)),
)
LEADERSHIP = "街道领导班子"
RETIRED = "YT061"
DIMENSIONS = ("performance", "attitude", "dedication", "efficiency", "integrity")
# How far the leaders of these sections have come with the third quarter of the running
# year; the others have not begun.
THIRD_QUARTER = {
    "党政综合办公室": "scored",
    "党建工作办公室": "talked",
    "纪检监察办公室": "fed_back",
    "公共安全办公室": "acknowledged",
}


@dataclass
class Cadre:
    """One person in scope of the appraisal, and their pattern."""

    number: str
    name: str
    department: str
    login: str
    rank: int  # 0 secretary, 1 leader, 2 head of a section, 3 staff
    score: int  # mean of what he is given
    has_clients: bool = True
    days_late: int | None = None
    late_on: set[Day] = field(default_factory=set)
    absent_on: set[Day] = field(default_factory=set)


class Seed:
    """The tables, made from the spreadsheets of a folder.

    :param Path data: the folder
    """

    def __init__(self, data):
        self.data = data
        self.cadres = self._cadres()
        self.work = self._read("seed/work.csv")
        self.phrases = {}
        for row in self._read("seed/phrases.csv"):
            phrases = self.phrases.setdefault((row["kind"], row["grade"]), [])
            phrases.append(row["text"])
        self.made_up = {
            Day.fromisoformat(row["date"])
            for row in self._read("people/makeup_days.xlsx")
        }
        self.holidays = {
            day
            for row in self._read("people/public_holidays.xlsx")
            for day in _between(*(row[n][:10] for n in ("date_from", "date_to")))
        }
        self.monthly = {year: self._tasks(year) for year in (DONE, RUNNING)}

    def _read(self, name):
        return sheets.read(self.data / name)

    def _random(self, *what):
        return random.Random(" ".join(map(str, what)))

    def _cadres(self):
        patterns = {row["cadre_number"]: row for row in self._read("seed/patterns.csv")}
        ranks, cadres = {}, []
        for row in self._read("people/employees.xlsx"):
            number = row["cadre_number"]
            # The head of a section stands under a leader, and the leaders in a row.
            above = ranks.get(row["parent_id"], -1)
            rank = min(above + 1, 1 if row["department_id"] == LEADERSHIP else 3)
            ranks[number] = rank
            if row["cadre_category"] == "out_of_scope" or number == RETIRED:
                continue
            pattern = patterns.get(number, {})
            late = pattern.get("days_late")
            cadres.append(
                Cadre(
                    number,
                    row["name"],
                    row["department_id"],
                    row["user_id"],
                    rank,
                    int(pattern.get("score") or 79 + sum(map(ord, number)) % 9),
                    pattern.get("has_clients") != "False",
                    int(late) if late else None,
                    {Day.fromisoformat(d) for d in pattern.get("late_on", "").split()},
                    {
                        Day.fromisoformat(d)
                        for d in pattern.get("absent_on", "").split()
                    },
                )
            )
        return cadres

    # --- Days ---

    def _is_scheduled(self, day):
        """Whether Odoo's calendar expects people: it knows no made-up weekends."""
        return day.weekday() < 5 and day not in self.holidays

    def _is_worked(self, day):
        return day in self.made_up or self._is_scheduled(day)

    # --- Attendance ---

    def attendance(self):
        """One table a month: a row for each cadre and working day."""
        late = self._late_days()
        rng = self._random("clock", SEED)
        months = {}
        for day in (day for period in CLOCKED for day in _between(*period)):
            if not self._is_worked(day):
                continue
            rows = months.setdefault(f"{day:%Y-%m}", [])
            morning = datetime.datetime.combine(day, datetime.time(8, 30))
            evening = datetime.datetime.combine(day, datetime.time(17, 30))
            for cadre in self.cadres:
                if day in cadre.absent_on:
                    continue
                minutes = -rng.randint(3, 28)
                if day in late[cadre.number]:
                    minutes = rng.randint(12, 70)
                check_in = morning + _minutes(minutes, rng.randint(0, 59))
                minutes = max(0, int(rng.gauss(8, 12)))
                check_out = evening + _minutes(minutes, rng.randint(0, 59))
                rows.append([cadre.number, str(check_in), str(check_out)])
        headers = ["employee_id", "check_in", "check_out"]
        return {month: (headers, rows) for month, rows in months.items()}

    def _late_days(self):
        rng = self._random("late", SEED)
        year = [day for day in _between(*CLOCKED[0]) if self._is_scheduled(day)]
        late = {}
        for cadre in self.cadres:
            count = cadre.days_late
            if count is None:
                count = 0 if cadre.rank < 2 else rng.choice([0, 0, 0, 1, 1, 2, 3])
            # Far enough apart that nobody is late seven days running by chance.
            late[cadre.number] = {*rng.sample(year[::3], count), *cadre.late_on}
        return late

    # --- Tasks ---

    def _tasks(self, year):
        """Targets of persons and their monthly tasks, as dictionaries."""
        rng = self._random("tasks", year, SEED)
        departments = self._read(f"appraisal/{year}/tasks_department.xlsx")
        persons, monthly = [], []
        for cadre in self.cadres:
            work = [w for w in self.work if w["department"] == cadre.department]
            above = [d for d in departments if d["department_id"] == cadre.department]
            targets = []
            for number, line in enumerate(rng.sample(work, 5), 1):
                least, most = int(line["least"]), int(line["most"])
                # A target of the same content, each in its turn.
                fitting = [
                    row for row in above if row["dimension_id"] == line["dimension"]
                ] or above
                target = {
                    **_task(cadre, line, f"{year}-{cadre.number}-{number}"),
                    "level": "person",
                    "parent_id": fitting[len(persons) % len(fitting)]["code"],
                    "date_deadline": Day(year, 12, 31),
                    "qty_planned": 12 * ((least + most) // 2),
                }
                persons.append(target)
                targets.append((target, least, most))
            for month in range(1, 13):
                first = Day(year, month, 1)
                monthly += self._month(rng, cadre, targets, first)
        for task in persons + monthly:
            task["cycle_id"] = cycle_name(year)
        return persons, monthly

    def _month(self, rng, cadre, targets, first):
        end = _month_end(first)
        chosen = sorted(
            rng.sample(targets, rng.choice([3, 3, 4, 4, 5])),
            key=lambda item: item[0]["code"],
        )
        prefix = f"{first:%Y%m}-{cadre.number}"
        common = {"level": "month", "month": first}
        for number, (target, least, most) in enumerate(chosen, 1):
            yield {
                **target,
                **common,
                "code": f"{prefix}-{number}",
                "parent_id": target["code"],
                "date_deadline": rng.choice([end, end, first.replace(day=20)]),
                "qty_planned": rng.randint(least, most),
                "is_temporary": False,
            }
        if cadre.rank > 1 and rng.random() < 0.06:
            # Ordered in between.
            line = rng.choice([w for w in self.work if not w["department"]])
            yield {
                **_task(cadre, line, f"{prefix}-T"),
                **common,
                "parent_id": "",
                "date_deadline": first.replace(day=rng.randint(12, 28)),
                "qty_planned": line["least"],
                "is_temporary": True,
            }

    def tasks(self, year, level):
        headers = "code name cycle_id level date_deadline qty_planned uom_text".split()
        headers += ["quality_standard", "dimension_id", "employee_id", "parent_id"]
        headers += ["month", "is_temporary"] if level == "month" else []
        persons, monthly = self.monthly[year]
        tasks = monthly if level == "month" else persons
        return headers, [[str(task[name]) for name in headers] for task in tasks]

    # --- Monthly records ---

    def records(self, year):
        """What was done of each task, and the self-evaluation of each month.

        :return: two tables
        """
        rng = self._random("results", year, SEED)
        by_number = {cadre.number: cadre for cadre in self.cadres}
        results, reports = [], []
        for task in self.monthly[year][1]:
            cadre, planned = by_number[task["employee_id"]], int(task["qty_planned"])
            if not _is_reported(cadre, task["month"]):
                continue
            done, reason = planned, ""
            if rng.random() < 0.05 + (90 - cadre.score) / 100:
                done = int(done * rng.uniform(0.4, 0.9))
            elif rng.random() < 0.15:
                done += rng.randint(1, 3)
            progress = min(100, round(100 * done / planned))
            if progress < 100:
                reason = rng.choice(self.phrases["unfinished", ""])
            results.append([task["code"], str(done), str(progress), reason])
        for month in (Day(year, number, 1) for number in range(1, 13)):
            if (year, month.month) == (RUNNING, 11):
                continue  # being filled in, not handed in yet
            for cadre in self.cadres:
                if not _is_reported(cadre, month):
                    continue
                self_grade = grade_of(min(100, cadre.score + rng.randint(0, 8)))
                # What he thinks of himself, content by content.
                own = self._random("self", SEED, cadre.number, month)
                grades = [
                    grade_of(min(100, cadre.score + own.randint(-4, 10)))
                    for _dimension in DIMENSIONS
                ]
                summary = rng.choice(self.phrases["summary", ""])
                # Due by the fifth, mostly in time.
                late = rng.random() < (0.03 if cadre.score > 75 else 0.2)
                day = rng.randint(7, 14) if late else rng.randint(1, 5)
                handed_in = (_month_end(month) + _days(1)).replace(day=day)
                reports.append(
                    [cadre.number, str(month), self_grade, *grades]
                    + [summary, str(handed_in)]
                )
        headers = ["employee_id", "month", "self_grade"]
        headers += [f"self_{name}" for name in DIMENSIONS]
        return (
            (["task_id", "qty_done", "progress", "unfinished_reason"], results),
            ([*headers, "summary", "date_submitted"], reports),
        )

    # --- Scores ---

    def scores(self, year):
        """Scores of the quarters that the leaders have got to, comment and talk."""
        rng = self._random("scores", year, SEED)
        left_out = {
            (row["employee_id"], row["quarter"])
            for row in self._read(f"appraisal/{year}/quarters_excluded.xlsx")
        }
        rows = []
        for quarter in range(1, 5):
            for cadre in self.cadres:
                if (cadre.number, str(quarter)) in left_out:
                    continue
                if year == RUNNING and not (
                    quarter < 3 or (quarter == 3 and cadre.department in THIRD_QUARTER)
                ):
                    continue
                level = cadre.score + rng.choice([-2, -1, 0, 0, 1, 2])
                scores = [
                    max(40, min(100, level + rng.randint(-3, 3))) for _d in DIMENSIONS
                ]
                grade = grade_of(0.4 * scores[0] + 0.15 * sum(scores[1:]))
                own_room = f"{cadre.department}办公室"
                rows.append(
                    [cycle_name(year), cadre.number, str(quarter), *map(str, scores)]
                    + [rng.choice(self.phrases["comment", grade])]
                    + [str(self._talk_day(year, quarter, cadre))]
                    + [own_room if cadre.rank == 3 else "三楼小会议室"]
                    + self.phrases["talk", grade]
                )
        headers = ["cycle_id", "employee_id", "quarter"]
        headers += [f"score_{name}" for name in DIMENSIONS]
        return [*headers, "comment", "date_talk", "talk_place", "talk_summary"], rows

    def _talk_day(self, year, quarter, cadre):
        month = quarter * 3 + 1
        day = Day(year + month // 13, (month - 1) % 12 + 1, 8)
        day += _days(int(cadre.number[2:]) % 5)
        while not self._is_worked(day):
            day += _days(1)
        return day

    def tallies(self):
        """Democratic evaluation and client opinion of the year that is done."""
        rng = self._random("tallies", SEED)
        rows = []
        for cadre in self.cadres:
            level = cadre.score + 2
            client = ""
            if cadre.has_clients:
                client = str(round(level + rng.uniform(-5, 4), 1))
            democratic = str(round(min(99, level + rng.uniform(-4, 4)), 1))
            rows.append([cycle_name(DONE), cadre.number, democratic, client])
        return ["cycle_id", "employee_id", "democratic_score", "client_score"], rows


def cycle_name(year):
    return f"{year}年度考核"


def grade_of(score):
    for grade, least in (("excellent", 90), ("good", 75), ("average", 60)):
        if score >= least:
            return grade
    return "poor"


def _task(cadre, line, code):
    return {
        "code": code,
        "name": line["work"],
        "employee_id": cadre.number,
        "uom_text": line["unit"],
        "quality_standard": line["quality_standard"],
        "dimension_id": line["dimension"],
    }


def _is_reported(cadre, month):
    """Whether a month has been filled in.

    Of the running year: up to September by everybody, October by two in three, November
    by a few, who were early.
    """
    if month.year == DONE or month.month <= 9:
        return True
    if cadre.login == "cadre":  # has something to do on his landing page
        return False
    serial = int(cadre.number[2:])
    return {10: serial % 3 != 0, 11: serial % 7 == 0}.get(month.month, False)


def _days(count):
    return datetime.timedelta(days=count)


def _minutes(minutes, seconds):
    return datetime.timedelta(minutes=minutes, seconds=seconds)


def _month_end(first):
    return (first.replace(day=28) + _days(4)).replace(day=1) - _days(1)


def _between(first, last):
    """Every day of a span, both ends included; its ends are days or their text."""
    first, last = (Day.fromisoformat(str(day)) for day in (first, last))
    for number in range((last - first).days + 1):
        yield first + _days(number)
