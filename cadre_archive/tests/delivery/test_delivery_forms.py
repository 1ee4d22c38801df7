import io

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliveryForms(DeliveryCommon):
    """The paper and the windows: R-66, R-68, facts 5.4."""

    def _html(self, name, record):
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        html, _type = reports._render_qweb_html(f"cadre_archive.{name}", record.ids)
        return html.decode()

    def test_hand_over_list(self):
        """R-66: unit, date, name, post, materials, originals, both people."""
        delivery = self._received(self._line(copies=2), self._line(self.d_li))
        html = self._html("report_delivery_hand_over", delivery)
        for text in (
            "Party Office",
            delivery.name,
            "方艳慧",
            "李强",
            "王芳",
            "z_clerk",
        ):
            self.assertIn(text, html)
        self.assertIn("3 originals", html)

    def test_hand_over_lists_in_one_go(self):
        """Several deliveries are one article: Debian's wkhtmltopdf cannot join."""
        deliveries = self._received() | self._received()
        html = self._html("report_delivery_hand_over", deliveries)
        self.assertEqual(html.count('class="article'), 1)
        self.assertEqual(html.count('o_cadre_next"'), 1)

    def test_return_notice(self):
        """R-68: addressee, defects with their clause, the day, the remark."""
        delivery = self._examined(
            self._line(seal_check="no", signature_check="no"), self._line(self.d_li)
        )
        delivery.line_ids[0].write(
            {"defect_note": "Section head has to sign", "state": "returned"}
        )
        html = self._html("report_delivery_return", delivery)
        line = delivery.line_ids[0]
        for text in (
            line.return_number,
            "R-61: no seal",
            "R-61: not signed",
            "Section head has to sign",
            str(line.date_redelivery),
            "方艳慧",
        ):
            self.assertIn(text, html)
        self.assertNotIn("李强", html)

    def test_no_notice_without_return(self):
        with self.assertRaises(UserError):
            self._html("report_delivery_return", self._received())

    def _workbook(self, ids, data):
        report = self.env.ref("cadre_archive.cadre_delivery_report_register_xlsx")
        content, _type = report.with_user(self.clerk)._render_xlsx(
            report.report_name, ids, data=data
        )
        return load_workbook(io.BytesIO(content)).active

    def test_register_xlsx(self):
        """Facts 5.4: loose materials received, what became of each."""
        delivery = self._examined(self._line(), self._line(self.d_li, seal_check="no"))
        delivery.action_accept()
        delivery.line_ids[1].write({"state": "returned"})
        sheet = self._workbook([], {"year": self.today.year})
        rows = list(sheet.iter_rows(values_only=True))
        titles = rows[0]
        for title in (
            "Material No.",
            "Class",
            "Material name",
            "Handed by",
            "Treatment",
        ):
            self.assertIn(title, titles)
        mine = [
            dict(zip(titles, row, strict=True))
            for row in rows[1:]
            if row[titles.index("Loose No.")].startswith(delivery.name)
        ]
        self.assertEqual([row["Material No."] for row in mine], ["ZD1/3-1", ""])
        self.assertEqual([row["Accepted?"] for row in mine], ["yes", "no"])
        self.assertIn("RN/", mine[1]["Treatment"])

    def test_register_of_chosen_lines(self):
        delivery = self._received(self._line(), self._line(self.d_li))
        sheet = self._workbook(delivery.line_ids[:1].ids, {})
        self.assertEqual(sheet.max_row, 2)

    def test_register_pdf(self):
        delivery = self._received()
        html = self._html("report_delivery_register", delivery.line_ids)
        self.assertIn("方艳慧", html)
        self.assertIn(delivery.name, html)

    def test_decision_window_returns(self):
        """R-68: the window lists what is not fit, and prints the notice."""
        delivery = self._examined(self._line(seal_check="no"), self._line(self.d_li))
        action = delivery.action_return()
        window = Form(
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        self.assertEqual(len(window.row_ids), 1)
        window.note = "Please hurry"
        printed = window.save().action_confirm()
        self.assertEqual(printed["report_name"], "cadre_archive.report_delivery_return")
        self.assertEqual(delivery.line_ids.mapped("state"), ["returned", "examined"])
        self.assertEqual(delivery.line_ids[0].defect_note, "Please hurry")

    def test_decision_window_rejects(self):
        """R-58"""
        delivery = self._examined()
        action = delivery.line_ids.action_reject()
        window = Form(
            self.env[action["res_model"]]
            .with_user(self.clerk)
            .with_context(**action["context"])
        )
        window.reason_id = self.false_content
        window.save().action_confirm()
        self.assertEqual(delivery.line_ids.state, "rejected")
        self.assertEqual(delivery.state, "done")

    def test_form_of_a_clerk(self):
        """What a clerk types in the form, line by line."""
        form = Form(self.env["cadre.delivery"].with_user(self.clerk))
        form.department_id = self.department
        form.deliverer_id = self.env["hr.employee"].browse(self.wang.id)
        with form.line_ids.new() as line:
            line.dossier_id = self.d_fang
            line.type_id = self.type
            self.assertEqual(line.name, self.type.name)
            line.page_to = 3
            line.medium = "black_ink"
        form.is_deliverer_signed = True
        form.is_receiver_signed = True
        delivery = form.save()
        delivery.action_receive()
        self.assertEqual(delivery.state, "received")
        self.assertEqual(delivery.line_ids.employee_id, self.fang)
