from odoo import api, fields, models
from odoo.tools import SQL

GIVEN = ("scored", "talked", "fed_back", "acknowledged")
COUNTED = ("verified", "handled")
# name: model, field that leads to the year of the cadre, which of them, order
PAPERS = {
    "record_ids": ("cadre.monthly.record", "appraisal_id", [], "month"),
    "evaluation_ids": (
        "cadre.quarterly.evaluation",
        "appraisal_id",
        ["|", ("state", "in", GIVEN), ("is_excluded", "=", True)],
        "quarter",
    ),
    "event_ids": (
        "cadre.conduct.event",
        "appraisal_id",
        # The booklet goes to the cadre, whoever prints it.
        [("state", "in", COUNTED), ("is_sensitive", "=", False)],
        "date",
    ),
    "fact_ids": (
        "cadre.attendance.fact",
        "appraisal_id",
        [("state", "=", "counting")],
        "date",
    ),
    "result_ids": (
        "cadre.appraisal",
        "id",
        [("state", "in", ("decided", "fed_back"))],
        "id",
    ),
}


class CadreUsualFile(models.Model):
    """The usual assessment file of a cadre and year (A-24).

    A cover that says whose and which year; every paper in it comes with its own
    rules, asked as the reader.

    ============  =========================================================
    read          the cadre, the leader in charge and his delegate of the
                  day (A-28), clerk, inspector, leading group
    months        as the monthly records
    quarters      from "scored" on; the cadre from "fed back" on (A-32)
    events        only verified ones (A-35)
    result        the cadre and his leader only when it is fed back
    write         nobody: the file is read off its papers
    ============  =========================================================
    """

    _name = "cadre.usual.file"
    _description = "Usual Assessment File"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "employee_id"
    _avoids = ()
    _auto = False
    _order = "year desc, department_id, employee_id"
    _rec_names_search = ["employee_id"]

    # For record rules alone, which ask as superuser: the year of the same id.
    appraisal_id = fields.Many2one(
        "cadre.appraisal", readonly=True, groups=fields.NO_ACCESS
    )
    cycle_id = fields.Many2one("cadre.appraisal.cycle", string="Year", readonly=True)
    year = fields.Integer(string="Calendar year", readonly=True, aggregator=None)
    employee_id = fields.Many2one("hr.employee", string="Cadre", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    cadre_category = fields.Selection(
        lambda self: (
            self.env["cadre.appraisal"]
            ._fields["cadre_category"]
            ._description_selection(self.env)
        ),
        readonly=True,
        help="A-06: as it was when the year was opened.",
    )
    leader_id = fields.Many2one("hr.employee", string="Leader in charge", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    record_ids = fields.Many2many(
        "cadre.monthly.record", string="Monthly records", compute="_compute_papers"
    )
    evaluation_ids = fields.Many2many(
        "cadre.quarterly.evaluation",
        string="Quarterly evaluations",
        compute="_compute_papers",
    )
    event_ids = fields.Many2many(
        "cadre.conduct.event",
        string="Events",
        compute="_compute_papers",
        help="A-35: the verified ones.",
    )
    fact_ids = fields.Many2many(
        "cadre.attendance.fact",
        string="Attendance",
        compute="_compute_papers",
        help="A-11: what counts; neither excused nor set aside.",
    )
    task_ids = fields.Many2many(
        "cadre.task", string="Targets of the year", compute="_compute_papers"
    )
    result_ids = fields.Many2many(
        "cadre.appraisal", string="Result of the year", compute="_compute_papers"
    )
    submitted_count = fields.Integer(
        string="Months handed in", compute="_compute_counts", aggregator=None
    )
    late_count = fields.Integer(
        string="Handed in late", compute="_compute_counts", aggregator=None
    )
    overdue_count = fields.Integer(
        string="Overdue", compute="_compute_counts", aggregator=None
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id, a.id AS appraisal_id, a.cycle_id, c.year, a.employee_id,
                   a.department_id, a.cadre_category, a.leader_id, a.company_id
              FROM cadre_appraisal a
              JOIN cadre_appraisal_cycle c ON c.id = a.cycle_id
            """
        )

    @api.depends("year", "employee_id")
    def _compute_display_name(self):
        for file in self:
            file.display_name = f"{file.year} {file.employee_id.name or ''}"

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_papers(self):
        papers = self._papers()
        for file in self:
            for name in papers:
                file[name] = papers[name].get(file.id, False)

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_counts(self):
        months = self._papers("record_ids")["record_ids"]
        for file in self:
            records = months.get(file.id, self.env["cadre.monthly.record"])
            done = records.filtered(lambda record: record.state == "submitted")
            file.submitted_count = len(done)
            file.late_count = len(done.filtered("is_late"))
            file.overdue_count = len(
                (records - done).filtered(
                    lambda record: record.date_due < record.company_id._cadre_date()
                )
            )

    # --- What lies in the files ---

    def _papers(self, *names):
        """The papers of each file, as far as the user may read them: no superuser.

        :param names: which, all when none is named; see :data:`PAPERS`
        :return: ``{name: {id of the file: records}}``, a query for each name
        """
        found = {}
        for name in names or (*PAPERS, "task_ids"):
            if name == "task_ids":
                found[name] = self._targets()
                continue
            model, key, domain, order = PAPERS[name]
            records = self.env[model].search(
                [(key, "in", self.ids), *domain], order=order
            )
            found[name] = records.grouped(
                lambda record, key=key: record.id if key == "id" else record[key].id
            )
        return found

    def _targets(self):
        """Annual targets of the person, by file."""
        tasks = self.env["cadre.task"].search(
            [
                ("level", "=", "person"),
                ("cycle_id", "in", self.cycle_id.ids),
                ("employee_id", "in", self.employee_id.ids),
            ],
            order="date_deadline, id",
        )
        by_person = tasks.grouped(lambda task: (task.cycle_id, task.employee_id))
        return {
            file.id: found
            for file in self
            if (found := by_person.get((file.cycle_id, file.employee_id)))
        }
