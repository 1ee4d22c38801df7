from odoo import api, models

from ..base.roles import CLERK, COMMITTEE, HEAD


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
        user = self.env.user
        if app != "archive":
            return cards
        roles = [
            role
            for role, group in (("head", HEAD), ("committee", COMMITTEE))
            if user.has_group(group)
        ]
        if roles:
            cards.append(
                self._desk_card(
                    self.env._("Information slips to decide"),
                    "cadre.information.slip",
                    [
                        ("state", "=", "registered"),
                        ("approver_role", "in", roles),
                        ("registrar_id", "!=", user.id),
                    ],
                    hint=self.env._("Approve or refuse them"),
                    clause="R-07",
                    tone="warning",
                )
            )
        if user.has_group(CLERK):
            cards += self._copy_cards()
        return [card for card in cards if card]

    @api.model
    def _copy_cards(self):
        cards = [
            self._desk_card(
                self.env._("Information slips to answer"),
                "cadre.information.slip",
                [("state", "=", "approved")],
                hint=self.env._("Answer from the file, field by field"),
                clause="R-70",
            ),
            self._desk_card(
                self.env._("Extracts to check"),
                "cadre.extract",
                [("state", "=", "draft"), ("drafter_id", "!=", self.env.uid)],
                hint=self.env._("Compare them with the paper"),
                clause="R-13",
            ),
        ]
        if self.env.user.has_group(HEAD):
            cards.append(
                self._desk_card(
                    self.env._("Extracts to stamp and release"),
                    "cadre.extract",
                    [("state", "in", ("checked", "stamped"))],
                    hint=self.env._("Sign and seal them, then release"),
                    clause="R-13",
                    tone="warning",
                )
            )
        return cards
