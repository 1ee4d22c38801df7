from odoo import api, models

from ..base.roles import CLERK


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        if app != "archive" or not self.env.user.has_group(CLERK):
            return cards
        return cards + [
            self._desk_card(
                self.env._("Scans altered or missing"),
                "cadre.scan",
                [("fixity", "in", ("altered", "missing"))],
                hint=self.env._("Compare with the paper; restore from the backup"),
                clause="R-40",
                tone="danger",
            ),
            self._desk_card(
                self.env._("Scans to file"),
                "cadre.material",
                [("scan_ids.state", "=", "draft")],
                hint=self.env._("Compare with the paper, then file them"),
                clause="R-35",
                tone="info",
            ),
            self._desk_card(
                self.env._("Scans with other page counts than the paper"),
                "cadre.material",
                [("has_scan_difference", "=", True)],
                hint=self.env._("Scan what is missing, or count again"),
                clause="R-35",
                tone="warning",
            ),
        ]
