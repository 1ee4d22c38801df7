from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..models.base.roles import CLERK
from ..rules.paper import PORTRAIT, Table


class CadreDeliveryForm(models.AbstractModel):
    """What the printed forms of deliveries share: rights and rows.

    All figures are prepared here, so that the templates read no record.
    """

    _name = "cadre.delivery.form"
    _description = "Printed Form of a Delivery"
    _inherit = ["cadre.paper"]

    @api.model
    def _check_clerk(self):
        # Odoo does not ask the report's groups when it is called by its address.
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("These forms are printed by the archive."))

    @api.model
    def _get_report_values(self, docids, data=None):
        self._check_clerk()
        deliveries = self.env["cadre.delivery"].browse(docids or [])
        deliveries.check_access("read")
        return {
            "doc_ids": deliveries.ids,
            "doc_model": "cadre.delivery",
            "scale": self._scale(),
            "sheet_of": self._sheet_of,
            "sheets": [
                sheet for delivery in deliveries for sheet in self._sheets(delivery)
            ],
        }

    @api.model
    def _sheets(self, delivery):
        raise NotImplementedError()

    @api.model
    def _head(self, delivery):
        return {
            "office": delivery.company_id.name,
            "number": delivery.name or "",
            "source": delivery.source_name or "",
            "deliverer": delivery.deliverer_label or "",
            "receiver": delivery.receiver_id.name or "",
            "date": self._day(delivery.date_received),
        }

    @api.model
    def _day(self, day):
        return day.strftime("%Y-%m-%d") if day else ""

    @api.model
    def _row(self, number, line):
        # The line passed the rules of its reader; clerks do not read employees.
        employee_sudo = line.employee_id.sudo()
        return {
            "no": number,
            "file": line.dossier_id.number,
            "cadre": employee_sudo.name,
            "post": employee_sudo.job_title or employee_sudo.department_id.name or "",
            "name": line.name,
            "formed": line._formed_text(),
            "pages": line.page_count or "",
            "copies": line.copies,
            "remark": line.remark or "",
            "defects": [text for text in (line.defects or "").split("\n") if text],
            "note": line.defect_note or "",
        }

    @api.model
    def _pages(self, rows, heads, shares, names, heading, closing):
        """The rows of each sheet, by the texts that stand in its columns."""
        width, room = PORTRAIT
        return self._deal(
            Table(width, shares, 11.0, padding=8.0),
            heads,
            [([row[name] for name in names], row) for row in rows],
            room,
            heading,
            repeated=40.0,
            closing=closing,
        )

    @api.model
    def _rows(self, lines):
        lines = lines.sorted(lambda line: (line.sequence, line.id))
        return [self._row(number, line) for number, line in enumerate(lines, start=1)]


class CadreDeliveryHandOver(models.AbstractModel):
    """Hand-over list, in the columns of facts 5.4 (R-66)."""

    _name = "report.cadre_archive.report_delivery_hand_over"
    _description = "Hand-over List"
    _inherit = "cadre.delivery.form"

    def _sheets(self, delivery):
        rows = self._rows(delivery.line_ids)
        return [
            {
                **self._head(delivery),
                "rows": rows,
                "pages": self._pages(
                    rows,
                    # As the template has them; the longest word decides.
                    ["", "", "", "", "", self.env._("Originals"), "", ""],
                    (7, 11, 16, 21, 16, 10, 8, 11),
                    (
                        "no",
                        "cadre",
                        "post",
                        "name",
                        "formed",
                        "copies",
                        "pages",
                        "remark",
                    ),
                    heading=120,
                    closing=150,
                ),
                "total": len(rows),
                "total_copies": sum(row["copies"] for row in rows),
                "is_signed": delivery.state != "draft",
            }
        ]


class CadreDeliveryReturnNotice(models.AbstractModel):
    """Return notice: what is wrong, and by when it comes again (R-68)."""

    _name = "report.cadre_archive.report_delivery_return"
    _description = "Return Notice"
    _inherit = "cadre.delivery.form"

    def _sheets(self, delivery):
        returned = delivery.line_ids.filtered("return_number")
        if not returned:
            raise UserError(
                self.env._("Nothing of %s was returned.", delivery.display_name)
            )
        # One sentence, since another language puts its parts in another order.
        intro = self.env._(
            "Of the materials that you delivered on %(date)s (%(number)s), those below "
            "do not meet the requirements for filing and are returned. Please complete "
            "or re-make them and deliver them again in time.",
            date=self._day(delivery.date_received),
            number=delivery.name,
        )
        return [
            {
                **self._head(delivery),
                "intro": intro,
                "notice": number,
                "pages": self._pages(
                    [
                        {**row, "mend": "\n".join([*row["defects"], row["note"]])}
                        for row in self._rows(lines)
                    ],
                    ["", "", "", "", self.env._("What is to be mended")],
                    (8, 13, 27, 16, 36),
                    ("no", "cadre", "name", "formed", "mend"),
                    heading=190,
                    closing=150,
                ),
                "returned": self._day(min(self._returned_days(lines))),
                "due": self._day(min(lines.mapped("date_redelivery"))),
                "handler": ", ".join(lines.decider_id.mapped("name")),
                "clause": self.env["cadre.clause"]._by_code("R-68").text,
            }
            for number, lines in returned.grouped("return_number").items()
        ]

    @api.model
    def _returned_days(self, lines):
        return [line.company_id._cadre_date(line.date_decided) for line in lines] or [
            self.env.company._cadre_date()
        ]
