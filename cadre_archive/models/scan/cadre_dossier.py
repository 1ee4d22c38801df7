from odoo import api, fields, models
from odoo.exceptions import UserError


class CadreDossier(models.Model):
    """R-40: the scans of a file and whether they are intact."""

    _inherit = "cadre.dossier"

    scan_count = fields.Integer(compute="_compute_scan_count", string="Scan files")
    scan_bad_count = fields.Integer(
        compute="_compute_scan_count", help="Scans that are altered or missing."
    )

    @api.depends("material_ids.scan_ids.fixity")
    def _compute_scan_count(self):
        rows = self.env["cadre.scan"]._read_group(
            [("dossier_id", "in", self.ids)], ["dossier_id", "fixity"], ["__count"]
        )
        counts = {}
        for dossier, fixity, count in rows:
            total = counts.setdefault(dossier.id, [0, 0])
            total[0] += count
            if fixity in ("altered", "missing"):
                total[1] += count
        for dossier in self:
            dossier.scan_count, dossier.scan_bad_count = counts.get(
                dossier._origin.id, (0, 0)
            )

    def action_open_scan_list(self):
        return self._open("cadre_scan_action")

    def action_check_scans(self):
        """Button: check the scans of these files now (R-40)."""
        found = self.env["cadre.scan"].search([("dossier_id", "in", self.ids)])
        if not found:
            raise UserError(self.env._("There are no scans in this file to check."))
        return found.action_check_fixity()
