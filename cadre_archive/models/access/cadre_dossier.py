from odoo import fields, models


class CadreDossier(models.Model):
    _inherit = "cadre.dossier"

    access_count = fields.Integer(
        string="Applications", compute="_compute_access_count"
    )

    def _compute_access_count(self):
        counts = dict(
            self.env["cadre.access.line"]._read_group(
                [("dossier_id", "in", self.ids)], ["dossier_id"], ["__count"]
            )
        )
        for dossier in self:
            dossier.access_count = counts.get(dossier, 0)

    def action_open_accesses(self):
        own = [("line_ids.dossier_id", "=", self.id)]
        return self._open("cadre_access_action", own)

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
