from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.deliveries import (
    BAD_MEDIA,
    FORMALITIES,
    GOOD_MEDIA,
    QUESTIONS,
    Paper,
    days_late,
    defects,
    delivery_due,
    page_count,
    redelivery_due,
    unanswered,
)

GOOD = Paper(
    answers=tuple((name, True) for name in (*QUESTIONS, *FORMALITIES)),
    needs=frozenset(FORMALITIES),
    source="Party Office",
    formed=date(2026, 1, 31),
    page_from=1,
    page_to=4,
    medium="print",
)
DATES = st.dates(date(1950, 1, 1), date(2199, 1, 1))


def answered(paper, **answers):
    return replace(paper, answers=tuple((dict(paper.answers) | answers).items()))


@tagged("post_install", "-at_install")
class TestRulesDeliveries(BaseCase):
    """R-33 to R-36, R-60, R-61, R-67, R-68: boundaries and properties."""

    def test_month_end(self):
        """R-67: 31 January means the last day of February."""
        for formed, due in (
            (date(2026, 1, 31), date(2026, 2, 28)),
            (date(2028, 1, 31), date(2028, 2, 29)),
            (date(2026, 1, 28), date(2026, 2, 28)),
            (date(2026, 3, 31), date(2026, 4, 30)),
            (date(2026, 12, 31), date(2027, 1, 31)),
            (date(2026, 2, 28), date(2026, 3, 28)),
        ):
            with self.subTest(formed=formed):
                self.assertEqual(delivery_due(formed, 1), due)

    def test_late_from_the_day_after(self):
        """R-67: on the last day in time, one day later late."""
        due = date(2026, 2, 28)
        self.assertEqual(days_late(due, due - timedelta(days=1)), 0)
        self.assertEqual(days_late(due, due), 0)
        self.assertEqual(days_late(due, due + timedelta(days=1)), 1)

    @settings(deadline=None)
    @given(DATES, st.integers(0, 24))
    def test_due_keeps_the_day_or_ends_the_month(self, formed, months):
        due = delivery_due(formed, months)
        self.assertEqual(
            (due.year - formed.year) * 12 + due.month - formed.month, months
        )
        last = monthrange(due.year, due.month)[1]
        self.assertEqual(due.day, min(formed.day, last))

    @settings(deadline=None)
    @given(DATES, DATES)
    def test_due_never_runs_backwards(self, one, other):
        first, second = sorted((one, other))
        self.assertLessEqual(delivery_due(first, 1), delivery_due(second, 1))

    @settings(deadline=None)
    @given(DATES, st.integers(-400, 400))
    def test_late_counts_days(self, due, days):
        self.assertEqual(days_late(due, due + timedelta(days=days)), max(0, days))

    def test_redelivery_crosses_the_month(self):
        self.assertEqual(redelivery_due(date(2026, 2, 20), 15), date(2026, 3, 7))

    @settings(deadline=None)
    @given(st.integers(-5, 500), st.integers(-5, 500))
    def test_page_count(self, first, last):
        """R-60: pages from 1, the last not before the first."""
        count = page_count(first, last)
        if 1 <= first <= last:
            self.assertEqual(count, last - first + 1)
        else:
            self.assertEqual(count, 0)

    def test_good_paper(self):
        self.assertEqual(defects(GOOD), [])
        self.assertEqual(unanswered(GOOD), [])

    def test_each_defect_alone(self):
        """One thing wrong gives one defect, which cites its clause."""
        for paper, expected in (
            (answered(GOOD, review=False), ("R-33", "review")),
            (answered(GOOD, content=False), ("R-35", "content")),
            (answered(GOOD, procedures=None), ("R-35", "procedures")),
            (answered(GOOD, form=False), ("R-35", "form")),
            (answered(GOOD, audit=False), ("R-61", "audit")),
            (answered(GOOD, seal=False), ("R-61", "seal")),
            (answered(GOOD, signature=None), ("R-61", "signature")),
            (replace(GOOD, is_individual=True), ("R-34", "verification")),
            (replace(GOOD, medium="pencil"), ("R-36", "medium")),
            (replace(GOOD, is_copy=True), ("R-36", "copy")),
            (
                replace(GOOD, is_copy=True, copy_date=date(2026, 2, 1)),
                ("R-36", "copy"),
            ),
            (replace(GOOD, is_copy=True, is_copy_sealed=True), ("R-36", "copy")),
            (replace(GOOD, source="  "), ("R-60", "source")),
            (replace(GOOD, formed=None), ("R-60", "date")),
            (replace(GOOD, page_to=0), ("R-60", "pages")),
            (replace(GOOD, page_from=0), ("R-60", "pages")),
            (replace(GOOD, page_from=5), ("R-60", "pages")),
            (replace(GOOD, medium=""), ("R-60", "writing")),
        ):
            with self.subTest(expected=expected):
                self.assertEqual(defects(paper), [expected])

    def test_nine_media(self):
        """Q-8: four last, five fade."""
        self.assertEqual((len(GOOD_MEDIA), len(BAD_MEDIA)), (4, 5))
        self.assertFalse(GOOD_MEDIA & BAD_MEDIA)
        for medium in GOOD_MEDIA:
            self.assertEqual(defects(replace(GOOD, medium=medium)), [])
        for medium in BAD_MEDIA:
            paper = replace(GOOD, medium=medium)
            self.assertEqual(defects(paper), [("R-36", "medium")])
            self.assertEqual(defects(replace(paper, has_version=True)), [])

    @settings(deadline=None)
    @given(
        st.builds(
            Paper,
            answers=st.lists(
                st.tuples(
                    st.sampled_from((*QUESTIONS, *FORMALITIES)),
                    st.sampled_from((True, False, None)),
                ),
                unique_by=lambda pair: pair[0],
            ).map(tuple),
            needs=st.frozensets(st.sampled_from(FORMALITIES)),
            source=st.sampled_from(("", "Party Office")),
            formed=st.none() | DATES,
            page_from=st.integers(-1, 5),
            page_to=st.integers(-1, 5),
            medium=st.sampled_from(("", *sorted(GOOD_MEDIA | BAD_MEDIA))),
            has_version=st.booleans(),
            is_copy=st.booleans(),
            copy_date=st.none() | DATES,
            is_copy_sealed=st.booleans(),
            is_individual=st.booleans(),
            is_verified=st.booleans(),
        )
    )
    def test_properties(self, paper):
        """A paper that is fit has answered all; mending one thing adds no defect."""
        found = defects(paper)
        names = [name for _clause, name in found]
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual([c for c, _n in found], sorted(c for c, _n in found))
        self.assertLessEqual(set(unanswered(paper)), set(names))
        mended = replace(
            paper,
            answers=GOOD.answers,
            source="Party Office",
            formed=date(2026, 1, 1),
            page_from=1,
            page_to=2,
            medium="print",
            is_copy=False,
            is_individual=False,
        )
        self.assertEqual(defects(mended), [])
        self.assertLessEqual(set(defects(replace(paper, is_verified=True))), set(found))
