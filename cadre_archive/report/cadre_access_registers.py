from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.cadre_access import CLERK
from ..models.res_company import UTC


class CadreAccessRegisterXlsx(models.AbstractModel):
    """What both registers share: rights, rows, and how the sheet is written.

    A register is a list of ``(title, width, value of a line)``; lines are read with
    the rules of the person who prints.
    """

    _name = "cadre.access.register.xlsx"
    _description = "Register of Applications as Workbook"
    _inherit = "report.report_xlsx.abstract"

    _kind = ""

    def get_workbook_options(self):
        # Names come from people: none of them becomes a formula or a link.
        return {"strings_to_formulas": False, "strings_to_urls": False}

    def generate_xlsx_report(self, workbook, data, objs):
        # Odoo does not ask the report's groups when it is called by its address.
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Registers are printed by the archive."))
        lines = self._get_lines(data, objs)
        sheet = workbook.add_worksheet(self._title())
        columns = self._columns()
        head = workbook.add_format(
            {"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True}
        )
        formats = {
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for index, (title, width, _value) in enumerate(columns):
            sheet.write_string(0, index, title, head)
            sheet.set_column(index, index, width)
        for row, line in enumerate(lines, start=1):
            for index, (_title, _width, value) in enumerate(columns):
                self._write_cell(sheet, row, index, value(line), formats)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(lines), 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _write_cell(self, sheet, row, index, value, formats):
        if isinstance(value, datetime):
            sheet.write_datetime(row, index, self._local(value), formats[datetime])
        elif hasattr(value, "isoformat"):
            sheet.write_datetime(row, index, value, formats["date"])
        elif isinstance(value, bool):
            sheet.write_string(row, index, self.env._("yes") if value else "")
        elif isinstance(value, int):
            sheet.write_number(row, index, value)
        else:
            sheet.write_string(row, index, value or "")

    def _local(self, moment):
        zone = self.env.company._cadre_zone()
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def _get_lines(self, data, objs):
        """The lines of this register: of one year, or of the chosen applications."""
        domain = [
            ("access_id.kind", "=", self._kind),
            ("access_id.name", "!=", False),
        ]
        if (data or {}).get("year"):
            try:
                year = int(data["year"])
                first = datetime(year, 1, 1)
                last = datetime(year + 1, 1, 1)
            except ValueError as error:
                raise UserError(self.env._("Enter a year such as 2026.")) from error
            domain += [
                ("access_id.date_submitted", ">=", self._utc(first)),
                ("access_id.date_submitted", "<", self._utc(last)),
            ]
        else:
            domain.append(("access_id", "in", objs.ids))
        lines = self.env["cadre.access.line"].search(domain)
        return lines.sorted(lambda line: (line.access_id.name, line.id))

    def _utc(self, local):
        zone = self.env.company._cadre_zone()
        moment = local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        return fields.Datetime.to_string(moment)

    @api.model
    def _label(self, record, name):
        """The label of a selection value, in the user's language."""
        options = dict(record._fields[name]._description_selection(self.env))
        return options.get(record[name], "")

    def _cadre(self, line, name):
        # The line passed the avoidance rules; what the register of 5.4 shows about its
        # cadre is read as superuser, since clerks do not read hr.employee.
        employee_sudo = line.employee_id.sudo()
        value = employee_sudo[name]
        if employee_sudo._fields[name].type == "selection":
            return self._label(employee_sudo, name)
        return value.display_name if isinstance(value, models.BaseModel) else value

    def _title(self):
        raise NotImplementedError()

    def _columns(self):
        raise NotImplementedError()


class CadreConsultationRegister(models.AbstractModel):
    """Consultation register (facts 5.4, R-08), one row for each file."""

    _name = "report.cadre_archive.consultation_register"
    _description = "Consultation Register"
    _inherit = "cadre.access.register.xlsx"

    _kind = "consult"

    def _title(self):
        return self.env._("Consultation register")

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
            (self.env._("Name"), 12, lambda line: self._cadre(line, "name")),
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
            (
                self.env._("Purpose"),
                26,
                lambda line: self._label(line.access_id, "purpose"),
            ),
            (self.env._("Reason"), 30, lambda line: line.access_id.reason),
            (self.env._("Approver"), 14, lambda line: line.access_id.approver_id.name),
            (self.env._("Decided on"), 17, lambda line: line.access_id.date_approved),
            (self.env._("Handed out"), 17, lambda line: line.date_out),
            (self.env._("Pages out"), 9, lambda line: line.pages_out or ""),
            (self.env._("Returned"), 17, lambda line: line.date_returned),
            (self.env._("Pages back"), 9, lambda line: line.pages_in or ""),
            (
                self.env._("Readers signed"),
                10,
                lambda line: all(line.access_id.reader_ids.mapped("is_signed")),
            ),
            (
                self.env._("State"),
                12,
                lambda line: self._label(line.access_id, "state"),
            ),
            (self.env._("Remark"), 30, lambda line: line.access_id.refusal_reason),
        ]


class CadreLoanRegister(models.AbstractModel):
    """Loan register (facts 5.4, R-15, R-17), one row for each file."""

    _name = "report.cadre_archive.loan_register"
    _description = "Loan Register"
    _inherit = "cadre.access.register.xlsx"

    _kind = "loan"

    def _title(self):
        return self.env._("Loan register")

    def _columns(self):
        return [
            (self.env._("File"), 12, lambda line: line.dossier_id.number),
            (self.env._("Name"), 12, lambda line: self._cadre(line, "name")),
            (self.env._("IOU No."), 14, lambda line: line.access_id.iou_number),
            (self.env._("Application"), 14, lambda line: line.access_id.name),
            (self.env._("Borrower"), 22, lambda line: line.access_id.reader_names),
            (self.env._("Phone"), 16, lambda line: self._phones(line)),
            (
                self.env._("Borrowing unit"),
                24,
                lambda line: line.access_id.unit_id.display_name,
            ),
            (self.env._("Date"), 17, lambda line: line.date_out),
            (self.env._("Reason"), 30, lambda line: line.access_id.reason),
            (self.env._("Special need"), 30, lambda line: line.access_id.special_need),
            (
                self.env._("Place of use"),
                18,
                lambda line: self._label(line.access_id, "place_of_use"),
            ),
            (self.env._("Approver"), 14, lambda line: line.access_id.approver_id.name),
            (self.env._("Review date"), 17, lambda line: line.access_id.date_approved),
            (
                self.env._("Handler"),
                14,
                lambda line: line.access_id.handed_out_by_id.name,
            ),
            (self.env._("Pages out"), 9, lambda line: line.pages_out or ""),
            (self.env._("Due"), 12, lambda line: line.date_due),
            (self.env._("Returned"), 17, lambda line: line.date_returned),
            (self.env._("Pages back"), 9, lambda line: line.pages_in or ""),
            (
                self.env._("Return handler"),
                14,
                lambda line: line.access_id.taken_back_by_id.name,
            ),
            (self.env._("Remark"), 30, lambda line: line.access_id.refusal_reason),
            (
                self.env._("State"),
                12,
                lambda line: self._label(line.access_id, "state"),
            ),
            (self.env._("Days overdue"), 10, lambda line: self._days_late(line) or ""),
        ]

    @api.model
    def _phones(self, line):
        return ", ".join(filter(None, line.access_id.reader_ids.mapped("phone")))

    @api.model
    def _days_late(self, line):
        """Days past the due date: until the return, or until today."""
        if not line.date_due:
            return 0
        end = line.company_id._cadre_date(line.date_returned or None)
        return max(0, (end - line.date_due).days)
