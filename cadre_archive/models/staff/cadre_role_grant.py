from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..base.cadre_guard_mixin import OURS


class CadreRoleGrant(models.Model):
    """A role that one person granted and another has to confirm (R-43).

    Whoever may grant roles in Odoo could make themselves anything: so a role of the
    archive or the appraisal takes effect when somebody of the archive heads or the
    Party Committee confirms it, who neither granted nor gets it. Each grant is logged,
    and told to both roles.

    ===========  ==========================================================
    read         archive head, Party Committee, system administrator
    create       by granting a role on the form of the user or of the group
    confirm      archive head, Party Committee; not who granted or gets it
    refuse       the same
    ===========  ==========================================================

    Before there is anybody who could confirm, a first set-up, grants take effect at
    once; they are logged all the same.
    """

    _name = "cadre.role.grant"
    _description = "Role to Confirm"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _guard_clause = "R-43"
    _undeletable = "R-43"
    _order = "id desc"
    _rec_name = "role"

    user_id = fields.Many2one(
        "res.users", string="Who gets it", required=True, ondelete="restrict"
    )
    group_id = fields.Many2one("res.groups", required=True, ondelete="cascade")
    # Users cannot read groups.
    role = fields.Char(required=True)
    granter_id = fields.Many2one(
        "res.users", string="Granted by", required=True, ondelete="restrict"
    )
    date_granted = fields.Datetime(required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("pending", "To confirm"), ("confirmed", "Confirmed"), ("refused", "Refused")],
        required=True,
        default="pending",
        index=True,
    )
    decider_id = fields.Many2one("res.users", string="Decided by", ondelete="restrict")
    date_decided = fields.Datetime(string="Decided on")
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        user = self.env.user
        is_guardian = user in self.env["cadre.log"]._guardians()
        for grant in self:
            grant.can_decide = (
                is_guardian
                and grant.state == "pending"
                and user not in grant.user_id | grant.granter_id
            )

    # --- Actions ---

    def action_confirm(self):
        self._decide("confirmed")
        for grant in self.sudo():  # the right to it was checked just now
            grant.user_id.write({"group_ids": [Command.link(grant.group_id.id)]})

    def action_refuse(self):
        self._decide("refused")

    def _decide(self, state):
        self.check_access("read")
        for grant in self:
            if not grant.can_decide:
                raise self.env["cadre.clause"]._refusal(
                    "R-43",
                    self.env._("You cannot decide on the role “%s”.", grant.role),
                    self.env._(
                        "An archive head or a member of the Party Committee confirms "
                        "it, who neither granted nor gets it."
                    ),
                    exception=AccessError,
                    records=grant,
                )
        # Nobody writes grants; this step was checked.
        self.sudo().write(
            {
                "state": state,
                "decider_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )
        self.env["cadre.log"]._record(
            self._log_entries("state", state_to=state, payload=lambda g: g._facts())
        )

    def _facts(self):
        return {"user": self.user_id.login, "role": self.role}

    def _log_clause(self):
        return "R-43"

    # --- What a grant becomes ---

    @api.model
    def _roles(self):
        """The roles of both addons, as superuser."""
        ids = (
            self.env["ir.model.data"]
            .sudo()
            .search([("model", "=", "res.groups"), ("module", "in", OURS)])
            .mapped("res_id")
        )
        return self.env["res.groups"].sudo().browse(ids).exists()

    @api.model
    def _holders(self):
        """Who has which role now: pairs of ids of user and group."""
        return {
            (user_id, role.id)
            for role in self._roles()
            for user_id in role.with_context(active_test=False).all_user_ids.ids
        }

    @api.model
    def _granted(self, before):
        """What follows from roles that were granted or taken since ``before``.

        :param set before: of :meth:`_holders`
        :raises AccessError: when a role would come by another group
        """
        now = self._holders()
        gained, lost = now - before, before - now
        if not (gained or lost) or not self.env.registry.ready:
            return
        users = self.env["res.users"].sudo().browse({u for u, _g in gained | lost})
        names = {user.id: user.login for user in users}
        roles = {role.id: role.full_name for role in self._roles()}
        self.env["cadre.log"]._record(
            [
                {
                    "model": "res.users",
                    "res_id": user_id,
                    "action": action,
                    "clause": "R-43",
                    "payload": {"user": names[user_id], "role": roles[group_id]},
                }
                for action, pairs in (("grant", gained), ("revoke", lost))
                for user_id, group_id in sorted(pairs)
            ]
        )
        if self.env.su or not gained:
            return
        others = self.env["cadre.log"]._guardians() - self.env.user - users
        if others:
            self._wait(gained, before, roles)
        self.env["cadre.log"]._alarm(
            self.env._(
                "%(granter)s granted: %(roles)s.",
                granter=self.env.user.login,
                roles=", ".join(
                    f"{names[user_id]}: {roles[group_id]}"
                    for user_id, group_id in sorted(gained)
                ),
            ),
            clause="R-43",
        )

    @api.model
    def _wait(self, gained, before, roles):
        """Take the roles back until somebody else confirms them."""
        direct = []
        for user_id, group_id in sorted(gained):
            user_sudo = self.env["res.users"].sudo().browse(user_id)
            if group_id in user_sudo.group_ids.ids:
                direct.append((user_sudo, group_id))
        for user_sudo, group_id in direct:
            user_sudo.with_context(cadre_granting=True).write(
                {"group_ids": [Command.unlink(group_id)]}
            )
        if self._holders() - before:
            raise self.env["cadre.clause"]._refusal(
                "R-43",
                self.env._("A role of the archive or appraisal comes by itself only."),
                self.env._(
                    "Grant the role on the form of the user; no other group implies it."
                ),
                exception=AccessError,
            )
        waiting_sudo = self.sudo().search([("state", "=", "pending")])
        known = {(grant.user_id.id, grant.group_id.id) for grant in waiting_sudo}
        # Only what was granted just now, by who may grant roles.
        self.sudo().create(
            [
                {
                    "user_id": user_sudo.id,
                    "group_id": group_id,
                    "role": roles[group_id],
                    "granter_id": self.env.uid,
                }
                for user_sudo, group_id in direct
                if (user_sudo.id, group_id) not in known
            ]
        )

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or self.env.user not in self.env["cadre.log"]._guardians():
            return []
        return [
            self.env["cadre.desk"]._desk_card(
                self.env._("Roles to confirm"),
                "cadre.role.grant",
                [
                    ("state", "=", "pending"),
                    ("granter_id", "!=", self.env.uid),
                    ("user_id", "!=", self.env.uid),
                ],
                hint=self.env._("Granted by one, confirmed by another"),
                clause="R-43",
                tone="warning",
                sequence=6,
            )
        ]
