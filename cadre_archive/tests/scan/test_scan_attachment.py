import base64

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..scan_common import ScanCommon


@tagged("post_install", "-at_install", "cadre_scan", "cadre_security")
class TestScanAttachment(ScanCommon):
    """R-03, R-11, R-40, R-63: no path of ir.attachment leads to a scan."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attachment = cls.attachment_of(cls.scan)
        cls.users = cls.plain | cls.clerk | cls.head | cls.kin | cls.administrator

    def each(self):
        """The attachment as every kind of user has it."""
        return [self.attachment.with_user(user) for user in self.users]

    def test_reading_refused(self):
        for attachment in self.each():
            for name in ("raw", "datas", "checksum", "store_fname", "db_datas", "name"):
                with self.assertRaises(AccessError):
                    attachment.read([name])
            with self.assertRaises(UserError):
                attachment.export_data(["name"])
            with self.assertRaises(AccessError):
                attachment.check_access("read")

    def test_searching_finds_nothing(self):
        for attachment in self.each():
            for domain in (
                [("id", "=", self.attachment.id)],
                [("res_model", "=", "cadre.scan")],
                [("res_model", "=", "cadre.scan"), ("res_id", "=", self.scan.id)],
                [("res_field", "!=", False)],
                [("checksum", "=", self.attachment.checksum)],
                [("res_model", "in", ("cadre.scan", "res.partner"))],
            ):
                self.assertNotIn(self.attachment, attachment.search(domain))
            self.assertFalse(
                attachment.search_count(
                    [("id", "!=", False), ("res_model", "=", "cadre.scan")]
                )
            )
            self.assertFalse(
                attachment._read_group(
                    [("id", "!=", False), ("res_model", "=", "cadre.scan")],
                    ["checksum"],
                )
            )

    def test_changing_refused(self):
        others = self.env["res.partner"].create({"name": "z"})
        for attachment in [*self.each(), self.attachment.sudo()]:
            for values in (
                {"raw": b"x"},
                {"datas": base64.b64encode(b"x")},
                {"res_model": "res.partner", "res_id": others.id},
                {"res_field": False},
                {"public": True},
                {"name": "x"},
                {"access_token": "x"},
            ):
                with self.subTest(**values), self.assertRaises(AccessError):
                    attachment.write(values)
            with self.assertRaises(AccessError):
                attachment.unlink()
            with self.assertRaises(AccessError):
                attachment.copy({"res_model": False, "res_id": False})
            with self.assertRaises(AccessError):
                attachment.generate_access_token()
        self.assertEqual(self.stored(self.scan), self.bytes)

    def test_superuser_code_does_not_get_the_bytes(self):
        """Mail, ZIP downloads and streams run as superuser: they stop here."""
        self.env.invalidate_all()
        for name in ("raw", "datas"):
            with self.assertRaises(AccessError):
                self.attachment.sudo().mapped(name)
        with self.assertRaises(AccessError):
            self.attachment.sudo()._to_http_stream()
        with self.assertRaises(AccessError):
            self.env["ir.binary"].sudo()._get_stream_from(self.scan.sudo(), "content")
        # Not even after our own reading in the same transaction.
        self.scan.with_user(self.clerk)._page(1)
        with self.assertRaises(AccessError):
            self.attachment.sudo().mapped("raw")

    @mute_logger("odoo.sql_db")
    def test_database_refuses_links_and_index(self):
        """Even SQL that forgets the rule cannot open a link or an index."""
        for column, value in (
            ("public", True),
            ("access_token", "x"),
            ("index_content", "x"),
        ):
            with (
                self.subTest(column),
                self.assertRaises(psycopg2.errors.CheckViolation),
            ):
                self.env.cr.execute(
                    SQL(
                        "UPDATE ir_attachment SET %s = %s WHERE id = %s",
                        SQL.identifier(column),
                        value,
                        self.attachment.id,
                    )
                )

    def test_planting_refused(self):
        """No attachment is made, or turned, into one of a scan."""
        Attachment = self.env["ir.attachment"]
        mine = Attachment.with_user(self.clerk).create({"name": "x", "raw": b"x"})
        values = {"res_model": "cadre.scan", "res_id": self.scan.id}
        for env in (Attachment.with_user(self.clerk), Attachment.sudo()):
            with self.assertRaises(AccessError):
                env.create({"name": "x", "raw": b"x", **values})
            with self.assertRaises(AccessError):
                env.create(
                    {"name": "content", "raw": b"x", "res_field": "content", **values}
                )
            with self.assertRaises(AccessError):
                env.with_context(
                    default_res_model="cadre.scan", default_res_id=self.scan.id
                ).create({"name": "x", "raw": b"x"})
            with self.assertRaises(AccessError):
                env.browse(mine.id).write(values)

    def test_same_bytes_elsewhere_tell_nothing(self):
        """create_unique would answer with the id of the scan's attachment."""
        for user in (self.plain, self.administrator):
            ids = (
                self.env["ir.attachment"]
                .with_user(user)
                .create_unique(
                    [
                        {
                            "name": "a.jpg",
                            "datas": base64.b64encode(self.bytes),
                            "mimetype": "image/jpeg",
                        }
                    ]
                )
            )
            self.assertNotIn(self.attachment.id, ids)
            self.assertEqual(len(ids), 1)

    def test_mail_does_not_take_it(self):
        """Neither a note nor a mail carries a scan, whoever writes it."""
        partner = self.env["res.partner"].create(
            {"name": "z", "email": "z@example.com"}
        )
        body = "x"
        for user in (self.clerk, self.head, self.administrator):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    partner.with_user(user).message_post(
                        body=body, attachment_ids=self.attachment.ids
                    )
                composer = (
                    self.env["mail.compose.message"]
                    .with_user(user)
                    .with_context(
                        default_model="res.partner", default_res_ids=partner.ids
                    )
                )
                with self.assertRaises(AccessError):
                    composer.create(
                        {"body": body, "attachment_ids": [(4, self.attachment.id)]}
                    )._action_send_mail()
        with self.assertRaises(AccessError):
            self.env["mail.mail"].sudo().create(
                {"body_html": "x", "attachment_ids": [(4, self.attachment.id)]}
            )
        message = partner.message_post(body=body)
        with self.assertRaises(AccessError):
            message.sudo().write({"attachment_ids": [(4, self.attachment.id)]})

    def test_other_attachments_work_as_before(self):
        """The seal costs the rest of Odoo nothing."""
        for user in (self.plain, self.clerk, self.administrator):
            mine = (
                self.env["ir.attachment"]
                .with_user(user)
                .create({"name": "a.txt", "raw": b"hello"})
            )
            self.assertEqual(mine.raw, b"hello")
            self.assertEqual(mine.copy().raw, b"hello")
            self.assertEqual(mine.search([("id", "=", mine.id)]), mine)
            mine.write({"name": "b.txt"})
            self.assertTrue(mine.generate_access_token())
            mine.unlink()

    def test_moving_the_store_takes_scans_along(self):
        """From disk to database and back, the bytes are the same."""
        for location in ("db", "file"):
            self.env["ir.config_parameter"].set_param(
                "ir_attachment.location", location
            )
            self.attachment.sudo()._migrate()
            self.env.invalidate_all()
            self.assertEqual(
                bool(self.attachment.sudo().store_fname), location == "file"
            )
            self.scan._check_fixity()
            self.assertEqual(self.scan.fixity, "intact")
            self.assertFalse(self.attachment.sudo().index_content)

    def test_scan_record_roads(self):
        """The field itself is open to nobody, not in a domain, not in a group."""
        for user in (self.clerk, self.head):
            Scan = self.env["cadre.scan"].with_user(user)
            for path in (
                lambda Scan=Scan: Scan.search([("content", "!=", False)]),
                lambda Scan=Scan: Scan.browse(self.scan.id).content,
                lambda Scan=Scan: Scan.search_read([], ["content"]),
                lambda Scan=Scan: Scan.search([("upload_key", "!=", False)]),
                lambda Scan=Scan: Scan.browse(self.scan.id).export_data(["content"]),
            ):
                with self.assertRaises(UserError):
                    path()
            self.assertNotIn("content", Scan.fields_get())
