from odoo import api, models

from .roles import CHAIR


class CadreClause(models.Model):
    """Clauses of the appraisal are set by the chair of the leading group (A-42)."""

    _inherit = "cadre.clause"

    @api.model
    def _keepers(self):
        return {**super()._keepers(), "appraisal": CHAIR}
