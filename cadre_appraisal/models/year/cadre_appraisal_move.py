from odoo import api, fields, models

from ...rules import moves
from ..base.cadre_personal_mixin import NO_TRACKING


class CadreAppraisalMove(models.Model):
    """From which day on a cadre stood elsewhere in the year (A-28).

    ============  =========================================================
    read          clerk, inspector, leading group
    create        only the system, from the personnel record
    write         nobody
    unlink        nobody
    ============  =========================================================
    """

    _name = "cadre.appraisal.move"
    _description = "Change of Leader"
    _inherit = ["cadre.closed.mixin"]
    _subject_path = "employee_id"
    _cycle_path = "appraisal_id.cycle_id"
    _avoids = ()
    _guard_clause = "A-28"
    _undeletable = "A-28"
    _order = "date desc, id desc"
    _rec_name = "employee_id"

    # The unique index on appraisal and day serves this one.
    appraisal_id = fields.Many2one(
        "cadre.appraisal", string="Year of the cadre", required=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    date = fields.Date(string="From", required=True, help="First day under the new.")
    department_from_id = fields.Many2one(
        "hr.department", string="Former department", ondelete="restrict"
    )
    department_to_id = fields.Many2one(
        "hr.department", string="New department", ondelete="restrict"
    )
    leader_from_id = fields.Many2one(
        "hr.employee", string="Former leader", ondelete="restrict"
    )
    leader_to_id = fields.Many2one(
        "hr.employee", string="New leader", ondelete="restrict"
    )

    _day_uniq = models.Constraint(
        "UNIQUE(appraisal_id, date)", "A cadre moves at most once a day (A-28)."
    )

    @api.depends("employee_id", "date")
    def _compute_display_name(self):
        for move in self:
            move.display_name = f"{move.date or ''} {move.employee_id.name or ''}"

    # --- Business ---

    @api.model
    def _follow(self, cycle, employee_ids=None, superiors=()):
        """Take over the moves that the personnel record knows and the year does not.

        As superuser; in a fixed number of queries.

        :param employee_ids: of these people only
        :param superiors: ids of those whose superior was changed just now
        """
        domain = [("cycle_id", "=", cycle.id)]
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**NO_TRACKING)
            .search_fetch(domain, ["employee_id", "department_id", "leader_id"])
        )
        if not appraisals:
            return
        roster = self.env["cadre.appraisal.roster"]
        postings_of = roster._assignment_dates(cycle, appraisals.employee_id.ids)
        assignments = appraisals._assignments()
        heads = roster._heads()
        today = cycle.company_id._cadre_date()
        over = today > cycle._ends()
        people = None
        values = []
        leaders = {found[-1].leader for found in assignments.values()} - {False}
        gone = leaders - roster._present(leaders)
        for appraisal in appraisals:
            employee = appraisal.employee_id.id
            last = assignments[appraisal.id][-1]
            postings = postings_of.get(employee, [])
            values += self._inserted(
                appraisal, assignments[appraisal.id], postings, heads
            )
            news = [
                s for s in postings if s[0] > last.begins and s[1] != last.department
            ]
            if not news and postings and postings[-1][1] != last.department:
                if over:
                    continue
                news = [(today, postings[-1][1])]  # corrected in place
            if not news and (
                over or (employee not in superiors and last.leader not in gone)
            ):
                continue
            if people is None:
                people = roster._superiors(appraisals.employee_id.ids)
            values += self._steps(
                appraisal,
                last,
                news or [(today, last.department)],
                people.get(employee),
                heads,
            )
        self._put_on_record(values)

    @api.model
    def _inserted(self, appraisal, assignments, postings, heads):
        """Moves entered later than one that follows them.

        :param assignments: as they are known, by day
        :param postings: ``[(first day, department id)]``, by day
        :return: values to create
        """
        days = {assignment.begins for assignment in assignments}
        values = []
        for day, department in postings:
            if day in days or not assignments[0].begins < day < assignments[-1].begins:
                continue
            before = moves.assignment_on(assignments, day)
            if before.department == department:
                continue
            values += self._steps(appraisal, before, [(day, department)], None, heads)
        return values

    @api.model
    def _at_the_beginning(self, cycle, people):
        """Where people stood when the year began, if they have moved since.

        :param people: of the roster
        :return: ``{employee id: (first assignment, postings after it)}``
        """
        roster = self.env["cadre.appraisal.roster"]
        postings_of = roster._assignment_dates(
            cycle, [person["employee_id"] for person in people]
        )
        found, heads = {}, None
        for employee, postings in postings_of.items():
            if len(postings) < 2:
                continue
            heads = roster._heads() if heads is None else heads
            (begins, department), *later = postings
            leader = roster._leader(employee, None, department, heads)
            found[employee] = (moves.Assignment(begins, leader, department), later)
        return found

    @api.model
    def _open(self, people, first):
        """Moves before the opening: their months and quarters go where they belong.

        :param people: of the roster, with ``appraisal_id``
        :param first: of :meth:`_at_the_beginning`
        """
        heads = self.env["cadre.appraisal.roster"]._heads() if first else {}
        values = []
        for person in people:
            if person["employee_id"] in first:
                assignment, later = first[person["employee_id"]]
                values += self._steps(
                    self.env["cadre.appraisal"].browse(person["appraisal_id"]),
                    assignment,
                    later,
                    person["leader_id"],
                    heads,
                )
        self._put_on_record(values)

    @api.model
    def _steps(self, appraisal, last, postings, superior, heads):
        """The moves of one cadre from a assignment over the postings that follow.

        :param last: the assignment before
        :param postings: ``[(first day, department id)]``
        :param superior: of today, for the last posting
        :return: values to create
        """
        values = []
        for number, (day, department) in enumerate(postings, 1):
            leader = self._next_leader(
                appraisal.employee_id.id,
                department,
                # The record knows the superior of today only.
                superior if number == len(postings) else None,
                last,
                heads,
            )
            if (department, leader) == (last.department, last.leader):
                continue
            values.append(
                {
                    "appraisal_id": appraisal.id,
                    "employee_id": appraisal.employee_id.id,
                    "company_id": appraisal.company_id.id,
                    "date": day,
                    "department_from_id": last.department,
                    "department_to_id": department,
                    "leader_from_id": last.leader,
                    "leader_to_id": leader,
                }
            )
            last = moves.Assignment(day, leader, department)
        return values

    @api.model
    def _next_leader(self, employee_id, department, superior, last, heads):
        """Who is in charge after a move.

        A superior who only stands there because nobody has changed him yet (the head
        of the department that was left) gives way to the head of the new department.
        """
        leader_of = self.env["cadre.appraisal.roster"]._leader
        if superior and department != last.department:
            old = leader_of(employee_id, None, last.department, heads)
            new = leader_of(employee_id, None, department, heads)
            if superior in (old, last.leader) and superior != new:
                superior = None
        return leader_of(employee_id, superior, department, heads)

    @api.model
    def _put_on_record(self, values):
        """Record the moves, log them, and hand over what they reach."""
        if not values:
            return
        appraisals = self.env["cadre.appraisal"].browse(
            {vals["appraisal_id"] for vals in values}
        )
        there = {
            (move.appraisal_id.id, move.date): move
            for move in self.search([("appraisal_id", "in", appraisals.ids)])
        }
        new, first = [], {}
        for vals in values:
            first.setdefault(vals["appraisal_id"], vals["date"])
            # Twice on a day: only where he ends up counts.
            if move := there.get((vals["appraisal_id"], vals["date"])):
                move.write(
                    {name: vals[name] for name in ("department_to_id", "leader_to_id")}
                )
            else:
                new.append(vals)
        self.create(new)
        appraisals._link_moves()
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
