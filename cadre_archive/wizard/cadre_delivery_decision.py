from odoo import Command, api, fields, models

from ..rules import deliveries as rules


class CadreDeliveryDecision(models.TransientModel):
    """Asks for what a return notice or a rejection has to say."""

    _name = "cadre.delivery.decision"
    _description = "Return or Reject Materials"

    line_ids = fields.Many2many(
        "cadre.delivery.line", string="Delivered Materials", required=True
    )
    target = fields.Selection(
        [("returned", "Return"), ("rejected", "Reject")], required=True, readonly=True
    )
    date_redelivery = fields.Date(
        string="Resubmit by", default=lambda self: self._last_day(), help="R-68"
    )
    reason_id = fields.Many2one("cadre.rejection.reason", help="R-58")
    clause_text = fields.Text(related="reason_id.clause_text", related_sudo=False)
    note = fields.Text(string="Remark for all of them")
    row_ids = fields.One2many("cadre.delivery.decision.line", "decision_id")

    @api.model
    def _last_day(self):
        days = self.env["cadre.clause"]._number("R-68", "redelivery_days")
        return rules.redelivery_due(self.env.company._cadre_date(), int(days))

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        ids = self.env.context.get("default_line_ids") or []
        lines = self.env["cadre.delivery.line"].browse(ids)
        lines.check_access("write")
        if "row_ids" in fields:
            values["row_ids"] = [
                Command.create(
                    {
                        "line_id": line.id,
                        "dossier_number": line.dossier_id.number,
                        "cadre_name": line.dossier_id.cadre_name,
                        "name": line.name,
                        "defects": line.defects,
                        "note": line.defect_note,
                    }
                )
                for line in lines
            ]
        return values

    def action_confirm(self):
        self.ensure_one()
        lines = self.row_ids.line_id
        if self.target == "rejected":
            lines.write(
                {
                    "rejection_reason_id": self.reason_id.id,
                    "rejection_note": self.note,
                    "state": "rejected",
                }
            )
            return {"type": "ir.actions.act_window_close"}
        for row in self.row_ids:
            remarks = [text for text in (row.note, self.note) if text]
            row.line_id.defect_note = "\n".join(remarks)
        lines.write({"date_redelivery": self.date_redelivery, "state": "returned"})
        report = self.env.ref("cadre_archive.cadre_delivery_report_return")
        return {
            **report.report_action(lines.delivery_id),
            "close_on_report_download": True,
        }


class CadreDeliveryDecisionLine(models.TransientModel):
    _name = "cadre.delivery.decision.line"
    _description = "Material to Return or Reject"

    decision_id = fields.Many2one(
        "cadre.delivery.decision", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one("cadre.delivery.line", required=True)
    dossier_number = fields.Char(string="File", readonly=True)
    cadre_name = fields.Char(string="Cadre", readonly=True)
    name = fields.Char(string="Material", readonly=True)
    defects = fields.Text(readonly=True)
    note = fields.Text(string="Remark")
