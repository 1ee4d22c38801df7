from datetime import datetime
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.base.res_company import UTC
from ..models.base.roles import CLERK
from ..rules.paper import LANDSCAPE, Table

# Of the letters of a printed register: read without a glass.
SIZE = 9.0


class Column(NamedTuple):
    """A column of a register.

    :param title: translated
    :param width: in characters
    :param value: function of a line
    :param on_paper: whether the printed register has it; the workbook has all
    """

    title: str
    width: int
    value: object
    on_paper: bool = True


class CadreRegister(models.AbstractModel):
    """What all registers share: rights, rows, and how workbook and page are made.

    A register is a list of :class:`Column`; its lines are read with the rules of the
    person who prints.
    """

    _name = "cadre.register"
    _description = "Register"
    _inherit = ["report.report_xlsx.abstract", "cadre.paper"]

    # --- Hooks ---

    @api.model
    def _title(self):
        """The name of the register, translated."""
        raise NotImplementedError()

    @api.model
    def _columns(self):
        """Columns, as :class:`Column` or tuples of its first three values."""
        raise NotImplementedError()

    @api.model
    def _get_lines(self, data, objs):
        """The lines of this register: of one year, or of the chosen records."""
        raise NotImplementedError()

    # --- Rights ---

    @api.model
    def _check_clerk(self):
        # Odoo does not ask the report's groups when it is called by its address.
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Registers are printed by the archive."))

    # --- Workbook ---

    def generate_xlsx_report(self, workbook, data, objs):
        self._check_clerk()
        lines = self._get_lines(data, objs)
        sheet = workbook.add_worksheet(self._title())
        columns = [Column(*column) for column in self._columns()]
        head = workbook.add_format(
            {"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True}
        )
        formats = {
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for index, column in enumerate(columns):
            sheet.write_string(0, index, column.title, head)
            sheet.set_column(index, index, column.width)
        for row, line in enumerate(lines, start=1):
            for index, column in enumerate(columns):
                self._write_cell(sheet, row, index, column.value(line), formats)
        # The head of the log leaves the house with every register.
        sheet.set_footer(f"&L{self.env['cadre.log']._head_line()}&R&P / &N")
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

    # --- Page ---

    @api.model
    def _page(self, data, objs):
        """What the printed register shows.

        :return: ``title``, ``heads`` (title, percent of the width), ``rows`` of text
            and the ``sheets`` that they are dealt to
        :rtype: dict
        """
        self._check_clerk()
        columns = [c for c in (Column(*c) for c in self._columns()) if c.on_paper]
        total = sum(column.width for column in columns)
        heads = [(c.title, round(100 * c.width / total, 1)) for c in columns]
        rows = [
            [self._text(column.value(line)) for column in columns]
            for line in self._get_lines(data, objs)
        ]
        width, room = LANDSCAPE
        table = Table(width, tuple(share for _title, share in heads), SIZE)
        return {
            "title": self._title(),
            "heads": heads,
            "rows": rows,
            "sheets": self._deal(
                table,
                [title for title, _share in heads],
                [(row, row) for row in rows],
                room,
                heading=70,
                closing=45,
            ),
            "size": SIZE,
            "scale": self._scale(),
            "sheet_of": self._sheet_of,
        }

    @api.model
    def _text(self, value):
        if isinstance(value, datetime):
            return self._local(value).strftime("%Y-%m-%d %H:%M")
        if hasattr(value, "isoformat"):
            return value.isoformat()
        if isinstance(value, bool):
            return self.env._("yes") if value else ""
        return str(value) if value or value == 0 else ""

    # --- Helpers ---

    def _local(self, moment):
        zone = self.env.company._cadre_zone()
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def _utc(self, local):
        zone = self.env.company._cadre_zone()
        moment = local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        return fields.Datetime.to_string(moment)

    @api.model
    def _year_domain(self, data, field):
        """The domain of one year of the office, or None when no year was chosen.

        :param str field: path to a Datetime
        :raises UserError: when the year is none
        """
        if not (data or {}).get("year"):
            return None
        try:
            year = int(data["year"])
            first = datetime(year, 1, 1)
            last = datetime(year + 1, 1, 1)
        except ValueError as error:
            raise UserError(self.env._("Enter a year such as 2026.")) from error
        return [(field, ">=", self._utc(first)), (field, "<", self._utc(last))]

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
