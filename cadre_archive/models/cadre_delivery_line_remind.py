from markupsafe import Markup, escape

from odoo import api, fields, models

from ..rules import deliveries as rules


class CadreDeliveryLine(models.Model):
    """Forming units are reminded by mail, once for each step (R-67, R-68).

    A material announced on a list, or returned, has two steps: its day comes near, and
    its day has passed. One mail for each forming unit and step, without a name in it.
    """

    _inherit = "cadre.delivery.line"

    remind_step = fields.Selection(
        [
            ("announced_soon", "Its month ends soon"),
            ("announced_late", "Its month is over"),
            ("returned_soon", "To come again soon"),
            ("returned_late", "Did not come again in time"),
        ],
        string="Reminded of",
        readonly=True,
        copy=False,
        help="R-67, R-68: the last step that the forming unit had a mail of.",
    )
    date_reminded = fields.Date(
        string="Reminded on", readonly=True, copy=False, help="R-67, R-68"
    )

    is_to_remind = fields.Boolean(
        string="To remind",
        compute="_compute_is_to_remind",
        search="_search_is_to_remind",
        help="R-67, R-68: its day comes near or has passed.",
    )

    def _compute_is_to_remind(self):
        wanted = self.search([("id", "in", self.ids), *self._remind_domain()])
        for line in self:
            line.is_to_remind = line in wanted

    def _search_is_to_remind(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        wanted = self._remind_domain()
        return wanted if (True in value) == (operator == "in") else ~wanted

    @api.model
    def _cron_remind(self):
        """Every day: mail the forming units whose materials took a step."""
        # The company decides which day it is.
        for company in self.env["res.company"].search([("id", "!=", False)]):
            lines = self.with_company(company)
            lines.search(
                [("company_id", "=", company.id), *lines._remind_domain()]
            )._remind()

    def _remind(self):
        """Mail each forming unit of the steps that it had no mail of yet.

        Run by the system for all lists; asked for by nobody by hand.

        :return: the lines whose unit was reminded
        """
        groups = {}
        for line in self:
            step = line._remind_step_today()
            if step != line.remind_step:
                delivery = line.delivery_id
                key = (delivery.department_id, delivery.unit_id, step)
                groups.setdefault(key, self.browse())
                groups[key] |= line
        done, mails = self.browse(), []
        for (department, unit, step), lines in groups.items():
            # Only address and language of the contact are used.
            email, lang = (
                department.sudo()._archive_contact()
                if department
                else (unit.sudo().email, unit.sudo().lang)
            )
            if not email:
                continue  # stays on the list and on the landing page
            mails.append(lines.with_context(lang=lang)._remind_mail(step, email))
            done |= lines
            lines._write_step(
                {
                    "remind_step": step,
                    "date_reminded": self.env.company._cadre_date(),
                }
            )
        # A clerk writes no mails of his own; these say types and days only.
        self.env["mail.mail"].sudo().create(mails)
        return done

    def _remind_step_today(self):
        """Which step the material is at; asked for those of the list to remind."""
        self.ensure_one()
        returned = self.state == "returned"
        day = self.date_redelivery if returned else self.date_due
        late = day < self.company_id._cadre_date()
        return rules.remind_step(returned, late)

    def _remind_mail(self, step, email):
        intro = {
            "announced_soon": self.env._(
                "These materials, announced to the archive, are to be delivered within "
                "a month after they were formed (R-67):"
            ),
            "announced_late": self.env._(
                "The month in which these materials were to be delivered is over "
                "(R-67):"
            ),
            "returned_soon": self.env._(
                "These materials were returned to be mended and are to come again soon "
                "(R-68):"
            ),
            "returned_late": self.env._(
                "These materials were returned to be mended and have not come again in "
                "time (R-68):"
            ),
        }[step]
        rows = Markup().join(
            Markup("<li>%s</li>") % text for text in sorted(self._remind_rows())
        )
        return {
            "subject": self.env._("Materials to deliver to the archive: %s", len(self)),
            "body_html": Markup("<p>%s</p><ul>%s</ul><p>%s</p>")
            % (
                escape(intro),
                rows,
                escape(
                    self.env._(
                        "Please deliver them in person, not through the cadres "
                        "themselves (R-65)."
                    )
                ),
            ),
            "email_to": email,
            "auto_delete": False,
        }

    def _remind_rows(self):
        """Type, number of the list and day: whose papers they are stays in the list."""
        for line in self:
            returned = line.state == "returned"
            yield self.env._(
                "%(type)s, %(list)s, by %(day)s",
                type=line.type_id.name or self.env._("material"),
                list=line.return_number or line.delivery_id.display_name,
                day=line.date_redelivery if returned else line.date_due,
            )


class HrDepartment(models.Model):
    _inherit = "hr.department"

    date_called = fields.Date(
        string="Asked last",
        compute="_compute_date_called",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="R-37: the last mail for materials that are missing.",
    )
    cadre_contact_email = fields.Char(
        string="Mail of the Contact",
        compute="_compute_cadre_contact_email",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="R-37: the contact's, else the manager's. Empty: nobody is reached.",
    )

    def _compute_cadre_contact_email(self):
        for department in self:
            # An address of the office is no secret.
            department.cadre_contact_email = department.sudo()._archive_contact()[0]

    def _compute_date_called(self):
        dates = dict(
            self.env["cadre.expected.material"]._read_group(
                [("department_id", "in", self.ids)],
                ["department_id"],
                ["date_requested:max"],
            )
        )
        for department in self:
            department.date_called = dates.get(department, False)

    def write(self, vals):
        if set(vals) == {"cadre_contact_id"} and self.env.user.has_group(
            "cadre_archive.group_cadre_archive_clerk"
        ):
            # Whom the archive calls is the archive's to say; nothing else.
            self.check_access("read")
            return super(HrDepartment, self.sudo()).write(vals)
        return super().write(vals)

    def _archive_contact(self):
        """Whom the archive writes to (R-37): the contact, else the manager.

        :return: address and language, either may be empty
        """
        self.ensure_one()
        person = self.cadre_contact_id or self.manager_id
        return person.work_email, person.user_id.lang or self.env.lang
