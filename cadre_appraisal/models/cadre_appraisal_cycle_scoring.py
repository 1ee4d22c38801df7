from odoo import fields, models
from odoo.exceptions import AccessError

from .cadre_appraisal_cycle import CLERK
from .cadre_appraisal_cycle_opening import QUIET


class CadreAppraisalCycle(models.Model):
    """Scores of a year, for everybody at once (A-43, A-45)."""

    _inherit = "cadre.appraisal.cycle"

    def action_compute_scores(self):
        """Button: annual score and suggested grade of everybody in the year.

        :raises AccessError: unless the user is appraisal clerk
        :raises UserError: unless the year is under way
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise self.env["cadre.clause"]._refusal(
                "A-43",
                self.env._("Only the appraisal clerk computes the scores."),
                self.env._("Ask the office."),
                exception=AccessError,
            )
        if self.state != "open":
            raise self.env["cadre.clause"]._refusal(
                "A-43",
                self.env._("Scores are computed while the year is under way."),
                self.env._("Open the year first."),
            )
        # The clerk's role was checked; his own row, which he may not see, is
        # computed like everybody's.
        done = self.sudo()._compute_scores()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Scores of %(count)s cadres computed, %(provisional)s of them "
                    "provisional because a part is missing (A-03).",
                    **done,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _compute_scores(self):
        """Compute and store the scores of all results not decided yet. As superuser.

        :return: dict ``count, provisional``
        """
        self.ensure_one()
        appraisals = (
            self.env["cadre.appraisal"]
            .with_context(**QUIET)
            .search([("cycle_id", "=", self.id), ("state", "in", ("open", "computed"))])
        )
        appraisals._update_scores()
        appraisals.filtered(lambda a: a.state == "open").write({"state": "computed"})
        self.date_computed = fields.Datetime.now()
        return {
            "count": len(appraisals),
            "provisional": len(appraisals.filtered("missing_parts")),
        }
