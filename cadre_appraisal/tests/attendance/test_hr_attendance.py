from datetime import datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ...models.attendance.hr_attendance import BATCH

COLUMNS = ["employee_id", "check_in", "check_out"]


@tagged("post_install", "-at_install")
class TestHrAttendance(TransactionCase):
    """The clock is read in a month at a time, and a bad row is named (A-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.fang, cls.li = cls.env["hr.employee"].create(
            [
                {"name": "方艳慧", "cadre_number": "Z-001"},
                {"name": "李强", "cadre_number": "Z-002"},
            ]
        )

    def _rows(self, count, number="Z-001"):
        first = datetime(2026, 1, 1, 8, 25)
        return [
            [
                number,
                (first + timedelta(days=day)).strftime("%Y-%m-%d %H:%M:%S"),
                (first + timedelta(days=day, hours=9)).strftime("%Y-%m-%d %H:%M:%S"),
            ]
            for day in range(count)
        ]

    def _import(self, rows):
        text = "\n".join(",".join(row) for row in [COLUMNS, *rows])
        importer = self.env["base_import.import"].create(
            {
                "res_model": "hr.attendance",
                "file": text.encode(),
                "file_name": "clock.csv",
                "file_type": "text/csv",
            }
        )
        options = {"has_headers": True, "quoting": '"', "separator": ","}
        return importer.execute_import(COLUMNS, COLUMNS, options)

    def _count(self):
        return self.env["hr.attendance"].search_count(
            [("employee_id", "in", (self.fang | self.li).ids)]
        )

    def test_unknown_person_is_named_with_row_and_column(self):
        """Nothing of a file with an unknown person is stored."""
        rows = [*self._rows(2), *self._rows(1, "Z-999")]
        # Odoo tries the row without its person before it gives up the file.
        with mute_logger("odoo.sql_db"):
            messages = self._import(rows)["messages"]
        for part in ("Row 3", "line 4", "employee_id", "Z-999"):
            self.assertIn(part, messages[0]["message"])
        self.assertFalse(self._count())

    def test_same_file_again_changes_nothing(self):
        """A month may be read in again."""
        rows = self._rows(BATCH + 5)
        self.assertFalse(self._import(rows)["messages"])
        self.assertFalse(self._import(rows)["messages"])
        self.assertEqual(self._count(), BATCH + 5)

    def test_overlap_is_refused_in_every_size(self):
        """As Odoo does, in one file and against what is on record, at BATCH -1/0/+1."""
        for count in (BATCH - 1, BATCH, BATCH + 1):
            with self.subTest(count=count):
                rows = self._rows(count - 1)
                noon = rows[4][1].replace("08:25", "12:00")
                messages = self._import([*rows, ["Z-001", noon, rows[4][2]]])[
                    "messages"
                ]
                self.assertTrue(messages)
                self.assertFalse(self._count())
        self._import(self._rows(3))
        rows = self._rows(BATCH)
        rows[1][1] = rows[1][1].replace("08:25", "09:00")
        self.assertTrue(self._import(rows)["messages"])
        self.assertEqual(self._count(), 3)

    def test_touching_rows_and_two_people_are_fine(self):
        """Going out at noon and coming back the same minute is no overlap."""
        morning = self._rows(BATCH)
        for row in morning:
            row[2] = row[1].replace("08:25", "12:00")
        afternoon = [[n, out, out.replace("12:00", "17:30")] for n, _in, out in morning]
        other = self._rows(BATCH, "Z-002")
        self.assertFalse(self._import([*morning, *afternoon, *other])["messages"])
        self.assertEqual(self._count(), 3 * BATCH)

    def test_two_open_rows_are_refused(self):
        """Nobody is checked in twice, in a batch either."""
        first = datetime(2026, 2, 2, 0, 30)
        values = [
            {
                "employee_id": self.fang.id,
                "check_in": first + timedelta(days=day),
                "check_out": day < BATCH and first + timedelta(days=day, hours=9),
            }
            for day in range(BATCH + 2)
        ]
        with self.assertRaises(ValidationError):
            self.env["hr.attendance"].create(values)
