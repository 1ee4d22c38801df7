from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.base.roles import HEAD


class CadreTakeoverClose(models.TransientModel):
    """Closes the legacy import of the old files, once and for good (R-39)."""

    _name = "cadre.takeover.close"
    _description = "Close the Legacy Import"

    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    closed_on = fields.Datetime(
        related="company_id.cadre_takeover_closed_on", related_sudo=False
    )
    taken_over_count = fields.Integer(
        string="Materials imported", compute="_compute_taken_over_count"
    )
    is_sure = fields.Boolean(string="All old catalogues are in")

    @api.depends("company_id")
    def _compute_taken_over_count(self):
        for wizard in self:
            wizard.taken_over_count = self.env["cadre.material"].search_count(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("origin", "=", "takeover"),
                ]
            )

    def action_close(self):
        self.ensure_one()
        if not self.env.user.has_group(HEAD):
            raise AccessError(self.env._("The archive head closes the legacy import."))
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("This is not one of your offices."))
        if not self.is_sure:
            raise self.env["cadre.clause"]._refusal(
                "R-39",
                self.env._("The legacy import cannot be opened again."),
                self.env._("Tick the box when all old catalogues are in."),
            )
        self.company_id._close_cadre_takeover()
        return {"type": "ir.actions.act_window_close"}
