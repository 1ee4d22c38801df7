from datetime import timedelta

from odoo import api, models

from ..base.roles import CLERK, COMMITTEE, HEAD
from ..file.cadre_dossier import CUSTODY_STATES


class CadreDesk(models.AbstractModel):
    _inherit = "cadre.desk"

    @api.model
    def _desk_cards(self, app):
        cards = super()._desk_cards(app)
        if app == "archive":
            user = self.env.user
            cards += self._archive_cards_decide()
            if user.has_group(CLERK):
                cards += self._archive_cards_counter()
                cards += self._archive_cards_custody()
        return [card for card in cards if card]

    @api.model
    def _archive_cards_decide(self):
        user = self.env.user
        roles = [
            role
            for role, group in (("head", HEAD), ("committee", COMMITTEE))
            if user.has_group(group)
        ]
        if not roles:
            return []
        return [
            self._desk_card(
                self.env._("Applications to decide"),
                "cadre.access",
                [
                    ("state", "=", "submitted"),
                    ("approver_role", "in", roles),
                    ("requester_id", "!=", user.id),
                ],
                hint=self.env._("Approve or refuse them"),
                clause="R-07",
                tone="warning",
                views="kanban,list,form",
            )
        ]

    @api.model
    def _archive_cards_counter(self):
        today = self.env.company._cadre_date()
        clause = self.env["cadre.clause"]
        notice = clause._number("R-17", "loan_days") - clause._number(
            "R-17", "due_soon_day"
        )
        loans = [("state", "=", "in_use"), ("kind", "=", "loan")]
        soon = today + timedelta(days=notice)
        return [
            self._desk_card(
                self.env._("Loans overdue"),
                "cadre.access",
                [*loans, ("date_due", "<", today)],
                hint=self.env._("Call the borrower and get the files back"),
                clause="R-17",
                tone="danger",
            ),
            self._desk_card(
                self.env._("Loans due soon"),
                "cadre.access",
                [*loans, ("date_due", ">=", today), ("date_due", "<=", soon)],
                hint=self.env._("Remind the borrower"),
                clause="R-17",
                tone="warning",
            ),
            self._desk_card(
                self.env._("Approved, to hand out"),
                "cadre.access",
                [("state", "=", "approved")],
                hint=self.env._("Count the pages with the reader"),
                clause="R-02",
            ),
            self._desk_card(
                self.env._("Drafts to submit"),
                "cadre.access",
                [("state", "=", "draft"), ("requester_id", "=", self.env.uid)],
                hint=self.env._("Complete and submit them"),
                clause="R-02",
            ),
            self._desk_card(
                self.env._("Handed out"),
                "cadre.access",
                [("state", "=", "in_use")],
                hint=self.env._("Take back, count the pages"),
                clause="R-10",
            ),
            self._desk_card(
                self.env._("Returned, to close"),
                "cadre.access",
                [("state", "=", "returned")],
                hint=self.env._("See that every reader has signed"),
                clause="R-08",
            ),
        ]

    @api.model
    def _archive_cards_custody(self):
        """The custody equation: files on register = sum over the places (R-69)."""
        equation = self.env["cadre.dossier"]._custody_equation()
        labels = dict(
            self.env["cadre.dossier"]
            ._fields["custody_state"]
            ._description_selection(self.env)
        )
        present = [state for state, _label in CUSTODY_STATES if equation[state]]
        cards = [
            self._desk_card(
                self.env._("Files on register"),
                "cadre.dossier",
                [("active", "in", (True, False))],
                hint=" + ".join(str(equation[state]) for state in present),
                clause="R-69",
                overview=True,
                views="kanban,list,form",
            )
        ]
        for state in present:
            cards.append(
                self._desk_card(
                    labels[state],
                    "cadre.dossier",
                    [
                        ("custody_state", "=", state),
                        ("active", "in", (True, False)),
                    ],
                    overview=True,
                )
            )
        return cards
