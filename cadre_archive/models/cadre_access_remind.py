from odoo import api, fields, models
from odoo.tools.mail import plaintext2html

from ..rules.loans import reminder_of

RETURN = "cadre_archive.mail_act_cadre_access_return"


class CadreAccess(models.Model):
    """Reminders of loans: to the borrower, the unit's head and the archive head.

    They name the application and the files by number, and nobody. After the return of
    the last file there is none (R-17).
    """

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    reminder_ids = fields.One2many(
        "cadre.loan.reminder",
        "access_id",
        string="Reminders",
        groups="cadre_archive.group_cadre_archive_clerk",
    )

    def _update_activities(self):
        result = super()._update_activities()
        # The clerk at the counter ends the to-dos of others; the files are back.
        done_sudo = self.sudo().filtered(lambda access: access.state != "in_use")
        done_sudo.activity_unlink([RETURN])
        done_sudo.reminder_ids.activity_id.unlink()
        return result

    @api.model
    def _cron_remind(self):
        """R-17, Q-3: call to mind what is out, each reminder once."""
        # The clock acts for nobody; the search is as wide as the office.
        loans_sudo = self.sudo().search(
            [("state", "=", "in_use"), ("kind", "=", "loan"), ("date_due", "!=", False)]
        )
        loans_sudo._remind()

    def _remind(self):
        due = self._reminders_due()
        Reminder = self.env["cadre.loan.reminder"]
        earlier = Reminder.search([("access_id", "in", [loan.id for loan in due])])
        sent = {(row.access_id, row.day) for row in earlier}
        due = {loan: r for loan, r in due.items() if (loan, r.day) not in sent}
        if not due:
            return
        loans = self.browse([loan.id for loan in due])
        heads = loans._heads_to_tell()
        rows = [
            {"access_id": loan.id, "kind": reminder.kind, "day": reminder.day} | row
            for loan, reminder in due.items()
            for row in loan._reminder_rows(heads[loan.id])
        ]
        self.env["mail.mail"].create(
            [
                loans.browse(row["access_id"])._reminder_mail(row)
                for row in rows
                if row["channel"] == "mail"
            ]
        )
        loans._schedule_for(RETURN, heads)
        told = earlier.filtered("activity_id").access_id
        own = [
            row
            for row in rows
            if row["recipient"] == "borrower"
            and row["channel"] == "activity"
            and row["access_id"] not in told.ids
        ]
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        todos = quiet.create(
            [loans.browse(row["access_id"])._borrower_todo(row) for row in own]
        )
        for row, todo in zip(own, todos, strict=True):
            row["activity_id"] = todo.id
        Reminder.create(rows)

    def _reminders_due(self):
        clause = self.env["cadre.clause"]
        notice = int(
            clause._number("R-17", "loan_days") - clause._number("R-17", "due_soon_day")
        )
        repeat = max(1, int(clause._number("R-17", "overdue_repeat")))
        due = {}
        for access in self:
            company = access.company_id
            reminder = reminder_of(
                company._cadre_date(access.date_out),
                access.date_due,
                company._cadre_date(),
                notice,
                repeat,
            )
            if reminder:
                due[access] = reminder
        return due

    def _reminder_rows(self, heads):
        """Who is reminded of this loan, and how."""
        borrower = self.borrower_id
        user = borrower.employee_id.user_id.filtered("active")
        rows = [
            {"recipient": recipient, "channel": "mail", "address": address}
            for recipient, address in (
                ("borrower", borrower.email),
                ("unit", self.unit_head_email),
            )
            if address
        ]
        if user:
            rows.append(
                {"recipient": "borrower", "channel": "activity", "user_id": user.id}
            )
        reached = {row["recipient"] for row in rows}
        rows += [
            {"recipient": recipient, "channel": "none"}
            for recipient in ("borrower", "unit")
            if recipient not in reached
        ]
        return rows + [
            {"recipient": "head", "channel": "activity", "user_id": head.id}
            for head in heads
        ]

    def _reminder_text(self, row, lang):
        """Subject and sentence of a reminder: numbers only, no name, no material."""
        translated = self.with_context(lang=lang)
        texts = {
            "soon": translated.env._(
                "Loan %(loan)s is due back on %(date)s",
                loan=self.name,
                date=self.date_due,
            ),
            "due": translated.env._(
                "Loan %(loan)s is due back today, %(date)s",
                loan=self.name,
                date=self.date_due,
            ),
            "overdue": translated.env._(
                "Loan %(loan)s is overdue since %(date)s",
                loan=self.name,
                date=self.date_due,
            ),
        }
        out = self.line_ids.filtered(lambda line: not line.date_returned)
        body = translated.env._(
            "Files: %(files)s. Please bring them back to the archive in person (R-17: "
            "a loan is not extended; a further need is applied for anew).",
            files=", ".join(out.mapped("dossier_id.number")),
        )
        return texts[row["kind"]], body

    def _reminder_mail(self, row):
        company = self.company_id
        sender = company.email_formatted or self.env.user.email_formatted
        subject, body = self._reminder_text(
            row, company.partner_id.lang or self.env.lang
        )
        return {
            "subject": subject,
            "body_html": plaintext2html(f"{subject}.\n{body}"),
            "email_to": row["address"],
            "email_from": sender,
            "reply_to": sender,
            "auto_delete": True,
        }

    def _borrower_todo(self, row):
        user = self.env["res.users"].browse(row["user_id"])
        subject, body = self._reminder_text(row, user.lang)
        # Without a document: the borrower reads no applications.
        return {
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "user_id": user.id,
            "date_deadline": self.date_due,
            "summary": subject,
            "note": plaintext2html(body),
        }
