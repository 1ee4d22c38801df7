from datetime import timedelta

from odoo import api, fields, models

BOARD = "kanban,list,form"
OBJECTED = [("has_objection", "=", True), ("objection_reply", "=", False)]


class CadreDesk(models.AbstractModel):
    """What the quarters ask of leaders, delegates and the office."""

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
        cards += [*self._judge_cards(), self._kin_card()]
        if user.has_group("cadre_appraisal.group_cadre_appraisal_clerk"):
            cards.append(
                self._desk_card(
                    self.env._("Consequences to confirm"),
                    "cadre.consequence",
                    [("state", "=", "proposed")],
                    hint=self.env._("A poor quarter costs its attendance award."),
                    clause="A-54",
                    tone="warning",
                )
            )
        cards.append(self._missing_card())
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
        # Last month's days come to be explained in the new year as well.
        since = today.replace(day=1) - timedelta(days=31)
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
            self._desk_card(
                env._("Days without check-out to clarify"),
                "cadre.attendance.fact",
                [("kind", "=", "unclear"), ("state", "=", "counting")],
                hint=env._("Ask, then set aside or enter what was so."),
                clause="A-11",
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

    def _missing_card(self):
        """What is missing in the line of a leader, or for the clerk everywhere."""
        env = self.env
        clerk = env.user.has_group("cadre_appraisal.group_cadre_appraisal_clerk")
        domain = [("date_since", "<=", self._today())]
        if not clerk:
            domain += [("leader_id.user_id", "=", env.uid)]
        missing = env["cadre.appraisal.missing"]
        if not clerk and not missing.search_count(domain, limit=1):
            return None
        return self._desk_card(
            env._("What is missing"),
            missing._name,
            domain,
            hint=env._("By person, since when; remind all at once."),
            clause="A-25",
            overview=True,
            views="list,kanban",
            context={"search_default_group_responsible": 1},
        )
