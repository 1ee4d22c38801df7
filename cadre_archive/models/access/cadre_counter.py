from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.roles import CLERK
from .cadre_signature import SIGNED_AS, WHEN_SIGNED

MAX_PAGES = 100_000
# What is done next at the counter, by the state of the application.
STEPS = {"approved": "out", "in_use": "in", "returned": "close"}


class CadreCounter(models.AbstractModel):
    """The counter: what its screen asks, how files go out and how they come back.

    ===========  ==============================================================
    screen       archive clerk, on applications that he may write
    hand out     an approved application in force (R-02), the files that are in the
                 store, one by one as they come in (R-69), counted against the
                 catalogue (R-10), signed (R-04, R-15), no reader kin (R-03, R-04)
    take back    counted against the hand-out (R-10, R-09), or with an incident
    lost         what does not come back is reported as lost (R-55)
    ===========  ==============================================================
    """

    _name = "cadre.counter"
    _description = "Counter"

    @api.model
    def _check_clerk(self):
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("The counter is the archive clerk's."))

    @api.model
    def _application(self, access_id):
        """The application that a clerk works on."""
        self._check_clerk()
        access = self.env["cadre.access"].browse(access_id)
        access.ensure_one()
        access.check_access("write")
        return access

    # --- What the screen asks ---

    @api.model
    @api.readonly
    def scan(self, code):
        """What a scanned code is: an application, a file, or nothing known.

        :param str code: number of an application or of a file
        :return: dict with ``kind`` (``application``, ``file`` or ``unknown``)
        """
        self._check_clerk()
        code = str(code or "").strip()[:64]
        numbers = list(dict.fromkeys((code, code.upper())))
        here = [("company_id", "=", self.env.company.id)]
        if access := self.env["cadre.access"].search(
            [("name", "in", numbers), *here], limit=1
        ):
            return {"kind": "application", **self.open(access.id)}
        if dossier := self.env["cadre.dossier"].search(
            [("number", "in", numbers), *here], limit=1
        ):
            return self._file(dossier)
        return {
            "kind": "unknown",
            "code": code,
            "message": self.env._(
                "%s is neither an application nor a file here.", code
            ),
        }

    @api.model
    @api.readonly
    def open(self, access_id):
        """Everything that the screen shows of one application."""
        access = self._application(access_id)
        access.line_ids._read_materials()
        states = dict(access._fields["state"]._description_selection(self.env))
        return {
            "id": access.id,
            "number": access.display_name,
            "state": access.state,
            "state_label": states[access.state],
            "step": STEPS.get(access.state, ""),
            "is_loan": access.kind == "loan",
            "unit": access.unit_id.display_name,
            "date_due": fields.Date.to_string(access.date_due) or "",
            "is_overdue": access.is_overdue,
            "iou_number": access.iou_number or "",
            "readers": [self._reader(reader) for reader in access.reader_ids],
            "files": [self._line(line) for line in access.line_ids],
        }

    @api.model
    def sign(self, access_id, role, reader_id, text, data, is_paper=False):
        """Keep a signature given at the counter.

        :param str role: ``declaration``, ``register`` or ``iou``
        :param int reader_id: who signs
        :param str text: the words as they were shown
        :param str data: base64: the drawing as PNG, or the scan of the signed paper
        :param bool is_paper: signed on paper
        :return: as :meth:`open`
        :raises UserError: R-08, when it is no signature or signed at the wrong time
        """
        access = self._application(access_id)
        reader = access.reader_ids.filtered(lambda r: r.id == reader_id)
        if not reader or role not in WHEN_SIGNED:
            raise UserError(self.env._("Nobody of that name signs this application."))
        if not self._is_open(access, role):
            raise access._refusal(
                "R-08",
                self.env._("This is not the time to sign that."),
                self.env._("Look at the state of the application."),
            )
        if text != reader._declaration_text(role):
            raise access._refusal(
                "R-08",
                self.env._("The words on the screen are not the words to be signed."),
                self.env._("Open the application again, read, and sign."),
            )
        if role == "iou":
            self.env["cadre.loan"]._number(access)
        signatures = self.env["cadre.signature"]
        signatures._sign(reader, role, text, signatures._decoded(data), bool(is_paper))
        return self.open(access_id)

    @api.model
    def hand_out(self, access_id, counts, reasons=()):
        """Hand out those files of the application that were counted.

        :param list counts: ``[file's line, material or False, pages]`` of each material
        :param list reasons: ``[line, text]``: why a count differs from the catalogue
        :return: as :meth:`open`, with a ``message``
        """
        access = self._application(access_id)
        pages = self._pages(access, counts)
        lines = {line.id: line for line in access.line_ids}
        self._hand_out(
            access,
            pages,
            {lines[line]: str(text or "") for line, text in reasons if line in lines},
        )
        count = len(pages)
        message = self.env._("Handed out: %s files.", count)
        if access.date_due:
            message = self.env._(
                "Lent until %(date)s: %(count)s files.",
                count=count,
                date=access.date_due,
            )
        return {**self.open(access_id), "message": message}

    @api.model
    def take_back(self, access_id, counts, defects=(), with_incident=False):
        """Take back the files that were scanned and counted.

        :param list counts: as for :meth:`hand_out`
        :param list defects: ``[line, text]`` of what came back in bad condition
        :param bool with_incident: take it back though something differs, and report it
        :return: as :meth:`open`, with a ``message``
        """
        access = self._application(access_id)
        lines = {line.id: line for line in access.line_ids}
        pages = self._pages(access, counts)
        self._take_back(
            access,
            pages,
            {lines[line]: str(text or "") for line, text in defects if line in lines},
            with_incident=bool(with_incident),
        )
        pending = access.line_ids.filtered(
            lambda line: line.date_out and not line.date_returned
        )
        message = (
            self.env._("Taken back. Files still out: %s", len(pending))
            if pending
            else self.env._("All files are back.")
        )
        incidents = access.line_ids.filtered(
            lambda line: line in pages
        ).count_ids.incident_id
        if incidents:
            numbers = ", ".join(incidents.mapped("name"))
            message += " " + self.env._("Reported to the head: %s.", numbers)
        return {**self.open(access_id), "message": message}

    @api.model
    def lose(self, access_id, line_id, text):
        """Report a file that does not come back as lost (R-55).

        :param str text: what the reader says
        :return: as :meth:`open`, with a ``message``
        """
        access = self._application(access_id)
        line = access.line_ids.filtered(lambda one: one.id == line_id)
        line.ensure_one()
        line._check_is_out()
        text = str(text or "").strip()
        if not text:
            raise self.env["cadre.clause"]._refusal(
                "R-55",
                self.env._("What became of the file is not said."),
                self.env._("Write down what the reader says."),
            )
        incident = self.env["cadre.incident"]._open(
            "lost", line.dossier_id, text, access_id=access.id, holder=access._holder()
        )
        message = self.env._("Reported to the head: %s.", incident.name)
        return {**self.open(access_id), "message": message}

    @api.model
    def finish(self, access_id):
        """End an application of which the other files are not needed any more."""
        access = self._application(access_id)
        access._transition("returned")
        return {**self.open(access_id), "message": self.env._("All files are back.")}

    @api.model
    def close(self, access_id):
        """Close the application when everybody has signed (R-08)."""
        self._application(access_id).action_close()
        return {**self.open(access_id), "message": self.env._("Closed.")}

    # --- What the screen is told ---

    @api.model
    def _file(self, dossier):
        """Where a file is and who has it; the application that it is out on."""
        line = dossier._lines_out().get(dossier.id)
        waiting = self.env["cadre.access"].search(
            [("state", "=", "approved"), ("line_ids.dossier_id", "=", dossier.id)]
        )
        states = dict(dossier._fields["custody_state"]._description_selection(self.env))
        return {
            "kind": "file",
            "code": dossier.number,
            "cadre": dossier.cadre_name,
            "place": dossier.place_id.display_name,
            "custody": states.get(dossier.custody_state, ""),
            "holder": dossier.holder or "",
            "since": self._time(dossier.date_moved),
            "message": line._message_out() if line else "",
            "line_id": line.id if line else False,
            "application": self.open(line.access_id.id) if line else False,
            "waiting": [
                {"number": access.name, "readers": access.reader_names}
                for access in waiting
            ],
        }

    @api.model
    def _reader(self, reader):
        access = reader.access_id
        signed = {s.role: s for s in reader.signature_ids}
        labels = dict(
            self.env["cadre.signature"]._fields["role"]._description_selection(self.env)
        )
        return {
            "id": reader.id,
            "name": reader.name,
            "unit": reader.unit or "",
            "roles": [
                {
                    "role": role,
                    "label": labels[role],
                    "text": reader._declaration_text(role),
                    "is_open": self._is_open(access, role),
                    "is_signed": role in signed,
                    "how": self._how(signed.get(role)),
                }
                for role, _label in SIGNED_AS
                if role != "iou" or access.kind == "loan"
            ],
        }

    @api.model
    def _is_open(self, access, role):
        """Whether it is the time to sign that."""
        return access.state in WHEN_SIGNED[role] and (
            role != "iou" or access.kind == "loan"
        )

    @api.model
    def _how(self, signature):
        if not signature:
            return ""
        when = self._time(signature.date)
        if signature.is_paper:
            return self.env._("on paper, %s", when)
        return self.env._("on the screen, %s", when)

    @api.model
    def _line(self, line):
        if line.date_out:
            items = [
                {
                    "id": count.material_id.id,
                    "name": count.material_name,
                    "expected": count.pages_out,
                }
                for count in line.count_ids
                if count.step == "out"
            ]
        else:
            items = [
                {
                    "id": material.id,
                    "name": f"{material.number} {material.name}",
                    "expected": material.page_count,
                }
                for material in line._granted_materials()
            ]
        if not items:
            items = [
                {
                    "id": False,
                    "name": line._whole_file_label(),
                    "expected": line.pages_out,
                }
            ]
        return {
            "id": line.id,
            "number": line.dossier_id.number,
            "cadre": line.employee_id.name,
            "place": line.dossier_id.place_id.display_name,
            "is_out": bool(line.date_out and not line.date_returned),
            "is_lost": line.is_lost,
            "is_back": bool(line.date_returned),
            "items": items,
        }

    @api.model
    def _time(self, moment):
        # The office's clock, as on the forms.
        return self.env.company._cadre_time(moment)[:16] if moment else ""

    @api.model
    def _pages(self, access, counts):
        """Pages as the steps take them, from what the screen sends."""
        lines = {line.id: line for line in access.line_ids}
        materials = self.env["cadre.material"]
        pages = {}
        for line_id, material_id, count in counts:
            line = lines.get(line_id)
            if (
                line is None
                or type(count) is not int
                or not 0 <= count <= MAX_PAGES
                or not (material_id is False or type(material_id) is int)
            ):
                raise access._refusal(
                    "R-10",
                    self.env._("A count is not understood."),
                    self.env._("Count the pages and enter whole numbers."),
                )
            if material_id is False:
                pages[line] = count
            else:
                counted = pages.setdefault(line, {})
                if isinstance(counted, int):
                    raise line._refusal_uncounted()
                counted[materials.browse(material_id)] = count
        return pages

    # --- Hand-out ---

    @api.model
    def _hand_out(self, access, pages, reasons=None):
        """Hand out files of an approved application; others may follow later.

        :param dict pages: ``{line: pages}`` of the files that go out; the pages of the
            whole file, or ``{material: pages}`` of each material (R-10)
        :param dict reasons: ``{line: text}`` why a count differs from the catalogue
        :raises UserError: R-02, R-03, R-04, R-10, R-15, R-17, R-69; or R-16 when a
            file is out already, telling who has it
        """
        access.ensure_one()
        access.check_access("write")
        is_first = access.state != "in_use"
        if is_first:
            access._check_step("in_use")
        self._check_not_lapsed(access)
        access._check_readers()
        access.reader_ids._check_declared()
        lines = access.line_ids.filtered(lambda line: line in pages)
        if not lines:
            raise access._refusal(
                "R-10",
                self.env._("No file was counted."),
                self.env._("Scan the files that go out, and count their pages."),
            )
        self._check_available(lines)
        lines._read_materials()
        rows = {line: line._tally_out(pages[line]) for line in lines}
        incidents = self._open_differences(access, rows, reasons or {})
        is_loan = access.kind == "loan"
        date_due = access.date_due
        if is_loan and is_first:
            date_due = self.env["cadre.loan"]._due_date(access)
        now = fields.Datetime.now()
        # The counter fields are nobody's to write; the step was checked above.
        access_sudo = access.sudo()
        for line in lines.sudo():
            line.write(
                {
                    "date_out": now,
                    "date_due": date_due,
                    "handed_out_by_id": self.env.uid,
                    "pages_out": sum(row["pages_out"] for row in rows[line]),
                    "home_place_id": line.dossier_id.place_id.id,
                }
            )
        # A second clerk at the same instant stops here, at the index.
        access_sudo.line_ids.flush_recordset()
        self._record_counts("out", rows, incidents)
        self.env["cadre.custody.move"]._move(
            lines.dossier_id,
            self.env["cadre.place"]._virtual(
                access.company_id, "loan" if is_loan else "reading_room"
            ),
            holder=access._holder(),
            document=access,
        )
        if not is_first:
            return True
        values = {
            "date_out": now,
            "date_due": date_due,
            "handed_out_by_id": self.env.uid,
        }
        if is_loan:
            values |= {
                "iou_number": self.env["cadre.loan"]._number(access),
                "is_iou_signed": True,
            }
        access_sudo.write(values)
        return access._transition("in_use")

    @api.model
    def _record_counts(self, step, rows, incidents=None):
        # As all that the counter writes: the step was checked, nobody has rights.
        self.env["cadre.access.count"].sudo().create(
            [
                {
                    **row,
                    "step": step,
                    "incident_id": (incidents or {}).get(line, False),
                }
                for line, counted in rows.items()
                for row in counted
            ]
        )

    @api.model
    def _check_not_lapsed(self, access):
        """R-02: an approval that nobody used in time is none, clock or no clock."""
        today = access.company_id._cadre_date()
        last_day = access.date_due or access.date_expires
        if access.state != "approved":
            # What follows goes out for what is left of the loan, or on the approval.
            lapsed = bool(last_day and last_day < today)
        else:
            lapsed = not access._is_live()
        if lapsed:
            raise access._refusal(
                "R-02",
                self.env._("The approval was valid until %s.", last_day),
                self.env._("Register a new application."),
            )

    @api.model
    def _check_available(self, lines):
        """R-16, R-55, R-69: in the store, with nobody else, and not being looked for.

        A file that is out stops itself, not the others of its application.
        """
        self._check_none_out(lines)
        lines.dossier_id._check_not_lost()
        lines.dossier_id._check_in_store()

    @api.model
    def _check_none_out(self, lines):
        # Also a file that is out on an application which this user may not see.
        out_sudo = (
            self.env["cadre.access.line"]
            .sudo()
            .search(
                [
                    ("dossier_id", "in", lines.dossier_id.ids),
                    ("date_out", "!=", False),
                    ("date_returned", "=", False),
                ],
                limit=1,
            )
        )
        if not out_sudo:
            return
        line = out_sudo.sudo(False)
        what = (
            line._message_out()
            if line.has_access("read") and line.access_id.has_access("read")
            else self.env._("File %s is out.", out_sudo.dossier_id.number)
        )
        raise self.env["cadre.clause"]._refusal(
            "R-16",
            what,
            self.env._("Hand it out when it is back, and the others now."),
        )

    @api.model
    def _open_differences(self, access, rows, reasons):
        """R-10: what differs from the catalogue is explained, and becomes an incident.

        :return: ``{line: incident id}``
        """
        reports = {}
        for line, counted in rows.items():
            differing = [
                row
                for row in counted
                if row["pages_out"] != row["pages_registered"]
                # A file that was never catalogued has nothing to differ from.
                and (row["material_id"] or row["pages_registered"])
            ]
            if not differing:
                continue
            text = "\n".join(
                self.env._(
                    "File %(number)s, %(material)s: by the catalogue %(registered)s "
                    "pages, counted %(counted)s.",
                    number=line.dossier_id.number,
                    material=row["material_name"],
                    registered=row["pages_registered"],
                    counted=row["pages_out"],
                )
                for row in differing
            )
            reason = (reasons.get(line) or "").strip()
            if not reason:
                raise self.env["cadre.clause"]._refusal(
                    "R-10",
                    text,
                    self.env._(
                        "Count again. If it stays so, write down why, and hand it "
                        "out: an incident is opened."
                    ),
                )
            reports[line] = {
                "kind": "pages_missing",
                "dossier_id": line.dossier_id.id,
                "access_id": access.id,
                "material_ids": [
                    row["material_id"] for row in differing if row["material_id"]
                ],
                "description": f"{text}\n{reason}",
            }
        if not reports:
            return {}
        incidents = self.env["cadre.incident"]._open_each(list(reports.values()))
        return dict(zip(reports, incidents.ids, strict=True))

    # --- Return ---

    @api.model
    def _take_back(self, access, pages, defects=None, with_incident=False):
        """Take back files; the application is returned when the last one is in.

        :param dict pages: as for :meth:`_hand_out`, of the files that came back
        :param dict defects: ``{line: text}`` of what is marked, altered or folded
        :param bool with_incident: what differs is reported, the return is real
        :raises UserError: R-10 or R-09, when something differs from the hand-out and
            no incident was asked for
        """
        access.ensure_one()
        access.check_access("write")
        access._check_step("returned")
        lines = access.line_ids.filtered(lambda line: line in pages)
        if not lines:
            raise UserError(self.env._("Scan the files that came back."))
        defects = {line: text for line, text in (defects or {}).items() if text.strip()}
        rows = {}
        for line in lines:
            line._check_is_out()
            rows[line] = line._tally_in(pages[line])
        self._check_unchanged(rows, defects, with_incident)
        now = fields.Datetime.now()
        # As for the hand-out: checked above, and nobody's own to write.
        for line in lines:
            line.sudo().write(
                {
                    "date_returned": now,
                    "taken_back_by_id": self.env.uid,
                    "pages_in": sum(row["pages_in"] for row in rows[line]),
                    "defect": defects.get(line, False),
                }
            )
        self._record_counts("in", rows, self._open_incidents(access, rows, defects))
        self.env["cadre.custody.move"]._move_each(
            {line.dossier_id: line.home_place_id for line in lines}, document=access
        )
        if all(line.date_returned for line in access.line_ids):
            access.sudo().write(
                {"date_returned": now, "taken_back_by_id": self.env.uid}
            )
            return access._transition("returned")
        return True

    @api.model
    def _check_unchanged(self, rows, defects, with_incident):
        if with_incident:
            return
        remedy = self.env._(
            "Count again together with the reader. If it stays so, take the file back "
            "with an incident: the head is told."
        )
        for line, counted in rows.items():
            if self._differing(counted):
                raise self.env["cadre.clause"]._refusal(
                    "R-10", self._message_difference(line, counted), remedy
                )
            if line in defects:
                raise self.env["cadre.clause"]._refusal(
                    "R-09",
                    self.env._(
                        "File %(number)s did not come back as it was: %(defect)s",
                        number=line.dossier_id.number,
                        defect=defects[line],
                    ),
                    remedy,
                )

    @api.model
    def _differing(self, counted):
        return [row for row in counted if row["pages_in"] != row["pages_out"]]

    @api.model
    def _message_difference(self, line, counted):
        out = sum(row["pages_out"] for row in counted)
        back = sum(row["pages_in"] for row in counted)
        total = self.env._(
            "File %(number)s went out with %(out)s pages and came back with "
            "%(back)s (%(difference)+d).",
            number=line.dossier_id.number,
            out=out,
            back=back,
            difference=back - out,
        )
        return "\n".join(
            [total]
            + [
                self.env._(
                    "%(material)s: out %(out)s, back %(back)s",
                    material=row["material_name"],
                    out=row["pages_out"],
                    back=row["pages_in"],
                )
                for row in self._differing(counted)
                if row["material_id"]
            ]
        )

    @api.model
    def _open_incidents(self, access, rows, defects):
        """Incidents of what differs, in one batch: ``{line: incident id}``."""
        reports = {}
        # Which of the readers are users here: asked and kept, not shown.
        holders = access.sudo()._approval_readers().ids
        for line, counted in rows.items():
            differing = self._differing(counted)
            if not differing and line not in defects:
                continue
            texts = [self._message_difference(line, counted)] if differing else []
            reports[line] = {
                "kind": "pages_missing" if differing else "marked_up",
                "dossier_id": line.dossier_id.id,
                "access_id": access.id,
                "material_ids": [
                    row["material_id"] for row in differing if row["material_id"]
                ],
                "description": "\n".join([*texts, *filter(None, [defects.get(line)])]),
                "holder": access._holder(),
                "holder_ids": holders,
            }
        if not reports:
            return {}
        incidents = self.env["cadre.incident"]._open_each(list(reports.values()))
        return dict(zip(reports, incidents.ids, strict=True))

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        return [
            card(
                self.env._("Approved, to hand out"),
                "cadre.access",
                [("state", "=", "approved")],
                hint=self.env._("Count the pages with the reader"),
                clause="R-02",
                sequence=22,
            ),
            card(
                self.env._("Drafts to submit"),
                "cadre.access",
                [("state", "=", "draft"), ("requester_id", "=", self.env.uid)],
                hint=self.env._("Complete and submit them"),
                clause="R-02",
                sequence=23,
            ),
            card(
                self.env._("Handed out"),
                "cadre.access",
                [("state", "=", "in_use")],
                hint=self.env._("Take back, count the pages"),
                clause="R-10",
                sequence=24,
            ),
            card(
                self.env._("Returned, to close"),
                "cadre.access",
                [("state", "=", "returned")],
                hint=self.env._("See that every reader has signed"),
                clause="R-08",
                sequence=25,
            ),
        ]
