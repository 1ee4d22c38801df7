from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ..base.roles import CLERK
from ..year.cadre_appraisal_roster import IN_SCOPE

# Cadres in one batch.
BATCH = 1000
# Up to so many are computed while the clerk waits, more in the background.
DIRECT = 1000


class CadreAttendanceRun(models.Model):
    """The attendance of a period, computed for everybody with one click (A-11).

    Stopped and started again it goes on where it was.

    ================  =====================================================
    read              clerk, inspector, leading group
    create, compute   clerk
    write             clerk, the period until it is computed
    unlink            nobody
    ================  =====================================================
    """

    _name = "cadre.attendance.run"
    _description = "Attendance of a Period"
    _inherit = ["cadre.guard.mixin", "cadre.transition.mixin"]
    _subject_path = ""
    _guard_clause = "A-11"
    _undeletable = "A-11"
    _order = "date_from desc, id desc"
    _transitions = (
        Transition(
            "draft", "running", groups=(CLERK,), check="_check_period", clause="A-11"
        ),
        Transition(
            "done", "running", groups=(CLERK,), check="_check_period", clause="A-11"
        ),
        # Only the system knows when everybody is computed.
        Transition("running", "done", actors="_nobody", check="_check_all_computed"),
    )

    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    date_from = fields.Date(
        string="First day",
        required=True,
        default=lambda self: self._last_month()[0],
        writable="draft",
    )
    date_to = fields.Date(
        string="Last day",
        required=True,
        default=lambda self: self._last_month()[1],
        writable="draft",
    )
    planned_count = fields.Integer(string="Cadres", aggregator=None)
    done_count = fields.Integer(string="Computed", aggregator=None)
    last_employee = fields.Integer(aggregator=None)
    progress = fields.Float(compute="_compute_progress", aggregator=None)
    fact_count = fields.Integer(compute="_compute_fact_count", string="Facts")
    date_computed = fields.Datetime()
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Being computed"), ("done", "Computed")],
        required=True,
        default="draft",
        copy=False,
    )

    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "A-11: the first day comes before the last."
    )

    @api.model
    def _last_month(self):
        first = self.env.company._cadre_date().replace(day=1)
        end = first - timedelta(days=1)
        return end.replace(day=1), end

    @api.depends("planned_count", "done_count")
    def _compute_progress(self):
        for run in self:
            run.progress = 100.0 * run.done_count / (run.planned_count or 1)

    @api.depends("date_from", "date_to", "state")
    def _compute_fact_count(self):
        for run in self:
            run.fact_count = self.env["cadre.attendance.fact"].search_count(
                run._facts_domain()
            )

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.date_from} – {run.date_to}"

    def _facts_domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]

    def _guard_remedy(self, reason, names):
        return reason == "state" and self.env._("Make a new one for another period.")

    # --- Transitions ---

    def _nobody(self):
        return self.browse()

    def _check_period(self):
        for run in self:
            if run.date_from >= run.company_id._cadre_date():
                raise self.env["cadre.clause"]._refusal(
                    "A-11",
                    self.env._("%s has not come yet.", run.date_from),
                    self.env._("Choose a period that has begun before today."),
                )
            if not run._has_clock():
                raise self.env["cadre.clause"]._refusal(
                    "A-11",
                    self.env._(
                        "No punches recorded from %(first)s to %(last)s: everybody "
                        "would be absent.",
                        first=run.date_from,
                        last=run.date_to,
                    ),
                    self.env._("Import the punch file first."),
                )

    def _has_clock(self):
        # Whether there is any row at all, of anybody.
        return bool(
            self.env["hr.attendance"]
            .sudo()
            .search_count(
                [
                    ("employee_id.company_id", "=", self.company_id.id),
                    ("date", ">=", self.date_from),
                    ("date", "<=", self.date_to),
                ],
                limit=1,
            )
        )

    def _check_all_computed(self):
        for run in self:
            if run._next_people(limit=1):
                raise AccessError(self.env._("The computation is still running."))

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "running":
            for run in self:
                # The gate checked the person; the facts are made by the system.
                run.sudo()._start()
        return result

    # --- Business ---

    def _start(self):
        self.write(
            {"planned_count": self._count_people(), "done_count": 0, "last_employee": 0}
        )
        if self.planned_count <= DIRECT:
            while self._compute_batch():
                pass
            self._finish()
        else:
            # The write above was permitted; crons are the system's.
            self.env.ref("cadre_appraisal.ir_cron_cadre_attendance").sudo()._trigger()

    def _finish(self):
        self.date_computed = fields.Datetime.now()
        self._transition("done")

    def _people_domain(self):
        # Those who left as well: they may have worked in the period.
        return [
            ("company_id", "=", self.company_id.id),
            ("cadre_category", "in", IN_SCOPE),
            ("active", "in", (True, False)),
        ]

    def _count_people(self):
        return self.env["hr.employee"].search_count(self._people_domain())

    def _active_people(self):
        """Who is published: the cadres in scope who are in the office."""
        domain = [leaf for leaf in self._people_domain() if leaf[0] != "active"]
        people = self.env["hr.employee"].search(domain)
        return people.sorted(lambda e: (e.department_id.complete_name or "", e.id))

    def _count_active(self):
        return len(self._active_people())

    def _next_people(self, limit):
        return self.env["hr.employee"].search(
            [*self._people_domain(), ("id", ">", self.last_employee)],
            order="id",
            limit=limit,
        )

    def _compute_batch(self):
        """Compute the next cadres.

        :return: how many; 0 when all are done
        """
        people = self._next_people(BATCH)
        if not people:
            return 0
        self.env["cadre.attendance.fact"]._compute_period(
            self.company_id, self.date_from, self.date_to, people.ids
        )
        self.write(
            {
                "done_count": self.done_count + len(people),
                "last_employee": people[-1].id,
            }
        )
        self.env.flush_all()
        return len(people)

    @api.model
    def _cron_compute(self):
        """Compute what is left of every period, batch by batch."""
        cron = self.env["ir.cron"]
        for run in self.search([("state", "=", "running")]):
            if not run.try_lock_for_update(allow_referencing=True):
                continue
            while done := run._compute_batch():
                remaining = max(run.planned_count - run.done_count, 0)
                if not cron._commit_progress(done, remaining=remaining):
                    return
                # The commit released the row: take it again for the next batch.
                if not run.try_lock_for_update(allow_referencing=True):
                    break
            else:
                run._finish()

    # --- Actions ---

    def action_compute(self):
        """Button: compute the period, now or in the background."""
        self.write({"state": "running"})

    def action_view_facts(self):
        """Button: the facts of the period."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cadre_appraisal.cadre_attendance_fact_action"
        )
        return {**action, "domain": self._facts_domain(), "context": {}}
