from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..delivery_common import DeliveryCommon

ROW = ["dossier_id", "category_id", "sequence", "name", "date_formed", "page_count"]


@tagged("post_install", "-at_install")
class TestDeliveryDoor(DeliveryCommon):
    """R-39: no other path into a file; the legacy import while it is open."""

    def setUp(self):
        super().setUp()
        self.old = self.env["cadre.material"].create(
            {
                "dossier_id": self.d_fang.id,
                "category_id": self.category.id,
                "name": "Old form",
                "page_count": 2,
            }
        )

    def _values(self, **values):
        return {
            "dossier_id": self.d_fang.id,
            "category_id": self.category.id,
            "name": "Slipped in",
            **values,
        }

    def _materials(self, user):
        return self.env["cadre.material"].with_user(user)

    def _load(self, user, name="Imported", sequence="7", context=None):
        materials = self._materials(user).with_context(**context or {})
        return materials.load(ROW, [["ZD1", "3", sequence, name, "2020-12-31", "3"]])

    def test_nobody_creates_directly(self):
        """R-39: whatever the role, whatever the context."""
        for user in (self.clerk, self.head, self.plain, self.administrator):
            for context in (
                {},
                {"import_file": True},
                {"cadre_door": True},
                {"cadre_door": "FILING"},
                {"install_mode": True},
                {"default_origin": "delivery"},
            ):
                with (
                    self.subTest(user=user.login, context=context),
                    self.assertRaises(AccessError),
                ):
                    self._materials(user).with_context(**context).create(self._values())

    def test_refusal_cites_the_clause(self):
        for user in (self.clerk, self.head):
            with self.assertRaisesRegex(AccessError, "R-39"):
                self._materials(user).create(self._values())
            with self.assertRaisesRegex(AccessError, "R-39"):
                self._materials(user).browse(self.old.id).copy()
            with self.assertRaisesRegex(AccessError, "R-39"):
                self.d_fang.with_user(user).write(
                    {"material_ids": [(0, 0, {"name": "x", "category_id": 3})]}
                )

    def test_not_even_the_superuser_invents_a_delivery(self):
        """R-39: “delivered” is what a delivery let in, nothing else."""
        with self.assertRaisesRegex(AccessError, "R-39"):
            self.env["cadre.material"].create(self._values(origin="delivery"))
        line = self._draft().line_ids
        with self.assertRaisesRegex(AccessError, "R-39"):
            self.env["cadre.material"].create(self._values(delivery_line_id=line.id))

    def test_what_was_filed_stays(self):
        """R-39: the substance of a material is not changed, its remark may be."""
        delivery = self._examined()
        delivery.action_accept()
        filed = delivery.line_ids.material_id
        for user in (self.clerk, self.head):
            for material in (filed, self.old):
                own = material.with_user(user)
                for values in (
                    {"name": "Another"},
                    {"page_count": 99},
                    {"date_formed": "2001-01-01"},
                    {"medium": "pencil"},
                    {"sequence": 50},
                    {"source_unit": "Elsewhere"},
                    {"origin": "takeover", "name": "Another"},
                    {"predecessor_id": self.old.id, "name": "x"},
                    {"delivery_line_id": False, "name": "x"},
                ):
                    with (
                        self.subTest(user=user.login, values=values),
                        self.assertRaises(AccessError),
                    ):
                        own.write(values)
                own.remark = "Copy"
                self.assertEqual(own.remark, "Copy")

    def test_take_over_by_import(self):
        """The old catalogue comes in by import, marked so, and can be repeated."""
        result = self._load(self.clerk)
        self.assertFalse(result["messages"])
        material = self.env["cadre.material"].browse(result["ids"])
        self.assertRecordValues(
            material, [{"origin": "takeover", "number": "3-7", "name": "Imported"}]
        )
        again = self._load(self.head, name="Corrected")
        self.assertEqual(again["ids"], result["ids"])
        self.assertEqual(material.name, "Corrected")

    def test_take_over_on_the_import_screen(self):
        """The way of the clerk and of the sample office: Odoo's own importer."""
        wizard = (
            self.env["base_import.import"]
            .with_user(self.clerk)
            .create(
                {
                    "res_model": "cadre.material",
                    "file": (
                        b"dossier_id,category_id,sequence,name,page_count\n"
                        b"ZD1,3,11,Old form A,2\nZD2,4-1,1,Old form B,3\n"
                    ),
                    "file_name": "old.csv",
                    "file_type": "text/csv",
                }
            )
        )
        names = ["dossier_id", "category_id", "sequence", "name", "page_count"]
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        result = wizard.execute_import(names, names, options)
        self.assertFalse(result["messages"])
        materials = self.env["cadre.material"].browse(result["ids"])
        self.assertEqual(set(materials.mapped("origin")), {"takeover"})
        self.assertEqual(materials.dossier_id, self.d_fang | self.d_li)

    def test_import_never_makes_a_delivered_one(self):
        """R-39: a default in the caller's context makes no delivery."""
        line = self._draft().line_ids
        result = self._load(
            self.clerk,
            context={
                "default_origin": "delivery",
                "default_delivery_line_id": line.id,
                "default_predecessor_id": self.old.id,
            },
        )
        material = self.env["cadre.material"].browse(result["ids"])
        self.assertRecordValues(
            material,
            [
                {
                    "origin": "takeover",
                    "delivery_line_id": False,
                    "predecessor_id": False,
                }
            ],
        )

    def test_import_does_not_touch_what_was_delivered(self):
        """R-39: a row with the number of a delivered material is refused."""
        delivery = self._examined()
        delivery.action_accept()
        material = delivery.line_ids.material_id
        result = self._load(self.clerk, sequence=str(material.sequence))
        self.assertIn("R-39", result["messages"][0]["message"])
        self.assertEqual(material.name, "Annual appraisal form 2025")

    def _close(self, user):
        wizard = self.env["cadre.takeover.close"].with_user(user)
        wizard.create({"is_sure": True}).action_close()

    def test_closed_take_over(self):
        """R-39: afterwards no catalogue comes in and none is corrected."""
        self._load(self.clerk)
        self._close(self.head)
        self.assertTrue(self.company.cadre_takeover_closed_on)
        for user in (self.clerk, self.head):
            for sequence in ("7", "8"):
                result = self._load(user, name="Too late", sequence=sequence)
                self.assertFalse(result["ids"])
                self.assertIn("R-39", result["messages"][0]["message"])
        found = self.env["cadre.material"].search([("name", "=", "Too late")])
        self.assertFalse(found)
        delivery = self._examined()
        delivery.action_accept()
        self.assertEqual(delivery.state, "done")

    def test_who_closes(self):
        """The archive head, knowingly; nobody opens it again."""
        with self.assertRaises(AccessError):
            self._close(self.clerk)
        with self.assertRaisesRegex(UserError, "R-39"):
            self.env["cadre.takeover.close"].with_user(self.head).create(
                {}
            ).action_close()
        self._close(self.head)
        for user in (self.clerk, self.head, self.administrator):
            with self.assertRaises(AccessError):
                self.company.with_user(user).write({"cadre_takeover_closed_on": False})
        self._close(self.head)
        entries = self.env["cadre.log"].search([("action", "=", "close_takeover")])
        self.assertEqual(len(entries), 1)

    def test_nothing_is_deleted(self):
        """R-63"""
        with self.assertRaises(UserError):
            self.old.unlink()
