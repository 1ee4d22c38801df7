from datetime import date

from odoo import api, models
from odoo.exceptions import UserError

from ..rules.paper import LANDSCAPE, Table

# Percent of the width of each column of the register on paper, and its letters.
SHARES = (9, 4, 6, 14, 7.5, 4, 4, 9, 6, 7.5, 6, 5, 8, 7, 3)
SIZE = 9.0


class CadreDeliveryRegister(models.AbstractModel):
    """Register of loose materials received, in the columns of facts 5.4."""

    _name = "cadre.delivery.register.rows"
    _description = "Register of Loose Materials: Rows"

    @api.model
    def _register_lines(self, data, lines):
        """The materials received in a year, or the chosen ones, in their order.

        Searched with the rules of the person who prints.
        """
        domain = [("date_received", "!=", False)]
        if (data or {}).get("year"):
            try:
                year = int(data["year"])
                domain += [
                    ("date_received", ">=", date(year, 1, 1)),
                    ("date_received", "<=", date(year, 12, 31)),
                ]
            except ValueError as error:
                raise UserError(self.env._("Enter a year such as 2026.")) from error
        else:
            domain.append(("id", "in", lines.ids))
        found = self.env["cadre.delivery.line"].search(domain)
        return found.sorted(
            lambda line: (
                line.date_received,
                line.delivery_id.name or "",
                line.sequence,
            )
        )

    @api.model
    def _treatment(self, line):
        """What is done with it: filed as, to come again by, rejected because of."""
        if line.state == "accepted":
            return self.env._("filed as %s", line.material_id.display_name)
        if line.state == "returned":
            return self.env._(
                "returned, %(notice)s, until %(date)s",
                notice=line.return_number,
                date=line.date_redelivery,
            )
        if line.state == "rejected":
            return self.env._("rejected: %s", line.rejection_reason_id.display_name)
        return self.env._("to treat")

    @api.model
    def _accepted(self, line):
        answers = {
            "accepted": self.env._("yes"),
            "returned": self.env._("no"),
            "rejected": self.env._("no"),
        }
        return answers.get(line.state, "")


class CadreDeliveryRegisterXlsx(models.AbstractModel):
    """The register as a workbook."""

    _name = "report.cadre_archive.delivery_register"
    _description = "Register of Loose Materials"
    _inherit = ["cadre.register", "cadre.delivery.register.rows"]

    def _title(self):
        return self.env._("Loose materials")

    def _get_lines(self, data, objs):
        return self._register_lines(data, objs)

    def _columns(self):
        return [
            (
                self.env._("Material No."),
                14,
                lambda line: line.material_id.display_name or "",
            ),
            (self.env._("Class"), 8, lambda line: line.type_id.category_id.code),
            (self.env._("File"), 12, lambda line: line.dossier_id.number),
            (self.env._("Cadre's name"), 12, lambda line: self._cadre(line, "name")),
            (self.env._("Material name"), 34, lambda line: line.name),
            (self.env._("Formed"), 12, lambda line: line._formed_text()),
            (self.env._("Copies"), 8, lambda line: line.copies),
            (self.env._("Pages"), 8, lambda line: line.page_count or ""),
            (self.env._("From unit"), 24, lambda line: line.delivery_id.source_name),
            (self.env._("Source"), 24, lambda line: line.source_unit),
            (
                self.env._("Handed by"),
                12,
                lambda line: line.delivery_id.deliverer_label,
            ),
            (self.env._("Received on"), 12, lambda line: line.date_received),
            (
                self.env._("Receiver"),
                14,
                lambda line: line.delivery_id.receiver_id.name,
            ),
            (self.env._("Days late"), 8, lambda line: line.days_late or ""),
            (self.env._("Accepted?"), 10, self._accepted),
            (self.env._("Treatment"), 34, self._treatment),
            (self.env._("Loose No."), 16, lambda line: line.display_name),
            (self.env._("Remark"), 30, lambda line: line.remark),
        ]


class CadreDeliveryRegisterPdf(models.AbstractModel):
    """The register as a form on A4, landscape."""

    _name = "report.cadre_archive.report_delivery_register"
    _description = "Register of Loose Materials (PDF)"
    _inherit = ["cadre.delivery.form", "cadre.delivery.register.rows"]

    def _get_report_values(self, docids, data=None):
        self._check_clerk()
        chosen = self.env["cadre.delivery.line"].browse(docids or [])
        chosen.check_access("read")
        lines = self._register_lines(data, chosen)
        rows = [self._register_row(line) for line in lines]
        width, room = LANDSCAPE
        return {
            "doc_ids": lines.ids,
            "doc_model": "cadre.delivery.line",
            "office": self.env.company.name,
            "year": (data or {}).get("year") or "",
            "rows": rows,
            "sheets": self._deal(
                Table(width, SHARES, SIZE, padding=8.0),
                [self.env._("Accepted?")] * len(SHARES),
                [(list(row.values()), row) for row in rows],
                room,
                heading=70,
            ),
            "size": SIZE,
            "scale": self._scale(),
            "sheet_of": self._sheet_of,
        }

    @api.model
    def _register_row(self, line):
        return {
            "number": line.material_id.display_name or "",
            "class": line.type_id.category_id.code or "",
            # Read as superuser, see _row.
            "cadre": line.employee_id.sudo().name,
            "name": line.name,
            "formed": line._formed_text(),
            "copies": line.copies,
            "pages": line.page_count or "",
            "source": line.delivery_id.source_name or "",
            "deliverer": line.delivery_id.deliverer_label or "",
            "received": self._day(line.date_received),
            "receiver": line.delivery_id.receiver_id.name or "",
            "accepted": self._accepted(line),
            "treatment": self._treatment(line),
            "loose": line.display_name,
            "remark": line.remark or "",
        }
