import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...rules import fonts, page_picture, scan_guard, scans
from .. import scan_files as files

BOM = b"\xef\xbb\xbf"


@tagged("post_install", "-at_install")
class TestReadablePdfs(BaseCase):
    """What a reader opens is taken, byte for byte (R-35)."""

    def _facts(self, data):
        facts = scan_guard.examine(data)
        self.assertEqual(facts.sha256, scans.sha256(data))
        self.assertEqual((facts.size, facts.mimetype), (len(data), "application/pdf"))
        page, _mimetype = scan_guard.page_of(data, 1)
        self.assertTrue(page.startswith(b"%PDF-"))
        self.assertTrue(scan_guard.picture_of(data, 1, ["孙丽"]))
        return facts

    def test_padded_with_zeros(self):
        """A scanner that fills its last block up."""
        for padding in (b"\0" * 512, b"\0" * 80_000, b"\n\0\0\r\n"):
            with self.subTest(padding=len(padding)):
                self.assertEqual(self._facts(files.pdf(2) + padding).page_count, 2)

    def test_mark_before_the_head(self):
        """A program that writes text put a byte order mark before it."""
        self.assertEqual(self._facts(BOM + files.pdf(2)).page_count, 2)

    def test_both(self):
        self._facts(BOM + files.pdf() + b"\0" * 3000)

    def test_nothing_else_before_or_behind(self):
        """R-40: what hides something is refused still."""
        for data in (
            b"GIF89a" + files.pdf(),
            BOM + BOM + files.pdf(),
            BOM + b"<html>" + files.pdf(),
            files.pdf() + b"\0" * 512 + b"PK",
            BOM + b"x" * 100,
        ):
            with self.subTest(start=data[:8]), self.assertRaises(scans.ScanRefused):
                scan_guard.examine(data)


@tagged("post_install", "-at_install")
class TestFonts(BaseCase):
    """R-11: a watermark of crossed boxes is none."""

    def setUp(self):
        super().setUp()
        self._forget()
        self.addCleanup(self._forget)

    def _forget(self):
        fonts._found.clear()
        page_picture._font.cache_clear()

    def test_read_from_the_configuration(self):
        self.assertEqual(
            fonts.read_match("/f/Han.ttc\n2\nen|ja|zh-cn|zh-tw"), ("/f/Han.ttc", 2)
        )
        self.assertEqual(
            fonts.read_match("/f/Han.ttf\n131072\nzh-cn"), ("/f/Han.ttf", 0)
        )
        for answer in ("/f/DejaVu.ttf\n0\nen|de", "", "/f/x.ttf\n0\nzh-tw"):
            self.assertIsNone(fonts.read_match(answer))

    def test_wherever_it_lies(self):
        """Found by the system, not at a path that one system has."""
        path, index = fonts.chinese_font()
        self.assertTrue(Path(path).is_file())
        self.assertGreaterEqual(index, 0)

    def test_without_a_font_nothing_is_drawn(self):
        with patch.dict(os.environ, {"PATH": "/nowhere"}):
            self.assertIsNone(fonts.chinese_font())
            with self.assertRaises(scans.ScanRefused) as caught:
                page_picture.tile_of(["孙丽"])
        self.assertEqual(caught.exception.reason, "no_font")
        self.assertTrue(fonts.chinese_font(), "found once it is there")
