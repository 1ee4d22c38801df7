from odoo import api, models

from ..base.roles import CLERK


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        if app != "archive" or not self.env.user.has_group(CLERK):
            return cards
        card = self._desk_card(
            self.env._("Incidents"),
            "cadre.incident",
            [("state", "!=", "closed")],
            hint=self.env._("Report them, take measures, close them"),
            clause="R-46",
            tone="danger",
            views="kanban,list,form",
        )
        return [*cards, card] if card else cards
