from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Named in their order, which is that of the columns of a pivot.
STAGES = [
    ("m1_fill", "Month to fill in"),
    ("m2_late", "Month overdue"),
    ("m3_returned", "Month sent back"),
    ("m4_submitted", "Month submitted"),
    ("q1_score", "Quarter to score"),
    ("q2_talk", "Talk to hold"),
    ("q3_feed_back", "Feedback to give"),
    ("q4_acknowledge", "To acknowledge"),
    ("q5_done", "Quarter acknowledged"),
]
# Finished: nobody has to do anything.
DONE = ("m4_submitted", "q5_done")


class CadreAppraisalStage(models.Model):
    """Where every month and quarter of a running year stands, and with whom (A-04).

    Months from the day on which their record opens, quarters from their end on; what
    is left out of the year is not on it.

    ============  =========================================================
    read          clerk, inspector, leading group; a leader his own line;
                  quarters of oneself or a relative only once fed back
    write         nobody
    ============  =========================================================
    """

    _name = "cadre.appraisal.stage"
    _description = "Stage of the Year"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "employee_id"
    _auto = False
    _order = "since, id"
    _rec_name = "period"
    _depends = {
        "cadre.appraisal.cycle": ["state", "year", "window_opens_day"],
        "cadre.monthly.record": [
            "month",
            "state",
            "date_due",
            "date_submitted",
            "date_returned",
            "department_id",
            "leader_id",
        ],
        "cadre.quarterly.evaluation": [
            "quarter",
            "state",
            "is_excluded",
            "date_talk",
            "date_fed_back",
            "date_acknowledged",
            "department_id",
            "leader_id",
        ],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    cycle_id = fields.Many2one("cadre.appraisal.cycle", string="Year", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Cadre", readonly=True)
    leader_id = fields.Many2one("hr.employee", string="Leader in charge", readonly=True)
    kind = fields.Selection([("month", "Month"), ("quarter", "Quarter")], readonly=True)
    period = fields.Char(readonly=True)
    stage = fields.Selection(STAGES, readonly=True, group_expand=True)
    pending_id = fields.Many2one("hr.employee", string="Pending with", readonly=True)
    since = fields.Date(readonly=True)
    days = fields.Integer(readonly=True, aggregator="max", help="Pending for so long.")
    res_id = fields.Integer(readonly=True)

    # --- Walls ---

    @api.model
    def _avoidance_exemption(self, mode):
        return Domain("stage", "not in", ("q1_score", "q2_talk", "q3_feed_back"))

    @property
    def _table_query(self):
        """One query whatever the size; odd ids are quarters, even ones months."""
        return SQL(
            """
        WITH item AS (
            SELECT r.id * 2 AS id, r.id AS res_id, 'month' AS kind,
                   to_char(r.month, 'YYYY-MM') AS period,
                   r.company_id, r.cycle_id, r.department_id, r.employee_id,
                   r.leader_id,
                   CASE WHEN r.state = 'submitted' THEN 'm4_submitted'
                        WHEN r.state = 'returned' THEN 'm3_returned'
                        WHEN r.date_due < clock.today THEN 'm2_late'
                        ELSE 'm1_fill' END AS stage,
                   CASE WHEN r.state = 'submitted' THEN r.date_submitted
                        WHEN r.state = 'returned' THEN r.date_returned
                        ELSE opens.day END AS since
              FROM cadre_monthly_record r
              JOIN cadre_appraisal_cycle c ON c.id = r.cycle_id
              JOIN %(clock)s ON clock.company_id = c.company_id
              CROSS JOIN LATERAL (
                    SELECT least(
                        r.month + c.window_opens_day - 1,
                        (r.month + interval '1 month - 1 day')::date) AS day) opens
             WHERE c.state = 'open' AND opens.day <= clock.today
            UNION ALL
            SELECT q.id * 2 + 1, q.id, 'quarter', c.year || ' Q' || q.quarter,
                   q.company_id, q.cycle_id, q.department_id, q.employee_id,
                   q.leader_id,
                   CASE q.state WHEN 'draft' THEN 'q1_score'
                        WHEN 'scored' THEN 'q2_talk'
                        WHEN 'talked' THEN 'q3_feed_back'
                        WHEN 'fed_back' THEN 'q4_acknowledge'
                        ELSE 'q5_done' END,
                   CASE q.state WHEN 'draft' THEN ends.day
                        WHEN 'talked' THEN q.date_talk
                        WHEN 'fed_back' THEN q.date_fed_back
                        WHEN 'acknowledged' THEN q.date_acknowledged
                        ELSE timezone(clock.zone, timezone('UTC', q.write_date))::date
                        END
              FROM cadre_quarterly_evaluation q
              JOIN cadre_appraisal_cycle c ON c.id = q.cycle_id
              JOIN %(clock)s ON clock.company_id = c.company_id
              CROSS JOIN LATERAL (
                    SELECT (make_date(c.year, q.quarter::int * 3, 1)
                            + interval '1 month')::date AS day) ends
             WHERE c.state = 'open' AND q.is_excluded IS NOT TRUE
               AND (ends.day <= clock.today OR q.state <> 'draft')
        )
        SELECT item.*,
               CASE WHEN stage IN ('m1_fill', 'm2_late', 'm3_returned',
                                'q4_acknowledge')
                    THEN employee_id
                    WHEN stage IN ('q1_score', 'q2_talk', 'q3_feed_back') THEN leader_id
               END AS pending_id,
               CASE WHEN stage NOT IN %(done)s
                    THEN clock.today - since END AS days
          FROM item
          JOIN %(clock)s ON clock.company_id = item.company_id
            """,
            clock=self.env["res.company"]._cadre_clock(),
            done=DONE,
        )

    @api.depends("employee_id", "period")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.period} {row.employee_id.name or ''}"

    def action_open(self):
        """Button: the record or evaluation itself, if the user may read it."""
        self.ensure_one()
        self.check_access("read")
        model = {
            "month": "cadre.monthly.record",
            "quarter": "cadre.quarterly.evaluation",
        }[self.kind]
        self.env[model].browse(self.res_id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": self.res_id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
