"""Company, calendar, users, departments, cadres, attendance."""

from unittest import mock

from odoo import Command

from .seed import RETIRED

TIMEZONE = "Asia/Shanghai"
OFFICE = "云汀街道办事处"
SINCE = "2020-01-01"
HOURS = [("morning", 8.5, 12.0), ("lunch", 12.0, 14.0), ("afternoon", 14.0, 17.5)]
# Heads the section of the clerk, and does for him what nobody may do for himself.
SECOND_CLERK = "wang.peiling"
CLERK = "cadre_appraisal.group_cadre_appraisal_clerk"


def load(loader):
    loader.step("company, calendar, administrator", _company)
    loader.import_file("people/users.xlsx", "res.users", "admin")
    loader.step("roles and passwords", _roles)
    holidays = "people/public_holidays.xlsx"
    loader.import_file(holidays, "resource.calendar.leaves", "admin")
    loader.import_file("people/departments.xlsx", "hr.department", "clerk")
    # The clerk is among them, and nobody decides about themselves.
    loader.import_file("people/employees.xlsx", "hr.employee", "admin")
    managers = "people/department_managers.xlsx"
    loader.import_file(managers, "hr.department", "admin")
    loader.step("personnel records since", _since)
    for month, table in loader.seed.attendance().items():
        loader.import_table(f"attendance {month}", "hr.attendance", "admin", table)


def sample_logins(loader):
    """Those whose screens are shown: they are left something to do."""
    return {row["login"] for row in loader.read("logins.csv")}


def retire(loader):
    loader.step("retirement", _retire)


def _company(loader):
    env = loader.env
    env["res.lang"]._activate_lang("zh_CN")
    yuan = env.ref("base.CNY")
    yuan.active = True
    company = env.company
    company.write(
        {
            "name": OFFICE,
            "country_id": env.ref("base.cn").id,
            "currency_id": yuan.id,
            "email": "office@yunting.example",
        }
    )
    company.partner_id.tz = TIMEZONE
    calendar = company.resource_calendar_id
    lines = [
        Command.create(
            {
                "name": f"{'一二三四五'[day]}：{hour_from:g}-{hour_to:g}",
                "dayofweek": str(day),
                "day_period": period,
                "hour_from": hour_from,
                "hour_to": hour_to,
            }
        )
        for day in range(5)
        for period, hour_from, hour_to in HOURS
    ]
    calendar.write(
        {
            "name": "机关作息时间",
            "tz": TIMEZONE,
            "attendance_ids": [Command.clear(), *lines],
        }
    )
    admin = env.ref("base.user_admin")
    admin.write({"tz": TIMEZONE, "lang": "en_US", "notification_type": "inbox"})


def _roles(loader):
    env = loader.env
    logins = loader.read("logins.csv")
    for row in logins:
        user = env["res.users"].search([("login", "=", row["login"])])
        names = row["groups"].split()
        user.group_ids = [Command.link(env.ref(name).id) for name in names]
        # The first page after the login: what waits for this person.
        if row["login"] != "admin":
            floor = "archive" if "cadre_archive." in row["groups"] else "appraisal"
            desk = env.ref(f"cadre_{floor}.cadre_desk_action_{floor}")
            user.action_id = desk.id
        # Odoo would mail each a warning that the password was changed.
        with mock.patch.object(type(user), "_notify_security_setting_update"):
            user.password = row["password"]
    second = env["res.users"].search([("login", "=", SECOND_CLERK)])
    second.group_ids = [Command.link(env.ref(CLERK).id)]
    return f"{len(logins)} logins"


def _since(loader):
    """Odoo begins a record on the day of its import, years later than the sample.

    Everybody would be a late joiner (A-45).
    """
    versions = [("employee_id.cadre_number", "!=", False)]
    loader.env["hr.version"].search(versions).write({"date_version": SINCE})


def _retire(loader):
    """The one who left at the end of 2024: through the window of the personnel app."""
    env = loader.as_user("admin")
    employee = env["hr.employee"].search([("cadre_number", "=", RETIRED)])
    employee.ensure_one()
    wizard = env["hr.departure.wizard"].with_context(
        active_ids=employee.ids, employee_termination=True
    )
    wizard.create(
        {
            "departure_reason_id": loader.env.ref("hr.departure_retired").id,
            "departure_date": "2024-12-31",
        }
    ).action_register_departure()
    return employee.name
