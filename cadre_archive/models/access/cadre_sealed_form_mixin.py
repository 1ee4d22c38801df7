import base64
import binascii

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...rules.scans import ScanRefused


class CadreSealedFormMixin(models.AbstractModel):
    """A paper form that another unit signed and sealed, kept with its scan (R-06).

    The form is filled in while the record is a draft. The scan is judged by its bytes
    like any other (R-35) and kept as it came; its digest is the system's.
    """

    _name = "cadre.sealed.form.mixin"
    _description = "Sealed Form Mixin"
    _inherit = ["cadre.guard.mixin"]

    unit_head = fields.Char(
        string="Signed by", writable="draft", help="R-06: the unit's head."
    )
    unit_head_email = fields.Char(
        string="Unit Head's E-mail",
        writable="draft",
        help="R-17: reminders of a loan go there too.",
    )
    date_signed = fields.Date(
        string="Signed on", writable="draft", help="R-06", copy=False
    )
    is_sealed = fields.Boolean(
        string="Bears the unit's seal",
        copy=False,
        writable="draft",
        help="R-06: you saw the seal.",
    )
    sealed_form = fields.Binary(
        string="Scan of the Sealed Form",
        attachment=True,
        copy=False,
        writable="draft",
        help="R-06: the form with signature and seal, as PDF or image.",
    )
    sealed_form_name = fields.Char(
        string="Name of the Scan", copy=False, writable="draft"
    )
    sealed_form_sha256 = fields.Char(
        string="SHA-256 of the Scan", readonly=True, copy=False
    )

    # --- Constraints ---

    @api.constrains("unit_head_email")
    def _check_unit_head_email(self):
        for record in self:
            email = record.unit_head_email
            if email and not tools.email_normalize(email):
                raise ValidationError(
                    self.env._(
                        "“%s” is not a valid e-mail address of the unit's head. "
                        "Correct it or leave it empty (R-17).",
                        email,
                    )
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        as_is = self.with_context(image_no_postprocess=True)
        return super(CadreSealedFormMixin, as_is).create(vals_list).with_env(self.env)

    @api.model
    def _system_values(self, vals_list):
        values = super()._system_values(vals_list)
        if any(vals.get("sealed_form") for vals in vals_list):
            self.browse().check_access("create")
        for vals, more in zip(vals_list, values, strict=True):
            more.update(self._sealed_form_values(vals))
        return values

    def write(self, vals):
        if not {"sealed_form", "sealed_form_name"} & set(vals):
            return super().write(vals)
        self.check_access("write")
        more = self._sealed_form_values(vals)
        if "sealed_form" in vals:
            # Follows from the bytes, not from the caller.
            self.sudo().sealed_form_sha256 = more["sealed_form_sha256"]
        more.pop("sealed_form_sha256")
        as_is = self.with_context(image_no_postprocess=True)
        return super(CadreSealedFormMixin, as_is).write({**vals, **more})

    @api.model
    def _sealed_form_values(self, vals):
        """Judge the scan of the form by its bytes and clean its name.

        :return: what follows for the name and the SHA-256 of the scan
        :raises UserError: R-35 and why, when it is not to be stored
        """
        values = {"sealed_form_sha256": False}
        if "sealed_form_name" in vals:
            values["sealed_form_name"] = self.env["cadre.material"]._clean_file_name(
                vals["sealed_form_name"]
            )
        if content := vals.get("sealed_form"):
            Scan = self.env["cadre.scan"]
            try:
                data = base64.b64decode(content, validate=True)
            except binascii.Error:
                refused = ScanRefused("wrong_type", "unknown")
                raise Scan._refusal_of(refused) from None
            values["sealed_form_sha256"] = Scan._examine(data).sha256
        return values

    # --- Business ---

    def _missing_on_form(self):
        """What the form lacks: clause and words of each (R-06)."""
        wanted = (
            (self.unit_head, self.env._("who signed for the unit")),
            (self.date_signed, self.env._("the date of the signature")),
            (self.is_sealed, self.env._("the unit's official seal")),
            (self.sealed_form_sha256, self.env._("the scan of the sealed form")),
        )
        return [("R-06", words) for there, words in wanted if not there]

    def _check_date_signed(self):
        limit = self.env["cadre.clause"]._threshold("R-06", "form_days")
        for record in self:
            age = (record.company_id._cadre_date() - record.date_signed).days
            if not limit.met(age):
                raise self.env["cadre.clause"]._refusal(
                    "R-06",
                    self.env._(
                        "%(record)s: The form was signed %(days)s days ago; it counts "
                        "for %(limit)s.",
                        record=record.display_name,
                        days=age,
                        limit=f"{limit.value:g}",
                    ),
                    self.env._("Ask the unit for a form signed now."),
                )
            if record.date_signed > record.company_id._cadre_date():
                raise self.env["cadre.clause"]._refusal(
                    "R-06",
                    self.env._(
                        "%s: The form cannot have been signed in the future.",
                        record.display_name,
                    ),
                    self.env._("Correct the date of the signature."),
                )
