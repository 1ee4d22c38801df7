import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open
from odoo.addons.cadre_archive.models.base.ir_attachment import OPEN, OPEN_KEY
from odoo.addons.cadre_archive.rules import scan_guard, scans

CLOSED = ("handled", "unfounded", "withdrawn")


class CadreConductEvidence(models.Model):
    """A paper or picture that proves an event (A-34, A-35).

    PDF or image by its content, examined like a scan; the bytes are sealed and leave
    through one gate, each view is logged.

    ===========  ==========================================================
    read, view   as the event: inspector and leading group; once verified
                 also the cadre, the leader in charge and the clerk
    create       inspector, until the event is closed; never about himself or kin
    write        nobody: what is wrong is said in a new event
    unlink       nobody
    ===========  ==========================================================
    """

    _name = "cadre.conduct.evidence"
    _description = "Evidence of an Event"
    _inherit = ["cadre.closed.mixin"]
    _subject_parent = "event_id"
    _append_only = "A-34"
    _order = "event_id, id"
    _rec_name = "file_name"

    event_id = fields.Many2one(
        "cadre.conduct.event",
        required=True,
        index=True,
        ondelete="restrict",
        writable=Open(once=True),
    )
    company_id = fields.Many2one("res.company", string="Office", ondelete="restrict")
    file_name = fields.Char(
        string="File",
        writable=Open(once=True),
        help="As it was called when uploaded.",
    )
    note = fields.Char(writable=Open(once=True), help="What it shows.")
    upload = fields.Binary(
        string="File to add",
        compute="_compute_upload",
        inverse="_inverse_upload",
        writable=Open(once=True),
        help="PDF, JPEG, PNG or TIFF.",
    )
    content = fields.Binary(
        attachment=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Leaves through its own gate only.",
    )
    mimetype = fields.Char(string="Format")
    size = fields.Integer(string="Bytes", aggregator=None)
    page_count = fields.Integer(string="Pages", aggregator=None)
    sha256 = fields.Char(string="SHA-256", help="The digest of the bytes received.")

    _content_uniq = models.Constraint(
        "UNIQUE(event_id, sha256)", "This file has already been uploaded to the event."
    )

    def _compute_upload(self):
        # The bytes are never read back this way.
        self.upload = False

    def _inverse_upload(self):
        """What is uploaded is taken in by ``create``."""

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        events = self.env["cadre.conduct.event"].browse(
            {vals["event_id"] for vals in vals_list if vals.get("event_id")}
        )
        self._check_events(events)
        created = super().create(vals_list)
        created._store([self._decoded(vals.get("upload")) for vals in vals_list])
        created._log("evidence_add")
        return created

    @api.model
    def _system_values(self, vals_list):
        given = super()._system_values(vals_list)
        for vals, values in zip(vals_list, given, strict=True):
            facts = self._examined(self._decoded(vals.get("upload")))
            event = self.env["cadre.conduct.event"].browse(vals.get("event_id"))
            values.update(
                upload=False,
                company_id=event.company_id.id,
                file_name=vals.get("file_name") or self.env._("Evidence"),
                mimetype=facts.mimetype,
                size=facts.size,
                page_count=facts.page_count,
                sha256=facts.sha256,
            )
        return given

    def copy_data(self, default=None):
        raise self._refusal_append_only()

    def _guard_remedy(self, reason, names):
        return self.env._("Add another file, or withdraw the event and record it anew.")

    @api.model
    def _check_events(self, events):
        """Evidence comes in through an event that its author may still work on."""
        if self.env.su:
            return
        events.check_access("write")
        if closed := events.filtered(lambda event: event.state in CLOSED):
            raise self.env["cadre.clause"]._refusal(
                "A-34",
                self.env._("%s is closed.", closed[0].name),
                self.env._("Record a new event if something new came up."),
            )

    # --- Business ---

    @api.model
    def _decoded(self, upload):
        try:
            return base64.b64decode(upload or b"", validate=True)
        except (binascii.Error, ValueError, TypeError):
            return b""

    @api.model
    def _examined(self, data):
        """Facts of a file, or a refusal in words."""
        # The limits are no secret; nobody here need be an archive clerk.
        scan_sudo = self.env["cadre.scan"].sudo()
        try:
            return scan_guard.examine(data, scan_sudo._limits())
        except scans.ScanRefused as refused:
            raise scan_sudo._refusal_of(refused) from refused

    def _opened(self):
        """The same records, inside the seal. Never to be returned."""
        return self.with_context(**{OPEN_KEY: OPEN})

    def _store(self, files):
        """Keep the bytes of new evidence, unaltered, in one batch."""
        # The author's right to the event was checked; nobody has a right to the
        # attachments themselves.
        self._opened().env["ir.attachment"].sudo().with_context(
            image_no_postprocess=True
        ).create(
            [
                {
                    "name": "content",
                    "res_model": self._name,
                    "res_field": "content",
                    "res_id": evidence.id,
                    "type": "binary",
                    "mimetype": evidence.mimetype,
                    "raw": data,
                }
                for evidence, data in zip(self, files, strict=True)
            ]
        )

    def _bytes(self):
        """The file as it was received; the view is logged.

        :return: bytes and mimetype
        :raises AccessError: to whom the event is not open
        :raises UserError: when the stored bytes are not those received
        """
        self.ensure_one()
        self.check_access("read")
        # The gate: the right to the event was checked just now.
        attachment_sudo = (
            self._opened()
            .env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "=", "content"),
                    ("res_id", "=", self.id),
                ],
                limit=1,
            )
        )
        data = self.env["cadre.scan"]._bytes_of(attachment_sudo)
        if scans.sha256(data) != self.sha256:
            raise self.env["cadre.clause"]._refusal(
                "A-34",
                self.env._("The stored file is not the one that was received."),
                self.env._("Tell the administrator; a backup may still have it."),
                exception=UserError,
            )
        self._log("evidence_view")
        return data, self.mimetype

    def _log(self, action):
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": evidence.id,
                    "action": action,
                    "clause": "A-34",
                    # For the log's own rules; not shown to the actor.
                    "subject_id": evidence.event_id.sudo().employee_id.id,
                    "payload": {
                        "event": evidence.event_id.name,
                        "sha256": evidence.sha256,
                    },
                }
                for evidence in self
            ]
        )

    # --- Actions ---

    def action_view(self):
        """Button: save the file; that it was asked for is logged."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "cadre_save",
            "params": {"url": f"/cadre/evidence/{self.id}", "name": self.file_name},
        }
