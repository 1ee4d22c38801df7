from datetime import date, datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

UTC = ZoneInfo("UTC")


class ResCompany(models.Model):
    """The office's clock: today and now of everything that an office decides.

    Never the day of the client, who may name any time zone, nor that of the server: a
    deadline, a number of the year and a term of office end by the office's calendar.
    """

    _name = "res.company"
    _inherit = ["cadre.guard.mixin", "res.company"]

    def _cadre_date(self, moment: datetime | None = None) -> date:
        """The office's own calendar day of a moment.

        :param moment: naive UTC, as stored; now when left out
        """
        moment = moment or fields.Datetime.now()
        return moment.replace(tzinfo=UTC).astimezone(self._cadre_zone()).date()

    def _cadre_now(self) -> datetime:
        """Now, by the office's own clock."""
        now = fields.Datetime.now().replace(tzinfo=UTC)
        return now.astimezone(self._cadre_zone()).replace(tzinfo=None)

    def _cadre_time(self, moment: datetime | None = None) -> str:
        """The office's own clock at a moment, as printed on forms and watermarks.

        :param moment: naive UTC, as stored; now when left out
        """
        moment = moment or fields.Datetime.now()
        local = moment.replace(tzinfo=UTC).astimezone(self._cadre_zone())
        return local.strftime("%Y-%m-%d %H:%M:%S")

    def _cadre_zone(self) -> ZoneInfo:
        """The time zone in which the office keeps its registers and deadlines."""
        # The hours of work are open to all; their model is HR's.
        company_sudo = self.sudo()
        zone = company_sudo.resource_calendar_id.tz or company_sudo.partner_id.tz
        return ZoneInfo(zone or "Asia/Shanghai")

    def _cadre_number(self, code: str, day: date | None = None) -> str:
        """The next number of a register of this office, in the year of its own day.

        :param code: of the sequence
        :param day: another day than today
        """
        # A number is given by the step that needs it, whose right was checked.
        sequence_sudo = self.env["ir.sequence"].sudo().with_company(self)
        return sequence_sudo.next_by_code(code, sequence_date=day or self._cadre_date())

    @api.model
    def _cadre_days(self):
        """Today of every office.

        :return: ``{date: companies}``; seldom more than one
        """
        # That offices exist is no secret, and no name leaves.
        companies_sudo = self.sudo().browse(self._cadre_office_ids())
        return companies_sudo.grouped(lambda company: company._cadre_date())

    @api.model
    def _cadre_clock(self) -> SQL:
        """The clock of every office as a table of a query.

        :return: ``clock (company_id, today, zone)``, to be joined
        """
        return SQL(
            "(VALUES %s) AS clock (company_id, today, zone)",
            SQL(", ").join(
                SQL("(%s, %s::date, %s)", company.id, day, company._cadre_zone().key)
                for day, companies in self._cadre_days().items()
                for company in companies
            ),
        )

    @api.model
    @ormcache()
    def _cadre_office_ids(self):
        return tuple(self.sudo().search([("id", "!=", False)], order="id").ids)

    @api.model
    def _cadre_today(self, compare):
        """A domain that compares with today, for each office by its own clock.

        :param compare: function of a day, the domain for offices where it is today
        :return: for models with a ``company_id``
        """
        return Domain.OR(
            Domain("company_id", "in", companies.ids) & Domain(compare(day))
            for day, companies in self._cadre_days().items()
        )
