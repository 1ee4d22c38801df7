import base64
import hashlib

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .. import scan_files
from ..archive_common import SEALED_FORM, ArchiveCommon


@tagged("post_install", "-at_install")
class TestAccessGrants(ArchiveCommon):
    """What is asked beside the reading, what of it is granted, until when."""

    def _submitted(self, dossiers=None, **values):
        access = self._access(dossiers or self.d_fang, **values)
        access.action_submit()
        return access

    # --- The scan of the sealed form (R-06) ---

    def test_scan_keeps_its_bytes(self):
        """R-06: an A4 page at 300 dpi is stored as it came, digest and all."""
        data = scan_files.noisy_jpeg()
        access = self._access(
            self.d_fang,
            sealed_form=base64.b64encode(data).decode(),
            sealed_form_name="../../=form.jpg",
        )
        self.env.invalidate_all()
        self.assertEqual(base64.b64decode(access.sealed_form), data)
        self.assertEqual(access.sealed_form_sha256, hashlib.sha256(data).hexdigest())
        self.assertEqual(access.sealed_form_name, "form.jpg")
        other = scan_files.noisy_jpeg((2480, 3508))
        access.write({"sealed_form": base64.b64encode(other).decode()})
        self.env.invalidate_all()
        self.assertEqual(base64.b64decode(access.sealed_form), other)
        self.assertEqual(access.sealed_form_sha256, hashlib.sha256(other).hexdigest())
        access.sealed_form = False
        self.assertFalse(access.sealed_form_sha256)

    def test_scan_is_judged_by_its_bytes(self):
        """R-35: what only calls itself a scan is refused, on every path."""
        for data in (b"<html><script>alert(1)</script></html>", b"MZ\x90\x00", b"x"):
            value = base64.b64encode(data).decode()
            with self.subTest(data=data), self.assertRaisesRegex(UserError, "R-35"):
                self._access(self.d_fang, sealed_form=value)
        access = self._access(self.d_fang)
        with self.assertRaisesRegex(UserError, "R-35"):
            access.write({"sealed_form": "no base64!"})
        self.assertEqual(access.sealed_form.decode(), SEALED_FORM)

    def test_scan_stays_once_submitted(self):
        """R-06: the scan is part of the form as it was signed."""
        access = self._submitted()
        for values in ({"sealed_form": SEALED_FORM}, {"sealed_form": False}):
            with self.assertRaisesRegex(UserError, "stays as it was signed"):
                access.write(values)
        with self.assertRaises(AccessError):
            access.write({"sealed_form_sha256": "0" * 64})

    def _attachment(self, access):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "cadre.access"),
                    ("res_field", "=", "sealed_form"),
                    ("res_id", "=", access.id),
                ]
            )
        )

    def test_scan_is_not_changed_as_an_attachment(self):
        """R-06, R-11: no path past the form: write, delete, link, second file."""
        access = self._access(self.d_fang)
        attachment = self._attachment(access)
        for user in (self.clerk, self.head):
            mine = attachment.with_user(user)
            for method, *arguments in (
                ("write", {"raw": b"other"}),
                ("unlink",),
                ("generate_access_token",),
                ("copy", {"name": "x"}),
                (
                    "create",
                    {
                        "name": "x",
                        "raw": b"other",
                        "res_model": "cadre.access",
                        "res_field": "sealed_form",
                        "res_id": access.id,
                    },
                ),
            ):
                with self.subTest(method=method), self.assertRaises(AccessError):
                    getattr(mine, method)(*arguments)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            attachment.public = True
            attachment.flush_recordset()
        self.env.invalidate_all()
        self.assertEqual(access.sealed_form.decode(), SEALED_FORM)

    def test_scan_is_read_by_whoever_reads_the_application(self):
        """R-03, R-04: the attachment follows the application, for everybody."""
        access = self._submitted()
        attachment = self._attachment(access)
        self.assertEqual(len(attachment), 1)
        self.assertTrue(attachment.with_user(self.head).read(["raw"])[0]["raw"])
        self.fang.user_id = self.clerk2
        for user in (self.plain, self.administrator, self.committee, self.clerk2):
            self.env.invalidate_all()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                attachment.with_user(user).read(["raw"])

    # --- Named materials (R-02) ---

    def test_named_materials(self):
        """R-02: those named are granted, no others; none named means all."""
        named = self.d_fang.material_ids[:1]
        access = self._access(self.d_fang + self.d_li)
        line, whole = access.line_ids
        line.material_ids = named
        self.assertEqual(line.wanted, named.number)
        self.assertFalse(access._granted_materials())
        access.action_submit()
        self.assertFalse(access._granted_materials())
        access.with_user(self.head).action_approve()
        self.assertEqual(access._granted_materials(), named | self.d_li.material_ids)
        self.assertEqual(whole._granted_materials(), self.d_li.material_ids)
        with self.assertRaisesRegex(UserError, "stays as it was signed"):
            line.material_ids = False

    def test_materials_of_another_file(self):
        """R-02: refused on create and write, and nothing is saved."""
        foreign = self.d_li.material_ids[:1]
        with self.assertRaisesRegex(UserError, "R-02"):
            self._access(
                self.d_fang,
                line_ids=[
                    Command.create(
                        {
                            "dossier_id": self.d_fang.id,
                            "material_ids": [Command.set(foreign.ids)],
                        }
                    )
                ],
            )
        access = self._access(self.d_fang)
        with self.assertRaisesRegex(UserError, "R-02"):
            access.line_ids.material_ids = foreign
        with self.assertRaises(AccessError):
            access.line_ids.write({"wanted": "1-1"})

    def test_committee_reads_the_numbers_only(self):
        """R-07: the approver reads which materials are asked for, by number."""
        access = self._access(self.d_zhao)
        access.line_ids.material_ids = self.d_zhao.material_ids[:1]
        access.action_submit()
        line = access.with_user(self.committee).line_ids
        self.assertEqual(line.wanted, self.d_zhao.material_ids[0].number)
        with self.assertRaises(AccessError):
            line.read(["material_ids"])

    # --- Grants (R-11, R-13) ---

    def test_grants_are_the_approvers(self):
        """R-11, R-13: written while it waits, by who may decide, if it was asked."""
        access = self._access(
            self.d_fang, wants_copy=True, wants_scans=True, viewing_minutes=60
        )
        for user in (self.clerk, self.head):
            with self.assertRaises(UserError):
                access.with_user(user).grants_copy = True
        access.action_submit()
        self.assertEqual(access.granted_minutes, 60)
        for user in (self.clerk, self.committee, self.plain, self.administrator):
            for values in (
                {"grants_copy": True},
                {"grants_extract": True},
                {"granted_minutes": 240},
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    access.with_user(user).write(values)
        decided = access.with_user(self.head)
        with self.assertRaisesRegex(UserError, "R-13"):
            decided.grants_extract = True
        for minutes in (241, -1):
            with self.assertRaisesRegex(UserError, "R-02"):
                decided.granted_minutes = minutes
        decided.write({"grants_copy": True, "granted_minutes": 240})
        decided.action_approve()
        with self.assertRaisesRegex(UserError, "R-11"):
            decided.grants_copy = False
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.access"), ("res_id", "=", access.id)], limit=1
        )
        self.assertEqual(entry.payload, '{"copy":true,"extract":false,"minutes":240}')

    def test_grants_cannot_come_with_the_application(self):
        """R-11: neither by values nor by a default of the context."""
        with self.assertRaisesRegex(AccessError, "R-11"):
            self._access(self.d_fang, wants_copy=True, grants_copy=True)
        access = (
            self.env["cadre.access"]
            .with_user(self.clerk)
            .with_context(default_grants_copy=True, default_granted_minutes=9)
            .create({"wants_copy": True})
        )
        self.assertFalse(access.grants_copy or access.granted_minutes)

    def test_requester_who_is_head_grants_nothing(self):
        """R-05, R-11: not on his own application."""
        access = self._access(self.d_fang, user=self.head, wants_copy=True)
        access.action_submit()
        with self.assertRaisesRegex(AccessError, "R-11"):
            access.grants_copy = True

    def test_one_click_grants_nothing_and_says_so(self):
        """R-11, R-13: approved from the card, what was asked beside is not given."""
        access = self._submitted(wants_copy=True)
        action = access.with_user(self.head).action_approve()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn(access.name, action["params"]["message"])
        self.assertFalse(access.grants_copy)
        plain = self._submitted(self.d_li)
        self.assertIs(plain.with_user(self.head).action_approve(), True)

    # --- Validity (R-02) ---

    def test_approval_expires_unused(self):
        """R-02: good on the last day, over on the next; once, with its to-dos."""
        with freeze_time("2025-03-01 02:00:00"):
            access = self._approved(self.d_fang)
            used = self._handed_out(self.d_li)
        self.assertEqual(str(access.date_expires), "2025-03-16")
        accesses = self.env["cadre.access"]
        for moment, state in (
            ("2025-03-15 02:00:00", "approved"),
            ("2025-03-16 15:59:00", "approved"),
            ("2025-03-16 16:01:00", "expired"),
            ("2025-03-18 02:00:00", "expired"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                accesses._cron_expire()
                self.assertEqual(access.state, state)
                self.assertEqual(bool(access._granted_materials()), state != "expired")
        self.assertEqual(used.state, "in_use")
        entries = self.env["cadre.log"].search(
            [("res_id", "=", access.id), ("state_to", "=", "expired")]
        )
        self.assertEqual(len(entries), 1)
        self.assertFalse(access.sudo().activity_ids)

    def test_expired_approval_is_not_used(self):
        """R-02: also before the clock has run."""
        with freeze_time("2025-03-01 02:00:00"):
            access = self._approved(self.d_fang)
            self._sign(access, "declaration")
        with freeze_time("2025-03-17 02:00:00"):
            self.assertFalse(access._granted_materials())
            with self.assertRaisesRegex(UserError, "R-02"):
                self._hand_out(access, {access.line_ids: 8})
        self.assertFalse(access.line_ids.date_out)

    def test_nobody_expires_by_hand(self):
        access = self._approved(self.d_fang)
        for user in (self.clerk, self.head):
            with self.assertRaises(AccessError):
                access.with_user(user)._transition("expired", reason="now")
        with self.assertRaisesRegex(UserError, "R-02"):
            access.sudo()._transition("expired", reason="now")

    def test_mail_addresses(self):
        """R-17: an address is one, or empty."""
        with self.assertRaisesRegex(ValidationError, "R-17"):
            self._access(self.d_fang, unit_head_email="nobody")
        with self.assertRaisesRegex(ValidationError, "R-17"):
            self._access(self.d_fang, readers=[self._reader(email="a b")])
