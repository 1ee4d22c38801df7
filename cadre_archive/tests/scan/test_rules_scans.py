from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules import scan_guard, scans
from .. import scan_files as files


@tagged("post_install", "-at_install", "cadre_scan")
class TestRulesScans(BaseCase):
    """R-35, R-40: what may be stored as a scan, judged by the bytes."""

    def assertRefused(self, data, reason, found=None, limits=None):
        with self.assertRaises(scans.ScanRefused) as caught:
            scan_guard.examine(data, limits)
        self.assertEqual(caught.exception.reason, reason, caught.exception.args)
        if found is not None:
            self.assertEqual(caught.exception.found, found)

    def test_good_files_pass(self):
        """PDF, JPEG (also CMYK), PNG and TIFF (many pages, 16 bit, CMYK) are scans."""
        good = {
            "pdf": (files.pdf(3), "application/pdf", 3),
            "pdf opening at page 1": (
                files.pdf_with_destination(),
                "application/pdf",
                2,
            ),
            "jpeg": (files.image(), "image/jpeg", 1),
            "cmyk": (files.image(mode="CMYK"), "image/jpeg", 1),
            "png": (files.image("PNG"), "image/png", 1),
            "tiff": (files.tiff(4), "image/tiff", 4),
            "tiff 16 bit": (files.tiff(2, mode="I;16"), "image/tiff", 2),
            "tiff cmyk": (files.image("TIFF", mode="CMYK"), "image/tiff", 1),
            "fax": (
                files.image("TIFF", mode="1", shade=1, compression="group4"),
                "image/tiff",
                1,
            ),
        }
        for name, (data, mimetype, pages) in good.items():
            with self.subTest(name):
                facts = scan_guard.examine(data)
                self.assertEqual((facts.mimetype, facts.page_count), (mimetype, pages))
                self.assertEqual(facts.size, len(data))
                self.assertEqual(facts.sha256, scans.sha256(data))

    def test_wrong_types_refused(self):
        """What is no scan is told by its content, whatever it is called."""
        wrong = {
            "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
            "svg behind xml": b"<?xml version='1.0'?>\n<svg/>",
            "html": b"\xef\xbb\xbf <!DOCTYPE html><html><script>alert(1)</script>",
            "utf16 html": "\ufeff<html><body>".encode("utf-16-le"),
            "mhtml": b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n",
            "script": b"#!/bin/sh\nrm -rf /",
            "program": b"MZ\x90\x00",
            "zip": files.archive(),
            "word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
            "gif": files.image("GIF", mode="L"),
            "bmp": files.image("BMP"),
            "webp": files.image("WEBP"),
            "text": b"just text",
            "pdf later": b"\n\n" + files.pdf(),
        }
        for name, data in wrong.items():
            with self.subTest(name):
                self.assertRefused(data, "wrong_type")
        self.assertRefused(b"", "empty")

    def test_second_format_refused(self):
        """A scan that is also something else is refused (polyglots)."""
        polyglots = {
            "pdf+zip": files.pdf() + files.archive(),
            "pdf+zip inside": files.pdf(
                change=lambda w: w.add_metadata({"/X": "y"})
            ).replace(b"%%EOF", files.archive() + b"\n%%EOF"),
            "jpeg+zip": files.image() + files.archive(),
            "png+zip": files.image("PNG") + files.archive(),
            "png+bytes": files.image("PNG") + b"something",
            "pdf+html": files.pdf().replace(
                b"%%EOF", b"% <script>alert(1)</script>\n%%EOF"
            ),
            "pdf+tail": files.pdf() + b"<b>tail</b>",
            "jpeg+html": files.image(comment=b"<html><script>x</script>"),
            "jpeg+pdf": files.image() + files.pdf(),
            "jpeg+rar": files.image() + b"Rar!\x1a\x07\x01\x00",
        }
        for name, data in polyglots.items():
            with self.subTest(name):
                self.assertRefused(data, "polyglot")

    def test_pdf_refused(self):
        """Locked, broken and acting PDFs are refused, each for its own reason."""
        self.assertRefused(files.pdf(encrypt="secret"), "pdf_encrypted")
        self.assertRefused(files.pdf(encrypt=""), "pdf_encrypted")
        self.assertRefused(files.pdf_with_script(), "pdf_active")
        self.assertRefused(files.pdf_with_attachment(), "pdf_active", "EmbeddedFile")
        self.assertRefused(files.pdf_with_open_action("Launch"), "pdf_active", "Launch")
        self.assertRefused(
            files.pdf_with_open_action("SubmitForm"), "pdf_active", "SubmitForm"
        )
        self.assertRefused(files.pdf_with_hidden_name(), "pdf_active")
        self.assertRefused(files.pdf()[:-200], "pdf_broken")
        self.assertRefused(files.pdf(0), "pdf_broken")
        self.assertRefused(b"%PDF-1.7\n" + b"x" * 500, "pdf_broken")
        self.assertRefused(b"%PDF-1.7\nnothing\nstartxref\n9\n%%EOF", "pdf_broken")

    def test_image_refused(self):
        """A torn image and a picture too large to open are refused."""
        whole = files.noisy_jpeg((400, 600))
        self.assertRefused(whole[: len(whole) // 2], "image_broken")
        self.assertRefused(files.tiff(3)[:200], "image_broken")
        self.assertRefused(files.bomb_png(), "image_bomb")
        self.assertRefused(
            files.image("PNG", size=(30, 30)),
            "image_bomb",
            limits=scans.Limits(max_pixels=899),
        )

    def test_limits_are_inclusive(self):
        """Boundary: exactly the limit passes, one more is refused."""
        data = files.pdf(3)
        size = len(data)
        scan_guard.examine(data, scans.Limits(max_bytes=size, max_pages=3))
        self.assertRefused(data, "too_large", limits=scans.Limits(max_bytes=size - 1))
        self.assertRefused(data, "too_many_pages", limits=scans.Limits(max_pages=2))
        square = files.image("PNG", size=(30, 30))
        scan_guard.examine(square, scans.Limits(max_pixels=900))

    def test_large_files_in_time(self):
        """T-H3: a PDF of 3,000 pages is counted, not feared."""
        self.assertEqual(scan_guard.examine(files.pdf(3000)).page_count, 3000)

    @settings(deadline=None, max_examples=300)
    @given(
        st.binary(max_size=400), st.sampled_from((b"", b"%PDF-", b"PK\x05\x06", b"<"))
    )
    def test_any_bytes_are_judged(self, junk, start):
        """Whatever the bytes, the answer is a kind or a refusal, never a crash."""
        data = start + junk
        try:
            scans.refuse_second_format(data, scans.kind_of(data))
        except scans.ScanRefused as refused:
            self.assertTrue(refused.reason)

    @settings(deadline=None, max_examples=15)
    @given(
        st.binary(max_size=400),
        st.sampled_from((b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\x00")),
    )
    def test_broken_images_never_crash(self, junk, start):
        """Junk behind a right beginning is refused, in the process of its own."""
        with self.assertRaises(scans.ScanRefused) as caught:
            scan_guard.examine(start + junk)
        self.assertNotEqual(caught.exception.reason, "too_slow")

    def test_single_pages(self):
        """For the viewer, one page of a PDF or TIFF is taken out alone."""
        page, mimetype = scan_guard.page_of(files.pdf(3), 2)
        self.assertEqual(mimetype, "application/pdf")
        self.assertEqual(scan_guard.examine(page).page_count, 1)
        self.assertIn(b"596", page)
        for mode in ("L", "RGB", "CMYK", "I;16", "1"):
            with self.subTest(mode):
                shown, mimetype = scan_guard.page_of(files.tiff(2, mode=mode), 2)
                self.assertEqual(scan_guard.examine(shown).mimetype, mimetype)
