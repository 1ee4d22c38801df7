"""The two years of appraisal: opened, planned, recorded, evaluated, scored."""

import csv
import datetime

from . import clock, evidence, quarters
from .office import SECOND_CLERK

DONE, RUNNING = 2025, 2026
# The day that the sample office has reached.
TODAY = datetime.datetime(2026, 11, 24, 15, 0)
# When the leading group decided on the year before, and which sections still wait.
DECIDED = datetime.date(2026, 1, 20)
UNDECIDED = ("政务服务中心",)
# How far the leaders of the sections have come with the third quarter of this year.
THIRD_QUARTER = {
    "党政综合办公室": "scored",
    "党建工作办公室": "talked",
    "纪检监察办公室": "fed_back",
}
STEPS = ("scored", "talked", "fed_back", "acknowledged")
ACTIONS = {
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
MEASURES = """
<h3>云汀街道机关工作人员绩效考核实施办法（摘要）</h3>
<ol>
<li>坚持客观公正、民主公开、注重实绩，领导考评与群众评议相结合。</li>
<li>考核工作实绩、服务态度、敬业精神、工作效率、廉洁自律五个方面，以工作实绩为重点。</li>
<li>平时考核由主管领导按月分解任务、按季评鉴；平时考核所占比例大于百分之六十。</li>
<li>年终进行民主测评，并听取服务对象意见，由考核领导小组综合评定。</li>
<li>考核结果反馈本人并在街道公示；有异议的，可在三日内申请复核。</li>
</ol>
"""


def load(loader):
    with clock.at(TODAY):
        for year in (DONE, RUNNING):
            _open(loader, year)
            for level, ending in (
                ("office", "xlsx"),
                ("department", "xlsx"),
                ("person", "xlsx"),
                ("month", "csv"),
            ):
                file = f"appraisal/{year}/tasks_{level}.{ending}"
                loader.import_file(file, "cadre.task", "clerk")
            results = f"appraisal/{year}/results.csv"
            loader.import_file(results, "cadre.monthly.record.line", "clerk")
            reports = f"appraisal/{year}/reports.csv"
            loader.import_file(reports, "cadre.monthly.record", "clerk")
            _submit(loader, year)
            _quarters(loader, year)
            _events(loader, year)
        _send_back(loader)
        quarters.load(loader)
        _annual(loader)


def _cycle(env, year):
    return env["cadre.appraisal.cycle"].search([("year", "=", year)])


def _open(loader, year):
    with loader.step(f"open {year}") as step:
        if not step.todo:
            return
        cycle = loader.as_user("clerk")["cadre.appraisal.cycle"].create(
            {"year": year, "name": f"{year}年度考核", "policy_text": MEASURES}
        )
        cycle.action_open()
        step.note = f"{cycle.opened_count} cadres"


def _submit(loader, year):
    """Hand in every month whose paper has come: the self-evaluation is there."""
    with loader.step(f"submit months {year}") as step:
        if not step.todo:
            return
        records = loader.as_user("clerk")["cadre.monthly.record"].search(
            [
                ("cycle_id.year", "=", year),
                ("state", "=", "draft"),
                ("self_grade", "!=", False),
            ]
        )
        records.action_submit()
        step.note = f"{len(records)} records"


def _send_back(loader):
    """One month goes back to its cadre, with the leader's remark."""
    with loader.step("send a month back") as step:
        if not step.todo:
            return
        env = loader.as_user("leader")
        record = env["cadre.monthly.record"].search(
            [
                ("month", "=", f"{RUNNING}-10-01"),
                ("state", "=", "submitted"),
                ("leader_id.user_id", "=", env.uid),
            ],
            limit=1,
        )
        action = record.action_return()
        env[action["res_model"]].with_context(**action["context"]).create(
            {"reason": "本月走访台账数量与附件不一致，请核对后重新提交。"}
        ).action_confirm()
        step.note = record.display_name


# --- Quarters ---


def _quarters(loader, year):
    folder = f"appraisal/{year}"
    model = "cadre.quarterly.evaluation"
    loader.import_file(f"{folder}/quarters_left_out.xlsx", model, "clerk")
    loader.import_file(f"{folder}/quarterly_scores.xlsx", model, "clerk")
    loader.import_file(f"{folder}/quarterly_scores_by_head.xlsx", model, SECOND_CLERK)
    with loader.step(f"evaluate quarters {year}") as step:
        if step.todo:
            step.note = f"{_evaluate(loader, year)} evaluations"


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
        taken = STEPS[: STEPS.index(target) + 1]
        with clock.at(talk + datetime.timedelta(days=1)):
            for state in taken:
                if state != "acknowledged":
                    getattr(mine, ACTIONS[state])()
        if target == "acknowledged":
            with clock.at(talk + datetime.timedelta(days=3)):
                # Signed on paper, typed in by the office.
                group.with_env(loader.as_user("clerk")).action_acknowledge()
    return len(evaluations)


def _target(evaluation):
    """The state that an evaluation of the sample has reached."""
    if evaluation.cycle_id.year == RUNNING:
        if evaluation.quarter == "3":
            section = evaluation.department_id.name
            return THIRD_QUARTER.get(section, "acknowledged")
        if evaluation.quarter == "2" and evaluation.employee_id.user_id.login in (
            "cadre",
            "inspector",
        ):
            return "fed_back"  # something to do on their landing page
    return "acknowledged"


# --- Events ---


def _events(loader, year):
    loader.import_file(
        f"appraisal/{year}/events.xlsx", "cadre.conduct.event", "inspector"
    )
    file = f"appraisal/{year}/events_steps.csv"
    with loader.step(f"handle events {year}", file) as step:
        if step.todo:
            step.note = f"{_handle(loader, file)} events"


def _handle(loader, file):
    env = loader.as_user("inspector")
    with open(loader.data / file, encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        event = env["cadre.conduct.event"].search([("name", "=", row["name"])])
        if row["state"] == "reported":
            continue
        evidence.add(event)
        event.action_investigate()
        if row["state"] == "unfounded":
            action = event.action_unfounded()
            env[action["res_model"]].with_context(**action["context"]).create(
                {"reason": row["reason"]}
            ).action_confirm()
        elif row["state"] != "investigating":
            event.action_verify()
            if row["state"] == "handled":
                event.action_handle()
            elif row["state"] == "withdrawn":
                event._transition("withdrawn", row["reason"])
    return len(rows)


# --- The year ---


def _annual(loader):
    tallies = f"appraisal/{DONE}/tallies"
    loader.import_file(f"{tallies}.xlsx", "cadre.appraisal", "clerk")
    loader.import_file(f"{tallies}_by_head.xlsx", "cadre.appraisal", SECOND_CLERK)
    with loader.step(f"scores {DONE}") as step:
        if step.todo:
            _cycle(loader.as_user("clerk"), DONE).action_compute_scores()
    with loader.step(f"decide {DONE}") as step:
        if step.todo:
            with clock.at(DECIDED):
                step.note = f"{_decide(loader)} results decided and fed back"


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
    return len(results)
