from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.cadre_reminder_mixin import (
    Recipient,
    Reminder,
)
from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ..base.cadre_personal_mixin import NO_TRACKING
from ..base.roles import CHAIR, INSPECTOR

# Nothing is written to these any more.
CLOSED = ("handled", "unfounded", "withdrawn")
# Whoever complains (A-66: the efficiency office; A-18: the masses).
COMPLAINERS = ("efficiency", "masses", "client")
# What happened is the inspector's to write until it is verified.
FACT = Open(states=("reported", "investigating"), groups=(INSPECTOR,), clause="A-35")
UNSETTLED = ("reported", "investigating", "verified")


class CadreConductEvent(models.Model):
    """A fact about a cadre: reported, investigated, verified or not (A-33..A-35).

    ============  =========================================================
    read          inspector, leading group; once verified also the cadre,
                  the leader in charge and the clerk, unless the kind is
                  sensitive (A-74, A-79)
    create        inspector
    write         inspector, until it is handled
    states        inspector; never about oneself or a relative
    withdraw      inspector, chair of the leading group: a verified event that
                  was wrong; it stays visible as withdrawn and counts no more
    unlink        nobody
    ============  =========================================================
    """

    _name = "cadre.conduct.event"
    _description = "Event"
    _inherit = [
        "cadre.dated.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.import.mixin",
        "cadre.reminder.mixin",
    ]
    _subject_path = "employee_id"
    _guard_clause = "A-34"
    _order = "date desc, id desc"
    _import_key = ("name",)
    _import_template = "cadre_appraisal/static/xls/cadre_conduct_event.xlsx"
    _initial_state = "reported"
    _transitions = (
        Transition("reported", "investigating", groups=(INSPECTOR,), clause="A-34"),
        Transition(
            "investigating",
            "verified",
            groups=(INSPECTOR,),
            check="_check_verified",
            clause="A-35",
        ),
        Transition(
            "investigating",
            "unfounded",
            groups=(INSPECTOR,),
            needs_reason=True,
            clause="A-34",
        ),
        Transition(
            "verified",
            "handled",
            groups=(INSPECTOR,),
            check="_check_handled",
            clause="A-34",
        ),
        Transition(
            "verified",
            "withdrawn",
            groups=(INSPECTOR, CHAIR),
            needs_reason=True,
            clause="A-35",
        ),
        Transition(
            "handled",
            "withdrawn",
            groups=(INSPECTOR, CHAIR),
            needs_reason=True,
            clause="A-35",
        ),
    )

    _reminders = (
        # A to-do on the list; no letter carries a case out of the system.
        Reminder(
            "overdue",
            "date_due",
            "A-34",
            after=1,
            domain=(("state", "in", UNSETTLED),),
            activity="cadre_appraisal.mail_act_cadre_event_overdue",
        ),
    )

    name = fields.Char(
        string="Number",
        copy=False,
        help="Given by the system when left empty.",
        writable=Open(once=True),
    )
    employee_id = fields.Many2one(writable=FACT, logged=True)
    kind_id = fields.Many2one(
        "cadre.conduct.kind",
        required=True,
        ondelete="restrict",
        writable=FACT,
        logged=True,
    )
    date = fields.Date(
        default=lambda self: self.env.company._cadre_date(), writable=FACT, logged=True
    )
    quantity = fields.Float(
        digits=(12, 2),
        default=1.0,
        aggregator="sum",
        help="In the unit of the kind.",
        writable=FACT,
        logged=True,
        bounds=(None, 999_999_999),
    )
    quantity_label = fields.Char(related="kind_id.quantity_label")
    amount = fields.Float(
        string="Loss (yuan)",
        digits=(16, 2),
        aggregator="sum",
        help="A-63, A-76",
        writable=FACT,
        logged=True,
        bounds=(None, 99_999_999_999),
    )
    has_impact = fields.Boolean(
        string="Adverse impact",
        help="A-63, A-64, A-76: consequences were confirmed.",
        writable=FACT,
        logged=True,
    )
    impact = fields.Text(
        string="What the impact was",
        help="A-63, A-64, A-76: needed when an adverse impact is confirmed.",
        writable=FACT,
    )
    category = fields.Selection(
        [
            ("fighting", "Fighting"),
            ("drunkenness", "Drunkenness and disturbance"),
            ("gambling", "Gambling"),
            ("superstition", "Superstition"),
            ("pornography", "Pornography"),
            ("other", "Other"),
        ],
        string="For what",
        help="A-75: what the person was punished or notified for.",
        writable=FACT,
        logged=True,
    )
    is_serious = fields.Boolean(
        string="Of a serious nature",
        help="A-77: a demerit or a serious party warning of a serious nature.",
        writable=FACT,
        logged=True,
    )
    document = fields.Char(
        string="Document No.",
        help="Of the decision or circular (A-68, A-75, A-77).",
        writable=FACT,
        logged=True,
    )
    is_sensitive = fields.Boolean(
        compute="_compute_is_sensitive",
        store=True,
        help="A-74, A-79: for the leading group and discipline inspection only.",
    )
    needs = fields.Char(
        compute="_compute_needs", help="What the kind asks for, as ',loss,impact,'."
    )
    description = fields.Text(
        help="What happened, in facts.", writable=FACT, logged=True
    )
    source = fields.Selection(
        [
            ("inspection", "Inspection"),
            ("efficiency", "Efficiency office"),
            ("masses", "The masses"),
            ("client", "A client"),
            ("leader", "A leader"),
            ("attendance", "Attendance"),
            ("other", "Other"),
        ],
        required=True,
        default="inspection",
        writable=FACT,
        logged=True,
    )
    date_due = fields.Date(string="To be handled by", help="A-34")
    inspector_id = fields.Many2one("res.users", ondelete="restrict")
    finding = fields.Text(help="What the investigation found (A-35).", writable=FACT)
    measure = fields.Text(
        help="What was done about it (A-34).",
        writable=Open(states=UNSETTLED, groups=(INSPECTOR,)),
    )
    unfounded_reason = fields.Text(string="Why unfounded")
    evidence_ids = fields.One2many(
        "cadre.conduct.evidence",
        "event_id",
        copy=False,
        writable=Open(states=UNSETTLED, groups=(INSPECTOR,)),
    )
    state = fields.Selection(
        [
            ("reported", "Reported"),
            ("investigating", "Being investigated"),
            ("verified", "Verified"),
            ("unfounded", "Unfounded"),
            ("handled", "Handled"),
            ("withdrawn", "Withdrawn"),
        ],
        default="reported",
        required=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    withdrawn_reason = fields.Text(
        string="Why withdrawn",
        help="A-35: what was found wrong; from then on it counts no more.",
    )
    corrects_id = fields.Many2one(
        "cadre.conduct.event",
        string="Instead of",
        index="btree_not_null",
        ondelete="restrict",
        help="The withdrawn event that this one corrects.",
        writable=FACT,
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "This number of an event is already given."
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity >= 0 AND amount >= 0)",
        "A-33: quantity and loss are not negative. Correct the number.",
    )
    _due_idx = models.Index(
        "(date_due) WHERE state IN ('reported', 'investigating', 'verified')"
    )

    # --- Walls ---

    @api.model
    def _avoidance_exemption(self, mode):
        return (
            Domain(mode == "read")
            & Domain("state", "in", ("verified", "handled", "withdrawn"))
            & Domain("is_sensitive", "=", False)
        )

    @api.depends("kind_id")
    def _compute_is_sensitive(self):
        """Copied: what a kind becomes later does not open or close old events."""
        for event in self:
            event.is_sensitive = event.kind_id.is_sensitive

    @api.depends("kind_id")
    def _compute_needs(self):
        for event in self:
            # A new event on the screen has no kind yet.
            needs = event.kind_id._needs() if event.kind_id else ()
            event.needs = f",{','.join(needs)},"

    # --- Constraints ---

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
        defaults = self.default_get(["employee_id"])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        self._check_not_about_oneself(self._employees_of(vals_list))
        # The log of the house keeps what happened; the chatter is for activities.
        quiet = self.with_context(**NO_TRACKING)
        events = super(CadreConductEvent, quiet).create(vals_list).with_env(self.env)
        events._link()
        events._set_due()
        return events

    @api.model
    def _system_values(self, vals_list):
        # The office of a colleague is no secret.
        companies = {
            e.id: e.company_id.id for e in self._employees_of(vals_list).sudo()
        }
        given = super()._system_values(vals_list)
        for vals, values in zip(vals_list, given, strict=True):
            values["company_id"] = companies.get(vals.get("employee_id"), False)
            if not vals.get("name"):
                office = self.env["res.company"].browse(values["company_id"])
                values["name"] = office._cadre_number(
                    "cadre.conduct.event", fields.Date.to_date(vals.get("date"))
                )
        return given

    def write(self, vals):
        if vals.get("employee_id"):
            self._check_not_about_oneself(self._employees_of([vals]))
        result = super().write(vals)
        if "date" in vals or "employee_id" in vals:
            self._link()
        return result

    def _refusal_closed(self, names, reason, rule):
        if reason == "person":
            rule = replace(rule, clause="A-33")
        return super()._refusal_closed(names, reason, rule)

    def _guard_remedy(self, reason, names):
        if reason == "person":
            return self.env._(
                "Only an inspector writes events; the chair can withdraw one, with the "
                "button."
            )
        if reason == "state" and any(event.state in CLOSED for event in self):
            return self.env._("It is closed. Record a new event if something is new.")
        if reason == "state" and "verified" in self.mapped("state"):
            return self.env._(
                "It is verified; the facts stand. Only the measure and evidence can "
                "still be added; withdraw the event if it was wrong."
            )
        return super()._guard_remedy(reason, names)

    # --- Actions ---

    def action_investigate(self):
        """Button: take the case up."""
        self.write({"state": "investigating"})

    def action_verify(self):
        """Button: it is true."""
        self.write({"state": "verified"})

    def action_unfounded(self):
        """Button: asks for the reason, then closes the case."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "unfounded", self.env._("Unfounded")
        )

    def action_handle(self):
        """Button: it was dealt with."""
        self.write({"state": "handled"})

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

    # --- Business ---

    @api.model
    def _desk_cards(self, app):
        if app != "appraisal" or not self.env.user.has_group(INSPECTOR):
            return []
        env, card = self.env, self.env["cadre.desk"]._desk_card
        board = "kanban,list,form"
        return [
            card(
                env._("Events to take up"),
                self._name,
                [("state", "=", "reported")],
                clause="A-33",
                tone="warning",
                views=board,
                sequence=40,
            ),
            card(
                env._("Events under investigation"),
                self._name,
                [("state", "=", "investigating")],
                clause="A-34",
                views=board,
                sequence=41,
            ),
            card(
                env._("Events past their time limit"),
                self._name,
                self._overdue(),
                hint=env._("Handle them without delay."),
                clause="A-34",
                tone="danger",
                views=board,
                sequence=42,
            ),
        ]

    @api.model
    def _open_matters(self):
        return [(self.env._("Events not settled"), [("state", "in", UNSETTLED)])]

    @api.model
    def _overdue(self):
        """Domain of what is past its time limit, by the clock of each office (A-34)."""
        return [
            ("state", "in", UNSETTLED),
            *self.env["res.company"]._cadre_today(lambda day: [("date_due", "<", day)]),
        ]

    def _set_due(self):
        """Working days that the office has to handle it, from the report on (A-34)."""
        # The year of an event is no secret to whoever reports it.
        for (company, cycle), events in self.grouped(
            lambda event: (event.company_id, event.sudo().appraisal_id.cycle_id)
        ).items():
            days = int(cycle._number("A-34", "handling_days"))
            # The working calendar is open to all; its model is HR's.
            calendar = company.sudo().resource_calendar_id
            due = calendar._cadre_after(company, company._cadre_date(), days)
            events.sudo().write({"date_due": due})

    def _check_verified(self):
        for event in self:
            if not (event.finding or "").strip():
                raise self.env["cadre.clause"]._refusal(
                    "A-35",
                    self.env._("%s has no finding yet.", event.name),
                    self.env._("Write what the investigation found."),
                )
            if lacking := event._lacking():
                raise self.env["cadre.clause"]._refusal(
                    event.kind_id.clause or "A-35",
                    self.env._(
                        "%(event)s (%(kind)s) lacks: %(fields)s.",
                        event=event.name,
                        kind=event.kind_id.name,
                        fields=", ".join(lacking),
                    ),
                    self.env._("Complete it before it is verified."),
                )

    def _lacking(self):
        """Labels of what the kind needs and is not there yet."""
        self.ensure_one()
        needs = self.kind_id._needs()
        lacking = [
            name
            for need, name in (
                ("loss", "amount"),
                ("category", "category"),
                ("document", "document"),
            )
            if need in needs and not self[name]
        ]
        if "source" in needs and self.source not in COMPLAINERS:
            lacking.append("source")
        if self.has_impact and not (self.impact or "").strip():
            lacking.append("impact")
        return [self._fields[name]._description_string(self.env) for name in lacking]

    def _check_handled(self):
        for event in self:
            if not (event.measure or "").strip():
                raise self.env["cadre.clause"]._refusal(
                    "A-34",
                    self.env._("%s has no measure yet.", event.name),
                    self.env._("Write what was done about it."),
                )

    def _after_transition(self, target):
        result = super()._after_transition(target)
        stamps = {
            "investigating": {"inspector_id": self.env.uid},
            "unfounded": {"unfounded_reason": self.env.context.get("cadre_reason")},
            "withdrawn": {"withdrawn_reason": self.env.context.get("cadre_reason")},
        }.get(target)
        if stamps:
            self.sudo().write(stamps)  # stamps of the step checked just now
        if target in CLOSED:
            # Whoever was reminded has nothing left to do, whoever closed the case.
            self._settle_reminders()
        return result

    def _reminder_recipients(self, reminder):
        """Whoever investigates it, else whoever recorded it, as long as he inspects."""
        found = {}
        for event in self:
            user = event.inspector_id or event.create_uid
            if user.has_group(INSPECTOR):
                found[event.id] = [Recipient("inspector", user_id=user.id)]
        return found

    def _reminder_todo(self, reminder, recipient):
        return {
            "date_deadline": self.env.company._cadre_date(),
            "note": self.env._("A-34: past its time limit. Handle it without delay."),
        }
