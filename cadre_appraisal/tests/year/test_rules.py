import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.cadre_archive.rules.thresholds import Threshold

from ...rules import grades, months, numbers, progress, scores, weights

POINTS = st.floats(0, 100).map(numbers.rounded)
BANDS = grades.Bands(90, 75, 60)
STRICT, AT_LEAST = Threshold("gt", 60), Threshold("ge", 60)


@tagged("post_install", "-at_install")
class TestGrades(BaseCase):
    """A-14, A-29: four grades by score bands; A-53, A-55: what a grade forbids."""

    def test_bands_at_their_boundaries(self):
        for score, grade in (
            (100, "excellent"),
            (90.01, "excellent"),
            (90, "excellent"),
            (89.99, "good"),
            (75, "good"),
            (74.99, "average"),
            (60, "average"),
            (59.99, "poor"),
            (0, "poor"),
        ):
            with self.subTest(score=score):
                self.assertEqual(grades.grade_of(score, BANDS), grade)

    def test_bands_must_fall(self):
        for wrong in ((75, 75, 60), (101, 75, 60), (90, 60, 75), (90, 75, -1)):
            with self.assertRaises(ValueError):
                grades.Bands(*wrong)

    @settings(deadline=None)
    @given(POINTS, POINTS)
    def test_a_higher_score_is_never_a_lower_grade(self, one, other):
        low, high = sorted((one, other))
        order = grades.GRADES.index
        self.assertLessEqual(
            order(grades.grade_of(high, BANDS)), order(grades.grade_of(low, BANDS))
        )

    def test_annual_level_beside_a_grade(self):
        """A-53: excellent needs excellent or good. A-55: poor leaves incompetent."""
        allowed = {
            "excellent": grades.ANNUAL_LEVELS,
            "good": grades.ANNUAL_LEVELS,
            "average": grades.ANNUAL_LEVELS[1:],
            "poor": ("incompetent", "none"),
        }
        for grade in grades.GRADES:
            for level in grades.ANNUAL_LEVELS:
                with self.subTest(grade=grade, level=level):
                    problem = grades.annual_level_problem(grade, level)
                    self.assertEqual(problem is None, level in allowed[grade])
        self.assertEqual(grades.annual_level_problem("average", "excellent"), "A-53")
        self.assertEqual(
            grades.annual_level_problem("poor", "basically_competent"), "A-55"
        )


@tagged("post_install", "-at_install")
class TestScores(BaseCase):
    """A-03, A-45: what is missing is never zero."""

    def test_quarter_needs_every_content(self):
        given_weights = {"performance": 40, "attitude": 60}
        self.assertEqual(
            scores.quarter_score(
                {"performance": 90, "attitude": 80}, given_weights
            ).score,
            84,
        )
        half = scores.quarter_score({"performance": 90}, given_weights)
        self.assertIsNone(half.score)
        self.assertEqual(half.missing, ("attitude",))

    def test_zero_is_a_score(self):
        result = scores.quarter_score({"a": 0, "b": 100}, {"a": 50, "b": 50})
        self.assertEqual(result.score, 50)

    def test_one_quarter_missing(self):
        """Section 6: the mean of three, and the fourth is named."""
        result = scores.usual_score({1: 80, 2: 90, 3: 100, 4: None})
        self.assertEqual(result.score, 90)
        self.assertEqual(result.missing, (4,))
        self.assertTrue(result.is_provisional)

    def test_left_out_quarter_neither_counts_nor_is_missing(self):
        result = scores.usual_score({1: 80, 2: 90, 3: None, 4: None}, {3, 4})
        self.assertEqual(result, scores.Score(85, ()))

    def test_all_quarters_left_out(self):
        self.assertEqual(scores.usual_score({}, {1, 2, 3, 4}), scores.Score(None, ()))

    def test_missing_part_spreads_its_weight(self):
        parts = {"usual": 80, "democratic": None, "client": 90}
        result = scores.annual_score(
            parts, {"usual": 70, "democratic": 15, "client": 15}
        )
        self.assertAlmostEqual(result.score, round((70 * 80 + 15 * 90) / 85, 2))
        self.assertEqual(result.missing, ("democratic",))

    def test_part_of_weight_zero_is_never_missed(self):
        result = scores.annual_score(
            {"usual": 80, "democratic": 90},
            {"usual": 85, "democratic": 15, "client": 0},
        )
        self.assertFalse(result.is_provisional)

    def test_nothing_there(self):
        self.assertIsNone(scores.annual_score({}, {"usual": 100}).score)

    def test_rounding_is_half_up(self):
        self.assertEqual(numbers.rounded(2.675), 2.68)
        self.assertEqual(numbers.rounded(89.995), 90.0)
        self.assertEqual(numbers.rounded(89.994), 89.99)

    @settings(deadline=None)
    @given(
        st.dictionaries(st.sampled_from("abcde"), st.one_of(st.none(), POINTS)),
        st.dictionaries(st.sampled_from("abcde"), st.integers(0, 100)),
    )
    def test_score_lies_between_its_parts(self, parts, given_weights):
        result = scores.weighted(parts, given_weights)
        counting = [
            parts[name]
            for name, weight in given_weights.items()
            if weight and parts.get(name) is not None
        ]
        if counting:
            self.assertGreaterEqual(result.score, min(counting) - 0.01)
            self.assertLessEqual(result.score, max(counting) + 0.01)
        else:
            self.assertIsNone(result.score)

    @settings(deadline=None)
    @given(st.lists(POINTS, min_size=4, max_size=4), st.sets(st.sampled_from(range(4))))
    def test_a_missing_quarter_never_pulls_down_to_zero(self, points, gone):
        quarters = {
            q + 1: None if q in gone else value for q, value in enumerate(points)
        }
        result = scores.usual_score(quarters)
        there = [value for value in quarters.values() if value is not None]
        if there:
            self.assertGreaterEqual(result.score, min(there) - 0.01)
        self.assertEqual(set(result.missing), {q + 1 for q in gone})


