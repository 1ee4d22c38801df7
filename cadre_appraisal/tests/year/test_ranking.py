import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import QUARTER_SCORE, OpenYearCommon


@tagged("post_install", "-at_install")
class TestRanking(OpenYearCommon):
    """A-42: the workbook for the leading group."""

    def _book(self, role="chair"):
        content, kind = (
            self._as(role, "ir.actions.report")
            .with_context(active_model="cadre.appraisal.cycle")
            ._render("cadre_appraisal.ranking", self.cycle.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        return openpyxl.load_workbook(io.BytesIO(content))

    def _rows(self, sheet):
        titles = [cell.value for cell in sheet[2]]
        rows = [
            dict(zip(titles, row, strict=True))
            for row in sheet.iter_rows(min_row=3, values_only=True)
        ]
        return {row["Number"]: row for row in rows if row["Number"]}

    def _score(self):
        self._evaluate(self._evaluation("1"))
        self._evaluation("2", role="clerk").write(
            {"is_excluded": True, "exclusion_reason": "Long leave"}
        )
        self._evaluate(
            self._evaluation("1", self.other, role="chief"), score_performance=100
        )
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()

    def test_ranks_scores_and_what_is_missing(self):
        self._score()
        rows = self._rows(self._book()["2026"])
        best, second = rows["ZZ-other"], rows["ZZ-cadre"]
        self.assertEqual((best["Rank"], second["Rank"]), (1, 2))
        self.assertEqual(second["Q1"], QUARTER_SCORE)
        self.assertIsNone(second["Q2"])
        self.assertIsNone(second["Democratic"])
        self.assertEqual(second["Grade"], "Good")
        self.assertEqual(second["Leader in charge"], "Z leader")
        self.assertIn("Democratic evaluation", second["Missing parts"])
        self.assertIn("Long leave", second["Notes"])
        self.assertIsNone(rows["ZZ-mate"]["Rank"])
        self.assertIsNone(rows["ZZ-mate"]["Score"])

    def test_equal_scores_share_a_rank(self):
        self._evaluate(self._evaluation("1"))
        self._evaluate(self._evaluation("1", self.mate))
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()
        rows = self._rows(self._book()["2026"])
        self.assertEqual(rows["ZZ-cadre"]["Rank"], rows["ZZ-mate"]["Rank"])

    def test_a_name_with_a_formula_stays_a_name(self):
        self.cadre.name = '=HYPERLINK("http://x")'
        self._score()
        sheet = self._book()["2026"]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertIn('=HYPERLINK("http://x")', [cell.value for cell in cells])
        self.assertNotIn("f", {cell.data_type for cell in cells})
        self.assertFalse([cell for cell in cells if cell.hyperlink])

    def test_header_is_frozen_and_filtered(self):
        sheet = self._book()["2026"]
        self.assertEqual(sheet.freeze_panes, "E3")
        self.assertEqual(sheet.auto_filter.ref.split(":")[0], "A2")

    def test_who_gets_it(self):
        """The URL of a report asks for no group: the report itself does."""
        for role in self.users:
            with self.subTest(role=role):
                if role in ("clerk", "member", "chair"):
                    self._book(role)
                else:
                    with self.assertRaises(AccessError):
                        self._book(role)

    def test_ones_own_row_is_left_out_and_said_so(self):
        self._score()
        sheet = self._book("clerk")["2026"]
        self.assertNotIn("ZZ-clerk", self._rows(sheet))
        last = [row[0] for row in sheet.iter_rows(values_only=True)][-1]
        self.assertIn("Not listed: 1", last)

    def test_queries_do_not_grow(self):
        self._score()
        counts = []
        for number in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._book()
            counts.append(self.env.cr.sql_log_count - start)
            if not number:
                for extra in range(20):
                    self._employee(f"extra {extra}", self.section)
                self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        self.assertLessEqual(counts[1], counts[0] + 1)
