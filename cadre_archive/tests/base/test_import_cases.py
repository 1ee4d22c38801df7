import io
import zipfile
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.base import base_import_import
from ..archive_common import ArchiveCommon
from ..import_common import ImportScreenMixin, case_file
from .test_rules_tables import workbook

PEOPLE = ["cadre_number", "name", "birthday", "identification_id"]


@tagged("post_install", "-at_install")
class TestImportCases(ImportScreenMixin, ArchiveCommon):
    """Files of the shapes that offices send, on the import screen (issue 10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        personnel = cls._user(
            "z_personnel", "hr.group_hr_user,cadre_archive.group_cadre_archive_clerk"
        )
        cls.people = cls.env(user=personnel)
        if not cls.env["hr.department"].search([("name", "=", "Administration")]):
            cls.env["hr.department"].create({"name": "Administration"})

    def _people(self, content, **options):
        return self._load_file(self.people, "hr.employee", content, **options)

    def _people_refused(self, content, *parts, **options):
        return self._assert_refused(
            self.people, "hr.employee", content, *parts, **options
        )

    def _found(self, number):
        return (
            self.env["hr.employee"]
            .with_context(active_test=False)
            .search([("cadre_number", "=", number)])
        )

    # --- 01, 02: identity numbers and shown forms ---

    def test_identity_number_that_became_a_number(self):
        for name in ("01_identity_as_number.xlsx", "01c_identity_scientific.csv"):
            self._people_refused(
                case_file(name),
                r"Row 1 \(line 2 of the sheet\), column “identification_id”",
                "Format the column as text",
                name=name,
            )

    def test_identity_number_is_verified(self):
        for number, part in (
            ("990101850307008", "old form with 15 digits"),
            ("9901011985030700810", "18 characters"),
            ("990101198513070081", "no date of birth"),
            ("990101203003070081", "no date of birth"),
            ("990101197907216356", "another date of birth"),
        ):
            content = workbook(("a", [PEOPLE, ["ZI1", "甲", "1985-03-07", number]]))
            self._people_refused(content, "Row 1 .*identification_id", part)
        good = ["ZI2", "乙", "1979-07-21", "９９０１０１ 197907216356"]
        messages, ids = self._people(workbook(("a", [PEOPLE, good])))
        self.assertFalse(messages)
        # A passport passes.
        passport = ["ZI3", "丙", None, "E12345678"]
        self.assertFalse(self._people(workbook(("a", [PEOPLE, passport])))[0])

    def test_check_sign_is_told(self):
        content = workbook(("a", [PEOPLE, ["ZI4", "甲", None, "990101197907216357"]]))
        _wizard, preview = self._preview(self.people, "hr.employee", content)
        self.assertIn("last character", "\n".join(preview["cadre_notes"]))

    def test_number_is_read_as_it_is_shown(self):
        messages, _ids = self._people(case_file("02_leading_zero.xlsx"))
        self.assertFalse(messages)
        self.assertEqual(self._found("007").name, "测试丁")
        self.assertFalse(self._found("7"))

    # --- 03: one normal form ---

    def test_key_in_another_form_updates(self):
        fang = self.fang
        fang.cadre_number = "YT050"
        count = self.env["hr.employee"].search_count([])
        for name, title in (
            ("03c_key_blank.xlsx", "试题 2"),
            ("03e_key_blank.xlsx", "试题 4"),
        ):
            messages, ids = self._people(case_file(name))
            self.assertFalse(messages)
            self.assertEqual(ids, fang.ids)
            self.assertEqual((fang.cadre_number, fang.job_title), ("YT050", title))
        self.assertEqual(self.env["hr.employee"].search_count([]), count)

    def test_key_on_record_in_another_form_is_found(self):
        place = self.env["cadre.place"].create(
            {"code": "ｚ１", "name": "Z", "kind": "room"}
        )
        self.assertEqual(place.code, "z1")
        # Stored before keys were cleaned.
        self.env.cr.execute(
            "UPDATE cadre_place SET code='ｚ　１' WHERE id=%s", place.ids
        )
        self.env.invalidate_all()
        content = workbook(("a", [["code", "name", "kind"], ["Z1", "Zed", "room"]]))
        messages, ids = self._load_file(
            self.env(user=self.clerk), "cadre.place", content
        )
        self.assertFalse(messages)
        self.assertEqual((ids, place.name), (place.ids, "Zed"))

    def test_keys_of_one_file_are_compared_in_one_form(self):
        content = workbook(
            ("a", [["cadre_number", "name"], ["ZK1", "甲"], ["ｚｋ１\u200b", "乙"]])
        )
        self._people_refused(content, "Row 2 .*already in data row 1")

    # --- 04: dates ---

    def test_year_of_two_digits(self):
        messages = self._people_refused(
            case_file("04z_two_digit_year.xlsx"),
            "Row 1 .*birthday.*65.3.7.*two digits",
            "Row 2 .*71.12.1",
        )
        self.assertEqual(len(messages), 2)
        content = workbook(("a", [PEOPLE, ["ZD1", "甲", "2065-03-07", None]]))
        self._people_refused(content, "Row 1 .*birthday.*future")
        content = workbook(("a", [PEOPLE, ["ZD2", "甲", "1965年3月7日", None]]))
        self.assertFalse(self._people(content)[0])
        self.assertEqual(str(self._found("ZD2").birthday), "1965-03-07")

    # --- 05: letters ---

    def test_letters(self):
        messages, _ids = self._people(case_file("05a_gbk_short.csv"), name="a.csv")
        self.assertFalse(messages)
        self.assertEqual(self._found("ZG01").name, "吕丽娟")
        messages, _ids = self._people(case_file("05c_gb18030.csv"), name="c.csv")
        self.assertFalse(messages)
        self.assertEqual(self._found("ZG21").name, "𠮷田䶮")
        big5 = case_file("05e_big5.csv")
        self._people_refused(big5, "Choose the encoding", name="e.csv")
        messages, _ids = self._people(big5, name="e.csv", encoding="big5")
        self.assertFalse(messages)
        self.assertEqual(self._found("ZG41").name.encode("big5"), big5.split(b",")[3])

    def test_preview_says_how_it_was_read(self):
        _wizard, preview = self._preview(
            self.people, "hr.employee", case_file("05a_gbk_short.csv"), "a.csv"
        )
        self.assertIn("Read as GB18030.", preview["cadre_notes"])
        self.assertEqual(preview["preview"][1], ["吕丽娟"])

    # --- 08: namesakes ---

    def test_namesake_in_kinship(self):
        self.env["hr.department"].create(
            [{"name": "党政综合办公室"}, {"name": "公共安全办公室"}]
        )
        self.assertFalse(self._people(case_file("08_namesakes_people.xlsx"))[0])
        self.fang.cadre_number = "YT050"
        self._assert_refused(
            self.env(user=self.clerk),
            "cadre.relative",
            case_file("08c_namesake_kinship.xlsx"),
            "Row 1 .*relative_id.*张伟.*name of several",
        )
        content = workbook(
            (
                "a",
                [
                    ["employee_id", "relative_id", "kinship"],
                    ["ＹＴ０５０", "zn02", "collateral"],
                ],
            )
        )
        self._assert_refused(
            self.env(user=self.clerk), "cadre.relative", content, "zn02"
        )
        content = content.replace(b"zn02", b"ZN02")
        content = workbook(
            (
                "a",
                [
                    ["employee_id", "relative_id", "kinship"],
                    ["ＹＴ０５０", "ZN02", "collateral"],
                ],
            )
        )
        messages, _ids = self._load_file(
            self.env(user=self.clerk), "cadre.relative", content
        )
        self.assertFalse(messages)

    def test_any_warning_refuses_the_file(self):
        """What Odoo only warns of, such as "maybe" for yes, stores nothing."""
        content = workbook(
            (
                "a",
                [
                    ["code", "name", "kind", "is_iron"],
                    ["ZW1", "Room", "room", "no"],
                    ["ZW2", "Room", "room", "maybe"],
                ],
            )
        )
        self._assert_refused(
            self.env(user=self.clerk), "cadre.place", content, "Row 2 .*is_iron"
        )

    def test_model_without_the_mixin(self):
        content = workbook(("a", [["name"], ["Z plain"], ["Z plain"]]))
        wizard, _preview = self._preview(self.env, "cadre.clause.value", content)
        self.assertTrue(wizard._is_guarded())

    # --- 14 and kin: shapes of sheets ---

    def test_title_line_and_notes(self):
        messages, _ids = self._people(case_file("14d_title.xlsx"))
        self.assertFalse(messages)
        self.assertEqual(self._found("ZX03").name, "甲")
        _wizard, preview = self._preview(
            self.people, "hr.employee", case_file("14e_two_sheets.xlsx")
        )
        self.assertEqual(preview["options"]["sheet"], "名册")
        self.assertIn("填写说明", "\n".join(preview["cadre_notes"]))
        messages, _ids = self._people(case_file("14e_two_sheets.xlsx"))
        self.assertFalse(messages)
        self.assertEqual(self._found("ZX04").name, "乙")

    def test_row_is_told_as_it_stands_in_the_sheet(self):
        content = workbook(
            (
                "a",
                [
                    ["Roll of cadres"],
                    [],
                    ["cadre_number", "name", "birthday"],
                    ["ZL1", "甲", None],
                    [None, None, None],
                    ["ZL2", "乙", "soon"],
                ],
            )
        )
        self._people_refused(content, r"Row 2 \(line 6 of the sheet\)")

    def test_unused_columns_and_sheets_are_told(self):
        content = workbook(
            ("a", [["cadre_number", "name", "备用"], ["ZU1", "甲", "x"]]),
            ("b", [["cadre_number", "name"], ["ZU2", "乙"]]),
        )
        _wizard, preview = self._preview(self.people, "hr.employee", content)
        notes = "\n".join(preview["cadre_notes"])
        self.assertIn("Columns not used: “备用”", notes)
        self.assertIn("choose to read it: sheet “b”", notes)
        messages, _ids = self._people(content, sheet="b")
        self.assertFalse(messages)
        self.assertTrue(self._found("ZU2"))
        self.assertFalse(self._found("ZU1"))

    # --- Which row is to blame (appraisal 22) ---

    def test_the_right_row_is_blamed(self):
        """A batch that fails names its bad rows, not its first one."""
        rows = [
            ["ZB0", "Room 0", "room", None],
            ["ZB1", "Shelf", "shelf", "ZB0"],
            ["ZB2", "Room 2", "room", "ZB2"],
            ["ZB3", "Room 3", "room", "ZB9"],
            ["ZB4", "Slot", "slot", "ZB1"],
        ]
        content = workbook(("a", [["code", "name", "kind", "parent_id"], *rows]))
        messages = self._assert_refused(
            self.env(user=self.clerk), "cadre.place", content, "Row 4 .*ZB9"
        )
        self.assertFalse([text for text in messages if "Row 1 " in text])
        self.assertFalse([text for text in messages if "Row 5 " in text])

    def test_second_row_breaks_the_batch(self):
        messages = self._assert_refused(
            self.env(user=self.clerk),
            "cadre.place",
            workbook(
                (
                    "a",
                    [
                        ["code", "name", "kind", "capacity"],
                        ["ZC0", "Shelf 0", "shelf", 5],
                        ["ZC1", "Shelf 1", "shelf", -5],
                        ["ZC2", "Shelf 2", "shelf", 5],
                    ],
                )
            ),
            "Row 2 ",
        )
        self.assertEqual(len(messages), 1)

    def test_all_reasons_of_a_row(self):
        messages = self._people_refused(
            workbook(
                (
                    "a",
                    [
                        [*PEOPLE, "department_id"],
                        ["ZR1", "<b>甲</b>", "soon", "990101850307008", "Nowhere"],
                    ],
                )
            )
        )
        self.assertEqual(len(messages), 4)
        for column in ("name", "birthday", "identification_id", "department_id"):
            self.assertRegex("\n".join(messages), f"column “{column}”")

    # --- Bombs, in any import (security 10) ---

    def test_bomb_into_a_contact(self):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "x" * 50_000)
        wizard = self.env(user=self.plain)["base_import.import"].create(
            {"res_model": "res.partner", "file": output.getvalue()}
        )
        with (
            patch.object(base_import_import, "MAX_UNPACKED", 10_000),
            self.assertRaisesRegex(UserError, "unpacks to"),
        ):
            wizard._read_file({})
