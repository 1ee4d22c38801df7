from odoo import api, models


class CadreToldMixin(models.AbstractModel):
    """Rules, rights and automatic actions: a change that touches our models is told."""

    _name = "cadre.told.mixin"
    _description = "Told Mixin"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["cadre.rights"]._told(records, "create")
        return records

    def write(self, vals):
        Rights = self.env["cadre.rights"]
        before = Rights._before(self)
        result = super().write(vals)
        Rights._told(self, "edit", before)
        return result

    def unlink(self):
        self.env["cadre.rights"]._told(self, "unlink")
        return super().unlink()
