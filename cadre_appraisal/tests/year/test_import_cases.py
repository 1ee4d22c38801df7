from odoo.tests import tagged

from odoo.addons.cadre_archive.tests.base.test_rules_tables import workbook
from odoo.addons.cadre_archive.tests.import_common import ImportScreenMixin, case_file

from ..common import OpenYearCommon

ADDON = "cadre_appraisal"
EVENT = [
    "name",
    "employee_id",
    "kind_id",
    "date",
    "quantity",
    "amount",
    "source",
    "description",
    "finding",
]


@tagged("post_install", "-at_install")
class TestImportCases(ImportScreenMixin, OpenYearCommon):
    """Files of the shapes that offices send, on the import screen (issue 10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.namesakes = cls.env["hr.employee"].create(
            [
                {"name": "张伟", "cadre_number": "ZN01"},
                {"name": "张伟", "cadre_number": "ZN02"},
            ]
        )
        cls.cadre.cadre_number = "YT047"

    def _event(self, **values):
        row = dict(
            zip(
                EVENT,
                [
                    "2026-Z01",
                    "YT047",
                    "ACCIDENT",
                    "2026-04-02",
                    1,
                    15000,
                    "other",
                    "车辆事故",
                    "经核查属实",
                ],
                strict=True,
            ),
            **values,
        )
        return workbook(("a", [EVENT, [row[name] for name in EVENT]]))

    def test_namesakes(self):
        """Refused in every import that names a person; nothing is stored."""
        for role, model, content in (
            (
                "inspector",
                "cadre.conduct.event",
                case_file("08a_namesake_event.xlsx", ADDON),
            ),
            (
                "clerk",
                "hr.attendance",
                case_file("08b_namesake_attendance.xlsx", ADDON),
            ),
            (
                "clerk",
                "cadre.attendance.fact",
                workbook(
                    (
                        "a",
                        [
                            ["employee_id", "date", "kind", "minutes"],
                            ["张伟", "2026-03-20", "late", 5],
                        ],
                    )
                ),
            ),
            (
                "leader",
                "cadre.task",
                workbook(
                    (
                        "a",
                        [
                            ["code", "name", "cycle_id", "level", "employee_id"],
                            ["Z-9", "Visits", self.cycle.name, "month", "张伟"],
                        ],
                    )
                ),
            ),
        ):
            with self.subTest(model=model):
                self._assert_refused(
                    self._as(role),
                    model,
                    content,
                    "Row 1 .*employee_id.*张伟.*name of several",
                )

    def test_namesake_by_number(self):
        content = self._event(employee_id="ｚｎ０２".upper())
        messages, ids = self._load_file(
            self._as("inspector"), "cadre.conduct.event", content
        )
        self.assertFalse(messages)
        event = self.env["cadre.conduct.event"].browse(ids)
        self.assertEqual(event.employee_id, self.namesakes[1])

    def test_formula_without_a_value(self):
        self._assert_refused(
            self._as("inspector"),
            "cadre.conduct.event",
            case_file("13_formula.xlsx", ADDON),
            "Row 1 .*amount.*=15000.*no stored value",
        )

    def test_money_in_tens_of_thousands(self):
        self._assert_refused(
            self._as("inspector"),
            "cadre.conduct.event",
            case_file("13_wan.xlsx", ADDON),
            "Row 1 .*amount.*3.5万.*write 35000",
        )
        for amount in ("1.2亿", "1e5", "nan", "1e400", "12%"):
            with self.subTest(amount=amount):
                self._assert_refused(
                    self._as("inspector"),
                    "cadre.conduct.event",
                    self._event(amount=amount),
                    "Row 1 .*amount",
                )
        messages, ids = self._load_file(
            self._as("inspector"),
            "cadre.conduct.event",
            self._event(amount="￥１５，０００.50元"),
        )
        self.assertFalse(messages)
        event = self.env["cadre.conduct.event"].browse(ids)
        self.assertEqual(event.amount, 15000.5)
