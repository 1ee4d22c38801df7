from odoo import fields, models


class CadreScanUploadSlice(models.Model):
    """A slice of a file on its way in."""

    _name = "cadre.scan.upload.slice"
    _description = "Slice of a Scan on its Way In"
    _inherit = ["cadre.guard.mixin"]
    _subject_parent = "upload_id"
    _guard_clause = "R-40"
    _order = "upload_id, position"
    _rec_name = "id"

    upload_id = fields.Many2one(
        "cadre.scan.upload", required=True, index=True, ondelete="cascade"
    )
    position = fields.Integer(required=True)
    data = fields.Binary(attachment=False, required=True, groups=fields.NO_ACCESS)
