"""The two years of appraisal: opened, planned, recorded, evaluated, scored."""

import datetime

from . import attendance, clock, drawing, quarters
from .office import SECOND_CLERK
from .seed import DONE, RUNNING, THIRD_QUARTER, cycle_name

# The day that the sample office has reached.
TODAY = datetime.datetime(2026, 11, 24, 15, 0)
# When the leading group decided on the year before, and which sections still wait.
DECIDED = datetime.date(2026, 1, 20)
UNDECIDED = ("政务服务中心",)
STEPS = {
    "scored": "action_score",
    "talked": "action_talk",
    "fed_back": "action_feed_back",
    "acknowledged": "action_acknowledge",
}
LEVELS = {
    "excellent": "excellent",
    "good": "competent",
    "average": "basically_competent",
    "poor": "incompetent",
}
# What somebody brings along who reports of such.
EVIDENCE = {
    "complaint": ("PDF", "来信来访登记表"),
    "accident": ("PNG", "现场照片"),
}


def load(loader):
    with clock.at(TODAY):
        for year in (DONE, RUNNING):
            _year(loader, year)
        loader.step("send a month back", _send_back)
        quarters.load(loader)
        _tables_by_two(loader, "tallies", "cadre.appraisal", loader.seed.tallies())
        loader.step(f"scores {DONE}", _scores)
        with clock.at(DECIDED):
            loader.step(f"decide {DONE}", _decide)
        # The start of the contract is for the manager of the personnel records.
        loader.import_file("people/joiners.xlsx", "hr.employee", "admin")
        loader.step("moves of the year", _move)
        loader.step(f"add late joiners {RUNNING}", _late_joiners)
        attendance.load(loader)


def _year(loader, year):
    seed, folder = loader.seed, f"appraisal/{year}"
    evaluation = "cadre.quarterly.evaluation"
    loader.step(f"open {year}", _open, year)
    for targets in ("tasks_office", "tasks_department"):
        loader.import_file(f"{folder}/{targets}.xlsx", "cadre.task", "clerk")
    for level in ("person", "month"):
        table = seed.tasks(year, level)
        loader.import_table(f"tasks of {level} {year}", "cadre.task", "clerk", table)
    results, reports = seed.records(year)
    line, record = "cadre.monthly.record.line", "cadre.monthly.record"
    loader.import_table(f"results {year}", line, "clerk", results)
    loader.import_table(f"reports {year}", record, "clerk", reports)
    loader.step(f"submit months {year}", _submit, year)
    loader.import_file(f"{folder}/quarters_excluded.xlsx", evaluation, "clerk")
    _tables_by_two(loader, f"scores {year}", evaluation, seed.scores(year))
    loader.step(f"evaluate quarters {year}", _evaluate, year)
    loader.import_file(f"{folder}/events.xlsx", "cadre.conduct.event", "inspector")
    loader.step(f"handle events {year}", _handle, f"{folder}/events_steps.csv")


def _tables_by_two(loader, name, model, table):
    """The clerk reads in all but what is about himself: that does a second one."""
    headers, rows = table
    about = headers.index("employee_id")
    own = next(cadre for cadre in loader.seed.cadres if cadre.login == "clerk")
    others = [row for row in rows if row[about] != own.number]
    loader.import_table(name, model, "clerk", (headers, others))
    mine = [row for row in rows if row[about] == own.number]
    loader.import_table(f"{name}, own", model, SECOND_CLERK, (headers, mine))


def _open(loader, year):
    measures = (loader.data / "appraisal/measures.html").read_text(encoding="utf-8")
    cycle = loader.as_user("clerk")["cadre.appraisal.cycle"].create(
        {"year": year, "name": cycle_name(year), "policy_text": measures}
    )
    cycle.action_open()
    return f"{cycle.opened_count} cadres"


def _submit(loader, year):
    """Hand in every month whose paper has come: the self-evaluation is there."""
    records = loader.as_user("clerk")["cadre.monthly.record"].search(
        [
            ("cycle_id.year", "=", year),
            ("state", "=", "draft"),
            ("self_grade", "!=", False),
        ]
    )
    records.action_submit()
    return f"{len(records)} records"


def _confirm(env, action, values):
    """Fill in a window that asks back, and confirm it."""
    wizard = env[action["res_model"]].with_context(**action["context"])
    wizard.create(values).action_confirm()


def _send_back(loader):
    """One month goes back to its cadre, with the leader's remark."""
    env = loader.as_user("leader")
    record = env["cadre.monthly.record"].search(
        [
            ("month", "=", f"{RUNNING}-10-01"),
            ("state", "=", "submitted"),
            ("leader_id.user_id", "=", env.uid),
        ],
        limit=1,
    )
    reason = "本月走访台账数量与附件不一致，请核对后重新提交。"
    _confirm(env, record.action_return(), {"reason": reason})
    return record.display_name


