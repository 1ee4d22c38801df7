from odoo import models
from odoo.exceptions import UserError


class CadreQuarterlyEvaluation(models.Model):
    """A whole team in one sitting: many evaluations take a step, or none (A-28)."""

    _inherit = "cadre.quarterly.evaluation"

    def action_score_team(self):
        """Button of the list: all the chosen drafts are given.

        :raises UserError: naming every one that is not ready, nothing is changed
        """
        drafts = self.filtered(lambda e: e.state == "draft")
        self._refuse_team(self._out_of_turn(self - drafts), drafts._scored_problems())
        drafts.write({"state": "scored"})
        return self._told(self.env._("%s evaluations scored.", len(drafts)))

    def action_feed_back_team(self):
        """Button of the list: all the chosen talks were held, the cadres may see it.

        :raises UserError: naming every one that is not ready, nothing is changed
        """
        ready = self.filtered(lambda e: e.state in ("scored", "talked"))
        self._refuse_team(self._out_of_turn(self - ready), ready._talked_problems())
        ready.filtered(lambda e: e.state == "scored").write({"state": "talked"})
        ready.write({"state": "fed_back"})
        return self._told(self.env._("%s evaluations fed back.", len(ready)))

    def _out_of_turn(self, others):
        """Why evaluations in another state are not for this step."""
        for evaluation in others:
            yield (
                evaluation,
                "A-28",
                self.env._(
                    "%(evaluation)s is at “%(state)s”.",
                    evaluation=evaluation.display_name,
                    state=self._state_label(evaluation.state),
                ),
                self.env._("Take it out of the selection."),
            )

    def _refuse_team(self, *problems):
        """Refuse the step of a whole selection, with each reason by name.

        :param problems: iterables of ``(evaluation, clause code, what, remedy)``
        :raises UserError:
        """
        self.check_access("write")
        if not self:
            raise UserError(self.env._("Choose the evaluations first."))
        self._check_avoidance()
        found = [problem for some in problems for problem in some]
        if not found:
            return
        lines = [
            f"• {what} {remedy} ({code})" for _evaluation, code, what, remedy in found
        ]
        raise UserError(
            self.env._(
                "Nothing was changed: %(count)s of %(all)s are not ready.\n\n%(list)s",
                count=len(found),
                all=len(self),
                list="\n".join(lines),
            )
        )

    def _told(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
