from odoo import api, fields, models


class CadreExpectedChase(models.TransientModel):
    """Starts the asking for missing materials, from the year that the office says."""

    _name = "cadre.expected.chase"
    _description = "Ask for Missing Materials"

    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    year = fields.Integer(string="From the year", required=True)
    wanted_count = fields.Integer(
        string="Missing since then", compute="_compute_wanted_count"
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env.company
        values["year"] = company.cadre_chase_year or company._cadre_date().year - 1
        return values

    @api.depends("year")
    def _compute_wanted_count(self):
        for wizard in self:
            wizard.wanted_count = self.env["cadre.expected.material"].search_count(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("year", ">=", wizard.year),
                    ("is_overdue", "=", True),
                ]
            )

    def action_confirm(self):
        self.ensure_one()
        self.company_id._start_chasing(self.year)
        return {"type": "ir.actions.act_window_close"}
