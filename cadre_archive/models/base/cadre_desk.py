from odoo import api, models

# What waits is counted so far; whoever has more of it needs no exact number.
COUNT_LIMIT = 1000


class CadreDesk(models.AbstractModel):
    """The landing page of each app: what waits for this person now.

    Any model that has something to do for somebody declares ``_desk_cards(app)``, which
    gives its cards as :meth:`_desk_card` builds them; the desk collects them from the
    registry. All counts are made with the rights of the person, so a card never tells
    of a file that its reader may not see. To-do cards count up to ``COUNT_LIMIT``.
    """

    _name = "cadre.desk"
    _description = "Landing Page"

    @api.model
    @api.readonly
    def get_desk(self, app):
        """What the landing page shows.

        :param str app: ``archive`` or ``appraisal``
        :return: name of the person, to-do cards and overview cards, each with
            ``title``, ``count``, ``is_more``, ``hint``, ``clause``, ``tone`` and
            ``action``
        """
        cards = sorted(self._collect(app), key=lambda card: card.pop("sequence"))
        return {
            "name": self.env.user.name,
            "todo": [card for card in cards if not card["overview"]],
            "overview": [card for card in cards if card["overview"]],
        }

    @api.model
    def _collect(self, app):
        """The cards that the models declare for an app, without the forbidden ones."""
        return [
            card
            for name, model in self.env.registry.items()
            if hasattr(model, "_desk_cards")
            for card in self.env[name]._desk_cards(app)
            if card
        ]

    @api.model
    def _desk_cards(self, app):
        """Hook, on any model: its cards of one app; this one has none of its own."""
        return []

    @api.model
    def _notice(self, message, kind="success", following="soft_reload"):
        """What a button has done, in a word; the screen behind is loaded anew.

        :param str message: translated
        :param str kind: ``success`` or ``info``
        :param str following: tag of the client action after it
        :return: the client action
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": following},
            },
        }

    @api.model
    def _desk_card(
        self,
        title,
        model,
        domain,
        hint="",
        clause="",
        tone="info",
        overview=False,
        views="list,form",
        context=None,
        sequence=100,
        hidden=0,
    ):
        """Build a card that counts records and opens them.

        :param str title: translated
        :param str model: name of the model
        :param domain: which of its records
        :param str hint: one translated line about what to do
        :param str clause: id of the clause that asks for it
        :param str tone: ``danger``, ``warning``, ``info`` or ``success``
        :param bool overview: a figure to look at rather than something to do
        :param str views: view types of the list that opens
        :param int sequence: its place on the page, among all cards of the app
        :param int hidden: how many records it counts that the person may not open; it
            then opens where something can be done about them
        :return: the card, or None when the person may not read the model
        """
        if not self.env[model].has_access("read"):
            return None
        # Figures to look at are exact: the custody equation is one.
        limit = None if overview else COUNT_LIMIT
        count = hidden or self.env[model].search_count(domain, limit and limit + 1)
        is_more = bool(limit and not hidden and count > limit)
        return {
            "title": title,
            "count": limit if is_more else count,
            "is_more": is_more,
            "is_of_hidden": bool(hidden),
            "hint": hint,
            "clause": clause,
            "tone": tone,
            "overview": overview,
            "sequence": sequence,
            "action": {
                "type": "ir.actions.act_window",
                "name": title,
                "res_model": model,
                "views": [[False, view] for view in views.split(",")],
                "domain": list(domain),
                "context": context or {},
            },
        }
