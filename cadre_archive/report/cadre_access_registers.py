from odoo import api, models

from ..models.access.cadre_access import LETTERS
from .cadre_register import Column


class CadreAccessRegister(models.AbstractModel):
    """What the registers of applications share: one row for each file."""

    _name = "cadre.access.register.rows"
    _description = "Register of Applications: Rows"
    _inherit = "cadre.register"

    @api.model
    def _domain(self):
        """Which files of applications belong to this register."""
        raise NotImplementedError()

    def _get_lines(self, data, objs):
        domain = [*self._domain(), ("access_id.name", "!=", False)]
        year = self._year_domain(data, "access_id.date_submitted")
        domain += [("access_id", "in", objs.ids)] if year is None else year
        lines = self.env["cadre.access.line"].search(domain)
        return lines.sorted(lambda line: (line.access_id.name, line.id))

    @api.model
    def _pages_back(self, line):
        """What came back, none included; empty while it is out."""
        return line.pages_in if line.date_returned else ""

    @api.model
    def _signed(self, line):
        """Who signed the register, and when: a register is read without a screen."""
        return ", ".join(
            f"{signature.name} {self._local(signature.date):%Y-%m-%d}"
            for signature in line.access_id.signature_ids.sorted("id")
            if signature.role == "register"
        )


class CadreConsultationRegister(models.AbstractModel):
    """Consultation register (facts 5.4, R-08), one row for each file."""

    _name = "report.cadre_archive.consultation_register"
    _description = "Consultation Register"
    _inherit = "cadre.access.register.rows"

    def _title(self):
        return self.env._("Consultation register")

    def _domain(self):
        return [("access_id.kind", "=", "consult")]

    def _columns(self):
        return [
            (self.env._("No."), 14, lambda line: line.access_id.name),
            (self.env._("Date"), 17, lambda line: line.access_id.date_submitted),
            (
                self.env._("Consulting unit"),
                24,
                lambda line: line.access_id.unit_id.display_name,
            ),
            (self.env._("File"), 12, lambda line: line.dossier_id.number),
            (self.env._("Full name"), 12, lambda line: self._cadre(line, "name")),
            (self.env._("Unit"), 18, lambda line: self._cadre(line, "department_id")),
            (self.env._("Post"), 18, lambda line: self._cadre(line, "job_title")),
            (
                self.env._("Political status"),
                18,
                lambda line: self._cadre(line, "political_status"),
            ),
            (
                self.env._("Number of subjects"),
                10,
                lambda line: len(line.access_id.line_ids),
            ),
            (self.env._("Readers"), 22, lambda line: line.access_id.reader_names),
            (
                self.env._("Number of readers"),
                10,
                lambda line: len(line.access_id.reader_ids),
            ),
            Column(
                self.env._("Purpose"),
                26,
                lambda line: self._label(line.access_id, "purpose"),
                False,
            ),
            Column(self.env._("Reason"), 30, lambda line: line.access_id.reason, False),
            Column(
                self.env._("Approver"),
                14,
                lambda line: line.access_id.approver_id.name,
                False,
            ),
            Column(
                self.env._("Decided on"),
                17,
                lambda line: line.access_id.date_approved,
                False,
            ),
            (self.env._("Handed out"), 17, lambda line: line.date_out),
            Column(
                self.env._("Pages out"), 9, lambda line: line.pages_out or "", False
            ),
            (self.env._("Returned"), 17, lambda line: line.date_returned),
            Column(self.env._("Pages back"), 9, self._pages_back, False),
            (
                self.env._("Readers signed"),
                18,
                self._signed,
            ),
            (
                self.env._("State"),
                12,
                lambda line: self._label(line.access_id, "state"),
            ),
            Column(
                self.env._("Remark"),
                30,
                lambda line: line.access_id.refusal_reason,
                False,
            ),
        ]


