"""Import templates offered on the import screen of models from elsewhere."""

from odoo import api, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model
    def get_import_templates(self):
        return [
            *super().get_import_templates(),
            {
                "label": self.env._("Import Template for Cadres"),
                "template": "/cadre_archive/static/xls/hr_employee_cadre.xlsx",
            },
        ]


class CadreRelative(models.Model):
    _inherit = "cadre.relative"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Kinship"),
                "template": "/cadre_archive/static/xls/cadre_relative.xlsx",
            }
        ]


class CadrePlace(models.Model):
    _inherit = "cadre.place"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Places"),
                "template": "/cadre_archive/static/xls/cadre_place.xlsx",
            }
        ]
