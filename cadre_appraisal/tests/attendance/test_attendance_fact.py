from datetime import date, datetime, timedelta

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..attendance_common import HOURS, AttendanceCommon
from ..common import REFUSAL


@tagged("post_install", "-at_install")
class TestAttendanceComputing(AttendanceCommon):
    """A-11, A-61: what clock, calendar, leave and holidays show of a day."""

    def test_a_week(self):
        self._clock(self.cadre, "2026-06-01", "08:35", "17:25")  # within tolerance
        self._clock(self.cadre, "2026-06-02", "08:36", "17:24")
        self._clock(self.cadre, "2026-06-03", "08:00", "12:00")
        self._clock(self.cadre, "2026-06-03", "14:05", "18:00")
        self._clock(self.cadre, "2026-06-06", "10:00", "11:00")  # a Saturday
        self._compute("2026-06-01", "2026-06-07")
        self.assertEqual(
            self._shown(),
            [
                ("2026-06-02", "early", 6),
                ("2026-06-02", "late", 6),
                ("2026-06-04", "absent", 420),
                ("2026-06-05", "absent", 420),
            ],
        )
        fact = self.Fact.search([("kind", "=", "late")])
        self.assertEqual(fact.appraisal_id, self._result())
        self.assertEqual(fact.department_id, self.section)
        self.assertEqual((fact.expected, fact.actual), (8.5, 8.6))

    def test_today_is_not_over(self):
        """Nothing is computed of a day on which people may still be coming."""
        self._compute("2026-06-26", "2026-07-31")
        self.assertEqual(self._shown(), [("2026-06-26", "absent", 420)])

    def test_days_by_the_time_of_the_office(self):
        """8:20 in Shanghai is twenty past midnight in UTC, 7:50 the day before."""
        self._clock(self.cadre, "2026-06-01", "07:50", "17:40")
        self._clock(self.cadre, "2026-06-02", "08:20", "17:40")
        self._compute("2026-06-01", "2026-06-02")
        self.assertFalse(self._shown())

    def test_made_up_days_and_days_off(self):
        """A-61: a Saturday that is worked is a day like another."""
        days = self._as("clerk", "cadre.makeup.day").create(
            [
                {"date": "2026-06-06", "note": "for Friday", "weekday": "4"},
                {"date": "2026-06-05", "works": False},
            ]
        )
        self._compute("2026-06-05", "2026-06-07")
        self.assertEqual(self._shown(), [("2026-06-06", "absent", 420)])
        days[0].write({"active": False, "unused_reason": "Not worked after all."})
        self._compute("2026-06-05", "2026-06-07")
        self.assertFalse(self._shown())

    def test_public_holidays_and_half_of_one(self):
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Z holiday",
                    "date_from": "2026-05-31 16:00:00",
                    "date_to": "2026-06-01 15:59:59",
                },
                {
                    "name": "Z afternoon off",
                    "date_from": "2026-06-02 04:00:00",
                    "date_to": "2026-06-02 15:59:59",
                },
            ]
        )
        self._clock(self.cadre, "2026-06-02", "08:20", "12:00")
        self._compute("2026-06-01", "2026-06-02")
        self.assertFalse(self._shown())

    def test_leave_counts_once_it_is_validated(self):
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Z leave",
                "requires_allocation": False,
                "leave_validation_type": "hr",
                "request_unit": "half_day",
            }
        )
        leaves = self.env["hr.leave"].create(
            [
                {
                    "employee_id": self.cadre.id,
                    "holiday_status_id": kind.id,
                    "request_date_from": day,
                    "request_date_to": day,
                    "request_date_from_period": "am",
                    "request_date_to_period": period,
                }
                for day, period in (("2026-06-01", "pm"), ("2026-06-02", "am"))
            ]
        )
        self._clock(self.cadre, "2026-06-02", "14:00", "17:30")
        self._compute("2026-06-01", "2026-06-02")
        self.assertEqual(
            self._shown(),
            [("2026-06-01", "absent", 420), ("2026-06-02", "late", 210)],
        )
        leaves.action_approve()
        self._compute("2026-06-01", "2026-06-02")
        self.assertFalse(self._shown())

    def test_missing_check_out_and_technical_rows(self):
        self._clock(
            self.cadre, "2026-06-01", "08:20", "17:40", out_mode="auto_check_out"
        )
        self._clock(self.cadre, "2026-06-02", in_mode="technical")
        self._clock(self.cadre, "2026-06-03", "09:00", None)
        self._compute("2026-06-01", "2026-06-03")
        self.assertEqual(
            self._shown(),
            [
                ("2026-06-01", "unclear", 0),
                ("2026-06-02", "absent", 420),
                ("2026-06-03", "late", 30),
                ("2026-06-03", "unclear", 0),
            ],
        )

    def test_part_time_and_without_fixed_hours(self):
        self.mate.resource_calendar_id = self._calendar("Z mornings", (0, 2), HOURS[:1])
        flexible = self._calendar("Z flexible", range(5))
        flexible.flexible_hours = True
        self.other.resource_calendar_id = flexible
        # The made-up Saturday has the hours of a Friday: he does not work then.
        self.env["cadre.makeup.day"].create({"date": "2026-06-06", "weekday": "4"})
        self._clock(self.mate, "2026-06-01", "08:20", "12:05")
        # Nobody knows the hours of the other: no day is taken for an absence, and a
        # day without a touch of the clock is to be clarified.
        self._clock(self.other, "2026-06-02", "11:00", "11:30")
        self._compute("2026-06-01", "2026-06-07", self.mate + self.other)
        self.assertEqual(self._shown(self.mate), [("2026-06-03", "absent", 210)])
        unclear = [(f"2026-06-0{day}", "unclear", 0) for day in (1, 3, 4, 5, 6)]
        self.assertEqual(self._shown(self.other), unclear)
        facts = self.Fact.search([("employee_id", "=", self.other.id)])
        self.assertEqual(set(facts.mapped("unclear_why")), {"no_hours"})
        self.other.resource_calendar_id = False
        self._compute("2026-06-01", "2026-06-07", self.other)
        self.assertEqual(self._shown(self.other), unclear)

    def test_nights(self):
        """A night is no lateness of 1,315 minutes (A-11)."""
        self.cadre.resource_calendar_id = self._calendar(
            "Z nights", range(7), ((0, 6), (22, 24))
        )
        for came, went in (("01T21:55", "02T06:05"), ("02T22:06", "03T06:00")):
            self.env["hr.attendance"].create(
                {
                    "employee_id": self.cadre.id,
                    "check_in": datetime.fromisoformat(f"2026-06-{came}")
                    - timedelta(hours=8),
                    "check_out": datetime.fromisoformat(f"2026-06-{went}")
                    - timedelta(hours=8),
                }
            )
        self._compute("2026-06-01", "2026-06-03")
        self.assertEqual(
            self._shown(), [("2026-06-02", "late", 6), ("2026-06-03", "absent", 480)]
        )
        fact = self.Fact.search([("kind", "=", "late")])
        self.assertEqual((fact.expected, fact.actual), (22, 22.1))

    def test_a_night_that_is_not_over(self):
        """Now it is 10:00 of the 28th: the shift until noon is not computed."""
        self.cadre.resource_calendar_id = self._calendar(
            "Z long nights", range(7), ((0, 12), (20, 24))
        )
        self._compute("2026-06-26", "2026-06-27")
        self.assertEqual(self._shown(), [("2026-06-26", "absent", 960)])

    def test_half_days_and_four_punches(self):
        """Half a day of leave and half a day missing is half a day absent."""
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Z leave",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "request_unit": "half_day",
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.cadre.id,
                "holiday_status_id": kind.id,
                "request_date_from": "2026-06-01",
                "request_date_to": "2026-06-01",
                "request_date_from_period": "am",
                "request_date_to_period": "am",
            }
        )
        self._clock(self.cadre, "2026-06-02", "17:00", "17:40")
        self._clock(self.cadre, "2026-06-03", "08:20", "12:00")
        self._clock(self.cadre, "2026-06-03", "14:20", "17:40")
        self._clock(self.cadre, "2026-06-04", "08:20", "10:00")
        self._clock(self.cadre, "2026-06-04", "11:30", "17:40")
        self._compute("2026-06-01", "2026-06-04")
        self.assertEqual(
            self._shown(),
            [
                ("2026-06-01", "absent", 210),
                ("2026-06-02", "late", 390),
                ("2026-06-03", "late", 20),
                ("2026-06-04", "unclear", 90),
            ],
        )
        absent, *_late, away = self.Fact.search([], order="date")
        self.assertEqual((absent.days, away.unclear_why), (0.5, "away"))
        year = (date(2026, 1, 1), date(2026, 12, 31))
        counts = self.Fact._counts(self.cadre, year)[self.cadre.id]
        self.assertEqual((counts.absent, counts.late), (0.5, 2))

    def test_joined_and_left_inside_the_period(self):
        self.cadre.version_id.write(
            {"contract_date_start": "2026-06-03", "contract_date_end": False}
        )
        self.mate.version_id.departure_date = "2026-06-02"
        self._compute("2026-06-01", "2026-06-05", self.cadre + self.mate)
        self.assertEqual([d for d, _k, _m in self._shown()][0], "2026-06-03")
        self.assertEqual([d for d, _k, _m in self._shown(self.mate)][-1], "2026-06-02")

    def test_the_section_of_that_day(self):
        """A move inside the period: each day belongs to where he worked."""
        self.cadre.version_id.date_version = "2026-01-01"
        self.cadre.create_version(
            {"date_version": date(2026, 6, 3), "department_id": self.counter.id}
        )
        self._compute("2026-06-02", "2026-06-03")
        facts = self.Fact.search([("employee_id", "=", self.cadre.id)], order="date")
        self.assertEqual(
            facts.mapped("department_id.name"),
            ["Z Public Service", "Z Service Counter"],
        )

    def test_computed_again(self):
        """What changed is replaced; what a person decided stays."""
        self._clock(self.cadre, "2026-06-01", "08:50")
        row = self._clock(self.cadre, "2026-06-02", "08:50")
        self._clock(self.cadre, "2026-06-03", "08:50")
        self._compute("2026-06-01", "2026-06-04")
        before = self.Fact.search([("employee_id", "=", self.cadre.id)], order="date")
        self.assertEqual(len(before), 4)
        before[0].with_user(self.users["clerk"]).write(
            {"minutes": 10, "reason": "The clock was ten minutes fast."}
        )
        before[2].with_user(self.users["cadre"])._explain("The bus was late.")
        row.check_in = "2026-06-02 00:20:00"
        self._clock(self.cadre, "2026-06-04")
        self._compute("2026-06-01", "2026-06-04")
        self.assertEqual(
            self._shown(), [("2026-06-01", "late", 10), ("2026-06-03", "late", 20)]
        )
        after = self.Fact.search([("employee_id", "=", self.cadre.id)], order="date")
        self.assertEqual(after, before[0] + before[2])
        self.assertEqual(after[1].explanation, "The bus was late.")

    def test_queries_do_not_grow(self):
        """The same number for two cadres and for six."""
        self._present(self.cadre, "2026-06-01", "2026-06-30", but=("2026-06-03",))
        self._compute("2026-06-01", "2026-06-30", self.people)  # caches
        self.Fact.search([]).unlink()
        counts = []
        for people in (self.cadre + self.mate, self.people + self.office):
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            self._compute("2026-06-01", "2026-06-30", people)
            counts.append(self.env.cr.sql_log_count - start)
            self.Fact.search([]).unlink()
            self.env.flush_all()
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestAttendanceFact(AttendanceCommon):
    """Who sees, explains, excuses and corrects a day (A-11, A-70)."""

    def setUp(self):
        super().setUp()
        self._clock(self.cadre, "2026-06-01", "08:50")
        self._compute("2026-06-01", "2026-06-01")
        self.fact = self.Fact.search([("employee_id", "=", self.cadre.id)])

    def _mine(self, role):
        return self.fact.with_user(self.users[role])

    def test_readers(self):
        readers = {role for role in self.users if self._mine(role).has_access("read")}
        self.assertEqual(
            readers, {"cadre", "leader", "clerk", "inspector", "member", "chair"}
        )
        for role in ("mate", "chief", "other", "admin", "head"):
            with self.subTest(role=role):
                model = self._as(role, "cadre.attendance.fact")
                self.assertFalse(model.search([]))
                self.assertFalse(
                    model.formatted_read_group([], ["employee_id"], ["__count"])
                )
                self.assertFalse(model.name_search("Z cadre"))

    def test_the_former_leader_loses_access(self):
        self._result().write({"leader_id": self.chief.id})
        self.assertFalse(self._mine("leader").has_access("read"))
        self.assertTrue(self._mine("chief").has_access("read"))

    def test_a_leader_finds_his_line(self):
        """Though the annual result through which he leads is closed to him."""
        for role, found in (("leader", self.fact), ("chief", self.fact.browse())):
            model = self._as(role, "cadre.attendance.fact")
            self.assertEqual(model.search([("is_line", "=", True)]), found)
        self.assertTrue(self._mine("leader").is_line)
        self.assertFalse(self._mine("clerk").is_line)

    def test_a_relative_keeps_out(self):
        self.env["cadre.relative"].create(
            {
                "employee_id": self.office.id,
                "relative_id": self.cadre.id,
                "kinship": "spouse",
            }
        )
        mine = self._mine("clerk")
        self.assertFalse(mine.has_access("read"))
        with self.assertRaises(AccessError):
            mine._transition("void", "x")
        for employee in (self.office, self.cadre):
            with self.assertRaisesRegex(AccessError, REFUSAL % ("relative", "A-33")):
                self._as("clerk", "cadre.attendance.fact").create(
                    {
                        "employee_id": employee.id,
                        "date": "2026-06-02",
                        "kind": "late",
                        "reason": "x",
                    }
                )

    def test_explain_and_excuse(self):
        action = self._mine("cadre").action_explain()
        self._as("cadre", action["res_model"]).with_context(**action["context"]).create(
            {"explanation": "Took a child to hospital."}
        ).action_confirm()
        self.assertEqual(self.fact.explanation, "Took a child to hospital.")
        with self.assertRaisesRegex(UserError, "written reason"):
            self._mine("leader").write({"state": "excused"})
        for role in ("cadre", "clerk", "inspector", "member"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._mine(role)._transition("excused", "Why not")
        action = self._mine("leader").action_excuse()
        self._as("leader", action["res_model"]).with_context(
            **action["context"]
        ).create({"reason": "An emergency, proved."}).action_confirm()
        self.assertEqual(self.fact.state, "excused")
        self.assertEqual(self.fact.state_reason, "An emergency, proved.")
        self._compute("2026-06-01", "2026-06-01")
        self.assertEqual(self.fact.state, "excused")
        with self.assertRaisesRegex(UserError, REFUSAL % ("decided", "A-70")):
            self._mine("cadre")._explain("More.")

    def test_only_ones_own_days_are_explained(self):
        for role in ("mate", "leader", "clerk"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._mine(role)._explain("x")
        with self.assertRaisesRegex(UserError, REFUSAL % ("words", "A-70")):
            self._mine("cadre")._explain("  ")

    def test_corrections_need_the_clerk_and_a_reason(self):
        clerk = self._mine("clerk")
        with self.assertRaisesRegex(UserError, REFUSAL % ("reason", "A-11")):
            clerk.minutes = 3
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("Date was", "A-11")):
            clerk.write({"date": "2026-06-02", "reason": "x"})
        with self.assertRaisesRegex(AccessError, REFUSAL % ("Explanation", "A-11")):
            clerk.write({"explanation": "He is lying.", "reason": "x"})
        with self.assertRaisesRegex(
            AccessError, REFUSAL % ("You cannot set", "A-11") + ".*clerk"
        ):
            self._mine("leader").write({"minutes": 0, "reason": "x"})
        with self.assertRaises(AccessError):
            self._mine("cadre").write({"minutes": 0, "reason": "x"})
        clerk.write({"minutes": 3, "reason": "The clock was fast."})
        entry = self.env["cadre.log"].search(
            [("model", "=", self.fact._name), ("res_id", "=", self.fact.id)], limit=1
        )
        self.assertEqual((entry.action, entry.reason), ("edit", "The clock was fast."))
        self.assertEqual(entry.subject_id, self.cadre)

    def test_set_aside_and_entered_by_hand(self):
        clerk = self._as("clerk", "cadre.attendance.fact")
        values = {"employee_id": self.cadre.id, "date": "2026-06-03", "kind": "absent"}
        with self.assertRaisesRegex(UserError, REFUSAL % ("reason", "A-11")):
            clerk.create(values)
        values["reason"] = "Nobody saw him."
        with self.assertRaisesRegex(AccessError, REFUSAL % ("Source", "A-11")):
            clerk.create({**values, "source": "computed"})
        fact = clerk.create(values)
        self.assertEqual((fact.source, fact.appraisal_id), ("manual", self._result()))
        self._mine("clerk")._transition("void", "He was at a meeting.")
        counts = self.Fact._counts(self.cadre, (date(2026, 1, 1), date(2026, 12, 31)))
        self.assertEqual(counts[self.cadre.id].late, 0)
        self.assertEqual(counts[self.cadre.id].absent, 1)

    def test_bad_values(self):
        clerk = self._as("clerk", "cadre.attendance.fact")
        values = {
            "employee_id": self.cadre.id,
            "date": "2026-06-03",
            "kind": "late",
            "reason": "x",
        }
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            clerk.create({**values, "minutes": -1})
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            clerk.create({**values, "kind": "absent", "days": 0.7})
        with self.assertRaises(ValidationError):
            clerk.create({**values, "date": "2026-06-29"})
        for role in ("clerk", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._mine(role).unlink()

    def test_recorded_before_the_year_was_opened(self):
        self.fact.appraisal_id = False
        self.Fact._adopt(self.cycle, self._result())
        self.assertEqual(self.fact.appraisal_id, self._result())


@tagged("post_install", "-at_install")
class TestAttendanceCounts(AttendanceCommon):
    """A-61, A-70..A-72: the counts that conditions and evaluations ask for."""

    YEAR = (date(2026, 1, 1), date(2026, 12, 31))

    def _late(self, *days):
        self.Fact.create(
            [
                {
                    "employee_id": self.cadre.id,
                    "date": day,
                    "kind": "late",
                    "reason": "test",
                }
                for day in days
            ]
        )

    def test_rows_by_the_calendar(self):
        """Friday, made-up Saturday, Monday: three in a row; without it also."""
        self._late("2026-06-05", "2026-06-08")
        counts = self.Fact._counts(self.cadre, self.YEAR)[self.cadre.id]
        self.assertEqual((counts.late, counts.lapse_run), (2, 2))
        self.env["cadre.makeup.day"].create({"date": "2026-06-06"})
        counts = self.Fact._counts(self.cadre, self.YEAR)[self.cadre.id]
        self.assertEqual(counts.lapse_run, 1)
        self._late("2026-06-06")
        counts = self.Fact._counts(self.cadre, self.YEAR)[self.cadre.id]
        self.assertEqual(counts.lapse_run, 3)

    def test_only_a_punctual_day_breaks_the_row(self):
        """A-70: absent or to clarify on Wednesday, five days late in a row else."""
        self._late("2026-06-01", "2026-06-02", "2026-06-04", "2026-06-05")
        counts = self.Fact._counts(self.cadre, self.YEAR)[self.cadre.id]
        self.assertEqual(counts.lapse_run, 2)
        between = self.Fact.create(
            {
                "employee_id": self.cadre.id,
                "date": "2026-06-03",
                "kind": "absent",
                "reason": "test",
            }
        )
        for kind in ("absent", "unclear"):
            between.kind = kind
            counts = self.Fact._counts(self.cadre, self.YEAR)[self.cadre.id]
            self.assertEqual(counts.lapse_run, 4)
        # The year keeps what it was opened with.
        self.env.ref("cadre_archive.clause_value_a_70_only_punctual").value = 0
        counts = self.Fact._counts(self.cadre, self.YEAR)[self.cadre.id]
        self.assertEqual(counts.lapse_run, 4)
        self.cycle.value_ids.filtered(lambda v: v.key == "only_punctual").value = 0
        counts = self.Fact._counts(self.cadre, self.YEAR)[self.cadre.id]
        self.assertEqual(counts.lapse_run, 2)

    def test_nobody_is_left_out_and_queries_do_not_grow(self):
        self._late("2026-06-05")
        self.Fact.create(
            {
                "employee_id": self.mate.id,
                "date": "2026-06-05",
                "kind": "absent",
                "reason": "test",
            }
        )
        numbers = []
        for people in (self.cadre, self.people):
            self.Fact._counts(people, self.YEAR)
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            counts = self.Fact._counts(people, self.YEAR)
            numbers.append(self.env.cr.sql_log_count - start)
            self.assertEqual(set(counts), set(people.ids))
        self.assertEqual(*numbers)
        self.assertEqual(counts[self.mate.id].absent, 1)
        self.assertEqual(counts[self.chief.id].absent, 0)
