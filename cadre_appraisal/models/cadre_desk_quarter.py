from odoo import api, models

OBJECTED = [("has_objection", "=", True), ("objection_reply", "=", False)]


class CadreDesk(models.AbstractModel):
    """What the quarters ask of leaders, delegates and the office."""

    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        if app != "appraisal":
            return cards
        more = [*self._judge_cards(), self._kin_card()]
        if self.env.user.has_group("cadre_appraisal.group_cadre_appraisal_clerk"):
            more.append(
                self._desk_card(
                    self.env._("Consequences to confirm"),
                    "cadre.consequence",
                    [("state", "=", "proposed")],
                    hint=self.env._("A poor quarter costs its attendance award."),
                    clause="A-54",
                    tone="warning",
                )
            )
        return cards + [card for card in more if card]

    def _judge_cards(self):
        """Objections, and the lines that the user stands in for today."""
        env, user = self.env, self.env.user
        evaluations = env["cadre.quarterly.evaluation"]
        mine = [("is_mine_to_judge", "=", True)]
        clerk = user.has_group("cadre_appraisal.group_cadre_appraisal_clerk")
        cards = []
        if clerk or evaluations.search_count(mine, limit=1):
            cards.append(
                self._desk_card(
                    env._("Objections to answer"),
                    evaluations._name,
                    [
                        ("cycle_id.state", "=", "open"),
                        ("employee_id.user_id", "!=", user.id),
                        *OBJECTED,
                    ],
                    hint=env._("A cadre objects to his quarter in words; answer him."),
                    clause="A-32",
                    tone="danger",
                )
            )
        if env["cadre.appraisal.delegation"]._running_of(user.ids):
            cards.append(
                self._desk_card(
                    env._("To evaluate in a leader's place"),
                    evaluations._name,
                    [
                        *mine,
                        ("leader_id.user_id", "!=", user.id),
                        ("cycle_id.state", "=", "open"),
                        ("state", "in", ("draft", "scored", "talked")),
                        ("is_excluded", "=", False),
                        *self._ended_quarters(self._today()),
                    ],
                    hint=env._("You stand in for a leader in charge."),
                    clause="A-28",
                    tone="warning",
                    views="kanban,list,form",
                    context={"search_default_group_state": 1},
                )
            )
        return cards

    def _kin_card(self):
        """A leader who is a relative of a cadre of his line is told so (A-28).

        The cadre is his own relative: he learns nothing that he does not know.
        """
        env = self.env
        own = env["hr.employee"]._of_user()
        kin = set().union(*own._avoided_employees().values()) - set(own.ids)
        if not kin:
            return None
        # Quarters of relatives are hidden from him; he gets their number alone.
        waiting_sudo = (
            env["cadre.quarterly.evaluation"]
            .sudo()
            .search(
                [
                    ("leader_id", "in", own.ids),
                    ("employee_id", "in", list(kin)),
                    ("cycle_id.state", "=", "open"),
                    ("state", "in", ("draft", "scored", "talked")),
                    ("is_excluded", "=", False),
                ]
            )
            .filtered(lambda evaluation: not evaluation.delegate_user_ids)
        )
        if not waiting_sudo:
            return None
        card = self._desk_card(
            env._("Relatives in your line"),
            "cadre.appraisal.delegation",
            [("leader_id", "in", own.ids)],
            hint=env._("You may not evaluate them: name a delegate."),
            clause="A-28",
            tone="danger",
        )
        return {**card, "count": len(waiting_sudo)}
