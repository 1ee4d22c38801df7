import hashlib
import hmac
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...rules import reading, scan_guard
from ...rules.scans import ScanRefused
from ..base.cadre_transition_mixin import Transition
from ..base.roles import CLERK

REASONS = [
    ("time", "Time is up"),
    ("unused", "Not opened in time"),
    ("reader", "Closed by the reader"),
    ("clerk", "Closed by the archive"),
    ("kinship", "Own or a relative's file (R-03, R-04)"),
    ("application", "The application is no longer in force"),
    ("reader_lost", "The reader is no longer a user"),
]


class CadreReadingSession(models.Model):
    """One reader reads the granted scans of one application, for a while.

    ===========  ==========================================================
    read         archive clerk; the reader his own. Nobody one with his own
                 file or a relative's on the application (R-03, R-04)
    open         archive clerk, for a reader on an approved application
                 (R-01 to R-04, R-11): :meth:`cadre.access._open_reading`
    read pages   the reader alone, while it runs (R-02, R-11, R-16)
    close        the reader, the archive clerk; by itself when the time is up,
                 the application falls or kinship is recorded
    write        nobody: the steps only
    unlink       nobody (R-08)
    ===========  ==========================================================
    """

    _name = "cadre.reading.session"
    _description = "Reading Session"
    _inherit = ["cadre.guard.mixin", "cadre.transition.mixin"]
    _guard_clause = "R-02"
    _undeletable = "R-08"
    _subject_path = "access_id.line_ids.employee_id"
    _dossier_path = "access_id.line_ids.dossier_id"
    _order = "id desc"
    _check_company_auto = True
    _initial_state = "ready"
    _transitions = (
        Transition("ready", "reading", actors="_of_this_reader", clause="R-02"),
        Transition("ready", "closed", groups=(CLERK,), clause="R-11"),
        Transition(
            "reading",
            "closed",
            groups=(CLERK,),
            actors="_of_this_reader",
            clause="R-11",
        ),
    )

    name = fields.Char(string="Number", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    reader_id = fields.Many2one(
        "cadre.access.reader",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        groups=CLERK,
    )
    reader_user_id = fields.Many2one(
        "res.users",
        string="Read by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="R-16: nobody else can open it.",
    )
    opened_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    minutes = fields.Integer(
        readonly=True, help="Counted from the moment at which the reader opens it."
    )
    date_until = fields.Datetime(
        string="Valid until",
        required=True,
        readonly=True,
        help="It closes then, whatever is left of the minutes.",
    )
    date_first = fields.Datetime(string="First opened", readonly=True)
    date_end = fields.Datetime(string="Ends", readonly=True, index="btree_not_null")
    date_beat = fields.Datetime(readonly=True, groups=fields.NO_ACCESS)
    date_declared = fields.Datetime(
        string="Declared",
        readonly=True,
        help="R-04: the reader declared that none of it is a relative's file.",
    )
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    close_reason = fields.Selection(REASONS, string="Why closed", readonly=True)
    token_digest = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    view_ids = fields.One2many(
        "cadre.reading.view",
        "session_id",
        string="Pages shown",
        groups=CLERK,
    )
    view_count = fields.Integer(
        string="Pages Shown", compute="_compute_view_totals", groups=CLERK
    )
    view_seconds = fields.Integer(
        string="Seconds Read", compute="_compute_view_totals", groups=CLERK
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")
    state = fields.Selection(
        [("ready", "Ready"), ("reading", "Being read"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="ready",
        copy=False,
        index=True,
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "This number is already given."
    )
    _minutes_check = models.Constraint(
        "CHECK(minutes > 0)", "A reading session lasts one minute or more."
    )
    _reader_uniq = models.UniqueIndex(
        "(reader_id) WHERE state <> 'closed'",
        "This reader has a reading session open on this application already.",
    )

    # --- Walls ---

    @api.model
    def _secrecy_exemption(self, mode):
        return Domain("reader_user_id", "=", self.env.uid)

    # --- Compute ---

    def _compute_view_totals(self):
        View = self.env["cadre.reading.view"]
        mine = [("session_id", "in", self.ids)]
        counts = dict(View._read_group(mine, ["session_id"], ["__count"]))
        # Beats are nobody's to read; their sum belongs to the views counted above.
        seconds = dict(
            self.env["cadre.reading.beat"]
            .sudo()
            ._read_group(mine, ["session_id"], ["seconds:sum"])
        )
        for session in self:
            session.view_count = counts.get(session, 0)
            session.view_seconds = seconds.get(session.sudo(), 0)

    @api.depends("reader_user_id", "state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for session in self:
            session.is_mine = (
                session.reader_user_id == self.env.user and session.state != "closed"
            )

    # --- ORM overrides ---

    def _guard_remedy(self, reason, names):
        if reason == "unlink":
            return self.env._("Close it.")
        return self.env._("Open the approved application and use “Open for Reading”.")

    def copy_data(self, default=None):
        raise AccessError(self.env._("A reading session is not copied (R-02)."))

    # --- Transitions ---

    def _of_this_reader(self):
        return self.filtered(lambda session: session.reader_user_id == self.env.user)

    # --- Actions ---

    def action_read(self):
        """Button: the reader opens the viewer."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "cadre_reading_viewer",
            "name": self.env._("Reading %s", self.name),
            "target": "fullscreen",
            "params": {"session_id": self.id},
        }

    def action_close(self):
        """Button: close before the time."""
        self.check_access("read")
        clerk = self.env.user.has_group(CLERK)
        if not clerk and self._of_this_reader() != self:
            raise AccessError(self.env._("Only the reader and the archive close it."))
        still_open = self.filtered(lambda session: session.state != "closed")
        mine = still_open._of_this_reader()
        mine._close("reader")
        (still_open - mine)._close("clerk")
        return True

    # --- Business ---

    def _close(self, reason):
        """Close for good: afterwards nothing of it can be opened.

        :param str reason: one of :data:`REASONS`
        """
        if not self:
            return
        # Called by those who checked the person, and by the clock; nobody has write
        # access to sessions.
        sessions_sudo = self.sudo()
        label = dict(self._fields["close_reason"]._description_selection(self.env))
        sessions_sudo.write(
            {
                "close_reason": reason,
                "date_closed": fields.Datetime.now(),
                "token_digest": False,
            }
        )
        sessions_sudo._transition("closed", reason=label[reason])
        # The index of open sessions has to know it before another one is opened.
        sessions_sudo.flush_recordset(["state"])

    def _why_closed(self):
        """Per session the reason for which it has to close now, or False.

        Asked at each page, each heartbeat and by the clock, as superuser: the answer
        must be right for readers who see neither kinship nor the application.
        """
        sessions_sudo = self.sudo()
        now = fields.Datetime.now()
        reasons = {}
        # The reader as he is named, and whoever he is as a user.
        kin = {reader for reader, *_rest in sessions_sudo.reader_id._conflicts()}
        avoided = sessions_sudo.reader_user_id._avoided_cadres()
        live_sudo = sessions_sudo.access_id._is_live()
        for session in sessions_sudo:
            reason = False
            if session.access_id not in live_sudo:
                reason = "application"
            elif not session.reader_user_id.active:
                reason = "reader_lost"
            elif session.reader_id in kin or not avoided[
                session.reader_user_id.id
            ].isdisjoint(session.access_id.line_ids.employee_id.ids):
                reason = "kinship"
            elif (session.date_end or session.date_until) <= now:
                reason = "time" if session.date_first else "unused"
            reasons[session.id] = reason
        return reasons

    def _close_what_is_over(self):
        """Close those that may not go on.

        :return: those that go on
        """
        running = self.filtered(lambda session: session.sudo().state != "closed")
        over = {}
        for session_id, reason in running._why_closed().items():
            over.setdefault(reason, []).append(session_id)
        for reason, ids in over.items():
            if reason:
                self.browse(ids)._close(reason)
        return self.browse(over.get(False, []))

    @api.model
    def _cron_close(self):
        """Close the sessions whose time is up, or whose ground has fallen away."""
        self.search([("state", "!=", "closed")])._close_what_is_over()

    # --- Opening by the reader ---

    def _check_is_reader(self):
        """The same answer whether it is not there or not this person's (R-16)."""
        session_sudo = self.sudo().exists()
        if (
            len(session_sudo) != 1
            or session_sudo.reader_user_id != self.env.user
            or not self._filtered_access("read")
        ):
            raise AccessError(self.env._("There is no such reading session for you."))

    def start_reading(self, declared=False):
        """The reader opens the session: from now on the minutes count.

        Each call gives a new key; a viewer that is open elsewhere goes dark.

        :param bool declared: the reader declares that none of it is the file of a
            relative, and will keep the duties shown to him
        :return: ``closed`` with the reason, or what the viewer needs
        :rtype: dict
        """
        self.ensure_one()
        self._check_is_reader()
        if not self._close_what_is_over():
            return self._closed_answer()
        session_sudo = self.sudo()  # this person's, as checked above
        now = fields.Datetime.now()
        if not session_sudo.date_declared and declared is not True:
            return self._duties_answer()
        token = secrets.token_urlsafe(32)
        vals = {"token_digest": self._digest(token), "date_beat": now}
        if not session_sudo.date_declared:
            vals["date_declared"] = now
        if not session_sudo.date_first:
            vals["date_first"] = now
            vals["date_end"] = reading.session_end(
                now, session_sudo.minutes, session_sudo.date_until
            )
        session_sudo.write(vals)
        if session_sudo.state == "ready":
            session_sudo._transition("reading")
        return {
            **self._duties_answer(),
            "declared": True,
            "token": token,
            "seconds_left": reading.seconds_left(session_sudo.date_end, now),
            "pages": self._pages(),
        }

    def _duties_answer(self):
        """What the reader is told before and while he reads."""
        session_sudo = self.sudo()  # this person's, as checked by the caller
        clauses = [
            (code, self.env["cadre.clause"]._by_code(code))
            for code in ("R-09", "R-11", "R-12", "R-16")
        ]
        return {
            "number": session_sudo.name,
            "application": session_sudo.access_id.name,
            "minutes": session_sudo.minutes,
            "declared": bool(session_sudo.date_declared),
            "duties": [
                {"code": code, "name": clause.name, "text": clause.text}
                for code, clause in clauses
            ],
        }

    def _closed_answer(self):
        session_sudo = self.sudo()  # this person's, as checked by the caller
        label = dict(self._fields["close_reason"]._description_selection(self.env))
        return {
            "closed": self.env._(
                "R-11: reading session %(number)s is closed: %(reason)s. Ask the "
                "archive for a new one when you need more time.",
                number=session_sudo.name,
                reason=label.get(session_sudo.close_reason, ""),
            )
        }

    @api.model
    def _digest(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    def _has_key(self, token):
        """Whether this is the key that the reader got last."""
        digest = self.sudo().token_digest or ""  # compared, never shown
        return isinstance(token, str) and hmac.compare_digest(
            self._digest(token), digest
        )

    def _check_key(self, token):
        if not self._has_key(token):
            raise AccessError(self.env._("There is no such reading session for you."))

    @api.model
    def _valid_until(self):
        """Until when a session may be opened for the first time."""
        days = self.env["cadre.clause"]._number("R-02", "reading_valid_days")
        return fields.Datetime.now() + timedelta(days=days)

    def _refuse_page(self):
        return UserError(self.env._("There is no such page in this reading session."))

    # --- The pages of a session: which, how they leave, how long they were shown ---

    def _scans(self):
        """The granted scans, as superuser, in the order of the file.

        Filed ones only: what was never compared with the paper is no paper (R-40).
        """
        # The caller checked the session; a reader has no rights on files.
        return self.sudo().access_id._granted_materials()._filed_scans()

    def _pages(self):
        """For the viewer. The caller checked that the session is this person's."""
        return [
            {
                "scan": scan.id,
                "page": page,
                "title": scan.material_id.name,
                "number": scan.material_id.display_name,
            }
            for scan in self._scans()
            for page in range(1, scan.page_count + 1)
        ]

    def _picture(self, token, scan_id, page):
        """One page as a picture with the watermark; the view is logged.

        :param str token: the key that :meth:`start_reading` gave
        :return: JPEG, or None when the session is closed (now)
        :raises AccessError: to anybody but the reader with his key
        :raises UserError: no such page among the granted ones, R-40
        """
        self.ensure_one()
        self._check_is_reader()
        if not self._close_what_is_over():
            return None
        self._check_key(token)
        scan_sudo = self._scans().filtered(lambda scan: scan.id == scan_id)
        if not scan_sudo or not 1 <= page <= scan_sudo.page_count:
            raise self._refuse_page()
        data = scan_sudo._intact_bytes()
        # Checked above: his, open, granted. Nobody may create views.
        self.env["cadre.reading.view"].sudo().create(
            {
                "session_id": self.id,
                "access_id": self.sudo().access_id.id,
                "employee_id": scan_sudo.dossier_id.employee_id.id,
                "material_id": scan_sudo.material_id.id,
                "scan_id": scan_sudo.id,
                "page": page,
                "user_id": self.env.uid,
                "company_id": scan_sudo.company_id.id,
            }
        )
        self.env["cadre.log"]._record(
            scan_sudo._log_entries(
                "read", payload={"page": page, "session": self.sudo().name}
            )
        )
        try:
            return scan_guard.picture_of(data, page, self._watermark())
        except ScanRefused as refused:
            raise self.env["cadre.scan"]._refusal_of(refused) from refused

    def _watermark(self):
        """Reader, number of the form and time: drawn over the page (R-11, R-16)."""
        session_sudo = self.sudo()  # the reader's own, as checked by the caller
        return [
            f"{session_sudo.reader_id.name}  {session_sudo.access_id.name}",
            f"{session_sudo.company_id._cadre_time()}  {session_sudo.name}",
        ]

    def beat_reading(self, token, scan_id, page, seconds):
        """The viewer tells how long a page has been in sight since the last time.

        :return: ``seconds_left``, or ``closed`` with the reason
        :rtype: dict
        """
        self.ensure_one()
        self._check_is_reader()
        if not self._close_what_is_over():
            return self._closed_answer()
        if not self._has_key(token):
            return {"closed": self.env._("The session was opened in another window.")}
        session_sudo = self.sudo()  # his, with his key, and open: checked above
        now = fields.Datetime.now()
        if isinstance(seconds, int | float) and 0 <= seconds < 86400:
            self._count_seconds(session_sudo, scan_id, page, seconds, now)
        return {"seconds_left": reading.seconds_left(session_sudo.date_end, now)}

    def _count_seconds(self, session_sudo, scan_id, page, seconds, now):
        counted = reading.seconds_counted(
            seconds, session_sudo.date_beat, now, session_sudo.date_end
        )
        view_sudo = session_sudo.view_ids.search(
            [
                ("session_id", "=", session_sudo.id),
                ("scan_id", "=", scan_id),
                ("page", "=", page),
            ],
            order="id desc",
            limit=1,
        )
        # Written whether it counts or not: two beats at the same instant then meet at
        # this row, and the second one is asked again by Odoo.
        session_sudo.date_beat = now
        if view_sudo and counted:
            self.env["cadre.reading.beat"].sudo().create(
                {
                    "view_id": view_sudo.id,
                    "session_id": session_sudo.id,
                    "seconds": counted,
                }
            )

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        card = self.env["cadre.desk"]._desk_card
        mine = card(
            self.env._("Files open for you to read"),
            "cadre.reading.session",
            [("reader_user_id", "=", self.env.uid), ("state", "!=", "closed")],
            hint=self.env._("Open them; the minutes count from then on"),
            clause="R-02",
            tone="success",
            views="kanban,form",
            sequence=0,
        )
        # Whoever reads may have any role and any app: the card stands first in each.
        cards = [mine] if mine and mine["count"] else []
        if app == "archive" and self.env.user.has_group(CLERK):
            cards.append(
                card(
                    self.env._("Reading sessions running"),
                    "cadre.reading.session",
                    [("state", "!=", "closed")],
                    hint=self.env._("They close by themselves; you can close them now"),
                    clause="R-11",
                    overview=True,
                    sequence=80,
                )
            )
        return cards
