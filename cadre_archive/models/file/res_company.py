from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # An office has its reading room and its loans from the first day on; who may
        # found an office need not be an archivist.
        self.env["cadre.place"].sudo()._ensure_virtual_places(companies)
        return companies
