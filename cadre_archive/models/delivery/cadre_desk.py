from odoo import api, models

from ..base.roles import CLERK


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        if app == "archive" and self.env.user.has_group(CLERK):
            cards += [card for card in self._delivery_cards() if card]
        return cards

    @api.model
    def _delivery_cards(self):
        lines = self.env["cadre.delivery.line"]
        today = self.env.company._cadre_date()
        return [
            self._desk_card(
                self.env._("Deliveries to examine"),
                "cadre.delivery",
                [("state", "=", "received")],
                hint=self.env._("Go through the checklist of each material"),
                clause="R-35",
                tone="warning",
                views="kanban,list,form",
            ),
            self._desk_card(
                self.env._("Examined, to decide"),
                "cadre.delivery",
                [("state", "=", "examined")],
                hint=self.env._("File, return or reject"),
                clause="R-39",
                views="kanban,list,form",
            ),
            self._desk_card(
                self.env._("Returned and overdue"),
                "cadre.delivery.line",
                list(lines._overdue_domain()),
                hint=self.env._("Call the forming unit"),
                clause="R-68",
                tone="danger",
            ),
            self._desk_card(
                self.env._("Forming units to remind"),
                "cadre.delivery.line",
                list(lines._remind_domain()),
                hint=self.env._("Their month, or their day to come again, ends"),
                clause="R-67",
                tone="warning",
            ),
            self._desk_card(
                self.env._("Delivered late this year"),
                "cadre.delivery.line",
                [
                    ("is_late", "=", True),
                    ("date_received", ">=", today.replace(month=1, day=1)),
                ],
                hint=self.env._("See which departments"),
                clause="R-67",
                overview=True,
                views="list,pivot,graph,form",
            ),
        ]
