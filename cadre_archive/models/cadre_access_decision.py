from odoo import api, fields, models

from .cadre_access import COMMITTEE, HEAD

GROUPS = {"head": HEAD, "committee": COMMITTEE}
DECIDE = "cadre_archive.mail_act_cadre_access_approve"
NOBODY = "cadre_archive.mail_act_cadre_access_nobody"


class CadreAccess(models.Model):
    """Who decides on an application, and how it comes to his notice (R-05, R-07)."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    is_undecidable = fields.Boolean(
        string="Nobody may decide",
        compute="_compute_is_undecidable",
        help="R-07: whoever could is related to a cadre of the files, reads them, or "
        "registered the application.",
    )

    @api.depends("state", "approver_role")
    def _compute_is_undecidable(self):
        # Told is only that nobody can; who would have been able to is not.
        waiting_sudo = self.sudo().filtered(lambda access: access.state == "submitted")
        approvers = waiting_sudo._approvers()
        for access in self:
            access.is_undecidable = access.id in approvers and not approvers[access.id]

    # --- Who decides ---

    def _decidable(self):
        """Those of the applications that the current user may decide on."""
        user = self.env.user
        roles = {role for role, group in GROUPS.items() if user.has_group(group)}
        # Asked, not shown: which user is behind a reader.
        return self.filtered(
            lambda access: (
                access.approver_role in roles
                and access.requester_id != user
                and user not in access.sudo().reader_ids.employee_id.user_id
            )
        )

    def _check_transition(self, source, target):
        if source == "submitted" and target in ("approved", "refused"):
            self._check_not_requester()
        return super()._check_transition(source, target)

    def _check_not_requester(self):
        for access in self:
            if access.requester_id == self.env.user:
                raise self._refusal_for(
                    access,
                    "R-05",
                    self.env._("You registered this application yourself."),
                    self.env._("Somebody else has to decide on it."),
                )
            # Asked, not shown.
            if self.env.user in access.sudo().reader_ids.employee_id.user_id:
                raise self._refusal_for(
                    access,
                    "R-05",
                    self.env._("You are a reader on this application yourself."),
                    self.env._("Somebody else has to decide on it."),
                )

    def _assign_roles(self):
        """R-07: the highest management level among the files says who decides.

        When nobody of that role may, it is the other one that the table names.
        Runs as superuser after the submission was checked.
        """
        table = self.env["cadre.approval.level"]._of_dossiers(self.line_ids.dossier_id)
        levels = {}
        for access in self:
            asked = set(access.line_ids.dossier_id.mapped("management_level"))
            levels[access.id] = table.filtered(
                lambda level, asked=asked: level.management_level in asked
            )[:1]
        for level, accesses in self.grouped(lambda a: levels[a.id]).items():
            accesses.approver_role = level.role or "committee"
            if level.deputy_role:
                approvers = accesses._approvers()
                accesses.filtered(
                    lambda a, approvers=approvers: not approvers[a.id]
                ).approver_role = level.deputy_role

    def _approvers(self):
        """The users who may decide on each of these applications (as superuser).

        :rtype: dict[int, res.users]
        """
        users = {role: self._members(group) for role, group in GROUPS.items()}
        barred = self._barred_users(users["head"] | users["committee"])
        nobody = self.env["res.users"]
        return {
            access.id: (
                users.get(access.approver_role, nobody)
                - access.requester_id
                - access.reader_ids.employee_id.user_id
                - barred[access.id]
            ).filtered(
                lambda user, access=access: access.company_id in user.company_ids
            )
            for access in self
        }

    @api.model
    def _members(self, group):
        # Users cannot read groups; who decides is found for them.
        return self.env.ref(group).sudo().all_user_ids.filtered("active")

    def _barred_users(self, users):
        """Which of the users may not know each application (R-03, R-04)."""
        employees_sudo = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", users.ids)])
        )
        avoided = employees_sudo._avoided_employees()
        barred = {}
        for access in self:
            subjects = set(access.line_ids.employee_id.ids)
            barred[access.id] = employees_sudo.filtered(
                lambda e, subjects=subjects: avoided[e.id] & subjects
            ).user_id
        return barred

    # --- Activities ---

    def _update_activities(self):
        """To-dos that follow from the state; may run any number of times.

        Notes carry no name of a person or a material.
        """
        # The clerk who submits assigns work to others; whom was found by their role.
        accesses_sudo = self.sudo()
        waiting = accesses_sudo.filtered(lambda access: access.state == "submitted")
        (accesses_sudo - waiting).activity_unlink([DECIDE, NOBODY])
        approvers = waiting._approvers()
        waiting._schedule_for(DECIDE, approvers)
        helpless = waiting.filtered(lambda access: not approvers[access.id])
        if helpless:
            helpless._schedule_for(NOBODY, helpless._heads_to_tell())

    def _heads_to_tell(self):
        """The archive heads who may know each of the applications (R-03, R-04)."""
        heads = self._members(HEAD)
        barred = self._barred_users(heads)
        return {
            access.id: (heads - barred[access.id]).filtered(
                lambda user, access=access: access.company_id in user.company_ids
            )
            for access in self
        }

    def _schedule_for(self, xmlid, users_by_access):
        """One to-do of the type for each application and user, if not there yet."""
        if not self:
            return
        present = {
            (activity.res_id, activity.user_id)
            for activity in self.activity_search([xmlid])
        }
        # The to-do is enough: a mail for each would tell no more.
        quiet = self.with_context(mail_activity_quick_update=True)
        for user in self.env["res.users"].union(*users_by_access.values()):
            quiet.filtered(
                lambda access, user=user: (
                    user in users_by_access[access.id]
                    and (access.id, user) not in present
                )
            ).activity_schedule(xmlid, user_id=user.id)

    # --- Actions ---

    def action_submit(self):
        self.write({"state": "submitted"})
        if refused := self.filtered(lambda access: access.state == "refused"):
            return self._notice(
                "warning",
                self.env._("Refused, and kept in the register"),
                refused[0].refusal_reason,
            )
        if stuck := self.filtered("is_undecidable"):
            return self._notice(
                "warning",
                self.env._("Submitted, but nobody may decide on it"),
                self.env._(
                    "%s (R-07): everybody who could decide registered the application, "
                    "reads the files, or has to keep away from them. The archive head "
                    "is told, as far as he may know of it. Ask for another approver.",
                    ", ".join(stuck.mapped("display_name")),
                ),
            )
        return True

    def action_approve(self):
        self._transition("approved")
        # One click grants nothing beside the reading; it says so.
        left = self.filtered(
            lambda access: (
                (access.wants_copy and not access.grants_copy)
                or (access.wants_extract and not access.grants_extract)
            )
        )
        if not left:
            return True
        return self._notice(
            "info",
            self.env._("Approved without copies or extracts"),
            self.env._(
                "%s (R-11, R-13): what was asked beside the reading was not granted. "
                "To grant it, tick it on the form before approving.",
                ", ".join(left.mapped("display_name")),
            ),
        )

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
