"""Company, calendar, users, departments, cadres, attendance."""

import csv

from odoo import Command

TIMEZONE = "Asia/Shanghai"
OFFICE = "云汀街道办事处"
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
# The clerk also keeps personnel records and reads in what the clock wrote.
BESIDE = {
    "clerk": ["hr.group_hr_user", "hr_attendance.group_hr_attendance_user"],
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
    for path in sorted((loader.data / "attendance").glob("*.csv")):
        loader.import_file(f"attendance/{path.name}", "hr.attendance", "clerk")


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
        user.write(
            {
                "password": row["password"],
                "group_ids": [Command.link(group.id) for group in groups],
            }
        )
    # Odoo tells of each new password by mail; nobody reads it at invented addresses.
    env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
    return len(logins)
