from odoo import api, fields, models

from ...rules.catalogue import compare


class CadreCatalogue(models.Model):
    """An archive catalogue as it was printed (facts 5.2).

    Kept, so that a reprint marks what changed since.

    ===========  ==========================================================
    read         archive clerk; never of one's own or a relative's file (R-03, R-04)
    create       by printing only
    write        nobody
    unlink       nobody
    ===========  ==========================================================
    """

    _name = "cadre.catalogue"
    _description = "Printed Catalogue"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _append_only = "R-63"
    _order = "id desc"
    _rec_name = "date"

    dossier_id = fields.Many2one(
        "cadre.dossier", string="File", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Datetime(string="Printed", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Printed by", required=True)
    previous_id = fields.Many2one(
        "cadre.catalogue", index="btree_not_null", ondelete="restrict"
    )
    lines = fields.Json()
    material_count = fields.Integer(string="Materials")
    change_count = fields.Integer(string="Changes", help="Marked on this print.")

    def _guard_remedy(self, reason, names):
        return self.env._("Print the catalogue again: it marks what changed.")

    # --- Business ---

    @api.model
    def _print(self, dossiers):
        """Keep the catalogues of these files as they are printed now.

        A file that did not change since the last print gets the same sheet again,
        with the same marks.

        :return: one catalogue for each file, in the same order
        """
        dossiers.check_access("read")
        lines = {
            dossier.id: [self._line(m) for m in materials]
            for dossier, materials in dossiers._catalogues().items()
        }
        # The reader may read these files, so what was printed of them as well.
        last = {}
        for catalogue_sudo in self.sudo().search(
            [("dossier_id", "in", dossiers.ids)], order="id"
        ):
            last[catalogue_sudo.dossier_id.id] = catalogue_sudo
        fresh = dossiers.filtered(
            lambda d: d.id not in last or last[d.id].lines != lines[d.id]
        )
        created_sudo = self.sudo().create(
            [
                {
                    "dossier_id": dossier.id,
                    "employee_id": dossier.employee_id.id,
                    "company_id": dossier.company_id.id,
                    "user_id": self.env.uid,
                    "previous_id": last[dossier.id].id if dossier.id in last else False,
                    "lines": lines[dossier.id],
                    "material_count": len(lines[dossier.id]),
                    "change_count": len(
                        compare(lines[dossier.id], last[dossier.id].lines)
                    )
                    if dossier.id in last
                    else 0,
                }
                for dossier in fresh
            ]
        )
        for catalogue_sudo in created_sudo:
            last[catalogue_sudo.dossier_id.id] = catalogue_sudo
        return self.browse([last[dossier.id].id for dossier in dossiers])

    @api.model
    def _line(self, material):
        return {
            "id": material.id,
            "number": material.number,
            "name": material.name,
            "formed": material.formed or "",
            "pages": material.page_count,
            "remark": material.remark or "",
        }

    def _marks(self):
        """What this print marks, by id of the material; empty on the first print."""
        self.ensure_one()
        if not self.previous_id:
            return {}
        return compare(self.lines, self.previous_id.lines)
