from datetime import date, timedelta

from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ...rules import attendance
from ...rules.numbers import exact
from ..base.roles import BY_LEADER, CLERK, INSPECTOR

KINDS = [
    ("late", "Late for work"),
    ("early", "Left early"),
    ("absent", "Absent without leave"),
    ("unclear", "To clarify"),
]
WHY = [
    ("no_out", "No check-out"),
    ("away", "Away in the hours of work"),
    ("no_hours", "No fixed hours, and not at the clock"),
]
STATES = [
    ("counting", "Counts"),
    ("excused", "Excused"),
    ("void", "Set aside"),
]
# What the clerk may correct, each time with a reason.
CORRECTABLE = {"kind", "minutes", "days", "reason"}
CORRECTED = Open(groups=(CLERK,))
GIVEN_ONCE = Open(once=True, groups=(CLERK,))
COLUMNS = (
    "employee_id",
    "company_id",
    "department_id",
    "appraisal_id",
    "date",
    "kind",
    "minutes",
    "expected",
    "actual",
    "has_actual",
    "days",
    "unclear_why",
    "source",
    "state",
)


def _by_the_clock(minute):
    """Hours as a clock shows them: the night of a day goes on past 24."""
    return (minute if 0 <= minute <= 1440 else minute % 1440) / 60


def _last_month(day):
    return day.replace(day=1) - timedelta(days=1)


