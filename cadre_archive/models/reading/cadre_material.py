from odoo import models


class CadreMaterial(models.Model):
    _inherit = "cadre.material"

    def _filed_scans(self):
        """The scans that stand for the paper, in the order of file and paper."""
        place = {id_: at for at, id_ in enumerate(self.ids)}
        return (
            self.env["cadre.scan"]
            .search([("material_id", "in", self.ids), ("state", "=", "filed")])
            .sorted(lambda scan: (place[scan.material_id.id], scan.sequence, scan.id))
        )
