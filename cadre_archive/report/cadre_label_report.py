import re
from base64 import b64encode

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, models
from odoo.exceptions import AccessError

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..models.base.roles import CLERK
from ..rules.labels import SHEETS, deal
from .cadre_paper import UNPATCHED

# Sizes of the codes on the label, in millimetres.
QUIET = 3
# What office printers leave white along the edges of the paper.
UNPRINTABLE = 5
CODE128_HEIGHT = 12
QR_SIDE = 22
# Narrower, its bars run together; Chinese text goes into a QR code only.
MIN_CODE128 = 20


class CadreLabelReport(models.AbstractModel):
    """Labels with Code 128 and QR for files and places.

    The code is the number of the file or of the place and nothing else. Beside it stand
    the cadre's name, unless the office leaves it out, and the volume.
    """

    _name = "report.cadre_archive.report_labels"
    _description = "Labels of Files and Places"

    @api.model
    def _get_report_values(self, docids, data=None):
        # Odoo does not ask the report's groups when it is called by its address.
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Labels are printed by the archive."))
        wizards = self.env["cadre.label.sheet"].browse(docids or [])
        wizards.check_access("read")
        return {
            "doc_ids": wizards.ids,
            "doc_model": "cadre.label.sheet",
            "scale": 1.0 if _wkhtml().is_patched_qt else UNPATCHED,
            "pages": [page for wizard in wizards for page in self._pages(wizard)],
        }

    @api.model
    def _pages(self, wizard):
        sheet = SHEETS[wizard.sheet]
        dossiers = wizard.dossier_ids
        places = wizard.place_ids
        # What the wizard refers to is not what its user may read.
        dossiers.check_access("read")
        places.check_access("read")
        items = [
            (dossier.number, self._label_text(dossier, volume, wizard))
            for dossier in dossiers
            for volume in range(1, dossier.volume_count + 1)
        ]
        items += [(place.code, place.display_name) for place in places]
        return [
            [self._label(sheet, place, item, wizard) for place, item in labels]
            for labels in deal(items, sheet.count, wizard.used)
        ]

    @api.model
    def _label_text(self, dossier, volume, wizard):
        """Whose file it is, and which volume; the code holds its number only."""
        parts = [dossier.cadre_name] if wizard.with_name else []
        if dossier.volume_count > 1:
            parts.append(
                self.env._(
                    "volume %(volume)s of %(count)s",
                    volume=volume,
                    count=dossier.volume_count,
                )
            )
        return " · ".join(filter(None, parts))

    @api.model
    def _label(self, sheet, place, item, wizard):
        code, text = item
        left, top = sheet.corner(place)
        side = min(QR_SIDE, sheet.height - 2 * QUIET) if wizard.code != "code128" else 0
        # Where labels reach the edge of the paper, no printer reaches their own edge.
        edge = max(QUIET, UNPRINTABLE - sheet.left)
        text_left = edge + side + QUIET
        text_width = sheet.width - text_left - edge
        width = text_width
        if wizard.code == "qr" or width < MIN_CODE128 or not code.isascii():
            width = 0
        scale = 1.0 if _wkhtml().is_patched_qt else UNPATCHED
        lengths = {
            "left": left + wizard.shift_x,
            "top": top + wizard.shift_y,
            "width": sheet.width,
            "height": sheet.height,
            "qr_left": edge,
            "qr_top": (sheet.height - side) / 2,
            "qr_side": side,
            "text_left": text_left,
            "code_top": QUIET,
            "bars_top": QUIET + 6,
            "bars_width": width,
            "bars_height": min(CODE128_HEIGHT, sheet.height / 2.5),
            "text_top": QUIET
            + 7
            + (min(CODE128_HEIGHT, sheet.height / 2.5) if width else 0),
            "text_width": text_width,
            "code_size": min(4.6, sheet.height / 7),
            "text_size": 3.4 if sheet.height > 30 else 2.8,
        }
        return {
            "code": code,
            "text": text,
            "qr": self._picture("QR", code) if side else "",
            "code128": self._picture("Code128", code) if width else "",
            **{name: round(value * scale, 3) for name, value in lengths.items()},
        }

    @api.model
    def _picture(self, kind, code):
        """A code as vector picture: sharp at every size of label.

        Drawn by reportlab as Odoo's own, whose PNG needs a further library.
        """
        options = {"QR": {"barBorder": 0}, "Code128": {"quiet": 0, "barHeight": 40}}
        drawing = createBarcodeDrawing(
            kind, value=code, humanReadable=0, **options[kind]
        )
        # reportlab cuts the view box to whole points, through the last bar; and bars
        # may be stretched to the label.
        box = f"0 0 {drawing.width} {drawing.height}"
        picture = re.sub(
            r'preserveAspectRatio="[^"]*" viewBox="[^"]*"',
            f'preserveAspectRatio="none" viewBox="{box}"',
            drawing.asString("svg"),
            count=1,
        )
        return f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}"
