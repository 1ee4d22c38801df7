import io
from base64 import b64decode, b64encode
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ...rules import takeover
from ..base.test_rules_tables import workbook
from ..import_common import case_file
from ..keep_common import KeepCommon


@tagged("post_install", "-at_install")
class TestRulesTakeover(BaseCase):
    """Cells of old catalogues."""

    def test_dates_as_written(self):
        for text, day, exact in (
            ("2001-07-31", date(2001, 7, 31), True),
            ("2001.7.1", date(2001, 7, 1), True),
            ("2001年7月1日", date(2001, 7, 1), True),
            ("20010731", date(2001, 7, 31), True),
            ("1985.07", date(1985, 7, 1), False),
            ("1985年7月", date(1985, 7, 1), False),
            ("198507", date(1985, 7, 1), False),
            ("1985", date(1985, 1, 1), False),
            ("", None, True),
        ):
            with self.subTest(text=text):
                self.assertEqual(takeover.read_date(text), (day, exact))
        for text in ("2001-13-01", "2001-02-30", "yesterday", "31.7.2001", "0"):
            with self.subTest(text=text), self.assertRaises(ValueError):
                takeover.read_date(text)

    def test_numbers(self):
        self.assertEqual(takeover.split_number("4-1-2"), ("4-1", 2))
        self.assertEqual(takeover.split_number("3—12"), ("3", 12))
        for text in ("3", "3-0", "a-1", "4-1-2-3", "3-", ""):
            with self.subTest(text=text):
                self.assertIsNone(takeover.split_number(text))
        for value in ("0.5", "-1", "x", None, 1.5):
            with self.subTest(value=value), self.assertRaises(ValueError):
                takeover.read_count(value)
        self.assertEqual(takeover.read_count(3.0), 3)

    @settings(deadline=None)
    @given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdefg")))
    def test_parents_come_first(self, parents):
        depths = takeover.parents_first(parents.items())
        self.assertEqual(set(depths), set(parents))
        for code, parent in parents.items():
            if parent in parents and depths[code] <= len(parents):
                self.assertLess(depths[parent], depths[code])


