from odoo import api, models


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        """What is missing in the line of a leader, or for the clerk everywhere."""
        cards = super()._desk_cards(app)
        if app != "appraisal":
            return cards
        env = self.env
        clerk = env.user.has_group("cadre_appraisal.group_cadre_appraisal_clerk")
        domain = [("date_since", "<=", self._today())]
        if not clerk:
            domain += [("leader_id.user_id", "=", env.uid)]
        missing = env["cadre.appraisal.missing"]
        if clerk or missing.search_count(domain, limit=1):
            cards.append(
                self._desk_card(
                    env._("What is missing"),
                    missing._name,
                    domain,
                    hint=env._("By person, since when; remind all at once."),
                    clause="A-25",
                    overview=True,
                    views="list,kanban",
                    context={"search_default_group_responsible": 1},
                )
            )
        return cards
