from odoo import api, models
from odoo.exceptions import AccessError


class IrFilters(models.Model):
    """A default filter of our lists is its user's own.

    In Odoo anybody shares a default filter with everybody, and a list of work that
    waits is empty for all without a word.
    """

    _inherit = "ir.filters"

    @api.model_create_multi
    def create(self, vals_list):
        filters = super().create(vals_list)
        filters._check_default_is_own()
        return filters

    def write(self, vals):
        result = super().write(vals)
        self._check_default_is_own()
        return result

    def _check_default_is_own(self):
        """Refuse a default filter that others would get on a list of ours.

        :raises AccessError: it names the clause of the list's model
        """
        if self.env.su:
            return
        for record in self.filtered("is_default"):
            model = self.env.get(record.model_id)
            clause = getattr(model, "_guard_clause", "")
            if clause and record.user_ids != self.env.user:
                raise self.env["cadre.clause"]._refusal(
                    clause,
                    self.env._(
                        "“%s” would be the default filter of others, and hide from "
                        "them what waits in this list.",
                        record.name,
                    ),
                    self.env._(
                        "Make it the default for yourself alone, or share it without "
                        "making it the default."
                    ),
                    exception=AccessError,
                )
