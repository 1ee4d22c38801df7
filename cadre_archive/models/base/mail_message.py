from odoo import api, models


class MailMessage(models.Model):
    """R-11: nothing of a scan goes out by mail or stands in a chatter."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if any(vals.get("attachment_ids") for vals in vals_list):
            messages.sudo().attachment_ids._cadre_refuse()
        return messages

    def write(self, vals):
        result = super().write(vals)
        if vals.get("attachment_ids"):
            self.sudo().attachment_ids._cadre_refuse()
        return result
