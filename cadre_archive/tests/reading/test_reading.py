from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...rules import fonts
from .. import scan_files as files
from ..reading_common import ReadingCommon

NOON = "2026-03-02 04:00:00"


def after(**more):
    return fields.Datetime.to_datetime(NOON) + timedelta(**more)


@tagged("post_install", "-at_install", "cadre_reading")
class TestReading(ReadingCommon):
    """Reading sessions: opening, time, what closes them, what is counted."""

    def _refused(self, clause, call, *args, **kwargs):
        with self.assertRaises(UserError) as raised:
            call(*args, **kwargs)
        self.assertIn(f"{clause}:", str(raised.exception))
        return str(raised.exception)

    def test_no_session_without_a_chinese_font(self):
        """R-11: what would be drawn over the pages are crossed boxes."""
        with patch.object(fonts, "chinese_font", return_value=None):
            with self.assertRaisesRegex(UserError, "(?s)Chinese font.*R-11"):
                self._opened()
        self.assertTrue(self._opened())

    def test_opened_for_a_reader(self):
        """R-02: number, reader's user, minutes; logged about the cadre concerned."""
        session = self._opened(minutes=20)
        self.assertRecordValues(
            session,
            [
                {
                    "state": "ready",
                    "reader_user_id": self.reader_user.id,
                    "minutes": 20,
                    "date_end": False,
                    "opened_by_id": self.clerk.id,
                }
            ],
        )
        self.assertRegex(session.name, r"^R/\d{4}/\d{4}$")
        entry = self.env["cadre.log"].search(
            [("model", "=", session._name), ("res_id", "=", session.id)]
        )
        self.assertEqual(entry.subject_id, self.fang)

    def test_not_opened(self):
        """R-02, R-16: not before approval, not without scans, not for others."""
        draft = self._access(
            self.d_fang, readers=[{"employee_id": self.chen.id, "name": "陈静"}]
        )
        self._refused("R-02", draft._open_reading, draft.reader_ids, 5)
        paper = self._readable()
        paper.sudo().wants_scans = False
        self._refused("R-02", paper._open_reading, paper.reader_ids, 5)
        other = self._readable()
        self._refused("R-16", self.access._open_reading, other.reader_ids, 5)
        outside = self._approved(self.d_fang, wants_scans=True, viewing_minutes=10)
        outside.sudo().granted_minutes = 10
        self._refused("R-16", outside._open_reading, outside.reader_ids, 5)
        bare = self._readable(self.d_wang.material_ids[0])
        self._refused("R-40", bare._open_reading, bare.reader_ids, 5)
        self.assertFalse(self.env["cadre.reading.session"].search([]))

    def test_only_the_archive_opens(self):
        for user in (self.plain, self.reader_user, self.administrator, self.committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.access.with_user(user)._open_reading(self.reader, 5)
        for user in (self.kin, self.own):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.access.with_user(user)._open_reading(self.reader, 5)
        for user in self.clerk | self.head | self.reader_user:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["cadre.reading.session"].with_user(user).create({})

    def test_minutes_at_the_boundary(self):
        """R-02: 1 to 30 of 30 granted; what is used up is gone."""
        for minutes in (0, -1, 31):
            self._refused("R-02", self._opened, minutes=minutes)
        session = self._opened(minutes=29)
        with mute_logger("odoo.sql_db"):
            self._refused("R-02", self._opened, minutes=2)
        session.action_close()
        self.assertEqual(self.access._minutes_left(self.reader), 30)
        self.assertTrue(self._opened(minutes=30))

    def test_one_session_for_one_reader(self):
        self._opened(minutes=5)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "_reader_uniq"),
        ):
            self._opened(minutes=5)

    @freeze_time(NOON)
    def test_minutes_count_from_the_first_opening(self):
        """R-02: not from the archive's; a second opening gives no more."""
        session = self._opened().with_user(self.reader_user)
        with freeze_time(after(hours=3)):
            answer = session.start_reading(True)
            self.assertEqual(answer["seconds_left"], 1800)
            self.assertEqual(session.date_end, after(hours=3, minutes=30))
        with freeze_time(after(hours=3, minutes=10)):
            again = session.start_reading()
            self.assertEqual(again["seconds_left"], 1200)
            self.assertNotEqual(again["token"], answer["token"])

    def test_declaration_comes_first(self):
        """R-04, R-12: without the declaration no page and no minute."""
        session = self._opened().with_user(self.reader_user)
        for declared in (False, None, "yes", 1):
            answer = session.start_reading(declared)
            self.assertNotIn("token", answer)
            self.assertNotIn("pages", answer)
        self.assertEqual(session.state, "ready")
        self.assertEqual(
            [duty["code"] for duty in answer["duties"]],
            ["R-09", "R-11", "R-12", "R-16"],
        )
        self.assertTrue(session.start_reading(True)["token"])
        self.assertTrue(session.date_declared)

    def test_granted_pages_only(self):
        """R-02: the named material in its order, and nothing that is not filed."""
        self.granted.with_user(self.clerk)._receive_scan(
            files.image(shade=7), "draft.jpg", 9
        )
        session, _token = self._started()
        pages = session.start_reading()["pages"]
        self.assertEqual(
            [(page["scan"], page["page"]) for page in pages],
            [(self.first_scan.id, 1), (self.scan.id, 1)],
        )

    def test_time_at_the_boundary(self):
        """R-02: one second before the end a page comes; at the end none ever again."""
        with freeze_time(NOON):
            session, token = self._started()
        for second, opens in ((-1, True), (0, False), (1, False)):
            with (
                self.subTest(second=second),
                freeze_time(after(minutes=30, seconds=second)),
            ):
                picture = session._picture(token, self.first_scan.id, 1)
                self.assertEqual(bool(picture), opens)
        self.assertEqual((session.state, session.close_reason), ("closed", "time"))
        with freeze_time(NOON):  # not even by turning the clock back
            self.assertIsNone(session._picture(token, self.first_scan.id, 1))
            self.assertIn("R-11", session.start_reading(True)["closed"])
        entries = self.env["cadre.log"].search(
            [("model", "=", session._name), ("state_to", "=", "closed")]
        )
        self.assertEqual(entries.subject_id, self.fang)

    def test_closed_by_the_clock(self):
        """The cron closes what ran out, and what was never opened in time."""
        with freeze_time(NOON):
            session, _token = self._started()
            unread = self._opened(self._readable(), minutes=5, until=after(hours=1))
        Session = self.env["cadre.reading.session"]
        with freeze_time(after(minutes=29)):
            Session._cron_close()
            self.assertEqual(session.state, "reading")
        with freeze_time(after(hours=1)):
            Session._cron_close()
            Session._cron_close()
        self.assertEqual((session | unread).mapped("close_reason"), ["time", "unused"])
        self.assertEqual(set((session | unread).mapped("state")), {"closed"})

    def test_kinship_recorded_later_closes_at_once(self):
        """R-04: in the very moment it is recorded, before anybody asks for a page."""
        session, token = self._started()
        self.env["cadre.relative"].with_user(self.clerk).create(
            {
                "employee_id": self.chen.id,
                "relative_id": self.fang.id,
                "kinship": "in_law",
            }
        )
        session_sudo = session.sudo()
        self.assertEqual(session_sudo.close_reason, "kinship")
        with self.assertRaises(AccessError):
            session._picture(token, self.first_scan.id, 1)
        with self.assertRaises(AccessError):
            session.start_reading(True)

    def test_application_withdrawn_closes(self):
        """R-02: what rests on the application ends with it."""
        session, token = self._started()
        self.access._transition("withdrawn", reason="not needed any more")
        self.assertEqual(
            (session.state, session.close_reason), ("closed", "application")
        )
        self.assertIsNone(session._picture(token, self.first_scan.id, 1))

    def test_application_read_at_the_screen_is_closed(self):
        """R-08: after the sessions, by the clerk; unread it is not "used"."""
        self.assertNotIn(",closed,", self.access.with_user(self.clerk).allowed_states)
        with self.assertRaises(UserError):
            self.access.with_user(self.clerk).action_close()
        session, _token = self._started()
        self.assertEqual(self.access._was_used(), self.access)
        self._refused("R-08", self.access.with_user(self.clerk).action_close)
        session.action_close()
        self.access.invalidate_recordset()
        self.assertIn(",closed,", self.access.with_user(self.clerk).allowed_states)
        self.access.with_user(self.clerk).action_close()
        self.assertEqual(self.access.state, "closed")

    def test_approval_that_ran_out_closes(self):
        """R-02: the last day of the approval is still good, the day after is not."""
        session, token = self._started()
        today = self.access.company_id._cadre_date()
        self.access.sudo().date_expires = today
        self.assertTrue(session._picture(token, self.first_scan.id, 1))
        self.access.sudo().date_expires = today - timedelta(days=1)
        self.assertIsNone(session._picture(token, self.first_scan.id, 1))
        self.assertEqual(session.close_reason, "application")

    def test_reader_without_login_closes(self):
        session, _token = self._started()
        self.reader_user.active = False
        self.env["cadre.reading.session"]._cron_close()
        self.assertEqual(session.sudo().close_reason, "reader_lost")

    def test_closed_early(self):
        """The reader and the archive close it, nobody else."""
        session, _token = self._started()
        for user in (self.plain, self.kin, self.administrator, self.committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                session.with_user(user).action_close()
        session.action_close()
        self.assertEqual(session.close_reason, "reader")
        again, _token = self._started(self._opened(minutes=20))
        again.with_user(self.clerk).action_close()
        self.assertEqual(again.close_reason, "clerk")

    def test_nobody_else_reads(self):
        """R-16: not the archive either, and not with the reader's key."""
        session, token = self._started()
        for user in self.plain | self.clerk | self.head | self.kin | self.administrator:
            other = session.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    other.start_reading(True)
                with self.assertRaises(AccessError):
                    other._picture(token, self.first_scan.id, 1)
                with self.assertRaises(AccessError):
                    other.beat_reading(token, self.first_scan.id, 1, 5)
        self.assertFalse(self.env["cadre.reading.view"].search([]))

    def test_key_of_before_is_worth_nothing(self):
        session, token = self._started()
        newer = session.start_reading()["token"]
        for wrong in (token, "", None, "x", newer[:-1], newer + "x"):
            with self.subTest(wrong=wrong), self.assertRaises(AccessError):
                session._picture(wrong, self.first_scan.id, 1)
        self.assertTrue(session._picture(newer, self.first_scan.id, 1))

    def test_pages_outside_the_grant(self):
        session, token = self._started()
        for scan, page in (
            (self.ungranted_scan, 1),
            (self.foreign_scan, 1),
            (self.first_scan, 0),
            (self.first_scan, 2),
            (self.first_scan, -1),
        ):
            with self.assertRaises(UserError):
                session._picture(token, scan.id, page)
        self.assertFalse(self.env["cadre.reading.view"].search([]))

    def test_each_view_is_kept(self):
        """Who, which page, when; in the register and in the log, and for good."""
        session, token = self._started()
        session._picture(token, self.first_scan.id, 1)
        view = session.sudo().view_ids
        self.assertRecordValues(
            view,
            [
                {
                    "user_id": self.reader_user.id,
                    "material_id": self.granted.id,
                    "employee_id": self.fang.id,
                    "page": 1,
                    "seconds": 0,
                }
            ],
        )
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.scan"), ("action", "=", "read")]
        )
        self.assertEqual(
            (entry.user_id, entry.subject_id), (self.reader_user, self.fang)
        )
        with self.assertRaises(AccessError):
            view.write({"page": 2})
        with self.assertRaises(AccessError):
            view.unlink()

    def test_heartbeat_adds_no_more_than_the_clock(self):
        """Claims are cut to the wall clock; nonsense counts nothing."""
        scan = self.first_scan.id
        with freeze_time(NOON):
            session, token = self._started()
            session._picture(token, scan, 1)
            session.beat_reading(token, scan, 1, 500)
        with freeze_time(after(seconds=10)):
            answer = session.beat_reading(token, scan, 1, 500)
            self.assertEqual(answer, {"seconds_left": 1790})
            session.beat_reading(token, scan, 1, 500)  # at once again
        view = session.sudo().view_ids
        self.assertEqual(view.seconds, 10)
        with freeze_time(after(seconds=40)):
            for nonsense in (-5, "9", None, 1e300, [1]):
                session.beat_reading(token, scan, 1, nonsense)
            session.beat_reading(token, self.foreign_scan.id, 1, 5)
        view.invalidate_recordset()
        self.assertEqual(view.seconds, 10)
        with freeze_time(after(seconds=50)):
            session.beat_reading(token, scan, 1, 4)
            self.assertIn("closed", session.beat_reading("x", scan, 1, 4))
        view.invalidate_recordset()
        self.assertEqual(view.seconds, 14)
        self.assertEqual(session.with_user(self.clerk).view_seconds, 14)

    def test_heartbeat_after_the_end(self):
        with freeze_time(NOON):
            session, token = self._started()
            session._picture(token, self.first_scan.id, 1)
        with freeze_time(after(minutes=30)):
            answer = session.beat_reading(token, self.first_scan.id, 1, 900)
        self.assertIn("closed", answer)
        self.assertEqual(session.state, "closed")
        self.assertFalse(session.sudo().view_ids.seconds)

    def test_desk(self):
        """The reader finds it on his landing page, whatever his app is."""
        session = self._opened()
        for app in ("archive", "appraisal"):
            desk = self.env["cadre.desk"].with_user(self.reader_user).get_desk(app)
            card = desk["todo"][0]
            self.assertEqual(card["action"]["res_model"], session._name)
            self.assertEqual(card["count"], 1)
        session.action_close()
        desk = self.env["cadre.desk"].with_user(self.reader_user).get_desk("archive")
        self.assertFalse(desk["todo"])

    def test_wizard(self):
        """The one reader and what is left are filled in."""
        wizard = (
            self.env["cadre.reading.open"]
            .with_user(self.clerk)
            .with_context(default_access_id=self.access.id)
            .create({})
        )
        self.assertEqual((wizard.reader_id, wizard.minutes), (self.reader, 30))
        action = wizard.action_open()
        session = self.env["cadre.reading.session"].browse(action["res_id"])
        self.assertEqual(session.minutes, 30)

    def test_queries_do_not_grow(self):
        """A page costs the same among 2 pages as among many, after many views."""
        session, token = self._started()

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            session._picture(token, self.first_scan.id, 1)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for shade in range(12):
            self._file_scan(
                self.granted, files.image(size=(40 + shade, 56)), 10 + shade
            )
        for _time in range(5):
            queries()
        self.assertLessEqual(queries(), few)

    def test_closing_many_costs_the_same(self):
        """The clock asks about all open sessions in a number of queries that stays."""
        Session = self.env["cadre.reading.session"]

        def queries(count):
            sessions = Session.union(
                *(self._opened(self._readable(), minutes=1) for _time in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sessions.sudo()._why_closed()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(10), queries(2) + 1)
