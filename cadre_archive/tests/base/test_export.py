import csv
import io
import json

import openpyxl

from odoo import http
from odoo.tests import HttpCase, tagged

from ..common import GroundCommon

PASSWORD = "z-Password-2026"
FORMULA = '=HYPERLINK("http://evil.example","x")'
# What people are called, what they write and what begins like a formula.
TEXTS = (
    FORMULA,
    "{=1+1}",
    "+86 139-1234-5678 转 12",
    "-",
    "@SUM(A1)",
    "\tTab",
    "'=1+1",
    "'tis",
    "http://example.com",
    "internal:Sheet1!A1",
    "0012",
    '"Ann" <a@b>',
)


@tagged("post_install", "-at_install", "cadre_security")
class TestExport(GroundCommon, HttpCase):
    """Whatever leaves by Odoo's own exports is inert, and is read back as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.personnel = cls._user(
            "z_personnel", "hr.group_hr_user,base.group_allow_export"
        )
        cls.personnel.password = PASSWORD
        cls.people = cls.env["hr.employee"].create(
            [
                {"name": text, "work_phone": text, "cadre_number": f"ZX-{number}"}
                for number, text in enumerate(TEXTS)
            ]
        )

    def setUp(self):
        super().setUp()
        self.authenticate("z_personnel", PASSWORD)

    def _post(self, path, data):
        answer = self.url_open(
            path,
            {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
        )
        answer.raise_for_status()
        return answer.content

    def _export(self, kind, records, names, **params):
        fields = [
            {"name": name, "label": name, "type": records._fields[name].type}
            for name in names
        ]
        data = {
            "model": records._name,
            "fields": fields,
            "ids": records.ids,
            "domain": [],
            "import_compat": True,
            **params,
        }
        return self._post(f"/web/export/{kind}", data)

    def _cells(self, content):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertLessEqual({cell.data_type for cell in cells}, {"s", "n"})
        self.assertFalse([cell for cell in cells if cell.hyperlink])
        return [cell.value for cell in cells]

    def _rows(self, content):
        rows = list(csv.reader(io.StringIO(content.decode())))
        self.assertFalse(
            [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t"))]
        )
        return rows

    def test_people_as_a_workbook(self):
        cells = self._cells(self._export("xlsx", self.people, ["name", "work_phone"]))
        for text in TEXTS:
            with self.subTest(text=text):
                self.assertEqual(cells.count(text), 2)

    def test_people_as_csv(self):
        content = self._export("csv", self.people, ["name", "work_phone"])
        names = [row[0] for row in self._rows(content)[1:]]
        self.assertIn(f"'{FORMULA}", names)
        self.assertIn("'tis", names)

    def test_groups(self):
        """The head of a group is the name of a record."""
        department = self.env["hr.department"].create({"name": FORMULA})
        self.people.department_id = department
        cells = self._cells(
            self._export(
                "xlsx",
                self.people,
                ["name"],
                import_compat=False,
                groupby=["department_id"],
            )
        )
        self.assertIn(f"{FORMULA} ({len(TEXTS)})", cells)

    def test_pivot(self):
        head = {"title": FORMULA, "width": 1, "height": 1}
        table = {
            "title": "Pivot",
            "model": "hr.employee",
            "measure_count": 1,
            "col_group_headers": [[head]],
            "measure_headers": [{"title": "{=1+1}", "is_bold": False}],
            "rows": [{"title": "=2+2", "indent": 0, "values": [{"value": 7}]}],
        }
        cells = self._cells(self._post("/web/pivot/export_xlsx", table))
        self.assertEqual(cells, [f"'{FORMULA}", "'{=1+1}", "'=2+2", 7])

    def test_every_model(self):
        """Also those that know nothing of this system."""
        partner = self.env["res.partner"].create({"name": FORMULA, "function": "+1"})
        names = ["name", "function"]
        self.assertIn(FORMULA, self._cells(self._export("xlsx", partner, names)))
        rows = self._rows(self._export("csv", partner, names))
        self.assertEqual(rows[1], [f"'{FORMULA}", "'+1"])
        [found] = self._read_back("res.partner", "csv", partner, names)
        self.assertEqual(found, [FORMULA, "+1"])

    def _read_back(self, model, kind, records, names):
        importer = self.env["base_import.import"].create(
            {
                "res_model": model,
                "file": self._export(kind, records, names),
                "file_name": f"export.{kind}",
            }
        )
        options = {"quoting": '"', "separator": ",", "encoding": "utf-8"}
        _length, rows = importer._read_file(options)
        return rows[1:]

    def test_export_and_import_again_changes_nothing(self):
        names = ["cadre_number", "name", "work_phone"]
        # Odoo's import trims.
        people = self.people.filtered(lambda person: person.name == person.name.strip())
        before = people.read(names)
        for kind in ("csv", "xlsx"):
            with self.subTest(kind=kind):
                importer = self.env["base_import.import"].create(
                    {
                        "res_model": "hr.employee",
                        "file": self._export(kind, people, names),
                        "file_name": f"people.{kind}",
                    }
                )
                options = {
                    "has_headers": True,
                    "quoting": '"',
                    "separator": ",",
                    "encoding": "utf-8",
                    "sheet": "Sheet1",
                }
                result = importer.execute_import(names, names, options)
                self.assertFalse(result["messages"])
                self.assertEqual(sorted(result["ids"]), sorted(people.ids))
                self.env.invalidate_all()
                self.assertEqual(people.read(names), before)
