import csv
import datetime
import io
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules import punches

# A slow machine is no fault of what is tested.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
TOUCH = datetime.timedelta(minutes=5)
MOMENTS = st.lists(
    st.integers(0, 1439).map(
        lambda m: datetime.datetime(2026, 6, 1) + datetime.timedelta(minutes=m)
    ),
    min_size=1,
    max_size=9,
)


def table(text, delimiter=","):
    return enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1)


@tagged("post_install", "-at_install")
class TestPunches(BaseCase):
    """A-11: what the files of the usual clocks and apps say."""

    def spans(self, rows):
        """Who, when in, when out, by the working days that the file names."""
        found, problems = punches.read(table(rows) if isinstance(rows, str) else rows)
        self.assertFalse(problems)
        days = {}
        for punch in found:
            key = (str(punch.person), punch.day or punch.came.date())
            days.setdefault(key, []).append(punch)
        return [
            (who, f"{came:%d %H:%M}", went and f"{went:%d %H:%M}")
            for (who, _day), ones in days.items()
            for came, went in punches.stays_of_day(ones, TOUCH)
        ]

    def test_one_line_a_stamp(self):
        """By turns when even; first and last when odd; one alone is no stay."""
        self.assertEqual(
            self.spans(STAMPS),
            [
                ("ZZ-cadre Z cadre", "01 08:21", "01 12:03"),
                ("ZZ-cadre Z cadre", "01 13:50", "01 17:40"),
                ("ZZ-mate", "01 08:10", "01 17:35"),
                ("ZZ-mate", "02 17:36", None),
            ],
        )

    def test_one_row_a_day(self):
        self.assertEqual(
            self.spans(DAYS),
            [("Z cadre", "01 08:21", "01 17:40"), ("Z mate", "01 08:25", None)],
        )
        for row in (
            "A1,2026年6月1日,8:21,17:40",
            "A1,2026.6.1,08：21,17：40:59",
            "A1,20260601,8:21 AM,5:40 PM",
            "A1,26-06-01 星期一,上午8:21,下午 5:40",
            "A1,2026/06/01（周一）,08:21,当日17:40",
            "A1,2026-06-01 00:00:00,2026-06-01 08:21:00,2026-06-01 17:40:00",
        ):
            with self.subTest(row=row):
                self.assertEqual(
                    self.spans("工 号,日期,签到,签退\n" + row),
                    [("A1", "01 08:21", "01 17:40")],
                )

    def test_cells_of_a_workbook(self):
        """Dates, times and numbers as a workbook keeps them."""
        rows = [
            (1, ["考勤号码", "日期", "上班", "下班"]),
            (
                2,
                [
                    21,
                    datetime.datetime(2026, 6, 1),
                    datetime.time(8, 21),
                    datetime.timedelta(hours=17, minutes=40),
                ],
            ),
            (3, [None, None, None, None]),
        ]
        self.assertEqual(self.spans(rows), [("21", "01 08:21", "01 17:40")])

    def test_the_log_of_a_zkteco_clock(self):
        """attlog.dat: number, moment, further columns; no heads."""
        log = "     21\t2026-06-01 08:21:33\t1\t0\t1\t0\n21\t2026-06-01 17:35:02\t1\t1"
        self.assertEqual(self.spans(table(log, "\t")), [("21", "01 08:21", "01 17:35")])

    def test_the_sheet_of_a_zkteco_clock(self):
        rows = [
            (1, ["考 勤 记 录 表"]),
            (2, ["考勤日期：2026-06-01 ~ 2026-06-30", "", "制表：2026-07-01"]),
            (3, [str(day) for day in range(1, 31)]),
            (4, ["工号：", "", "21", "姓名：", "", "张雨桐", "部门：", "x"]),
            (5, ["08:2117:35", "08:22\n12:02\n13:51\n17:38", "08:20"]),
            (6, ["工号：22", "姓名：韩铮"]),
            (7, ["", "08:19 17:31"]),
        ]
        self.assertEqual(
            self.spans(rows),
            [
                ("21 张雨桐", "01 08:21", "01 17:35"),
                ("21 张雨桐", "02 08:22", "02 12:02"),
                ("21 张雨桐", "02 13:51", "02 17:38"),
                ("21 张雨桐", "03 08:20", None),
                ("22 韩铮", "02 08:19", "02 17:31"),
            ],
        )

    def test_wecom(self):
        """Daily: titles, heads of two lines, 最早 and 最晚; then one line a stamp."""
        daily = """打卡日报,,,,,,
统计时间 2026-06-01,,,,,,
基础信息,,,,考勤概况,,
时间,姓名,账号,部门,最早,最晚,打卡次数(次)
2026/06/01 星期一,曹美珍,caomz,x,08:21,次日00:12,2
2026/06/01 星期一,韩铮,hanz,x,--,--,0
"""
        self.assertEqual(self.spans(daily), [("caomz 曹美珍", "01 08:21", "02 00:12")])
        lines = """日期,姓名,账号,打卡类型,应打卡时间,实际打卡时间,打卡状态
2026/06/01 星期一,曹美珍,caomz,上班打卡,08:30,08:21,正常
2026/06/01 星期一,曹美珍,caomz,下班打卡,17:30,未打卡,缺卡
"""
        self.assertEqual(self.spans(lines), [("caomz 曹美珍", "01 08:21", None)])

    def test_feishu(self):
        """Dates of eight digits; heads of two lines."""
        daily = """姓名,工号,部门,日期,班次,上班 1,,下班 1,,上班 2,,下班 2,
,,,,,打卡时间,打卡结果,打卡时间,打卡结果,打卡时间,打卡结果,打卡时间,打卡结果
曹美珍,YT022,x,20260601,班,08:21,正常,12:01,正常,13:55,正常,17:35,正常
"""
        self.assertEqual(
            self.spans(daily),
            [
                ("YT022 曹美珍", "01 08:21", "01 12:01"),
                ("YT022 曹美珍", "01 13:55", "01 17:35"),
            ],
        )
        lines = "姓名,工号,打卡时间,打卡地点\n曹美珍,YT022,2026-06-01 08:21,楼\n"
        self.assertEqual(self.spans(lines), [("YT022 曹美珍", "01 08:21", None)])

    def test_a_stamp_of_the_night_has_the_day_that_the_file_gives(self):
        """DingTalk: 考勤日期 beside the whole moment."""
        text = """姓名,考勤日期,打卡时间,打卡结果
曹美珍,26-06-01 星期一,2026-06-01 18:00,正常
曹美珍,26-06-01 星期一,2026-06-02 07:10,正常
曹美珍,26-06-02 星期二,,缺卡
"""
        self.assertEqual(self.spans(text), [("曹美珍", "01 18:00", "02 07:10")])

    def test_what_is_wrong_is_named(self):
        head = "工号,日期,上班,下班\n"
        for text, row, reason, column in (
            (head + "A1,2026-06-01,25:10,17:30", 2, "time", "上班"),
            (head + "A1,2026-06-01,08:60,17:30", 2, "time", "上班"),
            (head + "A1,2026-06-01,08:20,上午13:30", 2, "time", "下班"),
            (head + "A1,2026-02-30,08:20,17:30", 2, "date", "日期"),
            # Two digits of a year: with the right weekday alone.
            (head + "A1,26-06-01,08:20,17:30", 2, "date", "日期"),
            (head + "A1,26-06-01 星期二,08:20,17:30", 2, "date", "日期"),
            (head + "A1,2026-06-01,17:30,08:20", 2, "order", "下班"),
            (head + ",2026-06-01,08:20,17:30", 2, "person", ""),
            ("题\n" + head + "A1,2026-06-01,x,17:30", 3, "time", "上班"),
            ("工号,日期时间\nA1,", 2, "date", "日期时间"),
            ("a,b\n1,2", 1, "columns", ""),
            (head, 0, "empty", ""),
            ("", 0, "empty", ""),
        ):
            with self.subTest(text=text):
                _found, problems = punches.read(table(text))
                self.assertEqual(
                    [(p.row, p.reason, p.column) for p in problems],
                    [(row, reason, column)],
                )

    def test_touches_at_the_boundary(self):
        """Within five minutes of the first they are one: first in, last out."""
        day = datetime.datetime(2026, 6, 1, 8, 20)
        for seconds, stay in (
            (3, (day, None)),
            (299, (day, None)),
            (300, (day, None)),
            (301, (day, day + datetime.timedelta(seconds=301))),
        ):
            with self.subTest(seconds=seconds):
                moments = [day, day + datetime.timedelta(seconds=seconds)]
                self.assertEqual(punches.paired(moments, TOUCH), [stay])
        out = day.replace(hour=17)
        again = out + datetime.timedelta(seconds=20)
        self.assertEqual(punches.paired([day, out, again], TOUCH), [(day, again)])

    @CALM
    @given(MOMENTS)
    def test_stays_are_in_order_and_apart(self, moments):
        stays = punches.paired(moments, TOUCH)
        line = [moment for stay in stays for moment in stay if moment]
        self.assertEqual(line, sorted(line))
        self.assertEqual(line[0], min(moments))
        self.assertTrue(set(line) <= set(moments))

    @CALM
    @given(MOMENTS, MOMENTS)
    def test_the_fuller_file_completes_the_day(self, morning, more):
        """Whichever comes first, and again: nothing is doubled, nothing lost."""
        noon = punches.paired(morning, TOUCH)
        evening = punches.paired([*morning, *more], TOUCH)
        done = punches.completed(noon, evening, TOUCH)
        self.assertEqual(punches.completed(done, evening, TOUCH), done)
        self.assertEqual(punches.completed(done, done, TOUCH), done)
        self.assertEqual(done[0][0], min([*morning, *more]))

    @CALM
    @given(st.text(max_size=300))
    def test_any_text_is_answered(self, text):
        rows = [(n, re.split("[,\t]", line)) for n, line in enumerate(text.split(), 1)]
        found, problems = punches.read(rows)
        self.assertTrue(found or problems)

    @CALM
    @given(
        st.lists(
            st.sampled_from(
                [
                    "工号",
                    "姓名",
                    "日期",
                    "打卡时间",
                    "上班1打卡时间",
                    "下班1打卡时间",
                    "21",
                    "张三",
                    "2026-06-01",
                    "08:20",
                    "次日 0:30",
                    "下午5:40",
                    "1",
                    "2",
                    "3",
                    "4",
                    "5",
                    "姓名：李",
                    "2026-06-01~2026-06-30",
                    "",
                ]
            ),
            max_size=40,
        )
    )
    def test_any_table_is_answered(self, cells):
        rows = [(n, cells[n * 5 : n * 5 + 5]) for n in range(8)]
        found, problems = punches.read(rows)
        self.assertTrue(found or problems)
