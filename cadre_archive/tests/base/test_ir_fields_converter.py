from unittest.mock import patch

from odoo.tests import tagged

from ..common import GroundCommon

COLUMNS = ["cadre_number", "name", "department_id", "parent_id"]


@tagged("post_install", "-at_install")
class TestIrFieldsConverter(GroundCommon):
    """An import looks a name up once a file, and finds rows of its own file."""

    def _import(self, rows):
        text = "\n".join(",".join(row) for row in [COLUMNS, *rows])
        importer = self.env["base_import.import"].create(
            {
                "res_model": "hr.employee",
                "file": text.encode(),
                "file_name": "people.csv",
                "file_type": "text/csv",
            }
        )
        options = {"has_headers": True, "quoting": '"', "separator": ","}
        return importer.execute_import(COLUMNS, COLUMNS, options)

    def test_name_is_looked_up_once(self):
        """Thirty rows of one department ask for it once."""
        rows = [[f"Y-{i:02d}", f"Y {i}", "Party Office", ""] for i in range(30)]
        model = type(self.env["hr.department"])
        search = model.name_search
        with patch.object(model, "name_search", autospec=True, side_effect=search) as s:
            result = self._import(rows)
        self.assertFalse(result["messages"])
        self.assertEqual(s.call_count, 1)
        people = self.env["hr.employee"].browse(result["ids"])
        self.assertEqual(people.department_id, self.department)

    def test_unknown_name_is_told_for_each_row(self):
        """What is not found is named with every row that has it."""
        rows = [[f"Y-{i:02d}", f"Y {i}", "Nowhere", ""] for i in range(3)]
        messages = self._import(rows)["messages"]
        self.assertEqual([message["rows"]["from"] for message in messages], [0, 1, 2])

    def test_row_names_an_earlier_row(self):
        """A superior may stand above in the same file."""
        result = self._import(
            [
                ["Y-01", "Head", "Party Office", ""],
                ["Y-02", "Staff", "Party Office", "Y-01"],
                ["Y-03", "Staff too", "Party Office", "Y-01"],
            ]
        )
        self.assertFalse(result["messages"])
        head, one, other = self.env["hr.employee"].browse(result["ids"])
        self.assertEqual((one | other).parent_id, head)

    def test_same_file_again_updates(self):
        """A number on record updates that person, superior included."""
        first = self._import([["Z-001", "方艳慧", "Party Office", ""]])
        again = self._import(
            [
                ["Y-01", "Head", "Party Office", ""],
                ["Z-001", "方艳慧", "Party Office", "Y-01"],
            ]
        )
        self.assertFalse(first["messages"] + again["messages"])
        self.assertEqual(self.fang.parent_id.cadre_number, "Y-01")
