from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

SECRET = "cadre_archive.group_cadre_archive_secret"


class CadreDossier(models.Model):
    """Need to know: secret files are for those with the right to them (R-47)."""

    _inherit = "cadre.dossier"

    # What the rules of everything that hangs on a file ask first.
    _secrecy_idx = models.Index("(secrecy) WHERE secrecy <> 'normal'")

    # --- Constraints ---

    @api.constrains("keeper_id", "secrecy")
    def _check_keeper_knows(self):
        """R-47: who keeps a secret file has the right to know of it."""
        for dossier in self:
            keeper = dossier.keeper_id
            if keeper and dossier.secrecy in keeper._hidden_levels():
                raise self.env["cadre.clause"]._refusal(
                    "R-47",
                    self.env._(
                        "%(keeper)s cannot keep file %(number)s: no right to secret "
                        "files.",
                        keeper=keeper.name,
                        number=dossier.number,
                    ),
                    self.env._(
                        "Name a keeper who has it, or let the administrator grant "
                        "“Secret Files”."
                    ),
                    exception=ValidationError,
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_level_known([vals.get("secrecy") for vals in vals_list])
        return super().create(vals_list)

    def write(self, vals):
        if "secrecy" in vals:
            self._check_level_known([vals["secrecy"]])
        return super().write(vals)

    # --- Business ---

    @api.model
    def _levels_of_need_to_know(self):
        """The levels of secrecy that ask for the group, by the number of R-47."""
        wanted = self.env["cadre.clause"]._threshold("R-47", "secrecy_level")
        levels = self._fields["secrecy"].get_values(self.env)
        return [level for rank, level in enumerate(levels) if wanted.met(rank)]

    @api.model
    def _check_level_known(self, levels):
        """Nobody makes a file secret that he could not see any more."""
        if self.env.su or not set(levels) & set(self.env.user._hidden_levels()):
            return
        raise self.env["cadre.clause"]._refusal(
            "R-47",
            self.env._("You have no right to files of this level of secrecy."),
            self.env._("Somebody with the right “Secret Files” registers the file."),
            exception=AccessError,
        )


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    # For record rules alone, which ask as superuser.
    cadre_dossier_ids = fields.One2many(
        "cadre.dossier", "employee_id", groups=fields.NO_ACCESS
    )


class CadreAccess(models.Model):
    _inherit = "cadre.access"

    def _approvers(self):
        """R-47: a head without the right to a secret file is not asked."""
        approvers = super()._approvers()
        by_head = self.filtered(lambda access: access.approver_role == "head")
        return approvers | by_head._knowing(approvers)

    def _heads_to_tell(self):
        """R-47: nor told of anything about it."""
        return self._knowing(super()._heads_to_tell())

    def _knowing(self, users):
        """Those of each application's users who may know of all its files."""
        people = self.env["res.users"].union(*users.values())
        hidden = {user: set(user._hidden_levels()) for user in people}
        known = {}
        for access in self:
            levels = set(access.line_ids.dossier_id.mapped("secrecy"))
            known[access.id] = users[access.id].filtered(
                lambda user, levels=levels: not levels & hidden[user]
            )
        return known
