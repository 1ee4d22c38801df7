from datetime import timedelta

from odoo import models


class CadreDesk(models.AbstractModel):
    """Attendance and events on the landing page."""

    _inherit = "cadre.desk"

    def _own_cards(self, user):
        env = self.env
        mine = ("employee_id.user_id", "=", user.id)
        # Last month's days come to be explained in the new year as well.
        since = self._today().replace(day=1) - timedelta(days=31)
        return [
            *super()._own_cards(user),
            self._desk_card(
                env._("My attendance to explain"),
                "cadre.attendance.fact",
                [
                    mine,
                    ("date", ">=", min(since, since.replace(month=1, day=1))),
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
                    ("is_line", "=", True),
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
