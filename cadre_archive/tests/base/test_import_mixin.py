import io

import openpyxl

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.base import base_import_import as base_import
from ..common import FakeModelCommon

OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "limit": 2,
}


@tagged("post_install", "-at_install")
class TestImportMixin(FakeModelCommon):
    """Bad input is refused whole, naming row, column and remedy."""

    def _import(self, rows, columns, dryrun=False, **options):
        text = "\n".join([",".join(columns), *rows])
        importer = self.env["base_import.import"].create(
            {
                "res_model": "cadre.fake.case",
                "file": text.encode(),
                "file_name": "cases.csv",
                "file_type": "text/csv",
            }
        )
        return importer.execute_import(
            list(columns), list(columns), {**OPTIONS, **options}, dryrun=dryrun
        )

    def _refused(self, rows, columns, *expected, muted="odoo.addons.cadre_archive"):
        before = self.Case.search_count([])
        for dryrun in (True, False):
            with mute_logger(muted):
                messages = self._import(rows, columns, dryrun=dryrun)["messages"]
            text = "\n".join(message["message"] for message in messages)
            for part in expected:
                self.assertRegex(text, part)
        self.assertEqual(self.Case.search_count([]), before)

    def test_good_rows_are_stored(self):
        result = self._import(
            ["N1,One,Party Office,2026-03-31", "N2,Two,,"],
            ["number", "name", "department_id", "date_open"],
        )
        self.assertFalse(result["messages"])
        case = self.Case.search([("number", "=", "N1")])
        self.assertEqual(case.department_id, self.department)

    def test_unknown_department(self):
        self._refused(
            ["N1,One,Party Office", "N2,Two,No Such Office"],
            ["number", "name", "department_id"],
            r"Row 2 \(line 3 of the sheet\), column “department_id”",
            "No Such Office",
            "Correct the spelling",
        )

    def test_an_unreadable_cell_is_the_only_complaint(self):
        """Odoo adds an error for each row that it undid; clerks need the cause."""
        messages = self._import(
            ["N1,One,Party Office", "N2,Two,No Such Office", "N3,Three,"],
            ["number", "name", "department_id"],
        )["messages"]
        self.assertEqual(len(messages), 1)
        self.assertEqual(messages[0]["record"], 2)

    def test_cadre_number_is_the_key_of_people(self):
        """The list of cadres can be loaded again: nobody is doubled."""
        employees = self.env["hr.employee"]
        result = employees.load(
            ["cadre_number", "name"], [["Z-001", "方艳"], ["Z-009", "赵敏"]]
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self.fang.name, "方艳")
        self.assertEqual(employees.search_count([("cadre_number", "=", "Z-001")]), 1)
        result = employees.load(
            ["cadre_number", "name"], [["Z-010", "甲"], ["Z-010", "乙"]]
        )
        self.assertIn("already in data row 1", result["messages"][0]["message"])

    def test_number_twice_in_the_file(self):
        self._refused(
            ["N1,One", "N2,Two", "N1,Again"],
            ["number", "name"],
            r"Row 3 \(line 4 of the sheet\), column “number”",
            "already in data row 1",
            "Remove one of the two rows",
        )

    def test_bad_date(self):
        self._refused(
            ["N1,2026-03-31", "N2,31st of March"],
            ["number", "date_open"],
            r"Row 2 \(line 3 of the sheet\), column “date_open”: “31st of March”",
            "Write the date as 2026-03-31",
        )

    def test_control_character_and_script_in_a_name(self):
        self._refused(
            ["N1,bell\x07", "N2,<script>alert(1)</script>"],
            ["number", "name"],
            r"Row 1 .*invisible control characters",
            r"Row 2 .*mark-up or script",
        )

    def test_not_a_number(self):
        self._refused(
            ["N1,three"],
            ["number", "amount"],
            "Row 1.*column “amount”",
            "Write a whole number",
        )

    def test_bad_row_behind_the_first_slice_stores_nothing(self):
        """Odoo's slices of ``limit`` rows would leave the earlier ones stored."""
        self._refused(
            ["N1,A", "N2,B", "N3,C", "N4,<b>D"],
            ["number", "name"],
            "Row 4",
        )

    def test_key_on_record_updates(self):
        """The same file can be loaded again: rows are found by their number."""
        self._import(["N1,One", "N2,Two"], ["number", "name"])
        ids = self.Case.search([("number", "in", ("N1", "N2"))]).ids
        result = self._import(["N1,First", "N3,Three"], ["number", "name"])
        self.assertFalse(result["messages"])
        self.assertEqual(self.Case.search([("number", "=", "N1")]).name, "First")
        self.assertLessEqual(set(ids), set(self.Case.search([]).ids))
        self.assertEqual(self.Case.search_count([("number", "=like", "N%")]), 3)

    def test_number_of_another_record_with_an_external_id(self):
        """A row that claims another identity for a given number is refused."""
        self._import(["N1,One"], ["number", "name"])
        self._refused(
            ["ext_1,N1,Other"],
            ["id", "number", "name"],
            "Row 1",
            "already given",
            muted="odoo.sql_db",
        )

    def test_create_and_write_are_guarded_as_well(self):
        """What the importer refuses, RPC and screens refuse too."""
        with self.assertRaisesRegex(ValidationError, "invisible control characters"):
            self.Case.create({"name": "bell\x07"})
        case = self.Case.create({"name": "Fine"})
        with self.assertRaisesRegex(ValidationError, "mark-up or script"):
            case.name = "<b>Bold</b>"
        with self.assertRaisesRegex(ValidationError, "mark-up or script"):
            self.env["hr.department"].create({"name": "<script>"})

    def test_bomb_is_refused_before_parsing(self):
        book = openpyxl.Workbook()
        for _row in range(200):
            book.active.append(["x" * 1000] * 10)
        content = io.BytesIO()
        book.save(content)
        importer = self.env["base_import.import"].create(
            {
                "res_model": "cadre.fake.case",
                "file": content.getvalue(),
                "file_name": "big.xlsx",
                "file_type": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        )
        self.patch(base_import, "MAX_UNPACKED", 10_000)
        with self.assertRaisesRegex(UserError, "unpacks to"):
            importer._read_file({})

    def test_other_models_are_left_alone(self):
        importer = self.env["base_import.import"].create({"res_model": "res.partner"})
        self.assertFalse(importer._is_guarded())

    def test_look_up_of_keys_is_one_query_a_batch(self):
        self.Case.create([{"number": f"Q{n}", "name": "x"} for n in range(40)])
        self.env.flush_all()
        counts = []
        for size in (10, 40):
            records = [{"number": f"Q{n}"} for n in range(size)]
            start = self.env.cr.sql_log_count
            self.assertEqual(len(self.Case._find_by_key(records)), size)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])

    def test_a_file_loaded_again_changes_nothing(self):
        """What is on record as the file says it is not written: as fast as loading."""
        counts = {}
        for size in (10, 40):
            rows = [f"A{size}-{n},Name {n}" for n in range(size)]
            for turn in ("first", "again"):
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                self.assertFalse(self._import(rows, ["number", "name"])["messages"])
                self.env.flush_all()
                counts[turn, size] = self.env.cr.sql_log_count - start
        self.assertLessEqual(counts["again", 40], counts["again", 10] + 2, counts)
        self.assertLessEqual(counts["again", 40], counts["first", 40], counts)
