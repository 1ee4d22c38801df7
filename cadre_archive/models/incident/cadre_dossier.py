from odoo import models


class CadreDossier(models.Model):
    _inherit = "cadre.dossier"

    def _lines_out(self):
        """The lines on which these files are out: ``{dossier id: line}``.

        Of applications that the user may see.
        """
        lines = self.env["cadre.access.line"].search(
            [
                ("dossier_id", "in", self.ids),
                ("date_out", "!=", False),
                ("date_returned", "=", False),
            ]
        )
        return {line.dossier_id.id: line for line in lines}
