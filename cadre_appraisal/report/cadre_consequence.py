from odoo import models
from odoo.exceptions import AccessError

from ..models.base.roles import CLERK, MEMBER
from ..rules.numbers import total

READERS = (MEMBER, CLERK)
WIDTHS = (10, 14, 14, 24, 34, 12, 12, 12, 14, 14)


class CadreConsequenceList(models.AbstractModel):
    """The consequences as a workbook for the pay office, with totals (A-54).

    Made with the rights of whoever asks: nobody finds his own or a relative's row.
    """

    _name = "report.cadre_appraisal.consequence"
    _description = "Consequence List"
    _inherit = "report.report_xlsx.abstract"

    def create_xlsx_report(self, docids, data):
        # The URL of a report asks for no group and takes any ids.
        if not any(self.env.user.has_group(group) for group in READERS):
            raise self.env["cadre.clause"]._refusal(
                "A-54",
                self.env._("The list is for the office and the leading group."),
                self.env._("Ask the appraisal clerk."),
                exception=AccessError,
            )
        records = self.env["cadre.consequence"].browse(docids).exists()
        records.check_access("read")
        self = self.with_context(active_model="cadre.consequence")
        return super().create_xlsx_report(records.ids, data)

    def generate_xlsx_report(self, workbook, data, objs):
        bold = workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        sheet = workbook.add_worksheet(self.env._("Consequences"))
        for index, (label, width) in enumerate(
            zip(self._labels(), WIDTHS, strict=True)
        ):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, label, bold)
        objs = objs.sorted(lambda c: (c.date_from, c.department_id.id, c.id))
        number = 0
        for number, record in enumerate(objs, 1):
            for index, value in enumerate(self._row(record)):
                if isinstance(value, int | float):
                    sheet.write_number(number, index, value)
                elif value:
                    sheet.write_string(number, index, str(value))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(number, 1), len(WIDTHS) - 1)
        self._write_totals(workbook, objs, bold)

    def _labels(self):
        env = self.env
        return (
            env._("Year"),
            env._("Quarter"),
            env._("Cadre number"),
            env._("Cadre"),
            env._("Consequence"),
            env._("Clause"),
            env._("Deducted (%)"),
            env._("State"),
            env._("Proposed on"),
            env._("Confirmed on"),
        )

    def _row(self, record):
        return (
            record.cycle_id.year,
            record.quarter and int(record.quarter) or "",
            # The office lists its own people by number.
            record.employee_id.sudo().cadre_number,
            record.employee_id.name,
            record.kind_id.name,
            record.kind_id.clause_id.code,
            record.rate,
            record._state_label(record.state),
            record.date_proposed,
            record.date_confirmed,
        )

    def _write_totals(self, workbook, objs, bold):
        """How many cadres and how many whole awards, by period and kind."""
        sheet = workbook.add_worksheet(self.env._("Totals"))
        labels = (
            self.env._("Year"),
            self.env._("Quarter"),
            self.env._("Consequence"),
            self.env._("Proposed"),
            self.env._("Confirmed"),
            self.env._("Reversed"),
            self.env._("Awards deducted"),
        )
        for index, label in enumerate(labels):
            sheet.set_column(index, index, 30 if index == 2 else 14)
            sheet.write_string(0, index, label, bold)
        groups = objs.grouped(lambda c: (c.cycle_id.year, c.quarter or "", c.kind_id))
        number = 0
        for number, ((year, quarter, kind), records) in enumerate(
            sorted(groups.items(), key=lambda item: (*item[0][:2], item[0][2].id)), 1
        ):
            sheet.write_number(number, 0, year)
            sheet.write_string(number, 1, quarter)
            sheet.write_string(number, 2, kind.name)
            self._write_counts(sheet, number, records)
        sheet.write_string(number + 1, 0, self.env._("Total"), bold)
        self._write_counts(sheet, number + 1, objs)

    def _write_counts(self, sheet, number, records):
        states = records.grouped("state")
        for index, state in enumerate(("proposed", "confirmed", "reversed"), 3):
            sheet.write_number(number, index, len(states.get(state, ())))
        confirmed = states.get("confirmed", records.browse())
        sheet.write_number(number, 6, float(total(confirmed.mapped("rate")) / 100))
