import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestCorrection(DeliveryCommon):
    """Numbers that nobody can mean stay out; what came in wrong can be put right."""

    def test_bounds_at_the_entrance(self):
        """R-39: 99,999,999 pages are refused where they are typed."""
        for name in ("page_from", "page_to", "copies"):
            for number in (10_000, 99_999_999):
                with self.subTest(field=name, number=number):
                    with self.assertRaisesRegex(ValidationError, "R-(35|66)"):
                        self._draft(self._line(**{name: number}))
        line = self._draft(self._line(page_to=9_999, copies=99)).line_ids
        with self.assertRaisesRegex(ValidationError, "R-35"):
            line.page_to = 10_000
        with self.assertRaisesRegex(ValidationError, "(?s)R-40"):
            self.d_fang.volume_count = 100
        with self.assertRaisesRegex(ValidationError, "(?s)R-39"):
            self.env["cadre.material"].create(
                {
                    "dossier_id": self.d_fang.id,
                    "type_id": self.type.id,
                    "name": "Form",
                    "page_count": 10_000,
                }
            )

    def _material(self):
        lines = self._examined().line_ids
        lines.action_accept()
        return lines.material_id

    def test_the_head_corrects_with_a_reason(self):
        """R-39: the old value stays in the log, with who and why."""
        material = self._material()
        wizard = (
            self.env["cadre.material.correct"]
            .with_user(self.head)
            .with_context(default_material_id=material.id)
            .create({"page_count": 3, "formed": "2025", "reason": "Counted again"})
        )
        self.assertEqual(wizard.name, material.name)
        wizard.action_confirm()
        self.assertEqual((material.page_count, material.formed), (3, "2025"))
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.material"), ("action", "=", "correct")]
        )
        self.assertEqual(entry.user_id, self.head)
        self.assertEqual(entry.reason, "Counted again")
        self.assertEqual(json.loads(entry.payload)["page_count"], [4, 3])
        self.assertEqual(entry.subject_id, self.fang)

    def test_nobody_else_and_not_without_reason(self):
        material = self._material()
        with self.assertRaisesRegex(AccessError, "(?s)R-39"):
            material.with_user(self.clerk)._correct({"page_count": 3}, "Counted")
        with self.assertRaises(AccessError):
            self.env["cadre.material.correct"].with_user(self.clerk).create(
                {"material_id": material.id, "reason": "x", "page_count": 3}
            )
        as_head = material.with_user(self.head)
        for reason in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "(?s)R-39"):
                as_head._correct({"page_count": 3}, reason)
        with self.assertRaisesRegex(UserError, "Nothing was changed"):
            as_head._correct({"page_count": 4}, "Counted")
        with self.assertRaisesRegex(ValidationError, "(?s)R-39"):
            as_head._correct({"page_count": 99_999}, "Counted")
        self.assertEqual(material.page_count, 4)
