from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open

# What the person who gives it says; the rest follows.
ASKED = Open(once=True)


class CadreAppraisalDelegation(models.Model):
    """Somebody evaluates for the leader in charge, for a time (A-28).

    The leader stays named; the delegate is recorded as the one who evaluated. It ends
    by itself with its last day, and the delegate loses sight of the line with it.

    ==============  =======================================================
    read            the leader, the delegate, clerk, inspector, leading group
    create          the leader for himself; clerk for a leader, never himself
    write           nobody: given once
    withdraw        the leader, clerk
    unlink          nobody
    ==============  =======================================================
    """

    _name = "cadre.appraisal.delegation"
    _description = "Delegate of a Leader"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _guard_clause = "A-28"
    _undeletable = "A-28"
    _order = "date_from desc, id desc"
    _rec_name = "delegate_id"

    leader_id = fields.Many2one(
        "hr.employee",
        string="Leader in charge",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["hr.employee"]._of_user()[:1],
        writable=ASKED,
    )
    delegate_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        writable=ASKED,
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        relation="cadre_appraisal_delegation_employee_rel",
        string="Only these cadres",
        writable=ASKED,
        help="Empty: the whole line. Delegates never evaluate themselves or a "
        "relative (A-28).",
    )
    line_ids = fields.Many2many(
        "hr.employee.public",
        string="Cadres of the line",
        compute="_compute_line_ids",
        help="Whom the leader may name under “Only these cadres”.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._cadre_date(),
        writable=ASKED,
    )
    date_to = fields.Date(string="Until", required=True, writable=ASKED)
    reason = fields.Text(
        required=True, writable=ASKED, help="A-28: why the leader does not do it."
    )
    is_withdrawn = fields.Boolean(string="Withdrawn", copy=False)
    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    phase = fields.Selection(
        [("coming", "Coming"), ("running", "Running"), ("ended", "Ended")],
        compute="_compute_phase",
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")

    _person_check = models.Constraint(
        "CHECK(leader_id <> delegate_id)",
        "A-28: the delegate is somebody else than the leader. Choose another person.",
    )
    _date_check = models.Constraint(
        "CHECK(date_from <= date_to)",
        "A-28: a delegation ends on its first day or later. Correct the days.",
    )

    @api.depends("leader_id")
    @api.depends_context("uid")
    def _compute_line_ids(self):
        for delegation in self:
            # Whoever may name a delegate for this leader knows whom he leads.
            line = self.env["hr.employee"]
            if self._may_give(delegation.leader_id.id, False):
                line = delegation.sudo()._line()
            delegation.line_ids = line.ids

    @api.depends("date_from", "date_to", "is_withdrawn")
    def _compute_phase(self):
        for delegation in self:
            today = delegation.company_id._cadre_date()
            if delegation.is_withdrawn or (
                delegation.date_to and delegation.date_to < today
            ):
                delegation.phase = "ended"
            elif delegation.date_from and delegation.date_from > today:
                delegation.phase = "coming"
            else:
                delegation.phase = "running"

    @api.depends("leader_id", "date_to", "is_withdrawn")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        givers = self._given_by_user()
        for delegation in self:
            delegation.can_withdraw = (
                delegation in givers and delegation.phase != "ended"
            )

    # --- Constraints ---

    @api.constrains("leader_id", "delegate_id", "employee_ids", "date_to")
    def _check_delegate(self):
        """A login, an end that is to come, nobody concerned nor a relative (A-28)."""
        clause = self.env["cadre.clause"]
        # What is asked of people is the user, the line and kinship; the answers are
        # given to whoever may name the delegate, and name the cadres of his own line.
        for delegation in self.sudo():
            if delegation.date_to < delegation.company_id._cadre_date():
                raise clause._refusal(
                    "A-28",
                    self.env._("The delegation would be over already."),
                    self.env._("Choose a last day from today on."),
                    exception=ValidationError,
                )
            if not delegation.delegate_id.user_id:
                raise clause._refusal(
                    "A-28",
                    self.env._(
                        "%s has no login and could not evaluate.",
                        delegation.delegate_id.name,
                    ),
                    self.env._("Choose a person with a login."),
                    exception=ValidationError,
                )
            line = delegation._line()
            if strangers := delegation.employee_ids - line:
                raise clause._refusal(
                    "A-28",
                    self.env._(
                        "%(leader)s is not in charge of: %(cadres)s.",
                        leader=delegation.leader_id.name,
                        cadres=", ".join(strangers.mapped("name")),
                    ),
                    self.env._("Choose cadres of this line."),
                    exception=ValidationError,
                )
            delegate = delegation.delegate_id
            avoided = delegate._avoided_employees()[delegate.id]
            concerned = (delegation.employee_ids or line).filtered(
                lambda employee, avoided=avoided: employee.id in avoided
            )
            if concerned:
                raise clause._refusal(
                    "A-28",
                    self.env._(
                        "%(delegate)s may not evaluate %(cadres)s: the same person "
                        "or a relative.",
                        delegate=delegate.name,
                        cadres=", ".join(concerned.mapped("name")),
                    ),
                    self.env._(
                        "Choose another person, or name the other cadres under “Only "
                        "these cadres”."
                    ),
                    exception=ValidationError,
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._asked(self._guard_new(vals)) for vals in vals_list]
        # Who gives it was checked just now, and the values are links only: a leader
        # may name colleagues, not read employees.
        delegations = super(CadreAppraisalDelegation, self.sudo()).create(vals_list)
        delegations = delegations.sudo(self.env.su)
        delegations._on_record("delegate")
        # Who stands in for whom is in no dependency of what is asked by the rules.
        self.env.invalidate_all()
        return delegations

    def write(self, vals):
        if vals and not self.env.su:
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                self.env._("A delegation is given once and stays as it was."),
                self.env._("Withdraw it and name a delegate anew."),
                exception=AccessError,
            )
        return super().write(vals)

    # --- Business ---

    def _line(self):
        """Hook: cadres whom the leader has to evaluate, in years not closed."""
        return self.env["hr.employee"]

    @api.model
    def _may_give(self, leader_id, delegate_id):
        """Whether the user may name this delegate for this leader.

        A leader for himself; the clerk for a leader, but never the clerk himself.
        """
        own = self.env["hr.employee"]._of_user().ids
        clerk = self.env["cadre.personal.mixin"]._is_clerk()
        return leader_id in own or (clerk and delegate_id not in own)

    def _given_by_user(self):
        """Those that the current user may withdraw."""
        return self.filtered(
            lambda d: d._may_give(d.sudo().leader_id.id, d.sudo().delegate_id.id)
        )

    @api.model
    def _giver_refusal(self):
        return self.env["cadre.clause"]._refusal(
            "A-28",
            self.env._("Leaders name their own delegates; nobody names themselves."),
            self.env._("Ask the leader in charge or the appraisal clerk."),
            exception=AccessError,
        )

    @api.model
    def _asked(self, vals):
        """What a user says of a new delegation, in his own office, as plain links.

        :raises AccessError: unless he may give it
        """
        own = self.env["hr.employee"]._of_user()[:1]
        values = {"leader_id": own.id, **vals, "company_id": self.env.company.id}
        values["is_withdrawn"] = False
        if not self._may_give(values["leader_id"], values.get("delegate_id")):
            raise self._giver_refusal()
        chosen = set()
        for command in values.get("employee_ids") or ():
            match command:
                case [Command.SET, _id, ids]:
                    chosen = set(ids)
                case [Command.LINK, int(record_id), *_rest]:
                    chosen.add(record_id)
                case _:
                    raise UserError(self.env._("Choose cadres of the line."))
        values["employee_ids"] = [Command.set(sorted(chosen))]
        return values

    def _on_record(self, action):
        """Put on record who stands in for whom."""
        self.env["cadre.log"]._record(
            self._log_entries(
                action,
                reason=lambda delegation: delegation.reason,
                payload=lambda delegation: {
                    "leader": delegation.leader_id.id,
                    "delegate": delegation.delegate_id.id,
                    "from": str(delegation.date_from),
                    "to": str(delegation.date_to),
                    "cadres": sorted(delegation.employee_ids.ids),
                },
            )
        )

    @api.model
    def _running_of(self, users):
        """Delegations of today whose delegate is one of the users. As superuser.

        :param list users: ids of users
        """
        return self.sudo().search(
            Domain("delegate_id.user_id", "in", list(users)) & self._runs_today()
        )

    @api.model
    def _runs_today(self):
        """A domain: given for today, by the clock of each office."""
        today = self.env["res.company"]._cadre_today(
            lambda day: [("date_from", "<=", day), ("date_to", ">=", day)]
        )
        return today & Domain("is_withdrawn", "=", False)

    def _covered(self):
        """What is about the cadres of these delegations, as a domain.

        For models of the personal mixin.

        :rtype: odoo.fields.Domain
        """
        return Domain.OR(
            Domain("leader_id", "=", d.leader_id.id)
            & (
                Domain("employee_id", "in", d.employee_ids.ids)
                if d.employee_ids
                else Domain.TRUE
            )
            for d in self
        )

    # --- Actions ---

    def action_give(self):
        """Button of a new form, which is saved by it: a form that nobody may edit
        afterwards has no other."""
        self.check_access("read")

    def action_withdraw(self):
        """Button of the leader: it ends now."""
        self.check_access("read")
        if self._given_by_user() != self:
            raise self._giver_refusal()
        if any(delegation.phase == "ended" for delegation in self):
            raise UserError(self.env._("This delegation has ended already."))
        # The giver was checked just now; the mark is nobody's to write.
        self.sudo().write({"is_withdrawn": True})
        self._on_record("withdraw")
        self.env.invalidate_all()
