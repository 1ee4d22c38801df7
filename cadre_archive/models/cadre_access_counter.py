from odoo import fields, models
from odoo.exceptions import UserError

from ..rules.loans import loan_due


class CadreAccess(models.Model):
    """The counter: files go out and come back."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    def _qr_text(self):
        """What the code on the form says: its number, since the picture of a code is
        drawn by an address that is open to all."""
        self.ensure_one()
        return self.name or ""

    # --- Hand-out ---

    def _hand_out(self, pages):
        """Hand out all files of an approved application.

        :param dict pages: ``{line: pages}`` for every file; the pages of the whole
            file, or ``{material: pages}`` of each material (R-10)
        :raises UserError: R-02, R-03, R-04, R-10, R-15, R-17; or R-16 when a file is
            out already, telling who has it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_road("in_use")
        self._check_not_lapsed()
        self._check_readers()
        self._check_avoidance()
        self._check_declared()
        self._check_none_out()
        self.line_ids._read_materials()
        rows = {line: line._tally_out(pages.get(line, 0)) for line in self.line_ids}
        date_due = self._due_date()
        now = fields.Datetime.now()
        # The counter fields are nobody's to write; the step was checked above.
        access_sudo = self.sudo()
        for line in access_sudo.line_ids:
            line.write(
                {
                    "date_out": now,
                    "date_due": date_due,
                    "pages_out": sum(row["pages_out"] for row in rows[line]),
                    "home_place_id": line.dossier_id.place_id.id,
                }
            )
        # A second clerk at the same instant stops here, at the index.
        access_sudo.line_ids.flush_recordset()
        self._record_counts("out", rows)
        self.env["cadre.custody.move"]._move(
            self.line_ids.dossier_id,
            self.env["cadre.place"]._virtual(
                self.company_id, "loan" if self.kind == "loan" else "reading_room"
            ),
            holder=self._holder(),
            document=self,
        )
        access_sudo.write(
            {
                "date_out": now,
                "date_due": date_due,
                "handed_out_by_id": self.env.uid,
                **self._iou_values(),
            }
        )
        return self._transition("in_use")

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

    def _check_road(self, target):
        """Refuse early what the transition would refuse late."""
        for source, accesses in self.grouped("state").items():
            roads = self._transitions_between(source, target)
            if not roads or accesses._permitted(roads[0]) != accesses:
                accesses._check_transition(source, target)

    def _check_not_lapsed(self):
        """R-02: an approval that nobody used in time is none, clock or no clock."""
        if self.state == "approved" and not self._is_live():
            raise self._refusal_for(
                self,
                "R-02",
                self.env._("The approval was valid until %s.", self.date_expires),
                self.env._("Register a new application."),
            )

    def _check_declared(self):
        for reader in self.reader_ids:
            if not reader.is_declared:
                raise self.env["cadre.clause"]._refusal(
                    "R-04",
                    self.env._(
                        "%s has not declared that no relative's file is asked for.",
                        reader.name,
                    ),
                    self.env._("Let every reader sign the declaration."),
                )

    def _check_none_out(self):
        # Also a file that is out on an application which this user may not see.
        out_sudo = (
            self.env["cadre.access.line"]
            .sudo()
            .search(
                [
                    ("dossier_id", "in", self.line_ids.dossier_id.ids),
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
            self.env._("Hand it out when it is back."),
        )

    def _due_date(self):
        if self.kind != "loan":
            return False
        if not self._is_iou_given():
            raise self.env["cadre.clause"]._refusal(
                "R-15",
                self.env._("The IOU is not signed."),
                self.env._("Let the borrower sign it."),
            )
        self._check_loan()  # the limit may have been lowered since the submission
        limit = self.env["cadre.clause"]._number("R-17", "loan_days")
        return loan_due(self.company_id._cadre_date(), self.loan_days, int(limit))

    def _iou_values(self):
        if self.kind != "loan":
            return {}
        return {"iou_number": self._give_iou_number(), "is_iou_signed": True}

    def _holder(self):
        return f"{self.reader_names} ({self.unit_id.display_name})"

    # --- Return ---

    def _take_back(self, pages, defects=None, with_incident=False):
        """Take back files; the application is returned when the last one is in.

        :param dict pages: as for :meth:`_hand_out`, of the files that came back
        :param dict defects: ``{line: text}`` of what is marked, altered or folded
        :param bool with_incident: what differs is reported, the return is real
        :raises UserError: R-10 or R-09, when something differs from the hand-out and
            no incident was asked for
        """
        self.ensure_one()
        self.check_access("write")
        self._check_road("returned")
        lines = self.line_ids.filtered(lambda line: line in pages)
        if not lines:
            raise UserError(self.env._("Scan the files that came back."))
        defects = {line: text for line, text in (defects or {}).items() if text.strip()}
        rows = {}
        for line in lines:
            self._check_is_out(line)
            rows[line] = line._tally_in(pages[line])
        self._check_unchanged(rows, defects, with_incident)
        now = fields.Datetime.now()
        # As for the hand-out: checked above, and nobody's own to write.
        access_sudo = self.sudo()
        for line in lines:
            line.sudo().write(
                {
                    "date_returned": now,
                    "pages_in": sum(row["pages_in"] for row in rows[line]),
                    "defect": defects.get(line, False),
                }
            )
        self._record_counts("in", rows, self._open_incidents(rows, defects))
        self.env["cadre.custody.move"]._move_each(
            {line.dossier_id: line.home_place_id for line in lines}, document=self
        )
        if all(line.date_returned for line in self.line_ids):
            access_sudo.write({"date_returned": now, "taken_back_by_id": self.env.uid})
            return self._transition("returned")
        return True

    def _check_is_out(self, line):
        if not line.date_out or line.date_returned:
            raise self.env["cadre.clause"]._refusal(
                "R-08",
                self.env._("File %s is not out.", line.dossier_id.number),
                self.env._("Check the number on the file's back."),
            )

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

    def _differing(self, counted):
        return [row for row in counted if row["pages_in"] != row["pages_out"]]

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

    def _open_incidents(self, rows, defects):
        """Incidents of what differs, in one batch: ``{line: incident id}``."""
        reports = {}
        # Which of the readers are users here: asked and kept, not shown.
        holders = self.sudo().reader_ids.employee_id.user_id.ids
        for line, counted in rows.items():
            differing = self._differing(counted)
            if not differing and line not in defects:
                continue
            texts = [self._message_difference(line, counted)] if differing else []
            reports[line] = {
                "kind": "pages_missing" if differing else "marked_up",
                "materials": [row["material_id"] for row in differing],
                "description": "\n".join([*texts, *filter(None, [defects.get(line)])]),
            }
        incidents = self.env["cadre.incident"]._open_each(
            [
                {
                    "kind": report["kind"],
                    "dossier_id": line.dossier_id.id,
                    "access_id": self.id,
                    "material_ids": [m for m in report["materials"] if m],
                    "description": report["description"],
                    "holder": self._holder(),
                    "holder_ids": holders,
                }
                for line, report in reports.items()
            ]
        )
        return dict(zip(reports, incidents.ids, strict=True))

    # --- What the transitions check ---

    def _check_handed_out(self):
        for access in self:
            if not access.line_ids or not all(
                line.date_out and not line.date_returned for line in access.line_ids
            ):
                raise self._refusal_for(
                    access,
                    "R-10",
                    self.env._("The files are not counted and handed out."),
                    self.env._("Open the application and use “Hand Out”."),
                )

    def _check_all_back(self):
        for access in self:
            if not all(line.date_returned for line in access.line_ids):
                raise self._refusal_for(
                    access,
                    "R-10",
                    self.env._("Not all files are back."),
                    self.env._("Open the application and use “Take Back”."),
                )

    def _check_signatures(self):
        for access in self:
            for reader in access.reader_ids:
                if not (reader.is_signed and reader.is_declared):
                    raise self._refusal_for(
                        access,
                        "R-08",
                        self.env._("%s has not signed the register.", reader.name),
                        self.env._("Let every reader sign, then close."),
                    )
