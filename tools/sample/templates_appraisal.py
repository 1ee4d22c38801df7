# ruff: noqa: E501 (one line for each column of a template)
"""Writes the import templates of cadre_appraisal: static/xls/*.xlsx.

    .odoo/venv/bin/python tools/sample/templates_appraisal.py

In the shape of templates_archive.py: a sheet to fill in, and a sheet of explanations.
"""

from pathlib import Path

import workbook
from templates_archive import template_bytes

FOLDER = Path(__file__).resolve().parents[2] / "cadre_appraisal" / "static" / "xls"
CYCLE = (
    "cycle_id",
    True,
    "考核年度的名称，如 2026年度考核",
    "Name of the appraisal year",
)
CADRE = ("employee_id", True, "干部编号或姓名", "Number or name of the cadre")

# Template -> columns: (field, needed, Chinese, English)
TEMPLATES = {
    "cadre_task.xlsx": [
        ("code", True, "任务编号，单位内唯一", "Number of the task, once in the office"),
        ("name", True, "任务内容", "What has to be done"),
        CYCLE,
        ("level", True, "office 单位 / department 科室 / person 个人全年 / month 当月", "Level of the target or task"),
        ("employee_id", False, "干部编号或姓名；person、month 必填", "Cadre; needed for person and month"),
        ("department_id", False, "科室；department 必填", "Department; needed for department"),
        ("parent_id", False, "上级目标的编号", "Number of the target it is part of"),
        ("month", False, "当月第一天，如 2026-03-01；month 必填", "First day of the month; needed for month"),
        ("date_deadline", True, "完成时限（A-22）", "Time limit (A-22)"),
        ("qty_planned", True, "计划数量，大于 0（A-22）", "Planned quantity, more than 0 (A-22)"),
        ("uom_text", True, "单位，如 件、户、次（A-22）", "Unit: items, households, times (A-22)"),
        ("quality_standard", True, "质量要求（A-22）", "Quality standard (A-22)"),
        ("dimension_id", False, "performance / attitude / dedication / efficiency / integrity", "Content of the appraisal"),
        ("is_temporary", False, "临时交办：True / False（A-12）", "Ad hoc task (A-12)"),
    ],
    "cadre_attendance_fact.xlsx": [
        CADRE,
        ("date", True, "日期，如 2026-03-02", "Day"),
        ("kind", True, "late 迟到 / early 早退 / absent 旷工", "Kind of fact"),
        ("minutes", False, "缺勤分钟数，不小于 0", "Minutes, not negative"),
        ("reason", False, "依据", "Where it is known from"),
    ],
    "cadre_makeup_day.xlsx": [
        ("date", True, "日期，如 2026-02-14", "Day"),
        ("works", True, "True 上班 / False 放假", "Worked or off"),
        ("weekday", False, "执行何日作息：Monday 至 Sunday", "By the hours of which weekday"),
        ("note", False, "依据的通知", "Which notice orders it"),
    ],
    "cadre_monthly_record.xlsx": [
        CADRE,
        ("month", True, "当月第一天，如 2026-03-01", "First day of the month"),
        ("self_grade", True, "excellent 优秀 / good 良好 / average 一般 / poor 较差（A-27）", "Self-evaluation (A-27)"),
        ("self_performance", True, "工作实绩，等次同上（A-27）", "Job performance, same grades (A-27)"),
        ("self_attitude", True, "服务态度", "Service attitude"),
        ("self_dedication", True, "敬业精神", "Dedication"),
        ("self_efficiency", True, "工作效率", "Work efficiency"),
        ("self_integrity", True, "廉洁自律", "Honesty and self-discipline"),
        ("summary", False, "本月小结", "The month in own words"),
        ("date_submitted", False, "纸质记录交来的日期", "Day on the paper that was handed in"),
    ],
    "cadre_monthly_record_line.xlsx": [
        ("task_id", True, "任务编号", "Number of the task"),
        ("qty_done", True, "完成数量，不小于 0", "Quantity done, not negative"),
        ("progress", False, "进度 0 至 100；不填则按数量计算", "Progress 0 to 100; from the quantity when empty"),
        ("unfinished_reason", False, "未完成原因（A-26）", "Why unfinished (A-26)"),
    ],
    "cadre_quarterly_evaluation.xlsx": [
        CYCLE,
        CADRE,
        ("quarter", True, "季度：1 / 2 / 3 / 4", "Quarter"),
        ("score_performance", False, "工作实绩 0 至 100", "Job performance, 0 to 100"),
        ("score_attitude", False, "服务态度 0 至 100", "Service attitude, 0 to 100"),
        ("score_dedication", False, "敬业精神 0 至 100", "Dedication, 0 to 100"),
        ("score_efficiency", False, "工作效率 0 至 100", "Work efficiency, 0 to 100"),
        ("score_integrity", False, "廉洁自律 0 至 100", "Honesty and self-discipline, 0 to 100"),
        ("grade", False, "不填则按分数；与分数不符须写原因（A-29）", "From the score when empty; another one needs a reason (A-29)"),
        ("grade_reason", False, "另定等次的原因", "Why another grade"),
        ("comment", False, "评语，不少于 10 字（A-30）", "Comment, at least 10 characters (A-30)"),
        ("date_talk", False, "谈心谈话日期（A-31）", "Day of the talk (A-31)"),
        ("talk_place", False, "谈话地点", "Place of the talk"),
        ("talk_summary", False, "谈话要点", "What was said"),
        ("is_excluded", False, "该季度不计：True（A-45，仅考核办）", "Quarter left out (A-45, office only)"),
        ("exclusion_reason", False, "不计的原因", "Why left out"),
    ],
    "cadre_appraisal.xlsx": [
        CYCLE,
        CADRE,
        ("democratic_score", False, "民主测评得分 0 至 100；未测评则留空", "Democratic evaluation, 0 to 100; empty when not held"),
        ("client_score", False, "服务对象评议得分 0 至 100；未评议则留空", "Client opinion, 0 to 100; empty when not asked"),
    ],
    "cadre_conduct_event.xlsx": [
        ("name", False, "编号；不填由系统给出", "Number; given by the system when empty"),
        CADRE,
        ("kind_id", True, "类型的代码或名称，如 COMPLAINT", "Code or name of the kind"),
        ("date", True, "日期，如 2026-03-12", "Date"),
        ("quantity", False, "数量，按类型的单位", "Quantity, in the unit of the kind"),
        ("amount", False, "损失金额（元）", "Loss in yuan"),
        ("has_impact", False, "造成不良影响：True / False", "Adverse impact"),
        ("source", True, "inspection / efficiency / masses / client / leader / attendance / other", "Source"),
        ("description", False, "事实经过", "What happened"),
    ],
}  # fmt: skip


def main():
    book = workbook.Book(FOLDER)
    for name, columns in TEMPLATES.items():
        book.raw(name, template_bytes(columns))
    print(*book.written, sep="\n")


if __name__ == "__main__":
    main()
