from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.base.roles import CLERK
from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install", "cadre_security")
class TestStaff(ArchiveCommon):
    """R-43, R-45: who keeps the archive. 陈静 is a Party member, 李强 is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._cadre_date()
        cls.group = cls.env.ref(CLERK)
        cls.new = cls._user("z_new", "base.group_user")

    def _staff(self, employee=None, user=None, **values):
        return (
            self.env["cadre.staff"]
            .with_user(user or self.head)
            .create(
                {
                    "employee_id": (employee or self.chen).id,
                    "document": "Party Office (2026) No. 3",
                    "date_appointed": self.today,
                    **values,
                }
            )
        )

    @contextmanager
    def _refused(self, words="R-43"):
        with self.assertRaises(ValidationError) as raised:
            yield
        self.assertIn(words, str(raised.exception))

    # --- The roster ---

    def test_appointed(self):
        staff = self._staff(duty="part_time", room_ids=[Command.link(self.room.id)])
        self.assertTrue(staff.is_serving)
        self.assertFalse(staff.is_wrong)
        self.assertEqual(self.room.staff_ids, staff)
        log = self.env["cadre.log"].search(
            [("model", "=", "cadre.staff"), ("res_id", "=", staff.id)]
        )
        self.assertEqual((log.action, log.clause), ("appoint", "R-43"))

    def test_party_members_alone(self):
        for status in ("cpc_probationary", "league_member", "none", False):
            self.li.political_status = status
            with (
                self.subTest(status=status),
                self._refused(),
            ):
                self._staff(self.li)

    def test_serving_by_day(self):
        day = timedelta(days=1)
        for begin, end, serving in (
            (-1, -1, False),
            (-1, 0, True),
            (0, 0, True),
            (0, False, True),
            (1, False, False),
        ):
            staff = self._staff(
                date_appointed=self.today + begin * day,
                date_ended=end is not False and self.today + end * day,
            )
            with self.subTest(begin=begin, end=end):
                self.assertIs(staff.is_serving, serving)
                found = self.env["cadre.staff"].search(
                    [("is_serving", "=", True), ("id", "=", staff.id)]
                )
                self.assertEqual(bool(found), serving)
            # Out of the way of the next one.
            staff.date_ended = max(staff.date_appointed, self.today)
            staff.flush_recordset()

    def test_one_appointment_at_a_time(self):
        self._staff()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as raised:
            self._staff()
        self.assertIn("serving_uniq", str(raised.exception))

    def test_no_longer_fit(self):
        staff = self._staff()
        desk = self.env["cadre.desk"].with_user(self.head)
        self.chen.political_status = "none"
        staff.invalidate_recordset(["is_wrong"])
        self.assertTrue(staff.is_wrong)
        self.assertIn(staff, staff.search([("is_wrong", "=", True)]))
        self.assertNotIn(staff, staff.search([("is_wrong", "=", False)]))
        (card,) = (
            c
            for c in desk.get_desk("archive")["todo"]
            if c["action"]["res_model"] == "cadre.staff"
        )
        self.assertEqual(card["count"], 1)
        staff.date_ended = self.today
        self.assertTrue(staff.is_wrong, "serves until the evening")

    def test_rooms_only(self):
        with self._refused("not a room"):
            self._staff(room_ids=[Command.link(self.slot.id)])

    def test_roles(self):
        staff = self._staff()
        for user, rights in (
            (self.clerk, (True, False, False)),
            (self.head, (True, True, True)),
            (self.committee, (False, False, False)),
            (self.plain, (False, False, False)),
            (self.administrator, (False, False, False)),
        ):
            for operation, right in zip(
                ("read", "write", "create"), rights, strict=True
            ):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(staff.with_user(user).has_access(operation), right)
        with self.assertRaises(AccessError):
            staff.with_user(self.head).unlink()
        with self.assertRaises(UserError):
            staff.sudo().unlink()
        with self.assertRaises(ValidationError):
            staff.employee_id = self.zhao

    # --- Granting a role ---

    def _grant(self):
        self.new.with_user(self.administrator).group_ids = [Command.link(self.group.id)]

    def test_role_without_a_person(self):
        with self._refused():
            self._grant()
        self.assertNotIn(self.group, self.new.group_ids)

    def test_role_of_a_party_member(self):
        self.li.user_id = self.new
        for status in ("cpc_probationary", False):
            self.li.political_status = status
            with (
                self.subTest(status=status),
                self._refused(),
            ):
                self._grant()
        self.li.political_status = "cpc_member"
        self._grant()
        grant = self.env["cadre.role.grant"].search([("user_id", "=", self.new.id)])
        grant.with_user(self.head).action_confirm()
        self.assertTrue(self.new.has_group(CLERK))

    def test_no_other_road(self):
        """The form of the group, a new user, a group that implies it."""
        admin = self.administrator
        with self._refused():
            self.group.with_user(admin).user_ids = [Command.link(self.new.id)]
        with self._refused():
            self.env["res.users"].with_user(admin).create(
                {
                    "name": "n",
                    "login": "z_another",
                    "group_ids": [Command.link(self.group.id)],
                }
            )
        other = self.env["res.groups"].create(
            {"name": "Other", "user_ids": [Command.link(self.new.id)]}
        )
        with self._refused():
            other.with_user(admin).implied_ids = [Command.link(self.group.id)]

    def test_other_changes_are_not_held_up(self):
        """Whoever has the role keeps it; what else changes of him is not asked."""
        self.clerk.with_user(self.administrator).group_ids = [
            Command.link(self.env.ref("base.group_partner_manager").id)
        ]
        self.clerk.with_user(self.administrator).name = "Other name"
        self.assertTrue(self.clerk.has_group(CLERK))
