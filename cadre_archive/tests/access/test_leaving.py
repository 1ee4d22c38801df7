from odoo.tests import tagged

from ..archive_common import ArchiveCommon

LEFT = "cadre_archive.mail_act_cadre_access_left"


@tagged("post_install", "-at_install")
class TestLeaving(ArchiveCommon):
    """R-17: a person who leaves while a file is out is told of, in time."""

    def _told(self, access):
        return access.sudo().activity_search([LEFT]).user_id

    def _out(self, **values):
        reader = {"employee_id": self.chen.id, "name": self.chen.name}
        return self._handed_out(self.d_fang, readers=[reader], **values)

    def test_archived(self):
        access = self._out(kind="loan")
        self.chen.active = False
        told = self._told(access)
        self.assertIn(self.head, told)
        self.assertIn(self.clerk, told, "who handed it out")
        self.assertNotIn(self.clerk2, told)

    def test_departure(self):
        access = self._out()
        self.chen.departure_date = self.company._cadre_date()
        self.assertIn(self.head, self._told(access))
        self.chen.active = False
        self.assertEqual(
            len(access.activity_search([LEFT])), len(self._told(access)), "once"
        )

    def test_whoever_may_not_know_is_not_told(self):
        """R-04: not the kin of the cadre whose file it is."""
        access = self._out()
        self.wang.user_id = self.head
        self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_id": self.wang.id,
                "kinship": "direct",
            }
        )
        self.chen.active = False
        self.assertNotIn(self.head, self._told(access))

    def test_nothing_out(self):
        access = self._out()
        self._take_back(access, {access.line_ids: 8})
        self.chen.active = False
        self.assertFalse(self._told(access))
