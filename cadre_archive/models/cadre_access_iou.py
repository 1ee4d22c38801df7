from odoo import models


class CadreAccess(models.Model):
    """The IOU has its number before it is signed, on paper or on the screen (R-15)."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    def action_print_iou(self):
        """Button of the clerk: number the IOU of an approved loan and print it."""
        self.ensure_one()
        self.check_access("write")
        if self.kind == "loan" and self.state == "approved":
            self._give_iou_number()
        # Its name is no secret; whether it may be printed the report itself asks.
        report = self.env.ref("cadre_archive.cadre_access_report_iou").sudo()
        return report.report_action(self, config=False)

    def _give_iou_number(self):
        """The number of the IOU, given once."""
        # The caller's right to the loan was checked; the number is nobody's to write.
        loan_sudo = self.sudo()
        if not loan_sudo.iou_number:
            sequence = self.env["ir.sequence"].sudo().with_company(self.company_id)
            loan_sudo.iou_number = sequence.next_by_code("cadre.access.iou")
        return loan_sudo.iou_number
