import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules import tables
from ...rules.normal import normal, visible
from ...rules.tables import Bad, TableError

CASES = Path(__file__).parent.parent / "data" / "cases"


def workbook(*sheets, change=None):
    """An XLSX of ``(title, rows)``; ``change(book)`` before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change:
        change(book)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def replaced(content, name, old, new):
    """An XLSX with other bytes in one of its parts."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.namelist():
            text = before.read(part)
            after.writestr(part, text.replace(old, new) if part == name else text)
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestTables(BaseCase):
    """One reader for all files of rows: what stands in a cell, and where."""

    def _refused(self, content, **options):
        with self.assertRaises(TableError) as caught:
            tables.read(content, **options)
        return caught.exception.code

    def _cells(self, content, sheet=0):
        return [line.cells for line in tables.read(content).sheets[sheet].lines]

    # --- Letters ---

    def test_encodings(self):
        text = "姓名,职务\n吕丽娟,科员\n"
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gbk", "gb18030"):
            with self.subTest(encoding=encoding):
                self.assertEqual(
                    self._cells(text.encode(encoding)),
                    [("姓名", "职务"), ("吕丽娟", "科员")],
                )

    def test_big5_is_the_clerks_choice(self):
        content = (CASES / "05e_big5.csv").read_bytes()
        self.assertEqual(self._refused(content), "encoding")
        book = tables.read(content, encoding="big5")
        name = book.sheets[0].lines[1].cells[1]
        self.assertEqual(name.encode("big5"), content.split(b",")[3])
        longer = "姓名,職務\n陳美玲,科員\n".encode("big5")
        self.assertEqual(self._refused(longer), "encoding")
        self.assertEqual(
            tables.read(longer, encoding="big5").sheets[0].lines[1].cells,
            ("陳美玲", "科員"),
        )

    def test_choice_left_from_the_file_before(self):
        """UTF-8 is nothing else, whatever was chosen; what does not fit is refused."""
        book = tables.read("姓名\n张伟\n".encode(), encoding="gb18030")
        self.assertEqual(book.sheets[0].lines[1].cells, ("张伟",))
        content = "姓名\n张伟\n".encode("gb18030")
        self.assertEqual(self._refused(content, encoding="utf-8"), "decoding")

    def test_rare_names_in_gb18030(self):
        rows = self._cells((CASES / "05c_gb18030.csv").read_bytes())
        self.assertEqual([row[1] for row in rows[1:]], ["𠮷田䶮", "㛃𬱖"])
        rows = self._cells((CASES / "05a_gbk_short.csv").read_bytes())
        self.assertEqual(rows[1], ("ZG01", "吕丽娟", "科员"))

    # --- Cells ---

    def test_identity_number_as_number(self):
        for name, code in (
            ("01_identity_as_number.xlsx", "digits"),
            ("01c_identity_scientific.csv", "scientific"),
        ):
            rows = self._cells((CASES / name).read_bytes())
            self.assertEqual(rows[1][4].code, code)
        old = workbook(("a", [["n"], [990101850307008]]))
        self.assertEqual(self._cells(old)[1][0].code, "digits")

    def test_shown_form(self):
        rows = self._cells((CASES / "02_leading_zero.xlsx").read_bytes())
        self.assertEqual(rows[1][0], "007")
        for value, number_format, seen in (
            (7, "000", "007"),
            (7, "0", 7),
            (7.0, "General", 7),
            (1991.1, "0.00", Decimal("1991.10")),
            (1991.1, "General", Decimal("1991.1")),
            (0.95, "0%", "95%"),
            (35000, '0!.0,"万"', 35000),
            (0.1 + 0.2, "General", Decimal("0.3")),
            (True, "General", True),
        ):
            with self.subTest(value=value, number_format=number_format):
                got = tables.shown(value, number_format)
                self.assertEqual(str(got), str(seen))

    def test_text_that_a_csv_holds(self):
        rows = self._cells(b'a,b,c\n="007",\'=1+1,9.9E+17\n')
        self.assertEqual(rows[1][:2], ("007", "=1+1"))
        self.assertEqual(rows[1][2], Bad("scientific", "9.9E+17"))

    def test_dates(self):
        def formats(book):
            sheet = book.active
            sheet["B2"].number_format = 'yyyy"年"m"月"d"日"'
            sheet["C2"].number_format = "yyyy-mm-dd hh:mm"
            sheet["D2"].number_format = "h:mm"
            # 2026年3月31日 as an East Asian spreadsheet has it built in.
            sheet["E2"].number_format = "General"
            sheet["E2"]._style.numFmtId = 31

        content = workbook(
            (
                "a",
                [
                    ["a", "b", "c", "d", "e"],
                    [
                        date(2026, 3, 31),
                        datetime(2026, 3, 31),
                        datetime(2026, 3, 31),
                        time(8, 20),
                        46112,
                    ],
                ],
            ),
            change=formats,
        )
        self.assertEqual(
            self._cells(content)[1],
            (
                date(2026, 3, 31),
                date(2026, 3, 31),
                datetime(2026, 3, 31),
                time(8, 20),
                date(2026, 3, 31),
            ),
        )

    def test_formula_without_value(self):
        content = workbook(("a", [["a", "b"], ["=1+1", "x"], ["#REF!", "y"]]))
        self.assertEqual(self._cells(content)[1][0], Bad("formula", "=1+1"))
        self.assertEqual(self._cells(content)[2][0], Bad("error", "#REF!"))

    def test_merged_over_rows(self):
        rows = self._cells((CASES / "07i_merged.xlsx").read_bytes())
        self.assertEqual([row[0] for row in rows[1:]], ["GD0003"] * 3)
        wide = workbook(
            ("a", [["a", "b", "c"], ["x", None, 1], [None, None, 2]]),
            change=lambda book: book.active.merge_cells("A2:B3"),
        )
        self.assertEqual(self._cells(wide)[1:], [("x", None, 1), ("x", None, 2)])

    def test_merged_to_the_last_line(self):
        content = workbook(
            ("a", [["a", "b"], ["x", 1], [None, 2]]),
            change=lambda book: book.active.merge_cells("A2:A3"),
        )
        content = replaced(
            content, "xl/worksheets/sheet1.xml", b"A2:A3", b"A2:XFD1048576"
        )
        self.assertEqual(self._cells(content)[1:], [("x", 1), ("x", 2)])

    # --- Sheets ---

    def test_extent_that_is_stated_wrongly(self):
        content = (CASES / "07c_stale_dimension_A1F5.xlsx").read_bytes()
        self.assertEqual(len(self._cells(content)), 9)

    def test_hidden_rows_and_sheets_are_told(self):
        def hide(book):
            book["a"].row_dimensions[3].hidden = True
            book["b"].sheet_state = "hidden"

        content = workbook(
            ("a", [["name"], ["x"], ["y"]]), ("b", [["name"], ["z"]]), change=hide
        )
        found, _unused = tables.find_tables(
            tables.read(content), tables.known_titles({"name": ["name"]})
        )
        self.assertEqual(found[0].hidden_lines, [3])
        self.assertEqual([table.is_hidden for table in found], [False, True])

    def test_title_lines_notes_and_unknown_columns(self):
        known = tables.known_titles(
            {"number": ["cadre_number", "干部编号"], "name": ["name"], "job": ["job"]}
        )
        book = tables.read((CASES / "14d_title.xlsx").read_bytes())
        (table,), unused = tables.find_tables(book, known)
        self.assertEqual(
            (table.head_line, list(table.titles)), (2, ["云汀街道干部名册"])
        )
        self.assertEqual(table.unused, [("C", "job_title")])
        self.assertEqual(table.record(table.rows[0]), {"number": "ZX03", "name": "甲"})
        self.assertEqual(table.rows[0].number, 3)
        book = tables.read((CASES / "14e_two_sheets.xlsx").read_bytes())
        (table,), unused = tables.find_tables(book, known)
        self.assertEqual((table.sheet, unused), ("名册", ["填写说明"]))

    def test_two_sheets_are_two_tables(self):
        book = tables.read((CASES / "07g_two_sheets.xlsx").read_bytes())
        found, _unused = tables.find_tables(
            book, tables.known_titles({"file": ["档案编号"], "number": ["序号"]})
        )
        self.assertEqual([len(table.rows) for table in found], [5, 3])

    def test_heads_repeated_on_each_page(self):
        content = workbook(
            ("a", [["Name", "Job"], ["x", 1], ["Name", "Job"], ["y", 2]])
        )
        known = tables.known_titles({"name": ["name"], "job": ["job"]})
        (table,), _unused = tables.find_tables(tables.read(content), known)
        self.assertEqual([row.number for row in table.rows], [2, 4])

    def test_titles_are_compared_in_one_form(self):
        for title in (
            "Cadre number",
            "＊cadre NUMBER：",
            "cadre\nnumber\u200b",
            "cadre_number",
        ):
            self.assertEqual(tables.title_key(title), "cadrenumber")

    # --- Files that are none ---

    def test_what_is_no_table(self):
        def zipped(**files):
            output = io.BytesIO()
            with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in files.items():
                    archive.writestr(name.replace("__", "/"), content)
            return output.getvalue()

        damaged = zipped(**{"xl/workbook.xml": "<broken"})
        for code, content in {
            "empty": b"\xef\xbb\xbf \r\n",
            "damaged": damaged,
            "web_page": b"<html><table><tr><td>1</td></tr></table></html>",
            "ods": zipped(mimetype="x", **{"content.xml": "x"}),
            "unknown": zipped(other="x"),
            "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "encoding": b"\xff\xff\x80\x81,\n",
        }.items():
            with self.subTest(code=code):
                self.assertIn(self._refused(content), (code, "damaged"))
        self.assertEqual(self._refused(b"PK\x03\x04 nonsense"), "damaged")
        self.assertEqual(self._refused(b"%PDF-1.7"), "unknown")

    def test_bomb_is_refused_before_it_is_parsed(self):
        content = workbook(("a", [["a"], ["x" * 30_000]]))
        self.assertEqual(self._refused(content, max_unpacked=20_000), "unpacked")

    def test_one_cell_far_away_costs_nothing(self):
        content = workbook(
            ("a", [["a"], ["x"]]),
            change=lambda book: book.active.cell(900_000, 1, "y"),
        )
        lines = tables.read(content).sheets[0].lines
        self.assertEqual([line.number for line in lines], [1, 2, 900_000])
        endless = replaced(
            workbook(("a", [["a"], ["x"]])),
            "xl/worksheets/sheet1.xml",
            b'r="2"',
            b'r="99999999999"',
        )
        self.assertEqual(self._refused(endless), "damaged")
        far = workbook(
            ("a", [["a"]]), change=lambda book: book.active.cell(1, 16_384, "y")
        )
        self.assertEqual(self._refused(far), "columns")
        self.assertEqual(self._refused(b"a\n" * 50, max_lines=40), "lines")

    @given(st.binary(max_size=300))
    def test_any_bytes(self, content):
        """Nothing but a typed refusal comes out of a file that is none."""
        try:
            tables.read(content)
        except TableError as error:
            self.assertTrue(error.code)

    # --- Normal form ---

    def test_keys_and_names(self):
        for text in (
            "YT050",
            "ＹＴ０５０",
            "YT050\u200b",
            " yt050 ",
            "YT\u00a0050",
            "\ufeffYT050",
        ):
            self.assertEqual(normal(text), "yt050")
        self.assertEqual(normal("韩　铮"), normal("韩铮"))
        self.assertEqual(visible(" ＹＴ０５０\u200b  甲 "), "YT050 甲")

    @given(st.text())
    def test_normal_of_normal(self, text):
        self.assertEqual(normal(normal(text)), normal(text))
