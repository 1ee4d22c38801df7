from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...rules import fonts, reading
from ...rules.reading import minutes_left
from ..access.cadre_access import LIVE_STATES
from ..base.roles import CLERK

# What was granted may be made until the application is closed.
GRANT_STATES = ("approved", "in_use", "returned")
# More than anybody copies in one go; drawing one takes a quarter of a second.
MAX_SHEETS = 100


class CadreAccess(models.Model):
    """What is read, copied and extracted on an application, as far as it was granted.

    An approval that falls closes what is being read on it (R-02, R-11, R-13).
    """

    _inherit = "cadre.access"

    reading_session_ids = fields.One2many(
        "cadre.reading.session", "access_id", string="Reading Sessions", groups=CLERK
    )
    reading_session_count = fields.Integer(
        compute="_compute_reading_session_count", groups=CLERK
    )
    can_open_reading = fields.Boolean(compute="_compute_can_open_reading", groups=CLERK)
    copy_print_ids = fields.One2many(
        "cadre.copy.print", "access_id", string="Prints and Copies", groups=CLERK
    )
    extract_ids = fields.One2many(
        "cadre.extract", "access_id", string="Extracts", groups=CLERK
    )
    copy_print_count = fields.Integer(compute="_compute_copy_counts", groups=CLERK)
    extract_count = fields.Integer(compute="_compute_copy_counts", groups=CLERK)
    can_copy = fields.Boolean(compute="_compute_can_copy", groups=CLERK)
    can_extract = fields.Boolean(compute="_compute_can_copy", groups=CLERK)

    # --- Compute ---

    @api.depends("reading_session_ids")
    def _compute_reading_session_count(self):
        for access in self:
            access.reading_session_count = len(access.reading_session_ids)

    @api.depends("state", "wants_scans")
    def _compute_can_open_reading(self):
        for access in self:
            access.can_open_reading = access.wants_scans and access.state in LIVE_STATES

    @api.depends("copy_print_ids", "extract_ids")
    def _compute_copy_counts(self):
        for access in self:
            access.copy_print_count = len(access.copy_print_ids)
            access.extract_count = len(access.extract_ids)

    @api.depends("state", "grants_copy", "grants_extract")
    def _compute_can_copy(self):
        for access in self:
            lasts = access.state in GRANT_STATES
            access.can_copy = lasts and access.grants_copy
            access.can_extract = lasts and access.grants_extract

    # --- Actions ---

    def action_open_reading(self):
        return self._ask_in_window(self.env._("Open for Reading"), "cadre.reading.open")

    def action_copy(self):
        return self._ask_in_window(self.env._("Print or Copy"), "cadre.copy.make")

    def action_new_extract(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Extract"),
            "res_model": "cadre.extract",
            "views": [[False, "form"]],
            "context": {"default_access_id": self.id},
        }

    def action_reading_sessions(self):
        return self._list_of(self.env._("Reading Sessions"), "cadre.reading.session")

    def action_copy_prints(self):
        title = self.env._("Prints and Copies")
        return self._list_of(title, "cadre.copy.print", "list")

    def action_extracts(self):
        return self._list_of(self.env._("Extracts"), "cadre.extract")

    def _ask_in_window(self, title, model):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_access_id": self.id, "dialog_size": "medium"},
        }

    def _list_of(self, title, model, view_mode="list,form"):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": view_mode,
            "domain": [("access_id", "=", self.id)],
        }

    # --- Reading at the screen (R-02, R-08) ---

    def _open_reading(self, reader, minutes, until=None):
        """Open the granted scans for one reader.

        :param reader: cadre.access.reader of this application, with a user
        :param int minutes: counted from the reader's first opening
        :param until: when it closes in any case; by default some days from now (R-02)
        :return: the session
        :raises UserError: R-01 to R-04, R-11, R-16
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("The archive opens reading sessions."))
        if not self._is_live() or not self.wants_scans:
            raise self._refusal(
                "R-02",
                self.env._("The reading of scans is not approved."),
                self.env._("Apply for scans and wait for the approval."),
            )
        if reader not in self.reader_ids:
            raise self._refusal(
                "R-16",
                self.env._("This person is not a reader on the application."),
                self.env._("Choose one of its readers."),
            )
        if not fonts.chinese_font():
            raise self._refusal(
                "R-11",
                self.env._(
                    "The server has no Chinese font: the watermark cannot be drawn."
                ),
                self.env._(
                    "The technical administrator installs one (fonts-noto-cjk)."
                ),
            )
        user_sudo = self._user_of_reader(reader)
        self._check_readers()
        left = self._minutes_left(reader)
        if not 1 <= minutes <= left:
            raise self._refusal(
                "R-02",
                self.env._(
                    "%(reader)s has %(left)s minutes left of those granted; asked for: "
                    "%(minutes)s.",
                    reader=reader.name,
                    left=left,
                    minutes=minutes,
                ),
                self.env._("Open it for fewer minutes, or apply anew."),
            )
        Session = self.env["cadre.reading.session"]
        until = until or Session._valid_until()
        if until <= fields.Datetime.now():
            raise UserError(self.env._("“Valid until” is past: choose a later moment."))
        # Everything was checked above, and sessions are nobody's to create.
        session_sudo = Session.sudo().create(
            {
                "name": self.company_id._cadre_number("cadre.reading.session"),
                "company_id": self.company_id.id,
                "access_id": self.id,
                "reader_id": reader.id,
                "reader_user_id": user_sudo.id,
                "opened_by_id": self.env.uid,
                "minutes": minutes,
                "date_until": until,
            }
        )
        if not session_sudo._scans():
            raise self._refusal(
                "R-40",
                self.env._("There are no filed scans among the granted materials."),
                self.env._("Scan and file them first, or hand out the paper."),
            )
        session = Session.browse(session_sudo.id)
        if session._why_closed()[session.id] == "kinship":
            raise self._refusal(
                "R-04",
                self.env._("%s may not read one of these files.", reader.name),
                self.env._("Name another reader, or take the file off."),
            )
        self.env["cadre.log"]._record(
            session._log_entries(
                "reading_open",
                clause="R-02",
                payload={"reader": reader.name, "minutes": minutes},
            )
        )
        return session

    def _user_of_reader(self, reader):
        """Whose screen it will be: the user of the employee who reads."""
        # Which login an employee has is the archive's to know here, HR's otherwise.
        user_sudo = reader.sudo().employee_id.user_id
        if not user_sudo or not user_sudo.active or not user_sudo._is_internal():
            raise self._refusal(
                "R-16",
                self.env._("%s is not a user of this system.", reader.name),
                self.env._(
                    "Name a reader who works here and has a login, or hand out the "
                    "paper."
                ),
            )
        return user_sudo

    def _minutes_left(self, reader):
        """What is left of the granted minutes for this reader."""
        used = []
        for session in self.reading_session_ids.filtered(
            lambda session: session.reader_id == reader
        ):
            seconds = None
            if session.state == "closed":
                first = session.date_first
                seconds = (
                    int((session.date_closed - first).total_seconds()) if first else 0
                )
            used.append((session.minutes, seconds))
        return minutes_left(self.granted_minutes, used)

    def _was_used(self):
        """An approval whose scans were read was used, though no paper went out."""
        # Asked by the clock and by the clerk, for whatever application.
        read = self.sudo().filtered(
            lambda access: any(access.reading_session_ids.mapped("date_first"))
        )
        return super()._was_used() | self.browse(read.ids)

    def _check_use_is_over(self):
        """R-08: what was read is read to its end."""
        for access in self:
            if access.reading_session_ids.filtered(lambda s: s.state != "closed"):
                raise access._refusal(
                    "R-08",
                    self.env._("A reading session is still open."),
                    self.env._("Close it first, or wait until its time is up."),
                )
        return super()._check_use_is_over()

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target not in LIVE_STATES:
            # Whoever takes the step ends what rests on it; the sessions were the
            # archive's to open.
            self.env["cadre.reading.session"].sudo().search(
                [("access_id", "in", self.ids), ("state", "!=", "closed")]
            )._close("application")
        return result

    # --- Copies and extracts (R-11, R-13) ---

    def _materials_on(self):
        """The materials asked for, while what was granted may still be made."""
        lasting = self.filtered(lambda access: access.state in GRANT_STATES)
        expired = lasting.filtered(lambda a: a.state == "approved") - lasting._is_live()
        return (lasting - expired).line_ids._granted_materials()

    def _check_may_copy(self):
        """R-11: the approver granted copies on this very application, and it lasts."""
        self._check_grant("R-11", "grants_copy", self.env._("copies"))

    def _check_may_extract(self):
        """R-13: the approver granted extracts on this very application."""
        self._check_grant("R-13", "grants_extract", self.env._("extracts"))

    def _check_grant(self, clause, name, what):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(CLERK):
            raise AccessError(
                self.env._("Only the archive makes copies and extracts (R-11).")
            )
        if not self[name] or not self._materials_on():
            raise self._refusal(
                clause,
                self.env._("On this application no %s are granted.", what),
                self.env._(
                    "Ask for them on an application; the approver grants or refuses."
                ),
            )

    def _copy(self, material, kind, pages="", copies=1):
        """Number prints of scan pages, or copies made from the paper.

        :param material: one of the granted materials
        :param str kind: ``scan`` or ``paper``
        :param str pages: as people write them, e.g. ``1-3, 5``; empty for all
        :param int copies: how many sets, each with a number of its own
        :return: the rows
        :raises UserError: R-11 when it was not granted
        """
        self._check_may_copy()
        if kind not in ("scan", "paper"):
            raise UserError(self.env._("Choose what is copied: scan or paper."))
        if len(material) != 1 or material not in self._materials_on():
            raise self._refusal(
                "R-11",
                self.env._("This material is not on the application."),
                self.env._("Choose one of the materials that were asked for."),
            )
        there = material.page_count
        if kind == "scan":
            there = sum(material._filed_scans().mapped("page_count"))
        try:
            numbers = reading.pages_named(pages or "", there)
        except ValueError:
            numbers = []
        if not numbers:
            raise UserError(
                self.env._(
                    "Pages “%(pages)s”: there are pages 1 to %(there)s. Write them "
                    "like 1-3, 5.",
                    pages=pages or "",
                    there=there,
                )
            )
        if copies < 1 or copies * len(numbers) > MAX_SHEETS:
            raise UserError(
                self.env._(
                    "Print between 1 and %s sheets in one go.",
                    MAX_SHEETS,
                )
            )
        return self.env["cadre.copy.print"]._number_prints(
            self,
            [
                {
                    "kind": kind,
                    "dossier_id": material.dossier_id.id,
                    "employee_id": material.dossier_id.employee_id.id,
                    "material_id": material.id,
                    "pages": pages or f"1-{there}",
                    "page_count": len(numbers),
                }
            ]
            * copies,
        )
