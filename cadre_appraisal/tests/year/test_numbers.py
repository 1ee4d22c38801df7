import random
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules import moves, numbers, progress, scores, shares, weights
from ..common import OpenYearCommon

CENTS = st.integers(0, 10_000)
# As a field gives them: the float nearest to a number of two decimals.
POINTS = CENTS.map(lambda cents: cents / 100)
QUANTITIES = st.integers(0, 10**9).map(lambda cents: cents / 100)
NAMES = ("performance", "attitude", "dedication", "efficiency", "integrity")


def on_paper(number):
    """Rounded as a person does, by long division to the third decimal."""
    tenths = abs(number) * 1000
    whole = tenths.numerator // tenths.denominator
    cents = whole // 10 + (whole % 10 >= 5)
    return float(Fraction(cents if number >= 0 else -cents, 100))


def read(number):
    """The decimal that stands on the screen."""
    return Fraction(Decimal(f"{number:.2f}"))


@tagged("post_install", "-at_install")
class TestNumbers(BaseCase):
    """What decides something is an exact decimal, rounded once."""

    def test_a_mean_on_the_line(self):
        """89.995 is 90.00 and excellent, not 89.99 and good."""
        quarters = dict(enumerate((89.95, 88.12, 92.27, 89.64), 1))
        self.assertEqual(scores.usual_score(quarters).score, 90)

    def test_half_up_away_from_zero(self):
        for number, cents in (
            ("0.005", 0.01),
            ("0.0049999999", 0.0),
            ("-0.005", -0.01),
            ("1.005", 1.01),
            (1.005, 1.01),
            (2.675, 2.68),
            (Fraction(1, 3), 0.33),
            (Fraction(2, 3), 0.67),
            (Decimal("99.995"), 100.0),
            (7, 7.0),
        ):
            with self.subTest(number=number):
                self.assertEqual(numbers.rounded(number), cents)

    @settings(deadline=None)
    @given(st.fractions(-1000, 1000, max_denominator=10**6))
    def test_rounded_once(self, number):
        self.assertEqual(numbers.rounded(number), on_paper(number))
        decimal = Decimal(number.numerator) / Decimal(number.denominator)
        if 1000 % number.denominator == 0:
            quantized = decimal.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            self.assertEqual(numbers.rounded(number), float(quantized))

    @settings(deadline=None)
    @given(st.lists(POINTS))
    def test_sums_are_exact(self, points):
        self.assertEqual(numbers.total(points), sum(map(read, points), Fraction()))

    @settings(deadline=None)
    @given(
        st.lists(POINTS, min_size=5, max_size=5),
        st.lists(CENTS, min_size=5, max_size=5),
    )
    def test_weighted_means(self, points, weight):
        weight = [cents / 100 for cents in weight]
        result = scores.quarter_score(
            dict(zip(NAMES, points, strict=True)),
            dict(zip(NAMES, weight, strict=True)),
        )
        share = sum(map(read, weight), Fraction())
        if not share:
            self.assertIsNone(result.score)
            return
        total = sum(read(p) * read(w) for p, w in zip(points, weight, strict=True))
        self.assertEqual(result.score, on_paper(total / share))

    @settings(deadline=None)
    @given(st.lists(POINTS, min_size=1, max_size=40))
    def test_completion(self, points):
        mean = sum(map(read, points), Fraction()) / len(points)
        self.assertEqual(progress.mean_progress(points), on_paper(mean))
        total = float(sum(map(read, points), Fraction()))
        self.assertEqual(progress.mean_of(total, len(points)), on_paper(mean))

    @settings(deadline=None)
    @given(QUANTITIES, QUANTITIES)
    def test_progress(self, done, planned):
        percent = (
            min(Fraction(100), 100 * read(done) / read(planned))
            if planned
            else Fraction()
        )
        self.assertEqual(progress.progress_of(done, planned), on_paper(percent))

    @settings(deadline=None)
    @given(QUANTITIES, st.integers(1, 60))
    def test_parts_add_up(self, quantity, parts):
        divided = shares.divided(quantity, parts)
        self.assertEqual(sum(map(read, divided), Fraction()), read(quantity))
        self.assertEqual(shares.remainder(quantity, numbers.total(divided)), 0)

    @settings(deadline=None)
    @given(st.permutations([0.1] * 10 + [99.0]))
    def test_weights_add_up_in_any_order(self, weight):
        """Eleven binary floats make 99.99999999999999."""
        named = dict(enumerate(weight))
        self.assertIsNone(weights.content_problem(named, weight.index(99.0)))

    @settings(deadline=None)
    @given(st.integers(1, 92))
    def test_share_of_a_period(self, days):
        """A share is asked as the exact number."""
        asked = []
        moves.leader_of_period(
            [
                moves.Assignment(moves.datetime.date(2026, 1, 1), 1, False),
                moves.Assignment(
                    moves.datetime.date(2026, 4, 1) - moves.datetime.timedelta(days),
                    2,
                    False,
                ),
            ],
            moves.datetime.date(2025, 12, 30),
            moves.datetime.date(2026, 3, 31),
            lambda share: asked.append(share) or True,
        )
        self.assertEqual(asked, [Fraction(100 * min(days, 92), 92)])


