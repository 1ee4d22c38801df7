import base64
import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..archive_common import SEALED_FORM, ArchiveCommon

PASSWORD = "z-Password-2026"


@tagged("post_install", "-at_install")
class TestAccessHttp(ArchiveCommon, HttpCase):
    """The application over the wire: every path, for each role (R-03, R-04, R-07)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kin = cls._user("z_kin", "cadre_archive.group_cadre_archive_head")
        cls.wang.user_id = cls.kin
        cls.env["cadre.relative"].create(
            {
                "employee_id": cls.wang.id,
                "relative_id": cls.fang.id,
                "kinship": "spouse",
            }
        )
        cls.access = cls._access(cls.d_fang, wants_copy=True)
        cls.access.action_submit()
        cls.outsiders = cls.plain | cls.administrator | cls.committee | cls.kin
        (cls.outsiders | cls.clerk | cls.head).password = PASSWORD

    def _call(self, method, *args, model="cadre.access", **kwargs):
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
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
        return response.json()

    def _as(self, user):
        self.authenticate(user.login, PASSWORD)

    @mute_logger("odoo.http")
    def test_steps_and_grants(self):
        """R-07, R-11: nobody but who decides moves it or grants, whatever he calls."""
        ids = self.access.ids
        for user in self.outsiders | self.clerk:
            self._as(user)
            for method, *args in (
                ("action_approve", ids),
                ("write", ids, {"state": "approved"}),
                ("write", ids, {"state": "expired"}),
                ("write", ids, {"grants_copy": True}),
                ("write", ids, {"approver_role": "committee"}),
                ("write", ids, {"sealed_form_sha256": "0"}),
                ("web_save", ids, {"grants_copy": True}),
                ("unlink", ids),
            ):
                with self.subTest(user=user.login, method=method, args=args):
                    answer = self._call(
                        method,
                        *args,
                        **({"specification": {}} if method == "web_save" else {}),
                    )
                    self.assertIn("error", answer)
                    for name in ("方艳慧", "Check the years"):
                        if user != self.clerk:
                            self.assertNotIn(name, json.dumps(answer["error"]))
        self.env.invalidate_all()
        self.assertEqual(self.access.state, "submitted")
        self.assertFalse(self.access.grants_copy)
        self._as(self.head)
        self.assertNotIn("error", self._call("write", ids, {"grants_copy": True}))
        self.assertNotIn("error", self._call("action_approve", ids))
        self.env.invalidate_all()
        self.assertEqual(self.access.state, "approved")
        self.assertTrue(self.access.grants_copy)

    @mute_logger("odoo.http")
    def test_scan_of_the_form(self):
        """R-06: served to whoever reads the application, byte for byte."""
        routes = (
            f"/web/content/cadre.access/{self.access.id}/sealed_form",
            f"/web/image/cadre.access/{self.access.id}/sealed_form",
        )
        for user in self.outsiders:
            self._as(user)
            for route in routes:
                with self.subTest(user=user.login, route=route):
                    content = self.url_open(route).content
                    self.assertNotIn(base64.b64decode(SEALED_FORM), content)
        self._as(self.head)
        answer = self.url_open(routes[0])
        self.assertEqual(answer.content, base64.b64decode(SEALED_FORM))

    @mute_logger("odoo.http")
    def test_nothing_is_told_to_kin(self):
        """R-04: not by search, grouping, counters, reminders, to-dos or chatter."""
        self._as(self.kin)
        domain = [["id", "in", self.access.ids]]
        self.assertEqual(self._call("search_count", domain)["result"], 0)
        self.assertEqual(
            self._call("formatted_read_group", domain, ["state"], ["__count"])[
                "result"
            ],
            [],
        )
        for model, field in (
            ("cadre.access.line", "access_id"),
            ("cadre.access.reader", "access_id"),
            ("cadre.loan.reminder", "access_id"),
            ("mail.activity", "res_id"),
            ("mail.message", "res_id"),
        ):
            with self.subTest(model=model):
                domain = [[field, "in", self.access.ids]]
                if field == "res_id":
                    mine = [["user_id", "=", self.kin.id]]
                    domain = [["model", "=", "cadre.access"], *domain]
                    if model == "mail.activity":
                        domain = [["res_model", "=", "cadre.access"], *mine]
                self.assertEqual(
                    self._call("search_count", domain, model=model)["result"], 0
                )
        answer = self._call("read", self.access.ids, ["overdue_elsewhere"])
        self.assertIn("error", answer)
