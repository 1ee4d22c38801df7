from odoo import fields, models


class CadrePlace(models.Model):
    _inherit = "cadre.place"

    staff_ids = fields.Many2many(
        "cadre.staff", string="In the Care of", readonly=True, help="R-45"
    )
