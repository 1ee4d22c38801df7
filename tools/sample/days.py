"""The working days of China in 2025 and 2026, as the State Council published them."""

import datetime

Date = datetime.date

# name, first day, last day
HOLIDAYS = [
    ("2025年元旦", Date(2025, 1, 1), Date(2025, 1, 1)),
    ("2025年春节", Date(2025, 1, 28), Date(2025, 2, 4)),
    ("2025年清明节", Date(2025, 4, 4), Date(2025, 4, 6)),
    ("2025年劳动节", Date(2025, 5, 1), Date(2025, 5, 5)),
    ("2025年端午节", Date(2025, 5, 31), Date(2025, 6, 2)),
    ("2025年国庆节、中秋节", Date(2025, 10, 1), Date(2025, 10, 8)),
    ("2026年元旦", Date(2026, 1, 1), Date(2026, 1, 3)),
    ("2026年春节", Date(2026, 2, 15), Date(2026, 2, 23)),
    ("2026年清明节", Date(2026, 4, 4), Date(2026, 4, 6)),
    ("2026年劳动节", Date(2026, 5, 1), Date(2026, 5, 5)),
    ("2026年端午节", Date(2026, 6, 19), Date(2026, 6, 21)),
    ("2026年中秋节", Date(2026, 9, 25), Date(2026, 9, 27)),
    ("2026年国庆节", Date(2026, 10, 1), Date(2026, 10, 7)),
]

# Weekend days that were worked in exchange. Odoo's calendar cannot say them, but
# people clocked in.
MADE_UP = {
    Date(2025, 1, 26),
    Date(2025, 2, 8),
    Date(2025, 4, 27),
    Date(2025, 9, 28),
    Date(2025, 10, 11),
    Date(2026, 1, 4),
    Date(2026, 2, 14),
    Date(2026, 2, 28),
    Date(2026, 5, 9),
    Date(2026, 9, 20),
    Date(2026, 10, 10),
}


def is_holiday(day):
    return any(first <= day <= last for _name, first, last in HOLIDAYS)


def is_scheduled(day):
    """Whether Odoo's working calendar expects people: no made-up weekends."""
    return day.weekday() < 5 and not is_holiday(day)


def is_worked(day):
    return day in MADE_UP or is_scheduled(day)


def month_end(first):
    following = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return following - datetime.timedelta(days=1)


def between(first, last):
    """Every day of a span, both ends included."""
    for number in range((last - first).days + 1):
        yield first + datetime.timedelta(days=number)


def next_worked(day):
    while not is_worked(day):
        day += datetime.timedelta(days=1)
    return day
