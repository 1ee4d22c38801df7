from odoo import api, models

from ..rules.readers import Person


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

    def _person(self):
        """The relative as far as known, to be compared with a reader."""
        return Person(self.relative_name or "", self.relative_identification or "")
