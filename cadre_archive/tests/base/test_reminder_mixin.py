from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import FakeModelCommon

NOON = "04:00:00"  # in Shanghai


@tagged("post_install", "-at_install")
class TestReminderMixin(FakeModelCommon):
    """Steps as data, each told once, kept in one memory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Deadline = cls.env["cadre.fake.deadline"]
        cls.Sent = cls.env["cadre.reminder.sent"]

    def _deadline(self, **values):
        return self.Deadline.create(
            {
                "name": "D1",
                "address": "a@example.org",
                "user_id": self.head.id,
                **values,
            }
        )

    def _run(self, day):
        with freeze_time(f"{day} {NOON}"):
            self.Deadline._remind_all()

    def _rows(self, records):
        rows = self.Sent.search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)],
            order="id",
        )
        return [(row.step, str(row.day), row.channel) for row in rows]

    def test_each_step_once_and_the_last_of_a_track(self):
        record = self._deadline(date_open="2026-06-01", date_due="2026-06-10")
        for day, count in (
            ("2026-06-07", 0),
            ("2026-06-08", 1),
            ("2026-06-08", 1),
            ("2026-06-10", 1),
            ("2026-06-11", 2),
            ("2026-06-12", 2),
            ("2026-06-14", 3),
        ):
            with self.subTest(day=day):
                self._run(day)
                self.assertEqual(len(self._rows(record)), count)
        self.assertEqual(
            self._rows(record),
            [
                ("soon", "2026-06-08", "mail"),
                ("late", "2026-06-11", "activity"),
                ("late", "2026-06-14", "activity"),
            ],
        )
        self.assertEqual(record.told, "soon late late ")
        self.assertEqual(
            record._last_reminders(), {record.id: ("late", date(2026, 6, 14))}
        )

    def test_nothing_on_the_day_it_begins(self):
        record = self._deadline(date_open="2026-06-08", date_due="2026-06-10")
        self._run("2026-06-09")
        self.assertFalse(self._rows(record))

    def test_a_day_is_made_up_for(self):
        record = self._deadline(date_open="2026-06-01", date_due="2026-06-10")
        self._run("2026-06-20")
        self.assertEqual(self._rows(record), [("late", "2026-06-20", "activity")])

    def test_a_number_of_the_register_in_its_unit(self):
        """R-37: every three months."""
        record = self._deadline(date_open="2026-01-10")
        self._run("2026-04-09")
        self.assertFalse(self._rows(record))
        self._run("2026-04-10")
        self.assertEqual(self._rows(record), [("call", "2026-04-10", "mail")])

    def test_a_day_that_moves_is_told_anew(self):
        record = self._deadline(date_open="2026-06-01", date_due="2026-06-10")
        self._run("2026-06-09")
        record.date_due = "2026-06-20"
        self._run("2026-06-09")
        self._run("2026-06-18")
        self.assertEqual(
            self._rows(record),
            [("soon", "2026-06-08", "mail"), ("soon", "2026-06-18", "mail")],
        )

    def test_nobody_to_reach_stays_owed(self):
        record = self._deadline(
            date_open="2026-06-01", date_due="2026-06-10", address=False
        )
        self._run("2026-06-08")
        self.assertFalse(self._rows(record))
        self.assertFalse(record.told)
        record.address = "b@example.org"
        self._run("2026-06-09")
        self.assertEqual(self._rows(record), [("soon", "2026-06-08", "mail")])

    def test_one_mail_to_one_recipient(self):
        both = self._deadline(date_due="2026-06-10") | self._deadline(
            name="D2", date_due="2026-06-10"
        )
        self._run("2026-06-09")
        mail = self.env["mail.mail"].search([("email_to", "=", "a@example.org")])
        self.assertEqual(len(mail), 1)
        self.assertIn("D1, D2", mail.body_html)
        self.assertEqual(len(self._rows(both)), 2)

    def test_a_todo_opens_its_record_and_moves_with_the_day(self):
        record = self._deadline(date_step="2026-06-30")
        record._remind()
        todo = record.activity_ids
        self.assertRecordValues(
            todo,
            [
                {
                    "user_id": self.head.id,
                    "res_model": "cadre.fake.deadline",
                    "res_id": record.id,
                    "summary": "step D1",
                    "date_deadline": date(2026, 6, 30),
                }
            ],
        )
        record._remind()
        self.assertEqual(record.activity_ids, todo)
        record.date_step = "2026-07-05"
        record._remind()
        self.assertEqual(record.activity_ids, todo, "moved, not doubled")
        self.assertEqual(todo.date_deadline, date(2026, 7, 5))
        record._settle_reminders()
        self.assertFalse(todo.exists())
        record.is_open = False
        record.date_step = "2026-07-08"
        record._remind()
        self.assertFalse(record.activity_ids)

    def test_a_private_todo_hangs_on_nothing(self):
        record = self._deadline(date_due="2026-06-10")
        for day in ("2026-06-11", "2026-06-14"):
            self._run(day)
        todo = self.env["mail.activity"].search([("user_id", "=", self.head.id)])
        self.assertEqual(len(todo), 1, "the first one still waits")
        self.assertFalse(todo.res_model)
        self.assertIn("D1", todo.summary)
        self.assertFalse(record.activity_ids)
        record._settle_reminders()
        self.assertFalse(todo.exists())

    def test_the_offices_own_day(self):
        """At noon in Shanghai it is the day before in Honolulu."""
        other = self.env["res.company"].create({"name": "Far Office"})
        other.resource_calendar_id.tz = "Pacific/Honolulu"
        here = self._deadline(date_due="2026-06-10")
        there = self._deadline(name="D2", date_due="2026-06-10", company_id=other.id)
        self._run("2026-06-08")
        self.assertTrue(self._rows(here))
        self.assertFalse(self._rows(there))
        self._run("2026-06-09")
        self.assertTrue(self._rows(there))

    def test_what_has_come_is_found(self):
        come = self._deadline(date_due="2026-06-10", date_step=False)
        self._deadline(date_due="2026-06-30")
        with freeze_time(f"2026-06-09 {NOON}"):
            found = self.Deadline.search(self.Deadline._reminder_domain())
        self.assertEqual(found, come)

    def test_the_memory_is_nobodys(self):
        record = self._deadline(date_due="2026-06-10")
        self._run("2026-06-09")
        row = self.Sent.search([("res_id", "=", record.id)])
        for user in (self.plain, self.clerk, self.head, self.administrator):
            with self.assertRaises(AccessError):
                self.Sent.with_user(user).search([])
        for vals in ({"step": "late"}, {"address": "x"}):
            with self.assertRaises(AccessError):
                row.sudo().write(vals)
        with self.assertRaises(AccessError):
            row.sudo().unlink()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            row.copy()

    def test_queries_do_not_grow(self):
        counts = []
        for size in (5, 50):
            records = self.Deadline.create(
                [
                    {
                        "name": f"D{number}",
                        "address": "a@example.org",
                        "user_id": self.head.id,
                        "date_due": "2026-06-10",
                        "date_step": "2026-06-10",
                    }
                    for number in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(f"2026-06-09 {NOON}"):
                before = self.env.cr.sql_log_count
                records._remind()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
