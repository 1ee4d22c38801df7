import json
import re

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import scan_files as files
from ..browser import BrowserCase
from ..scan_common import ScanCommon

PASSWORD = "z-Password-2026"

VIEWER = {"X-Cadre-Viewer": "1"}


@tagged("post_install", "-at_install", "cadre_scan", "cadre_security")
class TestScanHttp(ScanCommon, BrowserCase):
    """T-A6: over the wire, as people and scripts come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attachment = cls.attachment_of(cls.scan)
        cls.own_attachment = cls.attachment_of(cls.own_scan)
        for user in cls.plain | cls.clerk | cls.head | cls.administrator | cls.kin:
            user.password = PASSWORD

    def login(self, user):
        if user:
            self.authenticate(user.login, PASSWORD)
        else:
            self.authenticate(None, None)

    def assertNoBytes(self, response):
        self.assertNotIn(self.bytes[:64], response.content)
        self.assertNotIn(self.bytes[-64:], response.content)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_binary")
    def test_no_standard_url_serves_a_scan(self):
        """Neither by attachment nor by field, with or without a token, to anyone."""
        for user in (
            self.clerk,
            self.head,
            self.kin,
            self.administrator,
            self.plain,
            None,
        ):
            self.login(user)
            for scan, attachment in (
                (self.scan, self.attachment),
                (self.own_scan, self.own_attachment),
            ):
                tokens = ("", attachment._get_raw_access_token(), "x")
                paths = [
                    f"/web/content/{attachment.id}",
                    f"/web/content/{attachment.id}?download=true",
                    f"/web/image/{attachment.id}",
                    f"/web/image/{attachment.id}/100x100",
                    f"/web/content/ir.attachment/{attachment.id}/datas",
                    f"/web/content/ir.attachment/{attachment.id}/db_datas",
                    f"/web/image/ir.attachment/{attachment.id}/raw",
                    f"/web/content/cadre.scan/{scan.id}/content",
                    f"/web/image/cadre.scan/{scan.id}/content",
                    f"/web/content/?model=cadre.scan&id={scan.id}&field=content",
                ]
                paths += [
                    f"/web/content/{attachment.id}?access_token={token}"
                    for token in tokens
                ]
                paths += [f"/web/image/{attachment.id}?access_token={tokens[1]}"]
                for path in paths:
                    with self.subTest(user=user and user.login, path=path):
                        response = self.url_open(path)
                        self.assertNoBytes(response)
                        self.assertFalse(response.status_code >= 500, response.text)
                        if "/web/content" in path:
                            self.assertIn(response.status_code, (404, 403))

    def _views(self, user):
        return self.env["cadre.log"].search_count(
            [
                ("action", "=", "view"),
                ("user_id", "=", user.id),
                ("res_id", "=", self.scan.id),
            ]
        )

    def test_no_get_of_ours_writes(self):
        """Security 9: what changes or logs anything is no plain GET.

        A new route is a POST with the token, or answers a GET without writing, or asks
        for the header of its own viewer, and is named here.
        """
        with_header = {
            "/cadre/scan/<int:scan_id>/page/<int:number>",
            "/cadre/reading/<int:session_id>/<int:scan_id>/<int:page>",
        }
        found = {
            rule: endpoint.routing
            for rule, endpoint in self.env["ir.http"]._generate_routing_rules(
                ["cadre_archive", "cadre_appraisal"], None
            )
            if endpoint.func.__module__.startswith("odoo.addons.cadre_")
        }
        self.assertLessEqual(with_header, set(found))
        for rule, routing in found.items():
            with self.subTest(rule=rule):
                if "GET" in (routing.get("methods") or ["GET"]):
                    self.assertTrue(rule in with_header or routing.get("readonly"))
                else:
                    self.assertIsNot(routing.get("csrf"), False)
        self.login(self.clerk)
        before = self.env["cadre.log"].search_count([])
        for rule in with_header:
            path = re.sub("<[^>]*>", str(self.scan.id), rule)
            self.assertEqual(self.url_open(path).status_code, 404)
        self.assertEqual(self.env["cadre.log"].search_count([]), before)

    @mute_logger("odoo.http")
    def test_page_route(self):
        """The viewer's route: archive staff yes, logged; all others 404."""
        path = f"/cadre/scan/{self.scan.id}/page/1"
        for user in (self.clerk, self.head, self.kin):
            self.login(user)
            views = self._views(user)
            # Security 9: a picture in a message forges no view.
            self.assertEqual(self.url_open(path).status_code, 404)
            self.assertEqual(self._views(user), views)
            response = self.url_open(path, headers=VIEWER)
            self.assertEqual(response.status_code, 200)
            self.assertEqual(response.content, self.bytes)
            self.assertEqual(response.headers["Content-Type"], "image/jpeg")
            self.assertIn("no-store", response.headers["Cache-Control"])
            self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("sandbox", response.headers["Content-Security-Policy"])
            self.assertEqual(self._views(user), views + 1)
        for user in (self.plain, self.administrator):
            self.login(user)
            self.assertEqual(self.url_open(path, headers=VIEWER).status_code, 404)
        # a head and his own file; the answer is that of a scan that is not there.
        self.login(self.kin)
        own = self.url_open(f"/cadre/scan/{self.own_scan.id}/page/1", headers=VIEWER)
        none = self.url_open("/cadre/scan/999999999/page/1", headers=VIEWER)
        self.assertEqual((own.status_code, own.content), (404, none.content))
        self.assertEqual(none.status_code, 404)
        # Nobody at all.
        self.login(None)
        response = self.url_open(path, allow_redirects=False)
        self.assertIn(response.status_code, (302, 303))

    @mute_logger("odoo.http")
    def test_rpc_roads(self):
        """Everything that a script can call on the attachment or the scan."""
        ids = self.attachment.ids
        calls = [
            ("ir.attachment", "read", [ids, ["datas"]]),
            ("ir.attachment", "search_read", [[["res_model", "=", "cadre.scan"]]]),
            (
                "ir.attachment",
                "search_read",
                [[["id", "in", ids]], ["raw", "checksum"]],
            ),
            ("ir.attachment", "copy", [ids]),
            ("ir.attachment", "write", [ids, {"res_model": "res.users", "res_id": 1}]),
            ("ir.attachment", "write", [ids, {"public": True}]),
            ("ir.attachment", "generate_access_token", [ids]),
            ("ir.attachment", "unlink", [ids]),
            ("ir.attachment", "export_data", [ids, ["datas"]]),
            ("ir.attachment", "web_read", [ids, {"datas": {}, "checksum": {}}]),
            ("cadre.scan", "read", [self.scan.ids, ["content"]]),
            ("cadre.scan", "web_read", [self.scan.ids, {"content": {}}]),
            ("cadre.scan", "copy", [self.scan.ids]),
            ("cadre.scan", "_page", [self.scan.ids, 1]),
            ("cadre.scan", "_stored", [self.scan.ids]),
            ("cadre.material", "_receive_scan", [self.material.ids, "x", "x", 1]),
        ]
        for user in (self.clerk, self.kin, self.administrator, self.plain):
            self.login(user)
            for model, method, args in calls:
                with self.subTest(user=user.login, call=f"{model}.{method}"):
                    response = self.url_open(
                        f"/web/dataset/call_kw/{model}/{method}",
                        data=json.dumps(
                            {
                                "jsonrpc": "2.0",
                                "params": {
                                    "model": model,
                                    "method": method,
                                    "args": args,
                                    # The key is no secret; the object behind it is.
                                    "kwargs": {"context": {"cadre_scan_open": True}},
                                },
                            }
                        ),
                        headers={"Content-Type": "application/json"},
                    )
                    self.assertNotIn(self.attachment.checksum, response.text)
                    answer = response.json()
                    if method == "search_read":
                        self.assertEqual(answer.get("result", []), [])
                    else:
                        self.assertIn("error", answer)

    def post_slice(self, data, material=None, **more):
        return self.url_open(
            "/cadre/scan/upload",
            data={
                "csrf_token": http.Request.csrf_token(self),
                "material_id": (material or self.material).id,
                "key": "f" * 32,
                "name": "p.png",
                "sequence": 2,
                "total": len(data),
                "position": 0,
                **more,
            },
            files={"slice": ("slice", data)},
        )

    @mute_logger("odoo.http")
    def test_upload_route(self):
        """The way in, over the wire: staff yes, others and other files no."""
        data = files.image("PNG", shade=33)
        for user in (self.plain, self.administrator):
            self.login(user)
            self.assertEqual(self.post_slice(data).status_code, 404)
        self.login(self.kin)
        response = self.post_slice(data, material=self.own_material)
        self.assertEqual(response.status_code, 404)
        self.login(self.clerk)
        refused = self.post_slice(b"<svg/>").json()["refused"]
        self.assertIn("SVG", refused)
        self.assertEqual(self.post_slice(data, total="x").status_code, 400)
        answer = self.post_slice(data).json()
        scan = self.env["cadre.scan"].browse(answer["scan"])
        self.assertEqual(scan.size, len(data))
        self.assertEqual(scan.create_uid, self.clerk)
        self.assertEqual(self.post_slice(data).json(), answer)

    def test_upload_tour(self):
        """Upload, refusals, order, viewer and filing in the browser."""
        self.scan.with_user(self.clerk).unlink()
        self.start_tour(
            f"/odoo/cadre-materials/{self.material.id}",
            "cadre_scan_upload",
            login=self.clerk.login,
        )
        self.assertEqual(set(self.material.scan_ids.mapped("state")), {"filed"})
        self.assertEqual(
            self.material.scan_ids.sorted("sequence").mapped("file_name"),
            ["page2.png", "page10.png"],
        )
