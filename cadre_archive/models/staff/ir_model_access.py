from odoo import models


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["cadre.told.mixin", "ir.model.access"]
