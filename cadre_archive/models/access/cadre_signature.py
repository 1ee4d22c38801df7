import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rules import scans, signatures

SIGNED_AS = [
    ("declaration", "No-relation declaration"),
    ("register", "Register"),
    ("iou", "IOU"),
]
# Before the hand-out, or while the files are read and until the form is closed.
WHEN_SIGNED = {
    "declaration": ("approved",),
    "iou": ("approved",),
    "register": ("approved", "in_use", "returned"),
}
CLAUSES = {"declaration": "R-04", "register": "R-08", "iou": "R-15"}
# A paper that was signed instead: a few pages, not a file.
PAPER = scans.Limits(max_bytes=10 * 1024 * 1024)


class CadreSignature(models.Model):
    """A signature given at the counter: who signed which words, and when. Append-only.

    Kept as the very bytes that the screen or the scanner gave, with their SHA-256.

    ===========  ==========================================================
    read         whoever reads the application; never with one's own or a
                 relative's file on it (R-03, R-04)
    create       only :meth:`_sign`, at the counter
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.signature"
    _description = "Signature"
    _inherit = ["cadre.guard.mixin"]
    _subject_parent = "access_id"
    _append_only = "R-08"
    _order = "id desc"
    _rec_name = "role"

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    reader_id = fields.Many2one(
        "cadre.access.reader",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    role = fields.Selection(
        SIGNED_AS,
        string="Signed as",
        required=True,
        readonly=True,
        help="R-04, R-08, R-15",
    )
    name = fields.Char(string="Signer", required=True, readonly=True)
    text = fields.Text(
        string="Words signed", required=True, readonly=True, help="As shown."
    )
    is_paper = fields.Boolean(string="Signed on paper", readonly=True)
    # In the table itself: an attachment would be shrunk, and has gates of its own.
    image = fields.Binary(
        string="Signature", attachment=False, required=True, readonly=True
    )
    mimetype = fields.Char(string="File type", required=True, readonly=True)
    sha256 = fields.Char(string="SHA-256", required=True, readonly=True)
    date = fields.Datetime(
        string="Signed on",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Seen by",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="The clerk before whom it was signed.",
    )

    # --- Compute ---

    @api.depends("role")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for signature in self:
            signature.display_name = labels.get(signature.role, "")

    def _guard_remedy(self, reason, names):
        return self.env._("Let the person sign anew.")

    # --- The one gate ---

    @api.model
    def _sign(self, reader, role, text, data, is_paper=False):
        """Keep a signature. The caller checked who may take it, and the words.

        :param reader: the cadre.access.reader who signs
        :param str role: see ``SIGNED_AS``
        :param str text: the words as they were shown
        :param bytes data: PNG as drawn, or the scan of the paper
        :param bool is_paper: signed on paper
        :return: the signature
        :raises UserError: R-08, when the bytes are no signature
        """
        mimetype = self._checked_type(data, role, is_paper)
        # Nobody has create rights: the caller checked clerk and application.
        signature = self.sudo().create(
            {
                "access_id": reader.access_id.id,
                "reader_id": reader.id,
                "role": role,
                "name": reader.name,
                "text": text,
                "is_paper": is_paper,
                "image": base64.b64encode(data),
                "mimetype": mimetype,
                "sha256": scans.sha256(data),
                "user_id": self.env.uid,
            }
        )
        self.env["cadre.log"]._record(
            reader.access_id._log_entries(
                "sign",
                clause=CLAUSES[role],
                payload={
                    "signature": signature.id,
                    "role": role,
                    "sha256": signature.sha256,
                    "paper": is_paper,
                },
            )
        )
        return signature.sudo(self.env.su)

    @api.model
    def _decoded(self, data):
        """The bytes of what a browser sent: base64, with or without its address."""
        text = data.rpartition(",")[2] if isinstance(data, str) else ""
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._("The signature did not arrive whole: sign again.")
            ) from error

    @api.model
    def _checked_type(self, data, role, is_paper):
        if is_paper:
            return self.env["cadre.scan"]._examine(data, PAPER).mimetype
        try:
            signatures.check_drawn(data)
        except signatures.SignatureRefused as refused:
            what = {
                "blank": self.env._("Nothing is written in the field."),
                "too_large": self.env._("The drawing is too large."),
                "not_png": self.env._("This is not a drawing from the screen."),
            }[refused.reason]
            raise self.env["cadre.clause"]._refusal(
                CLAUSES[role],
                what,
                self.env._("Sign on the screen, or on paper and scan the paper."),
            ) from refused
        return "image/png"
