import logging
from datetime import timedelta

from odoo import api, fields, models

from ..rules import scans
from .cadre_scan import HEAD

_logger = logging.getLogger(__name__)

BATCH = 200
BATCH_BYTES = 256 * 1024 * 1024
ACTIVITY = "cadre_archive.mail_act_cadre_scan_damaged"


class CadreScan(models.Model):
    """R-40: whether the stored bytes are still those that were received."""

    _inherit = "cadre.scan"

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
        entries = [
            scan._log_entry(
                "fixity",
                {"sha256": scan.sha256, "material": scan.material_id.display_name},
                state_from=scan.fixity,
                state_to=found[scan.id],
                clause="R-40",
            )
            for scan in changed
        ]
        now = fields.Datetime.now()
        for result in set(found.values()):
            self.filtered(
                lambda scan, result=result: found[scan.id] == result
            )._opened().write({"fixity": result, "date_checked": now})
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
            count = seen.search_count([("fixity", "in", ("altered", "missing"))])
            activity_sudo = open_sudo.get(head)
            if not count and activity_sudo:
                activity_sudo.action_feedback(feedback=self.env._("Intact again."))
            if not count:
                continue
            note = self.env._(
                "R-40: %s scans are altered or missing. Compare them with the paper, "
                "restore the files from the backup, and check again.",
                count,
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
                    "date_deadline": fields.Date.context_today(self),
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
