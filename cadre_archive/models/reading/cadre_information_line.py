from odoo import api, fields, models
from odoo.exceptions import AccessError


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
    _inherit = ["cadre.subject.mixin"]
    _subject_path = "dossier_id.employee_id"
    _dossier_path = "dossier_id"
    _order = "slip_id, sequence, id"
    _rec_name = "label"

    slip_id = fields.Many2one(
        "cadre.information.slip",
        required=True,
        index=True,
        ondelete="restrict",
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
    sequence = fields.Integer(default=10)
    label = fields.Char(
        string="Field", required=True, help="For instance: date of joining the Party."
    )
    answer = fields.Char(required=True)
    material_id = fields.Many2one(
        "cadre.material",
        string="Source",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('dossier_id', '=', dossier_id)]",
        help="R-70: the paper in the file that says so.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        slips = self.env["cadre.information.slip"].browse(
            [vals["slip_id"] for vals in vals_list if vals.get("slip_id")]
        )
        # Odoo lets one create a child of a record that one may not read.
        slips.check_access("write")
        slips.dossier_id.check_access("read")
        self._check_open(slips)
        by_id = {slip.id: slip for slip in slips}
        for vals in vals_list:
            if slip := by_id.get(vals.get("slip_id")):
                vals["dossier_id"] = slip.dossier_id.id
                vals["company_id"] = slip.company_id.id
        lines = super().create(vals_list)
        lines._check_source()
        return lines

    def write(self, vals):
        if not self.env.su and set(vals) & {"slip_id", "dossier_id", "company_id"}:
            raise AccessError(self.env._("An answer stays on its slip."))
        self._check_open(self.slip_id)
        result = super().write(vals)
        if "material_id" in vals:
            self._check_source()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        self._check_open(self.slip_id)

    @api.model
    def _check_open(self, slips):
        if slips.filtered(lambda slip: slip.state != "approved"):
            raise self.env["cadre.clause"]._refusal(
                "R-70",
                self.env._("An answer is given on an approved slip, and stays then."),
                self.env._("Wait for the approval, or register a new slip."),
            )

    def _check_source(self):
        for line in self:
            material = line.material_id
            if material and material.dossier_id != line.dossier_id:
                raise self.env["cadre.clause"]._refusal(
                    "R-70",
                    self.env._("The source lies in another file."),
                    self.env._("Choose a material of the file that was asked about."),
                )
