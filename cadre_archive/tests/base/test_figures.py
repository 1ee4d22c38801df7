from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, tagged

from ...rules.figures import FigureError, number_problem, read_moment, read_number
from ..common import GroundCommon

# What clients send, and what a text in a file may read as.
NONE_OF_THEM = (float("nan"), float("inf"), -float("inf"), 1e400, 1e15, -1e15, "nan")

# Without these a model's own code asks before anybody is refused.
NEEDED = {"cadre.clause.value": {"unit": "percent"}}


@tagged("post_install", "-at_install")
class TestRulesFigures(BaseCase):
    def test_numbers(self):
        for text, number in (("12.5", "12.5"), ("１,２３４", "1234"), ("(3)", "-3")):
            self.assertEqual(f"{read_number(text):f}", number)
        for text in ("", "nan", "1e5", "12%", "1,2", "three"):
            with self.subTest(text=text), self.assertRaises(FigureError):
                read_number(text)
        with self.assertRaises(FigureError) as caught:
            read_number("3.5万")
        self.assertEqual(caught.exception.meant, "35000")
        self.assertFalse(
            any(map(number_problem, (0, -5, 999_999_999, True, None, "x")))
        )
        self.assertTrue(all(map(number_problem, NONE_OF_THEM)))

    def test_days(self):
        for text in ("2026-03-31", "2026.3.31", "2026年3月31日 星期二", "20260331"):
            self.assertEqual(str(read_moment(text).date()), "2026-03-31")
        for text, code in (("65.3.7", "short_year"), ("3/7/1985", "day")):
            with self.assertRaises(FigureError) as caught:
                read_moment(text)
            self.assertEqual(caught.exception.code, code)


@tagged("post_install", "-at_install")
class TestFigures(GroundCommon):
    """Appraisal 21: one refusal for every number field, on every road."""

    def _fields_of_people(self):
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or not model._auto and not model._transient:
                continue
            for field in sorted(model._number_fields_of_people()):
                yield model, field

    def test_every_number_field(self):
        walked = 0
        for model, field in self._fields_of_people():
            for value in NONE_OF_THEM:
                walked += 1
                # A model's own refusal may come first: never a raw error.
                with self.subTest(field=f"{model._name}.{field}", value=value):
                    with self.assertRaises(UserError):
                        model.create({field: value, **NEEDED.get(model._name, {})})
                    with self.assertRaises(UserError):
                        (model.search([], limit=1) or model.new()).write({field: value})
        self.assertGreater(walked, 100)

    def test_refusal_has_clause_and_remedy(self):
        with self.assertRaisesRegex(
            ValidationError, r"(?s)Capacity.*cannot be inf.*below 1,000,000,000"
        ):
            self.env["cadre.place"].with_user(self.clerk).create(
                {"name": "x", "code": "zz", "kind": "shelf", "capacity": float("inf")}
            )

    def test_number_sent_as_text(self):
        vals = {
            "number": "ZF1",
            "employee_id": self.fang.id,
            "volume_count": "99999999",
        }
        with self.assertRaises(ValidationError):
            self.env["cadre.dossier"].with_user(self.clerk).create(vals)

    def test_import_names_the_column(self):
        result = (
            self.env["cadre.place"]
            .with_user(self.clerk)
            .load(
                ["code", "name", "kind", "capacity"],
                [["zz", "x", "shelf", "1000000000000000"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertEqual(result["messages"][0]["field"], "capacity")
