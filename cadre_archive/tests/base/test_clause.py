from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import GroundCommon


@tagged("post_install", "-at_install")
class TestClause(GroundCommon):
    """The clause register: complete, asked one way, edited by heads, logged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Clause = cls.env["cadre.clause"]
        cls.loan = cls.Clause._by_code("R-17")
        cls.days = cls.loan.value_ids.filtered(lambda v: v.key == "loan_days")

    def test_register_is_complete(self):
        """Every id of the two policy documents is on record, with text and reading."""
        codes = set(self.Clause.search([]).mapped("code"))
        expected = {f"A-{n:02}" for n in range(1, 82)}
        expected |= {f"R-{n:02}" for n in range(1, 71)}
        expected |= {f"Q-{n}" for n in range(1, 17)}
        self.assertEqual(codes, expected)
        self.assertFalse(self.Clause.search([("text", "=", False)]))
        self.assertFalse(self.Clause.search([("reading", "=", False)]))

    def test_numbers_of_the_policy(self):
        """The decided readings' operators and numbers stand in the register."""
        expected = {
            ("R-17", "loan_days"): ("le", 15),
            ("A-61", "consecutive"): ("gt", 2),
            ("A-63", "loss"): ("ge", 15000),
            ("A-76", "loss"): ("ge", 30000),
            ("A-44", "usual_min"): ("gt", 60),
        }
        for (code, key), (operator, value) in expected.items():
            with self.subTest(code=code):
                threshold = self.Clause._threshold(code, key)
                self.assertEqual(threshold.operator, operator)
                self.assertEqual(threshold.value, value)

    def test_code_asks_the_register(self):
        """A changed value counts at once, without a restart."""
        self.assertEqual(self.Clause._number("R-17", "loan_days"), 15)
        self.assertFalse(self.Clause._threshold("R-17", "loan_days").met(16))
        self.days.value = 10
        self.assertEqual(self.Clause._number("R-17", "loan_days"), 10)
        self.days.operator = "lt"
        self.assertFalse(self.Clause._threshold("R-17", "loan_days").met(10))

    def _value(self, code, key):
        values = self.Clause._by_code(code).value_ids
        return values.filtered(lambda v: v.key == key)

    def test_impossible_values_are_refused(self):
        """150 percent, day 32, half a day, bands that do not fall."""
        for code, key, value, remedy in (
            ("A-56", "deduction_rate", 150, "from 0 to 100"),
            ("A-25", "window_opens", 32, "from 1 to 31"),
            ("A-25", "window_due", 0, "from 1 to 31"),
            ("A-14", "band_excellent", 101, "from 0 to 100"),
            ("A-44", "usual_min", 100, "from 0 to 99"),
            ("R-17", "loan_days", 2.5, "whole number"),
            ("R-17", "loan_days", 3651, "from 0 to 3650"),
            ("A-14", "band_good", 90, "less than “Score for excellent”"),
            ("A-14", "band_excellent", 70, "less than “Score for excellent”"),
        ):
            self.env.invalidate_all(flush=False)
            with (
                self.subTest(code=code, key=key, value=value),
                self.assertRaisesRegex(
                    ValidationError, rf"(?s){code}:.*What to do: .*{remedy}"
                ),
            ):
                self._value(code, key).value = value

    def test_bands_saved_together_are_compared_together(self):
        """90, 75, 60 become 70, 65, 50 in one form, in whatever order."""
        bands = self.Clause._by_code("A-14")
        new = {"band_excellent": 70, "band_good": 65, "band_average": 50}
        bands.write(
            {"value_ids": [(1, v.id, {"value": new[v.key]}) for v in bands.value_ids]}
        )
        self.assertEqual(self.Clause._number("A-14", "band_good"), 65)
        with self.assertRaises(ValidationError):
            bands.with_context(cadre_values_together=True).write(
                {
                    "value_ids": [
                        (1, v.id, {"value": 66})
                        for v in bands.value_ids
                        if v.key == "band_average"
                    ]
                }
            )

    def test_every_value_has_bounds(self):
        values = self.env["cadre.clause.value"].search([])
        self.assertFalse(values.filtered(lambda v: not v.maximum).mapped("key"))

    def test_unknown_value_is_a_programming_error(self):
        with self.assertRaises(KeyError):
            self.Clause._number("R-17", "no_such_key")

    def test_refusal_says_what_why_which_clause_and_what_to_do(self):
        error = self.Clause._refusal("R-17", "16 days were asked.", "Apply anew.")
        self.assertIsInstance(error, UserError)
        self.assertRegex(
            str(error), r"(?s)16 days were asked\..*R-17: .+\n.*What to do: Apply anew"
        )
        error = self.Clause._refusal("R-17", "", "", exception=ValidationError)
        self.assertIsInstance(error, ValidationError)

    def test_refusal_works_for_a_plain_user(self):
        error = self.Clause.with_user(self.plain)._refusal("R-17", "What.", "Do.")
        self.assertIn(self.loan.text, str(error))

    def test_everybody_reads(self):
        """A-02: the criteria are open."""
        self.assertTrue(self.loan.with_user(self.plain).text)
        self.assertTrue(self.loan.with_user(self.plain).value_summary)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_heads_edit(self):
        for user in (self.plain, self.clerk, self.administrator):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.days.with_user(user).value = 30
                with self.assertRaises(AccessError):
                    self.loan.with_user(user).reading = "Whatever"
        self.days.with_user(self.head).value = 12
        self.assertEqual(self.days.value, 12)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_adds_or_deletes_a_clause(self):
        for user in (self.clerk, self.head, self.administrator):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.loan.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    self.Clause.with_user(user).create(
                        {
                            "code": "X-1",
                            "name": "x",
                            "regulation": "archive",
                            "text": "x",
                        }
                    )

    def test_every_change_is_logged_with_old_and_new(self):
        self.days.with_user(self.head).value = 12
        self.loan.with_user(self.head).reading = "Twelve days here."
        entries = self.env["cadre.log"].search(
            [("clause", "=", "R-17"), ("user_id", "=", self.head.id)], order="id"
        )
        self.assertEqual(entries.mapped("action"), ["edit", "edit"])
        self.assertIn("[15.0,12.0]", entries[0].payload)
        self.assertIn("Twelve days here.", entries[1].payload)

    def test_saving_without_a_change_logs_nothing(self):
        self.days.with_user(self.head).value = self.days.value
        self.assertFalse(self.env["cadre.log"].search([("user_id", "=", self.head.id)]))

    def test_upgrade_keeps_the_decisions_of_the_office(self):
        """The data of the addon, loaded again, do not undo an edited value."""
        self.days.value = 12
        self.env["cadre.clause.value"].with_context(
            install_mode=True, mode="update", module="cadre_archive"
        ).load(
            ["id", "clause_id/id", "key", "name", "operator", "value", "unit"],
            [
                [
                    "clause_value_r_17_loan_days",
                    "clause_r_17",
                    "loan_days",
                    "Loan",
                    "le",
                    "15",
                    "days",
                ]
            ],
        )
        self.assertEqual(self.days.value, 12)

    def test_negative_value_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "(?s)R-17:.*What to do:"):
            self.days.value = -1
