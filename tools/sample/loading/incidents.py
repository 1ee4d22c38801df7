"""What went wrong with files: found by hand, and one at the counter."""

import datetime

from . import clock
from .archive import Application

# state to reach | days ago | kind | file | what was found | reported to | measure |
# outcome
INCIDENTS = """
closed|41|damaged|GD0020|卷皮左下角撕裂约三厘米，目录页有折痕|已向分管领导口头报告，并填写档案问题报告单|由档案员修复卷皮，更换目录页|已修复，逐页核对无缺损，归回原位
measure|9|marked_up|GD0022|干部履历表第三页有铅笔圈划|报街道党工委组织委员，报告单第3号|与最近一次查阅人核实，拟清除圈划并批评教育|
reported|3|tampering|GD0027|工资变动审批表金额处有涂改痕迹，与存底不一致|报区委组织部干部监督室，附复印件||
found|0|no_right|GD0030|清洁人员误入阅档室时，桌上档案未合上|||
""".strip().splitlines()
AT_COUNTER = (
    "returned|5|consult|中共临澄区委组织部|范德贤|personnel|"
    "核对入党时间|何建军|GD0021||"
)


def load(loader):
    with loader.step("incidents") as step:
        if step.todo:
            for line in INCIDENTS:
                _by_hand(loader, *line.split("|"))
            WithDifference(loader, AT_COUNTER, "archive").run()
            step.note = f"{len(INCIDENTS) + 1} incidents"


def _by_hand(loader, target, days, kind, file, found, reported, measure, outcome):
    clerk, head = loader.as_user("archive"), loader.as_user("head")
    today = clerk.company._cadre_date()
    day = today - datetime.timedelta(days=int(days))
    dossier = clerk["cadre.dossier"].search([("number", "=", file)])
    with clock.at(day):
        incident = clerk["cadre.incident"].create(
            {
                "kind": kind,
                "dossier_id": dossier.id,
                "description": found,
                "date_found": day,
            }
        )
        if target == "found":
            return
        incident.reported_to = reported
        incident.action_report()
        by_head = incident.with_env(head)
        if target in ("measure", "closed"):
            by_head.measure = measure
            by_head.action_measure()
        if target == "closed":
            by_head.outcome = outcome
            by_head.action_close()
    loader.env.flush_all()


class WithDifference(Application):
    """A consultation from which a page did not come back (R-10)."""

    def _take_back(self):
        counts = self._listed()
        counts[0][2] -= 1
        self._counter("take_back", counts, (), True)
