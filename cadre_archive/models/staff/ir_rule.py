from odoo import models


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = ["cadre.told.mixin", "ir.rule"]
