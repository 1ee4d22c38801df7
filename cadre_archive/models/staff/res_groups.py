from odoo import api, models

from ..base.roles import CLERK


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        if self.env.su or not {"user_ids", "implied_ids", "implied_by_ids"} & set(vals):
            return super().write(vals)
        users = self.env["res.users"].with_context(active_test=False)
        before = users.search([("all_group_ids", "in", self._archive_group().ids)])
        result = super().write(vals)
        after = users.search([("all_group_ids", "in", self._archive_group().ids)])
        (after - before)._check_archive_staff()
        return result

    @api.model
    def _archive_group(self):
        return self.env.ref(CLERK)
