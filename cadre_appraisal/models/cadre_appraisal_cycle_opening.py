from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..rules import months, moves
from .cadre_personal_mixin import QUIET

IN_SCOPE = ("civil_servant", "institution", "treatment")
# Cadres in one batch: 17 rows each.
BATCH = 500
# Up to so many are opened while the clerk waits, more in the background.
DIRECT = 500


class CadreAppraisalCycle(models.Model):
    """Opening a year: everybody in scope gets his months and quarters, once."""

    _inherit = "cadre.appraisal.cycle"

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "opening":
            for cycle in self:
                cycle._start_opening()
        return result

    def _start_opening(self):
        """Plan, and open what can be opened while the clerk waits."""
        self.ensure_one()
        # The door checked the person; the rows are made by the system, because
        # nobody may create them by hand.
        cycle_sudo = self.sudo()
        planned = cycle_sudo._count_in_scope()
        if not planned:
            raise self.env["cadre.clause"]._refusal(
                "A-06",
                self.env._("Nobody in this office is in the scope of the appraisal."),
                self.env._(
                    "Enter the cadre category on the employees: civil servant, "
                    "institution staff or treatment."
                ),
            )
        cycle_sudo.planned_count = planned
        # Moves, joiners and leavers since; nothing to do when it opens first.
        cycle_sudo._follow_moves()
        cycle_sudo._follow_service()
        if planned - cycle_sudo.opened_count <= DIRECT:
            while cycle_sudo._open_batch(BATCH):
                pass
            cycle_sudo._finish_opening()
        else:
            self.env.ref("cadre_appraisal.ir_cron_cadre_open").sudo()._trigger()

    def _finish_opening(self):
        self.date_opened = self.date_opened or fields.Datetime.now()
        self._transition("open")

    def _check_all_in(self):
        """The year is open when nobody in scope is missing."""
        for cycle in self:
            # Whether anybody is missing is asked; no name leaves.
            if cycle.sudo()._participants(limit=1):
                raise AccessError(self.env._("The opening is still running."))

    def _count_in_scope(self):
        return self.env["hr.employee"].search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("cadre_category", "in", IN_SCOPE),
            ]
        ) + self.env["cadre.appraisal"].search_count(
            [
                ("cycle_id", "=", self.id),
                "|",
                ("employee_id.active", "=", False),
                "|",
                ("employee_id.cadre_category", "not in", IN_SCOPE),
                ("employee_id.company_id", "!=", self.company_id.id),
            ]
        )

    def _participants(self, limit=None, employee_ids=None):
        """Facts of people as the personnel records have them now.

        :param limit: at most so many who are in scope and not in the year yet
        :param employee_ids: instead, exactly these
        :return: list of dicts ``employee_id, cadre_category, department_id,
            leader_id``; the leader is the superior, else the next head of department
            above who is not the person himself (A-28)
        """
        self.ensure_one()
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model(["department_id", "employee_id"])
        self.env["cadre.appraisal"].flush_model(["cycle_id", "employee_id"])
        if employee_ids is None:
            # NOT IN, not NOT EXISTS: hashed once, whatever the planner knows of tables
            # that were filled just now.
            where = SQL(
                "company_id = %s AND active AND cadre_category IN %s AND id NOT IN ("
                "SELECT employee_id FROM cadre_appraisal WHERE cycle_id = %s)",
                self.company_id.id,
                IN_SCOPE,
                self.id,
            )
        else:
            where = SQL("id IN %s", tuple(employee_ids) or (0,))
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
        present = {
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    "SELECT id FROM hr_employee WHERE active AND id IN %s",
                    tuple({up or 0 for _id, _category, _version, up in rows}) or (0,),
                )
            )
        }
        heads = self._heads()
        found = []
        for employee, category, version, up in rows:
            department = departments.get(version)
            superior = up if up in present else None
            found.append(
                {
                    "employee_id": employee,
                    "cadre_category": category,
                    "department_id": department or False,
                    "leader_id": self._leader(employee, superior, department, heads),
                }
            )
        return found

    def _heads(self):
        """``{department id: (head id or None, department above or None)}``"""
        self.env["hr.department"].flush_model(["manager_id", "parent_id"])
        return {
            id_: (manager, parent)
            for id_, manager, parent in self.env.execute_query(
                SQL("SELECT id, manager_id, parent_id FROM hr_department")
            )
        }

    @staticmethod
    def _leader(employee, superior, department, heads):
        if superior and superior != employee:
            return superior
        seen = set()
        while department and department not in seen:
            seen.add(department)
            manager, department = heads.get(department, (None, None))
            if manager and manager != employee:
                return manager
        return False

    def _open_batch(self, limit):
        """Open the year for the next people who are not in it.

        Complete in itself: whoever has an annual result has all rows, so a stopped
        run is simply started again. Runs as the system.

        :param int limit: at most so many cadres
        :return: how many were opened
        """
        self.ensure_one()
        people = self._participants(limit=limit)
        if not people:
            return 0
        common = {"cycle_id": self.id, "company_id": self.company_id.id}
        service = self._service([person["employee_id"] for person in people])
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        **common,
                        **person,
                        "date_joined": service.get(person["employee_id"], (None,))[0],
                    }
                    for person in people
                ]
            )
        )
        for person, appraisal in zip(people, appraisals, strict=True):
            del person["cadre_category"]
            person["appraisal_id"] = appraisal.id
        first = self._first_stations(people)
        windows = self._windows()
        records, evaluations = [], []
        for person in people:
            entered, left = service.get(person["employee_id"], (None, None))
            if person["employee_id"] in first:
                spell, _later = first[person["employee_id"]]
                person = {
                    **person,
                    "department_id": spell.department,
                    "leader_id": spell.leader,
                }
            records += self._month_values(
                person,
                [
                    window
                    for window in windows
                    if moves.in_service(
                        window.begins, months.last_day(window.begins), entered, left
                    )
                ],
            )
            evaluations += [
                {
                    **common,
                    **person,
                    "quarter": quarter,
                    **self._absence(quarter, entered, left),
                }
                for quarter in ("1", "2", "3", "4")
            ]
        self.env["cadre.monthly.record"]._create_rows(records)
        self.env["cadre.quarterly.evaluation"]._create_rows(evaluations)
        self._adopt(appraisals)
        self._open_moves(people, first)
        self.opened_count += len(people)
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": self.id,
                    "action": "open_batch",
                    "clause": "A-06",
                    "payload": {
                        "cadres": len(people),
                        "first_result": appraisals[0].id,
                        "last_result": appraisals[-1].id,
                    },
                }
            ]
        )
        self.env.flush_all()
        return len(people)

    def _adopt(self, appraisals):
        """Hook: tie what was recorded before the year was opened to its cadres."""
        self.env["cadre.task"]._adopt(self, appraisals)
        self.env["cadre.conduct.event"]._adopt(self, appraisals)

    def _cron_open(self):
        """Open what is left of every year that is being opened, batch by batch."""
        cron = self.env["ir.cron"]
        for cycle in self.search([("state", "=", "opening")]):
            if not cycle.try_lock_for_update(allow_referencing=True):
                continue
            while opened := cycle._open_batch(BATCH):
                remaining = max(cycle.planned_count - cycle.opened_count, 0)
                if not cron._commit_progress(opened, remaining=remaining):
                    return
                # The commit released the row: take it again for the next batch.
                if not cycle.try_lock_for_update(allow_referencing=True):
                    break
            else:
                cycle._finish_opening()
