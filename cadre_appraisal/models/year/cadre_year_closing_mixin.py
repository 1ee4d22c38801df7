from odoo import models


class CadreYearClosingMixin(models.AbstractModel):
    """How a year is closed and opened again (A-48).

    Whoever closes it is told what is still open in it, and then gives a reason.
    """

    _name = "cadre.year.closing.mixin"
    _description = "Closing of a Year"

    def action_close(self):
        """Button: nothing more is recorded in this year; asks where more is due."""
        self.ensure_one()
        if self._pending():
            return self.env["cadre.appraisal.reason"]._ask(
                self, "closed", self.env._("Close the Year")
            )
        self.write({"state": "closed"})
        return False

    def action_reopen(self):
        """Button of the chair: asks for the reason, then the year goes on."""
        return self.env["cadre.appraisal.reason"]._ask(
            self, "open", self.env._("Open the Year Again")
        )

    def _pending(self):
        """What is still open in the year, as ``(words, count)``."""
        self.ensure_one()
        return self.env["cadre.closed.mixin"]._pending(self)

    def _reason_note(self, target):
        """What is said beside the question for a reason."""
        if target != "closed":
            return self.env._(
                "Everything in the year can be worked on again until it is closed."
            )
        lines = [
            self.env._("• %(words)s: %(count)s", words=words, count=count)
            for words, count in self._pending()
        ]
        return "\n".join((self.env._("Still open in this year:"), *lines))

    def _check_close(self):
        """What is still open is closed only with a reason (A-48)."""
        for cycle in self:
            if self.env.context.get("cadre_reason") or not cycle._pending():
                continue
            raise self.env["cadre.clause"]._refusal(
                "A-48",
                cycle._reason_note("closed"),
                self.env._(
                    "Settle it, or close the year with the button, which asks for the "
                    "reason."
                ),
            )
