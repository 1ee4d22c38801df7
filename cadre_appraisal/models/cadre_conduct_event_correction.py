from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .cadre_conduct_event import CLOSED, INSPECTOR
from .cadre_personal_mixin import QUIET

REMINDER = "cadre_appraisal.mail_act_cadre_event_overdue"


class CadreConductEvent(models.Model):
    """What was wrong is withdrawn and recorded anew; what is overdue is said once."""

    _name = "cadre.conduct.event"
    _inherit = ["cadre.conduct.event", "mail.thread", "mail.activity.mixin"]

    withdrawn_reason = fields.Text(
        string="Why withdrawn",
        readonly=True,
        help="A-35: what was found wrong; from then on it counts no more.",
    )
    corrects_id = fields.Many2one(
        "cadre.conduct.event",
        string="Instead of",
        index="btree_not_null",
        ondelete="restrict",
        help="The withdrawn event that this one corrects.",
    )
    date_reminded = fields.Date(readonly=True, copy=False)

    _due_idx = models.Index(
        "(date_due) WHERE state IN ('reported', 'investigating', 'verified')"
    )

    @api.constrains("corrects_id", "employee_id")
    def _check_corrects(self):
        for event in self.filtered("corrects_id"):
            wrong = event.corrects_id
            if wrong.state != "withdrawn" or wrong.employee_id != event.employee_id:
                raise self.env["cadre.clause"]._refusal(
                    "A-35",
                    self.env._(
                        "%(event)s can only stand instead of a withdrawn event of the "
                        "same cadre.",
                        event=event.name,
                    ),
                    self.env._("Withdraw the wrong event first, with its reason."),
                    exception=ValidationError,
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        # The log of the house keeps what happened; the chatter is for activities.
        quiet = self.with_context(**QUIET)
        events = super(CadreConductEvent, quiet).create(vals_list)
        return events.with_env(self.env)

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "withdrawn":
            # Stamp of the step checked just now.
            self.sudo().withdrawn_reason = self.env.context.get("cadre_reason")
        if target in CLOSED:
            # Whoever was reminded has nothing left to do, whoever closed the case.
            self.sudo().activity_unlink([REMINDER])
        return result

    # --- Business ---

    @api.model
    def _cron_remind(self):
        """Tell inspectors, once, what is past its time limit (A-34)."""
        today = fields.Date.context_today(self)
        overdue = self.search(
            [
                ("state", "in", ("reported", "investigating", "verified")),
                ("date_due", "<", today),
                ("date_reminded", "=", False),
            ]
        )
        for user, events in overdue.grouped(
            lambda event: event.inspector_id or event.create_uid
        ).items():
            if not user.has_group(INSPECTOR):
                continue
            # A to-do on his list; no letter carries a case out of the system.
            events.with_context(mail_activity_quick_update=True).activity_schedule(
                REMINDER,
                date_deadline=today,
                user_id=user.id,
                note=self.env._("A-34: past its time limit. Handle it without delay."),
            )
        overdue.date_reminded = today

    # --- Actions ---

    def action_withdraw(self):
        """Button: it was wrong after all; asks for the reason."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "withdrawn", self.env._("Withdraw")
        )

    def action_correct(self):
        """Button: record the event anew, instead of a withdrawn one."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_corrects_id": self.id,
                "default_employee_id": self.employee_id.id,
                "default_kind_id": self.kind_id.id,
                "default_date": self.date,
                "default_source": self.source,
                "default_description": self.description,
            },
        }
