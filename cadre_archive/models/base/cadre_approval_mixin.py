from odoo import api, fields, models
from odoo.exceptions import AccessError

from .cadre_approval_level import GROUPS, ROLES
from .cadre_transition_mixin import Transition
from .roles import HEAD

DECISIONS = ("approved", "refused")


def decisions(waiting, check=""):
    """The transitions of a decision, for ``_transitions``.

    :param waiting: the state in which a record waits
    :param check: what must (still) hold when it is approved
    """
    more = {"actors": "_decidable", "clause": "R-07"}
    return (
        Transition(waiting, "approved", check=check, **more),
        Transition(waiting, "refused", needs_reason=True, **more),
    )


class CadreApprovalMixin(models.AbstractModel):
    """Records that wait for a decision: who takes it, and how he hears of it.

    By the management level of the files the table ``cadre.approval.level`` says which
    role decides, and which one when nobody of the first can. Of the role decide those
    who may know of the record (R-03, R-04, R-47), but neither who registered it nor
    who reads on it (R-05, R-07). When nobody can, the form says so, and the archive
    heads who may know of it are told.

    ``_approval_state``
        the state in which a record waits; the transitions from there are
        :func:`decisions`.
    ``_approval_author``
        name of the field with the user who registered the record.
    ``_approval_todo``, ``_approval_helpless``
        external ids of the activity types: to decide, and to find somebody who can.

    The model is about somebody (``cadre.subject.mixin``) and says by
    :meth:`_approval_readers` who reads on it.
    """

    _name = "cadre.approval.mixin"
    _description = "Approval Mixin"
    _inherit = [
        "cadre.guard.mixin",
        "cadre.transition.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]

    _approval_state = "submitted"
    _approval_author = "requester_id"
    _approval_todo = ""
    _approval_helpless = ""

    approver_role = fields.Selection(
        ROLES,
        string="Decided by",
        readonly=True,
        copy=False,
        index=True,
        help="R-07: by the management level of the files, set on submission.",
    )
    approver_id = fields.Many2one(
        "res.users", readonly=True, copy=False, index="btree_not_null"
    )
    date_approved = fields.Datetime(string="Decided on", readonly=True, copy=False)
    refusal_reason = fields.Text(readonly=True, copy=False)
    is_undecidable = fields.Boolean(
        string="No eligible approver",
        compute="_compute_is_undecidable",
        help="R-07: whoever could is related to a cadre of the files, reads them, or "
        "registered the application.",
    )

    # --- Compute ---

    @api.depends("state", "approver_role")
    def _compute_is_undecidable(self):
        # Told is only that nobody can; who would have been able to is not.
        waiting_sudo = self.sudo()._waiting()
        approvers = waiting_sudo._approvers()
        for record in self:
            record.is_undecidable = record.id in approvers and not approvers[record.id]

    # --- Who decides ---

    def _waiting(self):
        return self.filtered(lambda record: record.state == self._approval_state)

    def _approval_readers(self):
        """Hook: the users who would read on this record, asked as superuser."""
        return self.env["res.users"]

    def _approval_people(self):
        """Hook: those who would read on this record, as they are named on it.

        :rtype: list[cadre_archive.rules.readers.Person]
        """
        return []

    def _approvers(self, among=None):
        """The users who may decide on each of these records (as superuser).

        :param among: only of these users; by default of everybody
        :rtype: dict[int, res.users]
        """
        Users = self.env["res.users"]
        members = {
            role: self._members(group)
            if among is None
            else among.filtered(lambda user, group=group: user.has_group(group))
            for role, group in GROUPS.items()
        }
        knowing = self._users_who_may_know(Users.union(*members.values()))
        approvers = {
            record.id: (members.get(record.approver_role, Users) & knowing[record.id])
            - record[self._approval_author]
            - record._approval_readers()
            for record in self
        }
        people = {record.id: record._approval_people() for record in self}
        # Who is named without being linked is known by number or name.
        among = self.env["cadre.person"]._users_among(people, approvers)
        return {id_: users - among[id_] for id_, users in approvers.items()}

    @api.model
    def _members(self, group):
        # Users cannot read groups; who decides is found for them.
        return self.env.ref(group).sudo().all_user_ids.filtered("active")

    def _decidable(self):
        """Those of the records that the current user may decide on."""
        user = self.env.user
        # Asked, not shown: whom the record is about and who reads on it.
        approvers = self.sudo()._waiting()._approvers(among=user)
        return self.filtered(lambda record: user in approvers.get(record.id, ()))

    def _secrecy_exemption(self, mode):
        """What waits for the Party Committee, and what the member decided (R-47)."""
        return self._of_committee(self._approval_state)

    def _check_transition(self, source, target):
        if source == self._approval_state and target in DECISIONS:
            self._check_not_own()
        return super()._check_transition(source, target)

    def _check_not_own(self):
        """R-05: who registered a record, or reads on it, leaves it to somebody else."""
        user = self.env.user
        for record in self:
            if record[self._approval_author] == user:
                what = self.env._("You registered it yourself.")
            elif (
                user in record.sudo()._approval_readers()
                or self.env["cadre.person"]._users_among(
                    {record.id: record.sudo()._approval_people()},
                    {record.id: user.sudo()},
                )[record.id]
            ):  # asked, not shown
                what = self.env._("It is for you: you read or ask on it yourself.")
            else:
                continue
            raise self.env["cadre.clause"]._refusal(
                "R-05",
                f"{record.display_name}: {what}",
                self.env._("Somebody else has to decide on it."),
                exception=AccessError,
                records=record,
            )

    # --- Actions ---

    def action_refuse(self):
        return self.env["cadre.step.reason"]._ask(self, "refused")

    def action_withdraw(self):
        if all(record.state == self._initial_state for record in self):
            return self._transition("withdrawn")
        return self.env["cadre.step.reason"]._ask(self, "withdrawn")

    # --- What follows from a step ---

    def _after_transition(self, target):
        result = super()._after_transition(target)
        reason = self.env.context.get("cadre_reason") or False
        # The step was permitted and checked by the transition; these values belong to
        # it and to nobody's own write.
        records_sudo = self.sudo()
        if target == self._approval_state:
            records_sudo._assign_roles()
        elif target in DECISIONS:
            records_sudo.write(
                {"date_approved": fields.Datetime.now(), "refusal_reason": reason}
            )
            # What was never submitted is refused by a rule, not by a person.
            records_sudo.filtered("approver_role").approver_id = self.env.uid
        elif reason and any(
            transition.needs_reason and transition.target == target
            for transition in self._transitions
        ):
            records_sudo.refusal_reason = reason
        self._update_activities()
        return result

    def _assign_roles(self):
        """R-07: the highest management level among the files says who decides.

        When nobody of that role may, it is the other one that the table names.
        Runs as superuser after the submission was checked.
        """
        dossiers = {record: record._subject_dossiers() for record in self}
        table = self.env["cadre.approval.level"]._of_dossiers(self._subject_dossiers())
        levels = {}
        for record in self:
            asked = set(dossiers[record].mapped("management_level"))
            levels[record] = table.filtered(
                lambda level, asked=asked: level.management_level in asked
            )[:1]
        for level, records in self.grouped(levels.get).items():
            records.approver_role = level.role or "committee"
            if level.deputy_role:
                approvers = records._approvers()
                records.filtered(
                    lambda record, approvers=approvers: not approvers[record.id]
                ).approver_role = level.deputy_role

    # --- To-dos ---

    def _update_activities(self):
        """To-dos that follow from the state; may run any number of times.

        Notes carry no name of a person or a material.
        """
        # Whoever submits assigns work to others; whom was found by their role.
        records_sudo = self.sudo()
        waiting = records_sudo._waiting()
        (records_sudo - waiting).activity_unlink(
            [self._approval_todo, self._approval_helpless]
        )
        approvers = waiting._approvers()
        waiting._schedule_for(self._approval_todo, approvers)
        helpless = waiting.filtered(lambda record: not approvers[record.id])
        if helpless:
            helpless._schedule_for(self._approval_helpless, helpless._heads_to_tell())

    def _heads_to_tell(self):
        """The archive heads who may know of each of the records."""
        return self._users_who_may_know(self._members(HEAD))

    def _schedule_for(self, xmlid, users_by_record):
        """One to-do of the type for each record and user, if not there yet."""
        if not self:
            return
        present = {
            (activity.res_id, activity.user_id)
            for activity in self.activity_search([xmlid])
        }
        # The to-do is enough: a mail for each would tell no more.
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in self.env["res.users"].union(*users_by_record.values()):
            quiet.filtered(
                lambda record, user=user: (
                    user in users_by_record[record.id]
                    and (record.id, user) not in present
                )
            ).activity_schedule(xmlid, user_id=user.id)

    # --- What the person at the screen is told ---

    def _notice(self, kind, title, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "sticky": True,
                "title": title,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _notice_undecidable(self):
        """A warning when nobody can decide on one of the records, else True."""
        stuck = self.filtered("is_undecidable")
        if not stuck:
            return True
        return self._notice(
            "warning",
            self.env._("Submitted, but nobody may decide on it"),
            self.env._(
                "%s (R-07): everybody who could decide registered it, reads the "
                "files, or has to keep away from them. The archive head is told, "
                "where they may know of it. Ask for another approver.",
                ", ".join(stuck.mapped("display_name")),
            ),
        )

    @api.model
    def _approval_cards(self, title, sequence, views="kanban,list,form"):
        """The card of the landing page with what waits for the user's decision."""
        roles = [
            role for role, group in GROUPS.items() if self.env.user.has_group(group)
        ]
        if not roles:
            return []
        return [
            self.env["cadre.desk"]._desk_card(
                title,
                self._name,
                [
                    ("state", "=", self._approval_state),
                    ("approver_role", "in", roles),
                    (self._approval_author, "!=", self.env.uid),
                ],
                hint=self.env._("Approve or refuse them"),
                clause="R-07",
                tone="warning",
                views=views,
                sequence=sequence,
            )
        ]
