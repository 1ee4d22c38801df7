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
        kin = [("active", "=", True)]
        return [
            "|",
            (field, "=", False),
            (
                field,
                "not any",
                [
                    ("active", "in", (True, False)),
                    "|",
                    "|",
                    ("user_id", "=", self.id),
                    (
                        "cadre_relative_ids",
                        "any",
                        [*kin, ("relative_id.user_id", "=", self.id)],
                    ),
                    (
                        "cadre_relative_of_ids",
                        "any",
                        [*kin, ("employee_id.user_id", "=", self.id)],
                    ),
                ],
            ),
        ]
