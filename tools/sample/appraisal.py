"""Targets, monthly tasks and results, scores and tallies."""

import datetime
import random

import days
from people import DEPARTMENTS, cadres
from work import (
    COMMENTS,
    DEPARTMENT_TARGETS,
    DIMENSIONS,
    MONTHLY,
    OFFICE_TARGETS,
    SUMMARIES,
    TALKS,
    TEMPORARY,
    UNFINISHED,
)

DONE, RUNNING = 2025, 2026
# Nobody could be asked about him: his year stays provisional.
NO_CLIENTS = "喻成林"
# The first of the office is appraised by the district.
BY_DISTRICT = "由区委组织部考核"
LEFT_OUT = [
    ("袁桂芳", 2025, 2, "病假满一个季度"),
    ("任书航", 2026, 2, "借调区商务局，由借调单位考核"),
]
CODES = {name: code for code, name in DEPARTMENTS.items()}
# The five contents, as the fields of the self-evaluation end.
CONTENTS = ("performance", "attitude", "dedication", "efficiency", "integrity")

# How people work: the mean of their scores. Most are good, few excellent.
EXCELLENT = {"王佩玲", "柏文杰", "韦安然", "俞芷晴", "史雪晴", "金婉婷", "孙晓岚"}
AVERAGE = {"彭佳颖", "昌永胜", "葛明远"}
POOR = {"费俊熙"}


def skill(cadre):
    if cadre.name in EXCELLENT:
        return 93
    if cadre.name in AVERAGE:
        return 70
    if cadre.name in POOR:
        return 55
    return 79 + sum(map(ord, cadre.number)) % 9


def grade_of(score):
    for grade, least in (("excellent", 90), ("good", 75), ("average", 60)):
        if score >= least:
            return grade
    return "poor"


# --- Tasks ---


def lines_of(code):
    for line in MONTHLY[code].strip().splitlines():
        work, unit, span, standard, letter = line.split("|")
        least, most = map(int, span.split("-"))
        yield work, unit, least, most, standard, letter