@tagged("post_install", "-at_install")
class TestSmallOffice(OpenYearCommon):
    """Every number of a small office, computed again by other means."""

    def test_every_result(self):
        draw = random.Random(20261231)
        weight = {"performance": 33.34, "attitude": 16.67, "dedication": 16.67}
        weight |= {"efficiency": 16.66, "integrity": 16.66}
        for line in self.cycle.sudo().dimension_line_ids:
            # Fixed when the year is opened; here another year's numbers.
            self.env.cr.execute(
                "UPDATE cadre_appraisal_cycle_dimension SET weight = %s WHERE id = %s",
                [weight[line.dimension_id.code], line.id],
            )
        self.env.cr.execute(
            "UPDATE cadre_appraisal_cycle SET weight_usual = 66.67,"
            " weight_democratic = 16.67, weight_client = 16.66 WHERE id = %s",
            [self.cycle.id],
        )
        self.env.invalidate_all()
        evaluations = self.env["cadre.quarterly.evaluation"].search(
            [("cycle_id", "=", self.cycle.id)]
        )
        for evaluation in evaluations:
            evaluation.write(
                {f"score_{name}": draw.randint(5000, 10000) / 100 for name in NAMES}
            )
            if draw.random() < 0.8:
                self.env.cr.execute(
                    "UPDATE cadre_quarterly_evaluation SET state = 'acknowledged'"
                    " WHERE id = %s",
                    [evaluation.id],
                )
        for result in evaluations.appraisal_id:
            for part in ("democratic", "client"):
                if draw.random() < 0.7:
                    result.write({f"{part}_score": draw.randint(5000, 10000) / 100})
        self.env.flush_all()
        self.env.invalidate_all()
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()
        self.env.flush_all()
        quarters = self._quarters_again(weight)
        self.assertEqual(len(quarters), len(evaluations))
        self._check_results(quarters)

    def _quarters_again(self, weight):
        """``{(result id, quarter): points}``, each compared with what is stored."""
        self.env.cr.execute(
            "SELECT e.appraisal_id, e.quarter, e.state, e.score::text, d.code,"
            " l.score::text FROM cadre_quarterly_evaluation e"
            " JOIN cadre_quarterly_evaluation_line l ON l.evaluation_id = e.id"
            " JOIN cadre_dimension d ON d.id = l.dimension_id WHERE e.cycle_id = %s",
            [self.cycle.id],
        )
        found = {}
        for result, quarter, state, stored, code, points in self.env.cr.fetchall():
            entry = found.setdefault((result, quarter), [state, Fraction(stored), 0])
            entry[2] += Fraction(points) * read(weight[code]) / 100
        for _state, stored, points in found.values():
            self.assertEqual(float(stored), on_paper(points))
        return found

    def _check_results(self, quarters):
        part = {"democratic": "16.67", "client": "16.66"}
        self.env.cr.execute(
            "SELECT id, usual_score::text, score::text, grade, has_usual_score,"
            " has_democratic_score, democratic_score::text, has_client_score,"
            " client_score::text FROM cadre_appraisal WHERE cycle_id = %s",
            [self.cycle.id],
        )
        rows = self.env.cr.fetchall()
        self.assertGreater(len(rows), 5)
        for id_, usual, score, grade, has_usual, *tallies in rows:
            given = [
                stored
                for (result, _quarter), (state, stored, _p) in quarters.items()
                if result == id_ and state != "draft"
            ]
            self.assertEqual(has_usual, bool(given))
            total = share = Fraction()
            if given:
                mean = on_paper(sum(given, Fraction()) / len(given))
                self.assertEqual(float(Fraction(usual)), mean)
                total, share = read(mean) * Fraction("66.67"), Fraction("66.67")
            pairs = zip(part.values(), tallies[::2], tallies[1::2], strict=True)
            for percent, is_there, points in pairs:
                if is_there:
                    total += Fraction(points) * Fraction(percent)
                    share += Fraction(percent)
            expected = on_paper(total / share) if share else 0.0
            with self.subTest(result=id_):
                self.assertEqual(float(Fraction(score)), expected)
                bands = ((90, "excellent"), (75, "good"), (60, "average"), (0, "poor"))
                name = next(name for limit, name in bands if expected >= limit)
                self.assertEqual(grade, name if share else None)
