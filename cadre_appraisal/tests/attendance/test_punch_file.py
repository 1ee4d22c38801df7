import base64
import datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ...rules import punches
from ..attendance_common import AttendanceCommon

STAMPS = """工号,姓名,日期时间
ZZ-cadre,Z cadre,2026-06-01 08:21:00
ZZ-cadre,Z cadre,2026-06-01 12:03
ZZ-cadre,Z cadre,2026/6/1 13:50
ZZ-cadre,Z cadre,2026-06-01 17:40
ZZ-mate,,2026-06-01 08:10
ZZ-mate,,2026-06-01 12:00
ZZ-mate,,2026-06-01 17:35
ZZ-mate,,2026-06-02 17:36
"""
DAYS = """name,date,check_in,check_out
Z cadre,2026-06-01,08:21,17:40
Z mate,2026-06-01,08:25,
Z mate,2026-06-02,,
"""


@tagged("post_install", "-at_install")
class TestPunches(BaseCase):
    """A-11: the two shapes of a clock's file."""

    def spans(self, text, encoding="utf-8"):
        stays, problems = punches.read(text.encode(encoding))
        self.assertFalse(problems)
        return [
            (s.number or s.name, f"{s.came:%d %H:%M}", s.went and f"{s.went:%H:%M}")
            for s in stays
        ]

    def test_one_line_a_stamp(self):
        """By turns when even; first and last when odd; one alone is no stay."""
        expected = [
            ("ZZ-cadre", "01 08:21", "12:03"),
            ("ZZ-cadre", "01 13:50", "17:40"),
            ("ZZ-mate", "01 08:10", "17:35"),
            ("ZZ-mate", "02 17:36", None),
        ]
        for encoding in ("utf-8", "utf-8-sig", "gbk"):
            with self.subTest(encoding=encoding):
                self.assertEqual(self.spans(STAMPS, encoding), expected)

    def test_one_row_a_day(self):
        self.assertEqual(
            self.spans(DAYS),
            [("Z cadre", "01 08:21", "17:40"), ("Z mate", "01 08:25", None)],
        )
        tabs = "工号\t日期\t签到\t签退\nA1\t2026年6月1日\t8:21\t17:40\n"
        self.assertEqual(self.spans(tabs), [("A1", "01 08:21", "17:40")])

    def test_what_is_wrong_is_named(self):
        head = "工号,日期,上班,下班\n"
        for text, row, reason in (
            (head + "A1,2026-06-01,25:10,17:30", 2, "time"),
            (head + "A1,2026-06-01,08:60,17:30", 2, "time"),
            (head + "A1,2026-02-30,08:20,17:30", 2, "date"),
            (head + "A1,2026-06-01,17:30,08:20", 2, "order"),
            (head + ",2026-06-01,08:20,17:30", 2, "person"),
            ("a,b\n1,2", 1, "columns"),
            (head, 0, "empty"),
            ("", 1, "columns"),
        ):
            with self.subTest(text=text):
                _stays, problems = punches.read(text.encode())
                self.assertEqual([(p.row, p.reason) for p in problems], [(row, reason)])
        self.assertEqual(punches.read(b"\xff\xff\x00")[1][0].reason, "encoding")

    @given(st.lists(st.integers(0, 1439), min_size=1, max_size=8, unique=True))
    def test_no_stay_crosses_another(self, minutes):
        lines = [f"A1,2026-06-01 {m // 60:02}:{m % 60:02}" for m in minutes]
        stays, problems = punches.read("\n".join(["工号,时间日期", *lines]).encode())
        self.assertTrue(problems)
        text = "\n".join(["工号,日期时间", *lines])
        stays, problems = punches.read(text.encode())
        self.assertFalse(problems)
        moments = [m for stay in stays for m in (stay.came, stay.went) if m]
        self.assertEqual(moments, sorted(moments))
        self.assertEqual(stays[0].came.hour * 60 + stays[0].came.minute, min(minutes))

    @given(st.binary(max_size=300))
    def test_any_bytes_are_answered(self, data):
        stays, problems = punches.read(data)
        self.assertTrue(stays or problems)
        self.assertTrue(all(isinstance(s.came, datetime.datetime) for s in stays))


@tagged("post_install", "-at_install")
class TestPunchFile(AttendanceCommon):
    """A-11: whole or not at all, again without doubles, only by the clerk."""

    def _wizard(self, text, role="clerk"):
        data = text if isinstance(text, bytes) else text.encode()
        return self._as(role, "cadre.punch.file").create(
            {"file": base64.b64encode(data), "file_name": "clock.csv"}
        )

    def _rows(self):
        return self.env["hr.attendance"].search(
            [("employee_id", "in", (self.cadre + self.mate).ids)]
        )

    def test_preview_then_import_then_again(self):
        wizard = self._wizard(STAMPS.encode("gbk"))
        wizard.action_preview()
        self.assertEqual(wizard.new_count, 4)
        self.assertIn("4 new rows of 2 people", wizard.preview)
        self.assertFalse(self._rows())
        wizard.action_import()
        self.assertEqual(len(self._rows()), 4)
        self._compute("2026-06-01", "2026-06-02", self.cadre + self.mate)
        self.assertEqual(self._shown(self.mate), [("2026-06-02", "unclear", 0)])
        again = self._wizard(STAMPS)
        again.action_preview()
        self.assertEqual(again.new_count, 0)
        self.assertIn("4 rows are on record", again.preview)
        again.action_import()
        self.assertEqual(len(self._rows()), 4)

    def test_nothing_of_a_bad_file(self):
        self._clock(self.cadre, "2026-06-04")
        self.mate.version_id.write({"contract_date_start": "2026-06-03"})
        self.env["hr.employee"].create([{"name": "Z twin"}, {"name": "Z twin"}])
        before = self._rows()
        head = "工号,日期,上班,下班\nZZ-cadre,2026-06-01,08:20,17:30\n"
        for row, words in (
            ("ZZ-999,2026-06-02,08:20,17:30", "ZZ-999 is nobody"),
            ("Z twin,2026-06-02,08:20,17:30", "Several people"),
            ("ZZ-cadre,2026-06-02,25:10,17:30", "25:10"),
            ("ZZ-cadre,2026-06-02,17:30,08:20", "Out before in"),
            ("ZZ-cadre,2026-06-29,08:20,17:30", "future"),
            ("ZZ-mate,2026-06-02,08:20,17:30", "not in the office"),
            ("ZZ-cadre,2026-06-04,09:00,17:30", "crosses"),
            ("ZZ-cadre,2026-06-01,09:00,17:30", "crosses"),
        ):
            with self.subTest(row=row):
                wizard = self._wizard(head + row)
                wizard.action_preview()
                self.assertEqual(wizard.new_count, 0)
                self.assertIn("Line 3", wizard.problems)
                with self.assertRaisesRegex(UserError, words):
                    wizard.action_import()
                self.assertEqual(self._rows(), before)

    def test_only_the_clerk(self):
        for role in ("leader", "cadre", "inspector", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._wizard(STAMPS, role)
        with self.assertRaises(AccessError):
            self._wizard(STAMPS).with_user(self.users["cadre"]).action_import()

    def test_queries_do_not_grow(self):
        def cost(days):
            lines = [
                f"ZZ-cadre,2026-0{1 + n // 28}-{1 + n % 28:02},08:20,17:30"
                for n in range(days)
            ]
            wizard = self._wizard("工号,日期,上班,下班\n" + "\n".join(lines))
            start = self.env.cr.sql_log_count
            wizard.action_preview()
            return self.env.cr.sql_log_count - start

        cost(2)
        self.assertEqual(cost(3), cost(60))
