from odoo import api, fields, models

REPORT = "cadre_archive.cadre_access_report_%s_register"


class CadreAccessRegister(models.TransientModel):
    """Chooses a register and its year, and prints it as workbook or on paper."""

    _name = "cadre.access.register"
    _description = "Register of Applications"

    kind = fields.Selection(
        [
            ("consultation", "Consultation register"),
            ("loan", "Loan register"),
            ("refusal", "Register of refusals"),
            ("view", "Register of pages seen"),
            ("trail", "Who saw which file"),
        ],
        string="Register",
        required=True,
        default="consultation",
    )
    year = fields.Integer(required=True, default=lambda self: self._this_year())
    form = fields.Selection(
        [("xlsx", "Workbook (XLSX)"), ("pdf", "On paper (PDF)")],
        required=True,
        default="xlsx",
    )

    _year_check = models.Constraint(
        "CHECK(year BETWEEN 1950 AND 2200)", "Enter a year such as 2026."
    )

    @api.model
    def _this_year(self):
        return self.env.company._cadre_date().year

    def _report(self):
        """The report of the chosen register."""
        self.ensure_one()
        return self.env.ref(REPORT % self.kind).sudo()  # its name is no secret

    def _file_name(self):
        options = dict(self._fields["kind"]._description_selection(self.env))
        return f"{options[self.kind]} {self.year}"

    def action_print(self):
        if self.form == "pdf":
            report = self.env.ref("cadre_archive.cadre_access_report_register_pdf")
            return report.report_action(self, config=False)
        return self._report().report_action(
            None, data={"year": self.year}, config=False
        )
