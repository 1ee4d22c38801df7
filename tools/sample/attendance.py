"""The clock of 2025: one row for each cadre and working day, month by month."""

import datetime
import random

import days
from people import cadres

YEAR = 2025
MONTHS = 12

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
    """All rows of the year as (day, cadre number, check in, check out)."""
    people = [cadre for cadre in cadres(seed) if cadre.in_scope]
    late, absent = late_days(seed, people), absences(people)
    rng = random.Random(f"clock {seed}")
    first, last = datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31)
    for day in days.between(first, last):
        if not days.is_worked(day):
            continue
        morning = datetime.datetime.combine(day, datetime.time(8, 30))
        evening = datetime.datetime.combine(day, datetime.time(17, 30))
        for cadre in people:
            if day in absent.get(cadre.number, ()):
                continue
            minutes = -rng.randint(3, 28)
            if day in late[cadre.number]:
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
    months = {month: [] for month in range(1, MONTHS + 1)}
    for day, number, check_in, check_out in rows(seed):
        months[day.month].append((number, check_in, check_out))
    for month, lines in months.items():
        book.table(
            f"attendance/{YEAR}-{month:02d}.csv",
            ["employee_id", "check_in", "check_out"],
            lines,
        )
