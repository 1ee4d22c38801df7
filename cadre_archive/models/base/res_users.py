from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _avoidance_domain(self, field):
        """Records whose cadre is neither this user nor a relative of his (R-03, R-04).

        For the global record rules of everything that is about a cadre. The domain
        names nobody but the user, the tables are asked at each query: so kinship
        recorded now counts now, in spite of the cache of rules.

        :param str field: name of the many2one to hr.employee
        :rtype: list
        """
        return ["|", (field, "=", False), (field, "not any", self._avoided_people())]

    def _avoidance_domain_through(self, parent, field):
        """As :meth:`_avoidance_domain`, for children of what is about a cadre.

        :param str parent: name of the many2one to a model with a required cadre
        :param str field: name of its many2one to hr.employee
        :rtype: list
        """
        return [(parent, "not any", [(field, "any", self._avoided_people())])]

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
        if self.has_group("cadre_archive.group_cadre_archive_secret"):
            return []
        return self.env["cadre.dossier"]._levels_of_need_to_know()

    def _secrecy_domain(self, *path):
        """Records without a file that this user need not know of (R-47).

        For the global record rules of files and of everything that hangs on one.

        :param path: names of the fields that lead to cadre.dossier; none for the
            files themselves
        :rtype: list
        """
        hidden = [("secrecy", "in", self._hidden_levels())]
        if not path:
            return ["!", *hidden]
        for name in reversed(path[1:]):
            hidden = [(name, "any", hidden)]
        return [(path[0], "not any", hidden)]

    def _secrecy_domain_access(self, *path):
        """As :meth:`_secrecy_domain`; what waits for the Party Committee stays open.

        :param path: names of the fields that lead to cadre.access; none for the
            applications themselves
        """
        domain = self._secrecy_domain(*path, "line_ids", "dossier_id")
        if not self.has_group("cadre_archive.group_cadre_party_committee"):
            return domain
        own = [
            "&",
            ("approver_role", "=", "committee"),
            "|",
            ("state", "=", "submitted"),
            ("approver_id", "=", self.id),
        ]
        for name in reversed(path):
            own = [(name, "any", own)]
        return ["|", *own, *domain]

    def _avoided_people(self):
        """Domain of hr.employee: this user and his relatives.

        By a field that is searched by indexes: one domain with "or" over kinship makes
        the database read all employees (measured with 100,000: 80 ms a query).
        """
        return [
            ("active", "in", (True, False)),
            ("cadre_avoided_by_ids", "in", self.ids),
        ]
