from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ...rules import months
from ..base.roles import CLERK
from ..month.cadre_monthly_record import QUARTERS
from ..quarter.cadre_appraisal import GIVEN


class CadreConsequence(models.Model):
    """What a grade costs a cadre: proposed by the system, confirmed by the office.

    =============  ========================================================
    read           clerk and leading group, never about themselves or a
                   relative; the cadre his own once confirmed
    create         only the feedback of a grade
    confirm, set aside   clerk, never for himself or a relative
    reverse        clerk with a reason; the system when the grade changes
    unlink         nobody
    =============  ========================================================
    """

    _name = "cadre.consequence"
    _description = "Consequence"
    _inherit = ["cadre.personal.mixin", "cadre.guard.mixin", "cadre.transition.mixin"]
    _subject_path = "employee_id"
    _guard_clause = "A-54"
    _undeletable = "A-54"
    _order = "date_from desc, id desc"
    _initial_state = "proposed"
    _transitions = (
        Transition(
            "proposed",
            "confirmed",
            groups=(CLERK,),
            check="_check_confirmed",
            clause="A-54",
        ),
        Transition(
            "proposed",
            "reversed",
            groups=(CLERK,),
            check="_check_others",
            clause="A-54",
            needs_reason=True,
        ),
        Transition(
            "confirmed",
            "reversed",
            groups=(CLERK,),
            check="_check_others",
            clause="A-54",
            needs_reason=True,
        ),
    )

    kind_id = fields.Many2one(
        "cadre.consequence.kind", required=True, ondelete="restrict"
    )
    evaluation_id = fields.Many2one("cadre.quarterly.evaluation", ondelete="restrict")
    quarter = fields.Selection(QUARTERS)
    rate = fields.Float(
        string="Deducted (%)",
        digits=(5, 2),
        aggregator="avg",
        help="A-54: share of the award of the period, as the clause had it when "
        "the year was opened.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="Until", required=True)
    date_proposed = fields.Date(
        string="Proposed on",
        required=True,
        default=lambda self: self.env.company._cadre_date(),
    )
    date_confirmed = fields.Date(string="Confirmed on")
    confirmed_by_id = fields.Many2one(
        "res.users", string="Confirmed by", ondelete="restrict"
    )
    reversal_reason = fields.Text(string="Why reversed")
    is_set_aside = fields.Boolean(
        string="Set aside by the office",
        help="A-54: what the office set aside is not proposed anew.",
    )
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("confirmed", "Confirmed"),
            ("reversed", "Reversed"),
        ],
        default="proposed",
        required=True,
        copy=False,
        index=True,
        group_expand=True,
    )

    _once_uniq = models.UniqueIndex(
        "(evaluation_id, kind_id) WHERE state <> 'reversed'",
        "A-54: this quarter has the consequence already.",
    )
    _rate_check = models.Constraint(
        "CHECK(rate BETWEEN 0 AND 100)",
        "A-54: a share lies between 0 and 100 percent. Correct the number.",
    )

    # --- Walls ---

    @api.model
    def _avoidance_exemption(self, mode):
        return (
            Domain(mode == "read")
            & Domain("date_confirmed", "!=", False)
            & Domain("employee_id.user_id", "=", self.env.uid)
        )

    @api.depends("kind_id", "employee_id", "cycle_id.year", "quarter")
    def _compute_display_name(self):
        for record in self:
            period = f"Q{record.quarter} " if record.quarter else ""
            record.display_name = (
                f"{record.cycle_id.year} {period}{record.employee_id.name or ''}"
            )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_made_by_year(
            self.env._("A consequence follows from a grade that is fed back."),
            self.env._("Evaluate the quarter."),
        )
        return super().create(vals_list)

    # --- Business ---

    @api.model
    def _desk_cards(self, app):
        if app != "appraisal" or not self.env.user.has_group(CLERK):
            return []
        return [
            self.env["cadre.desk"]._desk_card(
                self.env._("Consequences to confirm"),
                self._name,
                [("state", "=", "proposed")],
                hint=self.env._("A poor quarter costs its attendance award."),
                clause="A-54",
                tone="warning",
                sequence=70,
            )
        ]

    @api.model
    def _open_matters(self):
        return [
            (self.env._("Consequences not confirmed"), [("state", "=", "proposed")])
        ]

    def _check_others(self):
        """Nobody decides on a consequence for himself or a relative (A-54)."""
        self._check_not_own("A-54")

    def _check_confirmed(self):
        self._check_others()
        for record in self:
            # The grade is asked by the office, which reads every given evaluation.
            evaluation = record.evaluation_id
            if evaluation and (
                evaluation.state not in GIVEN
                or evaluation.grade != record.kind_id.grade
            ):
                raise self.env["cadre.clause"]._refusal(
                    record.kind_id.clause_id.code,
                    self.env._(
                        "%s: the grade of the quarter is another one now.",
                        record.display_name,
                    ),
                    self.env._("Set it aside with a reason."),
                )

    def _after_transition(self, target):
        result = super()._after_transition(target)
        stamps = {
            "confirmed": {
                "date_confirmed": self[:1].company_id._cadre_date(),
                "confirmed_by_id": self.env.uid,
            },
            "reversed": {
                "reversal_reason": self.env.context.get("cadre_reason"),
                "is_set_aside": not self.env.su,
            },
        }[target]
        self.sudo().write(stamps)  # stamps of the step checked just now
        return result

    @api.model
    def _reconcile(self, evaluations):
        """Propose what follows from the grades of quarters, once; reverse what no
        longer does. Run again it changes nothing (A-54).

        :param evaluations: quarterly evaluations, fed back or not
        :return: the consequences proposed just now
        """
        # Proposals are made by the system: nobody may write them by hand. The steps
        # that lead here checked their persons.
        evaluations_sudo = evaluations.sudo()
        model_sudo = self.sudo()
        kinds = self.env["cadre.consequence.kind"].search([("basis", "=", "quarter")])
        # What the office set aside is not proposed anew.
        settled = model_sudo.search(
            [
                ("evaluation_id", "in", evaluations_sudo.ids),
                "|",
                ("state", "!=", "reversed"),
                ("is_set_aside", "=", True),
            ]
        )
        given = evaluations_sudo.filtered(lambda e: e.state in GIVEN)
        over = settled.filtered(
            lambda c: (
                c.state != "reversed"
                and (
                    c.evaluation_id not in given
                    or c.evaluation_id.grade != c.kind_id.grade
                )
            )
        )
        if over:
            over._transition("reversed", self.env._("The grade was changed."))
        have = {(c.evaluation_id.id, c.kind_id.id) for c in settled - over}
        values = [
            self._quarter_values(evaluation, kind)
            for kind in kinds
            for evaluation in given
            if evaluation.grade == kind.grade and (evaluation.id, kind.id) not in have
        ]
        proposed = model_sudo.create(values)
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": record.id,
                    "action": "propose",
                    "state_to": "proposed",
                    "clause": record.kind_id.clause_id.code,
                    "subject_id": record.employee_id.id,
                }
                for record in proposed
            ]
        )
        return proposed

    @api.model
    def _quarter_values(self, evaluation, kind):
        span = months.months_of_quarter(
            evaluation.cycle_id.year, int(evaluation.quarter)
        )
        return {
            "kind_id": kind.id,
            "evaluation_id": evaluation.id,
            "cycle_id": evaluation.cycle_id.id,
            "employee_id": evaluation.employee_id.id,
            "department_id": evaluation.department_id.id,
            "leader_id": evaluation.leader_id.id,
            "company_id": evaluation.company_id.id,
            "quarter": evaluation.quarter,
            "rate": kind._rate(evaluation.cycle_id),
            "date_proposed": evaluation.company_id._cadre_date(),
            "date_from": span[0],
            "date_to": months.last_day(span[-1]),
        }

    @api.model
    def _cron_reconcile(self):
        """Catch up: quarters whose grade and consequences do not agree."""
        grades = (
            self.env["cadre.consequence.kind"]
            .search([("basis", "=", "quarter")])
            .mapped("grade")
        )
        running = [("cycle_id.state", "=", "open")]
        evaluations = self.env["cadre.quarterly.evaluation"].search(
            [*running, ("state", "in", GIVEN), ("grade", "in", grades)]
        )
        standing = self.search([*running, ("state", "!=", "reversed")])
        self._reconcile(evaluations | standing.evaluation_id)

    # --- Actions ---

    def action_confirm(self):
        """Button of the office: the award is cut."""
        self.write({"state": "confirmed"})

    def action_reverse(self):
        """Button of the office: asks for the reason, then sets it aside."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "reversed", self.env._("Set Aside")
        )
