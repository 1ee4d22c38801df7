import base64
import os
import re
import shutil

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config

from ...rules import scans

SLICE = 2 * 1024 * 1024
_UPLOAD_KEY = re.compile(r"[0-9a-f]{32}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069<>]")


class CadreMaterial(models.Model):
    """The scans of a material: their way in, their pages, their filing."""

    _inherit = "cadre.material"

    scan_ids = fields.One2many(
        "cadre.scan", "material_id", string="Scans", copy=False, writable=True
    )
    scan_count = fields.Integer(compute="_compute_scan_count", string="Scan files")
    scan_draft_count = fields.Integer(compute="_compute_scan_count")
    scan_page_count = fields.Integer(
        compute="_compute_scan_difference",
        store=True,
        precompute=True,
        string="Scanned pages",
    )
    scan_difference = fields.Integer(
        compute="_compute_scan_difference",
        store=True,
        precompute=True,
        help="Scanned pages less pages on paper; nothing while there is no scan.",
    )
    has_scan_difference = fields.Boolean(
        compute="_compute_scan_note", search="_search_has_scan_difference"
    )
    scan_note = fields.Char(compute="_compute_scan_note")

    _scan_difference_idx = models.Index("(id) WHERE scan_difference <> 0")

    def _scan_totals(self):
        """Per material: files, files not filed, pages. What is set aside is out."""
        totals = {}
        for material, state, count, pages in self.env["cadre.scan"]._read_group(
            [("material_id", "in", self._origin.ids), ("state", "!=", "set_aside")],
            ["material_id", "state"],
            ["__count", "page_count:sum"],
        ):
            files, drafts, total = totals.get(material.id, (0, 0, 0))
            drafts += count if state == "draft" else 0
            totals[material.id] = (files + count, drafts, total + pages)
        return totals

    @api.depends("scan_ids.state")
    def _compute_scan_count(self):
        totals = self._scan_totals()
        for material in self:
            material.scan_count, material.scan_draft_count, _pages = totals.get(
                material._origin.id, (0, 0, 0)
            )

    @api.depends("page_count", "scan_ids.page_count", "scan_ids.state")
    def _compute_scan_difference(self):
        totals = self._scan_totals()
        for material in self:
            files, _drafts, pages = totals.get(material._origin.id, (0, 0, 0))
            material.scan_page_count = pages
            material.scan_difference = pages - material.page_count if files else 0

    @api.depends("scan_difference")
    def _compute_scan_note(self):
        for material in self:
            material.has_scan_difference = bool(material.scan_difference)
            material.scan_note = material._scan_note()

    def _scan_note(self):
        """What to say about the page counts, or nothing."""
        if not self.scan_difference:
            return False
        counts = self.env._(
            "%(paper)s pages on paper, %(scanned)s scanned.",
            paper=self.page_count,
            scanned=self.scan_page_count,
        )
        if self.scan_difference < 0:
            remedy = self.env._("Scan the missing pages and upload them.")
        else:
            remedy = self.env._("Delete what is double, or count the paper again.")
        return f"{counts} {remedy}"

    def _search_has_scan_difference(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("scan_difference", "!=", 0)]

    # --- Actions ---

    def action_open_scans(self):
        """Button: the viewer."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "cadre_scan_viewer",
            "name": self.env._("Scans of %s", self.display_name),
            "params": {"material_id": self.id},
        }

    def action_file_scans(self):
        """Button: file what was uploaded; its order and bytes are fixed from now on."""
        drafts = self.scan_ids.filtered(lambda scan: scan.state == "draft")
        if not drafts:
            raise UserError(
                self.env._("There is nothing to file. Upload the scans first.")
            )
        drafts._transition("filed")
        return True

    def get_scan_pages(self):
        """For the viewer: the pages in their order.

        :return: ``number``, ``name`` and ``pages``, each with ``scan`` (id), ``page``
            (within that file) and ``mimetype``
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        found = self.scan_ids.filtered(lambda scan: scan.state != "set_aside")
        return {
            "number": self.display_name,
            "name": self.name,
            "pages": [
                {"scan": scan.id, "page": page, "mimetype": scan.mimetype}
                for scan in found.sorted(lambda scan: (scan.sequence, scan.id))
                for page in range(1, scan.page_count + 1)
            ],
        }

    def get_scan_upload(self):
        """For the upload: where its files follow on, and its limits.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("write")
        last = max(self.scan_ids.mapped("sequence"), default=0)
        return {
            "next": last + 1,
            "slice": SLICE,
            "max": self.env["cadre.scan"]._limits().max_bytes,
        }

    # --- Business ---

    def _receive_slice(self, key, file_name, sequence, total, position, data):
        """Take a slice of a file; with the last one the file is checked and stored.

        May be repeated: a slice that is there, or a file that is, is not doubled.

        :param str key: 32 hex digits, chosen by the sender for this file
        :param str file_name: what the file is called there; only shown
        :param int sequence: its place among the scans of the material
        :param int total: bytes of the whole file
        :param int position: bytes before this slice
        :param bytes data: the slice
        :return: ``received`` (bytes) and ``scan`` (id once it is stored)
        :rtype: dict
        :raises UserError: R-35 and why, when the file is not to be stored
        """
        self.ensure_one()
        self.check_access("write")
        if not _UPLOAD_KEY.fullmatch(key) or not 0 < sequence <= 100_000:
            raise UserError(self.env._("The upload is not understood. Start it again."))
        # Whether this very sending arrived; the material is open to the sender.
        done_sudo = (
            self.env["cadre.scan"]
            .sudo()
            .search([("upload_key", "=", key), ("material_id", "=", self.id)])
        )
        if done_sudo:
            return {"received": total, "scan": done_sudo.id}
        self._check_scan_size(total)
        if position == 0:
            self._check_scan_space(total)
        if position == 0 and len(data) == total:
            scan = self._receive_scan(data, file_name, sequence, key)
            return {"received": total, "scan": scan.id}
        # Nobody has rights on uploads; everybody meets only his own here.
        Upload_sudo = self.env["cadre.scan.upload"].sudo()
        upload_sudo = Upload_sudo.search(
            [
                ("upload_key", "=", key),
                ("create_uid", "=", self.env.uid),
                ("material_id", "=", self.id),
            ]
        )
        if not upload_sudo:
            upload_sudo = Upload_sudo.create(
                {"upload_key": key, "material_id": self.id, "total": total}
            )
        received = upload_sudo.received
        if position != received or total != upload_sudo.total:
            return {"received": received, "scan": False}
        received += len(data)
        if received > total or not data:
            raise UserError(self.env._("The upload is not understood. Start it again."))
        if received < total:
            upload_sudo.write(
                {
                    "received": received,
                    "slice_ids": [
                        fields.Command.create(
                            {"position": position, "data": base64.b64encode(data)}
                        )
                    ],
                }
            )
            return {"received": received, "scan": False}
        whole = upload_sudo._data() + data
        upload_sudo.unlink()
        return {
            "received": total,
            "scan": self._receive_scan(whole, file_name, sequence, key).id,
        }

    def _receive_scan(self, data, file_name, sequence, key=False):
        """Check a file and store it as a scan: the only way in (R-39).

        :param bytes data: the whole file
        :return: the scan
        :raises UserError: R-35 and why, when it is not to be stored
        """
        self.ensure_one()
        self.check_access("write")
        Scan = self.env["cadre.scan"]
        facts = Scan._examine(data)
        self._check_scan_space(len(data))
        double = Scan.search(
            [
                ("material_id", "=", self.id),
                ("sha256", "=", facts.sha256),
                ("state", "!=", "set_aside"),
            ]
        )
        if double:
            raise Scan.env["cadre.clause"]._refusal(
                "R-35",
                self.env._(
                    "This file has already been uploaded: %s.", double[0].display_name
                ),
                self.env._("Nothing to do, unless another page was meant."),
            )
        # Nobody may create scans; the right to the material was checked above.
        scan_sudo = (
            Scan._as_system()
            .sudo()
            .create(
                {
                    "material_id": self.id,
                    "dossier_id": self.dossier_id.id,
                    "company_id": self.company_id.id,
                    "sequence": sequence,
                    "file_name": self._clean_file_name(file_name),
                    "mimetype": facts.mimetype,
                    "size": facts.size,
                    "page_count": facts.page_count,
                    "sha256": facts.sha256,
                    "upload_key": key,
                }
            )
        )
        scan_sudo._store(data)
        self.env["cadre.log"]._record(
            scan_sudo._log_entries("scan_upload", payload=scan_sudo._facts())
        )
        return Scan.browse(scan_sudo.id)

    @api.model
    def _clean_file_name(self, name):
        """The name for display: no folder, nothing that steers or calculates."""
        name = _UNPRINTABLE.sub("", re.split(r"[/\\]", name or "")[-1])
        return name.lstrip("=+-@ ").strip()[-100:] or False

    @api.model
    def _check_scan_size(self, total):
        Scan = self.env["cadre.scan"]
        if total <= 0:
            raise Scan._refusal_of(scans.ScanRefused("empty"))
        if total > Scan._limits().max_bytes:
            raise Scan._refusal_of(scans.ScanRefused("too_large"))

    @api.model
    def _check_scan_space(self, size):
        """Refuse before the disk is full: a torn file is worse than none."""
        reserve = self.env["cadre.scan"]._setting("scan_reserve_mb", 1024) * 1024**2
        if self._free_space() < reserve + 2 * size:
            raise UserError(
                self.env._(
                    "The disk of the server is nearly full: no scan is taken in. "
                    "Nothing was stored. Ask the administrator to free some space, "
                    "then go on."
                )
            )

    @api.model
    def _free_space(self):
        """Bytes left where the files are kept."""
        store = self.env["ir.attachment"]._filestore()
        return shutil.disk_usage(
            store if os.path.isdir(store) else config["data_dir"]
        ).free
