from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Transient models of Odoo that hold what a clerk uploaded.
PRIVATE = ("base_import.import",)


class IrRule(models.Model):
    """Avoidance, secrecy and office follow from the model, whatever the rules say.

    A wizard, and any other transient model of ours, is its creator's alone. A model of
    ours that does not say whom it is about is closed.
    """

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if self.env.su:
            return domain
        wall = self._cadre_wall(model_name, mode)
        if wall.is_true():
            return domain
        return (domain & wall).optimize(self.env[model_name])

    @api.model
    def _cadre_wall(self, model_name, mode):
        """What the user may know of a model's records, by code alone.

        :rtype: odoo.fields.Domain
        """
        model = self.env[model_name]
        ours = model_name.startswith("cadre.")
        if model._transient:
            if ours or model_name in PRIVATE:
                return Domain("create_uid", "=", self.env.uid)
            return Domain.TRUE
        if not ours:
            return Domain.TRUE
        if not hasattr(model, "_subject_path"):
            return Domain.FALSE
        return model._subject_domain(mode)

    @api.model
    def _make_access_error(self, operation, records):
        if not records._name.startswith("cadre."):
            return super()._make_access_error(operation, records)
        # It says the same of own, relatives', secret and other offices' records: which
        # of them it is would tell of kinship.
        label = self.env["ir.model"]._get(records._name).sudo().name
        records.invalidate_recordset()
        return self.env["cadre.clause"]._refusal(
            "R-03",
            self.env._("This record is not open to you (%s).", label),
            self.env._(
                "One's own records and relatives', those of secret files and those of "
                "other offices are closed, as is what belongs to another role. Ask a "
                "colleague with the role for it."
            ),
            exception=AccessError,
            records=records if hasattr(records, "_log_entries") else None,
        )
