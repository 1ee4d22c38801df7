from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..base.cadre_guard_mixin import Open
from ..base.cadre_reminder_mixin import Recipient, Reminder
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK, HEAD

KINDS = [
    ("lost", "Lost"),
    ("damaged", "Damaged"),
    ("pages_missing", "Pages missing or exchanged"),
    ("marked_up", "Marked, annotated or folded"),
    ("tampering", "Tampering or forgery"),
    ("kinship", "Kinship found later"),
    ("no_right", "Seen without right"),
    ("other", "Something else"),
]
STATES = [
    ("found", "Found"),
    ("reported", "Reported"),
    ("measure", "Measure taken"),
    ("closed", "Closed"),
]
# What each kind offends against.
CLAUSES = {
    "lost": "R-55",
    "damaged": "R-09",
    "pages_missing": "R-10",
    "marked_up": "R-09",
    "tampering": "R-40",
    "kinship": "R-04",
    "no_right": "R-47",
    "other": "R-46",
}
# The text that a step needs, until it is taken.
TEXT_OF = {"found": "reported_to", "reported": "measure", "measure": "outcome"}
NEXT = {"found": "reported", "reported": "measure", "measure": "closed"}


class CadreIncident(models.Model):
    """Something went wrong with a file: found, reported, dealt with, closed.

    ===========  ==============================================================
    read         archive clerk; never about one's own or a relative's file, and
                 none of an application with such a file on it (R-03, R-04)
    create       archive clerk, and the counter by itself (R-10, R-09, R-04)
    write        archive clerk: the text of the step that comes next; what was
                 found stays as it was said
    unlink       nobody
    report       archive clerk, upward (R-46, R-55)
    measure      archive head (R-46)
    close        archive head, but nobody who had the file himself
    ===========  ==============================================================

    ``display_name`` and activities carry the number, never a name.
    """

    _name = "cadre.incident"
    _description = "Incident"
    _inherit = [
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "cadre.reminder.mixin",
        "cadre.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _guard_clause = "R-46"
    _undeletable = "R-46"
    _order = "id desc"
    _check_company_auto = True
    _initial_state = "found"
    _transitions = (
        Transition(
            "found", "reported", groups=(CLERK,), check="_check_text", clause="R-46"
        ),
        Transition(
            "reported", "measure", groups=(HEAD,), check="_check_text", clause="R-46"
        ),
        Transition(
            "measure",
            "closed",
            actors="_closable",
            check="_check_text",
            clause="R-46",
        ),
    )

    _reminders = (
        Reminder(
            "step",
            "date_deadline",
            "R-46",
            domain=(("state", "!=", "closed"),),
            is_at_once=True,
            activity="cadre_archive.mail_act_cadre_incident",
        ),
    )

    name = fields.Char(string="Number", copy=False, index="btree_not_null")
    kind = fields.Selection(
        KINDS, required=True, index=True, writable=Open(once=True), logged=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        default="found",
        copy=False,
        index=True,
        group_expand="_group_expand_state",
    )
    # The office by the file (the list); the default is what a browser asks with while
    # neither is chosen yet.
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        writable=Open(once=True),
    )
    # Plain, set on creation: see cadre.dossier.cadre_name.
    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    material_ids = fields.Many2many(
        "cadre.material",
        string="Materials concerned",
        domain="[('dossier_id', '=', dossier_id)]",
        writable=Open(once=True),
    )
    holder = fields.Char(string="Who had it")
    holder_ids = fields.Many2many(
        "res.users",
        "cadre_incident_holder_rel",
        "incident_id",
        "user_id",
        string="Staff who had it",
        writable=Open(once=True),
        logged=True,
        help="They do not close the incident.",
    )
    date_found = fields.Date(
        string="Found on",
        required=True,
        default=lambda self: self.env.company._cadre_date(),
        writable=Open(once=True),
    )
    found_by_id = fields.Many2one(
        "res.users",
        string="Entered by",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    description = fields.Text(
        string="What was found", required=True, writable=Open(once=True)
    )
    reported_to = fields.Char(
        writable="found",
        logged=True,
        help="R-46, R-55: the superior, and on which paper.",
    )
    measure = fields.Text(
        writable="reported", logged=True, help="R-46: what is done about it."
    )
    outcome = fields.Text(
        writable="measure",
        logged=True,
        help="How it ended, and what became of the file.",
    )
    date_deadline = fields.Date(string="Next step until", index="btree_not_null")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    closed_by_id = fields.Many2one("res.users", copy=False)
    date_closed = fields.Date(string="Closed on", copy=False)
    date_found_again = fields.Date(
        string="Found again on",
        copy=False,
        help="R-55: the loss is over; the incident is closed like any other.",
    )
    step_ids = fields.One2many(
        "cadre.incident.step", "incident_id", string="History", writable=True
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name IS NOT NULL", "This number is already given."
    )

    # --- Compute ---

    @api.depends("name")
    def _compute_display_name(self):
        for incident in self:
            incident.display_name = incident.name or self.env._("New incident")

    @api.depends("state", "date_deadline")
    def _compute_is_overdue(self):
        for incident in self:
            incident.is_overdue = bool(
                incident.state != "closed"
                and incident.date_deadline
                and incident.date_deadline < incident.company_id._cadre_date()
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cadre_date()
        return [("state", "!=", "closed"), ("date_deadline", "<", today)]

    @api.model
    def _group_expand_state(self, states, domain):
        return [state for state, _label in STATES]

    # --- Constraints ---

    @api.constrains("date_found")
    def _check_date_found(self):
        for incident in self:
            if incident.date_found > incident.company_id._cadre_date():
                raise self.env["cadre.clause"]._refusal(
                    "R-46",
                    self.env._("An incident cannot be found in the future."),
                    self.env._("Correct the day."),
                )

    @api.constrains("material_ids", "dossier_id")
    def _check_materials(self):
        for incident in self:
            if incident.material_ids.dossier_id - incident.dossier_id:
                raise self.env["cadre.clause"]._refusal(
                    "R-46",
                    self.env._("A material of another file was chosen."),
                    self.env._("Choose materials of the file, or leave it empty."),
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        quiet = self.with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        incidents = super(CadreIncident, quiet).create(vals_list).with_env(self.env)
        incidents._after_opening()
        return incidents

    @api.model
    def _system_values(self, vals_list):
        """Number, cadre and office by the file, and who had it."""
        dossiers = self._referred("dossier_id", vals_list)
        result = []
        for vals, more in zip(
            vals_list, super()._system_values(vals_list), strict=True
        ):
            if dossier := dossiers.get(vals.get("dossier_id")):
                more |= {
                    "name": dossier.company_id._cadre_number("cadre.incident"),
                    "employee_id": dossier.employee_id.id,
                    "company_id": dossier.company_id.id,
                    "holder": vals.get("holder")
                    or dossier.holder
                    or dossier.keeper_id.name,
                    # In the store it is with its designated keeper.
                    "holder_ids": [
                        fields.Command.set(
                            self._named_holders(vals) or dossier.keeper_id.ids
                        )
                    ],
                }
            result.append(more)
        return result

    @api.model
    def _named_holders(self, vals):
        """Ids of the staff whom the values name."""
        incident = self.new({"holder_ids": vals.get("holder_ids")})
        return incident.holder_ids._origin.ids

    def _guard_remedy(self, reason, names):
        return {
            "unlink": self.env._(
                "Report it and close it; say there that it was an error."
            ),
            "once": self.env._(
                "Findings cannot be edited: add a remark to the history."
            ),
            "state": self.env._(
                "What was entered at another step cannot be edited: add a remark "
                "to the history."
            ),
        }.get(reason)

    # --- Mail ---

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Nobody follows an incident: followers of any record can be read by all."""
        return True

    # --- Opening ---

    @api.model
    def _open(self, kind, dossiers, description, **values):
        """Open an incident about each of some files, in one batch.

        Whatever the user's rights: what went wrong is reported whoever meets it.

        :param str kind: see ``KINDS``
        :param dossiers: cadre.dossier records
        :param str description: what was found
        :param values: further values: ``access_id``, ``material_ids``, ``holder``,
            ``holder_ids`` (ids)
        :return: the incidents, as superuser
        """
        return self._open_each(
            [
                {
                    "kind": kind,
                    "dossier_id": dossier.id,
                    "description": description,
                    **values,
                }
                for dossier in dossiers
            ]
        )

    @api.model
    def _open_each(self, vals_list):
        """As :meth:`_open`, each with values of its own."""
        # Opened by the code of a step that checked its own rights.
        return self.sudo().create(
            [
                {
                    **vals,
                    "found_by_id": self.env.uid,
                    "material_ids": [
                        fields.Command.set(vals.get("material_ids") or [])
                    ],
                }
                for vals in vals_list
            ]
        )

    def _after_opening(self):
        # The rights to create were checked; number, deadline and hold follow from it.
        incidents_sudo = self.sudo()
        incidents_sudo._set_deadline()
        for incident in incidents_sudo.filtered(lambda i: i.kind == "tampering"):
            held = incident.dossier_id.filtered(lambda d: not d.is_held)
            held._write_hold(True, incident.name)
        incidents_sudo._of_whole_files()._lose_files()
        incidents_sudo.step_ids.create(
            [
                {"incident_id": i.id, "state": "found", "text": i.description}
                for i in incidents_sudo
            ]
        )
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": incident.id,
                    "action": "incident",
                    "clause": CLAUSES[incident.kind],
                    "subject_id": incident.employee_id.id,
                    "payload": {"kind": incident.kind},
                }
                for incident in incidents_sudo
            ]
        )
        incidents_sudo._update_activities()

    # --- Steps ---

    def _closable(self):
        """Those that the current user may close: a head who had not the file."""
        if not self.env.user.has_group(HEAD):
            return self.browse()
        return self.filtered(lambda i: self.env.user not in i.holder_ids)

    def _check_transition(self, source, target):
        if target == "closed" and source == "measure":
            if not self.env.su and self.env.user in self.holder_ids:
                raise self.env["cadre.clause"]._refusal(
                    "R-46",
                    self.env._("You had the file yourself."),
                    self.env._("Another head has to close the incident."),
                    exception=AccessError,
                )
        return super()._check_transition(source, target)

    def _check_text(self):
        for incident in self:
            name = TEXT_OF[incident.state]
            if not (incident[name] or "").strip():
                raise self.env["cadre.clause"]._refusal(
                    "R-46",
                    self.env._(
                        "Incident %(number)s: “%(field)s” is empty.",
                        number=incident.name,
                        field=self._fields[name]._description_string(self.env),
                    ),
                    self.env._("Open the incident, fill it in, then go on."),
                )

    def _after_transition(self, target):
        result = super()._after_transition(target)
        source = {target: text for text, target in NEXT.items()}[target]
        # The step was permitted and checked; what belongs to it is nobody's own write.
        incidents_sudo = self.sudo()
        incidents_sudo.step_ids.create(
            [
                {"incident_id": i.id, "state": target, "text": i[TEXT_OF[source]]}
                for i in incidents_sudo
            ]
        )
        if target == "closed":
            incidents_sudo.write(
                {
                    "closed_by_id": self.env.uid,
                    "date_closed": self.env.company._cadre_date(),
                }
            )
            for incident in incidents_sudo:
                own_hold = incident.dossier_id.filtered(
                    lambda d, number=incident.name: d.hold_reason == number
                )
                own_hold._write_hold(False, incident.name)
        incidents_sudo._set_deadline()
        incidents_sudo._update_activities()
        return result

    def action_report(self):
        return self._transition("reported")

    def action_measure(self):
        return self._transition("measure")

    def action_close(self):
        return self._transition("closed")

    # --- A lost file is nowhere else, until it is found (R-55, R-69) ---

    def _of_whole_files(self):
        """Those about the loss of a file, not of single materials."""
        return self.filtered(lambda i: i.kind == "lost" and not i.material_ids)

    def _lose_files(self):
        """The files are where nobody finds them, not in the store or with a reader."""
        incidents = {
            incident.dossier_id: incident
            for incident in self
            if incident.dossier_id.custody_state != "lost"
        }
        places = {
            company: self.env["cadre.place"]._virtual(company, "lost")
            for company in self.company_id
        }
        self.env["cadre.custody.move"]._move_each(
            {dossier: places[dossier.company_id] for dossier in incidents},
            document=incidents,
        )

    def action_found_again(self):
        """R-55: the file is in the store again, where it stood before."""
        self.check_access("write")
        for incident in self:
            if incident not in self._of_whole_files() or incident.date_found_again:
                raise self.env["cadre.clause"]._refusal(
                    "R-55",
                    self.env._("%s is not about a lost file.", incident.display_name),
                    self.env._("Open the incident of the loss."),
                )
        lost = self.dossier_id.filtered(lambda d: d.custody_state == "lost")
        homes = lost._homes()
        self.env["cadre.custody.move"]._move_each(
            {dossier: homes[dossier] for dossier in lost},
            document={incident.dossier_id: incident for incident in self},
        )
        text = self.env._("The file was found again.")
        # Follows from the step: the clerk may write the incident, that was checked.
        incidents_sudo = self.sudo()
        incidents_sudo.date_found_again = self.env.company._cadre_date()
        incidents_sudo.step_ids.create(
            [{"incident_id": i.id, "state": i.state, "text": text} for i in self]
        )
        return True

    # --- Deadlines, and the to-dos that follow from them (R-46, R-55) ---

    def _set_deadline(self):
        clause = self.env["cadre.clause"]
        report = timedelta(days=clause._number("R-46", "report_days"))
        close = timedelta(days=clause._number("R-46", "close_days"))
        chase = timedelta(days=clause._number("R-55", "chase_days"))
        for incident in self:
            if incident.state == "closed":
                incident.date_deadline = False
            elif incident.kind == "lost" and not incident.date_found_again:
                # Chased again and again until the file is found.
                incident.date_deadline = incident.company_id._cadre_date() + chase
            elif incident.state == "found":
                incident.date_deadline = incident.date_found + report
            else:
                incident.date_deadline = incident.date_found + close

    def _update_activities(self):
        """To-dos of the heads until the deadline of the step, none once closed."""
        closed = self.filtered(lambda incident: incident.state == "closed")
        closed._settle_reminders()
        (self - closed)._remind()

    def _reminder_recipients(self, reminder):
        """The heads; neither those who had the file nor the cadre's kin are told."""
        return {
            incident.id: [Recipient("head", user_id=head.id) for head in heads]
            for incident, heads in self._heads_to_tell().items()
        }

    def _heads_to_tell(self):
        """The heads for each open incident (as superuser)."""
        heads = self.env.ref(HEAD).sudo().all_user_ids
        known = self._users_who_may_know(heads)
        return {
            incident: known[incident.id] - incident.holder_ids
            if incident.state != "closed"
            else heads.browse()
            for incident in self
        }

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        return [
            card(
                self.env._("Incidents"),
                "cadre.incident",
                [("state", "!=", "closed")],
                hint=self.env._("Report them, take measures, close them"),
                clause="R-46",
                tone="danger",
                views="kanban,list,form",
                sequence=70,
            )
        ]
