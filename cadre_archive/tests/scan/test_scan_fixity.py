import os
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import scan_files as files
from ..scan_common import ScanCommon

LOGGER = "odoo.addons.cadre_archive.models.scan.cadre_scan"


@tagged("post_install", "-at_install", "cadre_scan")
class TestScanFixity(ScanCommon):
    """R-40: one flipped byte or a lost file is found, told and logged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cadre.scan"].search([])._check_fixity()

    def scan_of(self, data):
        return self.material.with_user(self.clerk)._receive_scan(data, "a", 5)

    def entries(self, scan):
        return self.env["cadre.log"].search(
            [
                ("model", "=", "cadre.scan"),
                ("res_id", "=", scan.id),
                ("action", "=", "fixity"),
            ]
        )

    @mute_logger(LOGGER)
    def test_flipped_byte_found(self):
        """One bit of one byte, in the middle of the file on the disk."""
        scan = self.scan_of(files.noisy_jpeg((500, 700)))
        path = self.path_of(scan)
        with open(path, "r+b") as file:
            file.seek(1234)
            byte = file.read(1)[0]
            file.seek(1234)
            file.write(bytes([byte ^ 1]))
        scan._check_fixity()
        self.assertEqual(scan.fixity, "altered")
        [entry] = self.entries(scan)
        self.assertEqual((entry.state_to, entry.clause), ("altered", "R-40"))
        self.assertEqual(entry.subject_id, self.fang)
        # The altered page is not shown as if it were the filed one.
        with self.assertRaisesRegex(Exception, "not the one that was filed"):
            scan.with_user(self.clerk)._page(1)
        # A second run says nothing twice.
        scan._check_fixity()
        self.assertEqual(len(self.entries(scan)), 1)
        # Restored from the backup.
        with open(path, "r+b") as file:
            file.seek(1234)
            file.write(bytes([byte]))
        scan._check_fixity()
        self.assertEqual(scan.fixity, "intact")
        self.assertEqual(len(self.entries(scan)), 2)
        self.assertFalse(self.todos(self.head))

    @mute_logger(LOGGER, "odoo.addons.base.models.ir_attachment")
    def test_lost_and_short_files_found(self):
        """Odoo reads a lost file as nothing, silently; the check does not."""
        lost, short, empty = (self.scan_of(files.pdf(pages)) for pages in (11, 12, 13))
        os.unlink(self.path_of(lost))
        os.truncate(self.path_of(short), 100)
        os.truncate(self.path_of(empty), 0)
        (lost | short | empty)._check_fixity()
        self.assertEqual(
            (lost | short | empty).mapped("fixity"), ["missing", "altered", "missing"]
        )

    def todos(self, user):
        kind = self.env.ref("cadre_archive.mail_act_cadre_scan_damaged")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("user_id", "=", user.id)]
        )

    @mute_logger(LOGGER)
    def test_the_todo_names_the_file_and_an_incident_is_opened(self):
        """R-40: which file it is, and that it is dealt with."""
        with patch.object(type(self.scan), "_bytes_of", lambda self, attachment: b"x"):
            self.scan._check_fixity()
            self.scan._check_fixity()
        self.assertIn(self.scan.display_name, self.todos(self.head).note)
        incidents = self.env["cadre.incident"].search(
            [("dossier_id", "=", self.scan.dossier_id.id)]
        )
        self.assertEqual((len(incidents), incidents.kind), (1, "tampering"))
        self.assertIn(self.scan.display_name, incidents.description)
        self.assertEqual(incidents.material_ids, self.scan.material_id)

    @mute_logger(LOGGER)
    def test_heads_are_told_once(self):
        """Every head has one to-do with the count of what is open to him (R-03)."""
        scans = self.scan_of(files.pdf(3)) | self.scan_of(files.pdf(4)) | self.own_scan
        Scan = type(scans)
        with patch.object(Scan, "_bytes_of", lambda self, attachment: b""):
            scans[:2]._check_fixity()
            self.assertIn(" 2 scans", self.todos(self.head).note)
            scans._check_fixity()
            scans._check_fixity()
        self.assertEqual(len(self.todos(self.head)), 1)
        self.assertIn(" 3 scans", self.todos(self.head).note)
        # One of the three is of his own file.
        self.assertIn(" 2 scans", self.todos(self.kin).note)
        self.assertFalse(self.todos(self.clerk))
        scans._check_fixity()
        self.assertFalse(self.todos(self.head) | self.todos(self.kin))

    def test_cron_takes_the_oldest_and_resumes(self):
        """The job commits by batches; stopped and started again, none is left out."""
        scans = self.env["cadre.scan"].search([])
        self.assertGreaterEqual(len(scans), 2)
        old = fields.Datetime.now() - timedelta(days=31)
        scans._as_system().write({"date_checked": old})
        steps = []

        def progress(self, processed=0, *, remaining=None, **more):
            steps.append((processed, remaining))
            return 0  # the time is up after each batch

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
            patch("odoo.addons.cadre_archive.models.scan.cadre_scan.BATCH", 1),
        ):
            self.env["cadre.scan"]._cron_fixity()
            self.assertEqual(steps, [(1, len(scans) - 1)])
            for _scan in scans:
                self.env["cadre.scan"]._cron_fixity()
        self.assertEqual(steps[-1][1], 0)
        self.assertEqual(len(steps), len(scans))
        self.assertTrue(all(scan.date_checked > old for scan in scans))

    def test_period_boundary(self):
        """Checked again after 30 days: not before, not never."""
        scans = self.env["cadre.scan"].search([])
        before = fields.Datetime.now()
        for seconds, due in ((1, False), (0, False), (-1, True)):
            scans._as_system().write(
                {"date_checked": before + timedelta(seconds=seconds)}
            )
            self.assertEqual(bool(scans._fixity_batch(before)), due)
        scans._as_system().write({"date_checked": False})
        self.assertEqual(scans._fixity_batch(before), scans)

    def test_button_for_one_file(self):
        """The button tells the result; a file without scans says so."""
        answer = self.dossier.with_user(self.clerk).action_check_scans()
        self.assertIn("all intact", answer["params"]["message"])
        os.rename(self.path_of(self.scan), self.path_of(self.scan) + "-x")
        with mute_logger(LOGGER, "odoo.addons.base.models.ir_attachment"):
            answer = self.dossier.with_user(self.clerk).action_check_scans()
        os.rename(self.path_of(self.scan) + "-x", self.path_of(self.scan))
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertIn(self.scan.display_name, answer["params"]["message"])
        self.assertEqual(self.dossier.scan_bad_count, 1)

    def test_batch_costs_the_same(self):
        """House rule 1: checking does not cost queries by the scan."""
        for pages in range(20, 34):
            self.scan_of(files.pdf(pages))
        scans = self.material.scan_ids
        scans._check_fixity()

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records._check_fixity()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(queries(scans), queries(scans[:2]) + 2)
