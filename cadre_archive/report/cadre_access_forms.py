from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..models.base.roles import CLERK, COMMITTEE


class CadreAccessForm(models.AbstractModel):
    """What the printed forms of applications share: rights, code, rows.

    All figures are prepared here, so that the templates read no record.
    """

    _name = "cadre.access.form"
    _description = "Printed Form of an Application"
    _inherit = ["cadre.paper"]

    _groups = (CLERK,)

    @api.model
    def _get_report_values(self, docids, data=None):
        # Odoo does not ask the report's groups when it is called by its address.
        if not any(self.env.user.has_group(group) for group in self._groups):
            raise AccessError(self.env._("These forms are printed by the archive."))
        accesses = self.env["cadre.access"].browse(docids or [])
        accesses.check_access("read")
        return {
            "doc_ids": accesses.ids,
            "doc_model": "cadre.access",
            "scale": self._scale(),
            "sheets": [sheet for access in accesses for sheet in self._sheets(access)],
        }

    @api.model
    def _sheets(self, access):
        raise NotImplementedError()

    @api.model
    def _head(self, access):
        """What stands on every form."""
        labels = self.env["report.cadre_archive.report_labels"]
        return {
            "office": access.company_id.name,
            "number": access.name or "",
            # A code stands in the open: it holds the number and nothing else.
            "qr": labels._picture("QR", access._qr_text()) if access.name else "",
            "unit": access.unit_id.display_name or "",
            "unit_head": access.unit_head or "",
            "signed": self._day(access.date_signed),
            "is_sealed": access.is_sealed,
            "kind": self._label(access, "kind"),
            "is_loan": access.kind == "loan",
            "files": [self._file(line) for line in access.line_ids],
            "readers": [self._reader(reader) for reader in access.reader_ids],
        }

    @api.model
    def _file(self, line):
        # The line passed the rules of its reader; what form 5.5 says about the cadre is
        # read as superuser, since neither clerks nor Committee read employees.
        employee_sudo = line.employee_id.sudo()
        # As for the cadre: of how many volumes is no secret to who decides on it.
        dossier_sudo = line.dossier_id.sudo()
        return {
            "volumes": dossier_sudo.volume_count,
            "number": line.display_name,
            "name": employee_sudo.name,
            "unit": employee_sudo.department_id.name or "",
            "post": employee_sudo.job_title or "",
            "status": self._label(employee_sudo, "political_status"),
            "identification": employee_sudo.identification_id or "",
            "wanted": line.wanted or self.env._("the whole file"),
            "pages_out": line.pages_out or "",
        }

    @api.model
    def _reader(self, reader):
        return {
            "name": reader.name,
            "unit": reader.unit or "",
            "status": self._label(reader, "political_status"),
            "phone": reader.phone or "",
            "identification": reader.identification or "",
            **self._signatures(reader),
        }

    @api.model
    def _signatures(self, reader):
        """The signatures that a reader gave on the screen, by what was signed.

        What was signed on paper stays on that paper: the line is left empty.
        """
        given = {}
        for signature in reader.access_id.signature_ids.sorted("id"):
            if signature.reader_id == reader and not signature.is_paper:
                picture = signature.image.decode()
                given[signature.role] = {
                    "picture": f"data:{signature.mimetype};base64,{picture}",
                    "date": self._moment(signature.date),
                }
        return {
            role: given.get(role, {}) for role in ("declaration", "register", "iou")
        }

    @api.model
    def _label(self, record, name):
        options = dict(record._fields[name]._description_selection(self.env))
        return options.get(record[name], "")

    @api.model
    def _day(self, day):
        return day.strftime("%Y-%m-%d") if day else ""

    @api.model
    def _moment(self, moment):
        if not moment:
            return ""
        local = self.env["cadre.register"]._local(moment)
        return local.strftime("%Y-%m-%d %H:%M")

    @api.model
    def _clauses(self, *codes):
        """The duties printed at the foot: clause ids with their texts."""
        clause = self.env["cadre.clause"]
        return [f"{code} {clause._by_code(code).text}" for code in codes]


