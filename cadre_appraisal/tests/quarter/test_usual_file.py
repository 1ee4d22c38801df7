import io
import subprocess
import unicodedata

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common import COMMENT, QUARTER_SCORE, REFUSAL, SELF, OpenYearCommon

BOOKLET = "report.cadre_appraisal.report_booklet"
OVERVIEW = "report.cadre_appraisal.team_overview"
SHEET = "report.cadre_appraisal.report_quarterly_sheet"


class UsualFileCommon(OpenYearCommon):
    def _file(self, employee=None, role="cadre"):
        return self._as(role, "cadre.usual.file").browse(self._result(employee).id)

    def _booklet(self, role, employee=None):
        self.env.flush_all()
        values = self._as(role, BOOKLET)._get_report_values(
            self._file(employee, role).ids
        )
        return values["booklets"][0]

    def _event(self, **values):
        return self._as("inspector", "cadre.conduct.event").create(
            {
                "employee_id": self.cadre.id,
                "kind_id": self.env.ref("cadre_appraisal.kind_complaint").id,
                "date": "2026-06-26",
                "source": "masses",
                "description": "Kept people waiting.",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestUsualFile(UsualFileCommon):
    """A-24: one usual file a cadre and year, with the rights of whoever reads."""

    def test_readers_of_the_cover(self):
        self.env.flush_all()
        readers = {
            role for role in self.users if self._file(role=role).has_access("read")
        }
        self.assertEqual(
            readers, {"cadre", "leader", "clerk", "inspector", "member", "chair"}
        )

    def test_what_lies_in_it(self):
        self._task()
        record = self._record()
        record.write(SELF)
        record.line_ids.qty_done = 10
        record.action_submit()
        file = self._file(role="leader")
        self.assertEqual(len(file.record_ids), 12)
        self.assertEqual((file.submitted_count, file.late_count), (1, 1))
        # January to April; June is not due yet
        self.assertEqual(file.overdue_count, 4)
        self.assertFalse(file.evaluation_ids)
        self._evaluate(self._evaluation("1"), until="scored")
        self.env.invalidate_all()
        self.assertEqual(file.evaluation_ids.mapped("quarter"), ["1"])
        self.assertFalse(self._file(role="cadre").evaluation_ids)

    def test_booklet_of_the_cadre(self):
        """A-32, A-35: no evaluation before the feedback, no unverified event."""
        evaluation = self._evaluate(self._evaluation("1"), until="talked")
        event = self._event()
        mine = self._booklet("cadre")
        self.assertFalse(any(part["sheet"] for part in mine["quarters"]))
        self.assertFalse(mine["events"])
        self.assertNotIn(COMMENT, str(mine))
        self.assertNotIn("Kept people waiting", str(mine))
        self.assertEqual(
            self._booklet("leader")["quarters"][0]["sheet"]["comment"], COMMENT
        )
        evaluation.state = "fed_back"
        event.action_investigate()
        event.finding = "It is true."
        # The inspector prints verified events only, too.
        self.assertFalse(self._booklet("inspector")["events"])
        event.action_verify()
        mine = self._booklet("cadre")
        self.assertEqual(mine["quarters"][0]["sheet"]["comment"], COMMENT)
        self.assertEqual(mine["quarters"][0]["sheet"]["score"], str(QUARTER_SCORE))
        self.assertEqual(len(mine["events"]), 1)
        self.assertEqual([len(part["months"]) for part in mine["quarters"]], [3] * 4)

    def test_result_only_when_fed_back(self):
        """A-42: decided is not fed back."""
        self._result().sudo().write({"state": "computed"})
        self.assertIsNone(self._booklet("clerk")["result"])
        self.assertIsNone(self._booklet("cadre")["result"])

    def test_nobody_prints_a_foreign_booklet(self):
        self.env.flush_all()
        files = self._file() | self._file(self.mate)
        for role, ids in (
            ("cadre", files.ids),
            ("mate", self._file().ids),
            ("chief", self._file().ids),
            ("admin", self._file().ids),
            ("head", self._file().ids),
        ):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, BOOKLET)._get_report_values(ids)

    def test_sheet_of_a_quarter(self):
        """A-28..A-32: scores per content, grade, comment, talk; rights as on screen."""
        evaluation = self._evaluate(self._evaluation("1"), until="talked")
        for role in ("cadre", "mate", "chief", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, SHEET)._get_report_values(evaluation.ids)
        sheet = self._as("leader", SHEET)._get_report_values(evaluation.ids)["sheets"][
            0
        ]
        self.assertEqual(
            [row["score"] for row in sheet["rows"]], ["90", "80", "85", "88", "95"]
        )
        self.assertEqual((sheet["score"], sheet["grade"]), ("88.2", "Good"))
        self.assertEqual(sheet["talk_place"], "Meeting room")
        evaluation.state = "fed_back"
        self.assertTrue(self._as("cadre", SHEET)._get_report_values(evaluation.ids))

    def test_constant_queries(self):
        """A booklet of 10 and of 100 cadres: the same queries."""
        people = self.env["hr.employee"].create(
            [
                {
                    "name": f"Z {number}",
                    "cadre_number": f"ZQ{number}",
                    "department_id": self.section.id,
                    "cadre_category": "civil_servant",
                }
                for number in range(110)
            ]
        )
        self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        self.env.flush_all()
        ids = (
            self.env["cadre.appraisal"].search([("employee_id", "in", people.ids)]).ids
        )
        booklet = self._as("clerk", BOOKLET)
        counts = []
        for part in (ids[:10], ids[10:]):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            booklet._get_report_values(part)
            files = self._as("clerk", "cadre.usual.file").browse(part)
            files.read(["submitted_count", "overdue_count", "evaluation_ids"])
            list(self._as("clerk", OVERVIEW)._rows(files))
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestTeamOverview(UsualFileCommon):
    """The workbook of a team: typed cells, rights asked in the report itself."""

    def _book(self, role, *employees):
        files = self._as(role, "cadre.usual.file").browse(
            [self._result(employee).id for employee in employees]
        )
        self.env.flush_all()
        content, kind = (
            self._as(role, "ir.actions.report")
            .with_context(active_model="cadre.usual.file")
            ._render("cadre_appraisal.team_overview", files.ids, {})
        )
        self.assertEqual(kind, "xlsx")
        rows = list(
            openpyxl.load_workbook(io.BytesIO(content))["2026"].iter_rows(
                values_only=True
            )
        )
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def test_rows_of_the_line(self):
        self._task()
        record = self._record()
        record.write(SELF)
        record.line_ids.qty_done = 10
        record.action_submit()
        self._evaluate(self._evaluation("1"))
        self.cadre.name = "=1+1"
        row, mate = self._book("leader", self.cadre, self.mate)
        self.assertEqual(row["Name"], "=1+1")
        self.assertEqual((row["Months handed in"], row["Handed in late"]), (1, 1))
        self.assertEqual(row["Completion Q2 (%)"], 100)
        self.assertEqual((row["Score Q1"], row["Grade Q1"]), (QUARTER_SCORE, "Good"))
        self.assertIsNone(mate["Score Q1"])
        self.assertEqual(mate["Overdue"], 5)

    def test_who_may_have_it(self):
        self.assertEqual(len(self._book("clerk", self.cadre, self.other)), 2)
        for role, people in (
            ("cadre", [self.cadre]),
            ("leader", [self.cadre, self.leader]),
            ("leader", [self.other]),
            ("admin", [self.cadre]),
        ):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._book(role, *people)
        with self.assertRaisesRegex(AccessError, REFUSAL % ("leader of these", "A-28")):
            self._book("cadre", self.cadre)


@tagged("post_install", "-at_install")
class TestUsualPdf(UsualFileCommon, HttpCase):
    """The booklet and the sheet as they come out of the printer."""

    def _text(self, report, ids, role="leader"):
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        pdf, _kind = (
            reports.with_user(self.users[role])
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(report, ids)
        )
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True
        ).stdout.decode()
        return unicodedata.normalize("NFKC", text)

    def test_many_in_one_document(self):
        self.cadre.name, self.mate.name = "柏文杰", "水清妍"
        self._task(name="走访困难群众", uom_text="次")
        self._evaluate(
            self._evaluation("1"), comment="工作踏实，群众反映良好，成绩突出。"
        )
        files = self._file(role="leader") | self._file(self.mate, role="leader")
        text = self._text("cadre_appraisal.report_booklet", files.ids)
        for words in ("柏文杰", "水清妍", "走访困难群众", "10 次", "工作踏实"):
            with self.subTest(words=words):
                self.assertIn(words, text)
        self.assertEqual(text.count("\f"), 14, "seven pages for each cadre")

    def test_sheets(self):
        self.cadre.name = "柏文杰"
        evaluations = self._evaluate(self._evaluation("1")) | self._evaluate(
            self._evaluation("1", self.mate)
        )
        text = self._text("cadre_appraisal.report_quarterly_sheet", evaluations.ids)
        self.assertIn("柏文杰", text)
        self.assertIn("88.2", text)
        self.assertEqual(text.count("\f"), 2, "one page for each evaluation")

    def test_rows_whole_and_heads_on_each_sheet(self):
        """Of more than one sheet each has the head of its table, name and number."""
        self.cadre.name = "柏文杰"
        long = "走访困难群众并逐户登记核实情况，协调有关部门解决实际问题" * 3
        for number in range(24):
            self._task(name=f"{long} M{number:02}E", uom_text="次")
        comment = "\n".join(f"工作踏实 C{number:02}E" for number in range(20))
        evaluation = self._evaluate(
            self._evaluation("1"), comment=comment, talk_summary=comment
        )
        files = self._file(role="leader")
        report = self.env[BOOKLET].with_user(self.users["leader"])
        [booklet] = report._get_report_values(files.ids)["booklets"]
        pages = self._text("cadre_appraisal.report_booklet", files.ids).split("\f")
        self.assertEqual(len(pages) - 2, len(booklet["pages"]), "no sheet runs over")
        count = 0
        for page, text in zip(booklet["pages"], pages[1:-1], strict=True):
            self.assertIn(self.cadre.name, text)
            self.assertIn(self.cadre.cadre_number, text)
            for part in page["parts"]:
                if part["kind"] == "month" and part["items"][0]:
                    self.assertIn("Time limit", text)
                for item in filter(None, part["items"]):
                    if name := item.get("task"):
                        self.assertIn(name[-4:], text)
                        count += 1
        self.assertEqual(count, 24)
        self.assertGreater(len(booklet["pages"]), 6)
        text = self._text("cadre_appraisal.report_quarterly_sheet", evaluation.ids)
        sheets = text.split("\f")[:-1]
        self.assertGreater(len(sheets), 1)
        for number, sheet in enumerate(sheets, start=1):
            for words in ("柏文杰", self.cadre.cadre_number, "Total"):
                self.assertIn(words, sheet)
            self.assertIn(f"sheet {number} of {len(sheets)}", sheet)
