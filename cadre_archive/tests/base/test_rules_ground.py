from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules import hash_chain
from ...rules.cells import cell_problem, inert, original
from ...rules.thresholds import Threshold


@tagged("post_install", "-at_install")
class TestThresholds(BaseCase):
    """Decided reading 1: every threshold is an operator and a number."""

    def test_boundary_of_each_operator(self):
        """One below, exactly on, one above."""
        expected = {
            "ge": (False, True, True),
            "gt": (False, False, True),
            "le": (True, True, False),
            "lt": (True, False, False),
            "eq": (False, True, False),
        }
        for operator, answers in expected.items():
            threshold = Threshold(operator, 15)
            with self.subTest(operator=operator):
                self.assertEqual(tuple(map(threshold.met, (14, 15, 16))), answers)
                self.assertEqual(
                    tuple(map(threshold.on_boundary, (14, 15, 16))),
                    (False, True, False),
                )

    def test_float_noise_counts_as_exactly_on(self):
        self.assertFalse(Threshold("gt", 60).met(0.1 * 3 * 200))
        self.assertTrue(Threshold("ge", 60).met(0.1 * 3 * 200))

    def test_unknown_operator(self):
        with self.assertRaises(ValueError):
            Threshold("about", 3)

    @settings(deadline=None)
    @given(st.floats(0, 1e6), st.floats(0, 1e6))
    def test_opposites(self, number, value):
        self.assertNotEqual(
            Threshold("ge", value).met(number), Threshold("lt", value).met(number)
        )
        self.assertNotEqual(
            Threshold("gt", value).met(number), Threshold("le", value).met(number)
        )


CONTENT = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=8))


def chain(contents):
    head, entries = hash_chain.GENESIS, []
    for number, content in enumerate(contents, 1):
        head = hash_chain.digest(head, content)
        entries.append((number, head, content))
    return entries


def heads_of(entries):
    return {number: [head] for number, head, _content in entries}


@tagged("post_install", "-at_install")
class TestHashChain(BaseCase):
    """R-40: an edit of any entry shows."""

    @settings(deadline=None)
    @given(st.lists(CONTENT, max_size=8))
    def test_untouched_chain_holds(self, contents):
        entries = chain(contents)
        verdict = hash_chain.verify(entries, heads_of(entries))
        self.assertIsNone(verdict.broken)
        self.assertEqual(verdict.count, len(contents))

    @settings(deadline=None)
    @given(st.lists(CONTENT, min_size=1, max_size=8), st.data())
    def test_any_edit_is_found_where_it_is(self, contents, data):
        entries = chain(contents)
        index = data.draw(st.integers(0, len(entries) - 1))
        number, digest, content = entries[index]
        entries[index] = (number, digest, {**content, "forged key": 1})
        broken = hash_chain.verify(entries).broken
        self.assertEqual((broken.number, broken.reason), (index + 1, "altered"))

    @settings(deadline=None)
    @given(st.lists(CONTENT, min_size=2, max_size=8), st.data())
    def test_any_removal_is_found(self, contents, data):
        entries = chain(contents)
        heads = heads_of(entries)
        del entries[data.draw(st.integers(0, len(entries) - 1))]
        verdict = hash_chain.verify(entries, heads)
        self.assertIn(verdict.broken.reason, ("gap", "cut"))

    def test_key_order_does_not_matter(self):
        one = hash_chain.digest("x", {"a": 1, "b": "中文"})
        self.assertEqual(one, hash_chain.digest("x", {"b": "中文", "a": 1}))


@tagged("post_install", "-at_install")
class TestCells(BaseCase):
    """What is refused, and a name like a formula, which leaves as inert text."""

    def test_cells(self):
        expected = {
            "=HYPERLINK(1)": None,
            "+86 139-1234-5678 转 12": None,
            '"Ann" <a@b>': None,
            "<a@b onclick=alert(1)>": "script",
            "< b>": "script",
            "</b": "script",
            "<!--": "script",
            "<script>alert(1)</script>": "script",
            "张<img src=x onerror=alert(1)>": "script",
            "javascript:alert(1)": "script",
            "nul\x00": "control",
            "方艳慧": None,
            "O'Neil & Söhne": None,
            "3 < 5": None,
            "-5": None,
            "+86 10 1234-5678": None,
            "": None,
            None: None,
            7: None,
        }
        for cell, problem in expected.items():
            with self.subTest(cell=cell):
                self.assertEqual(cell_problem(cell), problem)

    def test_what_looks_like_a_formula_is_inert(self):
        for cell, shown in (
            ("=1+1", "'=1+1"),
            ("{=1+1}", "'{=1+1}"),
            ("+1+1", "'+1+1"),
            ("- first", "'- first"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tTab", "'\tTab"),
            ("\r=1", "'\r=1"),
            ("＝1+1", "'＝1+1"),
            ("'=1+1", "''=1+1"),
            ("'tis", "'tis"),
            ("a=1", "a=1"),
            ("", ""),
            (False, False),
            (-5, -5),
        ):
            with self.subTest(cell=cell):
                self.assertEqual(inert(cell), shown)

    @settings(deadline=None)
    @given(st.text("'=+-@\t\r\n＝＋－＠{}a "))
    def test_inert_text_is_read_back_as_it_was(self, text):
        self.assertEqual(original(inert(text)), text)
        self.assertNotIn(inert(text)[:1], tuple("=+-@\t\r\n＝＋－＠"))
