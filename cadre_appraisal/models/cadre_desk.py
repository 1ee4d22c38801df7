from datetime import timedelta

from odoo import api, fields, models

BOARD = "kanban,list,form"


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        if app != "appraisal":
            return cards
        user = self.env.user
        cards += self._own_cards(user) + self._leader_cards(user)
        if user.has_group("cadre_appraisal.group_cadre_appraisal_clerk"):
            cards += self._clerk_cards()
        if user.has_group("cadre_appraisal.group_cadre_discipline_inspector"):
            cards += self._inspector_cards()
        if user.has_group("cadre_appraisal.group_cadre_leading_group_member"):
            cards += self._leading_group_cards()
        return [card for card in cards if card]

    def _today(self):
        return fields.Date.context_today(self)

    def _own_cards(self, user):
        """What every cadre has to do for himself."""
        env, today = self.env, self._today()
        mine = ("employee_id.user_id", "=", user.id)
        running = ("cycle_id.state", "=", "open")
        opens = int(env["cadre.clause"]._number("A-25", "window_opens"))
        due = int(env["cadre.clause"]._number("A-25", "window_due"))
        # The window of a month is open from its day "opens" on.
        opened = ("month", "<=", today - timedelta(days=opens - 1))
        return [
            self._straight_to_the_oldest(
                self._desk_card(
                    env._("My monthly records to hand in"),
                    "cadre.monthly.record",
                    [mine, running, ("state", "!=", "submitted"), opened],
                    hint=env._(
                        "From day %(opens)s of the month on, late after day %(due)s "
                        "of the next.",
                        opens=opens,
                        due=due,
                    ),
                    clause="A-25",
                    tone="warning",
                )
            ),
            self._desk_card(
                env._("My evaluations to acknowledge"),
                "cadre.quarterly.evaluation",
                [mine, ("state", "=", "fed_back")],
                hint=env._("Your leader has told you the result of the quarter."),
                clause="A-32",
                tone="info",
            ),
        ]

    def _straight_to_the_oldest(self, card):
        """Let a card of months open the oldest one itself: one tap (A-20)."""
        if card and card["count"]:
            action = card["action"]
            record = self.env[action["res_model"]].search(
                action["domain"], order="month", limit=1
            )
            card["action"] = {
                **action,
                "views": [[False, "form"]],
                "res_id": record.id,
            }
        return card

    def _leader_cards(self, user):
        """What a leader in charge has to do for his line; nothing for others."""
        env, today = self.env, self._today()
        led = ("leader_id.user_id", "=", user.id)
        evaluations = self.env["cadre.quarterly.evaluation"]
        if not evaluations.search_count([led], limit=1):
            return []
        running = ("cycle_id.state", "=", "open")
        board = {"search_default_group_state": 1}
        ended = self._ended_quarters(today)
        return [
            self._desk_card(
                env._("Evaluations to write"),
                "cadre.quarterly.evaluation",
                [
                    led,
                    running,
                    ("state", "=", "draft"),
                    ("is_excluded", "=", False),
                    *ended,
                ],
                hint=env._("Score the five contents and write a comment."),
                clause="A-28",
                tone="warning",
                views=BOARD,
                context=board,
            ),
            self._desk_card(
                env._("Talks to hold"),
                "cadre.quarterly.evaluation",
                [led, running, ("state", "=", "scored")],
                hint=env._("A heart-to-heart talk before the feedback."),
                clause="A-31",
                views=BOARD,
                context=board,
            ),
            self._desk_card(
                env._("Feedback to give"),
                "cadre.quarterly.evaluation",
                [led, running, ("state", "=", "talked")],
                clause="A-32",
                views=BOARD,
                context=board,
            ),
            self._desk_card(
                env._("Monthly records of my line"),
                "cadre.monthly.record",
                [led, running, ("state", "=", "submitted")],
                hint=env._("Send back what is not right."),
                clause="A-25",
                overview=True,
            ),
        ]

    def _ended_quarters(self, today):
        """Quarters that are over: those of past years, and of this year up to now."""
        over = [str(quarter) for quarter in range(1, (today.month - 1) // 3 + 1)]
        return [
            "|",
            ("cycle_id.year", "<", today.year),
            "&",
            ("cycle_id.year", "=", today.year),
            ("quarter", "in", over),
        ]

    def _clerk_cards(self):
        env, today = self.env, self._today()
        running = ("cycle_id.state", "=", "open")
        return [
            self._desk_card(
                env._("Overdue monthly records"),
                "cadre.monthly.record",
                [running, ("state", "!=", "submitted"), ("date_due", "<", today)],
                hint=env._("Remind the cadre, then the leader."),
                clause="A-25",
                tone="danger",
            ),
            self._desk_card(
                env._("Years being prepared or opened"),
                "cadre.appraisal.cycle",
                [("state", "in", ("draft", "opening"))],
                hint=env._("Check the weights, then open the year."),
                clause="A-06",
            ),
            self._desk_card(
                env._("Cadres without a leader in charge"),
                "cadre.appraisal",
                [running, ("leader_id", "=", False)],
                hint=env._("Nobody can evaluate them: name a leader."),
                clause="A-28",
                tone="warning",
            ),
            self._desk_card(
                env._("Quarters not evaluated"),
                "cadre.quarterly.evaluation",
                [
                    running,
                    ("state", "=", "draft"),
                    ("is_excluded", "=", False),
                    *self._ended_quarters(today),
                ],
                clause="A-28",
                overview=True,
                views=BOARD,
            ),
            self._desk_card(
                env._("Provisional scores"),
                "cadre.appraisal",
                [running, ("state", "=", "computed"), ("missing_parts", "!=", False)],
                hint=env._("A part is missing; it is never zero."),
                clause="A-03",
                overview=True,
            ),
        ]

    def _inspector_cards(self):
        env, today = self.env, self._today()
        return [
            self._desk_card(
                env._("Events to take up"),
                "cadre.conduct.event",
                [("state", "=", "reported")],
                clause="A-33",
                tone="warning",
                views=BOARD,
            ),
            self._desk_card(
                env._("Events under investigation"),
                "cadre.conduct.event",
                [("state", "=", "investigating")],
                clause="A-34",
                views=BOARD,
            ),
            self._desk_card(
                env._("Events past their time limit"),
                "cadre.conduct.event",
                [
                    ("state", "in", ("reported", "investigating", "verified")),
                    ("date_due", "<", today),
                ],
                hint=env._("Handle them without delay."),
                clause="A-34",
                tone="danger",
                views=BOARD,
            ),
        ]

    def _leading_group_cards(self):
        env = self.env
        return [
            self._desk_card(
                env._("Results to decide"),
                "cadre.appraisal",
                [("state", "=", "computed"), ("missing_parts", "=", False)],
                hint=env._("The score suggests, the leading group decides."),
                clause="A-42",
                tone="warning",
            ),
            self._desk_card(
                env._("Ranking of the year"),
                "cadre.appraisal.cycle",
                [("date_computed", "!=", False), ("state", "=", "open")],
                hint=env._("Open the year and print the ranking."),
                clause="A-42",
                overview=True,
            ),
        ]
