from odoo import fields, models

from ..rules.loans import loan_due


class CadreAccess(models.Model):
    """The counter: files go out and come back."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    # --- Hand-out ---

    def _hand_out(self, pages, is_iou_signed=False):
        """Hand out all files of an approved application.

        :param dict pages: ``{line: pages counted}`` for every file (R-10)
        :param bool is_iou_signed: the borrower signed the IOU (R-15)
        :raises UserError: R-02, R-03, R-04, R-10, R-15, R-17; or R-16 when a file is
            out already, telling who has it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_road("in_use")
        self._check_readers()
        self._check_avoidance()
        self._check_declared()
        self._check_none_out()
        self._check_pages_counted(pages, self.line_ids)
        date_due = self._due_date(is_iou_signed)
        now = fields.Datetime.now()
        # The counter fields are nobody's to write; the step was checked above.
        access_sudo = self.sudo()
        for line in access_sudo.line_ids:
            line.write(
                {
                    "date_out": now,
                    "date_due": date_due,
                    "pages_out": pages[line],
                    "home_place_id": line.dossier_id.place_id.id,
                }
            )
        # A second clerk at the same instant stops here, at the index.
        access_sudo.line_ids.flush_recordset()
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

    def _check_road(self, target):
        """Refuse early what the transition would refuse late."""
        for source, accesses in self.grouped("state").items():
            roads = self._transitions_between(source, target)
            if not roads or accesses._permitted(roads[0]) != accesses:
                accesses._check_transition(source, target)

    def _check_declared(self):
        for reader in self.reader_ids:
            if not reader.is_declared:
                raise self.env["cadre.clause"]._refusal(
                    "R-04",
                    self.env._(
                        "%s has not declared that no relative's file is asked for.",
                        reader.name,
                    ),
                    self.env._("Let every reader sign the declaration, then tick it."),
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

    def _check_pages_counted(self, pages, lines):
        for line in lines:
            if pages.get(line, 0) < 1:
                raise self.env["cadre.clause"]._refusal(
                    "R-10",
                    self.env._(
                        "The pages of file %s are not counted.", line.dossier_id.number
                    ),
                    self.env._("Count them together with the reader and enter them."),
                )

    def _due_date(self, is_iou_signed):
        if self.kind != "loan":
            return False
        if not is_iou_signed:
            raise self.env["cadre.clause"]._refusal(
                "R-15",
                self.env._("The IOU is not signed."),
                self.env._("Let the borrower sign it, then tick it."),
            )
        self._check_loan()  # the limit may have been lowered since the submission
        limit = self.env["cadre.clause"]._number("R-17", "loan_days")
        return loan_due(self.company_id._cadre_date(), self.loan_days, int(limit))

    def _iou_values(self):
        if self.kind != "loan":
            return {}
        sequence = self.env["ir.sequence"].sudo().with_company(self.company_id)
        return {
            "iou_number": sequence.next_by_code("cadre.access.iou"),
            "is_iou_signed": True,
        }

    def _holder(self):
        return f"{self.reader_names} ({self.unit_id.display_name})"

    # --- Return ---

    def _take_back(self, pages):
        """Take back files; the application is returned when the last one is in.

        :param dict pages: ``{line: pages counted}`` of the files that came back
        :raises UserError: R-10, when the pages differ from those handed out
        """
        self.ensure_one()
        self.check_access("write")
        self._check_road("returned")
        lines = self.line_ids.filtered(lambda line: line in pages)
        self._check_pages_counted(pages, lines)
        for line in lines:
            self._check_can_come_back(line, pages[line])
        now = fields.Datetime.now()
        # As for the hand-out: checked above, and nobody's own to write.
        access_sudo = self.sudo()
        for line in lines:
            line.sudo().write({"date_returned": now, "pages_in": pages[line]})
        self.env["cadre.custody.move"]._move_each(
            {line.dossier_id: line.home_place_id for line in lines}, document=self
        )
        if all(line.date_returned for line in self.line_ids):
            access_sudo.write({"date_returned": now, "taken_back_by_id": self.env.uid})
            return self._transition("returned")
        return True

    def _check_can_come_back(self, line, count):
        number = line.dossier_id.number
        if not line.date_out or line.date_returned:
            raise self.env["cadre.clause"]._refusal(
                "R-08",
                self.env._("File %s is not out.", number),
                self.env._("Check the number on the file's back."),
            )
        if count != line.pages_out:
            raise self.env["cadre.clause"]._refusal(
                "R-10",
                self.env._(
                    "File %(number)s went out with %(out)s pages and came back with "
                    "%(back)s (%(difference)+d).",
                    number=number,
                    out=line.pages_out,
                    back=count,
                    difference=count - line.pages_out,
                ),
                self.env._(
                    "Do not take it back. Count again together with the reader, and "
                    "report it to the head."
                ),
            )

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
                        self.env._("Let every reader sign, tick it, then close."),
                    )
