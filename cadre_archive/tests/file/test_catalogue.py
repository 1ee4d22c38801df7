import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..keep_common import KeepCommon

REPORT = "cadre_archive.cadre_catalogue_report_pdf"


@tagged("post_install", "-at_install")
class TestCatalogue(KeepCommon):
    """The archive catalogue (facts 5.2) and what its reprint marks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create(
            cls._material("3", "2021年度考核登记表", "2021-12-31", page_count=3),
            cls._material("4-1", "毕业生登记表", "2001-07-01", page_count=5),
            cls._material("9-2", "任免审批表", "2011-05-01", remark="copy"),
        )

    def _html(self, catalogues, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.clerk)
        html, _kind = report._render_qweb_html(REPORT, catalogues.ids)
        return html.decode()

    def test_first_print_marks_nothing(self):
        catalogue = self.env["cadre.catalogue"]._print(self.file_fang)
        self.assertEqual(catalogue.material_count, 3)
        self.assertNotIn("※", self._html(catalogue))

    def test_reprint_marks_new_moved_and_corrected(self):
        Catalogue = self.env["cadre.catalogue"].with_user(self.clerk)
        Catalogue._print(self.file_fang)
        self._create(self._material("3", "2020年度考核登记表", "2020-12-31"))
        self.env["cadre.material"].search([("name", "=", "任免审批表")]).page_count = 2
        again = Catalogue._print(self.file_fang)
        self.assertEqual(again.change_count, 3)
        html = self._html(again)
        for mark in ("new", "was 3-1", "corrected"):
            self.assertIn(mark, html)

    def test_printed_twice_is_the_same_sheet(self):
        first = self.env["cadre.catalogue"]._print(self.file_fang)
        self.assertEqual(self.env["cadre.catalogue"]._print(self.file_fang), first)

    def test_columns_classes_and_blank_lines(self):
        sheet = self.env["cadre.catalogue.sheet"]._sheets(
            self.env["cadre.catalogue"]._print(self.file_fang)
        )[0]
        headings = [r["no"] for r in sheet["rows"] if r["kind"] in ("class", "sub")]
        self.assertEqual(headings, ["三", "四", "1", "九", "2"])
        blanks = [r["kind"] for r in sheet["rows"]].count("blank")
        self.assertEqual(blanks, 2 + 2 + 10)
        self.assertEqual(sheet["pages"], 9)

    def test_workbook_has_a_sheet_for_each_file(self):
        self._create(self._material("1", "=1+1".lstrip("="), dossier=self.file_li))
        catalogues = self.env["cadre.catalogue"]._print(self.file_fang | self.file_li)
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_xlsx("cadre_archive.catalogue_xlsx", catalogues.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["ZD1", "ZD2"])
        rows = list(book["ZD1"].values)
        self.assertEqual(rows[2][0], "Serial No.")
        self.assertEqual(
            rows[4][:2], ("三", "Appraisal, inspection, assessment and audit")
        )
        self.assertEqual(rows[5][:6], (1, "2021年度考核登记表", 2021, 12, 31, 3))

    def test_workbook_of_files_with_any_number(self):
        """Numbers of old archives hold what no title of a worksheet may."""
        numbers = ("GD/[1]", "GD-[1]", "x" * 40, "X" * 39)
        dossiers = self.env["cadre.dossier"].create(
            [
                {
                    "number": n,
                    "kind": "duplicate",
                    "employee_id": self.file_li.employee_id.id,
                    "place_id": self.room.id,
                }
                for n in numbers
            ]
        )
        catalogues = self.env["cadre.catalogue"]._print(dossiers)
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_xlsx("cadre_archive.catalogue_xlsx", catalogues.ids, {})
        )
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(len(book.sheetnames), 4)
        for title, number in zip(book.sheetnames, numbers, strict=True):
            self.assertTrue(book[title]["A2"].value.startswith(number))

    def test_rights(self):
        """R-03: nobody prints his own catalogue, and only the archive prints at all."""
        catalogue = self.env["cadre.catalogue"]._print(self.file_fang)
        for user in (self.plain, self.administrator):
            with self.assertRaises(AccessError):
                self._html(catalogue, user)
        self._as_cadre(self.clerk, self.fang)
        with self.assertRaises(AccessError):
            self._html(catalogue)
        with self.assertRaises(AccessError):
            self.file_fang.with_user(self.clerk).action_print_catalogue()
        with self.assertRaises(AccessError):
            catalogue.with_user(self.head).write({"change_count": 0})
        with self.assertRaises(AccessError):
            catalogue.with_user(self.head).unlink()

    def test_queries_do_not_grow(self):
        counts = []
        cadres = self.env["hr.employee"].create(
            [{"name": f"Cadre {i}", "cadre_number": f"ZC{i}"} for i in range(22)]
        )
        dossiers = self.env["cadre.dossier"].create(
            [
                {"number": f"ZC{i}", "employee_id": c.id, "place_id": self.room.id}
                for i, c in enumerate(cadres)
            ]
        )
        self._create(*(self._material("1", "cv", dossier=d) for d in dossiers))
        for files in (dossiers[:2], dossiers[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["cadre.catalogue"]._print(files)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
