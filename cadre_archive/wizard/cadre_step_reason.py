from odoo import api, fields, models
from odoo.exceptions import UserError

MODELS = ("cadre.access", "cadre.extract", "cadre.information.slip")


class CadreStepReason(models.TransientModel):
    """Asks for the reason of a step; the step itself checks everything."""

    _name = "cadre.step.reason"
    _description = "Reason of a Step"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)
    target = fields.Char(required=True, readonly=True)
    reason = fields.Text(required=True, help="The register keeps it.")

    @api.model
    def _ask(self, records, target):
        """The window that asks.

        :param records: of one of the models that take steps this way
        :param str target: the state
        """
        return {
            "type": "ir.actions.act_window",
            "name": records._state_label(target),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": records._name,
                "default_res_ids": records.ids,
                "default_target": target,
                "dialog_size": "medium",
            },
        }

    def action_confirm(self):
        self.ensure_one()
        if self.res_model not in MODELS:
            raise UserError(self.env._("This step asks for no reason."))
        records = self.env[self.res_model].browse(self.res_ids)
        records.check_access("write")
        records._transition(self.target, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
