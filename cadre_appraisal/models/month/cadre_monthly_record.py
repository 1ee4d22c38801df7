from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.cadre_reminder_mixin import (
    Recipient,
    Reminder,
)
from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ...rules import months, progress
from ..base.roles import BY_LEADER, BY_OWNER, CLERK
from ..year.cadre_appraisal import GRADE_SELECTION

# The contents of the self-evaluation, in the order of A-07.
SELF_GRADES = (
    "self_performance",
    "self_attitude",
    "self_dedication",
    "self_efficiency",
    "self_integrity",
)
# What the cadre, or the office for him, fills in.
CONTENT = {"line_ids", "self_grade", *SELF_GRADES, "summary", "date_submitted"}
OPEN_STATES = ("draft", "returned")
FILLED_IN = Open(states=OPEN_STATES, groups=(CLERK,), actors=BY_OWNER)
QUARTERS = [
    ("1", "1st quarter"),
    ("2", "2nd quarter"),
    ("3", "3rd quarter"),
    ("4", "4th quarter"),
]
OWN_TYPE = "cadre_appraisal.mail_act_cadre_own"
LINE_TYPE = "cadre_appraisal.mail_act_cadre_line"
OWED = (("cycle_id.state", "=", "open"), ("state", "!=", "submitted"))
OWN = {"clause": "A-25", "domain": OWED, "activity": OWN_TYPE}
# What somebody asks for by hand.
ASKED = Reminder("asked", "date_due", **OWN)


