from odoo import models


class MailMail(models.Model):
    """A request counts as made when its mail went out, not when it was written."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(self, *args, **kwargs):
        sent = self.filtered(lambda mail: mail.state == "sent")
        if sent:
            # The mail queue acts for nobody; it says what happened.
            self.env["cadre.expected.material"].sudo().search(
                [("request_mail_id", "in", sent.ids)]
            )._after_asking()
        return super()._postprocess_sent_message(*args, **kwargs)
