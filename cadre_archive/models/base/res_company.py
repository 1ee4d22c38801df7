from datetime import date, datetime
from zoneinfo import ZoneInfo

from odoo import fields, models

UTC = ZoneInfo("UTC")


class ResCompany(models.Model):
    _inherit = "res.company"

    def _cadre_date(self, moment: datetime | None = None) -> date:
        """The office's own calendar day of a moment.

        :param moment: naive UTC, as stored; now when left out
        """
        moment = moment or fields.Datetime.now()
        return moment.replace(tzinfo=UTC).astimezone(self._cadre_zone()).date()

    def _cadre_time(self, moment: datetime | None = None) -> str:
        """The office's own clock at a moment, as printed on forms and watermarks.

        :param moment: naive UTC, as stored; now when left out
        """
        moment = moment or fields.Datetime.now()
        local = moment.replace(tzinfo=UTC).astimezone(self._cadre_zone())
        return local.strftime("%Y-%m-%d %H:%M:%S")

    def _cadre_zone(self) -> ZoneInfo:
        """The time zone in which the office keeps its registers and deadlines."""
        zone = self.resource_calendar_id.tz or self.env.user.tz or "Asia/Shanghai"
        return ZoneInfo(zone)
