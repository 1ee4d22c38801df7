import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..archive_common import ArchiveCommon
from ..reading_common import ReadingCommon
from ..scan_common import ScanCommon

TRAIL = "cadre_archive.trail_register"
VIEWS = "cadre_archive.view_register"


@tagged("post_install", "-at_install")
class TestTrail(ArchiveCommon):
    """R-08: who ever saw which file, and who has what now."""

    def _trail(self, user=None, **domain):
        trail = self.env["cadre.access.trail"].with_user(user or self.clerk)
        self.env.flush_all()
        return trail.search([(name, "=", value) for name, value in domain.items()])

    def test_one_row_for_each_reader_and_file(self):
        readers = [
            self._reader(),
            self._reader(name="钱进", identification="110101198505052222"),
        ]
        access = self._handed_out(self.d_fang + self.d_li, readers=readers)
        rows = self._trail(document=access.name)
        self.assertEqual(len(rows), 4)
        self.assertEqual(len(set(rows.ids)), 4)
        self.assertEqual(set(rows.mapped("person")), {"孙丽", "钱进"})
        self.assertEqual(rows.dossier_id, self.d_fang + self.d_li)
        self.assertTrue(all(rows.mapped("is_out")))
        self.assertEqual(set(rows.mapped("unit")), {self.unit.name})

    def test_back_is_not_out(self):
        access = self._returned(self.d_fang)
        [row] = self._trail(document=access.name)
        self.assertFalse(row.is_out)
        self.assertEqual(row.date_end, access.line_ids.date_returned)

    def test_approved_is_not_seen(self):
        access = self._approved(self.d_fang)
        self.assertFalse(self._trail(document=access.name))

    def test_own_and_relatives_are_invisible(self):
        """R-03, R-04: not even that somebody saw it."""
        self._handed_out(self.d_fang)
        self.assertTrue(self._trail(self.clerk2, dossier_id=self.d_fang.id))
        self.fang.user_id = self.clerk2
        self.env.invalidate_all()
        self.assertFalse(self._trail(self.clerk2, dossier_id=self.d_fang.id))
        groups = (
            self.env["cadre.access.trail"]
            .with_user(self.clerk2)
            .formatted_read_group([], ["dossier_id"], ["__count"])
        )
        self.assertNotIn(self.d_fang.id, [(g["dossier_id"] or [0])[0] for g in groups])

    def test_nobody_else_reads_and_nobody_writes(self):
        self._handed_out(self.d_fang)
        for user in (self.plain, self.committee, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._trail(user)
        row = self._trail()[:1]
        for operation in ("write", "create", "unlink"):
            self.assertFalse(row.has_access(operation))

    def test_register_of_a_year_on_both(self):
        access = self._handed_out(self.d_fang)
        self.env.flush_all()
        year = self.company._cadre_date().year
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_xlsx(TRAIL, None, {"year": year})
        )
        head, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(
            values_only=True
        )
        rows = [dict(zip(head, row, strict=True)) for row in rows]
        self.assertIn(access.name, {row["Application"] for row in rows})


