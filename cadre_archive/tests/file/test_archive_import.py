import io
import re
from pathlib import Path

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_path, mute_logger

from ..archive_common import ArchiveCommon
from ..base.test_import_mixin import OPTIONS


@tagged("post_install", "-at_install")
class TestArchiveImport(ArchiveCommon):
    """Places, files and materials come in through Odoo's own importer, as the clerk."""

    def _import(self, model, columns, rows, user=None, dryrun=False):
        book = openpyxl.Workbook()
        book.active.append(columns)
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                cell = book.active.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # as typed: no formula
        content = io.BytesIO()
        book.save(content)
        self.env.flush_all()  # a dry run takes back what was written, not what waits
        importer = (
            self.env["base_import.import"]
            .with_user(user or self.clerk)
            .create(
                {
                    "res_model": model,
                    "file": content.getvalue(),
                    "file_name": "x.xlsx",
                    "file_type": "application/vnd.openxmlformats-officedocument"
                    ".spreadsheetml.sheet",
                }
            )
        )
        return importer.execute_import(columns, columns, OPTIONS, dryrun=dryrun)

    def _good(self, *args, **kwargs):
        result = self._import(*args, **kwargs)
        self.assertFalse(result["messages"])
        return self.env[args[0]].browse(result["ids"])

    def _refused(self, model, columns, rows, *expected, user=None):
        before = self.env[model].search_count([])
        for dryrun in (True, False):
            with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"):
                result = self._import(model, columns, rows, user=user, dryrun=dryrun)
            text = "\n".join(message["message"] for message in result["messages"])
            for part in expected:
                self.assertRegex(text, part)
        self.assertEqual(self.env[model].search_count([]), before)

    def test_places_dossiers_materials(self):
        columns = ["code", "name", "kind", "parent_id", "is_iron"]
        rows = [
            ["YR1", "干部档案室", "room", None, "False"],
            ["YC1", "1号柜", "cabinet", "YR1", "True"],
            ["YS1", "1层", "shelf", "YC1", "False"],
        ]
        places = self._good("cadre.place", columns, rows)
        self.assertEqual(places[2].complete_name, "干部档案室 / 1号柜 / 1层")

        columns = ["number", "employee_id", "place_id", "volume_count"]
        dossier = self._good("cadre.dossier", columns, [["Y1", "Z-005", "YS1", 2]])
        self.assertEqual(dossier.employee_id, self.chen)
        self.assertEqual(dossier.place_id, places[2])
        self.assertEqual(dossier.move_ids.to_place_id, places[2])
        self.assertEqual(dossier.move_ids.user_id, self.clerk)

        columns = ["dossier_id", "category_id", "sequence", "name", "page_count"]
        rows = [["Y1", "1", 1, "履历表", 3], ["Y1", "10", 1, "其他", 1]]
        materials = self._good("cadre.material", columns, rows)
        self.assertEqual(materials.mapped("number"), ["1-1", "10-1"])
        self.assertEqual(set(materials.mapped("origin")), {"takeover"})

    def test_the_same_file_again(self):
        """Natural keys: rows on record are updated, nothing is doubled or moved."""
        columns = ["number", "employee_id", "place_id", "volume_count"]
        first = self._good("cadre.dossier", columns, [["Y1", "Z-005", "ZS1", 1]])
        again = self._good("cadre.dossier", columns, [["Y1", "Z-005", "ZS1", 3]])
        self.assertEqual(first, again)
        self.assertEqual(first.volume_count, 3)
        self.assertEqual(len(first.move_ids), 1)
        columns = ["dossier_id", "category_id", "sequence", "name", "page_count"]
        rows = [["Y1", "3", 1, "考核表", 3]]
        one = self._good("cadre.material", columns, rows)
        two = self._good("cadre.material", columns, [["Y1", "3", 1, "年度考核表", 4]])
        self.assertEqual(one, two)
        self.assertEqual((one.name, one.page_count), ("年度考核表", 4))
        place = self._good(
            "cadre.place", ["code", "name", "kind"], [["ZS2", "N", "slot"]]
        )
        self.assertEqual(place, self.slot2)

    def test_file_that_would_move_a_dossier(self):
        """R-69: an import is no way around the ledger."""
        columns = ["number", "employee_id", "place_id"]
        self._refused("cadre.dossier", columns, [["ZD1", "Z-001", "ZS2"]], "R-69")

    def test_bad_rows_of_places(self):
        columns = ["code", "name", "kind", "parent_id"]
        good = ["YR1", "R", "room", None]
        self._refused(
            "cadre.place",
            columns,
            [good, ["YC1", "C", "cabinet", "NO"]],
            r"Row 2 \(line 3",
            "column “parent_id”",
            "NO",
        )
        self._refused(
            "cadre.place",
            columns,
            [good, ["YC1", "C", "box", "YR1"]],
            "Row 2",
            "column “kind”",
            "import template",
        )
        self._refused(
            "cadre.place",
            columns,
            [good, ["YR1", "C", "cabinet", None]],
            "Row 2",
            "already in data row 1",
        )
        self._refused(
            "cadre.place",
            columns,
            [good, ["YC1", "<b>C", "cabinet", None]],
            "Row 2",
            "mark-up or script",
        )
        self._refused(
            "cadre.place",
            columns,
            [good, ["YV", "V", "virtual", None]],
            "Row 2",
            "choose room, cabinet, shelf or slot",
        )

    def test_bad_rows_of_dossiers(self):
        columns = ["number", "employee_id", "place_id", "volume_count"]
        good = ["Y1", "Z-005", "ZS1", 1]
        for row, *expected in (
            (["Y2", "Z-999", "ZS1", 1], "Row 2", "column “employee_id”", "Z-999"),
            (["Y2", "Z-001", "NOWHERE", 1], "Row 2", "column “place_id”", "NOWHERE"),
            (["Y2", "Z-001", "ZS1", 1], "Row 2", "original already"),
            (["Y2", "Z-005", "ZS1", "two"], "Row 2", "volume_count"),
            (["Y1", "Z-002", "ZS1", 1], "Row 2", "already in data row 1"),
            (["Y2", "Z-005", "V-LOAN", 1], "Row 2", "R-69"),
            (["Y2<script>", "Z-005", "ZS1", 1], "Row 2", "mark-up or script"),
        ):
            with self.subTest(row=row):
                self._refused("cadre.dossier", columns, [good, row], *expected)

    def test_bad_rows_of_materials(self):
        columns = [
            "dossier_id",
            "category_id",
            "sequence",
            "name",
            "page_count",
            "date_formed",
        ]
        good = ["ZD1", "1", 1, "A", 1, "2020-01-01"]
        for row, *expected in (
            (["NO", "1", 2, "B", 1, None], "Row 2", "column “dossier_id”", "NO"),
            (["ZD1", "11", 2, "B", 1, None], "Row 2", "column “category_id”"),
            (["ZD1", "4", 2, "B", 1, None], "Row 2", "sub-classes"),
            (["ZD1", "1", 1, "B", 1, None], "Row 2", "already in data row 1"),
            (["ZD1", "1", 2, "B", 0, None], "Row 2", "at least one page"),
            (["ZD1", "1", 2, "B", "many", None], "Row 2", "page_count"),
            (["ZD1", "1", 2, "B", 1, "2999-01-01"], "Row 2", "future"),
            (["ZD1", "1", 2, "B", 1, "yesterday"], "Row 2", "not a date"),
            (["ZD1", "1", 2, "<SUM>", 1, None], "Row 2", "mark-up or script"),
        ):
            with self.subTest(row=row):
                self._refused("cadre.material", columns, [good, row], *expected)

    def test_own_file_is_imported_by_somebody_else(self):
        """R-03: the row is refused by number, the others are not stored either."""
        self.fang.user_id = self.clerk2
        columns = ["dossier_id", "category_id", "sequence", "name", "page_count"]
        rows = [["ZD2", "1", 1, "A", 1], ["ZD1", "1", 1, "B", 1]]
        self._refused("cadre.material", columns, rows, "Row 2", user=self.clerk2)
        self.fang.user_id = False
        self.chen.user_id = self.clerk2
        columns = ["number", "employee_id", "place_id"]
        rows = [["Y1", "Z-005", "ZS1"]]
        self._refused("cadre.dossier", columns, rows, "Row 1", "R-03", user=self.clerk2)

    def test_who_may_import(self):
        columns = ["number", "employee_id", "place_id"]
        for user in (self.plain, self.administrator, self.committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._import(
                    "cadre.dossier", columns, [["Y1", "Z-005", "ZS1"]], user=user
                )

    def test_templates(self):
        """Each template exists, and every title in it is a field that can be filled."""
        officer = self._user("z_officer", "hr.group_hr_user")
        for model in (
            "cadre.place",
            "cadre.dossier",
            "cadre.relative",
            "hr.employee",
        ):
            templates = self.env[model].get_import_templates()
            ours = [t for t in templates if "/cadre_archive/" in t["template"]]
            with self.subTest(model=model):
                self.assertTrue(ours)
                path = Path(file_path(ours[0]["template"].lstrip("/")))
                sheet = openpyxl.load_workbook(path).worksheets[0]
                titles = [cell.value for cell in sheet[1]]
                # As the import screen offers it to who imports: nothing is closed.
                user = officer if model == "hr.employee" else self.clerk
                importer = self.env["base_import.import"].with_user(user)
                offered = {field["name"] for field in importer.get_fields_tree(model)}
                for title in titles:
                    self.assertIn(title, offered)
                    self.assertRegex(title, re.compile("^[a-z_]+$"))
                for key in self.env[model]._import_key:
                    self.assertIn(key, titles)
                self.assertEqual(sheet.max_row, 1)
