from odoo import fields, models
from odoo.tools import SQL

from ..rules import months, moves
from .cadre_personal_mixin import QUIET

GIVEN = ("fed_back", "acknowledged")


class CadreAppraisalCycle(models.Model):
    """Moves during the year: who is in charge from which day on (A-28)."""

    _inherit = "cadre.appraisal.cycle"

    def _stations(self, employee_ids):
        """Departments of people during the year up to today, from their versions.

        A move after the end of the year concerns the next one.

        :return: ``{employee id: [(first day, department id or False)]}``, by day, the
            first one from the beginning of the year on
        """
        self.ensure_one()
        begins = months.months_of_year(self.year)[0]
        self.env["hr.version"].flush_model(
            ["employee_id", "date_version", "department_id", "active"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT v.employee_id, v.date_version, v.department_id
                  FROM hr_version v
                 WHERE v.employee_id IN %s AND v.active AND v.date_version <= %s
                 ORDER BY v.employee_id, v.date_version
                """,
                tuple(employee_ids) or (0,),
                min(fields.Date.context_today(self), self._ends()),
            )
        )
        found = {}
        for employee, day, department in rows:
            stations = found.setdefault(employee, [])
            department = department or False
            if day <= begins or not stations:
                # The first version counts from the beginning: nothing is known before.
                stations[:] = [(begins, department)]
            elif stations[-1][1] != department:
                stations.append((day, department))
        return found

    def _ends(self):
        """Last day of the year."""
        return months.last_day(months.months_of_year(self.year)[-1])

    def _leaders_on(self, employees, day):
        """Who was in charge of people on a day, in the year of the cycle.

        :param employees: record set of cadres in the year
        :param date day: the day
        :return: ``{employee id: leader id or False}``; those not in the year lack
        """
        self.ensure_one()
        # Who leads whom; the callers give no more of it than their own rights allow.
        appraisals_sudo = (
            self.env["cadre.appraisal"]
            .sudo()
            .search_fetch(
                [("cycle_id", "=", self.id), ("employee_id", "in", employees.ids)],
                ["employee_id", "leader_id", "department_id"],
            )
        )
        spells = appraisals_sudo._spells()
        return {
            appraisal.employee_id.id: moves.spell_on(spells[appraisal.id], day).leader
            for appraisal in appraisals_sudo
        }

    def _superiors(self, employee_ids):
        """``{employee id: leader id or False}`` as the personnel record has it now."""
        return {
            person["employee_id"]: person["leader_id"]
            for person in self._participants(employee_ids=employee_ids)
        }

    def _follow_moves(self, employee_ids=None, superiors=()):
        """Take over the moves that the personnel record knows and the year does not.

        As superuser; in a fixed number of queries.

        :param employee_ids: of these people only
        :param superiors: ids of those whose superior was changed just now
        """
        self.ensure_one()
        domain = [("cycle_id", "=", self.id)]
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**QUIET)
            .search_fetch(domain, ["employee_id", "department_id", "leader_id"])
        )
        if not appraisals:
            return
        stations = self._stations(appraisals.employee_id.ids)
        spells = appraisals._spells()
        heads = self._heads()
        today = fields.Date.context_today(self)
        if today > self._ends():
            superiors = ()
        people = None
        values = []
        for appraisal in appraisals:
            employee = appraisal.employee_id.id
            last = spells[appraisal.id][-1]
            way = stations.get(employee, [])
            news = [s for s in way if s[0] > last.begins and s[1] != last.department]
            if not news and way and way[-1][1] != last.department:
                if today > self._ends():
                    continue
                news = [(today, way[-1][1])]  # corrected in place
            if not news and employee not in superiors:
                continue
            if people is None:
                people = self._superiors(appraisals.employee_id.ids)
            values += self._moves_of(
                appraisal,
                last,
                news or [(today, last.department)],
                people.get(employee),
                heads,
            )
        if values:
            self._record_moves(values)

    def _moves_of(self, appraisal, last, stations, superior, heads):
        """The moves of one cadre from a spell over the stations that follow.

        :param last: the spell before
        :param stations: ``[(first day, department id)]``
        :param superior: of today, for the last station
        :return: values to create
        """
        values = []
        for number, (day, department) in enumerate(stations, 1):
            leader = self._next_leader(
                appraisal.employee_id.id,
                department,
                # The record knows the superior of today only.
                superior if number == len(stations) else None,
                last,
                heads,
            )
            if (department, leader) == (last.department, last.leader):
                continue
            values.append(
                {
                    "appraisal_id": appraisal.id,
                    "employee_id": appraisal.employee_id.id,
                    "company_id": self.company_id.id,
                    "date": day,
                    "department_from_id": last.department,
                    "department_to_id": department,
                    "leader_from_id": last.leader,
                    "leader_to_id": leader,
                }
            )
            last = moves.Spell(day, leader, department)
        return values

    def _first_stations(self, people):
        """Where people stood when the year began, if they have moved since.

        :param people: of :meth:`_participants`
        :return: ``{employee id: (first spell, stations after it)}``
        """
        found, heads = {}, None
        for employee, way in self._stations([p["employee_id"] for p in people]).items():
            if len(way) < 2:
                continue
            heads = self._heads() if heads is None else heads
            (begins, department), *later = way
            leader = self._leader(employee, None, department, heads)
            found[employee] = (moves.Spell(begins, leader, department), later)
        return found

    def _open_moves(self, people, first):
        """Moves before the opening: their months and quarters go where they belong.

        :param people: of :meth:`_participants`, with ``appraisal_id``
        :param first: of :meth:`_first_stations`
        """
        heads, values = self._heads() if first else {}, []
        for person in people:
            if person["employee_id"] in first:
                spell, later = first[person["employee_id"]]
                values += self._moves_of(
                    self.env["cadre.appraisal"].browse(person["appraisal_id"]),
                    spell,
                    later,
                    person["leader_id"],
                    heads,
                )
        if values:
            self._record_moves(values)

    def _next_leader(self, employee_id, department, superior, last, heads):
        """Who is in charge after a move.

        A superior who only stands there because nobody has changed him yet (the head
        of the department that was left) gives way to the head of the new department.
        """
        if superior and department != last.department:
            old = self._leader(employee_id, None, last.department, heads)
            if superior in (old, last.leader) and superior != self._leader(
                employee_id, None, department, heads
            ):
                superior = None
        return self._leader(employee_id, superior, department, heads)

    def _record_moves(self, values):
        model = self.env["cadre.appraisal.move"]
        there = {
            (move.appraisal_id.id, move.date): move
            for move in model.search(
                [("appraisal_id", "in", [v["appraisal_id"] for v in values])]
            )
        }
        new = []
        for vals in values:
            # Twice on a day: only where he ends up counts.
            if move := there.get((vals["appraisal_id"], vals["date"])):
                move.write(
                    {name: vals[name] for name in ("department_to_id", "leader_to_id")}
                )
            else:
                new.append(vals)
        model.create(new)
        appraisals = self.env["cadre.appraisal"].browse(
            {vals["appraisal_id"] for vals in values}
        )
        first = {}
        for vals in values:
            first.setdefault(vals["appraisal_id"], vals["date"])
        appraisals._take_over(first)
        self.env["cadre.log"]._record(
            [
                {
                    "model": "cadre.appraisal",
                    "res_id": vals["appraisal_id"],
                    "action": "leader",
                    "clause": "A-28",
                    "subject_id": vals["employee_id"],
                    "payload": {
                        "leader": vals["leader_to_id"] or None,
                        "from": str(vals["date"]),
                    },
                }
                for vals in values
            ]
        )

    def _cron_follow(self):
        """Each night: moves, joiners and leavers; what was given goes to the new."""
        for cycle in self.search([("state", "in", ("opening", "open"))]):
            cycle._follow_moves()
            cycle._follow_service()
            cycle.appraisal_ids.filtered("move_ids")._take_over({})


class CadreAppraisal(models.Model):
    """The leaders of a cadre in the course of the year (A-28)."""

    _inherit = "cadre.appraisal"

    move_ids = fields.One2many(
        "cadre.appraisal.move",
        "appraisal_id",
        string="Moves during the year",
        groups="cadre_appraisal.group_cadre_appraisal_clerk,"
        "cadre_appraisal.group_cadre_discipline_inspector,"
        "cadre_appraisal.group_cadre_leading_group_member",
    )

    def _spells(self):
        """Who was in charge from which day on. As superuser.

        :return: ``{result id: [Spell]}``, by day, never empty
        """
        found = {}
        by_result = (
            self.env["cadre.appraisal.move"]
            .search_fetch(
                [("appraisal_id", "in", self.ids)],
                [
                    "appraisal_id",
                    "date",
                    "department_from_id",
                    "department_to_id",
                    "leader_from_id",
                    "leader_to_id",
                ],
                order="date",
            )
            .grouped("appraisal_id")
        )
        for appraisal in self:
            changes = by_result.get(appraisal)
            begins = months.months_of_year(appraisal.cycle_id.year)[0]
            if not changes:
                found[appraisal.id] = [
                    moves.Spell(
                        begins, appraisal.leader_id.id, appraisal.department_id.id
                    )
                ]
                continue
            first, last = changes[0], changes[-1]
            found[appraisal.id] = [
                moves.Spell(
                    begins, first.leader_from_id.id, first.department_from_id.id
                ),
                *(
                    moves.Spell(
                        move.date,
                        # The clerk may have named another one since.
                        (appraisal if move == last else move)[
                            "leader_id" if move == last else "leader_to_id"
                        ].id,
                        move.department_to_id.id,
                    )
                    for move in changes
                ),
            ]
        return found

    def _take_over(self, since):
        """Give months, quarters and tasks to whoever is in charge of their time.

        Evaluations from the move on go to the leader of their quarter, unless scored
        already: whoever scored it finishes it. Whatever is given goes to the present
        leader, and a former one sees nothing of it any more. As superuser.

        :param dict since: ``{result id: first day of a new move}``; of others only
            what was given since changes hands
        """
        share = self.env["cadre.clause"]._threshold("A-28", "move_share").met
        for leader, group in self.grouped(
            lambda appraisal: appraisal.move_ids.sorted("date")[-1:].leader_to_id
        ).items():
            moved = group.filtered(lambda a: a.id in since)
            moved.with_context(cadre_move=True).write({"leader_id": leader.id})
        spells = self._spells()
        evaluations = self.env["cadre.quarterly.evaluation"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "quarter", "state", "leader_id", "department_id"],
        )
        places, charge = {}, {}
        for evaluation in evaluations:
            appraisal = evaluation.appraisal_id
            year, quarter = appraisal.cycle_id.year, int(evaluation.quarter)
            first, _second, third = months.months_of_quarter(year, quarter)
            ends = months.last_day(third)
            day = since.get(appraisal.id)
            leader = evaluation.leader_id.id
            if evaluation.state in GIVEN:
                leader = spells[appraisal.id][-1].leader
            elif evaluation.state == "draft" and day and ends >= day:
                leader = moves.leader_of_period(
                    spells[appraisal.id], first, ends, share
                )
            charge[appraisal.id, evaluation.quarter] = leader
            department = evaluation.department_id.id
            if day and ends >= day and evaluation.state == "draft":
                department = self._department_of(spells[appraisal.id], leader, ends)
            places.setdefault((leader, department), []).append(evaluation.id)
        self._place("cadre.quarterly.evaluation", places)
        self._take_over_months(spells, charge, since, share)

    @staticmethod
    def _department_of(spells, leader, ends):
        """The last department in which that leader was in charge until then."""
        found = [s for s in spells if s.leader == leader and s.begins <= ends]
        return (found or spells)[-1].department

    def _take_over_months(self, spells, charge, since, share):
        """A month belongs to its own leader, but to whoever is present once he is also
        in charge of its quarter; its tasks go with it."""
        records = self.env["cadre.monthly.record"].search_fetch(
            [("appraisal_id", "in", self.ids)],
            ["appraisal_id", "month", "quarter", "leader_id", "department_id"],
        )
        tasks = self.env["cadre.task"].search_fetch(
            [
                ("cycle_id", "in", self.cycle_id.ids),
                ("employee_id", "in", self.employee_id.ids),
                ("level", "in", ("person", "month")),
            ],
            ["cycle_id", "employee_id", "month", "leader_id", "department_id"],
        )
        by_month = {}
        places = {}
        for record in records:
            appraisal, day = record.appraisal_id, since.get(record.appraisal_id.id)
            way = spells[appraisal.id]
            present = way[-1].leader
            ends = months.last_day(record.month)
            leader, department = record.leader_id.id, record.department_id.id
            if charge.get((appraisal.id, record.quarter)) == present:
                leader = present
            elif day and ends >= day:
                leader = moves.leader_of_period(way, record.month, ends, share)
            if day and ends >= day:
                department = self._department_of(way, leader, ends)
            key = (appraisal.cycle_id, appraisal.employee_id, record.month)
            by_month[key] = (leader, department)
            places.setdefault((leader, department), []).append(record.id)
        self._place("cadre.monthly.record", places)
        present = {(a.cycle_id, a.employee_id): spells[a.id][-1] for a in self}
        places = {}
        for task in tasks:
            key = (task.cycle_id, task.employee_id)
            if key not in present:
                continue
            place = (present[key].leader, present[key].department)
            place = by_month.get((*key, task.month), place)
            places.setdefault(place, []).append(task.id)
        self._place("cadre.task", places)

    def _place(self, model, places):
        """Write leader and department where they differ, one query a place.

        :param dict places: ``{(leader id, department id): ids}``
        """
        for (leader, department), ids in places.items():
            values = {"leader_id": leader, "department_id": department}
            rows = self.env[model].browse(ids)
            rows.filtered(
                lambda row, values=values: any(
                    row[name].id != value for name, value in values.items()
                )
            ).write(values)
