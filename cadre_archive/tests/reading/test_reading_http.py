import io
import itertools
import json
from datetime import timedelta
from unittest.mock import patch

from PIL import Image, ImageChops

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..reading_common import ReadingHttpCommon
from ..scan_common import ScanCommon

REPORT = "cadre_archive.report"
# What a browser sends with an address that somebody typed; else /json asks for a key.
BROWSER = {
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
}


@tagged("post_install", "-at_install", "cadre_reading", "cadre_security")
class TestReadingHttp(ReadingHttpCommon):
    """Over the wire: every path to a page, for every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opened = cls._opened()

    def start(self, session=None):
        answer = self.make_jsonrpc_request(
            "/web/dataset/call_kw/cadre.reading.session/start_reading",
            {
                "model": "cadre.reading.session",
                "method": "start_reading",
                "args": [(session or self.opened).id, True],
                "kwargs": {},
            },
        )
        return answer["token"]

    def call(self, model, method, *args, **kwargs):
        """What comes back, as text: an answer or an error."""
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": kwargs,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(response.status_code, 200)
        return response.json()

    def test_page_as_picture(self):
        """R-11: a new picture with the reader's name in it, kept nowhere."""
        self.login(self.reader_user)
        token = self.start()
        response = self.fetch(self.opened, self.first_scan, key=token)
        self.assertEqual(response.status_code, 200)
        headers = response.headers
        self.assertEqual(headers["Content-Type"], "image/jpeg")
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", headers["Content-Security-Policy"])
        self.assertEqual(headers["Cross-Origin-Resource-Policy"], "same-origin")
        self.assertEqual(headers["Content-Disposition"], "inline")
        self.assertNotIn(self.pages[0], response.content)
        shown = Image.open(io.BytesIO(response.content)).convert("L")
        original = Image.open(io.BytesIO(self.pages[0])).convert("L")
        difference = ImageChops.difference(shown, original)
        self.assertGreater(difference.getextrema()[1], 24)
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), minutes=2)):
            later = self.fetch(self.opened, self.first_scan, key=token)
        self.assertEqual(later.status_code, 200)
        self.assertNotEqual(later.content, response.content)

    @mute_logger("odoo.http")
    def test_for_the_reader_alone(self):
        """R-16: with the reader's key in his hand, nobody else gets a page."""
        self.login(self.reader_user)
        token = self.start()
        nothing = self.fetch(self.opened.browse(99999999), self.first_scan, key=token)
        self.assertEqual((nothing.status_code, nothing.content), (404, b""))
        for key in ("", "x", token[:-1]):
            response = self.fetch(self.opened, self.first_scan, key=key)
            self.assertEqual((response.status_code, response.content), (404, b""))
        for user in self.users - self.reader_user:
            self.login(user)
            with self.subTest(user=user.login):
                response = self.fetch(self.opened, self.first_scan, key=token)
                self.assertEqual((response.status_code, response.content), (404, b""))
        self.login(None)
        response = self.fetch(
            self.opened, self.first_scan, key=token, allow_redirects=False
        )
        self.assertIn(response.status_code, (302, 303))
        self.assertFalse(self.opened.view_ids)

    @mute_logger("odoo.http")
    def test_key_of_another_session(self):
        other = self._opened(self._readable(self.foreign))
        self.login(self.reader_user)
        token, other_token = self.start(), self.start(other)
        self.assertEqual(
            self.fetch(self.opened, self.first_scan, key=other_token).status_code, 404
        )
        self.assertEqual(
            self.fetch(other, self.first_scan, key=other_token).status_code, 409
        )
        self.assertEqual(
            self.fetch(self.opened, self.foreign_scan, key=token).status_code, 409
        )
        self.assertEqual(
            self.fetch(other, self.foreign_scan, key=other_token).status_code, 200
        )

    def test_after_the_end(self):
        """The end closes the session for good, though the answer is a refusal."""
        self.login(self.reader_user)
        token = self.start()
        self.assertEqual(
            self.fetch(self.opened, self.first_scan, key=token).status_code, 200
        )
        self.opened.sudo().date_end = fields.Datetime.now()
        for _time in range(2):
            response = self.fetch(self.opened, self.first_scan, key=token)
            self.assertEqual(response.status_code, 410)
            self.assertIn("R-11", response.text)
        self.assertEqual(self.opened.close_reason, "time")
        self.opened.sudo().date_end = fields.Datetime.add(
            fields.Datetime.now(), hours=1
        )
        response = self.fetch(self.opened, self.first_scan, key=token)
        self.assertEqual(response.status_code, 410)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_binary")
    def test_no_other_road_to_a_scan(self):
        """Attachment, image and viewer routes refuse the reader while he reads."""
        self.login(self.reader_user)
        self.start()
        for scan in (self.first_scan, self.ungranted_scan, self.foreign_scan):
            attachment = ScanCommon.attachment_of.__func__(self, scan)
            for path in (
                f"/web/content/{attachment.id}",
                f"/web/content/{attachment.id}?download=true",
                f"/web/image/{attachment.id}",
                f"/web/image/{attachment.id}/100x100",
                f"/web/content/ir.attachment/{attachment.id}/datas",
                f"/web/content/cadre.scan/{scan.id}/content",
                f"/web/image/cadre.scan/{scan.id}/content",
                f"/web/content/?model=cadre.scan&id={scan.id}&field=content",
                f"/cadre/scan/{scan.id}/page/1",
            ):
                with self.subTest(path=path):
                    response = self.url_open(path)
                    self.assertNotIn(self.pages[0][:64], response.content)
                    self.assertNotIn(self.pages[1][:64], response.content)
                    self.assertLess(response.status_code, 500)

    @mute_logger("odoo.http")
    def test_no_rpc_road_to_a_file(self):
        """The reader, while he reads, and others: no method tells of file or paper."""
        secrets = {
            "cadre.scan": self.first_scan,
            "cadre.material": self.granted,
            "cadre.dossier": self.d_fang,
            "cadre.access": self.access,
            "cadre.access.line": self.access.line_ids,
            "cadre.access.reader": self.reader,
            "cadre.reading.view": self.env["cadre.reading.view"],
            "cadre.reading.beat": self.env["cadre.reading.beat"],
            "cadre.log": self.env["cadre.log"].search([], limit=1),
        }
        self.login(self.reader_user)
        token = self.start()
        self.fetch(self.opened, self.first_scan, key=token)
        secrets["cadre.reading.view"] = self.opened.view_ids
        for user in self.reader_user | self.plain | self.administrator | self.own:
            self.login(user)
            for model, records in secrets.items():
                if user == self.own and model == "cadre.log":
                    continue  # his log is that of other files
                ids = records.ids
                for method, args, kwargs in (
                    ("read", [ids], {}),
                    ("web_read", [ids], {"specification": {"display_name": {}}}),
                    ("export_data", [ids, ["id", "display_name"]], {}),
                    ("search_read", [[["id", "in", ids]]], {}),
                    ("name_search", [], {"name": "", "domain": [["id", "in", ids]]}),
                    (
                        "formatted_read_group",
                        [[["id", "in", ids]], [], ["__count"]],
                        {},
                    ),
                    ("web_search_read", [[["id", "in", ids]], {"id": {}}], {}),
                    ("search_count", [[["id", "in", ids]]], {}),
                ):
                    with self.subTest(user=user.login, model=model, method=method):
                        answer = self.call(model, method, *args, **kwargs)
                        found = answer.get("result")
                        if isinstance(found, dict):
                            found = found.get("records") or found.get("datas")
                        if method == "formatted_read_group" and found:
                            found = found[0]["__count"]
                        self.assertFalse(found, answer)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_actions_report")
    def test_mail_json_and_reports(self):
        """R-11: no letter, no JSON and no form tells the reader of a file."""
        self.granted.name = "Zq-secret-form"
        self.login(self.reader_user)
        token = self.start()
        self.fetch(self.opened, self.first_scan, key=token)
        attachment = ScanCommon.attachment_of.__func__(self, self.first_scan)
        partner = self.reader_user.partner_id
        for method, kwargs in (
            ("message_post", {"body": "x", "attachment_ids": attachment.ids}),
            ("message_notify", {"body": "x", "partner_ids": partner.ids}),
        ):
            self.call("res.partner", method, partner.ids, **kwargs)
        messages = self.env["mail.message"].search([("author_id", "=", partner.id)])
        self.assertFalse(attachment & messages.attachment_ids)
        catalogue, printed, slip = self._papers()
        # Addresses that exist: what each answers to the reader, who may see his own
        # session, and what to the clerk, with what it tells him. An extract leaves by
        # its button only, when released, a slip when it is answered.
        opened = self.opened.name
        addresses = {
            f"/json/1/cadre-materials/{self.granted.id}": (403, 200, "Zq-secret-form"),
            "/json/1/cadre-files": (403, 200, self.d_fang.number),
            f"/json/1/cadre-reading-sessions/{self.opened.id}": (200, 200, opened),
            f"/report/html/{REPORT}_catalogue/{catalogue.id}": (403, 200, "方艳慧"),
            f"/report/html/{REPORT}_extract/{printed.id}": (403, 422, ""),
            f"/report/html/{REPORT}_information_slip/{slip.id}": (403, 422, ""),
        }
        for address, (status, _for_clerk, _told) in addresses.items():
            with self.subTest(address=address):
                response = self.url_open(address, headers=BROWSER)
                self.assertEqual(response.status_code, status)
                self.assertNotIn("Zq-secret-form", response.text)
                self.assertNotIn("方艳慧", response.text)
        self.login(self.clerk)
        for address, (_for_reader, status, told) in addresses.items():
            with self.subTest(clerk=address):
                response = self.url_open(address, headers=BROWSER)
                self.assertEqual(response.status_code, status)
                if told:
                    self.assertIn(told, response.text)
                else:
                    self.assertNotIn("方艳慧", response.text)

    def _papers(self):
        """A catalogue, a numbered extract and a slip; JSON for whoever may export."""
        self.env["ir.config_parameter"].set_param("web.json.enabled", "1")
        # Odoo looks there whether it is a demo, with the rights of whoever asks.
        self.env["ir.model.access"].create(
            {
                "name": "json",
                "model_id": self.env["ir.model"]._get_id("ir.module.module"),
                "group_id": self.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )
        export = self.env.ref("base.group_allow_export")
        (self.reader_user | self.clerk).write({"group_ids": [(4, export.id)]})
        self.access.sudo().grants_extract = True
        extract = (
            self.env["cadre.extract"]
            .with_user(self.clerk)
            .create(
                {
                    "access_id": self.access.id,
                    "material_id": self.granted.id,
                    "pages": "1",
                    "text": "Graded competent.",
                }
            )
        )
        slip = (
            self.env["cadre.information.slip"]
            .with_user(self.clerk)
            .create(
                {
                    "department_id": self.department.id,
                    "asked_by": "Zhou",
                    "dossier_id": self.d_fang.id,
                    "question": "Since when?",
                    "purpose": "daily_management",
                    "basis": "Letter 1",
                }
            )
        )
        printed = (
            self.env["cadre.copy.print"]
            .with_user(self.clerk)
            ._number_prints(
                self.access.with_user(self.clerk),
                [
                    {
                        "kind": "extract",
                        "extract_id": extract.id,
                        "dossier_id": self.d_fang.id,
                        "employee_id": self.d_fang.employee_id.id,
                        "material_id": self.granted.id,
                        "pages": "1",
                        "page_count": 1,
                    }
                ],
            )
        )
        catalogue = self.env["cadre.catalogue"]._print(self.d_fang)
        return catalogue, printed, slip

    @mute_logger("odoo.http")
    def test_sessions_of_others(self):
        """R-03, R-04, R-16: a session is seen by its reader and the archive only."""
        model, ids = "cadre.reading.session", self.opened.ids
        for user in self.users:
            self.login(user)
            sees = user in self.reader_user | self.clerk | self.head
            with self.subTest(user=user.login):
                found = self.call(model, "search_read", [["id", "in", ids]], ["name"])
                self.assertEqual(bool(found["result"]), sees)
                self.assertEqual(
                    "result" in self.call(model, "read", ids, ["name"]), sees
                )
                for method, args in (
                    ("write", [ids, {"minutes": 600}]),
                    ("write", [ids, {"state": "closed"}]),
                    ("write", [ids, {"reader_user_id": user.id}]),
                    ("unlink", [ids]),
                    ("copy", [ids]),
                    ("create", [{"name": "x"}]),
                    ("read", [ids, ["token_digest"]]),
                    ("_picture", [ids, "x", self.first_scan.id, 1]),
                    ("_close", [ids, "clerk"]),
                    ("_scans", [ids]),
                ):
                    answer = self.call(model, method, *args)
                    self.assertIn("error", answer, method)
        self.assertEqual(self.opened.state, "ready")
        self.login(self.reader_user)
        answer = self.call(model, "read", ids, ["view_ids"])
        self.assertIn("error", answer)
        for field in ("token_digest", "view_count"):
            answer = self.call(model, "search_read", [[field, "!=", False]], ["name"])
            self.assertFalse(answer.get("result"), field)

    def test_tour(self):
        """The reader turns pages, the watermark changes, then the time is over."""
        self.reader_user.action_id = False
        # However fast the machine turns them, a second lies between two pages.
        original, now = type(self.opened)._watermark, fields.Datetime.now
        seconds = itertools.count(1)

        def watermark(session):
            later = now() + timedelta(seconds=next(seconds))
            with patch.object(fields.Datetime, "now", staticmethod(lambda: later)):
                return original(session)

        self.patch(type(self.opened), "_watermark", watermark)
        self.start_tour(
            "/odoo/my-reading", "cadre_reading", login=self.reader_user.login
        )
        self.env.invalidate_all()
        self.assertEqual(self.opened.close_reason, "reader")
        shown = [view.scan_id for view in self.opened.view_ids.sorted("id")]
        self.assertEqual(shown, [self.first_scan, self.scan, self.first_scan])

    def test_tour_time_is_up(self):
        """The end comes while the viewer is open: it goes dark and says why."""
        self.login(self.reader_user)
        self.start()
        # Over in the moment of the second page: set by the first one that is shown.
        original = type(self.opened)._picture

        def picture(session, token, scan_id, page):
            shown = original(session, token, scan_id, page)
            session.sudo().date_end = fields.Datetime.now()
            return shown

        self.patch(type(self.opened), "_picture", picture)
        self.start_tour(
            f"/odoo/cadre-reading/{self.opened.id}",
            "cadre_reading_time_up",
            login=self.reader_user.login,
        )
        self.env.invalidate_all()
        self.assertEqual(self.opened.close_reason, "time")
        self.assertEqual(len(self.opened.view_ids), 1)
