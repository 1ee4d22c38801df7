from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install")
class TestAccessLoans(ArchiveCommon):
    """The clock of a loan: 15 days, its reminders, and who owes one."""

    OUT = "2025-06-01 02:00:00"

    def _loan(self, dossier=None, **values):
        with freeze_time(self.OUT):
            return self._handed_out(
                dossier or self.d_fang,
                kind="loan",
                unit_head_email="head@example.com",
                readers=[self._reader(email="reader@example.com")],
                **values,
            )

    def _days(self, access):
        return [
            (str(row.day), row.kind)
            for row in access.reminder_ids.filtered(
                lambda row: row.recipient == "unit"
            ).sorted("id")
        ]

    def test_reminders_on_their_days(self):
        """R-17, Q-3: day 12, day 15, then 16, 19, ...; the clock may run twice."""
        access = self._loan()
        for day, number in (
            (10, 0),
            (11, 0),
            (12, 1),
            (13, 1),
            (14, 1),
            (15, 2),
            (16, 3),
            (17, 3),
            (18, 3),
            (19, 4),
            (20, 4),
            (21, 4),
            (22, 5),
        ):
            with self.subTest(day=day), freeze_time(f"2025-06-{1 + day:02} 02:00:00"):
                for _run in range(2):
                    self.env["cadre.access"]._remind_all()
                    self.assertEqual(len(self._days(access)), number)
        self.assertEqual(
            self._days(access),
            [
                ("2025-06-13", "soon"),
                ("2025-06-16", "due"),
                ("2025-06-17", "overdue"),
                ("2025-06-20", "overdue"),
                ("2025-06-23", "overdue"),
            ],
        )

    def test_who_is_reminded(self):
        """R-17: borrower, head of the unit, archive heads who may know of it."""
        kin = self._user("z_head_kin", "cadre_archive.group_cadre_archive_head")
        self.wang.user_id = kin
        self.env["cadre.relative"].create(
            {
                "employee_id": self.wang.id,
                "relative_id": self.fang.id,
                "kinship": "spouse",
            }
        )
        access = self._loan()
        mails = self.env["mail.mail"].search([])
        with freeze_time("2025-06-17 02:00:00"):
            self.env["cadre.access"]._remind_all()
        mails = self.env["mail.mail"].search([]) - mails
        self.assertEqual(
            set(mails.mapped("email_to")), {"reader@example.com", "head@example.com"}
        )
        for mail in mails:
            text = f"{mail.subject} {mail.body_html}"
            self.assertIn(access.name, text)
            self.assertIn("ZD1", text)
            for secret in ("方艳慧", "Annual appraisal", "孙丽", "years of service"):
                self.assertNotIn(secret, text)
            self.assertFalse(mail.model)
        heads = access.reminder_ids.filtered(lambda row: row.recipient == "head")
        self.assertIn(self.head, heads.user_id)
        self.assertNotIn(kin, heads.user_id)
        self.assertIn(self.head, access.sudo().activity_ids.user_id)

    def test_borrower_with_a_login(self):
        """R-17: a to-do without a document, gone with the return."""
        self.chen.user_id = self.plain
        with freeze_time(self.OUT):
            access = self._handed_out(
                self.d_fang, kind="loan", readers=[{"employee_id": self.chen.id}]
            )
        for day in (13, 16):
            with freeze_time(f"2025-06-{day} 02:00:00"):
                self.env["cadre.access"]._remind_all()
        todo = self.env["mail.activity"].with_user(self.plain).search([])
        self.assertEqual(len(todo), 1)
        self.assertFalse(todo.res_model)
        self.assertIn(access.name, todo.summary)
        unreached = access.reminder_ids.filtered(lambda row: row.channel == "none")
        self.assertEqual(set(unreached.mapped("recipient")), {"unit"})
        self._take_back(access, {access.line_ids: 8})
        self.assertFalse(todo.exists())
        self.assertFalse(access.sudo().activity_ids)

    def test_no_reminder_after_the_return(self):
        """R-17: however late the clock runs."""
        access = self._loan()
        with freeze_time("2025-06-16 02:00:00"):
            self._take_back(access, {access.line_ids: 8})
        with freeze_time("2025-06-20 02:00:00"):
            self.env["cadre.access"]._remind_all()
        self.assertFalse(access.reminder_ids)

    def test_day_is_made_up_for(self):
        """R-17: when nothing ran on day 12, day 13 reminds, once."""
        access = self._loan()
        for day in (14, 15):
            with freeze_time(f"2025-06-{day} 02:00:00"):
                self.env["cadre.access"]._remind_all()
        self.assertEqual(self._days(access), [("2025-06-13", "soon")])

    def test_consultation_has_no_reminder(self):
        with freeze_time(self.OUT):
            access = self._handed_out(self.d_fang)
        with freeze_time("2025-06-25 02:00:00"):
            self.env["cadre.access"]._remind_all()
        self.assertFalse(access.reminder_ids)

    def test_reminders_are_append_only(self):
        """R-17: also for the superuser."""
        access = self._loan()
        with freeze_time("2025-06-16 02:00:00"):
            self.env["cadre.access"]._remind_all()
        row = access.reminder_ids[:1]
        for record in (row, row.with_user(self.clerk), row.sudo()):
            with self.assertRaises(AccessError):
                record.write({"address": "x"})
            with self.assertRaises(AccessError):
                record.unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.head).create({"access_id": access.id})
        self.fang.user_id = self.clerk2
        self.env.invalidate_all()
        self.assertFalse(
            self.env["cadre.loan.reminder"].with_user(self.clerk2).search([])
        )
        for user in (self.plain, self.committee, self.administrator):
            with self.assertRaises(AccessError):
                self.env["cadre.loan.reminder"].with_user(user).search([])

    def test_reminders_in_constant_queries(self):
        """R-17: as many queries for three loans as for one."""
        counts = []
        for dossiers in (self.d_fang, self.d_li + self.d_wang + self.d_zhao):
            accesses = self.env["cadre.access"].concat(
                *(self._loan(dossier) for dossier in dossiers)
            )
            self.env.flush_all()
            with freeze_time("2025-06-17 02:00:00"):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                accesses.sudo()._remind()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    # --- Length (R-17) ---

    def test_no_extension(self):
        """R-17: 15 days from the hand-out, 16 by no path, not even the superuser's."""
        access = self._loan()
        for values in ({"date_due": "2025-06-17"}, {"loan_days": 20}):
            with self.assertRaises(UserError):
                access.with_user(self.head).write(values)
        access.sudo().date_due = "2025-06-16"
        with self.assertRaisesRegex(UserError, "R-17"):
            access.sudo().date_due = "2025-06-17"

    def test_nothing_but_the_return_ends_a_loan(self):
        """R-17: from “handed out” one path leads on, and it counts the pages."""
        access = self._loan()
        self.assertEqual(access.with_user(self.head).allowed_states, ",returned,")
        for state in ("closed", "withdrawn", "expired", "refused", "approved"):
            with self.assertRaises(UserError):
                access.with_user(self.head)._transition(state, reason="enough")
        with self.assertRaisesRegex(UserError, "R-10"):
            access._transition("returned")

    # --- Borrower and place (R-16, R-50) ---

    def test_borrower_is_named(self):
        """R-16: of two readers one answers for the files; a single one does."""
        two = [
            self._reader(),
            self._reader(name="钱多", identification="110101199203032220"),
        ]
        access = self._access(self.d_fang, kind="loan", readers=two)
        with self.assertRaisesRegex(UserError, "R-16"):
            access.action_submit()
        other = self._access(self.d_li, kind="loan")
        with self.assertRaisesRegex(ValidationError, "R-16"):
            access.borrower_id = other.reader_ids
        access.borrower_id = access.reader_ids[1]
        access.action_submit()
        self.assertEqual(access.borrower_id.name, "钱多")
        other.action_submit()
        self.assertEqual(other.borrower_id, other.reader_ids)
        with self.assertRaisesRegex(UserError, "stays as it was signed"):
            access.borrower_id = access.reader_ids[0]

    def test_iou_is_the_borrowers(self):
        """R-15, R-16: another reader's signature on the IOU does not do."""
        two = [
            self._reader(),
            self._reader(name="钱多", identification="110101199203032220"),
        ]
        access = self._access(self.d_fang, kind="loan", readers=two)
        access.borrower_id = access.reader_ids[1]
        access.action_submit()
        access.with_user(self.head).action_approve()
        for reader, given in zip(access.reader_ids, (False, True), strict=True):
            words = reader._declaration_text("iou")
            self._counter(access, "sign", "iou", reader.id, words, self._drawing())
            self.assertEqual(access._is_iou_given(), given)

    def test_no_public_place(self):
        """R-50: places of entertainment and public places do not exist here."""
        places = dict(self.env["cadre.access"]._fields["place_of_use"].selection)
        self.assertEqual(
            set(places),
            {"reading_room", "unit_office", "unit_meeting_room", "unit_archive"},
        )
        with self.assertRaises(ValueError):
            self._access(self.d_fang, kind="loan", place_of_use="tea_house")

    # --- Who owes a loan (R-17) ---

    def test_overdue_elsewhere_warns_and_is_logged(self):
        """R-17: of the unit or of a reader; a warning, no bar."""
        late = self._loan()
        others = self.env["res.partner"].create({"name": "O", "is_company": True})
        same_reader = {"unit_id": others.id}
        stranger = self._reader(name="钱多", identification="110101199901019998")
        for values, warned in (
            (same_reader, True),
            ({"readers": [stranger]}, True),
            ({"readers": [stranger], "unit_id": others.id}, False),
        ):
            with self.subTest(values=values), freeze_time("2025-06-17 02:00:00"):
                access = self._access(self.d_li, **values)
                self.assertEqual(access.overdue_elsewhere, int(warned))
                access.action_submit()
                self.assertEqual(access.state, "submitted")
                entries = self.env["cadre.log"].search(
                    [("res_id", "=", access.id), ("action", "=", "overdue_elsewhere")]
                )
                self.assertEqual(len(entries), int(warned))
                if warned:
                    self.assertIn(late.name, entries.payload)
                    self.assertEqual(entries.subject_id, self.fang)
        with freeze_time("2025-06-16 02:00:00"):
            self.assertFalse(self._access(self.d_wang).overdue_elsewhere)

    def test_overdue_elsewhere_tells_kin_nothing(self):
        """R-04, R-17: who must not know of the loan is not warned of it."""
        self._loan()
        self.fang.user_id = self.clerk2
        with freeze_time("2025-06-17 02:00:00"):
            access = self._access(self.d_li)
            self.assertEqual(access.overdue_elsewhere, 1)
            self.assertEqual(access.with_user(self.clerk2).overdue_elsewhere, 0)
