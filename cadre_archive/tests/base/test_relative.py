import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import GroundCommon


@tagged("post_install", "-at_install")
class TestRelative(GroundCommon):
    """R-03, R-04, reading Q-2: who is kin to whom, from either side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Relative = cls.env["cadre.relative"]

    def _kin(self, one, other, **vals):
        return self.Relative.create(
            {
                "employee_id": one.id,
                "relative_id": other.id,
                "kinship": "spouse",
                **vals,
            }
        )

    def test_kinship_counts_on_both_sides(self):
        self._kin(self.fang, self.li)
        self.assertTrue(self.fang._is_avoided(self.li))
        self.assertTrue(self.li._is_avoided(self.fang))
        self.assertTrue(self.li._is_avoided(self.wang | self.fang))
        self.assertFalse(self.wang._is_avoided(self.fang | self.li))

    def test_oneself_is_avoided(self):
        self.assertTrue(self.fang._is_avoided(self.fang))

    def test_archived_row_counts_no_more(self):
        self._kin(self.fang, self.li).active = False
        self.assertFalse(self.fang._is_avoided(self.li))

    def test_answer_does_not_depend_on_who_asks(self):
        self._kin(self.fang, self.li)
        fang = self.env["hr.employee"].browse(self.fang.id).with_user(self.plain)
        self.assertEqual(
            fang._avoided_employees(), {self.fang.id: {self.fang.id, self.li.id}}
        )

    def test_pair_is_recorded_once(self):
        self._kin(self.fang, self.li)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self._kin(self.li, self.fang)

    def test_nobody_is_kin_to_himself(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self._kin(self.fang, self.fang)

    def test_empty_name_in_an_import_is_filled_from_the_record(self):
        result = self.Relative.load(
            ["employee_id", "relative_id", "relative_name", "kinship"],
            [["Z-001", "Z-002", "", "Spouse"]],
        )
        self.assertFalse(result["messages"])
        kin = self.Relative.browse(result["ids"])
        self.assertEqual(kin.relative_name, "李强")

    def test_relative_outside_needs_a_name(self):
        kin = self.Relative.create(
            {
                "employee_id": self.fang.id,
                "relative_name": "方大海",
                "relative_identification": "ID-77",
                "kinship": "direct",
            }
        )
        self.assertEqual(kin.relative_name, "方大海")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.Relative.create({"employee_id": self.fang.id, "kinship": "direct"})

    def test_identity_number_finds_an_employee_now_and_later(self):
        self.li.identification_id = "110101198001011232"
        values = {"relative_name": "?", "kinship": "collateral"}
        now = self.Relative.create(
            {
                **values,
                "employee_id": self.fang.id,
                "relative_identification": "110101198001011232",
            }
        )
        self.assertEqual(now.relative_id, self.li)
        later = self.Relative.create(
            {
                **values,
                "employee_id": self.fang.id,
                "relative_identification": "11010119700101114X",
            }
        )
        self.assertFalse(later.relative_id)
        self.wang.identification_id = "11010119700101114X"
        self.assertEqual(later.relative_id, self.wang)

    def test_nobody_edits_his_own_kinship(self):
        """R-04: else a clerk could take the block off himself."""
        kin = self._kin(self.fang, self.li)
        self.li.user_id = self.clerk
        own = kin.with_user(self.clerk)
        with self.assertRaisesRegex(AccessError, "R-04"):
            own.active = False
        with self.assertRaisesRegex(AccessError, "R-04"):
            own.employee_id = self.wang
        other_clerk = self._user("z_clerk2", "cadre_archive.group_cadre_archive_clerk")
        kin.with_user(other_clerk).write(
            {"active": False, "unused_reason": "Entered in error"}
        )
        self.assertFalse(kin.active)

    def test_kinship_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "R-04"):
            self._kin(self.fang, self.li).unlink()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_archive_staff_read_kinship(self):
        kin = self._kin(self.fang, self.li)
        self.assertTrue(kin.with_user(self.clerk).kinship)
        for user in (self.plain, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Relative.with_user(user).search([])

    def test_changes_are_logged(self):
        kin = self._kin(self.fang, self.li)
        kin.active = False
        entries = self.env["cadre.log"].search(
            [("model", "=", "cadre.relative"), ("res_id", "=", kin.id)], order="id"
        )
        self.assertEqual(entries.mapped("action"), ["create", "edit"])
        self.assertEqual(entries.subject_id, self.fang)

    def test_own_user_link_is_not_changed_by_oneself(self):
        """R-03: the link hides one's own file, an officer cannot cut it himself."""
        officer = self._user("z_hr", "hr.group_hr_user")
        self.fang.user_id = officer
        with self.assertRaisesRegex(AccessError, "R-03"):
            self.fang.with_user(officer).user_id = False
        with self.assertRaisesRegex(AccessError, "R-03"):
            self.li.with_user(officer).user_id = officer
        self.li.with_user(officer).user_id = self.clerk
        self.assertEqual(self.li.user_id, self.clerk)

    def test_cadre_number_finds_the_person(self):
        """Importers and clerks look people up by number."""
        for user in (self.plain, self.clerk):
            with self.subTest(user=user.login):
                found = (
                    self.env["hr.employee"]
                    .with_user(user)
                    .name_search("Z-002", [], "=")
                )
                self.assertEqual([item[0] for item in found], self.li.ids)

    def test_cadre_number_is_given_once(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.li.cadre_number = "Z-001"
            self.env.flush_all()

    def test_plain_users_do_not_read_the_cadre_fields(self):
        self.fang.political_status = "cpc_member"
        for field in ("political_status", "cadre_category", "management_level"):
            with self.subTest(field=field), self.assertRaises(AccessError):
                self.fang.with_user(self.plain).read([field])
