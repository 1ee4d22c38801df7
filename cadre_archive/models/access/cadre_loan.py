from datetime import timedelta

from odoo import api, models
from odoo.tools.mail import plaintext2html

from ...rules.loans import loan_due
from ...rules.readers import Match, match
from ..base.cadre_reminder_mixin import Recipient
from ..base.roles import CLERK, HEAD

LEFT = "cadre_archive.mail_act_cadre_access_left"


class CadreLoan(models.AbstractModel):
    """Loans: for how long, who still owes one, and how their readers are reminded.

    A loan is an application (``cadre.access``) of that kind; whoever may take its steps
    is asked there. R-14 to R-17, Q-3.
    """

    _name = "cadre.loan"
    _description = "Loans"

    # --- For how long ---

    @api.model
    def _check(self, loan):
        """What a loan needs, beside what a consultation needs."""
        if not loan.special_need:
            raise loan._refusal(
                "R-14",
                self.env._("A loan needs a special need, in words."),
                self.env._("State it, or apply for a consultation on the spot."),
            )
        if not loan.place_of_use:
            raise loan._refusal(
                "R-50",
                self.env._("Where the files will be used is missing."),
                self.env._("Choose the place of use."),
            )
        limit = self.env["cadre.clause"]._threshold("R-17", "loan_days")
        if loan.loan_days < 1 or not limit.met(loan.loan_days):
            raise loan._refusal(
                "R-17",
                self.env._(
                    "A loan lasts 1 to %(limit)s days; asked for: %(days)s.",
                    limit=f"{limit.value:g}",
                    days=loan.loan_days,
                ),
                self.env._(
                    "Ask for fewer days. A further need means return and a new "
                    "application."
                ),
            )
        if not loan.borrower_id and len(loan.reader_ids) != 1:
            raise loan._refusal(
                "R-16",
                self.env._("Which of the readers borrows the files is missing."),
                self.env._("Choose the borrower among the readers."),
            )

    @api.model
    def _check_due(self, loan):
        """R-17: no road leads past the longest loan, whoever writes."""
        limit = self.env["cadre.clause"]._threshold("R-17", "loan_days")
        out = loan.company_id._cadre_date(loan.date_out or None)
        if not limit.met((loan.date_due - out).days):
            raise loan._refusal(
                "R-17",
                self.env._(
                    "A loan is not extended past %s days in total.",
                    f"{limit.value:g}",
                ),
                self.env._("Take the files back; a further need is applied for."),
            )

    @api.model
    def _due_date(self, loan):
        """The last good day of a loan that goes out today.

        :raises UserError: R-15, R-17; the limit may have been lowered since
        """
        if not loan._is_iou_given():
            raise self.env["cadre.clause"]._refusal(
                "R-15",
                self.env._("The IOU is not signed."),
                self.env._("Let the borrower sign it."),
            )
        self._check(loan)
        limit = self.env["cadre.clause"]._number("R-17", "loan_days")
        return loan_due(loan.company_id._cadre_date(), loan.loan_days, int(limit))

    @api.model
    def _number(self, loan):
        """The number of the IOU, given once: before it is signed (R-15)."""
        # The caller's right to the loan was checked; the number is nobody's to write.
        loan_sudo = loan.sudo()
        if not loan_sudo.iou_number:
            loan_sudo.iou_number = loan.company_id._cadre_number("cadre.access.iou")
        return loan_sudo.iou_number

    # --- Who still owes one ---

    @api.model
    def _settle(self, accesses):
        """On submission: who borrows, and that the unit or a reader owes a loan."""
        for loan in accesses.filtered(lambda a: a.kind == "loan" and not a.borrower_id):
            # A single reader needs no choosing; the form is past its draft by now.
            loan.sudo().borrower_id = loan.reader_ids
        self._log_overdue(accesses)

    @api.model
    def _overdue_of(self, accesses):
        """The overdue loans of each application's unit or readers, as superuser."""
        if not accesses:
            return {}
        late_sudo = accesses.sudo().search(
            [("is_overdue", "=", True), ("company_id", "in", accesses.company_id.ids)]
        )
        return {
            access: late_sudo.filtered(
                lambda late, access=access: (
                    late.company_id == access.company_id and self._owes(late, access)
                )
            )
            for access in accesses
        }

    @api.model
    def _owes(self, loan, access):
        """Whether a loan was made to the unit or to a reader of ``access``."""
        if loan.unit_id and loan.unit_id == access.unit_id:
            return True
        borrower = loan.borrower_id or loan.reader_ids
        return any(
            match(mine._person(), yours._person()) is not Match.NO
            for mine in borrower
            # Compared by identity number; the answer is yes or no.
            for yours in access.sudo().reader_ids
        )

    @api.model
    def _log_overdue(self, accesses):
        """R-17: that the unit or a reader owed a loan is kept, as it was warned of."""
        self.env["cadre.log"]._record(
            [
                {**entry, "res_id": access.id}
                for access, late in self._overdue_of(accesses).items()
                for entry in late._log_entries(
                    "overdue_elsewhere",
                    clause="R-17",
                    payload=lambda loan: {"loan": loan.name},
                )
            ]
        )

    # --- Called to mind: the borrower, the unit's head and the archive head ---

    @api.model
    def _notice(self):
        """Days before its last good day on which a loan is first reminded of."""
        clause = self.env["cadre.clause"]
        return int(
            clause._number("R-17", "loan_days") - clause._number("R-17", "due_soon_day")
        )

    @api.model
    def _recipients(self, loans):
        """Who is reminded of each loan; the register also shows whom to call."""
        heads = loans._heads_to_tell()
        return {
            loan.id: [
                *self._borrowers(loan),
                *(Recipient("head", user_id=head.id) for head in heads[loan.id]),
            ]
            for loan in loans
        }

    @api.model
    def _borrowers(self, loan):
        borrower = loan.borrower_id
        lang = loan.company_id.partner_id.lang or ""
        found = [
            Recipient(role, address=address, lang=lang, about=loan.id)
            for role, address in (
                ("borrower", borrower.email),
                ("unit", loan.unit_head_email),
            )
            if address
        ]
        if user := borrower.employee_id.user_id.filtered("active"):
            # Without a document: the borrower reads no applications.
            found.append(Recipient("borrower", user_id=user.id, is_private=True))
        reached = {recipient.role for recipient in found}
        return found + [Recipient(r) for r in ("borrower", "unit") if r not in reached]

    @api.model
    def _text(self, loan, step):
        """Subject and sentence of a reminder: numbers only, no name, no material."""
        numbers = {"loan": loan.name, "date": loan.date_due}
        subject = {
            "soon": self.env._("Loan %(loan)s is due back on %(date)s", **numbers),
            "due": self.env._("Loan %(loan)s is due back today, %(date)s", **numbers),
            "overdue": self.env._("Loan %(loan)s is overdue since %(date)s", **numbers),
        }[step]
        out = loan.line_ids.filtered(lambda line: not line.date_returned)
        body = self.env._(
            "Files: %(files)s. Please bring them back to the archive in person (R-17: "
            "a loan is not extended; a further need is applied for anew).",
            files=", ".join(out.mapped("dossier_id.number")),
        )
        return subject, body

    @api.model
    def _mail(self, loan, step):
        sender = loan.company_id.email_formatted or self.env.user.email_formatted
        subject, body = self._text(loan, step)
        return {
            "subject": subject,
            "body_html": plaintext2html(f"{subject}.\n{body}"),
            "email_from": sender,
            "reply_to": sender,
            "auto_delete": True,
        }

    @api.model
    def _private_todo(self, loan, step):
        subject, body = self._text(loan, step)
        return {"summary": subject, "note": plaintext2html(body)}

    # --- A reader leaves the office while the files are out ---

    @api.model
    def _tell_of_leaving(self, accesses, people):
        """A to-do for the heads and for who handed out, as far as they may know."""
        heads = accesses._members(HEAD)
        clerks = accesses.line_ids.handed_out_by_id | accesses.handed_out_by_id
        known = accesses._users_who_may_know(heads | clerks.filtered("active"))
        accesses._schedule_for(
            LEFT,
            {
                access.id: known[access.id]
                & (heads | access.line_ids.handed_out_by_id | access.handed_out_by_id)
                - people.user_id
                for access in accesses
            },
        )

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        today = self.env.company._cadre_date()
        loans = [("state", "=", "in_use"), ("kind", "=", "loan")]
        soon = today + timedelta(days=self._notice())
        return [
            card(
                self.env._("Loans overdue"),
                "cadre.access",
                [*loans, ("date_due", "<", today)],
                hint=self.env._("Call the borrower and get the files back"),
                clause="R-17",
                tone="danger",
                sequence=20,
            ),
            card(
                self.env._("Loans due soon"),
                "cadre.access",
                [*loans, ("date_due", ">=", today), ("date_due", "<=", soon)],
                hint=self.env._("Remind the borrower"),
                clause="R-17",
                tone="warning",
                sequence=21,
            ),
        ]
