from odoo import models


class IrActionsServer(models.Model):
    _name = "ir.actions.server"
    _inherit = ["cadre.told.mixin", "ir.actions.server"]
