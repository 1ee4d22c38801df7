from odoo import models
from odoo.exceptions import AccessError


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["cadre.told.mixin", "ir.model.access"]

    def _make_access_error(self, model, mode):
        """What, why, clause and remedy, also where a whole model is closed."""
        error = super()._make_access_error(model, mode)
        if not model.startswith("cadre."):
            return error
        operations = {
            "read": self.env._("read"),
            "write": self.env._("change"),
            "create": self.env._("create"),
            "unlink": self.env._("delete"),
        }
        roles = list(self.group_names_with_access(model, mode))
        # The name of a model is no secret.
        label = self.env["ir.model"]._get(model).sudo().name
        if roles:
            remedy = self.env._(
                "Ask a colleague with one of these roles: %s.",
                self.env._(", ").join(roles),
            )
        else:
            remedy = self.env._("It follows from steps of other records: use those.")
        return self.env["cadre.clause"]._refusal(
            getattr(self.env[model], "_guard_clause", "") or "R-03",
            self.env._(
                "“%(model)s”: your roles do not let you %(operation)s it.",
                model=label,
                operation=operations[mode],
            ),
            remedy,
            exception=AccessError,
        )
