from odoo import api, fields, models
from odoo.exceptions import UserError

MODELS = (
    "cadre.monthly.record",
    "cadre.conduct.event",
    "cadre.appraisal",
    "cadre.appraisal.cycle",
    "cadre.consequence",
    "cadre.quarterly.evaluation",
    "cadre.attendance.fact",
)


class CadreAppraisalReason(models.TransientModel):
    """Asks for the written reason of a step, then takes it through its gate."""

    _name = "cadre.appraisal.reason"
    _description = "Reason of a Step"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    target = fields.Char(required=True, readonly=True)
    reason = fields.Text(required=True)
    note = fields.Text(compute="_compute_note")

    @api.depends("res_model", "res_id", "target")
    def _compute_note(self):
        """What the record itself says beside the question."""
        for question in self:
            question.note = False
            if question.res_model not in MODELS:
                continue
            record = self.env[question.res_model].browse(question.res_id)
            if record.has_access("read") and hasattr(record, "_reason_note"):
                question.note = record._reason_note(question.target)

    @api.model
    def _ask(self, record, target, title):
        """Open the question.

        :param record: one record of a model with transitions
        :param str target: the state to reach
        :param str title: of the window, translated
        :return: the window action
        """
        record.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_res_model": record._name,
                "default_res_id": record.id,
                "default_target": target,
            },
        }

    def action_confirm(self):
        """Take the step with its reason; the record's own gate checks everything."""
        self.ensure_one()
        if self.res_model not in MODELS:
            raise UserError(self.env._("This step needs no reason."))
        reason = (self.reason or "").strip()
        self.env[self.res_model].browse(self.res_id)._transition(self.target, reason)
        return {"type": "ir.actions.act_window_close"}
