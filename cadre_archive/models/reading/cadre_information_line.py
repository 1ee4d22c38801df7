from odoo import api, fields, models

from ..base.cadre_guard_mixin import Open


class CadreInformationLine(models.Model):
    """One field of the answer on an information slip (R-70).

    ===========  ==========================================================
    read         archive clerk; never about himself or a relative (R-03, R-04)
    write        archive clerk, while the slip is approved and not answered
    create       archive clerk, as write
    unlink       archive clerk, as write
    ===========  ==========================================================
    """

    _name = "cadre.information.line"
    _description = "Answer on an Information Slip"
    _inherit = ["cadre.guard.mixin"]
    _guard_state = "slip_id.state"
    _guard_clause = "R-70"
    _unlink_open = "approved"
    _subject_path = "dossier_id.employee_id"
    _dossier_path = "dossier_id"
    _order = "slip_id, sequence, id"
    _rec_name = "label"

    slip_id = fields.Many2one(
        "cadre.information.slip",
        required=True,
        index=True,
        ondelete="restrict",
        writable=Open(states=("approved",), once=True),
    )
    # Plain, set on creation: the rules ask them.
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    sequence = fields.Integer(default=10, writable="approved")
    label = fields.Char(
        string="Field",
        required=True,
        writable="approved",
        help="For instance: date of joining the Party.",
    )
    answer = fields.Char(required=True, writable="approved")
    material_id = fields.Many2one(
        "cadre.material",
        string="Source",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dossier_id', '=', dossier_id)]",
        writable="approved",
        help="R-70: the paper in the file that says so.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_source()
        return lines

    @api.model
    def _system_values(self, vals_list):
        """File and office of the slip."""
        values = super()._system_values(vals_list)
        slips = self.env["cadre.information.slip"].browse(
            {vals["slip_id"] for vals in vals_list if vals.get("slip_id")}
        )
        # Odoo lets one create a child of a record that one may not read.
        slips.check_access("write")
        slips.dossier_id.check_access("read")
        by_id = {slip.id: slip for slip in slips}
        for vals, more in zip(vals_list, values, strict=True):
            if slip := by_id.get(vals.get("slip_id")):
                more["dossier_id"] = slip.dossier_id.id
                more["company_id"] = slip.company_id.id
        return values

    def write(self, vals):
        result = super().write(vals)
        if "material_id" in vals:
            self._check_source()
        return result

    def _guard_remedy(self, reason, names):
        return self.env._("Wait for the approval, or register a new slip.")

    def _check_source(self):
        for line in self:
            material = line.material_id
            if material and material.dossier_id != line.dossier_id:
                raise self.env["cadre.clause"]._refusal(
                    "R-70",
                    self.env._("The source lies in another file."),
                    self.env._("Choose a material of the file that was asked about."),
                )
