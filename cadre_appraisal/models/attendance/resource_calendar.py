from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from odoo import api, models

from ...rules.attendance import joined, subtract

SATURDAY = 5
# Which day it is counts, not when: nobody is late by these.
NOMINAL_HOURS = ((540, 1020),)


def _bounds(zone, first, last):
    """The naive UTC moments at which a period begins and ends in a time zone."""
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    return tuple(m.astimezone(UTC).replace(tzinfo=None) for m in (begin, end))


def _on_day(moments, zone, day, days=2):
    """Parts of UTC periods that lie on a local day or its night, in minutes of it.

    Odoo ends a holiday at 23:59:59: the last minute counts whole.
    """
    midnight = datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)
    return [
        (
            max(0, int((begin - midnight).total_seconds() // 60)),
            min(1440 * days, int(-((midnight - end).total_seconds() // 60))),
        )
        for begin, end in moments
        if begin < midnight + timedelta(days=days) and end > midnight
    ]


class ResourceCalendar(models.Model):
    """Which hours of which days an office works, made-up days included (A-11)."""

    _inherit = "resource.calendar"

    def _cadre_days(self, company, first, last):
        """The working days of these calendars, in the time zone of the office.

        Public holidays are taken off, :class:`cadre.makeup.day` comes before both.
        What is worked past midnight belongs to the day on which it begins. Three
        queries, however many calendars and days. Calendars without fixed hours have no
        days.

        :param company: the office
        :param first: first day
        :param last: last day
        :return: ``{calendar id: {date: spans in minutes of the day}}``
        """
        zone = company._cadre_zone()
        wanted = (first, last)
        first, last = first - timedelta(days=1), last + timedelta(days=1)
        # Hours of work are open to all; the models are HR's.
        calendars = self.sudo().filtered(lambda calendar: not calendar.flexible_hours)
        hours = calendars._cadre_hours()
        moved = self.env["cadre.makeup.day"].sudo()._between(company, first, last)
        holidays = calendars._cadre_holidays(company, zone, first, last)
        week_of = self.env["resource.calendar.attendance"].get_week_type
        result = {}
        for calendar in calendars:
            days = result[calendar.id] = {}
            closed = holidays.get(False, []) + holidays.get(calendar.id, [])
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                weekday = moved.get(day, day.weekday())
                if weekday is None:
                    continue
                week = week_of(day) if calendar.two_weeks_calendar else None
                spans = hours[calendar.id].get((week, weekday), ())
                if day not in moved:
                    spans = subtract(spans, _on_day(closed, zone, day, days=1))
                if spans:
                    days[day] = tuple(spans)
        return {
            calendar: {
                day: spans
                for day, spans in joined(days).items()
                if wanted[0] <= day <= wanted[1]
            }
            for calendar, days in result.items()
        }

    @api.model
    def _cadre_weekdays(self, company, first, last):
        """The days of an office that has no hours of its own: Monday to Friday."""
        moved = self.env["cadre.makeup.day"].sudo()._between(company, first, last)
        days = {}
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            weekday = moved.get(day, day.weekday())
            if weekday is not None and weekday < SATURDAY:
                days[day] = NOMINAL_HOURS
        return days

    def _cadre_after(self, company, day, number):
        """The last of so many working days after a day, made-up days included (A-34).

        :param company: the office
        :param date day: the day before the first that can count
        :param int number: of working days
        :return: the date; False when the calendar has no such days within a year
        """
        found = []
        for weeks in range(0, 52, 8):
            first = day + timedelta(weeks=weeks, days=1)
            last = day + timedelta(weeks=weeks + 8)
            found += sorted(self._cadre_days(company, first, last).get(self.id, ()))
            if len(found) >= number:
                return found[number - 1]
        return False

    def _cadre_hours(self):
        lines = self.env["resource.calendar.attendance"].search_fetch(
            [
                ("calendar_id", "in", self.ids),
                ("display_type", "=", False),
                ("day_period", "!=", "lunch"),
            ],
            ["calendar_id", "dayofweek", "week_type", "hour_from", "hour_to"],
            order="hour_from",
        )
        hours = defaultdict(lambda: defaultdict(list))
        for line in lines:
            calendar = line.calendar_id
            week = int(line.week_type or 0) if calendar.two_weeks_calendar else None
            hours[calendar.id][week, int(line.dayofweek)].append(
                (round(line.hour_from * 60), round(line.hour_to * 60))
            )
        return hours

    def _cadre_holidays(self, company, zone, first, last):
        """Public holidays, ``{calendar id or False: [(from, to) in UTC]}``."""
        begin, end = _bounds(zone, first, last)
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("company_id", "in", (company.id, False)),
                ("calendar_id", "in", [False, *self.ids]),
                ("date_from", "<", end),
                ("date_to", ">", begin),
            ],
            ["calendar_id", "date_from", "date_to"],
        )
        holidays = defaultdict(list)
        for leave in leaves:
            holidays[leave.calendar_id.id].append((leave.date_from, leave.date_to))
        return holidays
