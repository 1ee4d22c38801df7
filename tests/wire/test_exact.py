"""Every number that the sample office derives, computed again from its raw rows.

The rows come from the database as text and are computed as fractions, by nothing of
the addons. What is stored is compared as the sample left it (``sample``); what is
computed when it is read is asked of the server and compared with the rows of today.
"""

import io
from collections import Counter, defaultdict
from fractions import Fraction

import openpyxl
import pytest

from .client import TYPED

BANDS = ("excellent", "good", "average")
KINDS = ("late", "early", "absent")


def half_up(number, places=2):
    """Rounded as on paper: the digit after the last one decides."""
    number = Fraction(number)
    whole, last = divmod(
        number.numerator * 10 ** (places + 1) // number.denominator, 10
    )
    return Fraction(whole + (last >= 5), 10**places)


def mean(numbers):
    return half_up(sum(numbers, Fraction()) / len(numbers))


@pytest.fixture(scope="module")
def quarters(sample):
    """``{result id: {quarter: points}}`` of what counts in a year (A-45)."""
    found = defaultdict(dict)
    for result, quarter, text in sample(
        "SELECT appraisal_id, quarter, score::text FROM cadre_quarterly_evaluation "
        "WHERE state <> 'draft' AND is_excluded IS NOT TRUE"
    ):
        found[result][quarter] = Fraction(text)
    return found


def test_scores_of_quarters(sample):
    points, contents = defaultdict(Fraction), Counter()
    for id_, weight, score in sample(
        """
        SELECT e.id, w.weight::text, l.score::text
          FROM cadre_quarterly_evaluation e
          JOIN cadre_quarterly_evaluation_line l ON l.evaluation_id = e.id
          JOIN cadre_appraisal_cycle_dimension w
            ON w.cycle_id = e.cycle_id AND w.dimension_id = l.dimension_id
        """
    ):
        points[id_] += Fraction(weight) * Fraction(score) / 100
        contents[id_] += 1
    # Nothing is told of a quarter before all five contents have their score.
    points = {id_: exact for id_, exact in points.items() if contents[id_] == 5}
    stored = dict(sample("SELECT id, score::text FROM cadre_quarterly_evaluation"))
    assert len(points) > 50
    wrong = {
        id_: (text, float(points.get(id_, 0)))
        for id_, text in stored.items()
        if Fraction(text or 0) != half_up(points.get(id_, 0))
    }
    assert not wrong


def test_suggested_grades(sample):
    bands = {
        id_: list(map(Fraction, limits))
        for id_, *limits in sample(
            "SELECT id, band_excellent::text, band_good::text, band_average::text "
            "FROM cadre_appraisal_cycle"
        )
    }
    rows = sample(
        "SELECT cycle_id, score::text, grade_suggested FROM cadre_quarterly_evaluation "
        "WHERE state <> 'draft' AND is_excluded IS NOT TRUE"
    ) + sample(
        "SELECT cycle_id, score::text, grade FROM cadre_appraisal "
        "WHERE state <> 'open' AND grade IS NOT NULL"
    )
    assert rows
    for cycle, score, grade in rows:
        found = zip(bands[cycle], BANDS, strict=True)
        expected = next((name for low, name in found if Fraction(score) >= low), "poor")
        assert grade == expected, score


def test_scores_of_the_year(sample, quarters):
    parts = ("usual", "democratic", "client")
    count = 0
    for id_, grade, score, *numbers in sample(
        """
        SELECT a.id, a.grade, a.score::text,
               c.weight_usual::text, c.weight_democratic::text, c.weight_client::text,
               a.has_usual_score, a.has_democratic_score, a.has_client_score,
               a.usual_score::text, a.democratic_score::text, a.client_score::text
          FROM cadre_appraisal a JOIN cadre_appraisal_cycle c ON c.id = a.cycle_id
         WHERE a.state <> 'open'
        """
    ):
        weights, has, points = numbers[:3], numbers[3:6], numbers[6:]
        given = quarters[id_].values()
        assert bool(has[0]) == bool(given), id_
        if given:
            assert Fraction(points[0]) == mean(given), id_
        there = [
            (Fraction(weights[number]), Fraction(points[number]))
            for number in range(len(parts))
            if has[number]
        ]
        if not there:
            assert not grade, id_
            continue
        share = sum(weight for weight, _point in there)
        exact = sum(weight * point for weight, point in there) / share
        assert Fraction(score) == half_up(exact), id_
        count += 1
    assert count > 10


def _figures(rows_of):
    """Completion, months handed in and days of attendance of each quarter."""
    progress, figures = defaultdict(list), defaultdict(Counter)
    for result, quarter, text in rows_of(
        "SELECT r.appraisal_id, r.quarter, l.progress::text "
        "FROM cadre_monthly_record_line l JOIN cadre_monthly_record r "
        "ON r.id = l.record_id WHERE r.state = 'submitted'"
    ):
        progress[result, quarter].append(Fraction(text))
    for key, percents in progress.items():
        figures[key]["completion"] = mean(percents)
    for result, quarter in rows_of(
        "SELECT appraisal_id, quarter FROM cadre_monthly_record "
        "WHERE state = 'submitted'"
    ):
        figures[result, quarter]["submitted_count"] += 1
    for result, quarter, kind in rows_of(
        "SELECT appraisal_id, extract(quarter FROM date)::int::text, kind "
        "FROM cadre_attendance_fact WHERE state = 'counting'"
    ):
        figures[result, quarter][f"{kind}_count"] += 1
    return figures


