import openpyxl

from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.misc import file_open

from ...models.month.cadre_monthly_record import SELF_GRADES
from ..common import COMMENT, QUARTER_SCORE, SCORES, OpenYearCommon

OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
    "float_thousand_separator": ",",
    "float_decimal_separator": ".",
    "limit": 2,
}


@tagged("post_install", "-at_install")
class TestImport(OpenYearCommon):
    """What the clerk reads in from paper: all rows or none; errors say where."""

    def _import(self, model, columns, *rows, role="clerk", dryrun=False):
        text = "\n".join(
            [",".join(columns), *(",".join(f'"{c}"' for c in row) for row in rows)]
        )
        wizard = self._as(role, "base_import.import").create(
            {
                "res_model": model,
                "file": text.encode(),
                "file_name": "file.csv",
                "file_type": "text/csv",
            }
        )
        result = wizard.execute_import(
            list(columns), list(columns), dict(OPTIONS), dryrun=dryrun
        )
        return [message["message"] for message in result["messages"]]

    def _refused(self, model, columns, *rows, mentions=(), role="clerk"):
        before = self.env[model].search_count([])
        for dryrun in (True, False):
            with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"):
                messages = "\n".join(
                    self._import(model, columns, *rows, role=role, dryrun=dryrun)
                )
            for mention in mentions:
                self.assertIn(mention, messages)
            self.assertTrue(messages)
        self.assertEqual(self.env[model].search_count([]), before)

    def test_each_column_of_a_template_can_be_chosen(self):
        """A column that finds the record is offered although nobody may change it."""
        for model, role in (
            ("cadre.task", "leader"),
            ("cadre.monthly.record", "clerk"),
            ("cadre.monthly.record.line", "clerk"),
            ("cadre.quarterly.evaluation", "clerk"),
            ("cadre.appraisal", "clerk"),
            ("cadre.conduct.event", "inspector"),
            ("cadre.attendance.fact", "clerk"),
            ("cadre.makeup.day", "clerk"),
        ):
            (template,) = self._as(role, model).get_import_templates()
            with file_open(template["template"].lstrip("/"), "rb") as file:
                sheet = openpyxl.load_workbook(file).active
            tree = self._as(role, "base_import.import").get_fields_tree(model)
            offered = {field["name"] for field in tree}
            with self.subTest(model=model):
                self.assertLessEqual({cell.value for cell in sheet[1]}, offered)

    # --- Tasks ---

    TASK = (
        "code",
        "name",
        "cycle_id",
        "level",
        "employee_id",
        "month",
        "date_deadline",
        "qty_planned",
        "uom_text",
        "quality_standard",
        "dimension_id",
    )

    def _task_row(self, **values):
        row = {
            "code": "Z-1",
            "name": "Visits",
            "cycle_id": "Z year",
            "level": "month",
            "employee_id": "ZZ-cadre",
            "month": "2026-05-01",
            "date_deadline": "2026-05-20",
            "qty_planned": "10",
            "uom_text": "households",
            "quality_standard": "complete",
            "dimension_id": "performance",
            **values,
        }
        return [row[name] for name in self.TASK]

    def test_tasks(self):
        rows = [self._task_row(), self._task_row(code="Z-2", employee_id="ZZ-mate")]
        self.assertFalse(self._import("cadre.task", self.TASK, *rows))
        task = self.env["cadre.task"].search([("code", "=", "Z-1")])
        self.assertEqual(task.employee_id, self.cadre)
        self.assertEqual(task.dimension_id.code, "performance")
        self.assertEqual(self._record().line_ids.task_id, task)
        # The same file again changes, it does not double.
        for name in ("More visits", "=1+1", "- first visits"):
            rows[0] = self._task_row(name=name)
            self.assertFalse(self._import("cadre.task", self.TASK, *rows))
            self.assertEqual(task.name, name)
        self.assertEqual(
            self.env["cadre.task"].search_count([("code", "=like", "Z-%")]), 2
        )

    def test_bad_tasks(self):
        good = self._task_row(code="Z-9")
        for values, mentions in (
            ({"employee_id": "ZZ-nobody"}, ("Row 2", "employee_id", "ZZ-nobody")),
            ({"qty_planned": "ten"}, ("Row 2", "qty_planned", "Write a number")),
            ({"qty_planned": "-1"}, ("Row 2", "A-22")),
            ({"date_deadline": "32 May"}, ("Row 2", "date_deadline", "2026-03-31")),
            ({"quality_standard": ""}, ("Row 2", "A-22", "Quality Standard")),
            ({"month": "2027-05-01"}, ("Row 2", "A-21")),
            ({"level": "weekly"}, ("Row 2", "level", "import template")),
            ({"name": "<script>x</script>"}, ("Row 2", "script")),
            ({"code": "Z-9"}, ("Row 2", "already in data row 1")),
        ):
            with self.subTest(values=values):
                self._refused(
                    "cadre.task",
                    self.TASK,
                    good,
                    self._task_row(**values),
                    mentions=mentions,
                )

    def test_task_of_a_cadre_outside_of_the_year(self):
        self._employee("driver", self.section, cadre_category="out_of_scope")
        self._refused(
            "cadre.task",
            self.TASK,
            self._task_row(employee_id="ZZ-driver"),
            mentions=("Row 1", "A-06", "take part"),
        )

    # --- Work done ---

    LINE = ("task_id", "qty_done", "progress", "unfinished_reason")

    def test_work_done(self):
        """The record follows from the task."""
        task = self._task(code="Z-7")
        self.assertFalse(
            self._import(
                "cadre.monthly.record.line", self.LINE, ["Z-7", "8", "", "Rain"]
            )
        )
        line = self._record().line_ids
        self.assertEqual(line.task_id, task)
        self.assertEqual((line.qty_done, line.progress), (8, 80))
        self.assertEqual(line.unfinished_reason, "Rain")

    def test_bad_work_done(self):
        self._task(code="Z-7")
        self._task("clerk", code="Z-8", level="person", month=False)
        for row, mentions in (
            (["Z-7", "-1", "", ""], ("Row 1", "A-25")),
            (["Z-7", "1", "120", ""], ("Row 1", "A-25", "100")),
            (["Z-7", "many", "", ""], ("Row 1", "qty_done", "Write a number")),
            (["Z-0", "1", "", ""], ("Row 1", "task_id", "Z-0")),
            (["Z-8", "1", "", ""], ("A-21", "no monthly record")),
        ):
            with self.subTest(row=row):
                self._refused(
                    "cadre.monthly.record.line", self.LINE, row, mentions=mentions
                )
        self.assertEqual(self._record().line_ids.qty_done, 0)

    # --- Monthly records ---

    REPORT = ("employee_id", "month", "self_grade", "summary", "date_submitted")

    def test_monthly_records(self):
        row = ["ZZ-cadre", "2026-05-01", "good", "A good month.", "2026-06-06"]
        self.assertFalse(
            self._import(
                "cadre.monthly.record",
                (*self.REPORT, *SELF_GRADES),
                [*row, *["good"] * len(SELF_GRADES)],
            )
        )
        record = self._record()
        self.assertEqual((record.self_grade, record.summary), ("good", "A good month."))
        record.with_user(self.users["clerk"]).action_submit()
        self.assertTrue(record.is_late)

    def test_bad_monthly_records(self):
        for row, mentions in (
            (["ZZ-nobody", "2026-05-01", "good", "", ""], ("employee_id",)),
            (["ZZ-cadre", "2026-07-01", "good", "", ""], ("A-25", "not begun")),
            (["ZZ-cadre", "2031-05-01", "good", "", ""], ("A-06",)),
            (["ZZ-cadre", "May", "good", "", ""], ("month", "2026-03-31")),
            (["ZZ-cadre", "2026-05-01", "super", "", ""], ("self_grade",)),
        ):
            with self.subTest(row=row):
                self._refused(
                    "cadre.monthly.record",
                    self.REPORT,
                    row,
                    mentions=("Row 1", *mentions),
                )
        self.assertFalse(self._record().self_grade)

    # --- Quarterly evaluations ---

    SCORE = ("cycle_id", "employee_id", "quarter", *SCORES, "comment")

    def test_scores_by_the_clerk_and_by_the_leader(self):
        row = ["Z year", "ZZ-cadre", "1", *map(str, SCORES.values()), COMMENT]
        for role in ("clerk", "leader"):
            with self.subTest(role=role):
                self.assertFalse(
                    self._import(
                        "cadre.quarterly.evaluation", self.SCORE, row, role=role
                    )
                )
                evaluation = self._evaluation()
                self.assertAlmostEqual(evaluation.score, QUARTER_SCORE)
                self.assertEqual(evaluation.grade, "good")
        self.assertEqual(len(evaluation.line_ids), 5)

    def test_bad_scores(self):
        good = ["Z year", "ZZ-mate", "1", *map(str, SCORES.values()), COMMENT]
        for values, mentions in (
            ({1: "ZZ-nobody"}, ("employee_id",)),
            ({0: "Z no year"}, ("cycle_id",)),
            ({2: "5"}, ("quarter",)),
            ({2: "3"}, ("A-28", "not begun")),
            ({3: "101"}, ("A-29", "101 points")),
            ({3: "-1"}, ("A-29",)),
            ({3: "good"}, ("score_performance", "Write a number")),
        ):
            row = ["Z year", "ZZ-cadre", "1", *map(str, SCORES.values()), COMMENT]
            for index, value in values.items():
                row[index] = value
            with self.subTest(values=values):
                self._refused(
                    "cadre.quarterly.evaluation",
                    self.SCORE,
                    good,
                    row,
                    mentions=("Row 2", *mentions),
                )
        self.assertFalse(self._evaluation(employee=self.mate).score)

    def test_a_leader_imports_in_his_line_only(self):
        row = ["Z year", "ZZ-other", "1", *map(str, SCORES.values()), COMMENT]
        self._refused("cadre.quarterly.evaluation", self.SCORE, row, role="leader")
        self.assertFalse(self._evaluation(employee=self.other).sudo().score)

    # --- Tallies ---

    TALLY = ("cycle_id", "employee_id", "democratic_score", "client_score")

    def test_tallies(self):
        rows = [["Z year", "ZZ-cadre", "87.5", ""], ["Z year", "ZZ-mate", "0", "80"]]
        self.assertFalse(self._import("cadre.appraisal", self.TALLY, *rows))
        one, two = self._result(), self._result(self.mate)
        self.assertEqual((one.democratic_score, one.has_client_score), (87.5, False))
        self.assertTrue(two.has_democratic_score and two.has_client_score)

    def test_bad_tallies(self):
        for row, mentions in (
            (["Z year", "ZZ-cadre", "100.01", ""], ("A-43",)),
            (["Z year", "ZZ-nobody", "80", ""], ("employee_id", "ZZ-nobody")),
            (["Z year", "ZZ-clerk", "80", ""], ("A-06",)),
        ):
            with self.subTest(row=row):
                self._refused(
                    "cadre.appraisal", self.TALLY, row, mentions=("Row 1", *mentions)
                )

    # --- Events ---

    def test_events(self):
        columns = ("name", "employee_id", "kind_id", "date", "quantity", "source")
        row = ["Z-E1", "ZZ-cadre", "LATE", "2026-06-01", "2", "attendance"]
        self.assertFalse(
            self._import("cadre.conduct.event", columns, row, role="inspector")
        )
        event = self.env["cadre.conduct.event"].search([("name", "=", "Z-E1")])
        self.assertEqual(event.appraisal_id, self._result())
        for index, value, mentions in (
            (1, "ZZ-nobody", ("employee_id",)),
            (1, "ZZ-inspector", ("A-33",)),
            (3, "2026-13-01", ("date",)),
            (3, "2026-06-29", ("A-33", "future")),
            (4, "-1", ("A-33",)),
        ):
            bad = list(row)
            bad[0], bad[index] = "Z-E2", value
            with self.subTest(value=value):
                self._refused(
                    "cadre.conduct.event",
                    columns,
                    bad,
                    mentions=("Row 1", *mentions),
                    role="inspector",
                )

    def test_templates_are_offered_and_fit(self):
        """Each template's columns are fields of its model."""
        import io

        import openpyxl

        for model in (
            "cadre.task",
            "cadre.monthly.record",
            "cadre.monthly.record.line",
            "cadre.quarterly.evaluation",
            "cadre.appraisal",
            "cadre.conduct.event",
        ):
            with self.subTest(model=model):
                (template,) = self.env[model].get_import_templates()
                path = template["template"].lstrip("/")
                with file_open(path, "rb") as file:
                    book = openpyxl.load_workbook(io.BytesIO(file.read()))
                titles = [cell.value for cell in book.worksheets[0][1]]
                self.assertLessEqual(set(titles), set(self.env[model]._fields))
