from odoo import models


class CadreDossier(models.Model):
    _inherit = "cadre.dossier"

    def _check_takeover_open(self):
        """Refuse old catalogues once the office has closed its take-over (R-39)."""
        for company in self.company_id:
            if company.cadre_takeover_closed_on:
                raise self.env["cadre.material"]._refuse_closed(company)
