from odoo import api, models
from odoo.tools import SQL

from ...rules import months

# Who takes part.
IN_SCOPE = ("civil_servant", "institution", "treatment")


class CadreAppraisalRoster(models.AbstractModel):
    """What the personnel record says of people for a year: who takes part, since when,
    where, and under whom (A-06, A-28, A-45).

    Read by SQL in a fixed number of queries, however many people there are. As the
    system: whoever asks gives no more of it away than his own rights allow.
    """

    _name = "cadre.appraisal.roster"
    _description = "Roster of a Year"

    # --- Who takes part, and under whom ---

    @api.model
    def _scope_count(self, cycle):
        """How many cadres the year has: those in it, and those who belong in it."""
        there = self.env["cadre.appraisal"].search_count([("cycle_id", "=", cycle.id)])
        return there + len(self._newcomers(cycle))

    @api.model
    def _newcomers(self, cycle, limit=None):
        """At most so many who are in scope and not in the year yet; see `_people`."""
        self.env["cadre.appraisal"].flush_model(["cycle_id", "employee_id"])
        self.env["hr.version"].flush_model(
            ["employee_id", "active", "contract_date_start", "departure_date"]
        )
        # NOT IN, not NOT EXISTS: hashed once, whatever the planner knows of tables
        # that were filled just now.
        return self._read(
            SQL(
                "company_id = %s AND active AND cadre_category IN %s AND id NOT IN ("
                "SELECT employee_id FROM cadre_appraisal WHERE cycle_id = %s) "
                # Who came after the year, or left before it, was never in it.
                "AND id NOT IN (SELECT employee_id FROM hr_version "
                "WHERE active GROUP BY employee_id "
                "HAVING min(contract_date_start) > %s) "
                "AND NOT EXISTS (SELECT FROM hr_version v "
                "WHERE v.id = hr_employee.current_version_id "
                "AND v.departure_date < %s)",
                cycle.company_id.id,
                IN_SCOPE,
                cycle.id,
                cycle._ends(),
                months.months_of_year(cycle.year)[0],
            ),
            limit,
        )

    @api.model
    def _people(self, employee_ids):
        """Facts of people as the personnel records have them now.

        :return: list of dicts ``employee_id, cadre_category, department_id,
            leader_id``; the leader is the superior, else the next head of department
            above who is not the person himself (A-28)
        """
        return self._read(SQL("id IN %s", tuple(employee_ids) or (0,)))

    @api.model
    def _superiors(self, employee_ids):
        """``{employee id: leader id or False}`` as the personnel record has it now."""
        return {
            person["employee_id"]: person["leader_id"]
            for person in self._people(employee_ids)
        }

    @api.model
    def _read(self, where, limit=None):
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model(["department_id", "employee_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, cadre_category, current_version_id, parent_id "
                "FROM hr_employee WHERE %s ORDER BY id LIMIT %s",
                where,
                limit,
            )
        )
        # One by one, by their keys: no join for the planner to get wrong.
        departments = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, department_id FROM hr_version WHERE id IN %s",
                    tuple(version or 0 for _id, _category, version, _up in rows)
                    or (0,),
                )
            )
        )
        present = self._present({up for _id, _category, _version, up in rows if up})
        heads = self._heads()
        former = self._former([id_ for id_, _category, _version, up in rows if up])
        found = []
        for employee, category, version, up in rows:
            department = departments.get(version)
            superior = up if up in present else None
            if superior and self._is_stale(
                employee, superior, department, former.get(employee, ()), heads
            ):
                superior = None
            found.append(
                {
                    "employee_id": employee,
                    "cadre_category": category,
                    "department_id": department or False,
                    "leader_id": self._leader(employee, superior, department, heads),
                }
            )
        return found

    @api.model
    def _present(self, employee_ids):
        """Those of the employees who are in the office: neither archived nor gone."""
        self.env["hr.employee"].flush_model(["active", "current_version_id"])
        self.env["hr.version"].flush_model(["departure_date"])
        return {
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    "SELECT e.id FROM hr_employee e "
                    "LEFT JOIN hr_version v ON v.id = e.current_version_id "
                    "WHERE e.active AND e.id IN %s "
                    "AND (v.departure_date IS NULL OR v.departure_date >= %s)",
                    tuple(employee_ids) or (0,),
                    self.env.company._cadre_date(),
                )
            )
        }

    @api.model
    def _heads(self):
        """``{department id: (head id or None, department above or None)}``; whoever
        has left heads nothing."""
        self.env["hr.department"].flush_model(["manager_id", "parent_id"])
        rows = self.env.execute_query(
            SQL("SELECT id, manager_id, parent_id FROM hr_department")
        )
        present = self._present({manager for _id, manager, _up in rows if manager})
        return {
            id_: (manager if manager in present else None, parent)
            for id_, manager, parent in rows
        }

    @api.model
    def _former(self, employee_ids):
        """Departments in which people stood so far, ``{employee id: {ids}}``."""
        self.env["hr.version"].flush_model(
            ["employee_id", "date_version", "department_id", "active"]
        )
        found = {}
        for employee, department in self.env.execute_query(
            SQL(
                "SELECT DISTINCT employee_id, department_id FROM hr_version "
                "WHERE employee_id IN %s AND active AND department_id IS NOT NULL "
                "AND date_version <= %s",
                tuple(employee_ids) or (0,),
                self.env.company._cadre_date(),
            )
        ):
            found.setdefault(employee, set()).add(department)
        return found

    @classmethod
    def _is_stale(cls, employee, superior, department, former, heads):
        """Whether a superior stands there only because nobody has changed it yet: the
        head of a department that was left, who does not head the present one."""
        if superior == cls._leader(employee, None, department, heads):
            return False
        return any(
            superior == cls._leader(employee, None, left, heads)
            for left in former
            if left != department
        )

    @staticmethod
    def _leader(employee, superior, department, heads):
        """Who is in charge of somebody: the superior, else the next head above him."""
        if superior and superior != employee:
            return superior
        seen = set()
        while department and department not in seen:
            seen.add(department)
            manager, department = heads.get(department, (None, None))
            if manager and manager != employee:
                return manager
        return False

    # --- Since when, and where ---

    @api.model
    def _service(self, cycle, employee_ids, joined=None):
        """When people entered and left, as far as it concerns the year (A-45).

        Entered is the start of the contract that reaches into the year. Without a
        contract on record it is the first day of the personnel record of somebody who
        comes when the year is open already: whoever was there then was there before.

        :param dict joined: ``{employee id: first day}`` of those in the year, as it was
            found when they came
        :return: ``{employee id: (first day or None, last day or None)}``
        """
        self.env["hr.version"].flush_model(
            ["employee_id", "date_version", "contract_date_start", "departure_date"]
        )
        self.env["hr.employee"].flush_model(["current_version_id"])
        ids = tuple(employee_ids) or (0,)
        current = self.env.execute_query(
            SQL("SELECT current_version_id FROM hr_employee WHERE id IN %s", ids)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id,
                       min(contract_date_start) FILTER (
                           WHERE contract_date_end IS NULL OR contract_date_end >= %s),
                       min(date_version),
                       max(departure_date) FILTER (WHERE id IN %s)
                  FROM hr_version
                 WHERE employee_id IN %s AND active
                 GROUP BY employee_id
                """,
                f"{cycle.year}-01-01",
                tuple(version or 0 for (version,) in current) or (0,),
                ids,
            )
        )
        opened = cycle.date_opened and cycle.company_id._cadre_date(cycle.date_opened)
        found = {}
        for employee, contract, first, departed in rows:
            if joined is not None:
                first = joined.get(employee) or None
            elif not (opened and first > opened):
                first = None
            found[employee] = (contract or first, departed)
        return found

    @api.model
    def _assignment_dates(self, cycle, employee_ids):
        """Departments of people during the year up to today, from their versions.

        A move after the end of the year concerns the next one.

        :return: ``{employee id: [(first day, department id or False)]}``, by day, the
            first one from the beginning of the year on
        """
        begins = months.months_of_year(cycle.year)[0]
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
                min(cycle.company_id._cadre_date(), cycle._ends()),
            )
        )
        found = {}
        for employee, day, department in rows:
            postings = found.setdefault(employee, [])
            department = department or False
            if day <= begins or not postings:
                # The first version counts from the beginning: nothing is known before.
                postings[:] = [(begins, department)]
            elif postings[-1][1] != department:
                postings.append((day, department))
        return found
