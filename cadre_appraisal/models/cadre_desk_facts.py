from odoo import models


class CadreDesk(models.AbstractModel):
    """Attendance and events on the landing page."""

    _inherit = "cadre.desk"

    def _own_cards(self, user):
        env = self.env
        mine = ("employee_id.user_id", "=", user.id)
        year = f"{self._today().year}-01-01"
        return [
            *super()._own_cards(user),
            self._desk_card(
                env._("My attendance to explain"),
                "cadre.attendance.fact",
                [
                    mine,
                    ("date", ">=", year),
                    ("state", "=", "counting"),
                    ("explanation", "=", False),
                ],
                hint=env._("A day counts until your leader excuses it."),
                clause="A-70",
                views="list,calendar,form",
                context={"create": False},
            ),
        ]

    def _leader_cards(self, user):
        cards = super()._leader_cards(user)
        if not cards:
            return cards
        env = self.env
        return [
            *cards,
            self._desk_card(
                env._("Explanations to decide on"),
                "cadre.attendance.fact",
                [
                    ("appraisal_id.leader_id.user_id", "=", user.id),
                    ("employee_id.user_id", "!=", user.id),
                    ("state", "=", "counting"),
                    ("explanation", "!=", False),
                ],
                hint=env._("Excuse a day where the reason is justifiable."),
                clause="A-70",
                tone="warning",
                context={"create": False},
            ),
        ]

    def _clerk_cards(self):
        env = self.env
        return [
            *super()._clerk_cards(),
            self._desk_card(
                env._("Days without check-out to clarify"),
                "cadre.attendance.fact",
                [("kind", "=", "unclear"), ("state", "=", "counting")],
                hint=env._("Ask, then set aside or enter what was so."),
                clause="A-11",
            ),
        ]

    def _inspector_cards(self):
        env = self.env
        return [
            *super()._inspector_cards(),
            self._desk_card(
                env._("Absence without leave this year"),
                "cadre.attendance.fact",
                [
                    ("kind", "=", "absent"),
                    ("state", "=", "counting"),
                    ("date", ">=", f"{self._today().year}-01-01"),
                ],
                hint=env._("Facts off the clock; they count by themselves."),
                clause="A-61",
                overview=True,
            ),
        ]