class CadreMonthlyRecord(models.Model):
    """What a cadre did in a month, told by himself (A-24..A-27).

    ============  =========================================================
    read          the cadre, the leader in charge, clerk, inspector,
                  leading group
    create        only the opening of the year
    write         the cadre himself, or the clerk from paper, until it is
                  submitted; then only the leader can send it back
    unlink        nobody
    ============  =========================================================
    """

    _name = "cadre.monthly.record"
    _description = "Monthly Record"
    _inherit = [
        "cadre.personal.mixin",
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.import.mixin",
        "cadre.reminder.mixin",
    ]
    _subject_path = "employee_id"
    _avoids = ()
    _guard_clause = "A-25"
    _order = "month desc, id"
    _import_key = ("employee_id", "month")
    _import_template = "cadre_appraisal/static/xls/cadre_monthly_record.xlsx"
    _transitions = (
        Transition(
            "draft",
            "submitted",
            groups=(CLERK,),
            actors=BY_OWNER,
            check="_check_submit",
            clause="A-25",
        ),
        Transition(
            "returned",
            "submitted",
            groups=(CLERK,),
            actors=BY_OWNER,
            check="_check_submit",
            clause="A-25",
        ),
        Transition(
            "submitted",
            "returned",
            actors=BY_LEADER,
            needs_reason=True,
            clause="A-25",
        ),
    )

    _reminders = (
        Reminder("announced", "date_opens", track="month", **OWN),
        Reminder(
            "reminded",
            "date_due",
            before=("A-25", "remind_before"),
            track="month",
            **OWN,
        ),
        Reminder("returned", "date_returned", is_at_once=True, **OWN),
        Reminder(
            "escalated",
            "date_due",
            "A-25",
            after=("A-25", "leader_after"),
            domain=OWED,
            activity=LINE_TYPE,
        ),
    )

    # The unique index on appraisal and month serves this one.
    appraisal_id = fields.Many2one(
        "cadre.appraisal", string="Year of the cadre", required=True, ondelete="cascade"
    )
    month = fields.Date(required=True)
    quarter = fields.Selection(QUARTERS, required=True)
    date_due = fields.Date(string="Due", required=True, help="A-25")
    date_submitted = fields.Date(
        string="Submitted on",
        copy=False,
        writable=Open(states=OPEN_STATES, groups=(CLERK,)),
        logged=True,
        help="Today, or the day on the paper that the clerk types in.",
    )
    date_first_submitted = fields.Date(
        string="First submitted on",
        copy=False,
        logged=True,
        help="A-25: lateness is of the first submission; sent back and handed in again "
        "it keeps it.",
    )
    is_late = fields.Boolean(string="Late", help="A-25")
    line_ids = fields.One2many(
        "cadre.monthly.record.line",
        "record_id",
        string="Tasks of the month",
        writable=FILLED_IN,
    )
    self_performance = fields.Selection(
        GRADE_SELECTION,
        string="Job performance",
        writable=FILLED_IN,
        help="A-27, A-09: tasks done well and efficiently, full workload.",
    )
    self_attitude = fields.Selection(
        GRADE_SELECTION,
        string="Service attitude",
        writable=FILLED_IN,
        help="A-27, A-10: cordial, earnest, honest towards clients.",
    )
    self_dedication = fields.Selection(
        GRADE_SELECTION,
        string="Dedication",
        writable=FILLED_IN,
        help="A-27, A-11: initiative, discipline, attendance.",
    )
    self_efficiency = fields.Selection(
        GRADE_SELECTION,
        string="Work efficiency",
        writable=FILLED_IN,
        help="A-27, A-12: quick, accurate, in time.",
    )
    self_integrity = fields.Selection(
        GRADE_SELECTION,
        string="Honesty and self-discipline",
        writable=FILLED_IN,
        help="A-27, A-13: keeps the rules on honest government.",
    )
    self_grade = fields.Selection(
        GRADE_SELECTION,
        string="Overall",
        writable=FILLED_IN,
        help="A-27: your own grade for the month. It also fills the contents that "
        "have none yet. It is never counted in the score.",
    )
    summary = fields.Text(string="In own words", writable=FILLED_IN, help="A-25, A-27")
    return_remark = fields.Text(string="Leader's remark", help="Why it was sent back.")
    completion = fields.Float(
        string="Completion (%)", compute="_compute_completion", aggregator=None
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")
    date_opens = fields.Date(
        string="Opens on",
        required=True,
        help="A-25: from that day on it can be submitted.",
    )
    is_open = fields.Boolean(compute="_compute_is_open")
    state = fields.Selection(
        [
            ("draft", "To fill in"),
            ("submitted", "Submitted"),
            ("returned", "Sent back"),
        ],
        default="draft",
        required=True,
        copy=False,
        group_expand=True,
    )
    date_returned = fields.Date(string="Sent back on", copy=False)

    _month_uniq = models.Constraint(
        "UNIQUE(appraisal_id, month)", "There is one record a month (A-25)."
    )
    _leader_check = models.Constraint(
        "CHECK(leader_id IS NULL OR leader_id <> employee_id)",
        "A-28: nobody is their own leader in charge.",
    )

    @api.depends("month", "employee_id")
    def _compute_display_name(self):
        for record in self:
            month = record.month.strftime("%Y-%m") if record.month else ""
            record.display_name = f"{month} {record.employee_id.name or ''}"

    @api.depends("line_ids.progress")
    def _compute_completion(self):
        for record in self:
            lines = record.line_ids.mapped("progress")
            record.completion = progress.mean_progress(lines) or 0.0

    @api.depends("state", "employee_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        writers = self if self._is_clerk() else self._own_records()
        for record in self:
            record.can_edit = (
                record in writers
                and record.state != "submitted"
                and record.month
                and record._window().has_begun(record.company_id._cadre_date())
            )

    @api.depends("date_opens")
    def _compute_is_open(self):
        for record in self:
            today = record.company_id._cadre_date()
            record.is_open = bool(record.date_opens and record.date_opens <= today)

    @api.onchange("self_grade")
    def _onchange_self_grade(self):
        """One tap: the overall grade also stands for the contents without one."""
        for name in SELF_GRADES:
            self[name] = self[name] or self.self_grade

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_made_by_year(
            self.env._("There is no monthly record of this cadre and month."),
            self.env._(
                "Records come with the appraisal year: check name and month, or "
                "add late joiners on the year."
            ),
        )
        return super().create(vals_list)

    def write(self, vals):
        if CONTENT & set(vals) and not self.env.su:
            self._check_begun()
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """Lines come with the tasks: an onchange takes those of the record alone.

        :raises AccessError: a guessed line, or a new one on a guessed task
        """
        for command in values.get("line_ids") or []:
            if command[0] == Command.CREATE or (
                command[0] != Command.CLEAR
                and not {command[1], *(command[2] if command[0] == Command.SET else ())}
                <= {*self.line_ids.ids, 0}
            ):
                raise AccessError(
                    self.env._("A monthly record has the lines of its tasks alone.")
                )
        return super().onchange(values, field_names, fields_spec)

    def _guard_remedy(self, reason, names):
        if names == ["date_submitted"] and reason == "person":
            return self.env._("Submit the record; its day is set by the system.")
        remedies = {
            "person": self.env._(
                "Only the cadre fills it in. Send it back with a remark if "
                "something is wrong."
            ),
            "state": self.env._(
                "It has been handed in. Ask the leader in charge to send it back."
            ),
        }
        return remedies.get(reason) or super()._guard_remedy(reason, names)

    # --- Business ---

    def _window(self):
        """When this month may be handed in.

        :rtype: cadre_appraisal.rules.months.Window
        """
        self.ensure_one()
        return months.window_of(
            self.month, self.cycle_id.window_opens_day, self.cycle_id.window_due_day
        )

    def _blank(self):
        """Those on which nobody has written anything yet."""
        written = self.line_ids.filtered(
            lambda line: line.qty_done or line.unfinished_reason
        )
        return (self - written.record_id).filtered(
            lambda record: not any(record[name] for name in CONTENT - {"line_ids"})
        )

    @api.model
    def _open_matters(self):
        return [
            (
                self.env._("Monthly records not handed in"),
                [("state", "!=", "submitted")],
            )
        ]

    def _check_begun(self):
        for record in self:
            if not record._window().has_begun(record.company_id._cadre_date()):
                raise self.env["cadre.clause"]._refusal(
                    "A-25",
                    self.env._("%s: the month has not begun yet.", record.display_name),
                    self.env._("Fill it in from %s on.", record._window().begins),
                )

    def _check_submit(self):
        """Conditions of handing in: window, reasons, self-evaluation."""
        clause = self.env["cadre.clause"]
        self._check_under_way("A-25")
        for record in self:
            below = record.cycle_id._threshold("A-26", "reason_below")
            name, window = record.display_name, record._window()
            today = record.company_id._cadre_date()
            submitted = record.date_submitted or today
            if not window.is_open(today):
                raise clause._refusal(
                    "A-25",
                    self.env._(
                        "%(record)s can be submitted from %(day)s on.",
                        record=name,
                        day=window.opens,
                    ),
                    self.env._("Go on filling it in, and submit it then."),
                )
            if not window.opens <= submitted <= today:
                raise clause._refusal(
                    "A-25",
                    self.env._(
                        "%(record)s: %(day)s cannot be the day of submission.",
                        record=name,
                        day=submitted,
                    ),
                    self.env._(
                        "Enter a day from %s on, not after today.", window.opens
                    ),
                )
            month_end = months.last_day(record.month)
            for line in record.line_ids:
                if (
                    progress.needs_reason(
                        below.met(line.progress),
                        line.task_id.date_deadline or month_end,
                        month_end,
                    )
                    and not (line.unfinished_reason or "").strip()
                ):
                    raise clause._refusal(
                        "A-26",
                        self.env._(
                            "%(record)s: “%(task)s” stands at %(progress)s percent "
                            "and its time limit has passed.",
                            record=name,
                            task=line.task_id.name,
                            progress=f"{line.progress:g}",
                        ),
                        self.env._("Write on its line why it is unfinished."),
                    )
            lacking = [
                self._fields[field]._description_string(self.env)
                for field in (*SELF_GRADES, "self_grade")
                if not record[field]
            ]
            if lacking:
                raise clause._refusal(
                    "A-27",
                    self.env._(
                        "The self-evaluation of %(record)s lacks: %(contents)s.",
                        record=name,
                        contents=", ".join(lacking),
                    ),
                    self.env._(
                        "Choose your own grade for each content and for the month."
                    ),
                )

    def _after_transition(self, target):
        result = super()._after_transition(target)
        # Stamps of the step that was checked just now.
        records_sudo = self.sudo()
        if target == "submitted":
            today = self[:1].company_id._cadre_date()
            for (day, first, late), records in records_sudo.grouped(
                lambda record: record._submission(today)
            ).items():
                records.write(
                    {
                        "date_submitted": day,
                        "date_first_submitted": first,
                        "is_late": late,
                    }
                )
            self._settle_reminders(OWN_TYPE)
        elif target == "returned":
            records_sudo.write(
                {
                    "return_remark": self.env.context.get("cadre_reason"),
                    "date_submitted": False,
                    "date_returned": self[:1].company_id._cadre_date(),
                }
            )
            self._remind()
        return result

    def _submission(self, today):
        """Day of submission, first day of submission, and whether that was late."""
        day = self.date_submitted or today
        first = self.date_first_submitted or day
        return day, first, first > self.date_due

    # --- Actions ---

    def action_submit(self):
        """Button: hand the record in."""
        self.write({"state": "submitted"})

    def action_return(self):
        """Button of the leader: asks for the remark, then sends it back."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "returned", self.env._("Send back")
        )

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "appraisal":
            return []
        env, card = self.env, self.env["cadre.desk"]._desk_card
        running = ("cycle_id.state", "=", "open")
        today = env["res.company"]._cadre_today
        office = env.company
        # The window of the year that runs; without one there is nothing to hand in.
        cycle = env["cadre.appraisal.cycle"]._of_day(office, office._cadre_date())
        cards = [
            self._straight_to_the_oldest(
                card(
                    env._("My monthly records to hand in"),
                    self._name,
                    [
                        ("employee_id", "in", env["hr.employee"]._of_user().ids),
                        running,
                        ("state", "!=", "submitted"),
                        *today(lambda day: [("date_opens", "<=", day)]),
                    ],
                    hint=env._(
                        "From day %(opens)s of the month on, late after day %(due)s "
                        "of the next.",
                        opens=cycle.window_opens_day,
                        due=cycle.window_due_day,
                    ),
                    clause="A-25",
                    tone="warning",
                    sequence=10,
                )
            )
        ]
        if env["cadre.appraisal"]._user_leads():
            cards.append(
                card(
                    env._("Monthly records of my line"),
                    self._name,
                    [
                        ("leader_id", "in", env["hr.employee"]._of_user().ids),
                        running,
                        ("state", "=", "submitted"),
                    ],
                    hint=env._("Send back what is not right."),
                    clause="A-25",
                    overview=True,
                    sequence=23,
                )
            )
        if env.user.has_group(CLERK):
            cards.append(
                card(
                    env._("Overdue monthly records"),
                    self._name,
                    [
                        running,
                        ("state", "!=", "submitted"),
                        *today(lambda day: [("date_due", "<", day)]),
                    ],
                    hint=env._("Remind the cadre, then the leader."),
                    clause="A-25",
                    tone="danger",
                    sequence=30,
                )
            )
        return cards

    def _straight_to_the_oldest(self, card):
        """Let a card of months open the oldest one itself: one tap (A-20)."""
        if card and card["count"]:
            oldest = self.search(card["action"]["domain"], order="month", limit=1)
            card["action"].update(views=[[False, "form"]], res_id=oldest.id)
        return card

    # --- Reminders: the window opens, it closes, the leader hears of it (A-25) ---

    def _reminder_recipients(self, reminder):
        """The cadre a month; the leader once for all that are overdue in a month."""
        escalated = reminder.key == "escalated"
        found = {}
        for record in self:
            user = (record.leader_id if escalated else record.employee_id).user_id
            # Whoever reminds by hand is not told by himself.
            if user and user != self.env.user:
                found[record.id] = [
                    Recipient(
                        "leader" if escalated else "cadre",
                        user_id=user.id,
                        is_private=True,
                        is_joint=escalated,
                        about=record.month,
                    )
                ]
        return found

    def _reminder_todo(self, reminder, recipient):
        env, month = self.env, recipient.about.strftime("%Y-%m")
        if reminder.key == "escalated":
            return {
                "summary": env._(
                    "Monthly records %(month)s of your line are overdue (A-25)",
                    month=month,
                ),
                "note": Markup("<p>%s</p><p>%s</p>")
                % (
                    env._("%(count)s not handed in. Ask for them.", count=len(self)),
                    ", ".join(self.employee_id.mapped("name")),
                ),
                "date_deadline": env.company._cadre_date(),
            }
        return {
            # The leader's remark stays on the record.
            "summary": env._(
                "Hand in your monthly record %(month)s (A-25)", month=month
            ),
            "note": Markup('<p><a href="/odoo/cadre-my-months/%s">%s</a></p>')
            % (self.id, env._("Open the record")),
            "date_deadline": self.date_returned or self.date_due,
        }
