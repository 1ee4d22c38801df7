from odoo import api, models
from odoo.exceptions import AccessError

ACCESS_MODEL = "cadre.access"


class IrAttachment(models.Model):
    """The scan of a sealed form changes through the application only (R-06, R-11).

    ===================  ==================================================
    read                 whoever reads the application
    write, unlink        nobody; the field of the application does it
    link, public         nobody; by the database itself as well
    ===================  ==================================================
    """

    _inherit = "ir.attachment"

    _cadre_access_check = models.Constraint(
        "CHECK (res_model <> 'cadre.access' OR res_field IS NULL"
        " OR (access_token IS NULL AND public IS NOT TRUE))",
        "The scan of a sealed form has no public link (R-11).",
    )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        # Asked afterwards: the model may come from a default in the context.
        attachments._refuse_sealed_forms()
        return attachments

    def write(self, vals):
        self._refuse_sealed_forms()
        result = super().write(vals)
        if {"res_model", "res_field"} & set(vals):
            self._refuse_sealed_forms()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed_form(self):
        self._refuse_sealed_forms()

    def generate_access_token(self):
        self.sudo(False)._refuse_sealed_forms()
        return super().generate_access_token()

    def _refuse_sealed_forms(self):
        """Only the field of the application, as superuser, stores and removes it."""
        if self.env.su:
            return
        # Which record it belongs to is asked here for refusing, not shown.
        if any(a.res_model == ACCESS_MODEL and a.res_field for a in self.sudo()):
            raise AccessError(
                self.env._(
                    "R-06: the scan of a sealed form is changed on the application "
                    "only, while it is a draft, and it is not linked."
                )
            )
