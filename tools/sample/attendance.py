"""The clock of 2025 and of October 2026: one row for each cadre and working day."""

import datetime
import random

import days
from people import cadres

YEAR = 2025

# Who gives the discipline rules something to find. Everything else is punctual people
# who are late once in a while.
SEVEN_IN_A_ROW = "昌永胜"  # seven working days late, one after the other
THIRTY = "葛明远"  # late on exactly 30 days, the boundary
THIRTY_ONE = "鲁学勤"  # on 31
ABSENT_TWO = ("任书航", [(2025, 3, 18), (2025, 3, 19)])  # two days are not yet it
ABSENT_THREE = ("彭佳颖", [(2025, 9, 29), (2025, 9, 30), (2025, 10, 9)])  # three are
ABSENT_SIX = (
    "费俊熙",  # more than five in the year, never three in a row
    [
        (2025, 2, 20),
        (2025, 4, 9),
        (2025, 6, 12),
        (2025, 8, 7),
        (2025, 10, 22),
        (2025, 12, 3),
    ],
)


# October of the year under way, where one is late five times.
OCTOBER = (datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))
LATE_IN_OCTOBER = "费俊熙"


def late_days(seed, people):
    """On which days who comes late.

    :return: ``{cadre number: set of days}``
    """
    rng = random.Random(f"late {seed}")
    year = [
        day
        for day in days.between(datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31))
        if days.is_scheduled(day)
    ]
    result = {}
    for cadre in people:
        count = {THIRTY: 30, THIRTY_ONE: 31}.get(cadre.name)
        if count is None:
            count = 0 if cadre.rank < 2 else rng.choice([0, 0, 0, 1, 1, 2, 3])
        # Far enough apart that nobody is late seven days running by chance.
        result[cadre.number] = set(rng.sample(year[::3], count))
        if cadre.name == SEVEN_IN_A_ROW:
            begin = year.index(datetime.date(YEAR, 11, 10))
            result[cadre.number] |= set(year[begin : begin + 7])
    return result


def absences(people):
    numbers = {cadre.name: cadre.number for cadre in people}
    return {
        numbers[name]: {datetime.date(*day) for day in when}
        for name, when in (ABSENT_TWO, ABSENT_THREE, ABSENT_SIX)
    }


def rows(seed):
    """All rows of both periods as (day, cadre number, check in, check out)."""
    people = [cadre for cadre in cadres(seed) if cadre.in_scope]
    rng = random.Random(f"clock {seed}")
    yield from clocked(
        rng,
        people,
        (datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31)),
        late_days(seed, people),
        absences(people),
    )
    number = {cadre.name: cadre.number for cadre in people}[LATE_IN_OCTOBER]
    worked = [day for day in days.between(*OCTOBER) if days.is_worked(day)]
    yield from clocked(rng, people, OCTOBER, {number: set(worked[2:15:3])}, {})


def clocked(rng, people, period, late, absent):
    for day in days.between(*period):
        if not days.is_worked(day):
            continue
        morning = datetime.datetime.combine(day, datetime.time(8, 30))
        evening = datetime.datetime.combine(day, datetime.time(17, 30))
        for cadre in people:
            if day in absent.get(cadre.number, ()):
                continue
            minutes = -rng.randint(3, 28)
            if day in late.get(cadre.number, ()):
                minutes = rng.randint(12, 70)
            yield (
                day,
                cadre.number,
                morning
                + datetime.timedelta(minutes=minutes, seconds=rng.randint(0, 59)),
                evening
                + datetime.timedelta(
                    minutes=max(0, int(rng.gauss(8, 12))), seconds=rng.randint(0, 59)
                ),
            )


def write(book, seed):
    months = {}
    for day, number, check_in, check_out in rows(seed):
        months.setdefault(f"{day:%Y-%m}", []).append((number, check_in, check_out))
    for month, lines in months.items():
        book.table(
            f"attendance/{month}.csv", ["employee_id", "check_in", "check_out"], lines
        )
    # By the hours of which weekday: as the State Council named them, Monday where
    # nothing hangs on it, since all days have the same hours.
    book.table(
        "people/makeup_days.xlsx",
        ["date", "works", "weekday", "note"],
        [
            (day, "True", "Monday", f"{day.year}年节假日安排通知：上班")
            for day in sorted(days.MADE_UP)
        ],
    )
