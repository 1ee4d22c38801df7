from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestFormed(DeliveryCommon):
    """A date known to the year or month is kept and printed so (R-60, facts 5.2)."""

    def _typed(self, text):
        line = self._line(formed=text)
        del line["date_formed"]
        return line

    def test_typed_at_the_entrance(self):
        delivery = self._examined(
            self._typed("2019"), self._typed("2019年5月"), self._typed("2019.5.6")
        )
        lines = delivery.line_ids
        self.assertEqual(lines.mapped("formed"), ["2019", "2019-05", "2019-05-06"])
        self.assertEqual(lines.mapped("date_precision"), ["year", "month", "day"])
        lines.action_accept()
        materials = lines.material_id
        self.assertEqual(
            sorted(materials.mapped("formed")), ["2019", "2019-05", "2019-05-06"]
        )
        # They stand in order.
        self.assertEqual(
            materials.sorted("sequence").mapped("formed"),
            ["2019", "2019-05", "2019-05-06"],
        )

    def test_printed_as_known(self):
        """5.2: month and day of the catalogue stay empty where nobody knows them."""
        lines = self._examined(self._typed("2019"), self._typed("2018-05")).line_ids
        lines.action_accept()
        clerk = self.env(user=self.clerk)
        catalogue = clerk["cadre.catalogue"]._print(self.d_fang.with_env(clerk))
        report = clerk["cadre.catalogue.sheet"]
        rows = [report._row(line, "") for line in catalogue.lines]
        self.assertEqual(
            [(row["year"], row["month"], row["day"]) for row in rows],
            [("2018", "5", ""), ("2019", "", "")],
        )
        self.assertEqual(
            [line._formed_text("zh_CN") for line in lines], ["2019年", "2018年5月"]
        )
        forms = clerk["cadre.delivery.form"]
        self.assertEqual(forms._row(1, lines[0].with_env(clerk))["formed"], "2019")

    def test_no_date(self):
        """R-60: what is no date is refused where it is typed."""
        for text in ("May 2019", "19.5", "2019-13"):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, "R-60"),
            ):
                self._draft(self._typed(text))

    def test_late_when_late_even_then(self):
        """R-67: a paper of the year may be of its last day."""
        last = self.today.year - 1
        year, month = self._received(
            self._typed(str(last)), self._typed(f"{last}-01")
        ).line_ids
        self.assertEqual(year.date_due, date(last + 1, 1, 31))
        self.assertEqual(month.date_due, date(last, 2, 28))

    def test_a_day_that_is_given_is_known(self):
        """An import of the day says it to the day, whatever stood there."""
        line = self._draft(self._typed("2019")).line_ids
        line.date_formed = date(2019, 3, 4)
        self.assertEqual((line.formed, line.date_precision), ("2019-03-04", "day"))

    def test_the_year_runs_still(self):
        """R-60: this year is no date of the future; the next one is."""
        self._draft(self._typed(str(self.today.year)))
        with self.assertRaisesRegex(UserError, "R-60"):
            self._draft(self._typed(str(self.today.year + 1)))
