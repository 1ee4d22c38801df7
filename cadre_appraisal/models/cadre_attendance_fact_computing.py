from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import attendance
from .cadre_appraisal_cycle_opening import IN_SCOPE
from .resource_calendar import _bounds, _on_day

COLUMNS = (
    "employee_id",
    "company_id",
    "department_id",
    "appraisal_id",
    "date",
    "kind",
    "minutes",
    "expected",
    "actual",
    "has_actual",
    "source",
    "state",
)


class CadreAttendanceFact(models.Model):
    """Facts off the clock, for everybody in one batch (A-11, A-61)."""

    _inherit = "cadre.attendance.fact"

    @api.model
    def _compute_period(self, company, first, last, employee_ids=None):
        """Compute the facts of a period anew. Runs as the system.

        Facts that a person entered or decided stay as they are; an explanation stays
        with a fact that is still one. Today and later are not computed: nobody has
        left yet.

        :param company: the office
        :param first: first day
        :param last: last day
        :param employee_ids: at most these cadres, else all in scope
        :return: how many facts stand now
        """
        last = min(last, fields.Date.context_today(self) - timedelta(days=1))
        if last < first:
            return 0
        people = self._people(company, employee_ids)
        if not people:
            return 0
        found = self._found(company, people, first, last)
        return self._replace(company, people, found, first, last)

    # --- What there is ---

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
    def _presences(self, company, people, first, last):
        """Everybody's first check-in and last check-out of each day.

        Odoo's own technical rows are left out; what Odoo checked out by itself is no
        check-out.

        :return: ``{employee id: {date: Presence}}``
        """
        self.env["hr.attendance"].flush_model()
        zone = self.env["resource.calendar"]._cadre_zone(company)
        begin, end = _bounds(zone, first, last)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id, day,
                       floor(extract(epoch FROM min(came) - day) / 60)::int,
                       CASE WHEN max(came) FILTER (WHERE is_open) >= max(came)
                            THEN NULL
                            ELSE floor(extract(epoch FROM max(went) - day) / 60)::int
                       END
                  FROM (
                    SELECT employee_id,
                           timezone(%(zone)s, timezone('UTC', check_in)) AS came,
                           timezone(%(zone)s, timezone('UTC', check_out)) AS went,
                           timezone(%(zone)s, timezone('UTC', check_in))::date AS day,
                           (check_out IS NULL OR check_out = check_in
                            OR out_mode = 'auto_check_out') AS is_open
                      FROM hr_attendance
                     WHERE check_in >= %(begin)s AND check_in < %(end)s
                       AND employee_id IN %(people)s
                       AND COALESCE(in_mode, '') <> 'technical'
                  ) AS clock
                 GROUP BY employee_id, day
                """,
                zone=zone.key,
                begin=begin,
                end=end,
                people=tuple(people),
            )
        )
        presences = defaultdict(dict)
        for employee, day, came, went in rows:
            presences[employee][day] = attendance.Presence(came, went)
        return presences

    @api.model
    def _leaves(self, company, people, first, last):
        """Validated leave, ``{employee id: [(from, to) in UTC]}``."""
        self.env["hr.leave"].flush_model(["employee_id", "state"])
        zone = self.env["resource.calendar"]._cadre_zone(company)
        begin, end = _bounds(zone, first, last)
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

        :return: iterator of ``(employee id, {date: spans}, {date: department})``; the
            departments only of those who moved, else the one of ``None``
        """
        ids = {version[1] for versions in people.values() for version in versions}
        calendars = self.env["resource.calendar"].browse(sorted(filter(None, ids)))
        days = calendars._cadre_days(company, first, last)
        leaves = self._leaves(company, people, first, last)
        zone = calendars._cadre_zone(company)
        for employee, versions in people.items():
            plain, departments = self._in_service(versions, days, first, last)
            away = leaves.get(employee)
            if away:
                plain = {
                    day: rest
                    for day, spans in plain.items()
                    if (rest := attendance.subtract(spans, _on_day(away, zone, day)))
                }
            yield employee, plain, departments

    @staticmethod
    def _in_service(versions, days, first, last):
        """Days and sections of one person by the versions of his record."""
        if len(versions) == 1:
            _since, calendar, department, joined, left = versions[0]
            plain = days.get(calendar, {})
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
            if spans := days.get(calendar, {}).get(day):
                plain[day] = spans
        return plain, departments

    # --- What it shows ---

    @api.model
    def _found(self, company, people, first, last):
        """The facts that clock, calendar and leave show.

        :return: ``{(employee id, date, kind): (department, DayFact)}``
        """
        tolerance = int(self.env["cadre.clause"]._number("A-11", "tolerance"))
        presences = self._presences(company, people, first, last)
        found, nothing = {}, {}
        for employee, days, departments in self._schedules(
            company, people, first, last
        ):
            mine = presences.get(employee, nothing)
            for day, spans in days.items():
                for fact in attendance.day_facts(spans, mine.get(day), tolerance):
                    place = departments.get(day, departments[None])
                    found[employee, day, fact.kind] = (place, fact)
        return found

    @api.model
    def _replace(self, company, people, found, first, last):
        """Bring the facts on record in line: one statement each to read, drop,
        change and add, however many there are.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, employee_id, date, kind, minutes, expected, actual,"
                " department_id, source = 'computed' AND NOT COALESCE(is_touched,"
                " false) FROM cadre_attendance_fact "
                "WHERE employee_id IN %s AND date BETWEEN %s AND %s",
                tuple(people),
                first,
                last,
            )
        )
        gone, changed, kept = [], [], set()
        for id_, employee, day, kind, *values, is_free in rows:
            key = (employee, day, kind)
            kept.add(key)
            if not is_free:
                continue
            if key not in found:
                gone.append(id_)
                continue
            now = self._values(*found[key])
            if tuple(values) != (now[1], now[2], now[3], now[0]):
                changed.append((id_, *now))
        if gone:
            # Its own facts alone, which no person has touched.
            self.env.execute_query(
                SQL(
                    "DELETE FROM cadre_attendance_fact WHERE id IN %s RETURNING id",
                    tuple(gone),
                )
            )
        new = [key for key in found if key not in kept]
        self._change(changed)
        self._add(company, new, found, first, last)
        self.invalidate_model()
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": 0,
                    "action": "compute",
                    "clause": "A-11",
                    "payload": {
                        "first": str(first),
                        "last": str(last),
                        "cadres": len(people),
                        "added": len(new),
                        "changed": len(changed),
                        "dropped": len(gone),
                    },
                }
            ]
        )
        return len(kept) - len(gone) + len(new)

    @staticmethod
    def _values(department, fact):
        return (
            department or None,
            fact.minutes,
            fact.expected / 60,
            (fact.actual or 0) / 60,
            fact.actual is not None,
        )

    def _change(self, changed):
        if changed:
            execute_values(
                self.env.cr._obj,
                "UPDATE cadre_attendance_fact f SET department_id = v.department,"
                " minutes = v.minutes, expected = v.expected, actual = v.actual,"
                " has_actual = v.has_actual "
                "FROM (VALUES %s) AS v (id, department, minutes, expected, actual,"
                " has_actual) WHERE f.id = v.id",
                changed,
                "(%s, %s::int, %s, %s, %s, %s)",
                page_size=len(changed),
            )

    def _add(self, company, new, found, first, last):
        if not new:
            return
        years = self._years({employee for employee, _day, _kind in new}, first, last)
        rows = []
        for key in new:
            employee, day, kind = key
            department, *values = self._values(*found[key])
            rows.append(
                (
                    employee,
                    company.id,
                    department,
                    years.get((employee, day.year)),
                    day,
                    kind,
                    *values,
                    "computed",
                    "counting",
                )
            )
        execute_values(
            self.env.cr._obj,
            f"INSERT INTO cadre_attendance_fact ({', '.join(COLUMNS)}) VALUES %s",
            rows,
            page_size=len(rows),
        )

    @api.model
    def _years(self, employee_ids, first, last):
        """The opened years of people, ``{(employee id, year): appraisal id}``."""
        self.env["cadre.appraisal"].flush_model(["employee_id", "cycle_id"])
        return {
            (employee, year): id_
            for id_, employee, year in self.env.execute_query(
                SQL(
                    "SELECT a.id, a.employee_id, c.year FROM cadre_appraisal a "
                    "JOIN cadre_appraisal_cycle c ON c.id = a.cycle_id "
                    "WHERE c.year BETWEEN %s AND %s AND a.employee_id IN %s",
                    first.year,
                    last.year,
                    tuple(employee_ids),
                )
            )
        }

    # --- Counting ---

    @api.model
    def _count_days(self, employees, days, first, last):
        """Counts of people from their days with something.

        :param days: ``{employee id: [(date, kind, is excused), …]}``
        """
        counts = dict.fromkeys(employees.ids, attendance.Counts())
        # Working days are open to all; the personnel record they come from is not.
        self_sudo = self.sudo()
        marked_sudo = employees.sudo().filtered(lambda e: e.id in days)
        for company, group in marked_sudo.grouped("company_id").items():
            people = self_sudo._people(company, group.ids)
            for employee, scheduled, _departments in self_sudo._schedules(
                company, people, first, last
            ):
                counts[employee] = attendance.count(days[employee], scheduled)
        return counts
