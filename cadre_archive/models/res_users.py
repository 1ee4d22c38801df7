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

    def _avoided_people(self):
        """Domain of hr.employee: this user and his relatives.

        By a field that is searched by indexes: one domain with "or" over kinship makes
        the database read all employees (measured with 100,000: 80 ms a query).
        """
        return [
            ("active", "in", (True, False)),
            ("cadre_avoided_by_ids", "in", self.ids),
        ]
