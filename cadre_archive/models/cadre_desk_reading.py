from odoo import api, models

from .cadre_access import CLERK


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        mine = self._desk_card(
            self.env._("Files open for you to read"),
            "cadre.reading.session",
            [("reader_user_id", "=", self.env.uid), ("state", "!=", "closed")],
            hint=self.env._("Open them; the minutes count from then on"),
            clause="R-02",
            tone="success",
            views="kanban,form",
        )
        # Whoever reads may have any role and any app: the card stands first in each.
        if mine and mine["count"]:
            cards = [mine, *cards]
        if app == "archive" and self.env.user.has_group(CLERK):
            cards.append(
                self._desk_card(
                    self.env._("Reading sessions running"),
                    "cadre.reading.session",
                    [("state", "!=", "closed")],
                    hint=self.env._("They close by themselves; you can close them now"),
                    clause="R-11",
                    overview=True,
                )
            )
        return cards
