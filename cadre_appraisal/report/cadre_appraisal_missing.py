from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cadre_archive.models.base.cadre_reminder_mixin import (
    Recipient,
    Reminder,
)

from ..models.base.roles import CLERK
from ..models.month.cadre_monthly_record import ASKED, LINE_TYPE, OWN_TYPE

RECORD, EVALUATION = "cadre.monthly.record", "cadre.quarterly.evaluation"
# What the cadre himself owes; everything else is his leader's.
OF_THE_CADRE = ("month", "acknowledge")
CLAUSES = {"score": "A-28", "talk": "A-31", "feed_back": "A-32", "acknowledge": "A-32"}


class CadreAppraisalMissing(models.Model):
    """Who is missing what, and since when (A-25, A-28, A-31, A-32).

    ============  =========================================================
    read          leader in charge: his line; clerk: everybody; a cadre what
                  he owes himself, never how far his evaluation has come
    write         nobody: the rows are read off the records
    remind        leader in charge for his line; clerk
    ============  =========================================================
    """

    _name = "cadre.appraisal.missing"
    _description = "What Is Missing"
    _inherit = ["cadre.guard.mixin", "cadre.reminder.mixin"]
    _subject_path = "employee_id"
    _auto = False
    _order = "date_since, id"
    _rec_name = "period"

    kind = fields.Selection(
        [
            ("month", "Monthly record not handed in"),
            ("score", "Quarter not scored"),
            ("talk", "Talk not held"),
            ("feed_back", "Not fed back"),
            ("acknowledge", "Not acknowledged"),
        ],
        string="What",
        readonly=True,
    )
    employee_id = fields.Many2one("hr.employee", string="Cadre", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    leader_id = fields.Many2one("hr.employee", string="Leader in charge", readonly=True)
    responsible_id = fields.Many2one("hr.employee", string="Whose turn", readonly=True)
    cycle_id = fields.Many2one("cadre.appraisal.cycle", string="Year", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    period = fields.Char(readonly=True)
    date_since = fields.Date(
        string="Missing since", readonly=True, help="A day to come: not missing yet."
    )
    days = fields.Integer(compute="_compute_days", aggregator=None)
    res_id = fields.Integer(readonly=True, aggregator=None)

    # --- Walls ---

    @api.model
    def _avoidance_exemption(self, mode):
        return Domain("kind", "in", ("month", "acknowledge"))

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT r.id::bigint * 2 AS id, 'month' AS kind, r.employee_id,
                   r.department_id, r.leader_id, r.employee_id AS responsible_id,
                   r.cycle_id, r.company_id, to_char(r.month, 'YYYY-MM') AS period,
                   r.date_due + 1 AS date_since, r.id AS res_id
              FROM cadre_monthly_record r
              JOIN cadre_appraisal_cycle c ON c.id = r.cycle_id AND c.state = 'open'
             WHERE r.state <> 'submitted'
             UNION ALL
            SELECT e.id::bigint * 2 + 1, k.kind, e.employee_id, e.department_id,
                   e.leader_id,
                   CASE WHEN k.kind = 'acknowledge' THEN e.employee_id
                        ELSE e.leader_id END,
                   e.cycle_id, e.company_id, c.year || ' Q' || e.quarter,
                   CASE k.kind
                        WHEN 'score' THEN (make_date(c.year, e.quarter::int * 3, 1)
                                           + interval '1 month')::date
                        WHEN 'acknowledge' THEN e.date_fed_back
                        ELSE timezone(clock.zone, timezone(
                            'UTC', COALESCE(l.date, e.write_date)))::date END,
                   e.id
              FROM cadre_quarterly_evaluation e
              JOIN cadre_appraisal_cycle c ON c.id = e.cycle_id AND c.state = 'open'
              JOIN %s ON clock.company_id = c.company_id
              JOIN (VALUES ('draft', 'score'), ('scored', 'talk'),
                           ('talked', 'feed_back'), ('fed_back', 'acknowledge')
                   ) AS k(state, kind) ON k.state = e.state
              LEFT JOIN LATERAL (
                    SELECT max(date) AS date FROM cadre_log
                     WHERE model = %s AND res_id = e.id AND state_to = e.state
                   ) l ON e.state IN ('scored', 'talked')
             WHERE e.is_excluded IS NOT TRUE
            """,
            self.env["res.company"]._cadre_clock(),
            EVALUATION,
        )

    @api.depends("date_since")
    def _compute_days(self):
        for missing in self:
            today, since = missing.company_id._cadre_date(), missing.date_since
            missing.days = max((today - since).days, 0) if since else 0

    @api.model
    def _desk_cards(self, app):
        """What is missing in the line of a leader, or for the clerk everywhere."""
        if app != "appraisal":
            return []
        env = self.env
        clerk = env.user.has_group(CLERK)
        domain = self._missing_now()
        if not clerk:
            domain += [("leader_id", "in", env["hr.employee"]._of_user().ids)]
        if not clerk and not self.search_count(domain, limit=1):
            return []
        return [
            env["cadre.desk"]._desk_card(
                env._("What is missing"),
                self._name,
                domain,
                hint=env._("By person, since when; remind all at once."),
                clause="A-25",
                overview=True,
                views="list,kanban",
                context={"search_default_group_responsible": 1},
                sequence=80,
            )
        ]

    @api.model
    def _missing_now(self):
        """Domain of what is missing today, by the clock of each office."""
        return list(
            self.env["res.company"]._cadre_today(
                lambda day: [("date_since", "<=", day)]
            )
        )

    # --- Actions ---

    def action_open(self):
        """Button: the record or evaluation itself."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": RECORD if self.kind == "month" else EVALUATION,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }

    @api.model
    def _now(self):
        """What is missing today, as far as the user may read it."""
        return self.search(self._missing_now())

    def action_remind(self):
        """Button: remind those whose turn it is; without a choice, all of them.

        :raises AccessError: rows of somebody else's line, when not the clerk
        """
        rows = self._filter_own_line(self or self._now(), refuse=bool(self))
        made = rows._ask_all()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(made)s to-dos made for %(rows)s missing items; who has the same "
                    "to-do already is not asked twice.",
                    made=made,
                    rows=len(rows),
                ),
            },
        }

    @api.model
    def _filter_own_line(self, rows, refuse):
        rows.check_access("read")
        user = self.env.user
        if user.has_group(CLERK):
            return rows
        led = rows.filtered(lambda row: row.leader_id.user_id == user)
        if refuse and led != rows:
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                self.env._("You remind your own line only."),
                self.env._("Ask the appraisal clerk."),
                exception=AccessError,
            )
        return led

    def _ask_all(self):
        """To-dos for those whose turn it is: one a month for a cadre, one of each kind
        for a leader.

        :return: how many were made
        """
        made = 0
        for kind, rows in self.grouped("kind").items():
            if kind == "month":
                # Whose records these are was checked on the rows.
                records = self.env[RECORD].browse(rows.mapped("res_id"))
                made += records._ask(ASKED)
            else:
                own = kind in OF_THE_CADRE
                made += rows._ask(
                    Reminder(
                        kind,
                        "date_since",
                        CLAUSES[kind],
                        activity=OWN_TYPE if own else LINE_TYPE,
                    )
                )
        return made

    def _reminder_recipients(self, reminder):
        return {
            row.id: [
                Recipient(
                    "responsible", user_id=user.id, is_private=True, is_joint=True
                )
            ]
            for row in self
            if (user := row.responsible_id.user_id) and user != self.env.user
        }

    def _reminder_todo(self, reminder, recipient):
        env, own = self.env, reminder.key in OF_THE_CADRE
        words = {
            "score": env._("Score the quarters of your line (A-28)"),
            "talk": env._("Hold the talks with your line (A-31)"),
            "feed_back": env._("Feed the results back to your line (A-32)"),
            "acknowledge": env._("Acknowledge what was fed back to you (A-32)"),
        }
        listed = ", ".join(
            row.period if own else f"{row.period} {row.employee_id.name}"
            for row in self
        )
        return {
            "summary": words[reminder.key],
            "note": Markup("<p>%s</p>") % listed,
            "date_deadline": env.company._cadre_date(),
        }
