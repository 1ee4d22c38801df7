from odoo import api, fields, models


class CadreAccessRegister(models.TransientModel):
    """Chooses a register and its year, and prints it as a workbook."""

    _name = "cadre.access.register"
    _description = "Register of Applications"

    kind = fields.Selection(
        [("consult", "Consultation register"), ("loan", "Loan register")],
        string="Register",
        required=True,
        default="consult",
    )
    year = fields.Integer(required=True, default=lambda self: self._this_year())

    _year_check = models.Constraint(
        "CHECK(year BETWEEN 1950 AND 2200)", "Enter a year such as 2026."
    )

    @api.model
    def _this_year(self):
        return self.env.company._cadre_date().year

    def action_print(self):
        self.ensure_one()
        reports = {
            "consult": "cadre_archive.cadre_access_report_consultation_register",
            "loan": "cadre_archive.cadre_access_report_loan_register",
        }
        report = self.env.ref(reports[self.kind])
        return report.report_action(None, data={"year": self.year})
