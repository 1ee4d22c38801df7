"""Company, calendar, users, departments, cadres, attendance."""

import csv
from unittest import mock

from odoo import Command

TIMEZONE = "Asia/Shanghai"
OFFICE = "云汀街道办事处"
RETIRED = "YT061"
SINCE = "2020-01-01"
HOURS = [("morning", 8.5, 12.0), ("lunch", 12.0, 14.0), ("afternoon", 14.0, 17.5)]
GROUPS = {
    "admin": [],
    "leader": [],
    "cadre": [],
    "clerk": ["cadre_appraisal.group_cadre_appraisal_clerk"],
    "archive": ["cadre_archive.group_cadre_archive_clerk"],
    "head": ["cadre_archive.group_cadre_archive_head"],
    "committee": ["cadre_archive.group_cadre_party_committee"],
    "inspector": ["cadre_appraisal.group_cadre_discipline_inspector"],
    "member": ["cadre_appraisal.group_cadre_leading_group_member"],
    "chair": ["cadre_appraisal.group_cadre_leading_group_chair"],
}
ARCHIVE_DESK = "cadre_archive.cadre_desk_action_archive"
APPRAISAL_DESK = "cadre_appraisal.cadre_desk_action_appraisal"
# Heads the section of the clerk, and does for him what nobody may do for himself.
SECOND_CLERK = "wang.peiling"
# Beside the role: the clerk also keeps personnel records and reads in what the clock
# wrote.
BESIDE = {
    "clerk": ["hr.group_hr_user", "hr_attendance.group_hr_attendance_user"],
    # one of the archive knows of every file.
    "head": ["cadre_archive.group_cadre_archive_secret"],
}


def load(loader):
    with loader.step("company, calendar, administrator") as step:
        if step.todo:
            _company(loader.env)
    loader.import_file("people/users.xlsx", "res.users", "admin")
    with loader.step("roles and passwords", "logins.csv") as step:
        if step.todo:
            step.note = f"{_roles(loader)} logins"
    loader.import_file(
        "people/public_holidays.xlsx", "resource.calendar.leaves", "admin"
    )
    loader.import_file("people/departments.xlsx", "hr.department", "clerk")
    loader.import_file("people/employees.xlsx", "hr.employee", "clerk")
    loader.import_file("people/department_managers.xlsx", "hr.department", "clerk")
    with loader.step("personnel records since") as step:
        if step.todo:
            # Odoo begins a record on the day of its import, which may be years later
            # than what the sample tells of: everybody would be a late joiner.
            loader.env["hr.version"].search(
                [("employee_id.cadre_number", "!=", False)]
            ).write({"date_version": SINCE})
    for path in sorted((loader.data / "attendance").glob("*.csv")):
        loader.import_file(f"attendance/{path.name}", "hr.attendance", "clerk")


def retire(loader):
    """The one who left at the end of 2024: through the window of the personnel app."""
    with loader.step("retirement") as step:
        if not step.todo:
            return
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
        step.note = employee.name


def _company(env):
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
    with open(loader.data / "logins.csv", encoding="utf-8-sig", newline="") as file:
        logins = list(csv.DictReader(file))
    for row in logins:
        user = env["res.users"].search([("login", "=", row["login"])])
        names = GROUPS[row["login"]] + BESIDE.get(row["login"], [])
        groups = [
            group
            for name in names
            if (group := env.ref(name, raise_if_not_found=False))
        ]
        user.group_ids = [Command.link(group.id) for group in groups]
        # The first page after the login: what waits for this person.
        if row["login"] != "admin":
            archive = any(name.startswith("cadre_archive.") for name in names)
            user.action_id = env.ref(ARCHIVE_DESK if archive else APPRAISAL_DESK).id
        # Odoo would mail each a warning that the password was changed.
        with mock.patch.object(type(user), "_notify_security_setting_update"):
            user.password = row["password"]
    second = env["res.users"].search([("login", "=", SECOND_CLERK)])
    for name in GROUPS["clerk"]:
        if group := env.ref(name, raise_if_not_found=False):
            second.group_ids = [Command.link(group.id)]
    return len(logins)
