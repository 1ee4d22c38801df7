from bisect import bisect_right
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from odoo import api, models
from odoo.tools import SQL

from ...rules import attendance
from ..year.cadre_appraisal_roster import IN_SCOPE
from .resource_calendar import _bounds, _on_day


class CadreAttendanceClock(models.AbstractModel):
    """What clock, calendar and leave show of people, in one batch (A-11, A-61).

    Runs as the system; whoever asks gives no more of it away than their own rights
    allow.
    """

    _name = "cadre.attendance.clock"
    _description = "Clock and Calendar"

    @api.model
    def _people(self, company, employee_ids=None):
        """Calendars and terms of service of the cadres in scope.

        :return: ``{employee id: [(since, calendar, department, joined, left), …]}``
        """
        self.env["hr.employee"].flush_model(["company_id", "cadre_category", "active"])
        self.env["hr.version"].flush_model()
        chosen = (
            SQL("e.cadre_category IN %s", IN_SCOPE)
            if employee_ids is None
            else SQL("e.id IN %s", tuple(employee_ids) or (0,))
        )
        people = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                "SELECT e.id, v.date_version, v.resource_calendar_id, v.department_id,"
                " v.contract_date_start, COALESCE(v.departure_date,"
                " v.contract_date_end) "
                "FROM hr_employee e JOIN hr_version v ON v.employee_id = e.id "
                "WHERE e.company_id = %s AND v.active AND %s "
                # Who left before is known by the day on which he left.
                "AND (e.active OR v.departure_date IS NOT NULL) "
                "ORDER BY e.id, v.date_version",
                company.id,
                chosen,
            )
        )
        for employee, *version in rows:
            people[employee].append(tuple(version))
        return dict(people)

    @api.model
    def _stays(self, company, people, first, last):
        """Everybody's stays, in minutes of the local date of the way in.

        Odoo's own technical rows are left out; what Odoo checked out by itself is no
        check-out.

        :return: ``{employee id: [(date, Stay), …]}``
        """
        self.env["hr.attendance"].flush_model()
        zone = company._cadre_zone()
        begin, end = _bounds(zone, first, last)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id, came::date,
                       floor(extract(epoch FROM came - came::date) / 60)::int,
                       floor(extract(epoch FROM went - came::date) / 60)::int
                  FROM (
                    SELECT employee_id,
                           timezone(%(zone)s, timezone('UTC', check_in)) AS came,
                           CASE WHEN check_out > check_in
                                 AND COALESCE(out_mode, '') <> 'auto_check_out'
                                THEN timezone(%(zone)s, timezone('UTC', check_out))
                           END AS went
                      FROM hr_attendance
                     WHERE check_in >= %(begin)s AND check_in < %(end)s
                       AND employee_id IN %(people)s
                       AND COALESCE(in_mode, '') <> 'technical'
                  ) AS clock
                """,
                zone=zone.key,
                begin=begin,
                end=end,
                people=tuple(people),
            )
        )
        stays = defaultdict(list)
        for employee, day, came, went in rows:
            stays[employee].append((day, attendance.Stay(came, went)))
        return stays

    @api.model
    def _leaves(self, company, people, first, last):
        """Validated leave, ``{employee id: [(from, to) in UTC]}``."""
        self.env["hr.leave"].flush_model(["employee_id", "state"])
        zone = company._cadre_zone()
        # The night of the last day as well.
        begin, end = _bounds(zone, first, last + timedelta(days=1))
        leaves = defaultdict(list)
        for employee, since, until in self.env.execute_query(
            SQL(
                "SELECT employee_id, date_from, date_to FROM hr_leave "
                "WHERE state = 'validate' AND date_from < %s AND date_to > %s "
                "AND employee_id IN %s",
                end,
                begin,
                tuple(people),
            )
        ):
            leaves[employee].append((since, until))
        return leaves

    @api.model
    def _schedules(self, company, people, first, last):
        """What each was scheduled for, leave and times outside of service taken off.

        Whoever has no hours of work of their own, or flexible ones, has the working
        days of the office, and nobody knows the hours.

        :return: iterator of ``(employee id, {date: Shift}, {date: department})``; the
            departments only of those who moved, else the one of ``None``
        """
        ids = {version[1] for versions in people.values() for version in versions}
        office = company.sudo().resource_calendar_id  # hours of work are open to all
        calendars = self.env["resource.calendar"].browse(sorted(filter(None, ids)))
        hours = (calendars | office)._cadre_days(company, first, last)
        loose = hours.get(office.id) or office._cadre_weekdays(company, first, last)
        days = defaultdict(
            lambda: {
                day: attendance.Shift.of(spans, is_fixed=False)
                for day, spans in loose.items()
            }
        )
        for calendar, spans in hours.items():
            days[calendar] = {
                day: attendance.Shift.of(one) for day, one in spans.items()
            }
        leaves = self._leaves(company, people, first, last)
        zone = company._cadre_zone()
        for employee, versions in people.items():
            plain, departments = self._in_service(versions, days, first, last)
            away = leaves.get(employee)
            if away:
                plain = {
                    day: rest
                    for day, shift in plain.items()
                    if (rest := shift.without(_on_day(away, zone, day)))
                }
            yield employee, plain, departments

    @staticmethod
    def _in_service(versions, days, first, last):
        """Days and sections of one person by the versions of the record."""
        if len(versions) == 1:
            _since, calendar, department, joined, left = versions[0]
            plain = days[calendar]
            if (joined and joined > first) or (left and left < last):
                joined, left = joined or date.min, left or date.max
                plain = {d: s for d, s in plain.items() if joined <= d <= left}
            return plain, {None: department}
        begins = [version[0] for version in versions]
        plain, departments = {}, {None: versions[-1][2]}
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            # The first version stands for all the time before it as well.
            version = versions[max(0, bisect_right(begins, day) - 1)]
            _since, calendar, departments[day], joined, left = version
            if (joined and day < joined) or (left and day > left):
                continue
            if shift := days[calendar].get(day):
                plain[day] = shift
        return plain, departments

    @api.model
    def _day_break(self, cycle):
        """The minute until which a stamp belongs to the day before (A-11)."""
        return round(cycle._number("A-11", "day_break") * 60)

    @api.model
    def _touch(self, cycle):
        """So many minutes apart, two touches of the clock are one (A-11)."""
        return int(cycle._number("A-11", "touch"))

    @api.model
    def _found(self, company, people, first, last):
        """The facts that clock, calendar and leave show.

        :return: ``{(employee id, date, kind): (department, DayFact)}``
        """
        # Asked for days of one year alone.
        cycle = self.env["cadre.appraisal.cycle"]._of_day(company, first)
        tolerance = int(cycle._number("A-11", "tolerance"))
        touch, day_break = self._touch(cycle), self._day_break(cycle)
        before, after = first - timedelta(days=1), last + timedelta(days=1)
        clock = self._stays(company, people, before, after)
        now = company._cadre_now()
        found, nothing = {}, {}
        for employee, shifts, departments in self._schedules(
            company, people, before, after
        ):
            mine = defaultdict(list) if employee in clock else nothing
            for came, stay in clock.get(employee, ()):
                day, stay = attendance.day_of(shifts, came, stay, day_break)
                mine[day].append(stay)
            for day, shift in shifts.items():
                if not first <= day <= last:
                    continue
                midnight = datetime.combine(day, time())
                if midnight + timedelta(minutes=shift.spans[-1][1]) > now:
                    continue  # a night that is not over
                stays = attendance.merged(mine.get(day, ()), touch)
                for fact in attendance.day_facts(shift, stays, tolerance):
                    place = departments.get(day, departments[None])
                    found[employee, day, fact.kind] = (place, fact)
        return found
