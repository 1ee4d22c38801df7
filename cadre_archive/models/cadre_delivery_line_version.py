from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import deliveries as rules


class CadreDeliveryLine(models.Model):
    """A new version of a paper in a medium that fades: re-made or copied (R-36)."""

    _inherit = "cadre.delivery.line"

    original_line_id = fields.Many2one(
        "cadre.delivery.line",
        string="Version of",
        index="btree_not_null",
        ondelete="restrict",
        help="R-36: the original in a medium that fades. It is kept before this one.",
    )
    version_line_ids = fields.One2many(
        "cadre.delivery.line", "original_line_id", string="Versions", readonly=True
    )
    version_kind = fields.Selection(
        [("remade", "Re-made"), ("copy", "Copy")], string="Made as", help="R-36"
    )
    copy_date = fields.Date(string="Date on the Copy", help="Q-8")
    is_copy_sealed = fields.Boolean(string="Copy sealed", help="Q-8")

    # --- Constraints ---

    @api.constrains("original_line_id", "dossier_id", "medium", "version_kind")
    def _check_original(self):
        """R-36: a version replaces an original that fades, in the same file."""
        for line in self:
            original = line.original_line_id
            if not original:
                continue
            if (
                original == line
                or original.dossier_id != line.dossier_id
                or original.medium in rules.GOOD_MEDIA
                or original.original_line_id
            ):
                raise self._refusal_for(
                    line,
                    "R-36",
                    self.env._(
                        "“%s” is not the original of this version.",
                        original.display_name,
                    ),
                    self.env._(
                        "Choose the paper of the same cadre that is written in a "
                        "medium that fades."
                    ),
                    exception=ValidationError,
                )
            if line.medium in rules.BAD_MEDIA:
                raise self._refusal_for(
                    line,
                    "R-36",
                    self.env._(
                        "The new version is written in a medium that fades too."
                    ),
                    self.env._(
                        "Have it printed, or written in black or blue-black ink."
                    ),
                    exception=ValidationError,
                )
