from odoo import api, models
from odoo.exceptions import ValidationError

from ..base.roles import CLERK
from .cadre_staff import MEMBER


class ResUsers(models.Model):
    """Roles of the archive are for Party members (R-43).

    Checked when a person grants one, on the form of the user or of the group. What the
    server itself does (installation, tests, the loader of the sample office) is not
    held up, so that a first set-up has a beginning.
    """

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        Grant = self.env["cadre.role.grant"]
        before = Grant._holders()
        users = super().create(vals_list)
        if not self.env.su:
            users._archive_staff()._check_archive_staff()
        Grant._granted(before)
        return users

    def write(self, vals):
        if "group_ids" not in vals:
            return super().write(vals)
        Grant = self.env["cadre.role.grant"]
        holders, before = Grant._holders(), self._archive_staff()
        result = super().write(vals)
        if not self.env.su:
            (self._archive_staff() - before)._check_archive_staff()
        Grant._granted(holders)
        return result

    def _archive_staff(self):
        """Those of the users who have a role of the archive."""
        # Who is in the group is no secret; not every user may read res.groups.
        return self & self.env.ref(CLERK).sudo().all_user_ids.sudo(self.env.su)

    def _check_archive_staff(self):
        """R-43: the linked person is on record as a Party member."""
        if not self:
            return
        # The answer is asked, nothing of the persons comes back.
        employees_sudo = (
            self.env["hr.employee"].sudo().search([("user_id", "in", self.ids)])
        )
        members = employees_sudo.filtered(
            lambda employee: employee.political_status == MEMBER
        ).user_id
        if refused := self - members:
            raise self.env["cadre.clause"]._refusal(
                "R-43",
                self.env._(
                    "%s cannot get a role of the archive: no employee who is a Party "
                    "member belongs to the user.",
                    refused[0].name,
                ),
                self.env._(
                    "In Employees, link the person's record to the user and enter the "
                    "political status; then grant the role."
                ),
                exception=ValidationError,
            )
