from odoo import models

from ...rules.cells import TEXT_STAYS_TEXT


class ReportXlsxAbstract(models.AbstractModel):
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), **TEXT_STAYS_TEXT}