class CadreAccessApprovalForm(models.AbstractModel):
    """Examination and Approval Form in the fields of facts 5.5 (R-02, R-05..R-07)."""

    _name = "report.cadre_archive.report_access_approval"
    _description = "Examination and Approval Form"
    _inherit = "cadre.access.form"

    _groups = (CLERK, COMMITTEE)

    def _sheets(self, access):
        decided = access.state not in ("draft", "submitted", "withdrawn")
        return [
            {
                **self._head(access),
                "date": self._day(
                    access.date_submitted
                    and access.company_id._cadre_date(access.date_submitted)
                ),
                "purpose": self._purpose(access),
                "reason": access.reason or "",
                "special_need": access.special_need or "",
                "place_of_use": self._label(access, "place_of_use"),
                "kind": self._kind(access),
                "asked": self._asked(access),
                "decision": self._decision(access) if decided else "",
                "role": self._label(access, "approver_role"),
                "approver": access.approver_id.name or "",
                "decided": self._moment(access.date_approved),
                "opinion": access.refusal_reason or "",
                "annexes": access.sealed_form_name or "",
                "handler": access.handed_out_by_id.name or access.requester_id.name,
                "result": self._result(access),
                "duties": self._clauses("R-09", "R-11", "R-12"),
            }
        ]

    @api.model
    def _purpose(self, access):
        return access.purpose_text or self._label(access, "purpose")

    @api.model
    def _kind(self, access):
        if access.kind != "loan" or not access.loan_days:
            return self._label(access, "kind")
        return self.env._("Loan for %s days", access.loan_days)

    @api.model
    def _asked(self, access):
        """What is asked besides the papers, and what of it is granted (R-11, R-13)."""
        decided = access.state in ("approved", "in_use", "returned", "closed")
        lines = []
        for wanted, granted, label in (
            ("wants_scans", "wants_scans", self.env._("scans on the screen")),
            ("wants_copy", "grants_copy", self.env._("copies")),
            ("wants_extract", "grants_extract", self.env._("extracts")),
        ):
            if not access[wanted]:
                lines.append(f"☐ {label}")
            elif not decided:
                lines.append(f"☑ {label}")
            elif access[granted]:
                lines.append(self.env._("☑ %s (granted)", label))
            else:
                lines.append(self.env._("☑ %s (not granted)", label))
        return lines

    @api.model
    def _result(self, access):
        """What became of it: state, days, and each file's way."""
        if access.state in ("draft", "submitted"):
            return []
        lines = [self._label(access, "state")]
        if access.approver_id and access.date_approved:
            # Here, and not where the head signs: that line is for the pen.
            lines.append(
                self.env._(
                    "Decided by %(name)s, %(moment)s",
                    name=access.approver_id.name,
                    moment=self._moment(access.date_approved),
                )
            )
        if access.date_due:
            lines[0] = self.env._(
                "%(state)s, due on %(day)s",
                state=lines[0],
                day=self._day(access.date_due),
            )
        for line in access.line_ids.filtered("date_out"):
            lines.append(
                self.env._(
                    "%(file)s: handed out %(moment)s, %(pages)s pages",
                    file=line.display_name,
                    moment=self._moment(line.date_out),
                    pages=line.pages_out,
                )
            )
            if line.date_returned:
                lines.append(
                    self.env._(
                        "%(file)s: returned %(moment)s, %(pages)s pages",
                        file=line.display_name,
                        moment=self._moment(line.date_returned),
                        pages=line.pages_in,
                    )
                )
        return lines

    @api.model
    def _decision(self, access):
        if access.state == "refused":
            return self.env._("Refused")
        return self.env._("Approved")


class CadreAccessIou(models.AbstractModel):
    """IOU of a loan, with the recommended fields of facts 5.5 (R-15, R-16, R-17)."""

    _name = "report.cadre_archive.report_access_iou"
    _description = "IOU"
    _inherit = "cadre.access.form"

    def _sheets(self, access):
        if access.kind != "loan" or access.state not in (
            "approved",
            "in_use",
            "returned",
            "closed",
        ):
            raise self.env["cadre.clause"]._refusal(
                "R-15",
                self.env._("%s is not an approved loan.", access.display_name),
                self.env._("An IOU is printed when the loan is approved."),
            )
        return [
            {
                **self._head(access),
                "iou": access.iou_number or "",
                "borrowers": self._borrowers(access),
                "place_of_use": self._label(access, "place_of_use"),
                "reason": access.special_need or access.reason or "",
                "out": self._moment(access.date_out),
                "due": self.env._(
                    "%(day)s (%(days)s days)",
                    day=self._day(access.date_due) or "____-__-__",
                    days=access.loan_days,
                ),
                "returned": self._moment(access.date_returned),
                "lender": access.handed_out_by_id.name or "",
                "receiver": access.taken_back_by_id.name or "",
                "duties": self._clauses("R-09", "R-16", "R-17", "R-50"),
            }
        ]

    @api.model
    def _borrowers(self, access):
        # on an application that was submitted the borrower is named.
        borrowers = access.borrower_id or access.reader_ids
        return [self._reader(reader) for reader in borrowers]


class CadreAccessDeclaration(models.AbstractModel):
    """No-relation declaration, one sheet for each reader (R-04, reading Q-2)."""

    _name = "report.cadre_archive.report_access_declaration"
    _description = "Declaration of No Relation"
    _inherit = "cadre.access.form"

    def _sheets(self, access):
        if not access.reader_ids:
            raise UserError(self.env._("%s names no reader yet.", access.display_name))
        head = self._head(access)
        return [
            {**head, "reader": reader, "duties": self._clauses("R-03", "R-04")}
            for reader in head["readers"]
        ]