class CadreAttendanceFact(models.Model):
    """A day on which somebody was late, left early or was absent (A-11, A-60..A-72).

    ===============  ======================================================
    read             the cadre himself, the leader in charge, clerk, inspector,
                     leading group; nobody else's kin
    create, correct  clerk, with a reason, logged; never of himself or kin
    explain          the cadre himself
    excuse           the leader in charge, with a reason: that day counts
                     nowhere and breaks no row (A-70)
    set aside        clerk, with a reason: the day was not so
    unlink           nobody; the computation replaces its own facts that no
                     person has touched
    ===============  ======================================================
    """

    _name = "cadre.attendance.fact"
    _description = "Attendance Fact"
    _inherit = [
        "cadre.dated.mixin",
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.import.mixin",
    ]
    _subject_path = "employee_id"
    _guard_clause = "A-11"
    _dated_clause = "A-11"
    _order = "date desc, employee_id, kind"
    _rec_names_search = ["employee_id"]
    _import_key = ("employee_id", "date", "kind")
    _import_template = "cadre_appraisal/static/xls/cadre_attendance_fact.xlsx"
    _initial_state = "counting"
    _transitions = (
        Transition(
            "counting",
            "excused",
            actors=BY_LEADER,
            needs_reason=True,
            clause="A-70",
        ),
        Transition(
            "excused",
            "counting",
            actors=BY_LEADER,
            needs_reason=True,
            clause="A-70",
        ),
        Transition(
            "counting", "void", groups=(CLERK,), needs_reason=True, clause="A-11"
        ),
        Transition(
            "void", "counting", groups=(CLERK,), needs_reason=True, clause="A-11"
        ),
    )

    department_id = fields.Many2one(
        "hr.department",
        ondelete="restrict",
        help="Where the cadre worked on that day.",
    )
    employee_id = fields.Many2one(writable=GIVEN_ONCE)
    date = fields.Date(writable=GIVEN_ONCE)
    kind = fields.Selection(
        KINDS,
        required=True,
        writable=CORRECTED,
        logged=True,
        help="A-60, A-61, A-70..A-72",
    )
    minutes = fields.Integer(
        aggregator="sum",
        writable=CORRECTED,
        logged=True,
        help="How long the cadre was missing from the hours of work, breaks left out.",
        bounds=(None, 99_999),
    )
    days = fields.Float(
        digits=(3, 1),
        bounds=(None, 366),
        default=1.0,
        aggregator=None,
        writable=CORRECTED,
        logged=True,
        help="A-61: of an absence, the whole day or half of it.",
    )
    unclear_why = fields.Selection(WHY, string="What is unclear", help="A-11")
    expected = fields.Float(string="Hours", aggregator=None)
    actual = fields.Float(string="Clock", aggregator=None)
    has_actual = fields.Boolean()
    source = fields.Selection(
        [
            ("computed", "Computed"),
            ("imported", "Imported"),
            ("manual", "By hand"),
        ],
        required=True,
        default="manual",
    )
    reason = fields.Char(
        string="Reason of the entry",
        writable=CORRECTED,
        logged=True,
        help="Why it was entered or corrected by hand; goes to the log.",
    )
    explanation = fields.Text(help="What the cadre says about it (A-70).")
    state_reason = fields.Text(
        string="Why it does not count",
        help="A-70: the justifiable reason, or why the clerk set it aside.",
    )
    is_touched = fields.Boolean(
        string="Decided by a person",
        help="A new computation leaves this one as it is.",
    )
    state = fields.Selection(
        STATES, required=True, default="counting", index=True, copy=False
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    is_line = fields.Boolean(
        string="Of my line", compute="_compute_is_line", search="_search_is_line"
    )

    _day_uniq = models.Constraint(
        "UNIQUE(employee_id, date, kind)",
        "This cadre has that very fact on this day already.",
    )
    _minutes_check = models.Constraint(
        "CHECK(minutes >= 0)", "A-11: minutes are not negative. Correct the number."
    )
    _days_check = models.Constraint(
        "CHECK(kind <> 'absent' OR days IN (0.5, 1))",
        "A-61: an absence is half a day or a whole one. Correct the days.",
    )
    _date_idx = models.Index("(company_id, date)")

    # --- Walls ---

    @api.model
    def _avoidance_exemption(self, mode):
        return Domain(mode == "read") & Domain("employee_id.user_id", "=", self.env.uid)

    @api.depends("employee_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        own = set(self.env["hr.employee"]._of_user().ids)
        for fact in self:
            fact.is_mine = fact.employee_id.id in own

    @api.depends("appraisal_id", "employee_id")
    @api.depends_context("uid")
    def _compute_is_line(self):
        led = self._supervised_by_user()
        for fact in self:
            fact.is_line = fact in led

    def _search_is_line(self, operator, value):
        """A leader may not read the annual results through which he leads."""
        if operator not in ("in", "not in"):
            return NotImplemented
        # Only whom the user himself leads is asked.
        led_sudo = (
            self.env["cadre.appraisal"]
            .sudo()
            .search([("leader_id", "in", self.env["hr.employee"]._of_user().ids)])
        )
        return Domain("appraisal_id", operator, led_sudo.ids)

    @api.depends("employee_id", "date", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for fact in self:
            fact.display_name = (
                f"{fact.employee_id.display_name or ''} {fact.date or ''} "
                f"{labels.get(fact.kind, '')}"
            ).strip()

    # --- Who is asking ---

    def _supervised_by_user(self):
        """Those of the facts whose cadre stands under the current user this year."""
        own = set(self.env["hr.employee"]._of_user().ids)
        # The leader in charge is no secret to himself; the annual result is.
        return self.filtered(
            lambda fact: (
                fact.sudo().appraisal_id.leader_id.id in own
                and fact.employee_id.id not in own
            )
        )

    @api.model
    def _is_clerk(self):
        return self.env.su or self.env.user.has_group(CLERK)

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_about_oneself(self._employees_of(vals_list))
        for vals in vals_list:
            self._check_reason(vals)
        facts = super().create(vals_list)
        facts._link()
        self.env["cadre.log"]._record(
            facts._log_entries(
                "create", payload=lambda fact: {"after": fact._log_details()}
            )
        )
        return facts

    @api.model
    def _system_values(self, vals_list):
        imported = bool(self.env.context.get("import_file"))
        # The office and section of a colleague are no secret.
        places = {
            employee.id: (employee.company_id.id, employee.department_id.id)
            for employee in self._employees_of(vals_list).sudo()
        }
        given = super()._system_values(vals_list)
        for vals, values in zip(vals_list, given, strict=True):
            company, department = places.get(vals.get("employee_id"), (False, False))
            values |= {
                "company_id": company,
                "department_id": department,
                "source": "imported" if imported else "manual",
                "is_touched": True,
            }
        return given

    def write(self, vals):
        corrected = not self._guard_is_off() and CORRECTABLE & set(vals)
        if corrected:
            self.check_access("write")
            # An import repeats what is on record.
            changed = self._guard_changes(vals)
            if corrected := CORRECTABLE & set(changed):
                self._check_reason(vals)
        result = super().write(vals)
        if corrected:
            # Marked by the system: the correction was checked just now.
            self.sudo().write({"is_touched": True})
        return result

    def _check_reason(self, vals):
        """Nothing is entered or corrected by hand without its reason (A-11)."""
        imported = self.env.context.get("import_file")
        if not (vals.get("reason") or "").strip() and not imported:
            raise self.env["cadre.clause"]._refusal(
                "A-11",
                self.env._("An entry or correction by hand needs its reason."),
                self.env._("Write in a sentence where you know it from."),
            )

    def _guard_remedy(self, reason, names):
        if reason == "person":
            return self.env._(
                "The appraisal clerk corrects facts. Explain the day with the button; "
                "the leader decides."
            )
        return self.env._("Set the fact aside with a reason and enter the right one.")

    def _log_entries(self, action, **values):
        values.setdefault("reason", lambda fact: fact.reason or False)
        return super()._log_entries(action, **values)

    def _log_details(self):
        return {
            "date": str(self.date),
            "kind": self.kind,
            "minutes": self.minutes,
            "reason": self.reason or "",
        }

    # --- Actions ---

    def action_excuse(self):
        """Button: the leader finds the reason justifiable."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "excused", self.env._("Excuse with a reason")
        )

    def action_set_aside(self):
        """Button: the clerk knows that it was not so."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "void", self.env._("Set aside")
        )

    def action_count_again(self):
        """Button: it counts after all."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "counting", self.env._("Count it again")
        )

    def action_explain(self):
        """Button: asks the cadre for his words."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Explain"),
            "res_model": "cadre.attendance.explain",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_fact_ids": [(6, 0, self.ids)],
            },
        }

    # --- Business ---

    @api.model
    def _desk_cards(self, app):
        if app != "appraisal":
            return []
        env, card, user = self.env, self.env["cadre.desk"]._desk_card, self.env.user
        counting = ("state", "=", "counting")
        today = env["res.company"]._cadre_today
        cards = [
            card(
                env._("My attendance to explain"),
                self._name,
                [
                    ("employee_id.user_id", "=", user.id),
                    counting,
                    ("explanation", "=", False),
                    # Last month's days come to be explained in the new year as well.
                    *today(
                        lambda day: [("date", ">=", f"{_last_month(day).year}-01-01")]
                    ),
                ],
                hint=env._("A day counts until your leader excuses it."),
                clause="A-70",
                views="list,calendar,form",
                context={"create": False},
                sequence=12,
            )
        ]
        if env["cadre.appraisal"]._user_leads():
            cards.append(
                card(
                    env._("Explanations to decide on"),
                    self._name,
                    [("is_line", "=", True), counting, ("explanation", "!=", False)],
                    hint=env._("Excuse a day where the reason is justifiable."),
                    clause="A-70",
                    tone="warning",
                    context={"create": False},
                    sequence=24,
                )
            )
        if user.has_group(CLERK):
            cards.append(
                card(
                    env._("Days of attendance to clarify"),
                    self._name,
                    [("kind", "=", "unclear"), counting],
                    hint=env._("Ask, then set aside or enter what was so."),
                    clause="A-11",
                    sequence=35,
                )
            )
        if user.has_group(INSPECTOR):
            cards.append(
                card(
                    env._("Absence without leave this year"),
                    self._name,
                    [
                        ("kind", "=", "absent"),
                        counting,
                        *today(lambda day: [("date", ">=", f"{day.year}-01-01")]),
                    ],
                    hint=env._("Facts off the clock; they count by themselves."),
                    clause="A-61",
                    overview=True,
                    sequence=43,
                )
            )
        return cards

    @api.model
    def _open_matters(self):
        return [
            (
                self.env._("Days without check-out to clarify"),
                [("kind", "=", "unclear"), ("state", "=", "counting")],
            )
        ]

    def _after_transition(self, target):
        result = super()._after_transition(target)
        reason = self.env.context.get("cadre_reason") or False
        # Stamps of the step checked just now.
        self.sudo().write(
            {
                "state_reason": reason if target != "counting" else False,
                "is_touched": True,
            }
        )
        return result

    def _explain(self, text):
        """What the cadre himself says about his own days (A-70).

        :param str text: his words
        :raises AccessError: about days of somebody else
        """
        self.check_access("read")
        clause = self.env["cadre.clause"]
        own = set(self.env["hr.employee"]._of_user().ids)
        if any(fact.employee_id.id not in own for fact in self):
            raise clause._refusal(
                "A-70",
                self.env._("Only the cadre concerned explains the day."),
                self.env._("Ask the cadre to do it on the page “My Attendance”."),
                exception=AccessError,
            )
        if any(fact.state != "counting" for fact in self):
            raise clause._refusal(
                "A-70",
                self.env._("This day is decided already."),
                self.env._("Talk to your leader if something new came up."),
            )
        if not (text or "").strip():
            raise clause._refusal(
                "A-70",
                self.env._("An explanation needs words."),
                self.env._("Write in a sentence or two what kept you."),
            )
        # Nobody may write facts about himself; this one field, checked above.
        self.sudo().write({"explanation": text.strip()})
        self.env["cadre.log"]._record(
            self._log_entries("explain", payload={"explanation": text.strip()})
        )

    # --- Asking for counts ---

    @api.model
    def _counts(self, employees, period):
        """What a period shows of people, for records, evaluations and conditions.

        One query for the facts; the working days and leave of all take four more.
        Only facts that the user of the environment may read count.

        :param employees: whose
        :param period: first and last day
        :return: ``{employee id: Counts}``, of everybody asked for
        :rtype: dict[int, cadre_appraisal.rules.attendance.Counts]
        """
        first, last = period
        facts = self.search_fetch(
            Domain("employee_id", "in", employees.ids)
            & Domain("date", ">=", first)
            & Domain("date", "<=", last)
            & Domain("state", "!=", "void"),
            ["employee_id", "date", "kind", "state", "days"],
        )
        days = {}
        for fact in facts:
            days.setdefault(fact.employee_id.id, []).append(
                attendance.Marked(
                    fact.date, fact.kind, fact.state == "excused", exact(fact.days)
                )
            )
        return self._count_days(employees, days, first, last)

    # --- Facts off the clock, for everybody in one batch (A-11, A-61) ---

    @api.model
    def _compute_period(self, company, first, last, employee_ids=None):
        """Compute the facts of a period anew. Runs as the system.

        Facts that a person entered or decided stay as they are; an explanation stays
        with a fact that is still one. Today and later are not computed: nobody has
        left yet.

        :param company: the office
        :param first: first day
        :param last: last day
        :param employee_ids: at most these cadres, else all in scope
        :return: how many facts stand now
        """
        last = min(last, company._cadre_date() - timedelta(days=1))
        if last < first:
            return 0
        if first.year != last.year:
            # Year by year: each has numbers of its own, and may be closed.
            turn = date(first.year, 12, 31)
            return self._compute_period(
                company, first, turn, employee_ids
            ) + self._compute_period(
                company, turn + timedelta(days=1), last, employee_ids
            )
        if self.env["cadre.appraisal.cycle"]._of_day(company, first).state == "closed":
            return 0
        clock = self.env["cadre.attendance.clock"]
        people = clock._people(company, employee_ids)
        if not people:
            return 0
        found = clock._found(company, people, first, last)
        return self._replace(company, people, found, first, last)

    @api.model
    def _replace(self, company, people, found, first, last):
        """Bring the facts on record in line: one statement each to read, drop,
        change and add, however many there are.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, employee_id, date, kind, department_id, minutes, expected,"
                " actual, has_actual, days::float, unclear_why,"
                " source = 'computed' AND NOT COALESCE(is_touched, false) "
                "FROM cadre_attendance_fact "
                "WHERE employee_id IN %s AND date BETWEEN %s AND %s",
                tuple(people),
                first,
                last,
            )
        )
        gone, changed, kept = [], [], set()
        for id_, employee, day, kind, *values, is_free in rows:
            key = (employee, day, kind)
            kept.add(key)
            if not is_free:
                continue
            if key not in found:
                gone.append(id_)
                continue
            now = self._values(*found[key])
            if tuple(values) != now:
                changed.append((id_, *now))
        if gone:
            # Its own facts alone, which no person has touched.
            self.env.execute_query(
                SQL(
                    "DELETE FROM cadre_attendance_fact WHERE id IN %s RETURNING id",
                    tuple(gone),
                )
            )
        new = [key for key in found if key not in kept]
        self._change(changed)
        self._add(company, new, found, first, last)
        self.invalidate_model()
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": 0,
                    "action": "compute",
                    "clause": "A-11",
                    "payload": {
                        "first": str(first),
                        "last": str(last),
                        "cadres": len(people),
                        "added": len(new),
                        "changed": len(changed),
                        "dropped": len(gone),
                    },
                }
            ]
        )
        return len(kept) - len(gone) + len(new)

    @staticmethod
    def _values(department, fact):
        return (
            department or None,
            fact.minutes,
            _by_the_clock(fact.expected),
            _by_the_clock(fact.actual or 0),
            fact.actual is not None,
            float(fact.days),
            fact.why or None,
        )

    def _change(self, changed):
        if changed:
            execute_values(
                self.env.cr._obj,
                "UPDATE cadre_attendance_fact f SET department_id = v.department,"
                " minutes = v.minutes, expected = v.expected, actual = v.actual,"
                " has_actual = v.has_actual, days = v.days, unclear_why = v.why "
                "FROM (VALUES %s) AS v (id, department, minutes, expected, actual,"
                " has_actual, days, why) WHERE f.id = v.id",
                changed,
                "(%s, %s::int, %s, %s, %s, %s, %s::numeric, %s)",
                page_size=len(changed),
            )

    def _add(self, company, new, found, first, last):
        if not new:
            return
        years = self._years({employee for employee, _day, _kind in new}, first, last)
        rows = []
        for key in new:
            employee, day, kind = key
            department, *values = self._values(*found[key])
            rows.append(
                (
                    employee,
                    company.id,
                    department,
                    years.get((employee, day.year)),
                    day,
                    kind,
                    *values,
                    "computed",
                    "counting",
                )
            )
        execute_values(
            self.env.cr._obj,
            f"INSERT INTO cadre_attendance_fact ({', '.join(COLUMNS)}) VALUES %s",
            rows,
            page_size=len(rows),
        )

    @api.model
    def _years(self, employee_ids, first, last):
        """The opened years of people, ``{(employee id, year): appraisal id}``."""
        self.env["cadre.appraisal"].flush_model(["employee_id", "cycle_id"])
        return {
            (employee, year): id_
            for id_, employee, year in self.env.execute_query(
                SQL(
                    "SELECT a.id, a.employee_id, c.year FROM cadre_appraisal a "
                    "JOIN cadre_appraisal_cycle c ON c.id = a.cycle_id "
                    "WHERE c.year BETWEEN %s AND %s AND a.employee_id IN %s",
                    first.year,
                    last.year,
                    tuple(employee_ids),
                )
            )
        }

    # --- Counting ---

    @api.model
    def _count_days(self, employees, days, first, last):
        """Counts of people from their days with something.

        :param days: ``{employee id: [Marked, …]}``
        """
        counts = dict.fromkeys(employees.ids, attendance.Counts())
        # Working days are open to all; the personnel record they come from is not.
        clock_sudo = self.env["cadre.attendance.clock"].sudo()
        marked_sudo = employees.sudo().filtered(lambda e: e.id in days)
        for company, group in marked_sudo.grouped("company_id").items():
            cycle = self.env["cadre.appraisal.cycle"]._of_day(company, last)
            only_punctual = bool(cycle._number("A-70", "only_punctual"))
            people = clock_sudo._people(company, group.ids)
            for employee, scheduled, _departments in clock_sudo._schedules(
                company, people, first, last
            ):
                counts[employee] = attendance.count(
                    days[employee], scheduled, only_punctual
                )
        return counts
