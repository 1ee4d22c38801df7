import io
from datetime import timedelta

import pypdf

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..reading_common import ReadingCommon, ReadingHttpCommon

REPORT = "cadre_archive.report_extract"


class CopyCommon(ReadingCommon):
    """Copies and extracts are granted on the application of 陈静."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.access.sudo().write({"grants_copy": True, "grants_extract": True})

    @classmethod
    def _extract(cls, user=None, **values):
        return (
            cls.env["cadre.extract"]
            .with_user(user or cls.clerk)
            .create(
                {
                    "access_id": cls.access.id,
                    "material_id": cls.granted.id,
                    "pages": "1",
                    "text": "1998年7月参加工作",
                    **values,
                }
            )
        )

    @classmethod
    def _released(cls):
        extract = cls._extract()
        extract.with_user(cls.clerk2).action_check()
        cls._on_paper(extract)
        head = extract.with_user(cls.head)
        head.write({"is_signed": True, "is_sealed": True})
        head.action_stamp()
        head.action_release()
        return extract

    @classmethod
    def _on_paper(cls, extract):
        """Printed by the clerk, to be signed and sealed."""
        mine = extract.with_user(cls.clerk)
        known = mine.print_ids
        mine.action_print()
        mine.invalidate_recordset(["print_ids"])
        return (mine.print_ids - known)._fetch()[0].decode()


@tagged("post_install", "-at_install", "cadre_copy")
class TestCopies(CopyCommon):
    """R-11: copies where they were granted, each numbered and marked."""

    def _refused(self, clause, call, *args, **kwargs):
        with self.assertRaises(UserError) as raised:
            call(*args, **kwargs)
        self.assertIn(f"{clause}:", str(raised.exception))

    def test_off_unless_granted(self):
        """R-11: also to the archive, also of granted materials."""
        self.access.sudo().grants_copy = False
        for user in self.clerk | self.head:
            access = self.access.with_user(user)
            self._refused("R-11", access._copy, self.granted, "scan")
            self._refused("R-11", access._copy, self.granted, "paper")
        self.assertFalse(self.env["cadre.copy.print"].search([]))

    def test_only_the_archive_copies(self):
        for user in (
            self.plain,
            self.reader_user,
            self.committee,
            self.administrator,
            self.kin,
            self.own,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.access.with_user(user)._copy(self.granted, "scan")

    def test_numbers_without_gaps(self):
        """A row for each set; what is refused in between takes no number."""
        first = self.access._copy(self.granted, "scan", copies=2)
        self._refused("R-11", self.access._copy, self.ungranted, "scan")
        with self.assertRaisesRegex(UserError, "there are pages 1 to 2"):
            self.access._copy(self.granted, "scan", pages="9")
        second = self.access._copy(self.granted, "paper", pages="1-3")
        numbers = [int(one.name.rsplit("/", 1)[1]) for one in first | second]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        self.assertEqual((first | second).mapped("page_count"), [2, 2, 3])
        self.assertEqual(second.pages, "1-3")
        self.assertEqual(second.user_id, self.clerk)
        entries = self.env["cadre.log"].search(
            [("model", "=", "cadre.copy.print"), ("action", "=", "print")]
        )
        self.assertEqual(len(entries), 3)
        self.assertEqual(entries.subject_id, self.fang)

    def test_pages_and_copies_at_the_boundary(self):
        """Pages 1 to 2 of the scan, 1 to 4 of the paper; 1 to 100 sheets."""
        for kind, pages, fits in (
            ("scan", "2", True),
            ("scan", "3", False),
            ("scan", "0", False),
            ("paper", "4", True),
            ("paper", "5", False),
        ):
            with self.subTest(kind=kind, pages=pages):
                if fits:
                    self.assertTrue(self.access._copy(self.granted, kind, pages))
                else:
                    with self.assertRaisesRegex(UserError, "there are pages 1 to"):
                        self.access._copy(self.granted, kind, pages)
        for copies in (0, -1, 51):
            with self.assertRaisesRegex(UserError, "between 1 and 100 sheets"):
                self.access._copy(self.granted, "scan", copies=copies)
        self.assertEqual(len(self.access._copy(self.granted, "paper", "1", 100)), 100)

    def test_sheets_bear_their_number_and_come_once(self):
        """Two copies of two pages: four sheets, all different; no second PDF."""
        prints = self.access._copy(self.granted, "scan", copies=2).with_user(self.clerk)
        data, name = prints._fetch()
        self.assertTrue(name.endswith(".pdf"))
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        images = [page.images[0].data for page in pages]
        self.assertEqual(len(images), 4)
        self.assertEqual(len(set(images)), 4)
        self._refused("R-11", prints._fetch)
        self._refused("R-11", prints[0]._fetch)
        self.assertEqual(set(prints.mapped("is_fetched")), {True})

    def test_fetched_by_who_printed(self):
        prints = self.access.with_user(self.clerk)._copy(self.granted, "scan")
        for user in self.users_all():
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                prints.with_user(user)._fetch()
        self.access._transition("withdrawn", reason="not needed")
        # Granted no more.
        self._refused("R-11", prints.with_user(self.clerk)._fetch)

    def users_all(self):
        return (
            self.plain
            | self.clerk2
            | self.head
            | self.committee
            | self.administrator
            | self.kin
            | self.own
            | self.reader_user
        )

    def test_register_is_append_only(self):
        prints = self.access._copy(self.granted, "paper")
        for user in self.clerk | self.head:
            for vals in ({"pages": "1"}, {"is_fetched": True}, {}):
                with self.assertRaises(AccessError):
                    prints.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                self.env["cadre.copy.print"].with_user(user).create({})
        with self.assertRaises(AccessError):
            prints.sudo().write({"pages": "1"})
        with self.assertRaises(AccessError):
            prints.sudo().unlink()

    def test_never_about_kin(self):
        """R-03, R-04: the head concerned sees neither print nor extract."""
        prints = self.access._copy(self.granted, "paper")
        extract = self._extract()
        for user in self.kin | self.own:
            for record in (prints, extract):
                self.assertFalse(
                    record.with_user(user).search([("id", "in", record.ids)])
                )
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["name"])

    def test_queries_do_not_grow(self):
        def queries(copies):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.access._copy(self.granted, "paper", "1", copies)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(1)
        # A gapless number is a locked row: these are the only queries for each copy.
        few, many = queries(2), queries(12)
        self.assertLessEqual(many - few, 10 * 5)


@tagged("post_install", "-at_install", "cadre_copy", "cadre_security")
class TestExtracts(CopyCommon):
    """R-13: drafted, checked by another, stamped, released; printed only then."""

    def _refused(self, call, *args, **kwargs):
        with self.assertRaises(UserError) as raised:
            call(*args, **kwargs)
        self.assertIn("R-13:", str(raised.exception))

    def test_way(self):
        extract = self._released()
        self.assertRecordValues(
            extract,
            [
                {
                    "state": "released",
                    "drafter_id": self.clerk.id,
                    "checker_id": self.clerk2.id,
                    "stamper_id": self.head.id,
                    "releaser_id": self.head.id,
                    "employee_id": self.fang.id,
                    "dossier_id": self.d_fang.id,
                }
            ],
        )
        steps = self.env["cadre.log"].search(
            [("model", "=", "cadre.extract"), ("action", "=", "state")], order="id"
        )
        self.assertEqual(steps.mapped("state_to"), ["checked", "stamped", "released"])

    def test_off_unless_granted(self):
        self.access.sudo().grants_extract = False
        self._refused(self._extract)
        self.access.sudo().grants_extract = True
        extract = self._extract()
        self.access.sudo().grants_extract = False
        self._refused(extract.with_user(self.clerk2).action_check)

    def test_granted_materials_only(self):
        for material in (self.ungranted, self.foreign):
            self._refused(self._extract, material_id=material.id)
        extract = self._extract()
        self._refused(extract.write, {"material_id": self.ungranted.id})

    def test_checked_by_another(self):
        """The drafter never checks, whatever his role; a reader neither."""
        extract = self._extract(self.head)
        self._refused(extract.with_user(self.head).action_check)
        self.reader_user.group_ids += self.env.ref(
            "cadre_archive.group_cadre_archive_clerk"
        )
        self._refused(extract.with_user(self.reader_user).action_check)
        self._refused(self._extract, self.reader_user)
        self.assertEqual(extract.state, "draft")
        extract.with_user(self.clerk).action_check()
        self.assertEqual(extract.checker_id, self.clerk)

    def test_stamped_by_the_head_with_signature_and_seal(self):
        extract = self._extract()
        extract.with_user(self.clerk2).action_check()
        self._refused(extract.with_user(self.clerk2).action_stamp)
        self._on_paper(extract)
        for values in (
            {},
            {"is_signed": True},
            {"is_signed": False, "is_sealed": True},
        ):
            head = extract.with_user(self.head)
            head.write(values)
            self._refused(head.action_stamp)
        self._refused(extract.with_user(self.clerk2).write, {"is_signed": True})
        head.write({"is_signed": True})
        head.action_stamp()
        self.assertEqual(extract.state, "stamped")

    def test_no_signature_without_a_paper(self):
        """R-13: ticked is what stands on a sheet, so the sheet comes first."""
        extract = self._extract()
        extract.with_user(self.clerk2).action_check()
        head = extract.with_user(self.head)
        for name in ("is_signed", "is_sealed"):
            self._refused(head.write, {name: True})
        extract.with_user(self.clerk).action_print()
        self._refused(head.write, {"is_signed": True})  # numbered, not made
        html = self._on_paper(extract)
        self.assertIn("not valid before", html)
        head.write({"is_signed": True, "is_sealed": True})
        # What is corrected afterwards needs a sheet of its own.
        action = extract.action_send_back()
        wizard = self.env["cadre.step.reason"].with_user(self.clerk)
        wizard.with_context(**action["context"]).create(
            {"reason": "a line is missing"}
        ).action_confirm()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            extract.with_user(self.clerk2).action_check()
            self._refused(head.write, {"is_signed": True})

    def test_what_was_checked_stays(self):
        extract = self._extract()
        extract.text = "1998年8月参加工作"
        extract.with_user(self.clerk2).action_check()
        for values in ({"text": "x"}, {"pages": "2"}, {"material_id": False}):
            self._refused(extract.write, values)
        with self.assertRaisesRegex(UserError, r"needs a written reason\.\s+R-13:"):
            extract._transition("draft")
        action = extract.action_send_back()
        wizard = self.env["cadre.step.reason"].with_user(self.clerk)
        wizard.with_context(**action["context"]).create(
            {"reason": "a line is missing"}
        ).action_confirm()
        self.assertEqual((extract.state, extract.checker_id.id), ("draft", False))
        extract.text = "1998年7月参加工作"

    def test_steps_are_nobodys_to_write(self):
        extract = self._extract()
        for user in self.clerk | self.head:
            for values in (
                {"drafter_id": self.clerk2.id},
                {"checker_id": self.clerk2.id},
                {"name": "E/1"},
                {"employee_id": self.li.id},
            ):
                with self.assertRaises(AccessError):
                    extract.with_user(user).write(values)
            for state in ("stamped", "released"):
                with self.assertRaisesRegex(UserError, "cannot be changed from"):
                    extract.with_user(user).write({"state": state})
        with self.assertRaisesRegex(UserError, "begins as"):
            self._extract(state="released")
        with self.assertRaises(AccessError):
            self._extract(checker_id=self.clerk2.id)
        forced = (
            self.env["cadre.extract"]
            .with_user(self.clerk)
            .with_context(default_is_signed=True, default_is_sealed=True)
            .create(
                {
                    "access_id": self.access.id,
                    "material_id": self.granted.id,
                    "pages": "1",
                    "text": "x",
                }
            )
        )
        self.assertFalse(forced.is_signed or forced.is_sealed)

    def _no_print(self, of_rule):
        """Whoever could print is told the rule; nobody else has the right."""
        if of_rule:
            return self.assertRaisesRegex(UserError, r"is not released\.\s+R-13:")
        return self.assertRaises(AccessError)

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_not_printed_before_release(self):
        """In no state before, by no role, neither by button nor by the report.

        But for the sheet that is signed: numbered, by the archive, when it was checked.
        """
        extract = self._extract()
        paths = [
            lambda: None,
            lambda: (
                extract.with_user(self.clerk2).action_check(),
                self._on_paper(extract),
                extract.with_user(self.head).write(
                    {"is_signed": True, "is_sealed": True}
                ),
                extract.with_user(self.head).action_stamp(),
            ),
        ]
        # A row as if the clerk had printed it, to come by the report itself.
        row = (
            self.env["cadre.copy.print"]
            .with_user(self.clerk)
            ._number_prints(
                self.access.with_user(self.clerk),
                [
                    {
                        "kind": "extract",
                        "extract_id": extract.id,
                        "dossier_id": self.d_fang.id,
                        "employee_id": self.fang.id,
                        "material_id": self.granted.id,
                        "pages": "1",
                        "page_count": 1,
                    }
                ],
            )
        )
        for path in paths:
            path()
            for user in (
                self.plain
                | self.clerk
                | self.clerk2
                | self.head
                | self.committee
                | self.administrator
                | self.kin
                | self.own
                | self.reader_user
            ):
                with self.subTest(state=extract.state, user=user.login):
                    archive = user in self.clerk | self.clerk2 | self.head
                    with self._no_print(of_rule=archive):
                        extract.with_user(user).action_print()
                    printer = user == self.clerk
                    with self._no_print(of_rule=printer):
                        row.with_user(user)._fetch()
                    with self._no_print(of_rule=printer):
                        self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                            REPORT, row.ids
                        )
        self.assertEqual(len(self.env["cadre.copy.print"].search([])), 2)

    def test_print_is_counted_and_marked(self):
        """Number, code, watermark of this very print; the report alone prints none."""
        extract = self._released().with_user(self.clerk)
        action = extract.action_print()
        one = extract.print_ids.filtered(lambda one: not one.is_fetched)
        self.assertEqual(action["params"]["url"], f"/cadre/print/{one.id}")
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.clerk)._render_qweb_html(
                REPORT, one.ids
            )
        html = one._fetch()[0].decode()
        for text in (
            one.name,
            extract.name,
            self.access.name,
            "方艳慧",
            "陈静",
            "1998年7月参加工作",
            "data:image/png;base64,",
            "data:image/svg+xml;base64,",
            "R-13",
        ):
            self.assertIn(text, html)
        with self.assertRaisesRegex(UserError, r"was made already\.\s+R-11:"):
            one._fetch()
        extract.action_print()
        self.assertEqual(len(extract.print_ids), 3)


@tagged("post_install", "-at_install", "cadre_copy", "cadre_security")
class TestCopiesHttp(CopyCommon, ReadingHttpCommon):
    """The gate of prints, over the wire."""

    def _post(self, path):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self)})

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_actions_report")
    def test_door(self):
        one = self.access.with_user(self.clerk)._copy(self.granted, "scan")
        path = f"/cadre/print/{one.id}"
        for user in self.users - self.clerk:
            self.login(user)
            response = self._post(path)
            with self.subTest(user=user.login):
                self.assertEqual((response.status_code, response.content), (404, b""))
                report = self.url_open(f"/report/html/{REPORT}/{one.id}")
                self.assertNotIn(b"1998", report.content)
        self.login(self.clerk)
        for wrong in ("x", "1,", "999999999", "1;2"):
            self.assertEqual(self._post(f"/cadre/print/{wrong}").status_code, 404)
        # Security 9: a picture in a message spends no print.
        self.assertEqual(self.url_open(path).status_code, 405)
        self.assertFalse(one.is_fetched)
        response = self._post(path)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content[:5], b"%PDF-")
        self.assertIn("no-store", response.headers["Cache-Control"])
        again = self._post(path)
        self.assertEqual(again.status_code, 409)
        self.assertIn("R-11", again.text)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_actions_report")
    def test_report_address_prints_nothing(self):
        """R-13: /report/pdf and /report/html refuse, before and after the release."""
        extract = self._released().with_user(self.clerk)
        extract.action_print()
        one = extract.print_ids.filtered(lambda one: not one.is_fetched)
        for user in self.users:
            self.login(user)
            for converter in ("html", "pdf", "text"):
                response = self.url_open(f"/report/{converter}/{REPORT}/{one.id}")
                with self.subTest(user=user.login, converter=converter):
                    self.assertNotIn("1998年7月".encode(), response.content)
                    self.assertNotIn(b"%PDF-", response.content[:5])
        self.assertFalse(one.is_fetched)


@tagged("post_install", "-at_install", "cadre_tour")
class TestCopyTours(CopyCommon, ReadingHttpCommon):
    """R-11, R-13: the sheets arrive in the browser of the clerk who printed them."""

    def _printed(self, access):
        prints = self.env["cadre.copy.print"].search([("access_id", "=", access.id)])
        prints.invalidate_recordset()
        self.assertEqual(set(prints.mapped("is_fetched")), {True})
        self.assertEqual(prints.user_id, self.clerk)
        return prints

    def test_pages_of_a_scan(self):
        """The wizard closes, the form counts."""
        self.start_tour(
            f"/odoo/cadre-applications/{self.access.id}",
            "cadre_copy_print",
            login=self.clerk.login,
        )
        self.assertEqual(len(self._printed(self.access)), 1)

    def test_an_extract(self):
        """A print for signature, then another of what was released."""
        extract = self._released()
        self.start_tour(
            f"/odoo/cadre-extracts/{extract.id}",
            "cadre_copy_extract",
            login=self.clerk.login,
        )
        self.assertEqual(len(self._printed(self.access)), 2)
