from odoo import api, fields, models


class CadreDeliveryRegister(models.TransientModel):
    """Prints the register of loose materials of a year, as workbook or as PDF."""

    _name = "cadre.delivery.register"
    _description = "Register of Loose Materials"

    year = fields.Integer(required=True, default=lambda self: self._this_year())
    form = fields.Selection(
        [("xlsx", "Workbook (XLSX)"), ("pdf", "PDF")], required=True, default="xlsx"
    )

    _year_check = models.Constraint(
        "CHECK(year BETWEEN 1950 AND 2200)", "Enter a year such as 2026."
    )

    @api.model
    def _this_year(self):
        return self.env.company._cadre_date().year

    def action_print(self):
        self.ensure_one()
        report = self.env.ref(
            f"cadre_archive.cadre_delivery_report_register_{self.form}"
        )
        return report.report_action(None, data={"year": self.year})
