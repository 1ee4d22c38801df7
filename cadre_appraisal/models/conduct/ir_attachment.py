from odoo import api, models

EVIDENCE = "cadre.conduct.evidence"


class IrAttachment(models.Model):
    """The bytes of evidence lie under the same seal as scans (A-34, A-35).

    Not even whoever may see the event reaches them as an attachment: they leave
    through :meth:`cadre.conduct.evidence._bytes` alone, checked and logged.
    """

    _inherit = "ir.attachment"

    _cadre_evidence_check = models.Constraint(
        "CHECK (res_model <> 'cadre.conduct.evidence' OR (index_content IS NULL"
        " AND access_token IS NULL AND public IS NOT TRUE AND url IS NULL))",
        "Evidence has no public link and no text index (A-34).",
    )

    @api.model
    def _cadre_sealed_models(self):
        return (*super()._cadre_sealed_models(), EVIDENCE)