class CadreLoanRegister(models.AbstractModel):
    """Loan register (facts 5.4, R-15, R-17), one row for each file."""

    _name = "report.cadre_archive.loan_register"
    _description = "Loan Register"
    _inherit = "cadre.access.register.rows"

    def _title(self):
        return self.env._("Loan register")

    def _domain(self):
        return [("access_id.kind", "=", "loan")]

    def _columns(self):
        return [
            (self.env._("File"), 12, lambda line: line.dossier_id.number),
            (self.env._("Full name"), 12, lambda line: self._cadre(line, "name")),
            Column(
                self.env._("IOU No."), 14, lambda line: line.access_id.iou_number, False
            ),
            Column(
                self.env._("Application"), 14, lambda line: line.access_id.name, False
            ),
            (self.env._("Borrower"), 12, lambda line: self._borrower(line).name),
            (self.env._("Phone"), 16, lambda line: self._borrower(line).phone),
            (
                self.env._("Borrowing unit"),
                24,
                lambda line: line.access_id.unit_id.display_name,
            ),
            (self.env._("Date"), 17, lambda line: line.date_out),
            (self.env._("Reason"), 30, lambda line: line.access_id.reason),
            Column(
                self.env._("Special need"),
                30,
                lambda line: line.access_id.special_need,
                False,
            ),
            Column(
                self.env._("Place of use"),
                18,
                lambda line: self._label(line.access_id, "place_of_use"),
                False,
            ),
            (self.env._("Approver"), 14, lambda line: line.access_id.approver_id.name),
            (self.env._("Review date"), 17, lambda line: line.access_id.date_approved),
            (
                self.env._("Handler"),
                14,
                lambda line: (
                    (line.handed_out_by_id or line.access_id.handed_out_by_id).name
                ),
            ),
            Column(
                self.env._("Pages out"), 9, lambda line: line.pages_out or "", False
            ),
            (self.env._("Due"), 12, lambda line: line.date_due),
            (self.env._("Returned"), 17, lambda line: line.date_returned),
            Column(self.env._("Pages back"), 9, self._pages_back, False),
            (
                self.env._("Return handler"),
                14,
                lambda line: (
                    (line.taken_back_by_id or line.access_id.taken_back_by_id).name
                ),
            ),
            (self.env._("Remark"), 30, self._remark),
            (
                self.env._("State"),
                12,
                lambda line: self._label(line.access_id, "state"),
            ),
            (self.env._("Days overdue"), 10, lambda line: self._days_late(line) or ""),
        ]

    @api.model
    def _borrower(self, line):
        """R-16: the reader who answers for the files; of a single one, that one."""
        access = line.access_id
        return access.borrower_id or (
            access.reader_ids if len(access.reader_ids) == 1 else access.borrower_id
        )

    @api.model
    def _remark(self, line):
        lost = self.env._("Lost (R-55)") if line.is_lost else ""
        return "; ".join(filter(None, [lost, line.access_id.refusal_reason]))

    @api.model
    def _days_late(self, line):
        """Days past the due date: until the return, or until today."""
        if not line.date_due:
            return 0
        end = line.company_id._cadre_date(line.date_returned or None)
        return max(0, (end - line.date_due).days)


class CadreRefusalRegister(models.AbstractModel):
    """Register of refusals: letters (R-18) and applications that were not granted."""

    _name = "report.cadre_archive.refusal_register"
    _description = "Register of Refusals"
    _inherit = "cadre.access.register.rows"

    def _title(self):
        return self.env._("Register of refusals")

    def _domain(self):
        return [("access_id.state", "=", "refused")]

    def _get_lines(self, data, objs):
        """Also what was refused before a file was named: a letter (R-18)."""
        lines = super()._get_lines(data, objs)
        year = self._year_domain(data, "date_submitted")
        nameless = self.env["cadre.access"].search(
            [
                ("state", "=", "refused"),
                ("name", "!=", False),
                ("line_ids", "=", False),
                *([("id", "in", objs.ids)] if year is None else year),
            ]
        )
        rows = [*lines, *(lines.new({"access_id": access.id}) for access in nameless)]
        return sorted(rows, key=lambda line: (line.access_id.name, line._origin.id))

    def _columns(self):
        return [
            (self.env._("No."), 14, lambda line: line.access_id.name),
            (self.env._("Date"), 17, lambda line: line.access_id.date_submitted),
            (
                self.env._("Consulting unit"),
                24,
                lambda line: line.access_id.unit_id.display_name,
            ),
            Column(
                self.env._("Signed by"),
                12,
                lambda line: line.access_id.unit_head,
                False,
            ),
            (self.env._("Readers"), 22, lambda line: line.access_id.reader_names),
            (self.env._("File"), 12, lambda line: line.dossier_id.number),
            (self.env._("Full name"), 12, lambda line: self._cadre(line, "name")),
            (
                self.env._("Submitted document"),
                20,
                lambda line: self._label(line.access_id, "basis"),
            ),
            (self.env._("Kind"), 12, lambda line: self._label(line.access_id, "kind")),
            Column(
                self.env._("Purpose"),
                26,
                lambda line: self._label(line.access_id, "purpose"),
                False,
            ),
            (self.env._("Refused by"), 14, self._refused_by),
            (self.env._("Refused on"), 17, lambda line: line.access_id.date_approved),
            (
                self.env._("Reason of the refusal"),
                44,
                lambda line: line.access_id.refusal_reason,
            ),
        ]

    @api.model
    def _refused_by(self, line):
        if line.access_id.basis in LETTERS:
            return self.env._("by the rule (R-18)")
        return line.access_id.approver_id.name
