import json
import logging
from dataclasses import replace
from datetime import timedelta

from psycopg2 import Error
from psycopg2.errors import SerializationFailure
from psycopg2.extras import execute_values

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import plaintext2html

from ...rules import hash_chain
from .roles import COMMITTEE, HEAD

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
        made = self.sudo().create(
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
        self._note_void(made.ids)
        return made

    @api.model
    def _note_void(self, ids):
        """Keep account of numbers that are given and then taken back.

        A step that is refused late takes its entries back. Their numbers are noted, so
        that a number of which nothing is known is one that somebody deleted.
        """
        cr, registry = self.env.cr, self.env.registry
        given = cr.postrollback.data.setdefault("cadre_given", [])
        cr.postcommit.data.setdefault("cadre_given", given)
        if given:
            given.extend(ids)
            return
        given.extend(ids)

        def note():
            try:
                with registry.cursor() as own:
                    log = api.Environment(own, api.SUPERUSER_ID, {})["cadre.log"]
                    if void := sorted(set(given) - set(log.browse(given).exists().ids)):
                        log.create(
                            {
                                "model": "cadre.log",
                                "action": "void",
                                "payload": hash_chain.canonical({"ids": void}),
                            }
                        )
            except Error:
                _logger.exception("Numbers of the log could not be accounted for.")

        cr.postcommit.add(note)
        cr.postrollback.add(note)

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
        seals = self.env["cadre.log.seal"].sudo()
        last = seals._last()
        number, head = (last.count, last.head) if last else (0, hash_chain.GENESIS)
        if self._tail() != (number, head):
            # The end of the chain is not what was sealed: nothing is put on top of it.
            _logger.error("The log is not sealed: its end is not the last seal's.")
            return 0
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
            seals._add(number, head)
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
    def _tail(self):
        """Number and digest of the last entry in the chain."""
        last = self.env.execute_query(
            SQL(
                "SELECT chain_number, chain_digest FROM cadre_log "
                "WHERE chain_number > 0 ORDER BY chain_number DESC LIMIT 1"
            )
        )
        return last[0] if last else (0, hash_chain.GENESIS)

    @api.model
    def _verify(self):
        """Walk the whole chain, all seals, and what was noted of them.

        :rtype: cadre_archive.rules.hash_chain.Verdict
        """
        self.flush_model()
        seals = self.env["cadre.log.seal"].sudo()._chain()
        expected = {}
        for seal in seals:
            expected.setdefault(seal.count, []).append(seal.head)
        witnesses = self._witnesses()
        for seen in witnesses:
            expected.setdefault(seen["count"], []).append(seen["head"])

        def stream():
            cr = self.env.cr
            cr.execute(
                self._select_content(SQL("chain_number > 0"), SQL("chain_number"))
            )
            while rows := cr.fetchmany(2000):
                for number, digest, *row in rows:
                    yield number, digest, self._content(row)

        verdict = hash_chain.verify(
            stream(), expected, sealed=seals[-1].count if seals else 0
        )
        broken = verdict.broken or hash_chain.verify_seals(seals)
        noted = max((seen["seals"] for seen in witnesses), default=0)
        if not broken and len(seals) < noted:
            broken = hash_chain.Break(len(seals) + 1, "seal_gap")
        if not broken and (missing := self._missing(witnesses)):
            broken = hash_chain.Break(missing[0], "missing")
        return replace(verdict, broken=broken)

    @api.model
    def _witnesses(self):
        """What nightly checks noted of the chain, in the chain itself."""
        rows = self.env.execute_query(
            SQL(
                "SELECT payload FROM cadre_log WHERE model = 'cadre.log' "
                "AND action = 'verified' ORDER BY id"
            )
        )
        return [json.loads(payload) for (payload,) in rows]

    @api.model
    def _missing(self, witnesses):
        """Numbers given since the last check of which there is neither entry nor note.

        :return: the first 100 of them
        """
        first = witnesses[-1]["last"] if witnesses else None
        known = self.env.execute_query(
            SQL(
                "SELECT payload FROM cadre_log WHERE model = 'cadre.log' "
                "AND action = 'void' AND id > coalesce(%s::int, 0)",
                first,
            )
        )
        void = {id_ for (payload,) in known for id_ in json.loads(payload)["ids"]}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT n FROM (
                    SELECT generate_series(before + 1, id - 1) AS n FROM (
                        SELECT id, lag(id, 1, %s::int) OVER (ORDER BY id) AS before
                          FROM cadre_log WHERE id > coalesce(%s::int, 0)
                    ) AS pairs WHERE id > before + 1
                ) AS gaps WHERE n != ALL(%s) ORDER BY n LIMIT 100
                """,
                first,
                first,
                list(void),
            )
        )
        # Whoever is writing at this moment has numbers that nobody else sees yet.
        writing = rows and self.env.execute_query(
            SQL(
                """
                SELECT 1 FROM pg_locks
                 WHERE relation = 'cadre_log'::regclass AND pid != pg_backend_pid()
                   AND mode = 'RowExclusiveLock' LIMIT 1
                """
            )
        )
        return [] if writing else [number for (number,) in rows]

    @api.model
    def _witness(self):
        """Note count, head and last number of the chain in the chain itself."""
        self.flush_model()
        seals = self.env["cadre.log.seal"].sudo()._chain()
        number, head = self._tail()
        [(last,)] = self.env.execute_query(
            SQL("SELECT last_value FROM cadre_log_id_seq")
        )
        self._record(
            [
                {
                    "model": "cadre.log",
                    "res_id": 0,
                    "action": "verified",
                    "clause": "R-40",
                    "payload": {
                        "count": number,
                        "head": head,
                        "seals": len(seals),
                        "last": last,
                    },
                }
            ]
        )

    @api.model
    def _cron_verify(self):
        """Nightly: seal what is new, then check everything and note what was found."""
        self._cron_seal()
        verdict = self._alarm_if_broken()
        if not verdict.broken or verdict.broken.reason == "missing":
            # Told once; the next check begins after it.
            self._witness()
        self._mail_head(verdict)

    @api.model
    def _guardians(self):
        """Who is told of the log: archive heads and the Party Committee's role."""
        groups = self.env.ref(HEAD) | self.env.ref(COMMITTEE)
        # Users cannot read groups; whom to tell is found for them.
        return groups.sudo().all_user_ids.filtered("active")

    @api.model
    def _alarm(self, message, **values):
        """Tell archive heads and the Party Committee at once, and put it on record.

        :param str message: in words, for a person
        :param values: further values of the entry
        """
        entry = {"model": "cadre.log", "res_id": 0, "clause": "R-40", **values}
        self._record([{**entry, "action": "alarm", "reason": message}])
        people = self._guardians()
        # Whoever caused it need not be able to write to them.
        if people:
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=people.partner_id.ids,
                subject=self.env._("Alarm of the archive"),
                body=plaintext2html(message),
            )
        seal = self.env["cadre.log.seal"].sudo().search([], limit=1)
        for user in people if seal else ():
            seal.activity_schedule(
                "mail.mail_activity_data_warning",
                user_id=user.id,
                note=plaintext2html(message),
            )

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(HEAD):
            return []
        since = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=14))
        return [
            self.env["cadre.desk"]._desk_card(
                self.env._("Alarms of the last 14 days"),
                "cadre.log",
                [("action", "=", "alarm"), ("date", ">=", since)],
                hint=self.env._("Log, roles and rights: find out who and why"),
                clause="R-40",
                tone="danger",
                sequence=5,
            )
        ]

    @api.model
    def _mail_head(self, verdict):
        """Once a month the head of the chain leaves the house by mail (R-40).

        Only what lies outside proves anything to who does not trust the server.
        """
        today = self.env.company._cadre_date()
        month = today.strftime("%Y-%m")
        sent = self.sudo().search(
            [("model", "=", "cadre.log"), ("action", "=", "mailed")], limit=1
        )
        if sent and json.loads(sent.payload)["month"] == month:
            return
        for user in self._guardians().filtered("email"):
            user_env = self.with_context(lang=user.lang or self.env.lang).env
            self.env["mail.mail"].sudo().create(
                {
                    "subject": user_env._("Head of the log, %s", month),
                    "body_html": plaintext2html(
                        user_env._(
                            "%(message)s\n\nHead: %(head)s\nEntries: %(count)s\n\n"
                            "Keep this mail. R-40: with it, a change of the log up to "
                            "this entry can be proved.",
                            message=self.with_env(user_env)._verdict_message(verdict),
                            head=verdict.head,
                            count=verdict.count,
                        )
                    ),
                    "email_to": user.email_formatted,
                }
            )
        self._record(
            [
                {
                    "model": "cadre.log",
                    "res_id": 0,
                    "action": "mailed",
                    "clause": "R-40",
                    "payload": {"month": month, "head": verdict.head},
                }
            ]
        )

    @api.model
    def _head_line(self):
        """The head of the chain, for the foot of printed registers."""
        # Two numbers that tell nothing of what was logged.
        seal = self.env["cadre.log.seal"].sudo()._last()
        if not seal:
            return ""
        return self.env._(
            "Log of the archive (R-40): %(count)s entries, head %(head)s",
            count=seal.count,
            head=seal.head,
        )

    @api.model
    def _alarm_if_broken(self):
        """Tell heads and Party Committee, and the server's log, if it does not hold.

        :rtype: cadre_archive.rules.hash_chain.Verdict
        """
        verdict = self._verify()
        if verdict.broken:
            _logger.error(
                "The log chain is broken at entry %s (%s).",
                verdict.broken.number,
                verdict.broken.reason,
            )
            self._alarm(self._verdict_message(verdict))
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
            "unsealed": self.env._("entries were numbered outside the sealing"),
            "seal_gap": self.env._("a seal is missing"),
            "seal_altered": self.env._("a seal was changed"),
            "missing": self.env._("an entry was deleted before it was sealed"),
        }
        return self.env._(
            "R-40: the log was tampered with: %(reason)s at number %(number)s. Do not "
            "repair it. Compare the head with the last signed report and inform the "
            "Party Committee.",
            reason=reasons[verdict.broken.reason],
            number=verdict.broken.number,
        )

    def action_verify(self):
        """Button, on no entry or any: seal what is new, verify all, tell the result."""
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
