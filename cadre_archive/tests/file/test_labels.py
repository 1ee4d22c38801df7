import shutil
import subprocess
import tempfile
from pathlib import Path
from unittest.mock import patch

from PIL import Image, ImageOps

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ...rules.labels import SHEETS
from ..keep_common import KeepCommon

MODULE = "odoo.addons.cadre_archive.report.cadre_label_report"


@tagged("post_install", "-at_install")
class TestLabels(KeepCommon, HttpCase):
    """Labels that a real decoder reads, and that name nobody."""

    def _wizard(self, **values):
        return (
            self.env["cadre.label.sheet"]
            .with_user(self.clerk)
            .create(
                {
                    "dossier_ids": [(6, 0, (self.file_fang | self.file_li).ids)],
                    "place_ids": [(6, 0, self.slot.ids)],
                    **values,
                }
            )
        )

    def _values(self, wizard, user=None):
        return (
            self.env["report.cadre_archive.report_labels"]
            .with_user(user or self.clerk)
            ._get_report_values(wizard.ids)
        )

    def test_offset_and_pages(self):
        wizard = self._wizard(used=23)
        pages = self._values(wizard)["pages"]
        self.assertEqual([len(page) for page in pages], [1, 2])
        last = pages[0][0]
        self.assertAlmostEqual(last["left"] / last["width"], 2, places=3)
        self.assertAlmostEqual(last["top"] / last["height"], 4.5 / 36 + 7, places=3)
        self.assertEqual(pages[1][0]["left"], 0)

    def test_no_personal_data(self):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_qweb_html("cadre_archive.cadre_label_report", self._wizard().ids)
        )
        self.assertIn("ZD1", html.decode())
        self.assertNotIn(self.fang.cadre_number, html.decode())
        [page] = self._values(self._wizard(place_ids=False, with_name=False))["pages"]
        self.assertEqual({label["text"] for label in page}, {""})
        # The code names nobody, whatever stands beside it.
        [page] = self._values(self._wizard(place_ids=False))["pages"]
        self.assertEqual({label["code"] for label in page}, {"ZD1", "ZD2"})

    def test_a_label_for_each_volume_with_the_name(self):
        self.file_fang.volume_count = 2
        wizard = self._wizard(place_ids=False)
        self.assertEqual(wizard.label_count, 3)
        [page] = self._values(wizard)["pages"]
        name = self.fang.name
        self.assertEqual(
            [(label["code"], label["text"]) for label in page],
            [
                ("ZD1", f"{name} · volume 1 of 2"),
                ("ZD1", f"{name} · volume 2 of 2"),
                ("ZD2", self.li.name),
            ],
        )

    def test_rights(self):
        wizard = self._wizard()
        for user in (self.plain, self.administrator):
            with self.assertRaises(AccessError):
                self._values(wizard, user)
        self._as_cadre(self.clerk, self.fang)
        codes = [
            label["code"] for page in self._values(wizard)["pages"] for label in page
        ]
        self.assertEqual(codes, ["ZD2", "ZR1-S1"], "R-03: not one's own file")

    def test_nothing_stands_where_no_printer_reaches(self):
        """Codes keep 5 mm from the sides of the paper, on every sheet."""
        for name, sheet in SHEETS.items():
            with self.subTest(sheet=name), patch(f"{MODULE}.UNPATCHED", 1.0):
                wizard = self._wizard(sheet=name, place_ids=False)
                for used in range(sheet.columns - 1):
                    wizard.used = used
                    for label in self._values(wizard)["pages"][0]:
                        left = label["left"] + label["qr_left"]
                        right = label["left"] + label["text_left"]
                        self.assertGreaterEqual(left, 5)
                        self.assertLessEqual(right + label["text_width"], 205)

    def test_a_real_decoder_reads_them(self):
        """The PDF as printed, rasterised, through zbarimg."""
        report = self.env["ir.actions.report"]
        if not shutil.which("zbarimg") or not shutil.which("pdftoppm"):
            self.skipTest("zbarimg (zbar-tools) or pdftoppm (poppler-utils) missing")
        if report.get_wkhtmltopdf_state() != "ok":
            self.skipTest("no wkhtmltopdf")
        for code, expected in (
            ("both", {"QR-Code", "CODE-128"}),
            ("qr", {"QR-Code"}),
            ("code128", {"CODE-128"}),
        ):
            for sheet in ("3x8", "2x7"):
                with self.subTest(code=code, sheet=sheet):
                    wizard = self._wizard(code=code, sheet=sheet, used=4)
                    found = self._decode(self._pdf(wizard))
                    for kind in expected:
                        self.assertEqual(
                            {text for k, text in found if k == kind},
                            {"ZD1", "ZD2", "ZR1-S1"},
                        )
                    self.assertEqual({kind for kind, _text in found}, expected)

    def _pdf(self, wizard):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("cadre_archive.cadre_label_report", wizard.ids)
        )
        return content

    def _decode(self, pdf):
        """What zbarimg reads off the pages: ``{(kind, text)}``."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "labels.pdf").write_bytes(pdf)
            subprocess.run(
                ["pdftoppm", "-r", "300", "-png", "labels.pdf", "page"],
                cwd=folder,
                check=True,
                timeout=60,
            )
            pictures = sorted(str(path) for path in Path(folder).glob("page*.png"))
            self.assertEqual(len(pictures), 1, "everything fits onto one sheet")
            read = subprocess.run(
                ["zbarimg", "--quiet", *pictures],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        return {tuple(line.split(":", 1)) for line in read.stdout.split()}

    def test_labels_lie_where_the_sheet_has_them(self):
        """Within 1 mm on paper: Debian's wkhtmltopdf prints smaller than told."""
        if not shutil.which("pdftoppm"):
            self.skipTest("pdftoppm (poppler-utils) missing")
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() != "ok":
            self.skipTest("no wkhtmltopdf")
        wizard = self._wizard(code="qr", used=21)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "labels.pdf").write_bytes(self._pdf(wizard))
            subprocess.run(
                ["pdftoppm", "-r", "254", "-png", "labels.pdf", "page"],
                cwd=folder,
                check=True,
                timeout=60,
            )
            with Image.open(Path(folder, "page-1.png")) as picture:
                box = ImageOps.invert(picture.convert("L")).getbbox()
        # Ten dots a millimetre; the last row, its QR codes where a printer reaches.
        self.assertAlmostEqual(box[0] / 10, 5, delta=1)
        self.assertAlmostEqual(box[1] / 10, 4.5 + 7 * 36 + 3, delta=1.5)
        self.assertLess(box[3] / 10, 4.5 + 8 * 36)
        self.assertGreater(box[2] / 10, 140 + 5 + 21)