@tagged("post_install", "-at_install")
class TestTakeover(KeepCommon):
    """The old archive in one workbook; R-39: marked as imported."""

    PLACES = [
        ("T-S1", "Slot", "slot", "T-C1", 2),
        ("T-C1", "Cabinet", "Cabinet", "ZR1", ""),
    ]
    FILES = [("TD1", "Z-101", "", "T-S1"), ("TD2", "Z-102", "赵敏", "T-C1")]
    MATERIALS = [
        ("TD1", "1-1", "履历表", "1999-01-01", 4),
        ("TD1", "4-1-1", "毕业登记表", "1998.07", 3),
        ("TD2", "1-1", "履历表", "2005-01-01", 2.0),
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.employee"].create(
            [
                {"name": "张伟", "cadre_number": "Z-101"},
                {"name": "赵敏", "cadre_number": "Z-102"},
            ]
        )

    def _book(self, places=(), files=(), materials=()):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, head, rows in (
            ("Places", ("Code", "Name", "Kind", "Within", "Capacity"), places),
            ("档案", ("档案编号", "干部编号", "姓名", "位置"), files),
            ("Materials", ("File", "Number", "Material", "Formed", "Pages"), materials),
        ):
            sheet = book.create_sheet(title)
            for row in (head, *rows):
                sheet.append(row)
        content = io.BytesIO()
        book.save(content)
        return b64encode(content.getvalue())

    def _wizard(self, file, user=None):
        return (
            self.env["cadre.takeover"]
            .with_user(user or self.clerk)
            .create({"file": file, "filename": "old.xlsx"})
        )

    def _load(self, *sheets, user=None):
        wizard = self._wizard(self._book(*sheets), user)
        wizard.action_load()
        return wizard

    def _refused(self, wizard):
        """``{sheet: [(first cells, reason)]}``"""
        book = openpyxl.load_workbook(io.BytesIO(b64decode(wizard.refused_file)))
        return {
            sheet.title: [(row[0], row[1], row[-1]) for row in list(sheet.values)[1:]]
            for sheet in book
        }

    def test_places_files_and_materials(self):
        wizard = self._load(self.PLACES, self.FILES, self.MATERIALS)
        self.assertEqual(wizard.refused_count, 0, wizard.summary)
        dossier = self.env["cadre.dossier"].search([("number", "=", "TD1")])
        self.assertEqual(dossier.place_id.complete_name, "Room 1 / Cabinet / Slot")
        self.assertEqual(dossier.move_ids.document, "Legacy Import")
        self.assertEqual(
            self._numbers(dossier), {"履历表": "1-1", "毕业登记表": "4-1-1"}
        )
        materials = dossier.material_ids
        self.assertEqual(set(materials.mapped("origin")), {"takeover"})
        self.assertEqual(materials[1].formed, "1998-07", "as known, no day invented")

    def test_check_stores_nothing(self):
        wizard = self._wizard(self._book(self.PLACES, self.FILES, self.MATERIALS))
        wizard.action_check()
        self.assertIn("3 new", wizard.summary)
        self.assertFalse(self.env["cadre.dossier"].search([("number", "=", "TD1")]))

    def test_again_doubles_nothing_and_takes_corrections(self):
        self._load(self.PLACES, self.FILES, self.MATERIALS)
        count = self.env["cadre.material"].search_count([])
        wizard = self._load(
            self.PLACES, self.FILES, [*self.MATERIALS[:2], (*self.MATERIALS[2][:4], 9)]
        )
        self.assertEqual(self.env["cadre.material"].search_count([]), count)
        self.assertIn("Materials: 0 new, 1 changed, 2 as on record", wizard.summary)
        self.assertIn("Files: 0 new, 0 changed, 2 as on record", wizard.summary)
        self.assertIn("Places: 0 new, 0 changed, 2 as on record", wizard.summary)

    def test_again_after_numbers_moved(self):
        """A paper added between moves numbers; the old ones still find theirs."""
        self._load(self.PLACES, self.FILES, self.MATERIALS)
        dossier = self.env["cadre.dossier"].search([("number", "=", "TD1")])
        self._create(self._material("1", "older", "1990-01-01", dossier=dossier))
        self.assertEqual(self._numbers(dossier)["履历表"], "1-2")
        wizard = self._load((), (), self.MATERIALS)
        self.assertIn("0 new, 0 changed, 3 as on record", wizard.summary)
        self.assertEqual(self._numbers(dossier)["履历表"], "1-2")

    def test_refused_rows_come_back_with_their_reasons(self):
        materials = [
            *self.MATERIALS,
            ("NONE", "1-1", "x", "", 1),
            ("TD1", "4-1", "x", "", 1),
            ("TD1", "77-1", "x", "", 1),
            ("TD1", "3-1", "x", "2001-02-30", 1),
            ("TD1", "3-2", "x", "2999-01-01", 1),
            ("TD1", "3-3", "x", "", 0),
            ("TD1", "3-4", "", "", 1),
            ("TD1", "3-5", "<b>SUM</b>", "", 1),
            ("TD1", "1-1", "again", "", 1),
        ]
        files = [
            *self.FILES,
            ("TD3", "NOBODY", "", "T-S1"),
            ("TD4", "Z-101", "", "T-S1"),
        ]
        wizard = self._load(self.PLACES, files, materials)
        refused = self._refused(wizard)
        self.assertEqual([row[0] for row in refused["Files"]], ["TD3", "TD4"])
        self.assertEqual(len(refused["Materials"]), 9)
        for (_file, _number, reason), words in zip(
            refused["Materials"],
            (
                "no file",
                "holds materials",
                "no class 77",
                "not a date",
                "future",
                "at least one",
                "name",
                "mark-up",
                "earlier row",
            ),
            strict=True,
        ):
            self.assertIn(words, reason)
        # Corrected in the workbook that came back, and loaded again.
        book = openpyxl.load_workbook(io.BytesIO(b64decode(wizard.refused_file)))
        book["Materials"]["D5"] = "2001-02-28"
        content = io.BytesIO()
        book.save(content)
        again = self._wizard(b64encode(content.getvalue()))
        again.action_load()
        self.assertIn("Materials: 1 new", again.summary)

    def test_workbooks_speak_the_language_of_their_reader(self):
        """What comes back in Chinese is loaded again as it is."""
        self.env["res.lang"]._activate_lang("zh_CN")
        wizard = self._wizard(
            self._book(self.PLACES, self.FILES, [*self.MATERIALS, ("TD1", "2-1", "")])
        ).with_context(lang="zh_CN")
        wizard.action_load()
        book = openpyxl.load_workbook(io.BytesIO(b64decode(wizard.refused_file)))
        self.assertEqual(book.sheetnames[0], "材料")
        sheet = book["材料"]
        self.assertEqual(sheet["A1"].value, "档案编号")
        sheet["C2"], sheet["E2"] = "自传", 3
        content = io.BytesIO()
        book.save(content)
        again = self._wizard(b64encode(content.getvalue()))
        again.action_load()
        self.assertIn("Materials: 1 new", again.summary)
        empty = openpyxl.load_workbook(io.BytesIO(b64decode(wizard.template_file)))
        self.assertEqual(empty.sheetnames[:3], ["地点", "档案", "材料"])

    def test_own_and_relatives_files_stay_out(self):
        """R-03: no row about one's own file is stored, and the reason tells nothing."""
        self._load(self.PLACES, self.FILES)
        self._as_cadre(
            self.clerk, self.env["hr.employee"].search([("cadre_number", "=", "Z-101")])
        )
        wizard = self._load((), self.FILES, self.MATERIALS)
        refused = self._refused(wizard)
        self.assertEqual([row[0] for row in refused["Files"]], ["TD1"])
        self.assertEqual(
            {row[2] for row in refused["Materials"]},
            {"There is no file with the number “TD1”."},
        )

    def test_roles_and_bad_workbooks(self):
        book = self._book(self.PLACES)
        for user in (self.plain, self.administrator):
            with self.assertRaises(AccessError):
                self._wizard(book, user)
        for content in (b"", b"PK nonsense", b"text"):
            with self.subTest(content=content), self.assertRaises(UserError):
                self._wizard(b64encode(content)).action_load()
        self.env.company.sudo()._close_cadre_takeover()
        with self.assertRaises(UserError):
            self._wizard(book).action_load()

    def test_queries_per_thousand_are_constant(self):
        self._load(self.PLACES, self.FILES)
        counts = []
        for code, size in (("1", 10), ("2", 200)):
            rows = [
                ("TD1", f"{code}-{i + 5}", "x", "2001-01-01", 1) for i in range(size)
            ]
            wizard = self._wizard(self._book((), (), rows))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard.action_load()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertIn(f"{size} new", wizard.summary)
        # The ORM inserts and updates in slices of 100 and 1,000 rows.
        self.assertLessEqual(counts[1], counts[0] + 4, counts)


