from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.cadre_archive.rules import tables
from odoo.addons.cadre_archive.rules.normal import normal

from ...rules import attendance, punches
from .resource_calendar import _bounds


@dataclass
class Plan:
    """What reading in a file would do.

    :param new: stays to be made, ``(employee id, working day, stay in UTC)``
    :param replaced: ids of rows of an earlier file that a fuller one completes
    :param known: number of stays that are on record already
    :param left_out: number of rows that are somebody else's to read in
    :param numbers: numbers of the clock that are remembered, ``{number: employee id}``
    :param unused: names of sheets without punches
    :param problems: why nothing is read in
    """

    new: list = field(default_factory=list)
    replaced: list = field(default_factory=list)
    known: int = 0
    left_out: int = 0
    numbers: dict = field(default_factory=dict)
    unused: list = field(default_factory=list)
    problems: list = field(default_factory=list)


class CadrePunchReader(models.AbstractModel):
    """What the file of a punch clock means for the people of an office (A-11).

    Runs as the system, after the caller was checked.
    """

    _name = "cadre.punch.reader"
    _description = "Reader of Punch Files"

    @api.model
    def _refused(self, reason, value="", row=0):
        return Plan(problems=[punches.Problem(row, reason, value)])

    @api.model
    def _plan(self, data, avoided):
        """What the file says of people of this office.

        :param data: the bytes of the file
        :param avoided: ids of employees whose rows are left out
        :rtype: Plan
        """
        plan = Plan()
        found = self._read_file(data, plan)
        mine = self._by_person(found, avoided, plan)
        if plan.problems or not mine:
            return plan
        self._plan_days(mine, plan)
        return plan

    # --- Whose it is ---

    @api.model
    def _people(self):
        """Cadres of the office, ``{id: facts}``, and ids by number, clock and name."""
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model()
        people = {"numbers": {}, "names": {}}
        company = self.env.company
        for id_, number, name, joined, left in self.env.execute_query(
            SQL(
                "SELECT e.id, e.cadre_number, e.name, min(v.contract_date_start),"
                " CASE WHEN bool_or(v.departure_date IS NULL AND v.id ="
                " e.current_version_id) THEN NULL ELSE max(v.departure_date) END "
                "FROM hr_employee e LEFT JOIN hr_version v ON v.employee_id = e.id "
                "WHERE e.company_id = %s GROUP BY e.id",
                company.id,
            )
        ):
            people[id_] = (joined, left, normal(name or ""))
            if number:
                people["numbers"][normal(number)] = id_
            people["names"].setdefault(people[id_][2], []).append(id_)
        people["clocks"] = self.env["cadre.clock.number"]._of_office(company)
        return people

    @api.model
    def _by_person(self, found, avoided, plan):
        """The punches of each, ``{employee id: [Punch, …]}``; the rest to the plan."""
        people = self._people()
        now = self.env.company._cadre_now()
        mine, clocks = defaultdict(list), {}
        for punch in found:
            employee, reason, value = self._person_of(punch.person, people)
            day = punch.day or punch.came.date()
            if not reason:
                joined, left, _name = people[employee]
                if (joined and day < joined) or (left and day > left):
                    reason, value = "term", str(day)
                elif (punch.went or punch.came) > now:
                    reason, value = "future", str(punch.went or punch.came)[:16]
            clock = normal(punch.person.clock)
            if not reason and clock and clock not in people["clocks"]:
                if clocks.setdefault(clock, employee) != employee:
                    reason, value = "other", str(punch.person)
                elif not people["numbers"].get(clock):
                    plan.numbers[punch.person.clock] = employee
            if reason:
                plan.problems.append(punches.Problem(punch.row, reason, value))
            elif employee in avoided:
                plan.left_out += 1
                plan.numbers.pop(punch.person.clock, None)
            else:
                mine[employee].append(punch)
        return mine

    @api.model
    def _person_of(self, person, people):
        """The employee, or reason and value of a problem."""
        number, clock, name = map(normal, (person.number, person.clock, person.name))
        found = (
            people["numbers"].get(number)
            or people["clocks"].get(clock)
            or people["numbers"].get(clock)
        )
        if found:
            if name and name != people[found][2]:
                return None, "other", str(person)
            return found, None, ""
        if number and not clock:
            # Some clocks write the name where the number belongs.
            named = people["names"].get(number, [])
            if not named:
                return None, "unknown", str(person)
        else:
            named = people["names"].get(name or clock, [])
        if len(named) == 1:
            return named[0], None, ""
        if named:
            return None, "namesakes", person.name or person.number or person.clock
        if clock and not name:
            return None, "clock", person.clock
        return None, "unknown", str(person)

    # --- Which day, and what is on record of it ---

    @api.model
    def _plan_days(self, mine, plan):
        clock = self.env["cadre.attendance.clock"]
        company = self.env.company
        days = [p.day or p.came.date() for one in mine.values() for p in one]
        first, last = min(days) - timedelta(days=2), max(days) + timedelta(days=2)
        people = clock._people(company, list(mine))
        shifts = {
            employee: found
            for employee, found, _departments in clock._schedules(
                company, people, first, last
            )
        }
        cycle = self.env["cadre.appraisal.cycle"]._of_day(company, max(days))
        touch = timedelta(minutes=clock._touch(cycle))
        day_break = clock._day_break(cycle)
        on_record = self._on_record(list(mine), first, last)
        for employee, found in mine.items():
            own = shifts.get(employee, {})
            by_day = defaultdict(list)
            for punch in found:
                day = punch.day
                if day is None:
                    day = self._day_of(own, punch.came, None, day_break)
                by_day[day].append(punch)
            ours, foreign = defaultdict(list), []
            for id_, came, went, is_ours in on_record.get(employee, ()):
                if is_ours:
                    day = self._day_of(own, came, went, day_break)
                    ours[day].append((id_, (came, went)))
                else:
                    foreign.append((came, went))
            self._plan_person(employee, by_day, ours, foreign, touch, plan)

    @staticmethod
    def _day_of(shifts, came, went, day_break):
        midnight = datetime.combine(came.date(), time())
        at, until = (
            moment and int((moment - midnight).total_seconds() // 60)
            for moment in (came, went)
        )
        stay = attendance.Stay(at, until)
        return attendance.day_of(shifts, came.date(), stay, day_break)[0]

    @api.model
    def _plan_person(self, employee, by_day, ours, foreign, touch, plan):
        # What is on record beside the days of the file, and stays where it is.
        taken = [
            stay
            for day, rows in ours.items()
            if day not in by_day
            for _id, stay in rows
        ]
        for day in sorted(by_day):
            found = by_day[day]
            rows = ours.get(day, [])
            read_in = punches.stays_of_day(found, touch)
            wanted = punches.completed([stay for _id, stay in rows], read_in, touch)
            kept = [stay for _id, stay in rows if stay in wanted]
            plan.replaced += [id_ for id_, stay in rows if stay not in wanted]
            plan.known += len(kept)
            taken += kept
            for stay in wanted:
                if stay in kept:
                    continue
                if stay in foreign:
                    plan.known += 1
                    continue
                if any(_cross(stay, other) for other in (*taken, *foreign)):
                    row = next(
                        (p.row for p in found if p.came == stay[0]), found[0].row
                    )
                    text = f"{stay[0]:%Y-%m-%d %H:%M}"
                    plan.problems.append(punches.Problem(row, "overlap", text))
                    continue
                taken.append(stay)
                plan.new.append((employee, day, stay))

    @api.model
    def _on_record(self, employees, first, last):
        """``{employee id: [(id, came, went, whether of a punch file)]}``, local."""
        self.env["hr.attendance"].flush_model()
        zone = self.env.company._cadre_zone()
        begin, end = _bounds(zone, first, last)
        rows = defaultdict(list)
        for id_, employee, came, went, is_ours in self.env.execute_query(
            SQL(
                """
                SELECT id, employee_id,
                       timezone(%(zone)s, timezone('UTC', check_in)),
                       CASE WHEN check_out > check_in
                            THEN timezone(%(zone)s, timezone('UTC', check_out)) END,
                       is_of_punch_file IS TRUE
                  FROM hr_attendance
                 WHERE employee_id IN %(people)s AND check_in >= %(begin)s
                   AND check_in < %(end)s
                 ORDER BY check_in
                """,
                zone=zone.key,
                people=tuple(employees),
                begin=begin,
                end=end,
            )
        ):
            rows[employee].append((id_, came, went, is_ours))
        return rows

    # --- Storing ---

    @api.model
    def _store(self, plan, file_name):
        """Make what was planned. The caller is checked."""
        zone = self.env.company._cadre_zone()
        clock = self.env["hr.attendance"].with_context(tracking_disable=True)
        clock.browse(plan.replaced).unlink()
        clock.create(
            [self._values(employee, stay, zone) for employee, _day, stay in plan.new]
        )
        self.env["cadre.clock.number"].create(
            [
                {"number": number, "employee_id": employee}
                for number, employee in plan.numbers.items()
            ]
        )
        self.env["cadre.log"]._record(
            [
                {
                    "model": "hr.attendance",
                    "res_id": 0,
                    "action": "punch_file",
                    "clause": "A-11",
                    "payload": {
                        "file": file_name or "",
                        "rows": len(plan.new),
                        "completed": len(plan.replaced),
                        "left_out": plan.left_out,
                    },
                }
            ]
        )

    @staticmethod
    def _values(employee, stay, zone):
        came, went = (
            moment and moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
            for moment in stay
        )
        # A missing way out is kept as Odoo keeps its own: to be clarified.
        values = {
            "employee_id": employee,
            "check_in": came,
            "check_out": went or came,
            "is_of_punch_file": True,
        }
        if not went:
            values["out_mode"] = "auto_check_out"
        return values

    # --- The file as tables ---

    @api.model
    def _read_file(self, data, plan):
        """The punches of all sheets that hold any; other sheets are named."""
        try:
            book = tables.read(data)
        except tables.TableError as error:
            # In the words of the reader of tables.
            text = self.env["cadre.table"]._file_message(error)
            plan.problems.append(punches.Problem(0, "table", text))
            return []
        found, unread = [], []
        for sheet in book.sheets:
            if not sheet.lines:
                continue
            ones, problems = punches.read(sheet.lines)
            if [problem.reason for problem in problems] == ["columns"]:
                plan.unused.append(sheet.name)
                unread += problems
                continue
            found += ones
            plan.problems += problems
        if not found and not plan.problems:
            plan.problems += unread[:1]
        return found


def _cross(one, other):
    return one[0] <= (other[1] or other[0]) and (one[1] or one[0]) >= other[0]
