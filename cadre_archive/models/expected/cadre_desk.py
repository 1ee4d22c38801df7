from odoo import api, models

from ..base.roles import CLERK, HEAD


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        user = self.env.user
        if app == "archive" and user.has_group(CLERK):
            cards += self._archive_cards_keep()
            if user.has_group(HEAD):
                cards.append(
                    self._desk_card(
                        self.env._("Files that need another keeper"),
                        "cadre.dossier",
                        [("is_keeper_wrong", "=", True)],
                        hint=self.env._("Neither the cadre nor a relative keeps it"),
                        clause="R-44",
                        tone="warning",
                    )
                )
                cards.append(
                    self._desk_card(
                        self.env._("Archive staff no longer fit"),
                        "cadre.staff",
                        [("is_wrong", "=", True)],
                        hint=self.env._("Party members alone keep the archive"),
                        clause="R-43",
                        tone="danger",
                    )
                )
        return [card for card in cards if card]

    @api.model
    def _archive_cards_keep(self):
        return [
            self._desk_card(
                self.env._("Person and file apart"),
                "cadre.reconcile",
                [("kind", "!=", "custody")],
                hint=self.env._("Register, transfer or ask for the file"),
                clause="R-30",
                tone="warning",
                views="list",
            ),
            self._desk_card(
                self.env._("Materials missing"),
                "cadre.expected.material",
                [("is_overdue", "=", True), ("state", "=", "expected")],
                hint=self.env._("Ask the departments that form them"),
                clause="R-38",
            ),
            self._desk_card(
                self.env._("Files on hold"),
                "cadre.dossier",
                [("is_held", "=", True)],
                clause="R-40",
                overview=True,
            ),
        ]
