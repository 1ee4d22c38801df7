from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.catalogue import chinese_number, compare
from ...rules.labels import SHEETS, deal
from ...rules.ordering import order_key, put_in_order, sort_anew

KEYS = st.one_of(st.none(), st.tuples(st.integers(0, 9)))


@tagged("post_install", "-at_install")
class TestRulesKeep(BaseCase):
    """Order, catalogue and labels (facts 5.1, 5.2), without Odoo."""

    @settings(deadline=None)
    @given(st.lists(KEYS, max_size=12), st.lists(KEYS, max_size=6))
    def test_nothing_is_lost_and_the_record_keeps_its_order(self, old, new):
        existing = [(("old", i), key) for i, key in enumerate(old)]
        fresh = [(("new", i), key) for i, key in enumerate(new)]
        placed = put_in_order(existing, fresh)
        self.assertEqual(sorted(placed), sorted(r for r, _k in existing + fresh))
        if None not in old and old == sorted(old):
            keys = dict(existing + fresh)
            known = [keys[ref] for ref in placed if keys[ref] is not None]
            self.assertEqual(known, sorted(known))
        else:
            self.assertEqual(
                [r for r in placed if r[0] == "old"], [r for r, _k in existing]
            )

    def test_undated_comes_last_and_equals_keep_their_turn(self):
        day = date(2020, 1, 1)
        rows = [("b", (day,)), ("x", None), ("a", (day - timedelta(1),)), ("c", (day,))]
        self.assertEqual(sort_anew(rows), ["a", "b", "c", "x"])
        self.assertEqual(put_in_order([], rows), ["a", "b", "c", "x"])

    def test_key_by_type_puts_results_first(self):
        early, late = date(2001, 1, 1), date(2002, 1, 1)
        reply = order_key(True, 10, late)
        report = order_key(True, 40, early)
        self.assertLess(reply, report)
        self.assertIsNone(order_key(True, None, early))
        self.assertIsNone(order_key(False, 10, None))

    def test_chinese_numbers(self):
        self.assertEqual(
            [chinese_number(n) for n in (1, 9, 10, 11, 20, 25)],
            ["一", "九", "十", "十一", "二十", "二十五"],
        )

    def test_what_changed_since_the_last_print(self):
        def line(ident, number, name="n"):
            return {
                "id": ident,
                "number": number,
                "name": name,
                "formed": "",
                "pages": 1,
                "remark": "",
            }

        before = [line(1, "3-1"), line(2, "3-2"), line(3, "3-3"), line(9, "7-1")]
        now = [line(1, "3-1"), line(4, "3-2"), line(2, "3-3"), line(3, "3-3", "other")]
        self.assertEqual(
            compare(now, before),
            {4: "new", 2: "moved:3-2", 3: "changed", 9: "gone"},
        )
        self.assertEqual(compare(before, before), {})

    @settings(deadline=None)
    @given(st.sampled_from(sorted(SHEETS)), st.integers(0, 70), st.integers(0, 12))
    def test_every_label_has_a_place_of_its_own(self, name, count, used):
        sheet = SHEETS[name]
        used %= sheet.count
        pages = list(deal(range(count), sheet.count, used))
        placed = [item for page in pages for _place, item in page]
        self.assertEqual(placed, list(range(count)))
        for page in pages:
            places = [place for place, _item in page]
            self.assertEqual(len(set(places)), len(places))
            for place in places:
                left, top = sheet.corner(place)
                self.assertLessEqual(left + sheet.width, 210.01)
                self.assertLessEqual(top + sheet.height, 297.01)
        if count:
            self.assertEqual(pages[0][0][0], used)
