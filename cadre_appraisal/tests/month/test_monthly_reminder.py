from odoo.tests import freeze_time, tagged

from ...models.month.cadre_monthly_record import LINE_TYPE, OWN_TYPE
from ..common import SELF, OpenYearCommon


@tagged("post_install", "-at_install")
class TestMonthlyReminder(OpenYearCommon):
    """A-25: opens on the 25th, reminds on the 3rd, due on the 5th, told on the 6th."""

    def setUp(self):
        super().setUp()
        # Only the month of June is asked about.
        self.env.cr.execute(
            "UPDATE cadre_monthly_record SET state = 'submitted'"
            " WHERE cycle_id = %s AND month <> '2026-06-01'",
            [self.cycle.id],
        )
        self.env.invalidate_all()

    def _run(self, day):
        with freeze_time(f"{day} 02:00:00"):
            self.env["cadre.monthly.record"]._remind_all()

    def _told(self, step):
        """Whether the record of the cadre was told of a step."""
        record = self._record("2026-06-01").sudo()
        return bool(record._sent(("step", "=", step)))

    def _todos(self, role, kind):
        return self.env["mail.activity"].search(
            [
                ("user_id", "=", self.users[role].id),
                ("activity_type_id", "=", self.env.ref(kind).id),
            ]
        )

    def test_each_day_of_the_window(self):
        """A-25: 24/25/26, 2/3, 5/6; every run twice, nothing twice."""
        for day, own, line in (
            ("2026-06-24", 0, 0),
            ("2026-06-25", 1, 0),
            ("2026-06-26", 1, 0),
            ("2026-07-02", 1, 0),
            ("2026-07-03", 1, 0),
            ("2026-07-05", 1, 0),
            ("2026-07-06", 1, 1),
            ("2026-07-07", 1, 1),
        ):
            with self.subTest(day=day):
                self._run(day)
                self._run(day)
                self.assertEqual(len(self._todos("cadre", OWN_TYPE)), own)
                self.assertEqual(len(self._todos("leader", LINE_TYPE)), line)
        todo = self._todos("cadre", OWN_TYPE)
        self.assertEqual(str(todo.date_deadline), "2026-07-05")
        self.assertIn("2026-06", todo.summary)
        told = self._todos("leader", LINE_TYPE)
        self.assertIn("Z cadre", told.note)
        self.assertNotIn("Z other", told.note)

    def test_done_is_not_asked_again(self):
        """A to-do marked as done comes again with the reminder, then no more."""
        self._run("2026-06-25")
        self._todos("cadre", OWN_TYPE).unlink()
        self._run("2026-06-26")
        self.assertFalse(self._todos("cadre", OWN_TYPE))
        self._run("2026-07-03")
        self.assertTrue(self._todos("cadre", OWN_TYPE))
        self._todos("cadre", OWN_TYPE).unlink()
        self._run("2026-07-04")
        self.assertFalse(self._todos("cadre", OWN_TYPE))

    def test_handing_in_settles_it(self):
        """A-25: nobody else's to-do goes with it, and the leader is not told."""
        self._run("2026-06-25")
        record = self._record("2026-06-01")
        record.write(SELF)
        record.action_submit()
        self.assertFalse(self._todos("cadre", OWN_TYPE))
        self.assertTrue(self._todos("mate", OWN_TYPE))
        self._run("2026-07-06")
        self.assertNotIn("Z cadre", self._todos("leader", LINE_TYPE).note)

    def test_sent_back_is_told(self):
        record = self._record("2026-06-01")
        record.write(SELF)
        record.action_submit()
        record.with_user(self.users["leader"])._transition(
            "returned", reason="A secret remark"
        )
        todo = self._todos("cadre", OWN_TYPE)
        self.assertEqual(len(todo), 1)
        self.assertNotIn("secret", todo.note)

    def test_values_of_the_clause(self):
        """A-25: other numbers in the register, other days."""
        for key, value in (("remind_before", 4), ("leader_after", 3)):
            self.env["cadre.clause.value"].search(
                [("clause_id.code", "=", "A-25"), ("key", "=", key)]
            ).value = value
        self._run("2026-06-30")
        self.assertFalse(self._told("reminded"))
        self._run("2026-07-01")
        self.assertTrue(self._told("reminded"))
        self._run("2026-07-07")
        self.assertFalse(self._todos("leader", LINE_TYPE))
        self._run("2026-07-08")
        self.assertTrue(self._todos("leader", LINE_TYPE))

    def test_a_todo_is_nobody_elses(self):
        self._run("2026-06-25")
        todo = self._todos("cadre", OWN_TYPE)
        for role in ("mate", "leader", "clerk", "chair"):
            with self.subTest(role=role):
                self.assertFalse(
                    self._as(role, "mail.activity").search([("id", "=", todo.id)])
                )

    def test_queries_do_not_grow(self):
        counts = []
        for people in (self.mate, self.cadre | self.other | self.leader | self.office):
            records = self.env["cadre.monthly.record"].search(
                [
                    ("cycle_id", "=", self.cycle.id),
                    ("month", "=", "2026-06-01"),
                    ("employee_id", "in", people.ids),
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            announced, *_later = records._reminders
            records._tell(announced, dict.fromkeys(records.ids, records[0].date_opens))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])
