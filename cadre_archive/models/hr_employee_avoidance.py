from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class HrEmployee(models.Model):
    """Whom a user may know no file of: himself and his kin (R-03, R-04)."""

    _inherit = "hr.employee"

    # For record rules alone, which ask as superuser: kinship is nobody's to read here.
    cadre_avoided_by_ids = fields.Many2many(
        "res.users",
        compute="_compute_cadre_avoided_by_ids",
        search="_search_cadre_avoided_by_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
    )

    @api.depends(
        "user_id",
        "cadre_relative_ids.active",
        "cadre_relative_ids.relative_id.user_id",
        "cadre_relative_of_ids.active",
        "cadre_relative_of_ids.employee_id.user_id",
    )
    def _compute_cadre_avoided_by_ids(self):
        avoided = self._avoided_employees()
        people = self.browse(set().union(*avoided.values()))
        users = {person.id: person.user_id for person in people}
        nobody = self.env["res.users"]
        for employee in self:
            employee.cadre_avoided_by_ids = nobody.union(
                *(users[kin] for kin in avoided[employee.id])
            )

    def _search_cadre_avoided_by_ids(self, operator, value):
        """The people, looked up anew at each query: kinship recorded now counts now."""
        if operator != "in":
            return NotImplemented
        if not self.env.su:
            # Odoo asks the groups of a field when it is read, not when it is searched:
            # through it, anybody could ask who is whose kin.
            raise AccessError(self.env._("Only the rules of files ask this."))
        own_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", list(value))])
        )
        avoided = set().union(*own_sudo._avoided_employees().values())
        return Domain("id", "in", list(avoided))
