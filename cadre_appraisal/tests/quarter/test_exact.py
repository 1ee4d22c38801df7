import io
import random
from collections import Counter, defaultdict
from fractions import Fraction

import openpyxl

from odoo.tests import freeze_time, tagged

from ..common import OpenYearCommon

NAMES = ("performance", "attitude", "dedication", "efficiency", "integrity")
BANDS = ((90, "excellent"), (75, "good"), (60, "average"), (0, "poor"))


def half_up(number, places=2):
    """Rounded as on paper: the digit after the last one decides."""
    number = Fraction(number)
    scaled = number.numerator * 10 ** (places + 1) // number.denominator
    whole, last = divmod(scaled, 10)
    return Fraction(whole + (last >= 5), 10**places)


@tagged("post_install", "-at_install")
@freeze_time("2026-12-30 02:00:00")
class TestExact(OpenYearCommon):
    """Every figure of generated years, computed again from the raw rows.

    The raw rows come from the database as text; nothing of ``rules/`` is used.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draw = random.Random(20261230)
        for number in range(12):
            cls._employee(f"extra {number}", cls.section)
        cls.cycle.with_user(cls.users["clerk"]).action_add_late_joiners()

    def _sql(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(query, args)
        return self.env.cr.fetchall()

    def _generate(self):
        """A year as it may come: halves, missing parts, drafts, left-out quarters."""
        draw = self.draw
        evaluations = self.env["cadre.quarterly.evaluation"].search(
            [("cycle_id", "=", self.cycle.id)]
        )
        for evaluation in evaluations:
            evaluation.write(
                {f"score_{name}": draw.randint(5000, 10000) / 100 for name in NAMES}
            )
        for evaluation in evaluations:
            state = draw.choice(["draft", "scored", "fed_back", "acknowledged"])
            left_out = state == "draft" and draw.random() < 0.4
            self._sql(
                "UPDATE cadre_quarterly_evaluation SET state = %s, is_excluded = %s,"
                " exclusion_reason = %s WHERE id = %s RETURNING id",
                state,
                left_out,
                "Leave" if left_out else None,
                evaluation.id,
            )
        for result in evaluations.appraisal_id:
            for part in ("democratic", "client"):
                if draw.random() < 0.7:
                    result.write({f"{part}_score": draw.randint(5000, 10000) / 100})
        records = self.env["cadre.monthly.record"].search(
            [("cycle_id", "=", self.cycle.id)]
        )
        for record in records:
            for _number in range(draw.randint(0, 2)):
                self._task_of(record, draw)
            self._sql(
                "UPDATE cadre_monthly_record SET state = %s, is_late = %s"
                " WHERE id = %s RETURNING id",
                draw.choice(["draft", "submitted", "submitted", "returned"]),
                draw.random() < 0.3,
                record.id,
            )
        for employee in evaluations.employee_id:
            days = draw.sample(range(1, 29), 6)
            for day in days:
                self._sql(
                    "INSERT INTO cadre_attendance_fact (employee_id, company_id,"
                    " appraisal_id, date, kind, minutes, source, state) SELECT"
                    " employee_id, company_id, id, %s, %s, 9, 'computed', %s FROM"
                    " cadre_appraisal WHERE employee_id = %s AND cycle_id = %s"
                    " RETURNING id",
                    f"2026-{draw.randint(1, 11):02}-{day:02}",
                    draw.choice(["late", "early", "absent"]),
                    draw.choice(["counting", "counting", "excused", "void"]),
                    employee.id,
                    self.cycle.id,
                )
        self.env.invalidate_all()
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()
        self.env.flush_all()
        self.env.invalidate_all()

    def _task_of(self, record, draw):
        task = self.env["cadre.task"].create(
            {
                "name": "Visits",
                "cycle_id": self.cycle.id,
                "employee_id": record.employee_id.id,
                "month": record.month,
                "date_deadline": "2026-12-31",
                "qty_planned": draw.randint(1, 4000) / 100,
                "uom_text": "items",
                "quality_standard": "complete",
            }
        )
        task.line_ids.qty_done = draw.randint(0, 4000) / 100

    def test_every_figure(self):
        self._generate()
        scores = self._check_quarters()
        results = self._check_results(scores)
        self._check_ranks(results)
        self._check_completion()
        self._check_counts()

    def _check_quarters(self):
        weight = {
            code: Fraction(text)
            for code, text in self._sql(
                "SELECT d.code, l.weight::text FROM cadre_appraisal_cycle_dimension l"
                " JOIN cadre_dimension d ON d.id = l.dimension_id"
                " WHERE l.cycle_id = %s",
                self.cycle.id,
            )
        }
        points = defaultdict(Fraction)
        for id_, code, text in self._sql(
            "SELECT l.evaluation_id, d.code, l.score::text"
            " FROM cadre_quarterly_evaluation_line l"
            " JOIN cadre_dimension d ON d.id = l.dimension_id"
            " JOIN cadre_quarterly_evaluation e ON e.id = l.evaluation_id"
            " WHERE e.cycle_id = %s",
            self.cycle.id,
        ):
            points[id_] += Fraction(text) * weight[code] / 100
        quarters = defaultdict(dict)
        for id_, result, quarter, text, state, left_out in self._sql(
            "SELECT id, appraisal_id, quarter, score::text, state, is_excluded"
            " FROM cadre_quarterly_evaluation WHERE cycle_id = %s",
            self.cycle.id,
        ):
            self.assertEqual(Fraction(text), half_up(points[id_]))
            if not left_out and state != "draft":
                quarters[result][quarter] = Fraction(text)
        return quarters

    def _check_results(self, quarters):
        parts = {"usual": 70, "democratic": 15, "client": 15}
        found = {}
        for id_, grade, state, *stored in self._sql(
            "SELECT id, grade, state, score::text, usual_score::text,"
            " has_usual_score, democratic_score::text, has_democratic_score,"
            " client_score::text, has_client_score"
            " FROM cadre_appraisal WHERE cycle_id = %s",
            self.cycle.id,
        ):
            score, *by_part = stored
            self.assertEqual(state, "computed")
            given = quarters[id_].values()
            self.assertEqual(by_part[1], bool(given))
            if given:
                mean = half_up(sum(given) / len(given))
                self.assertEqual(Fraction(by_part[0]), mean)
            there = {
                name: Fraction(by_part[2 * number])
                for number, name in enumerate(parts)
                if by_part[2 * number + 1]
            }
            if not there:
                self.assertFalse(grade)
                continue
            share = sum(parts[name] for name in there)
            exact = sum(parts[name] * value for name, value in there.items()) / share
            self.assertEqual(Fraction(score), half_up(exact))
            name = next(name for limit, name in BANDS if half_up(exact) >= limit)
            self.assertEqual(grade, name)
            found[id_] = half_up(exact)
        self.assertGreater(len(found), 15)
        return found

    def _book(self, role):
        content, _kind = (
            self._as(role, "ir.actions.report")
            .with_context(active_model="cadre.appraisal.cycle")
            ._render("cadre_appraisal.ranking", self.cycle.ids, {})
        )
        sheet = openpyxl.load_workbook(io.BytesIO(content))["2026"]
        titles = [cell.value for cell in sheet[2]]
        rows = [
            dict(zip(titles, row, strict=True))
            for row in sheet.iter_rows(min_row=3, values_only=True)
        ]
        last = [row[0] for row in sheet.iter_rows(values_only=True)][-1]
        return {row["Number"]: row for row in rows if row["Number"]}, last

    def _check_ranks(self, results):
        """Ranks are of all; to whom a row is hidden none is told."""
        number = dict(
            self._sql(
                "SELECT e.cadre_number, a.id FROM cadre_appraisal a JOIN hr_employee e"
                " ON e.id = a.employee_id WHERE a.cycle_id = %s",
                self.cycle.id,
            )
        )
        rows, _last = self._book("member")  # takes no part, so sees all
        self.assertEqual(set(rows), set(number))
        for code, row in rows.items():
            mine = results.get(number[code])
            rank = mine and 1 + sum(other > mine for other in results.values())
            self.assertEqual(row["Rank"], rank, code)
        rows, last = self._book("clerk")
        self.assertEqual(set(number) - set(rows), {"ZZ-clerk"})
        self.assertEqual({row["Rank"] for row in rows.values()}, {None})
        self.assertIn("Ranks are of all", last)

    def _check_completion(self):
        """One definition, on form, sheet and overview: the months handed in."""
        progress = defaultdict(list)
        for result, quarter, planned, done, stored, state in self._sql(
            "SELECT r.appraisal_id, r.quarter, t.qty_planned::text, l.qty_done::text,"
            " l.progress::text, r.state FROM cadre_monthly_record_line l"
            " JOIN cadre_monthly_record r ON r.id = l.record_id"
            " JOIN cadre_task t ON t.id = l.task_id WHERE r.cycle_id = %s",
            self.cycle.id,
        ):
            exact = min(Fraction(100), 100 * Fraction(done) / Fraction(planned))
            self.assertEqual(Fraction(stored), half_up(exact))
            if state == "submitted":
                progress[result, quarter].append(Fraction(stored))
        mean = {key: half_up(sum(v) / len(v)) for key, v in progress.items()}
        evaluations = self._as("clerk", "cadre.quarterly.evaluation").search(
            [("cycle_id", "=", self.cycle.id)]
        )
        for evaluation in evaluations:
            key = (evaluation.appraisal_id.id, evaluation.quarter)
            shown = Fraction(f"{evaluation.completion:.2f}")
            self.assertEqual(shown, mean.get(key, 0))
        files = self._as("inspector", "cadre.usual.file").search(
            [("cycle_id", "=", self.cycle.id)]
        )
        overview = self._as("inspector", "report.cadre_appraisal.team_overview")
        titles = [title for title, _width, _kind in overview._columns()]
        for file, row in zip(files, overview._rows(files), strict=True):
            cells = dict(zip(titles, row, strict=True))
            for quarter in "1234":
                shown = cells[f"Completion Q{quarter} (%)"]
                self.assertEqual(
                    shown and Fraction(f"{shown:.2f}"),
                    mean.get((file.id, quarter)) if shown else shown,
                )
                self.assertEqual(shown is None, (file.id, quarter) not in mean)

    def _check_counts(self):
        months, late = Counter(), Counter()
        for result, state, is_late in self._sql(
            "SELECT appraisal_id, state, is_late FROM cadre_monthly_record"
            " WHERE cycle_id = %s",
            self.cycle.id,
        ):
            months[result] += state == "submitted"
            late[result] += state == "submitted" and is_late
        facts = Counter()
        for result, month, kind, state in self._sql(
            "SELECT f.appraisal_id, extract(month FROM f.date)::int, f.kind, f.state"
            " FROM cadre_attendance_fact f JOIN cadre_appraisal a"
            " ON a.id = f.appraisal_id WHERE a.cycle_id = %s",
            self.cycle.id,
        ):
            facts[result, str((month + 2) // 3), kind] += state == "counting"
        for file in self._as("inspector", "cadre.usual.file").search(
            [("cycle_id", "=", self.cycle.id)]
        ):
            self.assertEqual(file.submitted_count, months[file.id])
            self.assertEqual(file.late_count, late[file.id])
        for evaluation in self._as("clerk", "cadre.quarterly.evaluation").search(
            [("cycle_id", "=", self.cycle.id)]
        ):
            for kind in ("late", "early", "absent"):
                self.assertEqual(
                    evaluation[f"{kind}_count"],
                    facts[evaluation.appraisal_id.id, evaluation.quarter, kind],
                )
