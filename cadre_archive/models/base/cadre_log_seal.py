from odoo import api, fields, models
from odoo.exceptions import AccessError


class CadreLogSeal(models.Model):
    """Count and head of the chain after each sealing; printed on annual reports."""

    _name = "cadre.log.seal"
    _description = "Seal of the Log"
    _inherit = ["mail.thread", "mail.activity.mixin", "cadre.subject.mixin"]
    _subject_path = ""
    _company_path = ""
    _order = "count desc"
    _rec_name = "head"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    count = fields.Integer(string="Entries", required=True, readonly=True)
    head = fields.Char(required=True, readonly=True)

    def write(self, vals):
        if set(vals) & {"date", "count", "head"}:
            raise AccessError(self.env._("A seal of the log cannot be changed (R-40)."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(self.env._("A seal of the log cannot be deleted (R-40)."))
