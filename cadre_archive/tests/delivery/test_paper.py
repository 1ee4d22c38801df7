import io
import unicodedata

import pypdf

from odoo.tests import HttpCase, tagged

from ..delivery_common import DeliveryCommon

LONG = "关于同意方艳慧同志任职试用期满正式任职并办理有关手续的批复及其附件材料"


@tagged("post_install", "-at_install")
class TestPaper(DeliveryCommon, HttpCase):
    """Lists of more than one sheet: whole rows; heads, name and number on each."""

    def _pages(self, report, records):
        """Text of each page of the PDF, or None where nothing prints here."""
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        if reports.get_wkhtmltopdf_state() == "install":
            return None
        data, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, records.ids
        )
        self.assertEqual(kind, "pdf")
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        return [page.extract_text() for page in pages]

    def _check(self, report, records, sheets, heads, marks):
        """As many pages as were dealt, each with heads, and rows only where meant."""
        texts = self._pages(report, records)
        if texts is None:
            self.skipTest("wkhtmltopdf missing")
        self.assertEqual(len(texts), len(sheets), "no sheet runs over")
        self.assertGreater(len(sheets), 1)
        for number, text in enumerate(texts, start=1):
            # A PDF may have a radical where the text has the character.
            plain = unicodedata.normalize("NFKC", "".join(text.split()))
            for word in (*heads, f"{number} of {len(sheets)}"):
                self.assertIn("".join(word.split()), plain, f"page {number}")
            for mark in marks(sheets[number - 1]):
                self.assertIn(mark, plain, f"page {number}")

    def test_catalogue(self):
        self.env["cadre.material"].create(
            [
                {
                    "dossier_id": self.d_fang.id,
                    "type_id": self.type.id,
                    "name": f"{LONG if number % 3 else '登记表'} M{number:02}E",
                    "date_formed": "2020-01-01",
                    "page_count": 2,
                    "remark": "复印件" * (number % 7),
                }
                for number in range(70)
            ]
        )
        clerk = self.env(user=self.clerk)
        catalogue = clerk["cadre.catalogue"]._print(self.d_fang.with_env(clerk))
        [sheet] = clerk["cadre.catalogue.sheet"]._sheets(catalogue)
        self.assertEqual(sum(map(len, sheet["parts"])), len(sheet["rows"]))
        self._check(
            "cadre_archive.report_catalogue",
            catalogue,
            sheet["parts"],
            ("Material name", "Serial No.", "ZD1", "方艳慧"),
            lambda rows: [row["name"][-4:] for row in rows if row["kind"] == "row"],
        )

    def test_hand_over_list(self):
        delivery = self._draft(
            *(
                self._line(name=f"{LONG if number % 2 else '登记表'} M{number:02}E")
                for number in range(40)
            )
        )
        form = self.env["report.cadre_archive.report_delivery_hand_over"]
        [sheet] = form.with_user(self.clerk)._sheets(delivery)
        self._check(
            "cadre_archive.report_delivery_hand_over",
            delivery,
            sheet["pages"],
            ("Material name", "Originals", "Party Office"),
            lambda rows: [row["name"][-4:] for row in rows],
        )

    def test_loose_materials(self):
        delivery = self._received(
            *(
                self._line(name=f"{LONG if number % 2 else '登记表'} M{number:02}E")
                for number in range(40)
            )
        )
        report = self.env["report.cadre_archive.report_delivery_register"]
        values = report.with_user(self.clerk)._get_report_values(delivery.line_ids.ids)
        self._check(
            "cadre_archive.report_delivery_register",
            delivery.line_ids,
            values["sheets"],
            ("Register of Loose Materials", "Handed by"),
            lambda rows: [row["name"][-4:] for row in rows],
        )
