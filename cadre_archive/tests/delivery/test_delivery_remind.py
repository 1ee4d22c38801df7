from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..delivery_common import DeliveryCommon

NOON = "04:00:00"  # in Shanghai


@tagged("post_install", "-at_install")
class TestDeliveryRemind(DeliveryCommon):
    """R-67, R-68: forming units are reminded once for each step."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wang.work_email = "wang@example.org"
        cls.department.manager_id = cls.wang
        cls.Line = cls.env["cadre.delivery.line"]

    def _mails(self, email="wang@example.org"):
        return self.env["mail.mail"].search([("email_to", "=", email)])

    def _run(self, day):
        with freeze_time(f"{day} {NOON}"):
            self.Line._remind_all()
        return len(self._mails())

    def test_four_steps(self):
        """Announced or returned, soon or late: each counts from a day of its own."""
        steps = {reminder.key: reminder for reminder in self.Line._reminders}
        self.assertEqual(len(steps), 4)
        for key, reminder in steps.items():
            with self.subTest(step=key):
                returned, late = key.startswith("returned"), key.endswith("late")
                day = "date_redelivery" if returned else "date_due"
                self.assertEqual(reminder.date, day)
                self.assertEqual(bool(reminder.after), late)
                self.assertEqual(bool(reminder.before), not late)
        self.assertEqual(
            set(steps), set(dict(self.Line._fields["remind_step"].selection))
        )

    def test_announced(self):
        """Formed on 10 March: near from 3 April, late from 11 April."""
        with freeze_time(f"2026-03-12 {NOON}"):
            line = self._draft(self._line(date_formed="2026-03-10")).line_ids
        for day, count, step in (
            ("2026-04-02", 0, False),
            ("2026-04-03", 1, "announced_soon"),
            ("2026-04-03", 1, "announced_soon"),
            ("2026-04-10", 1, "announced_soon"),
            ("2026-04-11", 2, "announced_late"),
            ("2026-04-11", 2, "announced_late"),
            ("2026-09-30", 2, "announced_late"),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._run(day), count)
                self.assertEqual(line.remind_step, step)
        self.assertEqual(line.date_reminded, date(2026, 4, 11))

    def test_returned(self):
        """Returned on 1 June, fifteen days: near from the 9th, late from the 17th."""
        with freeze_time(f"2026-06-01 {NOON}"):
            delivery = self._returned(
                self._line(date_formed="2026-05-20", seal_check="no")
            )
        line = delivery.line_ids
        self.assertEqual(line.date_redelivery, date(2026, 6, 16))
        for day, count, step in (
            ("2026-06-08", 0, False),
            ("2026-06-09", 1, "returned_soon"),
            ("2026-06-16", 1, "returned_soon"),
            ("2026-06-17", 2, "returned_late"),
            ("2026-06-17", 2, "returned_late"),
        ):
            with self.subTest(day=day):
                self.assertEqual(self._run(day), count)
                self.assertEqual(line.remind_step, step)

    def test_one_mail_without_a_name(self):
        with freeze_time(f"2026-03-12 {NOON}"):
            self._draft(
                *(
                    self._line(dossier, date_formed="2026-03-10")
                    for dossier in self.d_fang | self.d_li
                )
            )
        self.assertEqual(self._run("2026-04-05"), 1)
        mail = self._mails()
        text = f"{mail.subject} {mail.body_html}"
        for name in (self.fang.name, self.li.name, "ZD1", "ZD2", "Z-001"):
            self.assertNotIn(name, text)
        self.assertIn("R-67", text)
        self.assertIn("2026-04-10", text)

    def test_contact_before_manager(self):
        """R-37: the contact of the department; in the contact's language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.li.user_id = self.clerk2
        self.li.work_email = "li@example.org"
        self.clerk2.lang = "zh_CN"
        self.department.with_user(self.clerk).cadre_contact_id = self.li
        self.assertEqual(
            self.department._archive_contact(), ("li@example.org", "zh_CN")
        )
        self.assertEqual(
            self.department.with_user(self.clerk).cadre_contact_email, "li@example.org"
        )
        with freeze_time(f"2026-03-12 {NOON}"):
            self._draft(self._line(date_formed="2026-03-10"))
        self.assertEqual(self._run("2026-04-05"), 0)
        self.assertEqual(len(self._mails("li@example.org")), 1)

    def test_the_archive_sets_the_contact_and_nothing_else(self):
        department = self.department.with_user(self.clerk)
        department.write({"cadre_contact_id": self.li.id})
        self.assertEqual(self.department.cadre_contact_id, self.li)
        with self.assertRaises(AccessError):
            department.write({"cadre_contact_id": self.li.id, "name": "x"})
        with self.assertRaises(AccessError):
            department.write({"manager_id": self.li.id})
        for user in (self.plain, self.committee):
            with self.assertRaises(AccessError):
                self.department.with_user(user).write({"cadre_contact_id": False})

    def test_other_unit_and_nobody_to_reach(self):
        self.unit.email = "unit@example.org"
        self.wang.work_email = False
        with freeze_time(f"2026-03-12 {NOON}"):
            unreached = self._draft(self._line(date_formed="2026-03-10")).line_ids
            self._draft(
                self._line(date_formed="2026-03-10"),
                source_kind="unit",
                department_id=False,
                deliverer_id=False,
                unit_id=self.unit.id,
                deliverer_name="周刚",
                is_of_unit=True,
            )
        self._run("2026-04-05")
        self.assertEqual(len(self._mails("unit@example.org")), 1)
        self.assertFalse(unreached.remind_step, "stays to be reminded")
        self.wang.work_email = "wang@example.org"
        self.assertEqual(self._run("2026-04-06"), 1)

    def test_steps_are_the_systems(self):
        line = self._draft().line_ids.with_user(self.clerk)
        for vals in ({"remind_step": "returned_late"}, {"date_reminded": "2026-01-01"}):
            with self.assertRaises(AccessError):
                line.write(vals)

    def test_queries_do_not_grow(self):
        counts = []
        for size in (5, 50):
            with freeze_time(f"2026-03-12 {NOON}"):
                lines = self._draft(
                    *(self._line(date_formed="2026-03-10") for _n in range(size))
                ).line_ids
            self.env.flush_all()
            self.env.invalidate_all()
            with freeze_time(f"2026-04-05 {NOON}"):
                before = self.env.cr.sql_log_count
                self.Line.browse(lines.ids)._remind()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)
