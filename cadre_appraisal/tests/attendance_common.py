from datetime import date, datetime, timedelta

from odoo.fields import Command
from odoo.tests import freeze_time

from .common import TODAY, OpenYearCommon

HOURS = ((8.5, 12), (14, 17.5))


@freeze_time(TODAY)
class AttendanceCommon(OpenYearCommon):
    """The office on Chinese time: 8:30 to 12:00 and 14:00 to 17:30."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._calendar("Z hours", range(5))
        cls.env.company.resource_calendar_id = cls.calendar
        cls.people = cls.leader + cls.cadre + cls.mate + cls.chief + cls.other
        everybody = cls.people + cls.office + cls.guard
        everybody.write(
            {"resource_calendar_id": cls.calendar.id, "tz": "Asia/Shanghai"}
        )
        cls.env["resource.calendar.leaves"].search(
            [("resource_id", "=", False)]
        ).unlink()
        cls.Fact = cls.env["cadre.attendance.fact"]
        cls.Fact.search([]).unlink()

    @classmethod
    def _calendar(cls, name, weekdays, hours=HOURS):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{weekday} {begin}",
                                "dayofweek": str(weekday),
                                "day_period": "morning" if begin < 12 else "afternoon",
                                "hour_from": begin,
                                "hour_to": end,
                            }
                        )
                        for weekday in weekdays
                        for begin, end in hours
                    ),
                ],
            }
        )

    @classmethod
    def _clock(cls, employee, day, came="08:20", went="17:40", **values):
        """A row of the clock, in local time."""

        def moment(text):
            local = datetime.fromisoformat(f"{day} {text}")
            return local - timedelta(hours=8)

        return cls.env["hr.attendance"].create(
            {
                "employee_id": employee.id,
                "check_in": moment(came),
                "check_out": went and moment(went),
                **values,
            }
        )

    @classmethod
    def _present(cls, employee, first, last, but=()):
        """Full days on all weekdays of a period, except on some."""
        first, last = date.fromisoformat(first), date.fromisoformat(last)
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() < 5 and str(day) not in but:
                cls._clock(employee, day)

    def _compute(self, first, last, employees=None):
        return self.Fact._compute_period(
            self.env.company,
            date.fromisoformat(first),
            date.fromisoformat(last),
            (employees or self.cadre).ids,
        )

    def _shown(self, employee=None):
        """The facts of a cadre as (day, kind, minutes)."""
        facts = self.Fact.search(
            [("employee_id", "=", (employee or self.cadre).id)], order="date, kind"
        )
        return [(str(fact.date), fact.kind, fact.minutes) for fact in facts]
