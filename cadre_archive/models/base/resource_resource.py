from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResourceResource(models.Model):
    """The link between a person and a login, where it is kept (R-03).

    By it one's own file and relatives' files are closed, so nobody changes it for
    themselves, by whichever model, and each change is logged.
    """

    _name = "resource.resource"
    _inherit = ["cadre.guard.mixin", "resource.resource"]
    _guard_clause = "R-03"

    user_id = fields.Many2one(logged=True)

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        linked = resources.filtered("user_id")
        self.env["cadre.log"]._record(
            linked._log_entries(
                "edit",
                payload=lambda r: {"user_id": ["", r.user_id.display_name]},
                clause="R-03",
            )
        )
        return resources

    def write(self, vals):
        if "user_id" in vals:
            self._check_own_link(vals["user_id"])
        return super().write(vals)

    def _check_own_link(self, user_id):
        """R-03 hides one's own file by this link: nobody changes it for themselves."""
        if self.env.uid == api.SUPERUSER_ID:
            return
        own = self.env.uid
        for resource in self.sudo():  # whose user it is; only compared
            if resource.user_id.id != (user_id or False) and own in (
                resource.user_id.id,
                user_id,
            ):
                raise self._refusal_of_own_link()

    @api.model
    def _refusal_of_own_link(self):
        return self.env["cadre.clause"]._refusal(
            "R-03",
            self.env._("You cannot change which employee your own user belongs to."),
            self.env._("Ask another personnel officer to do it."),
            exception=AccessError,
        )

    def _subject_employees(self):
        # Whose file the link is about; nothing of the person is shown.
        return (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("resource_id", "in", self.ids)])
        )
