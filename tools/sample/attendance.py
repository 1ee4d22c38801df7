"""Attendance facts of the sample office, and a few that people spoke about."""

from .seed import CLOCKED, DONE

# Joined in 2026, and keeps the hours of a punctual colleague.
NEWCOMER, COLLEAGUE = "YT901", "YT002"


def load(loader):
    loader.import_file("people/makeup_days.xlsx", "cadre.makeup.day", "clerk")
    loader.step("clock of the newcomer", _newcomer)
    for first, last in CLOCKED:
        loader.step(f"attendance {first} – {last}", _compute, first, last)
    loader.step("explain and excuse", _speak)


def _newcomer(loader):
    """Who joined during the year came into the clock later than the others."""
    env = loader.as_user("clerk")
    newcomer = env["hr.employee"].search([("cadre_number", "=", NEWCOMER)])
    model = env["hr.attendance"]
    first, last = CLOCKED[-1]
    period = [("date", ">=", first), ("date", "<=", last)]
    rows = model.search([("employee_id.cadre_number", "=", COLLEAGUE), *period])
    model.create(
        [
            {
                "employee_id": newcomer.id,
                "check_in": row.check_in,
                "check_out": row.check_out,
            }
            for row in rows
        ]
    )
    return f"{len(rows)} rows"


def _compute(loader, first, last):
    run = loader.as_user("clerk")["cadre.attendance.run"].create(
        {"date_from": first, "date_to": last}
    )
    run.action_compute()
    return f"{run.fact_count} facts"


def _speak(loader):
    """Those with a login explain a day of theirs; their leaders decide."""
    facts = loader.env["cadre.attendance.fact"].search(
        [
            ("kind", "=", "late"),
            ("employee_id.user_id.active", "=", True),
            ("appraisal_id.leader_id.user_id", "!=", False),
        ],
        order="date desc, id",
    )
    first_of_each = {fact.employee_id: fact for fact in facts}
    spoken = loader.read(f"appraisal/{DONE}/explanations.csv")
    for fact, row in zip(first_of_each.values(), spoken, strict=False):
        login = fact.employee_id.user_id.login
        fact.with_env(loader.as_user(login))._explain(row["explanation"])
        if row["answer"]:
            login = fact.appraisal_id.leader_id.user_id.login
            fact.with_env(loader.as_user(login))._transition("excused", row["answer"])
    return f"{len(spoken)} days"
