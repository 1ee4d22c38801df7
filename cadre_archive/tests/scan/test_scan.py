import hashlib
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import scan_files as files
from ..scan_common import ScanCommon


@tagged("post_install", "-at_install", "cadre_scan")
class TestScan(ScanCommon):
    """The way of scans into a material, their order and their filing."""

    def count(self):
        return self.env["cadre.scan"].search_count(
            [("material_id", "=", self.material.id)]
        )

    # --- Byte identity ---

    def test_large_images_stay_byte_identical(self):
        """R-40: nothing shrinks or re-encodes a scan, whatever Odoo is set to."""
        self.env["ir.config_parameter"].set_param(
            "base.image_autoresize_max_px", "1920x1920"
        )
        papers = {
            "jpeg 300 dpi": files.noisy_jpeg(),
            "tiff of 3 pages": files.tiff(3, size=(2480, 3508), compression="raw"),
            "cmyk": files.image(mode="CMYK", size=(2480, 3508)),
            "cmyk tiff": files.image("TIFF", mode="CMYK", size=(2100, 2100)),
            "png": files.image("PNG", size=(2480, 3508)),
            "16 bit": files.tiff(2, size=(2000, 2000), mode="I;16"),
            "pdf": files.pdf(5),
        }
        for number, (name, data) in enumerate(papers.items(), 2):
            with self.subTest(name):
                scan = self.material.with_user(self.clerk)._receive_scan(
                    data, name, number
                )
                self.env.invalidate_all()
                self.assertEqual(self.stored(scan), data)
                self.assertEqual(scan.sha256, hashlib.sha256(data).hexdigest())
                self.assertEqual(scan.size, len(data))
                self.assertFalse(self.attachment_of(scan).index_content)
                scan._check_fixity()
                self.assertEqual(scan.fixity, "intact")

    # --- Refusals ---

    def test_bad_files_refused_and_nothing_stored(self):
        """R-35: each refusal names what it is, its clause and the remedy."""
        bad = {
            "empty": (b"", "0 bytes"),
            "svg": (b"<svg onload='alert(1)'/>", "SVG"),
            "html": (b"<!DOCTYPE html><script>1</script>", "web page"),
            "script": (b"#!/bin/sh", "script"),
            "zip": (files.archive(), "compressed archive"),
            "polyglot": (files.pdf() + files.archive(), "hides something"),
            "encrypted": (files.pdf(encrypt="x"), "password"),
            "javascript": (files.pdf_with_script(), "JavaScript"),
            "attachment": (files.pdf_with_attachment(), "EmbeddedFile"),
            "broken": (files.pdf()[:-300], "broken"),
            "torn": (files.noisy_jpeg((300, 300))[:2000], "not complete"),
            "bomb": (files.bomb_png(), "pixels"),
        }
        before = self.count(), self.env["ir.attachment"].sudo().search_count([])
        for name, (data, words) in bad.items():
            with self.subTest(name), self.assertRaises(UserError) as caught:
                self.send(data, "innocent.pdf")
            message = str(caught.exception)
            self.assertIn(words, message)
            self.assertIn("R-35", message)
            self.assertIn("What to do", message)
        self.assertEqual(
            (self.count(), self.env["ir.attachment"].sudo().search_count([])), before
        )

    def test_too_large_refused_before_a_byte_is_kept(self):
        """300 MB are refused with the first slice; the limit is a setting."""
        receive = self.material.with_user(self.clerk)._receive_slice
        with self.assertRaisesRegex(UserError, "at most 100 MB"):
            receive("a" * 32, "big.pdf", 1, 300 * 1024**2, 0, b"%PDF-1.7")
        self.env["ir.config_parameter"].set_param("cadre_archive.scan_max_mb", "1")
        limit = 1024 * 1024
        for total, refused in ((limit, False), (limit + 1, True)):
            with self.subTest(total=total):
                if refused:
                    with self.assertRaisesRegex(UserError, "at most 1 MB"):
                        receive("b" * 32, "big.pdf", 1, total, 0, b"%PDF-1.7")
                else:
                    receive("c" * 32, "big.pdf", 1, total, 0, b"%PDF-1.7")

    def test_same_file_twice_refused(self):
        """The very same bytes again in one material are a mistake."""
        with self.assertRaisesRegex(UserError, "already been uploaded"):
            self.send(self.bytes, "again.jpg")

    def test_low_disk_refused(self):
        """A nearly full disk takes no scan, and says so."""
        Material = type(self.env["cadre.material"])
        reserve = 1024 * 1024**2
        data = files.pdf()
        with patch.object(
            Material, "_free_space", lambda self: reserve + 2 * len(data) - 1
        ):
            with self.assertRaisesRegex(UserError, "nearly full"):
                self.send(data)
        with patch.object(
            Material, "_free_space", lambda self: reserve + 2 * len(data)
        ):
            self.assertTrue(self.send(data)["scan"])

    def test_full_disk_leaves_nothing(self):
        """A disk that fills up in the middle: refused, no torn file stays (F8)."""
        data = files.pdf(7)
        with (
            patch("os.fsync", side_effect=OSError(28, "No space left on device")),
            mute_logger("odoo.addons.cadre_archive.models.base.ir_attachment"),
            self.assertRaisesRegex(UserError, "nothing was stored"),
        ):
            self.send(data)
        self.assertTrue(self.send(data)["scan"])

    def test_torn_file_of_an_earlier_full_disk_is_put_aside(self):
        """F8: half a file where the whole belongs does not bar it for ever."""
        data = files.pdf(9)
        scan = self.material.with_user(self.clerk)._receive_scan(data, "a.pdf", 5)
        path = self.path_of(scan)
        scan.with_user(self.clerk).unlink()
        with open(path, "wb") as file:
            file.write(data[:100])
        with self.assertLogs("odoo.addons.cadre_archive.models.base.ir_attachment"):
            scan = self.material.with_user(self.clerk)._receive_scan(data, "a.pdf", 5)
        self.assertEqual(self.stored(scan), data)

    # --- Slices ---

    def test_slices_make_the_whole(self):
        """A large file arrives in slices; a slice sent twice is not doubled."""
        data = files.noisy_jpeg((900, 1200))
        receive = self.material.with_user(self.clerk)._receive_slice
        key, size, step = "d" * 32, len(data), len(data) // 3 + 1
        first = receive(key, "a.jpg", 7, size, 0, data[:step])
        self.assertEqual(first, {"received": step, "scan": False})
        again = receive(key, "a.jpg", 7, size, 0, data[:step])
        self.assertEqual(again["received"], step)
        receive(key, "a.jpg", 7, size, step, data[step : 2 * step])
        last = receive(key, "a.jpg", 7, size, 2 * step, data[2 * step :])
        scan = self.env["cadre.scan"].browse(last["scan"])
        self.assertEqual(self.stored(scan), data)
        self.assertEqual(scan.sequence, 7)
        self.assertFalse(self.env["cadre.scan.upload"].search([]))
        # The answer was lost, the sender repeats the last slice.
        repeated = receive(key, "a.jpg", 7, size, 2 * step, data[2 * step :])
        self.assertEqual(repeated, last)

    def test_abandoned_upload_is_forgotten(self):
        self.material.with_user(self.clerk)._receive_slice(
            "e" * 32, "a.pdf", 1, 999, 0, b"%PDF-"
        )
        self.env.flush_all()
        uploads = self.env["cadre.scan.upload"].search([])
        self.env["cadre.scan.upload"]._gc_abandoned()
        self.assertTrue(uploads.exists())
        self.env.cr.execute(
            "UPDATE cadre_scan_upload SET write_date = write_date - interval '2 days'"
        )
        uploads.invalidate_recordset()
        self.env["cadre.scan.upload"]._gc_abandoned()
        self.assertFalse(uploads.exists())

    # --- Page counts ---

    def test_page_difference_shown(self):
        """Scanned pages against the paper: 1 of 3, 3 of 3, 4 of 3."""
        material = self.material.with_user(self.clerk)
        found = [("id", "=", material.id), ("has_scan_difference", "=", True)]
        self.assertEqual(material.scan_difference, -2)
        self.assertIn("3 pages on paper, 1 scanned", material.scan_note)
        self.assertEqual(material.search(found), material)
        self.send(files.pdf(2), "two.pdf")
        self.assertEqual(material.scan_difference, 0)
        self.assertFalse(material.scan_note)
        self.assertFalse(material.search(found))
        self.send(files.image("PNG"), "four.png", sequence=11)
        self.assertEqual(material.scan_difference, 1)
        self.assertEqual(material.search(found), material)

    # --- Order, filing ---

    def test_order_until_filed(self):
        """Pages are moved until they are filed, then never again."""
        scan = self.scan.with_user(self.clerk)
        scan.sequence = 9
        self.material.with_user(self.clerk).action_file_scans()
        self.assertEqual(scan.state, "filed")
        self.assertTrue(scan.date_filed)
        with self.assertRaisesRegex(UserError, "order of filed scans"):
            scan.sequence = 3
        scan.sequence = 9  # what a form sends along unchanged

    def test_filed_scan_stays(self):
        """R-63: before filing a scan is discarded and logged, afterwards never."""
        data = files.pdf(4)
        self.send(data)
        draft = self.material.scan_ids.filtered(lambda s: s.size == len(data))
        path = self.path_of(draft)
        draft.with_user(self.clerk).unlink()
        self.assertFalse(
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "cadre.scan"),
                    ("res_id", "=", draft.id),
                    ("res_field", "!=", False),
                ]
            )
        )
        self.assertTrue(path)
        self.assertTrue(
            self.env["cadre.log"].search(
                [("action", "=", "scan_discard"), ("res_id", "=", draft.id)]
            )
        )
        self.material.with_user(self.clerk).action_file_scans()
        for records in (self.scan.with_user(self.clerk), self.scan.sudo()):
            with self.assertRaisesRegex(UserError, "R-63"):
                records.unlink()

    def test_set_aside_by_head_with_reason(self):
        """A bad filed scan is set aside by a head with a reason; its bytes stay."""
        self.material.with_user(self.clerk).action_file_scans()
        wizard = self.env["cadre.scan.set.aside"].with_context(
            active_model="cadre.scan", active_ids=self.scan.ids
        )
        with self.assertRaises(AccessError):
            self.scan.with_user(self.clerk)._transition("set_aside", reason="blurred")
        with self.assertRaises(UserError):
            self.scan.with_user(self.head)._transition("set_aside")
        wizard.with_user(self.head).create({"reason": "blurred"}).action_set_aside()
        self.assertEqual(self.scan.state, "set_aside")
        self.assertEqual(self.material.scan_page_count, 0)
        self.assertEqual(self.stored(self.scan), self.bytes)
        # Now the same paper may come again.
        self.assertTrue(self.send(self.bytes)["scan"])

    def test_filing_refuses_altered_bytes(self):
        """What is filed is what was received, or it is not filed."""
        with open(self.path_of(self.scan), "r+b") as file:
            file.write(b"\xff\xd9")
        with (
            mute_logger("odoo.addons.cadre_archive.models.scan.cadre_scan"),
            self.assertRaisesRegex(UserError, "no longer what was uploaded"),
        ):
            self.material.with_user(self.clerk).action_file_scans()
        with open(self.path_of(self.scan), "wb") as file:
            file.write(self.bytes)

    def test_filing_nothing_refused(self):
        self.material.with_user(self.clerk).action_file_scans()
        with self.assertRaisesRegex(UserError, "nothing to file"):
            self.material.with_user(self.clerk).action_file_scans()

    # --- Rights ---

    def test_only_the_upload_creates(self):
        """R-39: no create, not by a clerk, not through the parent, not by sudo."""
        values = {
            "material_id": self.material.id,
            "dossier_id": self.dossier.id,
            "company_id": self.env.company.id,
            "sequence": 3,
        }
        for Scan in (
            self.env["cadre.scan"].with_user(self.clerk),
            self.env["cadre.scan"].sudo(),
            self.env["cadre.scan"].sudo().with_context(cadre_scan_open=True),
        ):
            with self.assertRaises(AccessError):
                Scan.create(values)
        with self.assertRaises(AccessError):
            self.material.with_user(self.clerk).write({"scan_ids": [(0, 0, values)]})
        with self.assertRaises(AccessError):
            self.scan.with_user(self.clerk).copy()

    def test_nothing_else_is_written(self):
        """R-40: bytes, digest, file and material of a scan are fixed from the start."""
        for values in (
            {"content": b"eA=="},
            {"sha256": "0" * 64},
            {"material_id": self.own_material.id},
            {"fixity": "intact"},
            {"page_count": 3},
        ):
            for scan in (self.scan.with_user(self.clerk), self.scan.sudo()):
                with self.subTest(**values), self.assertRaises(AccessError):
                    scan.write(values)

    def test_roles(self):
        """Clerks and heads read; nobody else, administrators included."""
        for user in (self.clerk, self.head):
            self.assertTrue(self.scan.with_user(user).read(["sha256"]))
        committee = self._user("z_com", "cadre_archive.group_cadre_party_committee")
        for user in (self.plain, self.administrator, committee):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.scan.with_user(user).read(["sha256"])
                with self.assertRaises(AccessError):
                    self.send(files.pdf(), user=user)
        for user in (self.clerk, self.head):
            with self.assertRaises(AccessError):
                self.scan.with_user(user).read(["content"])

    def test_own_file_is_out_of_reach(self):
        """R-03, R-04: a head finds neither his own nor his relative's scans."""
        Scan = self.env["cadre.scan"].with_user(self.kin)
        self.assertIn(self.scan, Scan.search([]))
        self.assertNotIn(self.own_scan, Scan.search([]))
        paths = (
            lambda: self.own_scan.with_user(self.kin)._page(1),
            lambda: self.own_scan.with_user(self.kin).read(["page_count"]),
            lambda: self.own_scan.with_user(self.kin).action_check_fixity(),
            lambda: self.own_material.with_user(self.kin).get_scan_pages(),
            lambda: self.own_material.with_user(self.kin).get_scan_upload(),
        )
        for path in paths:
            with self.assertRaises(AccessError):
                path()
        # From the moment on that kinship is recorded.
        self.env["cadre.relative"].create(
            {
                "employee_id": self.li.id,
                "relative_id": self.fang.id,
                "kinship": "spouse",
            }
        )
        with self.assertRaises(AccessError):
            self.scan.with_user(self.kin)._page(1)

    def test_each_view_is_logged(self):
        """Who saw which page when stands in the log, with the cadre concerned."""
        self.scan.with_user(self.clerk)._page(1)
        [entry] = self.env["cadre.log"].search(
            [("model", "=", "cadre.scan"), ("action", "=", "view")]
        )
        self.assertEqual(entry.user_id, self.clerk)
        self.assertEqual(entry.subject_id, self.fang)
        self.assertEqual(entry.res_id, self.scan.id)
        with self.assertRaises(UserError):
            self.scan.with_user(self.clerk)._page(2)

    def test_viewer_lists_pages_in_order(self):
        """File order is page order; every page of every file is there."""
        self.send(files.pdf(2), "b.pdf", sequence=2)
        shown = self.material.with_user(self.clerk).get_scan_pages()
        self.assertEqual([page["page"] for page in shown["pages"]], [1, 1, 2])
        self.assertEqual(shown["number"], self.material.display_name)

    def test_file_names_are_cleaned(self):
        """Names come from outside: no folders, no steering, no formula."""
        clean = self.env["cadre.material"]._clean_file_name
        self.assertEqual(clean("../../etc/passwd"), "passwd")
        self.assertEqual(clean("C:\\scan\\1.jpg"), "1.jpg")
        self.assertEqual(clean("a\u202egpj.exe\n<b>"), "agpj.exeb")
        self.assertEqual(clean("=HYPERLINK(1).pdf"), "HYPERLINK(1).pdf")
        self.assertEqual(len(clean("x" * 255 + ".pdf")), 100)
        self.assertFalse(clean(""))
