from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.base.roles import INSPECTOR, MEMBER

READERS = (INSPECTOR, MEMBER)


class CadreConductRecord(models.AbstractModel):
    """The inspection record of an event, for signature (A-33, A-34).

    All figures are prepared here, so that the template reads no record.
    """

    _name = "report.cadre_appraisal.report_conduct_record"
    _description = "Inspection Record"

    @api.model
    def _get_report_values(self, docids, data=None):
        # Odoo does not ask the report's groups when it is called by its address.
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(
                self.env._("Inspection records are printed by discipline inspection.")
            )
        events = self.env["cadre.conduct.event"].browse(docids or [])
        events.check_access("read")
        return {
            "doc_ids": events.ids,
            "doc_model": "cadre.conduct.event",
            "sheets": [self._sheet(event) for event in events],
        }

    @api.model
    def _sheet(self, event):
        def label(name):
            return dict(event._fields[name]._description_selection(self.env)).get(
                event[name], ""
            )

        # Name and section of a colleague are no secret.
        employee_sudo = event.employee_id.sudo()
        return {
            "office": event.company_id.name,
            "number": event.name,
            "date": fields.Date.to_string(event.date),
            "cadre": employee_sudo.name,
            "department": employee_sudo.department_id.name or "",
            "kind": event.kind_id.name,
            "content": event.kind_id.dimension_id.name or "",
            "clause": event.kind_id.clause or "",
            "source": label("source"),
            "quantity": f"{event.quantity:g} {event.quantity_label or ''}".strip(),
            "amount": f"{event.amount:,.2f}" if event.amount else "",
            "impact": event.impact or "",
            "category": label("category"),
            "document": event.document or "",
            "description": event.description or "",
            "finding": event.finding or "",
            "measure": event.measure or "",
            "reason": event.withdrawn_reason or event.unfounded_reason or "",
            "state": label("state"),
            "inspector": event.inspector_id.name or "",
            "due": fields.Date.to_string(event.date_due) or "",
            "evidence": [
                {
                    "no": number,
                    "name": file.file_name,
                    "note": file.note or "",
                    "pages": file.page_count,
                    "sha256": file.sha256[:16],
                }
                for number, file in enumerate(event.evidence_ids, 1)
            ],
        }
