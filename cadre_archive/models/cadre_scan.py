import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import scan_guard, scans
from .cadre_transition_mixin import Transition
from .ir_attachment import OPEN, OPEN_KEY

HEAD = "cadre_archive.group_cadre_archive_head"
CLERK = "cadre_archive.group_cadre_archive_clerk"
STATES = [
    ("draft", "Uploaded"),
    ("filed", "Filed"),
    ("set_aside", "Set aside"),
]
FIXITY = [
    ("intact", "Intact"),
    ("altered", "Altered"),
    ("missing", "Missing"),
]


class CadreScan(models.Model):
    """One file of a material's scans: a PDF, or an image of one page or several.

    The bytes lie in an attachment that nothing but this model opens (see
    ``ir.attachment`` of this addon): they leave it page by page, checked and logged.

    ===========  ==========================================================
    read         archive clerk; never of one's own or a relative's file (R-03, R-04)
    view a page  as read; each view is logged
    create       archive clerk, by upload only: :meth:`cadre.material._receive_scan`
    order        archive clerk, until filed
    file         archive clerk
    set aside    archive head, with a reason; the bytes stay
    unlink       archive clerk, until filed; afterwards nobody (R-63)
    ===========  ==========================================================
    """

    _name = "cadre.scan"
    _description = "Scan of a Material"
    _inherit = ["cadre.transition.mixin"]
    _order = "material_id, sequence, id"
    _check_company_auto = True
    _transitions = [
        Transition("draft", "filed", check="_check_filing", clause="R-40"),
        Transition(
            "filed", "set_aside", groups=(HEAD,), needs_reason=True, clause="R-63"
        ),
    ]

    material_id = fields.Many2one(
        "cadre.material",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    sequence = fields.Integer(string="Order", required=True, help="As the paper lies.")
    file_name = fields.Char(readonly=True, help="As it was called when uploaded.")
    content = fields.Binary(
        attachment=True,
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Served by the viewer only, page by page.",
    )
    mimetype = fields.Char(string="Format", readonly=True)
    size = fields.Integer(string="Bytes", readonly=True, aggregator="sum")
    page_count = fields.Integer(string="Pages", readonly=True)
    sha256 = fields.Char(
        string="SHA-256", readonly=True, help="R-40: the digest of the bytes received."
    )
    upload_key = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Chosen by the sender, so that a repeated sending does not double.",
    )
    date_filed = fields.Datetime(readonly=True)
    fixity = fields.Selection(
        FIXITY,
        string="Integrity",
        readonly=True,
        help="R-40: whether the stored bytes are still those that were received.",
    )
    date_checked = fields.Datetime(string="Checked on", readonly=True)
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", copy=False
    )

    _content_uniq = models.UniqueIndex(
        "(material_id, sha256) WHERE state <> 'set_aside'",
        "This material has that very page already.",
    )
    _upload_key_uniq = models.UniqueIndex("(upload_key)", "A file is received once.")
    _due_idx = models.Index("(date_checked NULLS FIRST, id)")
    _draft_idx = models.Index("(material_id) WHERE state = 'draft'")
    _bad_idx = models.Index("(fixity) WHERE fixity <> 'intact'")

    @api.depends("sequence", "material_id.number", "dossier_id.number")
    def _compute_display_name(self):
        for scan in self:
            scan.display_name = (
                f"{scan.dossier_id.number}/{scan.material_id.number} #{scan.sequence}"
            )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_open():
            raise self.env["cadre.clause"]._refusal(
                "R-39",
                self.env._("A scan comes in by upload only."),
                self.env._("Open the material and upload the file there."),
                exception=AccessError,
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_open():
            if foreign := set(vals) - {"state", "sequence"}:
                raise AccessError(
                    self.env._(
                        "A scan cannot be changed (R-40): %s. Set it aside and upload "
                        "a better one.",
                        ", ".join(sorted(foreign)),
                    )
                )
            if "sequence" in vals and any(
                scan.state != "draft" and scan.sequence != vals["sequence"]
                for scan in self
            ):
                raise self.env["cadre.clause"]._refusal(
                    "R-40",
                    self.env._("The order of filed scans does not change."),
                    self.env._("Move only those that are not filed yet."),
                )
        return super().write(vals)

    def unlink(self):
        # The bytes go with the record: only here, where the states are checked.
        return super(CadreScan, self._opened()).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        if self.filtered(lambda scan: scan.state != "draft"):
            raise self.env["cadre.clause"]._refusal(
                "R-63",
                self.env._("A filed scan is not deleted."),
                self.env._("The archive head can set it aside, with a reason."),
            )
        self.env["cadre.log"]._record(
            [scan._log_entry("scan_discard", scan._facts()) for scan in self]
        )

    def copy_data(self, default=None):
        raise AccessError(self.env._("A scan is not copied (R-11)."))

    # --- Transitions ---

    def _log_subject(self):
        # The subject of the log entry is not shown to the actor.
        return self.dossier_id.sudo().employee_id

    def _transition_entries(self, transition):
        entries = super()._transition_entries(transition)
        for scan, entry in zip(self, entries, strict=True):
            entry["payload"] = scan._facts()
        return entries

    def _check_filing(self):
        """R-40: what is filed is what was received."""
        if bad := self._check_fixity().filtered(lambda scan: scan.fixity != "intact"):
            raise self.env["cadre.clause"]._refusal(
                "R-40",
                self.env._(
                    "Scan %s is no longer what was uploaded.", bad[0].display_name
                ),
                self.env._("Delete it and upload the file once more."),
            )

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "filed":
            self._opened().write({"date_filed": fields.Datetime.now()})
        return result

    # --- Business ---

    @api.model
    def _is_open(self):
        return self.env.context.get(OPEN_KEY) is OPEN

    def _opened(self):
        """The same records, for this model's own writing. Never to be returned."""
        return self.with_context(**{OPEN_KEY: OPEN})

    def _facts(self):
        self.ensure_one()
        return {
            "sha256": self.sha256,
            "size": self.size,
            "pages": self.page_count,
            "format": self.mimetype,
            "material": self.material_id.display_name,
            "order": self.sequence,
        }

    def _log_entry(self, action, payload, **more):
        self.ensure_one()
        return {
            "model": self._name,
            "res_id": self.id,
            "action": action,
            "subject_id": self._log_subject().id,
            "payload": payload,
            **more,
        }

    def _store(self, data):
        """Keep the bytes of a new scan, unaltered."""
        self.ensure_one()
        # The uploader's right to the material was checked; nobody has a right to the
        # attachment itself.
        self._opened().env["ir.attachment"].sudo().with_context(
            image_no_postprocess=True
        ).create(
            {
                "name": "content",
                "res_model": self._name,
                "res_field": "content",
                "res_id": self.id,
                "type": "binary",
                "mimetype": self.mimetype,
                "raw": data,
            }
        )

    def _stored(self):
        """The attachments with the bytes, opened, by id of the scan."""
        # Called by methods that checked the records, or that hand out no bytes.
        attachments_sudo = (
            self._opened()
            .env["ir.attachment"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "content"),
                    ("res_id", "in", self.ids),
                ],
                ["res_model", "res_id", "store_fname"],
            )
        )
        return {attachment.res_id: attachment for attachment in attachments_sudo}

    @api.model
    def _bytes_of(self, attachment_sudo):
        """What lies in the store: ``b''`` when the file is lost. Kept in no cache."""
        if not attachment_sudo:
            return b""
        alone = attachment_sudo.with_prefetch(attachment_sudo._ids)
        data = alone.raw or b""
        alone.invalidate_recordset(["raw", "datas"], flush=False)
        return data

    def _intact_bytes(self):
        """The bytes, proved to be those received. For those who checked the reader.

        :raises UserError: R-40, when they are not
        """
        self.ensure_one()
        data = self._bytes_of(self._stored().get(self.id))
        if scans.sha256(data) != self.sha256:
            raise self.env["cadre.clause"]._refusal(
                "R-40",
                self.env._("The stored file is not the one that was filed."),
                self.env._("Tell the archive head; the paper is the original."),
            )
        return data

    def _page(self, number):
        """One page in a form that a browser shows; the view is logged.

        :param int number: page within this file, from 1
        :return: bytes and mimetype
        :raises AccessError: to whom the scan is not open (R-03, R-04)
        :raises UserError: R-40, when the stored bytes are not those received
        """
        self.ensure_one()
        self.check_access("read")
        if not 1 <= number <= self.page_count:
            raise UserError(self.env._("There is no page %s.", number))
        data = self._intact_bytes()
        self.env["cadre.log"]._record([self._log_entry("view", {"page": number})])
        if self.mimetype in ("application/pdf", "image/tiff"):
            return scan_guard.page_of(data, number)
        return data, self.mimetype

    # --- Settings ---

    @api.model
    def _setting(self, name, default):
        """A whole number above zero from the system parameters."""
        # Limits are no secret.
        value = (
            self.env["ir.config_parameter"].sudo().get_param(f"cadre_archive.{name}")
        )
        return int(value) if re.fullmatch(r"[1-9]\d{0,8}", value or "") else default

    @api.model
    def _max_megabytes(self):
        return self._setting("scan_max_mb", 100)

    @api.model
    def _limits(self):
        return scans.Limits(max_bytes=self._max_megabytes() * 1024 * 1024)
