from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.paper import Table, deal, lines_of


@tagged("post_install", "-at_install")
class TestRulesPaper(BaseCase):
    """Which rows stand on which sheet."""

    def test_lines(self):
        for text, lines in (
            ("", 1),
            (None, 1),
            (False, 1),
            (0, 1),
            ("干部履历表", 1),
            ("干部履历表干部履历表", 1),
            ("干部履历表干部履历表一", 2),
            ("one\ntwo", 2),
            ("a" * 17, 1),
            ("a" * 18, 2),
        ):
            with self.subTest(text=text):
                self.assertEqual(lines_of(text, 100, 10), lines)

    def test_height(self):
        table = Table(width=216, shares=(50, 50), size=10, padding=6, lowest=26)
        self.assertEqual(table.height(["a", "b"]), 26)
        self.assertEqual(table.height(["a", "干部" * 10]), 34)

    def test_deal(self):
        self.assertEqual(deal([], 100, 100), [[]])
        self.assertEqual(deal([50, 50], 100, 100), [[0, 1]])
        self.assertEqual(deal([50, 51], 100, 100), [[0], [1]])
        self.assertEqual(deal([50, 50], 100, 100, closing=1), [[0], [1]])
        self.assertEqual(deal([50, 49], 100, 100, closing=1), [[0, 1]])
        self.assertEqual(deal([200], 100, 100), [[0]], "too high for any sheet")

    @settings(deadline=None)
    @given(
        st.lists(st.floats(1, 90), max_size=60), st.floats(100, 700), st.floats(0, 90)
    )
    def test_nothing_is_lost_and_nothing_overflows(self, heights, room, closing):
        sheets = deal(heights, room, room + 20, closing)
        dealt = [number for sheet in sheets for number in sheet]
        self.assertEqual(dealt, list(range(len(heights))))
        for index, sheet in enumerate(sheets):
            used = sum(heights[number] for number in sheet)
            self.assertLessEqual(used, (room if index == 0 else room + 20) + 1e-6)
            self.assertTrue(sheet or not heights)
