from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ...models.base.roles import SECRET
from .. import scan_files
from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install", "cadre_security")
class TestSecrecy(ArchiveCommon):
    """R-47: need to know. The file of 方艳慧 is secret, that of 李强 confidential."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.d_fang.secrecy = "secret"
        cls.d_li.secrecy = "confidential"
        cls.cleared = cls._user("z_cleared", "cadre_archive.group_cadre_archive_clerk")
        cls.cleared_head = cls._user(
            "z_cleared_head", "cadre_archive.group_cadre_archive_head"
        )
        cls.only_secret = cls._user("z_only_secret", SECRET)
        cls.env.ref(SECRET).user_ids = [
            Command.link(user.id) for user in (cls.cleared, cls.cleared_head)
        ]
        cls.material = cls.d_fang.material_ids[0]

    @classmethod
    def _papers(cls):
        """Everything that hangs on the secret file."""
        catalogue = cls.env["cadre.catalogue"]._print(cls.d_fang)
        rule = cls.env["cadre.expected.rule"].search([("event", "=", "award")], limit=1)
        cls.env["cadre.expected.material"]._announce(
            [
                {
                    "event": rule.event,
                    "employee_id": cls.fang.id,
                    "date": "2024-05-04",
                    "department_id": cls.department.id,
                }
            ]
        )
        access = cls._access(cls.d_fang | cls.d_wang, user=cls.cleared)
        delivery = cls.env["cadre.delivery"].create(
            {
                "department_id": cls.department.id,
                "line_ids": [
                    Command.create({"dossier_id": dossier.id, "name": "Letter"})
                    for dossier in cls.d_fang | cls.d_wang
                ],
            }
        )
        scan = cls.material._receive_scan(scan_files.image(), "page.jpg", 1)
        cls.fang.departure_date = "2024-01-01"
        cls.env.flush_all()
        return [
            cls.d_fang,
            cls.material,
            cls.d_fang.move_ids[0],
            catalogue,
            cls.env["cadre.expected.material"].search(
                [("employee_id", "=", cls.fang.id)], limit=1
            ),
            access,
            access.line_ids[1],
            access.reader_ids,
            delivery,
            delivery.line_ids[1],
            scan,
            cls.env["cadre.reconcile"].search([("dossier_id", "=", cls.d_fang.id)]),
        ]

    def test_everything_that_hangs_on_it(self):
        """Files, papers, movements, prints, lists: whole, for who has the right."""
        for record in self._papers():
            for user, seen in (
                (self.clerk, False),
                (self.head, False),
                (self.administrator, False),
                (self.only_secret, False),
                (self.cleared, True),
                (self.cleared_head, True),
            ):
                with self.subTest(model=record._name, user=user.login):
                    self.assertEqual(record.with_user(user).has_access("read"), seen)
                    if user in (self.clerk, self.head):
                        found = record.with_user(user).search([("id", "=", record.id)])
                        self.assertFalse(found)

    def test_no_model_is_forgotten(self):
        """Whatever points to a file says so, for the right to secret ones (R-47)."""
        for name, model in self.env.items():
            if name.startswith("cadre.") and not (model._abstract or model._transient):
                fields = model._fields.values()
                if any(field.comodel_name == "cadre.dossier" for field in fields):
                    with self.subTest(model=name):
                        self.assertTrue(model._subject_parent or model._dossier_path)

    def test_log(self):
        log = self.env["cadre.log"]
        log._record(
            [
                {"model": "cadre.dossier", "res_id": 1, "action": "r47", **subject}
                for subject in (
                    {"subject_id": self.fang.id},
                    {"subject_id": self.wang.id},
                    {},
                )
            ]
        )
        domain = [("action", "=", "r47")]
        self.assertEqual(log.with_user(self.head).search_count(domain), 2)
        self.assertEqual(log.with_user(self.cleared_head).search_count(domain), 3)

    def test_counters(self):
        """No counter tells of a file that its reader does not see."""
        for user, count in ((self.clerk, 3), (self.cleared, 4)):
            mine = self.env["cadre.dossier"].with_user(user)
            self.assertEqual(mine.search_count([("number", "=like", "ZD%")]), count)
            self.assertEqual(self.room.with_user(user).dossier_count, count)
        before = self._card(self.clerk)
        self.d_wang.secrecy = "secret"
        self.assertEqual(self._card(self.clerk), before - 1)

    def _card(self, user):
        desk = self.env["cadre.desk"].with_user(user).get_desk("archive")
        (card,) = (c for c in desk["overview"] if c["clause"] == "R-69" and c["hint"])
        return card["count"]

    def test_level_is_a_value_of_the_clause(self):
        value = self.env["cadre.clause.value"].search([("key", "=", "secrecy_level")])
        li, wang = self.d_li.with_user(self.clerk), self.d_wang.with_user(self.clerk)
        for level, sees_li, sees_wang in (
            (0, False, False),
            (1, False, True),
            (2, True, True),
            (3, True, True),
        ):
            value.value = level
            with self.subTest(level=level):
                self.assertEqual(li.has_access("read"), sees_li)
                self.assertEqual(wang.has_access("read"), sees_wang)
                self.assertEqual(
                    self.d_fang.with_user(self.clerk).has_access("read"), level == 3
                )

    def test_granted_and_revoked_at_once(self):
        group = self.env.ref(SECRET)
        file = self.d_fang.with_user(self.clerk)
        self.assertFalse(file.has_access("read"))
        group.user_ids = [Command.link(self.clerk.id)]
        self.assertTrue(file.has_access("read"))
        group.user_ids = [Command.unlink(self.clerk.id)]
        self.assertFalse(file.has_access("read"))

    def test_the_right_opens_nothing_alone(self):
        with self.assertRaises(AccessError):
            self.env["cadre.dossier"].with_user(self.only_secret).search([])

    def test_nobody_makes_a_file_secret_that_he_could_not_see(self):
        with self.assertRaisesRegex(AccessError, "R-47"):
            self.d_wang.with_user(self.head).secrecy = "secret"
        with self.assertRaisesRegex(AccessError, "R-47"):
            self.env["cadre.dossier"].with_user(self.clerk).create(
                {
                    "employee_id": self.chen.id,
                    "place_id": self.slot.id,
                    "secrecy": "secret",
                }
            )
        self.d_wang.with_user(self.cleared_head).secrecy = "secret"
        self.assertFalse(self.d_wang.with_user(self.head).has_access("read"))

    def test_keeper_knows(self):
        with self.assertRaisesRegex(ValidationError, "R-47"):
            self.d_fang.keeper_id = self.clerk
        self.d_fang.keeper_id = self.cleared
        self.d_wang.keeper_id = self.clerk
        with self.assertRaisesRegex(ValidationError, "R-47"):
            self.d_wang.secrecy = "secret"

    def test_head_who_decides(self):
        """Only heads with the right are asked, and they alone may decide."""
        access = self._access(self.d_fang, user=self.cleared)
        access.action_submit()
        self.assertEqual(access.approver_role, "head")
        asked = access.sudo().activity_ids.user_id
        self.assertIn(self.cleared_head, asked)
        self.assertNotIn(self.head, asked)
        with self.assertRaises(AccessError):
            access.with_user(self.head).action_approve()
        access.with_user(self.cleared_head).action_approve()
        self.assertEqual(access.state, "approved")

    def test_committee_decides_as_before(self):
        self.d_zhao.secrecy = "secret"
        access = self._access(self.d_zhao, user=self.cleared)
        access.action_submit()
        self.assertEqual(access.approver_role, "committee")
        waiting = access.with_user(self.committee)
        for record in (waiting, waiting.line_ids, waiting.reader_ids):
            self.assertTrue(record.has_access("read"))
        both = new_test_user(
            self.env,
            login="z_both",
            groups="cadre_archive.group_cadre_archive_clerk,"
            "cadre_archive.group_cadre_party_committee",
        )
        self.assertFalse(self.d_zhao.with_user(both).has_access("read"))
        waiting.action_approve()
        self.assertTrue(waiting.has_access("read"))
        self.assertFalse(access.with_user(both).has_access("read"))

    def test_no_way_round(self):
        """Searching, grouping and names of what one does not see."""
        material = self.env["cadre.material"].with_user(self.clerk)
        domain = [("dossier_id.number", "=", "ZD1")]
        self.assertFalse(material.search(domain))
        self.assertFalse(material._read_group(domain, ["dossier_id"], ["__count"]))
        dossiers = self.env["cadre.dossier"].with_user(self.clerk)
        self.assertFalse(dossiers.name_search("方艳慧"))
        self.assertEqual(
            self.env["cadre.dossier"].with_user(self.cleared).name_search("方艳慧"),
            [(self.d_fang.id, "ZD1 · 方艳慧")],
        )
        scanner = self.env["cadre.scanner"].with_user(self.clerk)
        self.assertEqual(scanner.scan_code("ZD1")["kind"], "unknown")
