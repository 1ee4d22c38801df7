from odoo import api, models
from odoo.exceptions import AccessError

from ..models.base.roles import CLERK
from ..rules.paper import PORTRAIT, Table

# Percent of the width of each column, and the size of the letters.
SHARES = (7, 7, 25, 10, 10, 12, 7, 12, 10)
SIZE = 10.0


class CadreExpectedMaterial(models.Model):
    _inherit = "cadre.expected.material"

    def action_print_missing(self):
        report = self.env.ref("cadre_archive.cadre_missing_report_pdf")
        return report.report_action(self, config=False)

    def _register_lines(self):
        """What of these is missing, in the order of the register (facts 5.4)."""
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Registers are printed by the archive."))
        self.check_access("read")
        return self.filtered(lambda e: e.state in ("expected", "requested")).sorted(
            lambda e: (e.category_id.sequence, e.dossier_id.number, e.date_event)
        )

    def _register_name(self):
        return f"{self.type_id.name} {self.year}"


class CadreMissingRegister(models.AbstractModel):
    """Register of missing materials (欠缺材料, facts 5.4) as PDF."""

    _name = "report.cadre_archive.report_missing"
    _description = "Register of Missing Materials"
    _inherit = ["cadre.paper"]

    @api.model
    def _get_report_values(self, docids, data=None):
        records = self.env["cadre.expected.material"].browse(docids or [])
        lines = records._register_lines()
        rows = [
            {
                "no": number,
                "class": line.category_id.code,
                "name": line._register_name(),
                "file": line.dossier_id.number,
                "cadre": line.dossier_id.cadre_name,
                "date": line.date_event.isoformat(),
                "copies": 1,
                "department": line.department_id.name or "",
                "remark": line.remark or "",
            }
            for number, line in enumerate(lines, start=1)
        ]
        width, room = PORTRAIT
        return {
            "doc_ids": records.ids,
            "doc_model": "cadre.expected.material",
            "office": self.env.company.name,
            "date": self.env.company._cadre_date(),
            "rows": rows,
            "sheets": self._deal(
                Table(width, SHARES, SIZE),
                [self.env._("Serial No.")] * len(SHARES),
                [(list(row.values()), row) for row in rows],
                room,
                heading=70,
            ),
            "shares": SHARES,
            "size": SIZE,
            "scale": self._scale(),
            "sheet_of": self._sheet_of,
        }


class CadreMissingRegisterXlsx(models.AbstractModel):
    """Register of missing materials (欠缺材料, facts 5.4) as workbook."""

    _name = "report.cadre_archive.missing_xlsx"
    _description = "Register of Missing Materials as Workbook"
    _inherit = "cadre.register"

    def _get_lines(self, data, objs):
        return objs._register_lines()

    def _title(self):
        return self.env._("Missing materials")

    def _columns(self):
        return [
            (self.env._("Class"), 8, lambda line: line.category_id.code),
            (self.env._("Type"), 34, lambda line: line.type_id.name),
            (self.env._("Material name"), 40, lambda line: line._register_name()),
            (self.env._("Date"), 12, lambda line: line.date_event),
            (self.env._("Copies"), 8, lambda line: 1),
            (self.env._("File"), 12, lambda line: line.dossier_id.number),
            (self.env._("Cadre's name"), 12, lambda line: line.dossier_id.cadre_name),
            (
                self.env._("Forming department"),
                22,
                lambda line: line.department_id.name,
            ),
            (self.env._("Deliver by"), 12, lambda line: line.date_due),
            (self.env._("Asked on"), 12, lambda line: line.date_requested or ""),
            (self.env._("Remark"), 30, lambda line: line.remark),
        ]
