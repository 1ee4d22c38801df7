from odoo import api, models

from ..base.roles import CLERK

MEMBERS = {"user_ids", "implied_ids", "implied_by_ids"}


class ResGroups(models.Model):
    """Roles that are granted on the form of a group, or come by another group."""

    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        if not any(MEMBERS & set(vals) for vals in vals_list):
            return super().create(vals_list)
        Grant = self.env["cadre.role.grant"]
        before = Grant._holders()
        groups = super().create(vals_list)
        Grant._granted(before)
        return groups

    def write(self, vals):
        if not MEMBERS & set(vals):
            return super().write(vals)
        Grant = self.env["cadre.role.grant"]
        holders = Grant._holders()
        before = self._archive_users()
        result = super().write(vals)
        if not self.env.su:
            (self._archive_users() - before)._check_archive_staff()
        Grant._granted(holders)
        return result

    @api.model
    def _archive_users(self):
        users = self.env["res.users"].with_context(active_test=False)
        return users.search([("all_group_ids", "in", self.env.ref(CLERK).ids)])
