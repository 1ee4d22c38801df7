from odoo import models

from .roles import SECRET

# Levels of secrecy of a file, the register of clauses counts them from 0.
SECRECY = [("normal", "Normal"), ("confidential", "Confidential"), ("secret", "Secret")]


class ResUsers(models.Model):
    _inherit = "res.users"

    def _avoided_cadres(self):
        """The employees of whom each user may know no file: himself and his kin.

        As superuser, in a fixed number of queries: it is asked for others, too.

        :return: ``{user id: set of employee ids}``
        :rtype: dict[int, set[int]]
        """
        own_sudo = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", self.ids)])
        )
        avoided = {user.id: set() for user in self}
        for employee_id, others in own_sudo._avoided_employees().items():
            avoided[own_sudo.browse(employee_id).user_id.id] |= others
        return avoided

    def _hidden_levels(self):
        """Levels of secrecy whose files this user does not know of (R-47)."""
        self.ensure_one()
        if self.has_group(SECRET):
            return []
        wanted = self.env["cadre.clause"]._threshold("R-47", "secrecy_level")
        return [level for rank, (level, _l) in enumerate(SECRECY) if wanted.met(rank)]

    def _avoided_people(self):
        """Domain of hr.employee: this user and his relatives.

        By a field that is searched by indexes: one domain with "or" over kinship makes
        the database read all employees (measured with 100,000: 80 ms a query).
        """
        return [
            ("active", "in", (True, False)),
            ("cadre_avoided_by_ids", "in", self.ids),
        ]
