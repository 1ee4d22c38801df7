from odoo import models


class CadreScan(models.Model):
    """A scan that is not what was received is an incident of its file (R-40)."""

    _inherit = "cadre.scan"

    def _report_fixity(self):
        result = super()._report_fixity()
        bad = self.filtered(lambda scan: scan.fixity != "intact")
        reports = []
        for (dossier, fixity), scans in bad.grouped(
            lambda scan: (scan.dossier_id, scan.fixity)
        ).items():
            text = (
                self.env._("The scan is not what was received: %s.")
                if fixity == "altered"
                else self.env._("The scan cannot be read any more: %s.")
            )
            reports.append(
                {
                    "kind": "tampering" if fixity == "altered" else "other",
                    "dossier_id": dossier.id,
                    "material_ids": scans.material_id.ids,
                    "description": text
                    % self.env._(", ").join(scans.mapped("display_name")),
                }
            )
        if reports:
            self.env["cadre.incident"]._open_each(reports)
        return result
