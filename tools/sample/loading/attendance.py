"""Attendance facts of the sample office, and a few that people spoke about."""

import datetime

from . import clock
from .appraisal import TODAY

PERIODS = (
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)),
    (datetime.date(2026, 10, 1), datetime.date(2026, 10, 31)),
)
# Joined in 2026 (plan.py), and keeps the hours of a punctual colleague.
NEWCOMER, COLLEAGUE = "YT901", "YT002"
# Words of the cadre, and the leader's where he lets it pass.
SPOKEN = (
    ("送孩子就医，已提前电话报告", "情况属实，属正当理由"),
    ("早高峰地铁故障停运，附有通知", "地铁公告可查，予以认可"),
    ("路上堵车", None),
    ("参加区里早会后直接入户走访", "会议通知可查，予以认可"),
    ("闹钟没响，今后注意", None),
)


def load(loader):
    with clock.at(TODAY):
        loader.import_file("people/makeup_days.xlsx", "cadre.makeup.day", "clerk")
        _newcomer(loader)
        for first, last in PERIODS:
            _compute(loader, first, last)
        _speak(loader)


def _newcomer(loader):
    """Who joined during the year came into the clock later than the file."""
    with loader.step("clock of the newcomer") as step:
        if not step.todo:
            return
        env = loader.as_user("clerk")
        newcomer = env["hr.employee"].search([("cadre_number", "=", NEWCOMER)])
        model = env["hr.attendance"]
        first, last = PERIODS[-1]
        period = [("date", ">=", first), ("date", "<=", last)]
        rows = model.search([("employee_id.cadre_number", "=", COLLEAGUE), *period])
        model.create(
            [
                {
                    "employee_id": employee.id,
                    "check_in": row.check_in,
                    "check_out": row.check_out,
                }
                for employee in newcomer
                for row in rows
            ]
        )
        step.note = f"{len(rows)} rows"


def _compute(loader, first, last):
    with loader.step(f"attendance {first} – {last}") as step:
        if not step.todo:
            return
        run = loader.as_user("clerk")["cadre.attendance.run"].create(
            {"date_from": first, "date_to": last}
        )
        run.action_compute()
        step.note = f"{run.fact_count} facts"


def _speak(loader):
    """Those with a login explain a day of theirs; their leaders decide."""
    with loader.step("explain and excuse") as step:
        if not step.todo:
            return
        facts = loader.env["cadre.attendance.fact"].search(
            [
                ("kind", "=", "late"),
                ("employee_id.user_id.active", "=", True),
                ("appraisal_id.leader_id.user_id", "!=", False),
            ],
            order="date desc, id",
        )
        first_of_each = {fact.employee_id: fact for fact in facts}
        chosen = list(first_of_each.values())[: len(SPOKEN)]
        for fact, (words, answer) in zip(chosen, SPOKEN, strict=False):
            login = fact.employee_id.user_id.login
            fact.with_env(loader.as_user(login))._explain(words)
            if answer:
                login = fact.appraisal_id.leader_id.user_id.login
                fact.with_env(loader.as_user(login))._transition("excused", answer)
        step.note = f"{len(chosen)} days"
