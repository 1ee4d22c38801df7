from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..rules import deliveries as rules


class CadreDeliveryLine(models.Model):
    """In time or late, and what is to come again (R-64, R-67, R-68)."""

    _inherit = "cadre.delivery.line"

    date_due = fields.Date(
        string="Deliver by",
        compute="_compute_date_due",
        store=True,
        index=True,
        help="R-67",
    )
    days_taken = fields.Integer(
        string="Days to Delivery",
        compute="_compute_days_late",
        store=True,
        aggregator="avg",
        help="R-64: from formation to the first delivery.",
    )
    days_late = fields.Integer(
        compute="_compute_days_late",
        store=True,
        help="R-67: past one month after formation, at the first delivery.",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_days_late", store=True, index=True, help="R-67"
    )
    late_percent = fields.Float(
        string="Late (%)", compute="_compute_days_late", store=True, aggregator="avg"
    )
    returned_percent = fields.Float(
        string="Returned (%)",
        compute="_compute_returned_percent",
        store=True,
        aggregator="avg",
        help="R-64",
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="R-68: returned, and not back in time.",
    )

    # --- Compute ---

    @api.depends("date_formed")
    def _compute_date_due(self):
        months = self._delivery_months()
        for line in self:
            line.date_due = line.date_formed and rules.delivery_due(
                line.date_formed, months
            )

    @api.depends("date_due", "date_received", "previous_line_id")
    def _compute_days_late(self):
        for line in self:
            # What comes again was delivered when it came first.
            first = line
            while first.previous_line_id:
                first = first.previous_line_id
            due, received = line.date_due, first.date_received or line.date_received
            known = bool(due and line.date_received)
            line.days_late = rules.days_late(due, received) if known else 0
            line.days_taken = (received - line.date_formed).days if known else 0
            line.is_late = line.days_late > 0
            line.late_percent = 100.0 * line.is_late

    @api.depends("state")
    def _compute_returned_percent(self):
        for line in self:
            line.returned_percent = 100.0 * (line.state == "returned")

    @api.depends("state", "date_redelivery", "date_redelivered")
    def _compute_is_overdue(self):
        for line in self:
            line.is_overdue = (
                line._awaits_redelivery()
                and bool(line.date_redelivery)
                and line.date_redelivery < line.company_id._cadre_date()
            )

    def _search_is_overdue(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        late = self._overdue_domain()
        return late if (True in value) == (operator == "in") else ~late

    # --- Business ---

    @api.model
    def _overdue_domain(self):
        today = self.env.company._cadre_date()
        return (
            Domain("state", "=", "returned")
            & Domain("date_redelivered", "=", False)
            & Domain("date_redelivery", "<", today)
        )

    @api.model
    def _remind_domain(self):
        """What forming units are reminded of (R-67, R-68): materials returned, or
        announced on a list, whose day has come or comes soon."""
        days = int(self.env["cadre.clause"]._number("R-67", "remind_days"))
        soon = self.env.company._cadre_date() + timedelta(days=days)
        returned = Domain("state", "=", "returned") & Domain(
            "date_redelivered", "=", False
        )
        announced = Domain("state", "=", "listed") & Domain(
            "delivery_id.state", "=", "draft"
        )
        return (returned & Domain("date_redelivery", "<=", soon)) | (
            announced & Domain("date_due", "<=", soon)
        )

    @api.model
    def _delivery_months(self):
        return int(self.env["cadre.clause"]._number("R-67", "delivery_months"))

    def _awaits_redelivery(self):
        self.ensure_one()
        return self.state == "returned" and not self.date_redelivered

    def _redelivery_values(self):
        """The paper on the list on which it comes again."""
        self.ensure_one()
        return {
            "previous_line_id": self.id,
            "dossier_id": self.dossier_id.id,
            "name": self.name,
            "type_id": self.type_id.id,
            "copies": self.copies,
            "date_formed": self.date_formed,
            "source_unit": self.source_unit,
        }

    def _log_date_formed(self, before):
        """R-67: the date that a month counts from is not changed unseen."""
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": line.id,
                    "action": "edit",
                    "clause": "R-67",
                    "subject_id": line.employee_id.id,
                    "payload": {
                        "date_formed": [
                            str(before[line.id][1] or ""),
                            str(line.date_formed or ""),
                        ]
                    },
                }
                for line in self
                if before[line.id][0] != "listed"
                and before[line.id][1] != line.date_formed
            ]
        )
