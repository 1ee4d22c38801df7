from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install")
class TestAccessDecision(ArchiveCommon):
    """Who decides by the table of levels, and what when nobody may."""

    def _submitted(self, dossiers, **values):
        access = self._access(dossiers, **values)
        action = access.action_submit()
        return access, action

    def _level(self, name):
        return self.env.ref(f"cadre_archive.cadre_approval_level_{name}")

    def test_table_decides(self):
        """R-07: what the head enters in the table counts, and is logged."""
        access, _action = self._submitted(self.d_zhao)
        self.assertEqual(access.approver_role, "committee")
        self._level("district").with_user(self.head).role = "head"
        access, _action = self._submitted(self.d_zhao)
        self.assertEqual(access.approver_role, "head")
        access.with_user(self.head).action_approve()
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.approval.level")], limit=1
        )
        self.assertEqual(entry.clause, "R-07")
        self.assertIn('["committee","head"]', entry.payload)

    def test_highest_level_decides(self):
        """R-07: of files of several levels, by rank and not by order."""
        self._level("office").write({"role": "head", "deputy_role": False})
        for dossiers in (self.d_fang + self.d_zhao, self.d_zhao + self.d_fang):
            access, _action = self._submitted(dossiers)
            self.assertEqual(access.approver_role, "committee")
        self.d_li.management_level = "city"
        self._level("city").role = "head"
        access, _action = self._submitted(self.d_zhao + self.d_li)
        self.assertEqual(access.approver_role, "head")

    def test_table_by_role(self):
        """R-07: heads edit it; nobody adds, removes, or edits what a level is."""
        level = self._level("office")
        for user in (self.clerk, self.committee, self.plain, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                level.with_user(user).write({"role": "committee"})
        for operation in ("create", "unlink"):
            self.assertFalse(level.with_user(self.head).has_access(operation))
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            level.deputy_role = "head"
            level.flush_recordset()

    def _bar(self, user, employee):
        """Make the user a relative of the cadre."""
        own = self.env["hr.employee"].create({"name": user.name, "user_id": user.id})
        self.env["cadre.relative"].create(
            {"employee_id": own.id, "relative_id": employee.id, "kinship": "spouse"}
        )

    def _leave_only(self, group, user):
        self.env.ref(group).user_ids = user

    def test_deputy_decides_when_nobody_may(self):
        """R-04, R-07: every head is kin, so the committee decides."""
        self._leave_only("cadre_archive.group_cadre_archive_head", self.head)
        self._bar(self.head, self.fang)
        access, action = self._submitted(self.d_fang)
        self.assertIs(action, True)
        self.assertEqual(access.approver_role, "committee")
        access.with_user(self.committee).action_approve()

    def test_nobody_may_decide(self):
        """R-07: the clerk is warned, heads who may know are told, kin are not."""
        self._leave_only("cadre_archive.group_cadre_party_committee", self.committee)
        self._bar(self.committee, self.zhao)
        self._bar(self.head, self.zhao)
        other = self._user("z_head2", "cadre_archive.group_cadre_archive_head")
        access, action = self._submitted(self.d_zhao)
        self.assertTrue(access.is_undecidable)
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("R-07", action["params"]["message"])
        for name in (self.committee.name, "赵敏"):
            self.assertNotIn(name, action["params"]["message"])
        told = access.sudo().activity_ids
        self.assertIn(other, told.user_id)
        self.assertNotIn(self.head, told.user_id)
        self.assertNotIn(self.committee, told.user_id)
        access._transition("withdrawn", reason="nobody decides")
        self.assertFalse(access.sudo().activity_ids)
        self.assertFalse(access.is_undecidable)

    def test_reader_does_not_decide(self):
        """R-05: nor does who reads on the application."""
        self.chen.user_id = self.head
        access, _action = self._submitted(
            self.d_fang, readers=[{"employee_id": self.chen.id}]
        )
        self.assertNotIn("approved", access.with_user(self.head).allowed_states)
        with self.assertRaisesRegex(UserError, "R-05"):
            access.with_user(self.head).action_approve()
        self.assertNotIn(self.head, access.sudo().activity_ids.user_id)

    def test_many_at_once(self):
        """R-07: all or none; queries do not grow with the number."""
        small = self._waiting(2)
        large = self._waiting(12)
        counts = []
        for accesses in (small, large):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            accesses.with_user(self.head).action_approve()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(accesses.mapped("state")), {"approved"})
        self.assertLessEqual(counts[1], counts[0] + 3, counts)

    def _waiting(self, number):
        accesses = self.env["cadre.access"].concat(
            *(self._access(self.d_fang) for _n in range(number))
        )
        accesses.action_submit()
        return accesses

    def test_one_of_many_fails(self):
        """R-07: one that may not be approved keeps back all, and is named."""
        mine, _action = self._submitted(self.d_fang, user=self.head)
        other, _action = self._submitted(self.d_li)
        with self.assertRaisesRegex(UserError, mine.name):
            (other + mine).with_user(self.head).action_approve()
        self.assertEqual((mine + other).mapped("state"), ["submitted"] * 2)