class Tasks:
    """The tree of targets of one year: office, departments, persons, months."""

    def __init__(self, year, people, seed, months):
        self.year = year
        self.people = people
        self.months = months
        self.rng = random.Random(f"tasks {year} {seed}")
        self.office = []
        self.departments = []
        self.persons = []
        self.monthly = []
        self._top()
        for cadre in people:
            self._person(cadre)

    def _top(self):
        end = datetime.date(self.year, 12, 31)
        for number, (work, unit, quantity, standard, letter) in enumerate(
            OFFICE_TARGETS, 1
        ):
            self.office.append(
                {
                    "code": f"{self.year}-O{number:02d}",
                    "name": work,
                    "date_deadline": end,
                    "qty_planned": quantity,
                    "uom_text": unit,
                    "quality_standard": standard,
                    "dimension_id": letter,
                }
            )
        for code, targets in DEPARTMENT_TARGETS.items():
            for number, (work, unit, quantity, standard, letter) in enumerate(
                targets, 1
            ):
                self.departments.append(
                    {
                        "code": f"{self.year}-{code}-{number:02d}",
                        "name": work,
                        "department_id": DEPARTMENTS[code],
                        "parent_id": self._above(
                            self.office, letter, len(self.departments)
                        ),
                        "date_deadline": end,
                        "qty_planned": quantity,
                        "uom_text": unit,
                        "quality_standard": standard,
                        "dimension_id": letter,
                    }
                )

    @staticmethod
    def _above(targets, letter, turn):
        """The code of a target of the same content, each in its turn."""
        fitting = [row for row in targets if row["dimension_id"] == letter] or targets
        return fitting[turn % len(fitting)]["code"]

    def _person(self, cadre):
        code = CODES[cadre.department]
        own = self.rng.sample(list(lines_of(code)), 5)
        above = [
            row for row in self.departments if row["department_id"] == cadre.department
        ]
        targets = []
        for number, (work, unit, least, most, standard, letter) in enumerate(own, 1):
            target = {
                "code": f"{self.year}-{cadre.number}-{number}",
                "name": work,
                "employee_id": cadre.number,
                "parent_id": self._above(above, letter, len(self.persons)),
                "date_deadline": datetime.date(self.year, 12, 31),
                "qty_planned": 12 * ((least + most) // 2),
                "uom_text": unit,
                "quality_standard": standard,
                "dimension_id": letter,
            }
            self.persons.append(target)
            targets.append((target, least, most))
        for month in self.months:
            self._month(cadre, targets, month)

    def _month(self, cadre, targets, month):
        first = datetime.date(self.year, month, 1)
        end = days.month_end(first)
        chosen = sorted(
            self.rng.sample(targets, self.rng.choice([3, 3, 4, 4, 5])),
            key=lambda item: item[0]["code"],
        )
        prefix = f"{self.year}{month:02d}-{cadre.number}"
        for number, (target, least, most) in enumerate(chosen, 1):
            self.monthly.append(
                {
                    **target,
                    "code": f"{prefix}-{number}",
                    "parent_id": target["code"],
                    "month": first,
                    "date_deadline": self.rng.choice([end, end, first.replace(day=20)]),
                    "qty_planned": self.rng.randint(least, most),
                    "is_temporary": "False",
                }
            )
        if cadre.rank > 1 and self.rng.random() < 0.06:
            work, unit, quantity, standard = self.rng.choice(TEMPORARY)
            self.monthly.append(
                {
                    "code": f"{prefix}-T",
                    "name": work,
                    "employee_id": cadre.number,
                    "parent_id": "",
                    "month": first,
                    "date_deadline": first.replace(day=self.rng.randint(12, 28)),
                    "qty_planned": quantity,
                    "uom_text": unit,
                    "quality_standard": standard,
                    "dimension_id": "e",
                    "is_temporary": "True",
                }
            )


def cycle_name(year):
    return f"{year}年度考核"


def write(book, seed):
    people = [cadre for cadre in cadres(seed) if cadre.in_scope]
    for year in (DONE, RUNNING):
        tasks = Tasks(year, people, seed, range(1, 13))
        _write_tasks(book, tasks)
        _write_results(book, tasks, people, seed)
        _write_scores(book, year, people, seed)
    _write_tallies(book, people, seed)


def _write_tasks(book, tasks):
    common = [
        "code",
        "name",
        "cycle_id",
        "level",
        "date_deadline",
        "qty_planned",
        "uom_text",
        "quality_standard",
        "dimension_id",
    ]
    for level, rows, more in (
        ("office", tasks.office, []),
        ("department", tasks.departments, ["department_id", "parent_id"]),
        ("person", tasks.persons, ["employee_id", "parent_id"]),
        (
            "month",
            tasks.monthly,
            ["month", "employee_id", "parent_id", "is_temporary"],
        ),
    ):
        headers = common + more
        for row in rows:
            row["cycle_id"] = cycle_name(tasks.year)
            row["level"] = level
        ending = "csv" if level == "month" else "xlsx"
        book.table(
            f"appraisal/{tasks.year}/tasks_{level}.{ending}",
            headers,
            [
                [
                    DIMENSIONS[row[name]] if name == "dimension_id" else row[name]
                    for name in headers
                ]
                for row in rows
            ],
        )


# --- Monthly results ---


def _write_results(book, tasks, people, seed):
    rng = random.Random(f"results {tasks.year} {seed}")
    by_number = {cadre.number: cadre for cadre in people}
    results, reports = [], []
    for task in tasks.monthly:
        cadre = by_number[task["employee_id"]]
        if tasks.year == RUNNING and not _reported(cadre, task["month"]):
            continue
        miss = 0.05 + (90 - skill(cadre)) / 100
        done, reason = task["qty_planned"], ""
        if rng.random() < miss:
            done = int(done * rng.uniform(0.4, 0.9))
        elif rng.random() < 0.15:
            done += rng.randint(1, 3)
        progress = min(100, round(100 * done / task["qty_planned"]))
        if progress < 100:
            reason = rng.choice(UNFINISHED)
        results.append((task["code"], done, progress, reason))
    months = sorted({task["month"] for task in tasks.monthly})
    for month in months:
        for cadre in people:
            if tasks.year == RUNNING and not _reported(cadre, month):
                continue
            if (month.year, month.month) == (RUNNING, 11):
                continue  # being filled in, not handed in yet
            reports.append(
                (
                    cadre.number,
                    month,
                    grade_of(min(100, skill(cadre) + rng.randint(0, 8))),
                    *_self_grades(cadre, month, seed),
                    rng.choice(SUMMARIES),
                    _handed_in(month, cadre, rng),
                )
            )
    book.table(
        f"appraisal/{tasks.year}/results.csv",
        ["task_id", "qty_done", "progress", "unfinished_reason"],
        results,
    )
    book.table(
        f"appraisal/{tasks.year}/reports.csv",
        [
            "employee_id",
            "month",
            "self_grade",
            *(f"self_{code}" for code in CONTENTS),
            "summary",
            "date_submitted",
        ],
        reports,
    )


def _self_grades(cadre, month, seed):
    """What a cadre thinks of himself, content by content (A-27)."""
    rng = random.Random(f"self {seed} {cadre.number} {month}")
    return [grade_of(min(100, skill(cadre) + rng.randint(-4, 10))) for _ in CONTENTS]


def _handed_in(month, cadre, rng):
    """The day on which a month was handed in: due by the fifth, mostly in time."""
    after = days.month_end(month) + datetime.timedelta(days=1)
    late = rng.random() < (0.03 if skill(cadre) > 75 else 0.2)
    return after.replace(day=rng.randint(7, 14) if late else rng.randint(1, 5))


def _reported(cadre, month):
    """Of the running year: who has filled the record of which month.

    Up to September everybody, October two in three, November a few, who were early.
    """
    serial = int(cadre.number[2:])
    if month.month <= 9:
        return True
    if cadre.login == "cadre":  # has something to do on his landing page
        return False
    if month.month == 10:
        return serial % 3 != 0
    return month.month == 11 and serial % 7 == 0


# --- Quarterly scores ---


def _write_scores(book, year, people, seed):
    rng = random.Random(f"scores {year} {seed}")
    rows = {False: [], True: []}
    for quarter in range(1, 5):
        for cadre in people:
            if cadre.rank == 0 or not _scored(year, quarter, cadre):
                continue
            level = skill(cadre) + rng.choice([-2, -1, 0, 0, 1, 2])
            scores = {
                letter: max(40, min(100, level + rng.randint(-3, 3)))
                for letter in DIMENSIONS
            }
            mean = 0.4 * scores["p"] + 0.15 * (
                scores["a"] + scores["d"] + scores["e"] + scores["i"]
            )
            grade = grade_of(mean)
            talk = _talk_day(year, quarter, cadre)
            rows[cadre.login == "clerk"].append(
                [
                    cycle_name(year),
                    cadre.number,
                    quarter,
                    *(scores[letter] for letter in DIMENSIONS),
                    rng.choice(COMMENTS[grade]),
                    talk,
                    f"{cadre.department}办公室" if cadre.rank == 3 else "三楼小会议室",
                    TALKS[grade],
                ]
            )
    # Nobody judges himself: the head of the section reads in the clerk's own.
    for own, ending in ((False, ""), (True, "_by_head")):
        book.table(
            f"appraisal/{year}/quarterly_scores{ending}.xlsx",
            [
                "cycle_id",
                "employee_id",
                "quarter",
                *(f"score_{name}" for name in DIMENSIONS.values()),
                "comment",
                "date_talk",
                "talk_place",
                "talk_summary",
            ],
            rows[own],
        )
    left_out = [(people[0], quarter, BY_DISTRICT) for quarter in range(1, 5)]
    left_out += [
        (cadre, quarter, reason)
        for cadre in people
        for name, when, quarter, reason in LEFT_OUT
        if cadre.name == name and when == year
    ]
    book.table(
        f"appraisal/{year}/quarters_left_out.xlsx",
        ["cycle_id", "employee_id", "quarter", "is_excluded", "exclusion_reason"],
        [
            (cycle_name(year), cadre.number, quarter, "True", reason)
            for cadre, quarter, reason in left_out
        ],
    )


def _scored(year, quarter, cadre):
    """Whether the file of the leaders has this quarter of this cadre."""
    left_out = {(name, when, number) for name, when, number, _why in LEFT_OUT}
    if (cadre.name, year, quarter) in left_out:
        return False
    return _due_by_now(year, quarter, cadre)


def _due_by_now(year, quarter, cadre):
    """2026: two quarters done; of the third, half of the sections."""
    if year == DONE or quarter < 3:
        return True
    return quarter == 3 and CODES[cadre.department] in ("D01", "D02", "D03", "D06")


def _talk_day(year, quarter, cadre):
    month = quarter * 3 + 1
    first = datetime.date(year + month // 13, (month - 1) % 12 + 1, 8)
    return days.next_worked(first + datetime.timedelta(days=int(cadre.number[2:]) % 5))


# --- Paper tallies ---


def _write_tallies(book, people, seed):
    rng = random.Random(f"tallies {seed}")
    rows = {False: [], True: []}
    for cadre in people:
        level = skill(cadre) + 2
        client = ""
        if cadre.name != NO_CLIENTS:
            client = round(level + rng.uniform(-5, 4), 1)
        rows[cadre.login == "clerk"].append(
            (
                cycle_name(DONE),
                cadre.number,
                round(min(99, level + rng.uniform(-4, 4)), 1),
                client,
            )
        )
    # Nobody enters his own: the head of the section does it for the clerk.
    for own, ending in ((False, ""), (True, "_by_head")):
        book.table(
            f"appraisal/{DONE}/tallies{ending}.xlsx",
            ["cycle_id", "employee_id", "democratic_score", "client_score"],
            rows[own],
        )
