import logging
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...rules import scan_guard, scans
from ..base.cadre_guard_mixin import Open
from ..base.cadre_transition_mixin import Transition
from ..base.ir_attachment import OPEN, OPEN_KEY
from ..base.roles import CLERK, HEAD

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
_logger = logging.getLogger(__name__)
BATCH = 200
# How many a to-do names; the list behind it has all.
NAMED = 20
BATCH_BYTES = 256 * 1024 * 1024
ACTIVITY = "cadre_archive.mail_act_cadre_scan_damaged"


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

    What was received is fixed for everybody, superuser included (R-40).
    """

    _name = "cadre.scan"
    _description = "Scan of a Material"
    _inherit = ["cadre.guard.mixin", "cadre.transition.mixin"]
    _subject_path = "dossier_id.employee_id"
    _dossier_path = "dossier_id"
    _guard_clause = "R-40"
    _guards_superuser = True
    _unlink_open = Open(states=("draft",), clause="R-63")
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
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    dossier_id = fields.Many2one(
        "cadre.dossier", string="File", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    sequence = fields.Integer(
        string="Order", required=True, writable="draft", help="As the paper lies."
    )
    file_name = fields.Char(help="As it was called when uploaded.")
    content = fields.Binary(
        attachment=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Served by the viewer only, page by page.",
    )
    mimetype = fields.Char(string="Format")
    size = fields.Integer(string="Bytes", aggregator="sum")
    page_count = fields.Integer(string="Pages")
    sha256 = fields.Char(
        string="SHA-256", help="R-40: the digest of the bytes received."
    )
    upload_key = fields.Char(
        copy=False,
        groups=fields.NO_ACCESS,
        help="Chosen by the sender, so that a repeated sending does not double.",
    )
    date_filed = fields.Datetime()
    fixity = fields.Selection(
        FIXITY,
        string="Integrity",
        help="R-40: whether the stored bytes are still those that were received.",
    )
    date_checked = fields.Datetime(string="Checked on")
    state = fields.Selection(STATES, required=True, default="draft", copy=False)

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
        if not self._guard_is_off():
            raise self.env["cadre.clause"]._refusal(
                "R-39",
                self.env._("A scan comes in by upload only."),
                self.env._("Open the material and upload the file there."),
                exception=AccessError,
            )
        return super().create(vals_list)

    def unlink(self):
        discarded = self._log_entries("scan_discard", payload=lambda s: s._facts())
        # The bytes go with the record: only here, where the states are checked.
        result = super(CadreScan, self._opened()).unlink()
        self.env["cadre.log"]._record(discarded)
        return result

    def _guard_remedy(self, reason, names):
        return {
            "system": self.env._("Set the scan aside and upload a better one."),
            "state": self.env._(
                "The order of filed scans does not change: move only those that are "
                "not filed yet."
            ),
            "unlink": self.env._(
                "The archive head can set a filed scan aside, with a reason."
            ),
        }.get(reason)

    def copy_data(self, default=None):
        raise AccessError(self.env._("A scan is not copied (R-11)."))

    # --- Transitions ---

    def _transition_entries(self, transition):
        entries = super()._transition_entries(transition)
        facts = {scan.id: scan._facts() for scan in self}
        return [{**entry, "payload": facts[entry["res_id"]]} for entry in entries]

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
            self._as_system().write({"date_filed": fields.Datetime.now()})
        return result

    # --- Business ---

    def _opened(self):
        """The same records with the seal of their bytes open. Never to be returned."""
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
        self.env["cadre.log"]._record(
            self._log_entries("view", payload={"page": number})
        )
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

    @api.model
    def _examine(self, data, limits=None):
        """Judge a file by its bytes (R-35); says why, when it is not to be stored."""
        try:
            return scan_guard.examine(data, limits or self._limits())
        except scans.ScanRefused as refused:
            raise self._refusal_of(refused) from refused

    # --- Actions ---

    def action_check_fixity(self):
        """Button: check these scans now and tell the result."""
        self.check_access("read")
        self._check_fixity()
        bad = self.filtered(lambda scan: scan.fixity != "intact")
        if bad:
            message = self.env._(
                "%(bad)s of %(all)s scans are not what was received: %(numbers)s. "
                "Do not replace them; inform the archive head.",
                bad=len(bad),
                all=len(self),
                numbers=", ".join(bad[:5].mapped("display_name")),
            )
        else:
            message = self.env._("%s scans checked: all intact.", len(self))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if bad else "success",
                "sticky": bool(bad),
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # --- Business ---

    def _check_fixity(self):
        """Recompute every digest; keep, log and report what is found.

        :return: the same records
        """
        self.fetch(["size", "sha256", "fixity"])
        stored = self._stored()
        found = {}
        for scan in self:
            data = self._bytes_of(stored.get(scan.id))
            if not data:
                found[scan.id] = "missing"
            elif len(data) != scan.size or scans.sha256(data) != scan.sha256:
                found[scan.id] = "altered"
            else:
                found[scan.id] = "intact"
        changed = self.filtered(
            lambda scan: found[scan.id] != (scan.fixity or "intact")
        )
        entries = changed._log_entries(
            "fixity",
            payload=lambda scan: {
                "sha256": scan.sha256,
                "material": scan.material_id.display_name,
            },
            state_from=lambda scan: scan.fixity,
            state_to=lambda scan: found[scan.id],
            clause="R-40",
        )
        now = fields.Datetime.now()
        for result in set(found.values()):
            self.filtered(
                lambda scan, result=result: found[scan.id] == result
            )._as_system().write({"fixity": result, "date_checked": now})
        if entries:
            self.env["cadre.log"]._record(entries)
            changed._report_fixity()
        return self

    def _report_fixity(self):
        """Tell heads and server log of a change; close what has been restored."""
        if bad := self.filtered(lambda scan: scan.fixity != "intact"):
            _logger.warning(
                "R-40: %s scans are altered or missing: %s", len(bad), bad.ids[:50]
            )
        self._tell_heads()

    @api.model
    def _tell_heads(self):
        """One to-do for each head, kept up to date: how many scans are damaged.

        Nobody is told of files that are not open to him (R-03, R-04). It hangs on no
        record: nobody follows a scan, and no scan has a chatter.
        """
        # Heads are told whoever finds it.
        heads_sudo = self.env.ref(HEAD).sudo().all_user_ids.filtered("active")
        kind = self.env.ref(ACTIVITY)
        Activity_sudo = self.env["mail.activity"].sudo()
        open_sudo = Activity_sudo.search(
            [("activity_type_id", "=", kind.id), ("user_id", "in", heads_sudo.ids)]
        ).grouped("user_id")
        for head in heads_sudo:
            seen = self.with_user(head).with_context(allowed_company_ids=None)
            bad = seen.search([("fixity", "in", ("altered", "missing"))])
            count = len(bad)
            activity_sudo = open_sudo.get(head)
            if not count and activity_sudo:
                activity_sudo.action_feedback(feedback=self.env._("Intact again."))
            if not count:
                continue
            note = self.env._(
                "R-40: %(count)s scans are altered or missing: %(scans)s. Compare them "
                "with the paper, restore the files from the backup, and check again.",
                count=count,
                scans=self.env._(", ").join(bad[:NAMED].mapped("display_name"))
                + ("" if count <= NAMED else " …"),
            )
            if activity_sudo:
                activity_sudo.write({"note": note})
                continue
            Activity_sudo.with_context(mail_activity_quick_update=True).create(
                {
                    "activity_type_id": kind.id,
                    "summary": kind.summary,
                    "note": note,
                    "user_id": head.id,
                    "date_deadline": self.env.company._cadre_date(),
                }
            )

    @api.model
    def _fixity_domain(self, before):
        return ["|", ("date_checked", "=", False), ("date_checked", "<", before)]

    @api.model
    def _fixity_batch(self, before):
        """The scans whose check is the longest ago, not too many bytes at once."""
        due = self.search_fetch(
            self._fixity_domain(before),
            ["size"],
            limit=BATCH,
            order="date_checked NULLS FIRST, id",
        )
        total = 0
        for count, scan in enumerate(due, 1):
            total += scan.size
            if total >= BATCH_BYTES:
                return due[:count]
        return due

    @api.model
    def _cron_fixity(self):
        """Nightly: check what has not been checked for the set number of days.

        Every batch is committed, so a stopped run goes on where it was.
        """
        days = self._setting("scan_check_days", 30)
        before = fields.Datetime.now() - timedelta(days=days)
        while batch := self._fixity_batch(before):
            batch._check_fixity()
            remaining = self.search_count(self._fixity_domain(before))
            progress = self.env["ir.cron"]._commit_progress(
                len(batch), remaining=remaining
            )
            if not progress:
                break

    # --- What is said to whoever sent a file that is not taken in ---

    def _refusal_of(self, refused):
        """A refusal of the bytes in words, with its remedy.

        :param refused: cadre_archive.rules.scans.ScanRefused
        """
        remedies = {
            "type": self.env._(
                "Scan the paper as PDF, JPEG, PNG or TIFF and upload that."
            ),
            "again": self.env._("Scan the paper once more, or open the file to see."),
            "print": self.env._(
                "Save it anew as a plain PDF (“print to PDF”) and upload that."
            ),
            "split": self.env._(
                "Split it into several files; they follow one another."
            ),
            "font": self.env._(
                "The technical administrator installs one (fonts-noto-cjk)."
            ),
        }
        kinds = {
            "svg": self.env._("an SVG drawing, which can carry scripts"),
            "html": self.env._("a web page (HTML)"),
            "hidden_pdf": self.env._("a PDF with something else before it"),
            "xml": self.env._("an XML file"),
            "zip": self.env._("a compressed archive"),
            "office": self.env._("an Office document"),
            "program": self.env._("a program"),
            "script": self.env._("a script"),
            "image": self.env._("an image of another kind"),
            "animation": self.env._("a moving picture"),
            "pdf": self.env._("a PDF"),
            "appended": self.env._("something appended behind its end"),
            "unknown": self.env._("of unknown type"),
        }
        found = kinds.get(refused.found, refused.found)
        texts = {
            "empty": (self.env._("The file is empty (0 bytes)."), "again"),
            "too_large": (
                self.env._(
                    "The file is too large: at most %s MB.", self._max_megabytes()
                ),
                "split",
            ),
            "wrong_type": (self.env._("By its content the file is %s.", found), "type"),
            "polyglot": (
                self.env._("The file hides something else in it: %s.", found),
                "print",
            ),
            "pdf_encrypted": (
                self.env._("The PDF is encrypted or has a password."),
                "print",
            ),
            "pdf_active": (
                self.env._(
                    "The PDF contains something that acts or is attached: %s.", found
                ),
                "print",
            ),
            "no_font": (
                self.env._("The server has no Chinese font for the watermark."),
                "font",
            ),
            "pdf_broken": (self.env._("The PDF is broken or has no page."), "again"),
            "image_broken": (
                self.env._("The image is broken or not complete."),
                "again",
            ),
            "image_bomb": (
                self.env._("The image has too many pixels: %s.", found),
                "again",
            ),
            "too_many_pages": (
                self.env._("The file has too many pages: %s.", found),
                "split",
            ),
            "too_slow": (
                self.env._("The file cannot be checked within its limits."),
                "print",
            ),
        }
        what, remedy = texts[refused.reason]
        clause = "R-11" if refused.reason == "no_font" else "R-35"
        return self.env["cadre.clause"]._refusal(clause, what, remedies[remedy])

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        return [
            card(
                self.env._("Scans altered or missing"),
                "cadre.scan",
                [("fixity", "in", ("altered", "missing"))],
                hint=self.env._("Compare with the paper; restore from the backup"),
                clause="R-40",
                tone="danger",
                sequence=50,
            ),
            card(
                self.env._("Scans to file"),
                "cadre.material",
                [("scan_ids.state", "=", "draft")],
                hint=self.env._("Compare with the paper, then file them"),
                clause="R-35",
                tone="info",
                sequence=51,
            ),
            card(
                self.env._("Scans with other page counts than the paper"),
                "cadre.material",
                [("has_scan_difference", "=", True)],
                hint=self.env._("Scan what is missing, or count again"),
                clause="R-35",
                tone="warning",
                sequence=52,
            ),
        ]