@tagged("post_install", "-at_install")
class TestTakeoverCases(KeepCommon):
    """Catalogues as offices really have them (issue 10; archive 12, 16)."""

    HEADS = ["档案编号", "序号", "材料名称", "材料形成时间", "页数", "书写材料"]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dossier = cls.file_fang
        cls.dossier.number = "GD0003"
        cls.env["res.lang"]._activate_lang("zh_CN")
        kind = cls.env.ref("cadre_archive.cadre_material_type_annual_appraisal_form")
        kind.with_context(lang="zh_CN").name = "年度考核登记表"
        cls.annual = kind

    def _load(self, content, name="old.xlsx", lang="en_US"):
        wizard = (
            self.env["cadre.takeover"]
            .with_user(self.clerk)
            .with_context(lang=lang)
            .create({"file": b64encode(content), "filename": name})
        )
        wizard.action_check()
        self.assertFalse(self._taken())
        wizard.action_load()
        return wizard

    def _taken(self):
        return self.env["cadre.material"].search(
            [("dossier_id", "=", self.dossier.id), ("takeover_number", "like", "3-%")]
        )

    def _case(self, name):
        wizard = self._load(case_file(name))
        self.assertFalse(wizard.refused_count, wizard.summary)
        return wizard

    def test_all_rows_whatever_the_extent_says(self):
        self._case("07c_stale_dimension_A1F5.xlsx")
        self.assertEqual(len(self._taken()), 8)

    def test_both_sheets(self):
        wizard = self._case("07g_two_sheets.xlsx")
        self.assertEqual(len(self._taken()), 8)
        self.assertIn("“材料”: 5 rows", wizard.summary)
        self.assertIn("“目录”: 3 rows", wizard.summary)

    def test_merged_cells(self):
        self._case("07i_merged.xlsx")
        self.assertEqual(len(self._taken()), 3)

    def test_year_month_and_day_in_columns(self):
        self._case("07m_ymd_columns.xlsx")
        self.assertEqual(self._taken().date_formed, date(1985, 7, 1))
        self.assertEqual(takeover.formed_of({"year": 1985, "month": 7}), "1985-7")
        self.assertEqual(takeover.formed_of({"year": 1985, "day": 7}), "1985")

    def test_xls_and_csv_are_read_by_their_heads(self):
        text = ",".join(self.HEADS) + "\nGD0003,3-61,年度考核登记表,1991.12,2,打印\n"
        wizard = self._load(text.encode("gb18030"), "old.csv")
        self.assertFalse(wizard.refused_count, wizard.summary)
        self.assertIn("GB18030", wizard.summary)
        self.assertEqual(len(self._taken()), 1)

    def test_what_is_not_used_is_told(self):
        content = workbook(
            ("说明", [["请按模板填写"]]),
            (
                "材料",
                [
                    ["干部人事档案目录"],
                    [*self.HEADS, "柜号"],
                    ["ｇｄ0003", "3-61", "年度考核登记表", "1991.12", 2, "", "A9"],
                ],
            ),
        )
        wizard = self._load(content)
        self.assertFalse(wizard.refused_count, wizard.summary)
        for words in (
            "Not used, no titles known: sheet “说明”",
            "Columns not used: “柜号”",
            "titles in row 2",
        ):
            self.assertIn(words, wizard.summary)

    def test_ordinary_inks(self):
        """碳素墨水 and 复印 are what old catalogues say."""
        rows = [
            ["GD0003", f"3-{61 + n}", "鉴定", "1991.12", 2, medium]
            for n, medium in enumerate(["碳素墨水", "复印", "Black ink"])
        ]
        wizard = self._load(workbook(("材料", [self.HEADS, *rows])))
        self.assertFalse(wizard.refused_count, wizard.summary)
        taken = self._taken().sorted("takeover_number")
        self.assertEqual(taken.mapped("medium"), ["black_ink", "print", "black_ink"])
        self.assertIn("复印", taken[1].remark)

    def test_all_reasons_of_a_row(self):
        row = ["NONE", "77-1", "", "1991.13", 0, "blood"]
        wizard = self._load(workbook(("材料", [self.HEADS, row])))
        book = openpyxl.load_workbook(io.BytesIO(b64decode(wizard.refused_file)))
        reason = list(book["Materials"].values)[1][-1]
        for words in (
            "no file",
            "no class 77",
            "name of the material",
            "not a date",
            "at least one",
            "not a medium",
        ):
            self.assertIn(words, reason)

    def test_month_that_a_number_lost(self):
        """1991.1 as a number is January or October: refused, not guessed."""
        row = ["GD0003", "3-61", "鉴定", 1991.1, 2, ""]
        wizard = self._load(workbook(("材料", [self.HEADS, row])))
        self.assertEqual(wizard.refused_count, 1)

    def test_type_by_name_and_class(self):
        """Archive 12: annual forms that are in the files are not chased."""
        rows = [
            ["GD0003", "3-61", "1991年度考核登记表", "1991.12", 2, ""],
            ["GD0003", "3-62", "1992年度考核表", "1992.12", 2, ""],
            ["GD0003", "3-63", "群众来信", "1993.12", 2, ""],
            ["GD0003", "1-61", "年度考核登记表", "1994.12", 2, ""],
        ]
        wizard = self._load(workbook(("材料", [self.HEADS, *rows])), lang="zh_CN")
        self.assertFalse(wizard.refused_count, wizard.summary)
        taken = self._taken().sorted("takeover_number")
        self.assertEqual(
            [material.type_id.id for material in taken],
            [self.annual.id, self.annual.id, False],
        )
        self.assertIn("群众来信 (1)", wizard.summary)
        # The clerk chooses it later; a second load does not undo it.
        taken[2].with_user(self.clerk).type_id = self.annual
        again = (
            self.env["cadre.takeover"]
            .with_user(self.clerk)
            .create({"file": wizard.file, "filename": "old.xlsx"})
        )
        again.action_load()
        self.assertEqual(taken[2].type_id, self.annual)
        with self.assertRaisesRegex(UserError, "R-39"):
            taken[2].with_user(self.clerk).type_id = False

    def test_empty_workbook_helps(self):
        """Lists of allowed values, an example row that is not loaded."""
        wizard = self.env["cadre.takeover"].with_user(self.clerk).create({})
        content = b64decode(wizard.template_file)
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book["Materials"]
        self.assertIn("Example", sheet["A2"].value)
        lists = sheet.data_validations.dataValidation
        self.assertEqual(len(lists), 2)
        column = [cell.value for cell in book[book.sheetnames[3]]["C"] if cell.value]
        self.assertTrue(column)
        wizard.file = b64encode(content)
        wizard.action_check()
        self.assertEqual(wizard.refused_count, 0)
        self.assertIn("Materials: 0 new", wizard.summary)
        self.assertNotIn("Not used", wizard.summary)

    def test_one_road(self):
        """The screen of materials offers no second one."""
        view = self.env["cadre.material"].get_view(view_type="list")
        self.assertIn('import="0"', view["arch"])
        self.assertFalse(self.env["cadre.material"].get_import_templates())
