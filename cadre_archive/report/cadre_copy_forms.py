from base64 import b64encode

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..models.base.roles import CLERK
from ..models.reading.cadre_copy_print import FETCH, FETCH_KEY
from ..rules import page_picture


class CadreExtractReport(models.AbstractModel):
    """An extract on paper, with number, code and watermark of this very print (R-13).

    Rendered for the fetching of a numbered print only: no address prints one that is
    not released, or one that is not counted.
    """

    _name = "report.cadre_archive.report_extract"
    _description = "Printed Extract"

    @api.model
    def _get_report_values(self, docids, data=None):
        prints = self.env["cadre.copy.print"].browse(docids or [])
        prints._check_may_fetch()
        if prints.filtered(lambda one: one.kind != "extract"):
            raise UserError(self.env._("This form is for extracts only."))
        prints.extract_id._check_may_print()
        if self.env.context.get(FETCH_KEY) is not FETCH:
            raise self.env["cadre.clause"]._refusal(
                "R-13",
                self.env._("An extract is printed with a number, by its button."),
                self.env._("Open the extract and use “Print”."),
                exception=AccessError,
            )
        return {
            "doc_ids": prints.ids,
            "doc_model": prints._name,
            "sheets": [self._sheet(one) for one in prints],
        }

    @api.model
    def _sheet(self, one):
        extract = one.extract_id
        day = extract.company_id._cadre_date
        # The extract passed the rules of its reader; clerks do not read employees.
        employee_sudo = extract.employee_id.sudo()
        tile = page_picture.tile_of(one._watermark())
        return {
            "office": extract.company_id.name,
            "number": extract.name,
            "print": one.name,
            "application": one.access_id.name,
            "printed": extract.company_id._cadre_time(one.date),
            "cadre": employee_sudo.name,
            "file": extract.dossier_id.number,
            "material_number": extract.material_id.number,
            "material": extract.material_id.name,
            "pages": extract.pages,
            "unit": one.access_id.unit_id.display_name or "",
            "readers": one.reader_names or "",
            "purpose": extract.purpose or "",
            "text": extract.text,
            "drafter": extract.drafter_id.name,
            "checker": extract.checker_id.name,
            "checked": day(extract.date_checked),
            "stamper": extract.stamper_id.name,
            "stamped": extract.date_stamped and day(extract.date_stamped),
            "is_released": extract.state == "released",
            "clause": self.env["cadre.clause"]._by_code("R-13").text,
            # A number only: whoever finds the sheet reads no name out of the code.
            "qr": self.env["report.cadre_archive.report_labels"]._picture(
                "QR", one.name
            ),
            "watermark": f"data:image/png;base64,{b64encode(tile).decode()}",
        }


class CadreInformationSlipReport(models.AbstractModel):
    """The answer on paper, for the department that asked (R-70)."""

    _name = "report.cadre_archive.report_information_slip"
    _description = "Printed Information Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        # Odoo does not ask the report's groups when it is called by its address.
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Slips are printed by the archive."))
        slips = self.env["cadre.information.slip"].browse(docids or [])
        slips.check_access("read")
        if open_slips := slips.filtered(
            lambda slip: slip.state not in ("answered", "closed")
        ):
            raise self.env["cadre.clause"]._refusal(
                "R-70",
                self.env._("Slip %s is not answered.", open_slips[0].display_name),
                self.env._("Have it approved, answer it, then print it."),
            )
        return {
            "doc_ids": slips.ids,
            "doc_model": slips._name,
            "sheets": [self._sheet(slip) for slip in slips],
        }

    @api.model
    def _sheet(self, slip):
        day = slip.company_id._cadre_date
        purposes = dict(slip._fields["purpose"]._description_selection(self.env))
        # The slip passed the rules of its reader; clerks do not read employees.
        slip_sudo = slip.sudo()
        return {
            "office": slip.company_id.name,
            "number": slip.name,
            "asker": slip.department_id.display_name or slip.unit_id.display_name,
            "person": slip.asked_by or slip_sudo.asked_by_id.name or "",
            "basis": slip.basis or "",
            "purpose": purposes.get(slip.purpose, ""),
            "reason": slip.reason or "",
            "cadre": slip_sudo.employee_id.name,
            "file": slip.dossier_id.number,
            "question": slip.question,
            "rows": [
                {
                    "no": number,
                    "label": line.label,
                    "answer": line.answer,
                    "source": line.material_id.number or "",
                }
                for number, line in enumerate(slip.line_ids, start=1)
            ],
            "approver": slip.approver_id.name,
            "approved": day(slip.date_approved),
            "answerer": slip.answerer_id.name,
            "answered": day(slip.date_answered),
            "clause": self.env["cadre.clause"]._by_code("R-70").text,
            "qr": self.env["report.cadre_archive.report_labels"]._picture(
                "QR", slip.name
            ),
        }
