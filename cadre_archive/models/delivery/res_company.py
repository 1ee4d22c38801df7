from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    """The take-over of the old files: open at first, closed once, for good (R-39)."""

    _inherit = "res.company"

    cadre_takeover_closed_on = fields.Datetime(
        string="Take-over closed on",
        readonly=True,
        copy=False,
        help="R-39: from then on a material comes into a file by a delivery only.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_takeover_untouched(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_takeover_untouched(vals)
        return super().write(vals)

    @api.model
    def _check_takeover_untouched(self, vals):
        if "cadre_takeover_closed_on" in vals and not self.env.su:
            raise self.env["cadre.clause"]._refusal(
                "R-39",
                self.env._("The take-over is not opened or closed by hand."),
                self.env._("The archive head closes it, once, under Configuration."),
                exception=AccessError,
            )

    def _close_cadre_takeover(self):
        """Close the take-over of the old files in these offices.

        The caller has checked that it is the archive head of each.
        """
        still_open = self.filtered(lambda c: not c.cadre_takeover_closed_on)
        # An archive head does not administer companies: this one field only.
        still_open.sudo().write({"cadre_takeover_closed_on": fields.Datetime.now()})
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": company.id,
                    "action": "close_takeover",
                    "clause": "R-39",
                }
                for company in still_open
            ]
        )