def test_figures_beside_the_scores(roles, sample, sql):
    """Of a signed sheet those of the day of its feedback, else those of today.

    The clock of the sample came in after the feedback: of days a signed sheet tells
    what was known by then, so those are compared where nothing is signed.
    """
    signed = dict(
        sample("SELECT id, sheet IS NOT NULL FROM cadre_quarterly_evaluation")
    )
    then, now = _figures(sample), _figures(sql)
    work, days = ["completion", "submitted_count"], [f"{kind}_count" for kind in KINDS]
    rows = roles["inspector"].call(
        "cadre.quarterly.evaluation",
        "search_read",
        [["id", "in", list(signed)]],
        ["appraisal_id", "quarter", *work, *days],
    )
    assert len(rows) > 50
    for row in rows:
        figures = then if signed[row["id"]] else now
        expected = figures[row["appraisal_id"][0], row["quarter"]]
        for name in work if signed[row["id"]] else work + days:
            assert half_up(Fraction(str(row[name]))) == expected[name], (name, row)


def test_months_late(sample):
    """Due on a day of the following month (A-25); late by the first submission."""
    rows = sample(
        """
        SELECT r.id, r.date_due, r.state, r.is_late, r.date_first_submitted,
               r.month + interval '1 month'
                       + make_interval(days => least(c.window_due_day,
                    extract(day FROM r.month + interval '2 months - 1 day')::int) - 1)
          FROM cadre_monthly_record r JOIN cadre_appraisal_cycle c ON c.id = r.cycle_id
        """
    )
    assert any(is_late for *_others, is_late, _first, _due in rows)
    for id_, date_due, state, is_late, first, due in rows:
        assert date_due == due.date(), id_
        if state == "submitted":
            assert first, id_
        assert bool(is_late) == bool(first and first > date_due), id_


def test_deliveries_late(sample):
    """One calendar month after the last day that the paper may be of (R-67)."""
    rows = sample(
        """
          WITH RECURSIVE chain AS (
               SELECT id, id AS first_id, previous_line_id FROM cadre_delivery_line
            UNION ALL
               SELECT chain.id, l.id, l.previous_line_id
                 FROM chain JOIN cadre_delivery_line l ON l.id = chain.previous_line_id
               ), formed AS (
               SELECT id, CASE date_precision
                    WHEN 'year' THEN make_date(extract(year FROM date_formed)::int,
                                               12, 31)
                    WHEN 'month' THEN (date_trunc('month', date_formed)
                                       + interval '1 month - 1 day')::date
                    ELSE date_formed END AS day
                 FROM cadre_delivery_line
               )
        SELECT l.id, l.date_due, l.days_late, l.is_late, l.days_taken,
               (formed.day + interval '1 month')::date, l.previous_line_id,
               l.date_received, f.date_received, formed.day
          FROM cadre_delivery_line l
          JOIN formed USING (id)
          JOIN chain ON chain.id = l.id AND chain.previous_line_id IS NULL
          JOIN cadre_delivery_line f ON f.id = chain.first_id
        """
    )
    assert any(row[3] for row in rows)
    for id_, date_due, days, is_late, taken, due, again, here, first, formed in rows:
        assert date_due == due, id_
        came = (first or here) if due and here else None
        late = max(0, (came - due).days) if came and not again else 0
        assert (days or 0, bool(is_late)) == (late, late > 0), id_
        assert (taken or 0) == (max(0, (came - formed).days) if came else 0), id_


def test_ranks(roles, sql):
    """Equal scores share a rank; who may not read every row is told none."""
    shown = 0
    for cycle, year in sql("SELECT id, year FROM cadre_appraisal_cycle"):
        rows = sql(
            "SELECT e.cadre_number, a.score::text FROM cadre_appraisal a "
            "JOIN hr_employee e ON e.id = a.employee_id WHERE a.cycle_id = %s "
            "AND a.state <> 'open' AND a.grade IS NOT NULL",
            cycle,
        )
        scores = [Fraction(score) for _number, score in rows]
        expected = {
            number: 1 + sum(other > Fraction(score) for other in scores)
            for number, score in rows
            if number
        }
        for role in roles:
            client, path = roles[role], f"/report/xlsx/cadre_appraisal.ranking/{cycle}"
            # To the address in their language.
            answer = client.http.get(client.url + path, headers=TYPED, timeout=120)
            if answer.status_code != 200:
                continue
            sheet = openpyxl.load_workbook(io.BytesIO(answer.content))[str(year)]
            book = list(sheet.iter_rows(min_row=3, max_col=2, values_only=True))
            listed = {number: rank for rank, number in book if number}
            ranks = {number: rank for number, rank in listed.items() if rank}
            shown += len(ranks)
            assert ranks in ({}, expected), role
    assert shown
