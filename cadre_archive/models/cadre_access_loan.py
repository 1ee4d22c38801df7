from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.readers import Match, match


class CadreAccess(models.Model):
    """The loan: who has it, until when, and who still owes one (R-14 to R-17, Q-3)."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    borrower_id = fields.Many2one(
        "cadre.access.reader",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain="[('access_id', '=', id)]",
        help="R-16: the reader who answers for the files; a single reader does.",
    )
    overdue_elsewhere = fields.Integer(
        string="Overdue Loans of the Unit or a Reader",
        compute="_compute_overdue_elsewhere",
        help="R-17: loans of the same unit or of one of the readers that are overdue.",
    )

    # --- Compute ---

    @api.depends_context("uid")
    @api.depends(
        "state",
        "unit_id",
        "reader_ids.name",
        "reader_ids.identification",
        "reader_ids.employee_id",
    )
    def _compute_overdue_elsewhere(self):
        waiting = self.filtered(lambda a: a.state in ("draft", "submitted"))
        overdue = waiting._overdue_loans()
        for access in self:
            late_sudo = overdue.get(access, self.browse())
            # Of a loan with a relative's file not even the number is told.
            known = late_sudo.sudo(False)._filtered_access("read")
            access.overdue_elsewhere = len(known)

    def _overdue_loans(self):
        """The overdue loans of each application's unit or readers, as superuser."""
        if not self:
            return {}
        late_sudo = self.sudo().search(
            [("is_overdue", "=", True), ("company_id", "in", self.company_id.ids)]
        )
        return {
            access: late_sudo.filtered(
                lambda late, access=access: (
                    late.company_id == access.company_id and late._is_owed_by(access)
                )
            )
            for access in self
        }

    def _is_owed_by(self, access):
        """Whether this loan was made to the unit or to a reader of ``access``."""
        if self.unit_id and self.unit_id == access.unit_id:
            return True
        borrower = self.borrower_id or self.reader_ids
        return any(
            match(mine._person(), yours._person()) is not Match.NO
            for mine in borrower
            # Compared by identity number; the answer is yes or no.
            for yours in access.sudo().reader_ids
        )

    # --- Constraints ---

    @api.constrains("borrower_id", "reader_ids")
    def _check_borrower_id(self):
        for access in self:
            if access.borrower_id and access.borrower_id.access_id != access:
                raise ValidationError(
                    self.env._(
                        "R-16: the borrower is one of the readers on the application. "
                        "Choose one of them."
                    )
                )

    @api.constrains("date_due", "date_out")
    def _check_date_due(self):
        """R-17: no road leads past the longest loan, whoever writes."""
        limit = self.env["cadre.clause"]._threshold("R-17", "loan_days")
        for access in self.filtered("date_due"):
            out = access.company_id._cadre_date(access.date_out or None)
            if not limit.met((access.date_due - out).days):
                raise self._refusal_for(
                    access,
                    "R-17",
                    self.env._(
                        "A loan is not extended past %s days in total.",
                        f"{limit.value:g}",
                    ),
                    self.env._("Take the files back; a further need is applied for."),
                )

    # --- What the transitions check and set ---

    def _check_loan(self):
        result = super()._check_loan()
        if not self.borrower_id and len(self.reader_ids) != 1:
            raise self._refusal_for(
                self,
                "R-16",
                self.env._("Which of the readers borrows the files is missing."),
                self.env._("Choose the borrower among the readers."),
            )
        return result

    def _after_transition(self, target):
        if target == "submitted":
            self._settle_borrowers()
            self._log_overdue_elsewhere()
        return super()._after_transition(target)

    def _settle_borrowers(self):
        for access in self.filtered(lambda a: a.kind == "loan" and not a.borrower_id):
            # A single reader needs no choosing; the form is past its draft by now.
            access.sudo().borrower_id = access.reader_ids

    def _log_overdue_elsewhere(self):
        """R-17: that the unit or a reader owed a loan is kept, as it was warned of."""
        overdue = self._overdue_loans()
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": access.id,
                    "action": "overdue_elsewhere",
                    "clause": "R-17",
                    "subject_id": subject.id,
                    "payload": {"loan": late.name},
                }
                for access in self
                for late in overdue.get(access, ())
                for subject in late.line_ids.employee_id
            ]
        )
