"""What was reported of people in the two years, proved or not."""

import datetime

from people import cadres

# person | kind | day | quantity | amount | state | source | what happened
EVENTS = """
费俊熙|complaint|2025-03-12|1|0|handled|masses|群众反映窗口解答不耐烦
费俊熙|complaint|2025-07-23|1|0|handled|efficiency|企业反映材料退回三次未一次性告知
费俊熙|admonish|2025-08-01|1|0|verified|inspection|就服务态度问题进行提醒谈话
任书航|complaint|2025-04-10|1|0|withdrawn|client|企业反映办件超期，后查明系同名人员经办
鲍国强|complaint|2025-05-16|1|0|unfounded|masses|反映排队时间长，经核查为系统故障
郎俊杰|complaint|2025-06-09|1|0|unfounded|masses|商户反映执法态度生硬，经核查不属实
葛明远|lateness|2025-12-31|30|0|verified|attendance|全年迟到三十次
葛明远|talk|2025-05-09|1|0|verified|leader|就考勤纪律进行谈话
鲁学勤|lateness|2025-12-31|31|0|verified|attendance|全年迟到三十一次
昌永胜|lateness|2025-11-18|7|0|handled|attendance|连续七个工作日迟到
彭佳颖|absence|2025-10-09|3|0|handled|attendance|国庆假期前后连续三个工作日未到岗
费俊熙|absence|2025-12-03|6|0|verified|attendance|全年累计六个工作日未到岗
任书航|mistake|2025-09-17|1|0|handled|leader|企业名录报送漏报两户，已更正
曹美珍|mistake|2025-10-24|1|0|handled|inspection|报销单据附件缺失，退回补正
范正阳|accident|2025-08-19|1|15000|verified|leader|扬尘检测设备保管不善损坏
昌永胜|accident|2025-06-27|1|6800|handled|leader|应急发电机操作不当损坏
韦安然|commendation|2025-07-01|1|0|verified|other|区级防汛先进个人
柏文杰|commendation|2025-10-17|1|0|verified|other|区级扶贫济困工作先进个人
史雪晴|commendation|2025-12-12|1|0|verified|other|全市政务服务标兵
金婉婷|commendation|2025-09-26|1|0|verified|other|干部档案专项审核先进个人
彭佳颖|talk|2025-10-15|1|0|verified|leader|就缺勤问题进行批评教育
马会龙|complaint|2026-03-20|1|0|verified|efficiency|信访人反映答复超期
廉悦|complaint|2026-09-08|1|0|investigating|masses|办事群众反映窗口空岗
苏泽宇|complaint|2026-11-12|1|0|reported|masses|反映补贴发放名单公示不及时
费俊熙|lateness|2026-10-30|5|0|investigating|attendance|十月迟到五次
郎俊杰|accident|2026-11-18|1|3200|reported|leader|执法记录仪损坏
潘素云|commendation|2026-05-15|1|0|verified|other|全区助残先进个人
""".strip().splitlines()
KINDS = {
    "complaint": "COMPLAINT",
    "lateness": "LATE",
    "absence": "ABSENT",
    "mistake": "MISTAKE",
    "accident": "ACCIDENT",
    "talk": "TALK",
    "admonish": "ADMONISH",
    "commendation": "COMMEND",
}
FINDINGS = {
    "commendation": "有表彰文件为证",
    "talk": "有谈话记录为证",
    "admonish": "有谈话记录为证",
    "lateness": "与考勤记录核对一致",
    "absence": "与考勤记录核对一致，未办理请假手续",
}
MEASURES = {
    "complaint": "向当事群众道歉，责令改进服务态度",
    "absence": "批评教育，补写说明",
    "lateness": "约谈本人，责令改正",
    "accident": "按规定赔偿，通报批评",
    "mistake": "更正数据，科室内通报",
}
UNFOUNDED = "经调取记录和走访核实，反映的情况不属实"
WITHDRAWN = "核实时误认同名人员，该件系外单位人员经办"
HEADERS = [
    "name",
    "employee_id",
    "kind_id",
    "date",
    "quantity",
    "amount",
    "source",
    "description",
    "finding",
    "measure",
]


def write(book, seed):
    """The events as the inspector reads them in, and how far each case has come."""
    numbers = {cadre.name: cadre.number for cadre in cadres(seed)}
    years, steps = {}, {}
    for line in sorted(EVENTS, key=lambda line: line.split("|")[2]):
        name, kind, day, quantity, amount, state, source, text = line.split("|")
        day = datetime.date.fromisoformat(day)
        rows = years.setdefault(day.year, [])
        number = f"{day.year}-E{len(rows) + 1:03d}"
        rows.append(
            (
                number,
                numbers[name],
                KINDS[kind],
                day,
                int(quantity),
                int(amount),
                source,
                text,
                FINDINGS.get(kind, "经核查属实")
                if state in ("verified", "handled", "withdrawn")
                else "",
                MEASURES[kind] if state == "handled" else "",
            )
        )
        reason = {"unfounded": UNFOUNDED, "withdrawn": WITHDRAWN}.get(state, "")
        steps.setdefault(day.year, []).append((number, state, reason))
    for year, rows in years.items():
        book.table(f"appraisal/{year}/events.xlsx", HEADERS, rows)
        book.table(
            f"appraisal/{year}/events_steps.csv",
            ["name", "state", "reason"],
            steps[year],
        )
