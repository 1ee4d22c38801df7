from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ...rules.partial_dates import last_day, read, write, write_chinese


@tagged("post_install", "-at_install")
class TestRulesPartialDates(BaseCase):
    def test_read(self):
        cases = {
            "2019": (date(2019, 1, 1), "year"),
            "2019年": (date(2019, 1, 1), "year"),
            2019.0: (date(2019, 1, 1), "year"),
            "2019-5": (date(2019, 5, 1), "month"),
            "2019.05": (date(2019, 5, 1), "month"),
            "2019年5月": (date(2019, 5, 1), "month"),
            "201905": (date(2019, 5, 1), "month"),
            "２０１９．５": (date(2019, 5, 1), "month"),
            "2019-05-06": (date(2019, 5, 6), "day"),
            "2019年5月6日": (date(2019, 5, 6), "day"),
            "2019/5/6": (date(2019, 5, 6), "day"),
            "20190506": (date(2019, 5, 6), "day"),
            "": (None, "day"),
            "  ": (None, "day"),
            None: (None, "day"),
            date(2019, 5, 6): (date(2019, 5, 6), "day"),
            datetime(2019, 5, 6, 8): (date(2019, 5, 6), "day"),
        }
        for typed, wanted in cases.items():
            with self.subTest(typed=typed):
                self.assertEqual(read(typed), wanted)

    def test_no_date(self):
        for typed in ("19", "65.3.7", "2019-13", "2019-02-30", "May 2019", "-"):
            with self.subTest(typed=typed):
                with self.assertRaises(ValueError):
                    read(typed)

    def test_write(self):
        day = date(2019, 5, 6)
        self.assertEqual(write(day, "day"), "2019-05-06")
        self.assertEqual(write(day.replace(day=1), "month"), "2019-05")
        self.assertEqual(write(date(2019, 1, 1), "year"), "2019")
        self.assertEqual(write(None, "year"), "")
        self.assertEqual(write_chinese(day, "day"), "2019年5月6日")
        self.assertEqual(write_chinese(day, "month"), "2019年5月")
        self.assertEqual(write_chinese(day, "year"), "2019年")

    def test_what_is_written_is_read_again(self):
        for formed, known in (
            (date(2019, 1, 1), "year"),
            (date(2019, 5, 1), "month"),
            (date(2019, 5, 6), "day"),
        ):
            self.assertEqual(read(write(formed, known)), (formed, known))
            self.assertEqual(read(write_chinese(formed, known)), (formed, known))

    def test_last_day(self):
        self.assertEqual(last_day(date(2024, 1, 1), "year"), date(2024, 12, 31))
        self.assertEqual(last_day(date(2024, 2, 1), "month"), date(2024, 2, 29))
        self.assertEqual(last_day(date(2023, 2, 1), "month"), date(2023, 2, 28))
        self.assertEqual(last_day(date(2024, 2, 6), "day"), date(2024, 2, 6))
