from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CadreInUseMixin(models.AbstractModel):
    """Settings and entries made in error: no longer used, with a reason, never hidden.

    What stands for paper has no such switch. The web client does not offer its own
    “Archive” on any of our models (``static/src/in_use``): to an archivist that word
    means something else.
    """

    _name = "cadre.in.use.mixin"
    _description = "In Use Mixin"
    _inherit = ["cadre.guard.mixin"]

    active = fields.Boolean(
        string="In Use",
        default=True,
        writable=True,
        logged=True,
        help="Unticked with a reason, it is offered no more and stays on record.",
    )
    unused_reason = fields.Char(
        string="Why not in use", copy=False, writable=True, logged=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_unused_reason()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "unused_reason"}.isdisjoint(vals):
            self._check_unused_reason()
        return result

    def _check_unused_reason(self):
        # Asked here, since a constraint runs as superuser: it asks persons alone.
        if self.env.su:
            return
        for record in self:
            if not record.active and not (record.unused_reason or "").strip():
                raise self._guard_exception(
                    self._guard_clause,
                    self.env._(
                        "%s is taken out of use without a reason.", record.display_name
                    ),
                    self.env._("Write down why, then untick “In Use”."),
                    ValidationError,
                )
