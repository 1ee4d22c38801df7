import json
import logging

from psycopg2 import Error
from psycopg2.errors import SerializationFailure
from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL

from ...rules import hash_chain

_logger = logging.getLogger(__name__)
# Any constant of our own: serialises sealing, never the writing of entries.
SEAL_LOCK = 7_203_491_001
SEAL_BATCH = 5000
COVERED = (
    "id",
    "date",
    "user_id",
    "login",
    "model",
    "res_id",
    "action",
    "state_from",
    "state_to",
    "reason",
    "clause",
    "subject_id",
    "payload",
)


class CadreLog(models.Model):
    """Who did what to which file or result, when and why. Append-only.

    Entries are inserted without any lock. A cron seals them in batches: each gets
    the next number and a SHA-256 digest over itself and the digest before. A seal
    row keeps count and head of every batch, so that a cut-off tail shows as well.

    ===========  ==========================================================
    read         archive head; never about oneself or one's relatives (R-03, R-04)
    create       only :meth:`_record`
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.log"
    _description = "Log of the Cadre System"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "subject_id"
    _dossier_path = "subject_id.cadre_dossier_ids"
    _company_path = ""
    _append_only = "R-40"
    _order = "id desc"
    _log_access = False
    _rec_name = "action"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    login = fields.Char(readonly=True, help="Kept in case the user is renamed.")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="model", readonly=True
    )
    action = fields.Char(required=True, readonly=True)
    state_from = fields.Char(string="From", readonly=True)
    state_to = fields.Char(string="To", readonly=True)
    reason = fields.Text(readonly=True)
    clause = fields.Char(readonly=True, index="btree_not_null")
    subject_id = fields.Many2one(
        "hr.employee",
        string="Cadre concerned",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Whose file or result it is: that cadre and the relatives never see it.",
    )
    payload = fields.Text(string="Details", readonly=True, help="As JSON.")
    chain_number = fields.Integer(string="Number in chain", readonly=True, default=0)
    chain_digest = fields.Char(string="Digest", readonly=True)

    _chain_number_uniq = models.UniqueIndex(
        "(chain_number) WHERE chain_number > 0", "A number is given once in the chain."
    )
    _unsealed_idx = models.Index("(id) WHERE chain_number = 0")
    _record_idx = models.Index("(model, res_id)")
    # Who saw which page: cadre.page.view.
    _view_idx = models.Index("(res_id) WHERE model = 'cadre.scan' AND action = 'view'")

    # --- Recording ---

    @api.model
    def _record(self, entries):
        """Write entries in one batch.

        :param list[dict] entries: ``model``, ``res_id``, ``action`` and, where they
            apply, ``state_from``, ``state_to``, ``reason``, ``clause`` (an id like
            ``R-17``), ``subject_id`` (hr.employee id), ``payload`` (JSON-serialisable)
        :return: the entries, as superuser
        """
        user = self.env.user
        # Nobody has create rights on the log: this method is the only way in, and
        # what it writes about the actor comes from the environment.
        return self.sudo().create(
            [
                {
                    **entry,
                    "payload": entry.get("payload")
                    and hash_chain.canonical(entry["payload"]),
                    "user_id": user.id,
                    "login": user.login,
                }
                for entry in entries
            ]
        )

    @api.model
    def _record_refused(self, records, clause, what):
        """Note an attempt that is being refused, in a transaction of its own.

        The refusal takes its own transaction back, so the entries are written when
        that has ended, one way or the other, and once in it.

        :param records: what was asked for
        :param str clause: the clause that refuses it
        :param str what: what was refused, in words
        """
        cr, registry, uid = self.env.cr, self.env.registry, self.env.uid
        known = cr.postrollback.data.setdefault("cadre_refused", set())
        key = (records._name, records._ids, clause, uid)
        if key in known:
            return
        known.add(key)
        entries = records._log_entries("refused", clause=clause, reason=what)

        def note():
            try:
                with registry.cursor() as own:
                    log = api.Environment(own, uid, {})["cadre.log"]
                    # Made and undone in the same transaction: there is nobody to name.
                    if log.env.user.exists():
                        log._record(entries)
            except Error:
                _logger.exception("A refused attempt could not be logged.")

        cr.postcommit.add(note)
        cr.postrollback.add(note)

    # --- Sealing and verifying ---

    @api.model
    def _select_content(self, where, order):
        """SQL for the covered columns; times as ISO text, empty as null."""
        columns = [
            SQL("to_char(date, 'YYYY-MM-DD HH24:MI:SS')")
            if name == "date"
            else SQL.identifier(name)
            for name in COVERED
        ]
        return SQL(
            "SELECT chain_number, chain_digest, %s FROM cadre_log WHERE %s ORDER BY %s",
            SQL(", ").join(columns),
            where,
            order,
        )

    @api.model
    def _content(self, row):
        return {
            name: json.loads(value) if name == "payload" and value else value
            for name, value in zip(COVERED, row, strict=True)
            if value not in (None, "")
        }

    def _seal_batch(self):
        """Chain the oldest unsealed entries.

        :return: how many were sealed; 0 also when somebody else is sealing
        """
        self.flush_model()
        [(free,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s)", SEAL_LOCK)
        )
        if not free:
            return 0
        last = self.env.execute_query(
            SQL(
                "SELECT chain_number, chain_digest FROM cadre_log "
                "WHERE chain_number > 0 ORDER BY chain_number DESC LIMIT 1"
            )
        )
        number, head = last[0] if last else (0, hash_chain.GENESIS)
        rows = self.env.execute_query(
            SQL(
                "%s LIMIT %s",
                self._select_content(SQL("chain_number = 0"), SQL("id")),
                SEAL_BATCH,
            )
        )
        sealed = []
        for _number, _digest, *row in rows:
            content = self._content(row)
            number += 1
            head = hash_chain.digest(head, content)
            sealed.append((content["id"], number, head))
        if sealed:
            execute_values(
                self.env.cr._obj,
                "UPDATE cadre_log AS l SET chain_number = s.n, chain_digest = s.d "
                "FROM (VALUES %s) AS s (id, n, d) WHERE l.id = s.id",
                sealed,
                page_size=SEAL_BATCH,
            )
            self.invalidate_model(["chain_number", "chain_digest"])
            self.env["cadre.log.seal"].sudo().with_context(
                tracking_disable=True
            ).create({"count": number, "head": head})
        return len(sealed)

    def _seal_batch_alone(self):
        """As :meth:`_seal_batch`; 0 also when another process was quicker.

        Its commit may fall between this transaction's snapshot and the lock.
        """
        try:
            return self._seal_batch()
        except SerializationFailure:
            self.env.cr.rollback()
            return 0

    @api.model
    def _cron_seal(self):
        """Seal what has gathered, in committing batches."""
        while sealed := self._seal_batch_alone():
            remaining = self.sudo().search_count([("chain_number", "=", 0)])
            if not self.env["ir.cron"]._commit_progress(sealed, remaining=remaining):
                break

    @api.model
    def _verify(self):
        """Walk the whole chain.

        :rtype: cadre_archive.rules.hash_chain.Verdict
        """
        self.flush_model()
        self.env["cadre.log.seal"].flush_model()
        seal = self.env["cadre.log.seal"].sudo().search([], limit=1)

        def stream():
            cr = self.env.cr
            cr.execute(
                self._select_content(SQL("chain_number > 0"), SQL("chain_number"))
            )
            while rows := cr.fetchmany(2000):
                for number, digest, *row in rows:
                    yield number, digest, self._content(row)

        return hash_chain.verify(
            stream(),
            expected_count=seal.count if seal else None,
            expected_head=seal.head if seal else None,
        )

    @api.model
    def _cron_verify(self):
        """Nightly: seal what is new, then check everything."""
        self._cron_seal()
        self._alarm_if_broken()

    @api.model
    def _alarm_if_broken(self):
        """Tell the heads, and the server's log, when the chain does not hold.

        :rtype: cadre_archive.rules.hash_chain.Verdict
        """
        verdict = self._verify()
        if verdict.broken:
            _logger.error(
                "The log chain is broken at entry %s (%s).",
                verdict.broken.number,
                verdict.broken.reason,
            )
            heads = self.env.ref("cadre_archive.group_cadre_archive_head").user_ids
            seal = self.env["cadre.log.seal"].sudo().search([], limit=1)
            for user in heads:
                seal.activity_schedule(
                    "mail.mail_activity_data_warning",
                    user_id=user.id,
                    note=self._verdict_message(verdict),
                )
        return verdict

    @api.model
    def _verdict_message(self, verdict):
        """The verdict in words, for a person."""
        if not verdict.broken:
            return self.env._(
                "The log is intact: %(count)s entries, head %(head)s.",
                count=verdict.count,
                head=verdict.head[:16],
            )
        reasons = {
            "gap": self.env._("an entry is missing"),
            "altered": self.env._("an entry was changed"),
            "cut": self.env._("entries at the end are missing"),
        }
        return self.env._(
            "R-40: the log was tampered with: %(reason)s at number %(number)s. Do not "
            "repair it. Compare the head with the last signed report and inform the "
            "Party Committee.",
            reason=reasons[verdict.broken.reason],
            number=verdict.broken.number,
        )

    @api.model
    def action_verify(self):
        """Button: seal what is new, verify all, tell the result."""
        self.browse().check_access("read")
        self._seal_batch()
        verdict = self._verify()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if verdict.broken else "success",
                "sticky": True,
                "message": self._verdict_message(verdict),
            },
        }
