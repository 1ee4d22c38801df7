import io
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from odoo.tests import BaseCase, tagged

from ...rules import reading, scan_guard
from ...rules.scans import ScanRefused
from .. import scan_files as files

NOON = datetime(2026, 3, 2, 12)
MINUTE = timedelta(minutes=1)


@tagged("post_install", "-at_install")
class TestRulesReading(BaseCase):
    """Time of reading sessions and what is drawn over the pages (R-02, R-11)."""

    def test_end_is_the_earlier_of_both(self):
        """R-02: the granted minutes from the first opening, at most until the end."""
        far = NOON + timedelta(days=1)
        self.assertEqual(reading.session_end(NOON, 30, far), NOON + 30 * MINUTE)
        self.assertEqual(reading.session_end(NOON, 30, NOON + MINUTE), NOON + MINUTE)

    def test_time_left_at_the_boundary(self):
        """One second before the end there is one left; at the end and after, none."""
        for after, left in ((-1, 1), (0, 0), (1, 0)):
            now = NOON + timedelta(seconds=after)
            self.assertEqual(reading.seconds_left(NOON, now), left)

    @given(
        st.floats(-1e6, 1e6, allow_nan=False),
        st.integers(0, 4000),
        st.integers(-500, 4000),
    )
    def test_seconds_never_outrun_the_clock(self, claimed, gone, to_end):
        """Whatever the viewer claims: never below zero, nor past clock or end."""
        now = NOON + timedelta(seconds=gone)
        end = NOON + timedelta(seconds=to_end)
        counted = reading.seconds_counted(claimed, NOON, now, end)
        self.assertGreaterEqual(counted, 0)
        self.assertLessEqual(counted, gone)
        self.assertLessEqual(counted, max(0, to_end))
        self.assertLessEqual(counted, max(0, claimed))

    @given(st.lists(st.integers(0, 900), max_size=20))
    def test_sum_of_beats_is_at_most_the_time_gone(self, gaps):
        """Each beat claims a lot: their sum is what the clock says."""
        now, total = NOON, 0
        for gap in gaps:
            last, now = now, now + timedelta(seconds=gap)
            total += reading.seconds_counted(1e5, last, now, NOON + 600 * MINUTE)
        self.assertEqual(total, sum(gaps))

    def test_minutes_left(self):
        """Open sessions count in full, closed ones by their use, unread ones not."""
        cases = [
            ([], 30),
            ([(30, None)], 0),
            ([(10, None)], 20),
            ([(30, 0)], 30),
            ([(30, 1)], 29),
            ([(30, 60)], 29),
            ([(30, 61)], 28),
            ([(30, 1800), (10, None)], 0),
            ([(10, 99999)], 20),
        ]
        for sessions, left in cases:
            with self.subTest(sessions=sessions):
                self.assertEqual(reading.minutes_left(30, sessions), left)

    def test_pages_named(self):
        for text, pages in (
            ("", [1, 2, 3, 4, 5]),
            ("1-3, 5", [1, 2, 3, 5]),
            ("2，4、5", [2, 4, 5]),
            ("3,1-3", [1, 2, 3]),
        ):
            self.assertEqual(reading.pages_named(text, 5), pages)
        for wrong in ("0", "6", "3-2", "x", "1-", "-2", "4-6", ","):
            with self.subTest(wrong=wrong), self.assertRaises(ValueError):
                reading.pages_named(wrong, 5)

    # --- Pictures ---

    def _picture(self, data, *lines, page=1):
        image = Image.open(io.BytesIO(scan_guard.picture_of(data, page, list(lines))))
        self.assertEqual(image.format, "JPEG")
        return image

    def _differing(self, one, other):
        """Share of pixels that differ visibly."""
        difference = ImageChops.difference(one.convert("L"), other.convert("L"))
        seen = difference.point(lambda value: 255 if value > 24 else 0)
        return seen.histogram()[255] / (seen.width * seen.height)

    def test_watermark_is_in_the_pixels(self):
        """R-11: of every format, on light and on dark; another text, other pixels."""
        light, dark = files.image(size=(600, 840), shade=250), None
        output = io.BytesIO()
        Image.new("L", (600, 840), 5).save(output, "PNG")
        dark = output.getvalue()
        for data in (light, dark, files.pdf(), files.tiff(size=(600, 840))):
            plain = self._picture(data, "")
            one = self._picture(data, "陈静 A/2026/0001", "2026-03-02 12:00:00")
            other = self._picture(data, "陈静 A/2026/0001", "2026-03-02 12:00:01")
            self.assertGreater(self._differing(plain, one), 0.01)
            self.assertGreater(self._differing(one, other), 0)

    def test_watermark_leaves_no_corner_without_it(self):
        """A cut-out of a quarter of the page bears it as well."""
        data = files.image(size=(1240, 1754), shade=250)
        plain, marked = self._picture(data, ""), self._picture(data, "陈静", "A/1")
        width, height = plain.size
        for x in (0, 1):
            for y in range(4):
                box = (
                    x * width // 2,
                    y * height // 4,
                    (x + 1) * width // 2,
                    (y + 1) * height // 4,
                )
                differing = self._differing(plain.crop(box), marked.crop(box))
                self.assertGreater(differing, 0.003, box)

    def test_picture_is_no_larger_than_a_screen_needs(self):
        image = self._picture(files.noisy_jpeg(), "x")
        self.assertEqual(max(image.size), 2340)

    def test_pages_of_one_file(self):
        """Page 2 of a TIFF is not page 1; a page that is not there is refused."""
        data = files.tiff(pages=2, size=(300, 420))
        first, second = self._picture(data, ""), self._picture(data, "", page=2)
        self.assertGreater(self._differing(first, second), 0.9)
        with self.assertRaises(ScanRefused):
            scan_guard.picture_of(data, 3, ["x"])
        with self.assertRaises(ScanRefused):
            scan_guard.picture_of(b"%PDF-1.4 torn", 1, ["x"])

    def test_copies_are_sheets_of_a4_without_text(self):
        """R-11: the PDF holds pictures only, each with a number of its own."""
        import pypdf

        data = scan_guard.document_of(files.pdf(), [[1, ["0001"]], [2, ["0002"]]])
        reader = pypdf.PdfReader(io.BytesIO(data))
        self.assertEqual(len(reader.pages), 2)
        for page in reader.pages:
            self.assertAlmostEqual(float(page.mediabox.height), 842, delta=2)
            self.assertFalse(page.extract_text().strip())
