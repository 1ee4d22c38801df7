import re
import subprocess
import unicodedata

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..archive_common import ArchiveCommon

FORMS = ("approval", "iou", "declaration")


@tagged("post_install", "-at_install")
class TestAccessForms(ArchiveCommon):
    """Facts 5.5: form, IOU and declaration, before and after they are signed."""

    def _html(self, form, access, user=None):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.clerk)
            ._render_qweb_html(f"cadre_archive.report_access_{form}", access.ids)
        )
        return re.sub(r"\s+", " ", html.decode())

    def test_blank_form(self):
        """R-06: printed from the draft, it leaves room for signature and number."""
        html = self._html("approval", self._access(self.d_fang))
        self.assertIn("方艳慧", html)
        self.assertIn("孙丽", html)
        self.assertNotIn("o_cadre_qr&quot; alt", html)
        self.assertNotIn("Approved", html)
        self.assertIn("☐ copies", html)

    def test_decided_form(self):
        """R-07: who decided, when and what; R-08: out and back with the pages."""
        access = self._returned(self.d_fang + self.d_li)
        html = self._html("approval", access)
        self.assertIn(access.name, html)
        self.assertIn(self.head.name, html)
        self.assertIn("Approved", html)
        self.assertEqual(html.count("8 pages"), 4)
        self.assertIn("data:image/svg+xml", html)
        self.assertIn("R-11", html)

    def test_refused_form(self):
        access = self._access(self.d_fang)
        access.action_submit()
        access.with_user(self.head)._transition("refused", reason="Too vague")
        html = self._html("approval", access)
        self.assertIn("Too vague", html)
        self.assertIn("Refused", html)

    def test_asked_and_granted(self):
        """R-11, R-13: what was asked, and which of it was granted."""
        access = self._access(self.d_fang, wants_copy=True, wants_extract=True)
        self.assertIn("☑ copies<", self._html("approval", access).replace(" <", "<"))
        access.action_submit()
        access.with_user(self.head).write({"grants_extract": True})
        access.with_user(self.head).action_approve()
        html = self._html("approval", access)
        self.assertIn("☑ copies (not granted)", html)
        self.assertIn("☑ extracts (granted)", html)

    def test_iou(self):
        """R-15, R-17: number, borrower, pages and the last good day."""
        access = self._handed_out(self.d_fang, kind="loan")
        html = self._html("iou", access)
        for text in (
            access.iou_number,
            "孙丽",
            str(access.date_due),
            "Office of the unit",
            "R-16",
        ):
            self.assertIn(text, html)

    def test_iou_is_numbered_before_it_is_signed(self):
        """R-15: printed for the signature, the number stays at the hand-out."""
        access = self._approved(self.d_fang, kind="loan")
        access.with_user(self.clerk).action_print_iou()
        number = access.iou_number
        self.assertTrue(number)
        self.assertIn(number, self._html("iou", access))
        access.with_user(self.clerk).action_print_iou()
        self._sign(access, "declaration")
        self._sign(access, "iou")
        self._hand_out(access, {access.line_ids: 8})
        self.assertEqual(access.iou_number, number)
        with self.assertRaises(AccessError):
            access.with_user(self.plain).action_print_iou()

    def test_signatures_of_the_screen_are_on_the_form(self):
        """R-04, R-08: the form after the signature bears it."""
        access = self._approved(self.d_fang)
        self.assertNotIn("image/png", self._html("declaration", access))
        self._sign(access, "declaration")
        html = self._html("declaration", access)
        self.assertIn("data:image/png;base64,", html)
        self.assertIn(str(self.company._cadre_date()), html)

    def test_iou_only_for_approved_loans(self):
        """R-15"""
        for access in (
            self._approved(self.d_fang),
            self._access(self.d_li, kind="loan"),
        ):
            with self.assertRaisesRegex(UserError, "R-15"):
                self._html("iou", access)

    def test_one_declaration_for_each_reader(self):
        """R-04, Q-2"""
        readers = [
            self._reader(),
            self._reader(name="钱进", identification="110101198505052222"),
        ]
        html = self._html("declaration", self._access(self.d_fang, readers=readers))
        self.assertEqual(html.count("I declare that"), 2)
        self.assertEqual(html.count("o_cadre_next"), 2)  # the style and one break

    def test_rights(self):
        """R-03, R-04: the form of one's own file prints for nobody concerned."""
        access = self._approved(self.d_fang)
        for form in FORMS:
            for user in (self.plain, self.administrator):
                with self.subTest(form=form, user=user.login):
                    with self.assertRaises(AccessError):
                        self._html(form, access, user)
        self.fang.user_id = self.clerk2
        self.env.invalidate_all()
        for form in ("approval", "declaration"):
            with self.subTest(form=form), self.assertRaises(AccessError):
                self._html(form, access, self.clerk2)

    def test_committee_prints_what_waits_for_it(self):
        """R-07: whoever decides may have the form in the hand."""
        access = self._access(self.d_zhao)
        access.action_submit()
        self.assertIn("赵敏", self._html("approval", access, self.committee))
        with self.assertRaises(AccessError):
            self._html("iou", access, self.committee)


@tagged("post_install", "-at_install")
class TestAccessFormPdf(ArchiveCommon, HttpCase):
    """The form as it comes out of the printer."""

    def test_pdf_is_legible(self):
        report = self.env["ir.actions.report"]
        if report.get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        accesses = self._returned(self.d_fang) | self._approved(self.d_li)
        pdf, _kind = (
            report.with_user(self.clerk)
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf("cadre_archive.report_access_approval", accesses.ids)
        )
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True
        ).stdout.decode()
        text = unicodedata.normalize("NFKC", text)
        self.assertIn("方艳慧", text)
        self.assertIn("李强", text)
        self.assertEqual(text.count("\f"), 2, "one page for each application")
