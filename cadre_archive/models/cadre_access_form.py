import base64
import binascii

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..rules import scan_guard, scans


class CadreAccess(models.Model):
    """What the paper form says beyond the files, and its scan (R-06, R-11, R-13).

    The scan shows names, so it is read by whoever reads the application, and by nobody
    else.
    """

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    purpose_text = fields.Char(
        string="Purpose in Words", help="Q-16: needed when it is none of the others."
    )
    unit_head_email = fields.Char(
        string="Mail of the Unit's Head", help="R-17: reminders of a loan go there too."
    )
    sealed_form = fields.Binary(
        string="Scan of the Sealed Form",
        attachment=True,
        copy=False,
        help="R-06: the form with signature and seal, as PDF or image.",
    )
    sealed_form_name = fields.Char(string="Name of the Scan", copy=False)
    sealed_form_sha256 = fields.Char(
        string="SHA-256 of the Scan", readonly=True, copy=False
    )
    # Asked by the unit; what of it is allowed is said by the approver.
    wants_scans = fields.Boolean(
        string="Reads Scans", help="R-02: at a screen, in a reading session."
    )
    viewing_minutes = fields.Integer(
        string="Minutes at the Screen", help="R-02: how long the scans are wanted."
    )
    wants_copy = fields.Boolean(
        string="Asks for Copies", help="R-11: not given unless the approver grants it."
    )
    wants_extract = fields.Boolean(
        string="Asks for Extracts",
        help="R-13: not given unless the approver grants it.",
    )

    _viewing_minutes_check = models.Constraint(
        "CHECK(viewing_minutes >= 0)", "Minutes cannot be negative."
    )

    # --- Constraints ---

    @api.constrains("unit_head_email")
    def _check_unit_head_email(self):
        for access in self:
            if access.unit_head_email and not tools.email_normalize(
                access.unit_head_email
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” is no mail address of the unit's head. Correct it or "
                        "leave it empty (R-17).",
                        access.unit_head_email,
                    )
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        if any(vals.get("sealed_form") for vals in vals_list):
            self.browse().check_access("create")
        digests = [self._examine_sealed_form(vals) for vals in vals_list]
        accesses = super(
            CadreAccess, self.with_context(image_no_postprocess=True)
        ).create(vals_list)
        accesses = accesses.with_env(self.env)
        for access, digest in zip(accesses, digests, strict=True):
            if digest:
                # Follows from the bytes just examined, not from the caller.
                access.sudo().sealed_form_sha256 = digest
        return accesses

    def write(self, vals):
        if "sealed_form" not in vals:
            return super().write(vals)
        self.check_access("write")
        if not self.env.su:
            self._check_draft({"sealed_form"})
        vals = dict(vals)
        digest = self._examine_sealed_form(vals)
        # Whatever else is written may be the submission, which asks for the digest.
        self.sudo().sealed_form_sha256 = digest
        return super(CadreAccess, self.with_context(image_no_postprocess=True)).write(
            vals
        )

    @api.model
    def _examine_sealed_form(self, vals):
        """Judge the scan of the form by its bytes and clean its name.

        :return: SHA-256 of the scan, or False when there is none
        :raises UserError: R-35 and why, when it is not to be stored
        """
        if "sealed_form_name" in vals:
            vals["sealed_form_name"] = self.env["cadre.material"]._clean_file_name(
                vals["sealed_form_name"]
            )
        content = vals.get("sealed_form")
        if not content:
            return False
        Scan = self.env["cadre.scan"]
        try:
            data = base64.b64decode(content, validate=True)
            return scan_guard.examine(data, Scan._limits()).sha256
        except binascii.Error:
            raise Scan._refusal_of(scans.ScanRefused("wrong_type", "unknown")) from None
        except scans.ScanRefused as refused:
            raise Scan._refusal_of(refused) from refused