@tagged("post_install", "-at_install")
class TestRegistersOnPaper(ArchiveCommon):
    """Facts 5.4: each register on paper as well."""

    def _values(self, kind, user=None, year=None):
        wizard = (
            self.env["cadre.access.register"]
            .with_user(user or self.clerk)
            .create(
                {
                    "kind": kind,
                    "form": "pdf",
                    "year": year or self.company._cadre_date().year,
                }
            )
        )
        report = self.env["report.cadre_archive.report_register"]
        return report.with_user(user or self.clerk)._get_report_values(wizard.ids)

    def test_every_register_renders(self):
        self._handed_out(self.d_fang)
        self._handed_out(self.d_li, kind="loan")
        self._access(self.d_wang, basis="letter_proof").action_submit()
        self.env.flush_all()
        kinds = self.env["cadre.access.register"]._fields["kind"].get_values(self.env)
        for kind in kinds:
            with self.subTest(kind=kind):
                values = self._values(kind)
                self.assertAlmostEqual(sum(w for _t, w in values["heads"]), 100, 0)
                for row in values["rows"]:
                    self.assertEqual(len(row), len(values["heads"]))
                if kind != "view":
                    self.assertTrue(values["rows"])

    def test_html(self):
        access = self._access(self.d_wang, basis="letter_proof")
        access.action_submit()
        wizard = (
            self.env["cadre.access.register"]
            .with_user(self.clerk)
            .create({"kind": "refusal", "form": "pdf"})
        )
        action = wizard.action_print()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.clerk)
            ._render_qweb_html(action["report_name"], wizard.ids)
        )
        self.assertIn(access.name, html.decode())
        self.assertIn("by the rule (R-18)", html.decode())

    def test_refusals_only(self):
        """R-18: refused letters and refused applications, nothing else."""
        granted = self._approved(self.d_fang)
        refused = self._access(self.d_li)
        refused.action_submit()
        refused.with_user(self.head)._transition("refused", reason="Not needed")
        numbers = {row[0] for row in self._values("refusal")["rows"]}
        self.assertIn(refused.name, numbers)
        self.assertNotIn(granted.name, numbers)

    def test_group_is_asked_in_the_code(self):
        for user in (self.plain, self.committee, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._values("consultation", user)


@tagged("post_install", "-at_install")
class TestPagesSeen(ScanCommon):
    """R-08: every page of a scan that was opened stands in the register."""

    def test_page_is_in_register_and_trail(self):
        scan = self.scan
        for _time in range(2):
            scan.with_user(self.clerk)._page(1)
        self.env.flush_all()
        views = (
            self.env["cadre.page.view"]
            .with_user(self.clerk)
            .search([("material_id", "=", scan.material_id.id)])
        )
        self.assertEqual(views.mapped("page"), [1, 1])
        self.assertEqual(views.user_id, self.clerk)
        [row] = (
            self.env["cadre.access.trail"]
            .with_user(self.clerk)
            .search([("dossier_id", "=", scan.dossier_id.id), ("kind", "=", "work")])
        )
        self.assertEqual((row.person, row.page_count), (self.clerk.name, 2))
        with self.assertRaises(UserError):
            self.env[f"report.{VIEWS}"]._year_domain({"year": "x"}, "date")


@tagged("post_install", "-at_install")
class TestTrailOfSessions(ReadingCommon):
    """R-08: reading sessions and information slips stand in the trail as well."""

    def _row(self, kind, dossier):
        self.env.flush_all()
        return (
            self.env["cadre.access.trail"]
            .with_user(self.clerk)
            .search([("kind", "=", kind), ("dossier_id", "=", dossier.id)])
        )

    def test_session(self):
        session, token = self._started()
        for scan in (self.first_scan, self.scan, self.first_scan):
            session._picture(token, scan.id, 1)
        row = self._row("reading", self.d_fang)
        self.assertRecordValues(
            row,
            [
                {
                    "person": self.chen.name,
                    "document": self.access.name,
                    "page_count": 3,
                    "employee_id": self.fang.id,
                }
            ],
        )
        views = (
            self.env["cadre.page.view"]
            .with_user(self.clerk)
            .search([("document", "=", self.access.name)])
        )
        self.assertEqual(len(views), 3)
        self.assertEqual(views.user_id, self.reader_user)
        self.assertEqual(views.material_id, self.granted)

    def test_kin_and_own_see_no_row(self):
        """R-03, R-04: heads who are concerned find nothing."""
        session, token = self._started()
        session._picture(token, self.first_scan.id, 1)
        self.env.flush_all()
        for user in (self.kin, self.own):
            for model in ("cadre.access.trail", "cadre.page.view"):
                with self.subTest(user=user.login, model=model):
                    found = self.env[model].with_user(user)
                    self.assertFalse(
                        found.search([("dossier_id", "=", self.d_fang.id)])
                    )

    def test_slip(self):
        """R-70: a fact told is on the trail from the answer on."""
        slip = (
            self.env["cadre.information.slip"]
            .with_user(self.clerk)
            .create(
                {
                    "department_id": self.department.id,
                    "asked_by": "周刚",
                    "dossier_id": self.d_li.id,
                    "question": "Since when in the Party?",
                    "purpose": "personnel",
                    "basis": "Letter 12",
                }
            )
        )
        slip.action_register()
        slip.with_user(self.head).action_approve()
        self.assertFalse(self._row("slip", self.d_li))
        slip.line_ids = [(0, 0, {"label": "Joined", "answer": "1999-07-01"})]
        slip.action_answer()
        row = self._row("slip", self.d_li)
        self.assertEqual((row.person, row.unit), ("周刚", "Party Office"))
