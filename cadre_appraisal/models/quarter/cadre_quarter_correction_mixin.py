from odoo import fields, models

from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition

from ..base.roles import BY_LEADER, CLERK
from ..year.cadre_appraisal import UNDECIDED
from .cadre_appraisal import GIVEN

# The talk is held, and the sheet given, anew.
GIVEN_ANEW = (
    "date_talk",
    "talk_place",
    "talk_summary",
    "date_fed_back",
    "date_acknowledged",
    "objection",
    "date_objected",
    "objection_reply",
    "sheet",
)
KEPT = ("score", "grade", "grade_reason", "comment", "quarter", *GIVEN_ANEW)
# An objection that is upheld, a long leave that is found later.
CORRECTIONS = tuple(
    Transition(
        source,
        "draft",
        groups=(CLERK,),
        actors=BY_LEADER,
        check="_check_correctable",
        needs_reason=True,
        clause="A-32",
    )
    for source in GIVEN
)


class CadreQuarterCorrectionMixin(models.AbstractModel):
    """How a quarter that was fed back is put right (A-32).

    It is taken back with a reason, by the leader in charge or the office; what it said
    stays on record, readable for the cadre. Then it is scored, talked about and fed
    back again, or left out.
    """

    _name = "cadre.quarter.correction.mixin"
    _description = "Correction of Quarters"

    correction_ids = fields.One2many(
        "cadre.quarter.correction", "evaluation_id", string="Corrections"
    )

    def action_correct(self):
        """Button of the leader and the office: asks for the reason, takes it back."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "draft", self.env._("Correct the Evaluation")
        )

    def _reason_note(self, target):
        """What is said beside the question for a reason."""
        return self.env._(
            "What was fed back stays on record and the cadre can read it. The "
            "evaluation is scored, talked about and fed back again."
        )

    def _check_correctable(self):
        """What the leading group has decided on is not changed under it (A-42)."""
        for evaluation in self:
            # That a year is decided is asked; the result itself is not told.
            if evaluation.sudo().appraisal_id.state not in UNDECIDED:
                raise self.env["cadre.clause"]._refusal(
                    "A-42",
                    self.env._(
                        "%s: the annual result is decided.", evaluation.display_name
                    ),
                    self.env._(
                        "Ask the chair of the leading group to take the decision back "
                        "first."
                    ),
                )

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "draft" and (given := self.filtered("date_fed_back")):
            given.sudo()._take_back()  # the step was checked just now
        return result

    def _take_back(self):
        """Put on record what was given, and begin anew. As superuser."""
        reason = self.env.context.get("cadre_reason")
        self.env["cadre.quarter.correction"].create(
            [
                {
                    **{name: evaluation[name] for name in KEPT},
                    "evaluation_id": evaluation.id,
                    "employee_id": evaluation.employee_id.id,
                    "company_id": evaluation.company_id.id,
                    "evaluator_id": evaluation.evaluator_id.id,
                    "points": evaluation._given_points(),
                    "date": evaluation.company_id._cadre_date(),
                    "user_id": self.env.uid,
                    "reason": reason,
                }
                for evaluation in self
            ]
        )
        self.write(dict.fromkeys(GIVEN_ANEW, False))
        self._grade_given()
        self._renew_results()

    def _renew_results(self):
        """Annual scores that were computed follow the quarters. As superuser."""
        if computed := self.appraisal_id.filtered(lambda a: a.state == "computed"):
            computed._update_scores()