@tagged("post_install", "-at_install")
class TestWeights(BaseCase):
    """A-08, A-43, A-44."""

    def test_usual_weight_at_its_boundary(self):
        """Section 6: 60.0 / 60.01 / 100; the switch of decided reading 2."""
        for usual, strict, at_least in (
            (59.99, ["A-44"], ["A-44"]),
            (60, ["A-44"], []),
            (60.01, [], []),
            (100, [], []),
        ):
            rest = 100 - usual
            with self.subTest(usual=usual):
                self.assertEqual(
                    weights.part_problems(usual, rest, 0, STRICT.met), strict
                )
                self.assertEqual(
                    weights.part_problems(usual, rest, 0, AT_LEAST.met), at_least
                )

    def test_sum(self):
        """Section 6: 99.99 is not 100."""
        self.assertEqual(weights.part_problems(70, 15, 14.99, STRICT.met), ["A-43"])
        self.assertEqual(weights.part_problems(70, 15, 15.01, STRICT.met), ["A-43"])
        self.assertEqual(weights.part_problems(110, 0, -10, STRICT.met), ["A-43"])
        self.assertEqual(weights.part_problems(70, 15, 15, STRICT.met), [])

    def test_performance_weighs_most(self):
        others = ("attitude", "dedication", "efficiency", "integrity")

        def problem(focus, *rest):
            return weights.content_problem(
                {"performance": focus, **dict(zip(others, rest, strict=True))}
            )

        self.assertIsNone(problem(40, 15, 15, 15, 15))
        self.assertEqual(problem(20, 20, 20, 20, 20), "focus")
        self.assertIsNone(problem(20.04, 19.99, 19.99, 19.99, 19.99))
        self.assertEqual(problem(19.96, 20.01, 20.01, 20.01, 20.01), "focus")
        self.assertEqual(problem(40, 15, 15, 15, 14.99), "sum")
        self.assertEqual(problem(140, -10, -10, -10, -10), "range")
        self.assertEqual(weights.content_problem({}), "sum")


@tagged("post_install", "-at_install")
class TestMonths(BaseCase):
    """A-25: the window opens on the 25th and closes on the 5th of the next month."""

    def test_window_at_its_boundaries(self):
        window = months.window_of(datetime.date(2026, 5, 1), 25, 5)
        day = datetime.date
        for when, begun, is_open, late in (
            (day(2026, 4, 30), False, False, False),
            (day(2026, 5, 1), True, False, False),
            (day(2026, 5, 24), True, False, False),
            (day(2026, 5, 25), True, True, False),
            (day(2026, 6, 5), True, True, False),
            (day(2026, 6, 6), True, True, True),
        ):
            with self.subTest(when=when):
                self.assertEqual(window.has_begun(when), begun)
                self.assertEqual(window.is_open(when), is_open)
                self.assertEqual(window.is_late(when), late)

    def test_short_months_and_the_turn_of_the_year(self):
        window = months.window_of(datetime.date(2026, 2, 1), 31, 31)
        self.assertEqual(window.opens, datetime.date(2026, 2, 28))
        self.assertEqual(window.due, datetime.date(2026, 3, 31))
        window = months.window_of(datetime.date(2026, 12, 1), 25, 5)
        self.assertEqual(window.due, datetime.date(2027, 1, 5))

    @settings(deadline=None)
    @given(
        st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)),
        st.integers(1, 31),
        st.integers(1, 31),
    )
    def test_a_window_is_in_order(self, day, opens, due):
        window = months.window_of(day, opens, due)
        self.assertLessEqual(window.begins, window.opens)
        self.assertLess(window.opens, window.due)
        self.assertEqual(window.begins.month, window.opens.month)

    def test_quarters_and_months(self):
        self.assertEqual(
            [months.quarter_of(m) for m in range(1, 13)],
            [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4],
        )
        self.assertEqual(months.months_of_quarter(2026, 4)[0].month, 10)
        self.assertEqual(len(months.months_of_quarter(2026, 4)), 3)


@tagged("post_install", "-at_install")
class TestProgress(BaseCase):
    """A-25, A-26."""

    def test_progress_from_quantities(self):
        self.assertEqual(progress.progress_of(9, 10), 90)
        self.assertEqual(progress.progress_of(11, 10), 100)
        self.assertEqual(progress.progress_of(0, 10), 0)
        self.assertEqual(progress.progress_of(1, 0), 0)

    def test_reason_is_due_when_the_time_limit_has_passed(self):
        end = datetime.date(2026, 5, 31)
        self.assertTrue(progress.needs_reason(True, end, end))
        self.assertFalse(progress.needs_reason(True, datetime.date(2026, 6, 1), end))
        self.assertFalse(progress.needs_reason(False, end, end))

    def test_mean(self):
        self.assertIsNone(progress.mean_progress([]))
        self.assertEqual(progress.mean_progress([100, 50]), 75)
