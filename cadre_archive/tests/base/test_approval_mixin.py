from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import FakeModelCommon

TODO = "mail.mail_activity_data_todo"
HELPLESS = "mail.mail_activity_data_warning"


@tagged("post_install", "-at_install")
class TestApprovalMixin(FakeModelCommon):
    """Who decides, by level, distance and need to know; and when nobody can."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("archive_head", "party_committee"):
            users = cls.env.ref(f"cadre_archive.group_cadre_{role}").all_user_ids
            (users - cls.head).active = False
        cls.committee = cls._user(
            "z_committee", "cadre_archive.group_cadre_party_committee"
        )
        cls.cleared = cls._user(
            "z_cleared",
            "cadre_archive.group_cadre_archive_head,"
            "cadre_archive.group_cadre_archive_secret",
        )
        cls.wang.management_level = "district"
        room = cls.env["cadre.place"].create(
            {"name": "Room 1", "code": "ZR1", "kind": "room"}
        )
        cls.d_fang, cls.d_li, cls.d_wang = cls.env["cadre.dossier"].create(
            [
                {"number": number, "employee_id": employee.id, "place_id": room.id}
                for number, employee in (
                    ("ZD1", cls.fang),
                    ("ZD2", cls.li),
                    ("ZD3", cls.wang),
                )
            ]
        )
        cls.d_li.secrecy = "secret"
        cls.office = cls.env.ref("cadre_archive.cadre_approval_level_office")

    def _asked(self, dossiers, author=None, **values):
        request = (
            self.env["cadre.fake.request"]
            .with_user(author or self.plain)
            .sudo()
            .create(
                {
                    "dossier_id": dossiers[:1].id,
                    "other_id": dossiers[1:].id,
                    **values,
                }
            )
        )
        request._transition("asked")
        return request.sudo(False)

    def _told(self, request, xmlid):
        return (
            request.sudo()
            .activity_ids.filtered(lambda a: a.activity_type_id == self.env.ref(xmlid))
            .user_id
        )

    def _make_kin(self, user, cadre):
        own = self.env["hr.employee"].create({"name": user.name, "user_id": user.id})
        self.env["cadre.relative"].create(
            {"employee_id": own.id, "relative_id": cadre.id, "kinship": "spouse"}
        )

    def test_level_says_who(self):
        """R-07: the highest of the files; whoever decides has a to-do until then."""
        request = self._asked(self.d_fang)
        self.assertEqual(request.approver_role, "head")
        self.assertEqual(self._told(request, TODO), self.head | self.cleared)
        request.with_user(self.head)._transition("approved")
        self.assertEqual(request.approver_id, self.head)
        self.assertTrue(request.date_approved)
        self.assertFalse(request.sudo().activity_ids)
        both = self._asked(self.d_fang + self.d_wang)
        self.assertEqual(both.approver_role, "committee")
        self.assertEqual(self._told(both, TODO), self.committee)
        with self.assertRaisesRegex(AccessError, "R-07"):
            both.with_user(self.head)._transition("approved")
        both.with_user(self.committee)._transition("refused", reason="No need")
        self.assertEqual(both.refusal_reason, "No need")

    def test_neither_author_nor_reader_decides(self):
        """R-05: told so; neither has a to-do."""
        cases = (
            self._asked(self.d_fang, author=self.head),
            self._asked(self.d_fang, reader_id=self.head.id),
        )
        for request in cases:
            self.assertEqual(self._told(request, TODO), self.cleared)
            mine = request.with_user(self.head)
            self.assertNotIn(",approved,", mine.allowed_states)
            with self.assertRaisesRegex(AccessError, "R-05"):
                mine._transition("approved")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_kin_do_not_decide(self):
        """R-04: neither asked nor able to."""
        self._make_kin(self.head, self.fang)
        request = self._asked(self.d_fang)
        self.assertEqual(self._told(request, TODO), self.cleared)
        self.assertFalse(request.with_user(self.head)._decidable())
        with self.assertRaises(AccessError):
            request.with_user(self.head)._transition("approved")

    def test_secret_files_wait_at_who_may_know(self):
        """R-47: heads with the right; else the deputy, for whom it stays open."""
        request = self._asked(self.d_li)
        self.assertEqual(self._told(request, TODO), self.cleared)
        self.cleared.active = False
        request = self._asked(self.d_li)
        self.assertEqual(request.approver_role, "committee")
        self.assertEqual(self._told(request, TODO), self.committee)
        self.assertEqual(request.with_user(self.committee)._decidable(), request)
        request.with_user(self.committee)._transition("approved")

    def test_nobody_can_decide(self):
        """R-07: the record says so; heads who may know of it are told."""
        self.office.deputy_role = False
        request = self._asked(self.d_fang, author=self.head, reader_id=self.cleared.id)
        self.assertTrue(request.is_undecidable)
        self.assertEqual(request._notice_undecidable()["params"]["type"], "warning")
        self.assertFalse(self._told(request, TODO))
        self.assertEqual(self._told(request, HELPLESS), self.head | self.cleared)
        self._make_kin(self.head, self.li)
        secret = self._asked(self.d_li, author=self.cleared)
        self.assertTrue(secret.is_undecidable)
        self.assertEqual(self._told(secret, HELPLESS), self.cleared)
        request.sudo()._transition("withdrawn", reason="Nobody decides")
        self.assertFalse(request.is_undecidable)
        self.assertFalse(request.sudo().activity_ids)
        self.assertIs(request._notice_undecidable(), True)

    def test_other_office(self):
        """Whoever works in another office is not asked."""
        elsewhere = self.env["res.company"].create({"name": "Other office"})
        self.cleared.write(
            {"company_id": elsewhere.id, "company_ids": [(6, 0, elsewhere.ids)]}
        )
        self.assertEqual(self._told(self._asked(self.d_fang), TODO), self.head)

    def test_queries_do_not_grow(self):
        def queries(count):
            requests = self.env["cadre.fake.request"].create(
                [{"dossier_id": self.d_fang.id} for _n in range(count)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            requests._transition("asked")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2)
        self.assertLessEqual(queries(12), queries(3) + 3)
