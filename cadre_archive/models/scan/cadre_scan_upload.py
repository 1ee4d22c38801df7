import base64

from odoo import api, fields, models


class CadreScanUpload(models.Model):
    """A large file on its way in, slice by slice.

    Kept in the database, where every node of the office finds it and a rollback takes
    it back. Nobody has any right on it; :meth:`cadre.material._receive_slice` is its
    only user.
    """

    _name = "cadre.scan.upload"
    _description = "Scan on its Way In"
    _inherit = ["cadre.guard.mixin"]
    _subject_parent = "material_id"
    _guard_clause = "R-40"
    _rec_name = "id"

    upload_key = fields.Char(required=True)
    material_id = fields.Many2one(
        "cadre.material", required=True, index=True, ondelete="cascade"
    )
    total = fields.Integer(string="Bytes", required=True)
    received = fields.Integer()
    slice_ids = fields.One2many("cadre.scan.upload.slice", "upload_id", string="Slices")

    _upload_key_uniq = models.Constraint(
        "UNIQUE(create_uid, upload_key)", "A file is sent once at a time."
    )

    def _data(self):
        """All bytes received, in order."""
        self.ensure_one()
        slices = self.slice_ids.sorted("position")
        return b"".join(base64.b64decode(piece.data) for piece in slices)

    @api.model
    def _forget(self, key):
        """Drop what has come of a file that was refused."""
        # Everybody drops only his own.
        self.sudo().search(
            [("upload_key", "=", key), ("create_uid", "=", self.env.uid)]
        ).unlink()

    @api.autovacuum
    def _gc_abandoned(self):
        """What was not finished within a day will not be."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.sudo().search([("write_date", "<", before)]).unlink()