# --- Quarters ---


def _evaluate(loader, year):
    """Every leader scores, talks, feeds back; the cadres acknowledge."""
    evaluations = loader.env["cadre.quarterly.evaluation"].search(
        [
            ("cycle_id.year", "=", year),
            ("comment", "!=", False),
            ("state", "=", "draft"),
        ]
    )
    groups = evaluations.grouped(lambda e: (e.quarter, e.leader_id, _target(e)))
    for (_quarter, leader, target), group in groups.items():
        talk = max(group.mapped("date_talk"))
        mine = group.with_env(loader.as_user(leader.user_id.login))
        with clock.at(talk + datetime.timedelta(days=1)):
            for state, action in STEPS.items():
                if state != "acknowledged":
                    getattr(mine, action)()
                if state == target:
                    break
        if target == "acknowledged":
            with clock.at(talk + datetime.timedelta(days=3)):
                # Signed on paper, typed in by the office.
                group.with_env(loader.as_user("clerk")).action_acknowledge()
    return f"{len(evaluations)} evaluations"


def _target(evaluation):
    """The state that an evaluation of the sample has reached."""
    if evaluation.cycle_id.year == RUNNING:
        if evaluation.quarter == "3":
            return THIRD_QUARTER[evaluation.department_id.name]
        if evaluation.quarter == "2" and evaluation.employee_id.user_id.login in (
            "cadre",
            "inspector",
        ):
            return "fed_back"  # something to do on their landing page
    return "acknowledged"


# --- Events ---


def _handle(loader, file):
    env = loader.as_user("inspector")
    rows = loader.read(file)
    for row in rows:
        event = env["cadre.conduct.event"].search([("name", "=", row["name"])])
        state = row["state"]
        if state == "reported":
            continue
        _bring_evidence(event)
        event.action_investigate()
        if state == "unfounded":
            _confirm(env, event.action_unfounded(), {"reason": row["reason"]})
        elif state != "investigating":
            event.action_verify()
            if state == "handled":
                event.action_handle()
            elif state == "withdrawn":
                event._transition("withdrawn", row["reason"])
    return f"{len(rows)} events"


def _bring_evidence(event):
    kind, note = EVIDENCE.get(event.kind_id.topic, (None, None))
    if not kind:
        return
    event.env["cadre.conduct.evidence"].create(
        {
            "event_id": event.id,
            "file_name": f"{event.name.replace('/', '-')}.{kind.lower()}",
            "note": note,
            "upload": drawing.evidence(f"{event.name}  {event.date}", kind),
        }
    )


# --- The year ---


def _cycle(env, year):
    return env["cadre.appraisal.cycle"].search([("year", "=", year)])


def _scores(loader):
    _cycle(loader.as_user("clerk"), DONE).action_compute_scores()


def _decide(loader):
    """The leading group's decisions, entered by its chair, then fed back.

    Nobody decides on himself, so the chair's own result waits; those of one section
    wait as well, so that the chair finds something to do.
    """
    chair = loader.as_user("chair")
    results = chair["cadre.appraisal"].search(
        [
            ("cycle_id.year", "=", DONE),
            ("state", "=", "computed"),
            ("missing_parts", "=", False),
            ("department_id.name", "not in", UNDECIDED),
            ("employee_id.user_id", "!=", chair.uid),
        ]
    )
    for grade, group in results.grouped("grade").items():
        group.write(
            {
                "annual_level": LEVELS[grade],
                "annual_level_reason": "考核领导小组会议集体研究决定",
            }
        )
    results.action_decide()
    own = results.filtered(lambda a: a.employee_id.user_id.login == "clerk")
    own.with_env(loader.as_user(SECOND_CLERK)).action_feed_back()
    (results - own).with_env(loader.as_user("clerk")).action_feed_back()
    return f"{len(results)} results decided and fed back"


# --- Who came and moved after the year was opened ---


def _move(loader):
    rows = loader.read("people/moves.csv")
    env = loader.as_user("admin")
    for row in rows:
        employee = env["hr.employee"].search(
            [("cadre_number", "=", row["cadre_number"])]
        )
        # He was there before the office began to keep its records here.
        employee.version_ids.sorted("date_version")[:1].date_version = "2020-01-01"
        department = env["hr.department"].search([("name", "=", row["department"])])
        employee.create_version(
            {"date_version": row["date_version"], "department_id": department.id}
        )
    return f"{len(rows)} moved"


def _late_joiners(loader):
    cycle = _cycle(loader.as_user("clerk"), RUNNING)
    cycle.action_add_late_joiners()
    return f"{cycle.opened_count} cadres"
