from odoo import fields, models


class CadreLogSeal(models.Model):
    """Count and head of the chain after each sealing; printed on annual reports."""

    _name = "cadre.log.seal"
    _description = "Seal of the Log"
    _inherit = ["mail.thread", "mail.activity.mixin", "cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _append_only = "R-40"
    _order = "count desc"
    _rec_name = "head"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    count = fields.Integer(string="Entries", required=True, readonly=True)
    head = fields.Char(required=True, readonly=True)
