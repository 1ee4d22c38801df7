from dateutil.relativedelta import relativedelta
from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...rules.expected import Expected, Paper, assign
from ..base.cadre_reminder_mixin import Recipient, Reminder
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK, HEAD
from .cadre_expected_rule import EVENTS


class CadreExpectedMaterial(models.Model):
    """What should be in a file by type and event, and whether it is (R-37, R-38).

    ============  =============================================================
    read          archive clerk; never of one's own or a relative's file
    create        by the yearly plan and by events that other models announce
    request       archive clerk: the forming department is asked
    present       by the system, when such a material is filed
    waive         archive head, with a reason
    unlink        nobody
    ============  =============================================================
    """

    _name = "cadre.expected.material"
    _description = "Expected Material"
    _inherit = [
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.reminder.mixin",
    ]
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _guard_clause = "R-38"
    _undeletable = "R-38"
    _order = "date_due, employee_id, id"
    _rec_name = "type_id"
    _initial_state = "expected"
    # Forming departments are asked, and asked again as often as they are called.
    _reminders = (
        Reminder(
            "ask",
            "date_due",
            "R-37",
            after=1,
            domain=(("is_overdue", "=", True), ("date_requested", "=", False)),
        ),
        Reminder(
            "ask_again",
            "date_requested",
            "R-37",
            after=("R-37", "call_months"),
            domain=(("is_overdue", "=", True),),
        ),
    )
    _key_names = ("employee_id", "type_id", "event", "year", "reference")
    _transitions = (
        Transition("expected", "requested", groups=(CLERK,), clause="R-37"),
        *(
            Transition(
                source,
                "present",
                groups=(CLERK,),
                check="_check_present",
                clause="R-38",
            )
            for source in ("expected", "requested", "waived")
        ),
        *(
            Transition(
                source, "waived", groups=(HEAD,), clause="R-38", needs_reason=True
            )
            for source in ("expected", "requested")
        ),
    )

    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    dossier_id = fields.Many2one(
        "cadre.dossier", string="File", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    type_id = fields.Many2one(
        "cadre.material.type", required=True, index=True, ondelete="restrict"
    )
    category_id = fields.Many2one(
        "cadre.material.category", index=True, ondelete="restrict"
    )
    event = fields.Selection(EVENTS, required=True)
    year = fields.Integer(required=True, aggregator=None, bounds=(None, 2200))
    date_event = fields.Date(string="Event on", required=True)
    date_due = fields.Date(string="Deliver by", required=True, index=True, help="R-67")
    reference = fields.Char(required=True, default="", help="Tells two events apart.")
    department_id = fields.Many2one(
        "hr.department",
        string="Forming Department",
        index="btree_not_null",
        writable=True,
        logged=True,
    )
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("requested", "Requested"),
            ("present", "In the file"),
            ("waived", "Not needed"),
        ],
        required=True,
        default="expected",
        index=True,
    )
    is_overdue = fields.Boolean(
        string="Missing", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    material_id = fields.Many2one(
        "cadre.material", index="btree_not_null", ondelete="restrict"
    )
    date_requested = fields.Date(string="Asked on")
    request_mail_id = fields.Many2one(
        "mail.mail", index="btree_not_null", ondelete="set null"
    )
    is_request_failed = fields.Boolean(
        string="Mail not sent",
        compute="_compute_is_request_failed",
        search="_search_is_request_failed",
        help="R-37: nobody was asked: look at the address, then ask again.",
    )
    request_count = fields.Integer(string="Times asked")
    remark = fields.Char(writable=True, logged=True)

    _expected_uniq = models.Constraint(
        "UNIQUE(employee_id, type_id, event, year, reference)",
        "This material is expected already.",
    )

    # --- Compute ---

    @api.depends("state", "date_due")
    def _compute_is_overdue(self):
        today = self.env.company._cadre_date()
        for expected in self:
            expected.is_overdue = (
                expected.state in ("expected", "requested")
                and expected.date_due < today
            )

    @api.depends("request_mail_id.state")
    def _compute_is_request_failed(self):
        for expected in self:
            # Whether it went out, nothing else of the mail.
            state = expected.sudo().request_mail_id.state
            expected.is_request_failed = state == "exception"

    def _search_is_request_failed(self, operator, value):
        if operator != "in":
            return NotImplemented
        failed = self.sudo()._search([("request_mail_id.state", "=", "exception")])
        return [("id", "in", failed)]

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "in", ("expected", "requested")),
            ("date_due", "<", self.env.company._cadre_date()),
        ]

    # --- ORM overrides ---

    def _guard_remedy(self, reason, names):
        return {
            "system": self.env._("It follows from its event and type."),
            "unlink": self.env._("Mark it as not needed, with the reason."),
        }.get(reason)

    def _check_present(self):
        if missing := self.filtered(lambda e: not e.material_id):
            raise self.env["cadre.clause"]._refusal(
                "R-38",
                self.env._("“%s” is not in the file yet.", missing[0].type_id.name),
                self.env._("It counts as present when it was delivered and filed."),
            )

    # --- Plan and events ---

    @api.model
    def _cron_generate(self):
        self._generate()
        self._match()

    @api.model
    def _generate(self):
        """Expect the annual materials of every cadre on the register, once.

        From the first year in service (the file's, else the contract's) or the rule's
        start year, to the last complete year; run again, it adds what is new. One
        statement for all offices.

        :return: how many are new
        """
        months = int(self.env["cadre.clause"]._number("R-67", "delivery_months"))
        self.env.flush_all()
        last = self.env.company._cadre_date().year - 1
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO cadre_expected_material (
                employee_id, dossier_id, company_id, type_id, category_id, event,
                year, date_event, date_due, reference, department_id, state,
                request_count, create_uid, create_date, write_uid, write_date)
            SELECT e.id, d.id, d.company_id, r.type_id, t.category_id, 'annual',
                   y.year, make_date(y.year, 12, 31),
                   (make_date(y.year, 12, 31) + %(months)s * interval '1 month')::date,
                   '', COALESCE(r.department_id, d.department_id), 'expected',
                   0, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM cadre_expected_rule r
              JOIN cadre_material_type t ON t.id = r.type_id
             CROSS JOIN cadre_dossier d
              JOIN hr_employee e ON e.id = d.employee_id
              LEFT JOIN hr_version v ON v.id = e.current_version_id
              LEFT JOIN LATERAL (
                    SELECT extract(year FROM min(h.contract_date_start))::int AS year
                      FROM hr_version h WHERE h.employee_id = e.id) entry ON true
             CROSS JOIN LATERAL generate_series(
                    GREATEST(r.start_year,
                             COALESCE(NULLIF(d.service_year, 0), entry.year, 0)),
                    LEAST(%(last)s,
                          COALESCE(extract(year FROM v.departure_date)::int,
                                   %(last)s))) AS y(year)
             WHERE r.event = 'annual' AND r.active AND e.active
               AND d.kind = 'original'
               AND d.custody_state NOT IN ('transferred_out', 'destroyed')
               AND e.cadre_category IS DISTINCT FROM 'out_of_scope'
                ON CONFLICT DO NOTHING
                """,
                months=months,
                uid=self.env.uid,
                last=last,
            )
        )
        count = self.env.cr.rowcount
        self.env.invalidate_all()
        return count

    @api.model
    def _announce(self, events):
        """Tell the archive of events that form materials; told twice, expected once.

        For other models and addons. Runs as superuser: they know the event, and need
        no right on the files; nothing about a file comes back.

        :param list[dict] events: ``event`` (as in :data:`EVENTS`), ``employee_id``,
            ``date``, and where they are known ``reference`` (tells two events of a
            year apart) and ``department_id`` (who forms the material)
        :return: how many materials are newly expected
        """
        if not events:
            return 0
        months = int(self.env["cadre.clause"]._number("R-67", "delivery_months"))
        rules_sudo = (
            self.env["cadre.expected.rule"].sudo().search([("event", "!=", False)])
        )
        by_event = rules_sudo.grouped("event")
        people = [event["employee_id"] for event in events]
        dossiers_sudo = (
            self.env["cadre.dossier"]
            .sudo()
            .search([("employee_id", "in", people), ("kind", "=", "original")])
        )
        by_person = {d.employee_id.id: d for d in dossiers_sudo}
        rows = {}
        for event in events:
            dossier = by_person.get(event["employee_id"])
            day = fields.Date.to_date(event["date"])
            for rule in by_event.get(event["event"], ()) if dossier else ():
                vals = {
                    "employee_id": dossier.employee_id.id,
                    "dossier_id": dossier.id,
                    "company_id": dossier.company_id.id,
                    "type_id": rule.type_id.id,
                    "category_id": rule.type_id.category_id.id,
                    "event": rule.event,
                    "year": day.year,
                    "date_event": day,
                    "date_due": day + relativedelta(months=months),
                    "reference": event.get("reference") or "",
                    "department_id": event.get("department_id")
                    or rule.department_id.id
                    or dossier.department_id.id,
                }
                rows[self._key(vals)] = vals
        known = {
            self._key(vals)
            for vals in self.sudo().search_read(
                [("employee_id", "in", people)], self._key_names, load=None
            )
        }
        fresh = [vals for key, vals in rows.items() if key not in known]
        self.sudo().create(fresh)
        self.sudo()._match(dossiers_sudo)
        return len(fresh)

    @api.model
    def _key(self, vals):
        return tuple(vals[name] for name in self._key_names)

    @api.model
    def _match(self, dossiers=None):
        """Find the papers that answer what is expected, in a few queries.

        Called by the filing of materials and by the daily plan, as superuser: what is
        in a file is a fact whoever files it.

        :param dossiers: only these files; all when left out
        """
        domain = [("state", "in", ("expected", "requested"))]
        if dossiers is not None:
            domain.append(("dossier_id", "in", dossiers.ids))
        open_sudo = self.sudo().search(domain)
        if not open_sudo:
            return
        used = set(
            self.sudo()
            .search([("dossier_id", "in", open_sudo.dossier_id.ids)])
            .material_id.ids
        )
        papers = {}
        for material in (
            self.env["cadre.material"]
            .sudo()
            .search_fetch(
                [
                    ("dossier_id", "in", open_sudo.dossier_id.ids),
                    ("type_id", "in", open_sudo.type_id.ids),
                ],
                ["dossier_id", "type_id", "name", "date_formed"],
            )
        ):
            if material.id not in used:
                key = (material.dossier_id.id, material.type_id.id)
                papers.setdefault(key, []).append(
                    Paper(material.id, material.name, material.date_formed or None)
                )
        answers = {}
        groups = open_sudo.grouped(lambda e: (e.dossier_id.id, e.type_id.id))
        for key, wanted in groups.items():
            if key in papers:
                answers |= assign(
                    [
                        Expected(e.id, e.event == "annual", e.year, e.date_event)
                        for e in wanted
                    ],
                    papers[key],
                )
        found = self.sudo().browse(answers)
        for expected_sudo in found:
            expected_sudo.material_id = answers[expected_sudo.id]
        if found:
            found._transition("present")

    # --- Requests ---

    def action_request(self):
        """Ask the forming departments, one mail each, without a name in it."""
        wanted = self.filtered(lambda e: e.state in ("expected", "requested"))
        if not wanted:
            raise UserError(self.env._("Choose materials that are still missing."))
        wanted.check_access("write")
        # May write them, that was checked; the contacts' addresses are not shown.
        asked = wanted.sudo()._tell(self._reminders[0])
        # Now, so that the clerk sees what went out and what did not.
        asked.request_mail_id.send()
        failed = asked.filtered("is_request_failed")
        asked -= failed
        silent = [
            department.name or self.env._("no department")
            for department in (wanted - asked - failed).grouped("department_id")
        ]
        message = self.env._("%s departments were asked.", len(asked.department_id))
        if silent:
            message += " " + self.env._(
                "No e-mail address: %s. Name a contact at the department (R-37).",
                ", ".join(silent),
            )
        if failed:
            message += " " + self.env._(
                "The mail could not be sent: %s.",
                ", ".join(failed.department_id.mapped("name")),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if silent or failed else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _reminder_recipients(self, reminder):
        """The contact of each forming department that can be reached (R-37)."""
        found = {}
        for department, wanted in self.grouped("department_id").items():
            # Only address and language of the contact are used.
            email, lang = department._archive_contact() if department else ("", "")
            if email:
                recipient = Recipient(
                    "department", address=email, lang=lang, about=department.id
                )
                found |= dict.fromkeys(wanted.ids, [recipient])
        return found

    def _reminder_mail(self, reminder, recipient):
        return {
            "subject": self.env._(
                "%s materials for cadre files are missing", len(self)
            ),
            "body_html": self._request_body(),
        }

    @api.model
    def _come_domain(self, reminder):
        """Nobody is asked before the office says from which year on (R-37)."""
        domain = super()._come_domain(reminder)
        first = self.env.company.cadre_chase_year
        return domain & Domain("year", ">=", first) if first else Domain.FALSE

    def _after_mailing(self, mail):
        self.request_mail_id = mail

    def _after_asking(self):
        """Note when it was asked, and how often: when the mail went out."""
        today = self.env.company._cadre_date()
        for wanted in self.grouped("request_count").values():
            wanted.write(
                {
                    "date_requested": today,
                    "request_count": wanted[0].request_count + 1,
                }
            )
        self.filtered(lambda e: e.state == "expected")._transition("requested")

    def _request_body(self):
        """Types, years and numbers: whose papers they are is told at the counter."""
        counts = {}
        for expected in self:
            key = (expected.type_id.name, expected.year)
            counts[key] = counts.get(key, 0) + 1
        rows = Markup().join(
            Markup("<li>%s %s: %s</li>") % (name, year, count)
            for (name, year), count in sorted(counts.items())
        )
        return Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (
            escape(
                self.env._(
                    "These materials were formed by your department and have not "
                    "reached the archive yet (R-37, R-67):"
                )
            ),
            rows,
            escape(
                self.env._(
                    "The list of the files is with the archive. Please deliver them "
                    "in person, not through the cadres themselves (R-65)."
                )
            ),
        )

    def action_open_material(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cadre.material",
            "res_id": self.material_id.id,
            "views": [[False, "form"]],
        }

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        return [
            card(
                self.env._("Materials missing"),
                "cadre.expected.material",
                [("is_overdue", "=", True), ("state", "=", "expected")],
                hint=self.env._("Ask the departments that form them"),
                clause="R-38",
                sequence=61,
            )
        ]
