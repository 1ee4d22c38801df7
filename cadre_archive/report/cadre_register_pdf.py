from odoo import api, models


class CadreRegisterPdf(models.AbstractModel):
    """A register on A4, landscape: the columns that belong on paper (facts 5.4)."""

    _name = "report.cadre_archive.report_register"
    _description = "Register on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        wizard = self.env["cadre.access.register"].browse(docids or [])[:1]
        wizard.check_access("read")
        register = self.env[f"report.{wizard._report().report_name}"]
        return {
            "doc_ids": wizard.ids,
            "doc_model": "cadre.access.register",
            "office": self.env.company.name,
            "year": wizard.year,
            "printed": self.env.company._cadre_date(),
            "log_head": self.env["cadre.log"]._head_line(),
            **register._page({"year": wizard.year}, self.env["cadre.access"]),
        }
