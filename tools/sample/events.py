"""What was reported of people in the two years, proved or not."""

import datetime

from people import cadres

# person | kind | day | quantity | amount | state | source | what happened
EVENTS = """
费俊熙|complaint|2025-03-12|1|0|verified|办公室|群众反映窗口解答不耐烦
费俊熙|complaint|2025-07-23|1|0|verified|效能办|企业反映材料退回三次未一次性告知
费俊熙|talk|2025-08-01|1|0|verified|纪检监察办公室|就服务态度问题进行提醒谈话
鲍国强|complaint|2025-05-16|1|0|unfounded|办公室|反映排队时间长，经核查为系统故障
郎俊杰|complaint|2025-06-09|1|0|unfounded|12345热线|商户反映执法态度生硬，经核查不属实
葛明远|lateness|2025-04-30|11|0|verified|考勤|一至四月迟到累计十一次
葛明远|talk|2025-05-09|1|0|verified|党政综合办公室|就考勤纪律进行谈话
鲁学勤|lateness|2025-12-31|31|0|verified|考勤|全年迟到三十一次
昌永胜|lateness|2025-11-18|7|0|verified|考勤|连续七个工作日迟到
彭佳颖|absence|2025-10-09|3|0|verified|考勤|国庆假期前后连续三个工作日未到岗
费俊熙|absence|2025-12-03|6|0|verified|考勤|全年累计六个工作日未到岗
任书航|mistake|2025-09-17|1|0|verified|经济发展办公室|企业名录报送漏报两户，已更正
曹美珍|mistake|2025-10-24|1|0|verified|财务检查|报销单据附件缺失，退回补正
范正阳|accident|2025-08-19|1|15000|verified|公共管理办公室|扬尘检测设备保管不善损坏
昌永胜|accident|2025-06-27|1|6800|verified|公共安全办公室|应急发电机操作不当损坏
韦安然|commendation|2025-07-01|1|0|verified|区应急管理局|区级防汛先进个人
柏文杰|commendation|2025-10-17|1|0|verified|区民政局|区级扶贫济困工作先进个人
史雪晴|commendation|2025-12-12|1|0|verified|市政务服务局|全市政务服务标兵
金婉婷|commendation|2025-09-26|1|0|verified|区委组织部|干部档案专项审核先进个人
彭佳颖|talk|2025-10-15|1|0|verified|公共管理办公室|就缺勤问题进行批评教育
窦立群|training|2025-05-23|1|0|verified|区委党校|参加区级业务脱产培训，成绩合格
马会龙|complaint|2026-03-20|1|0|verified|区信访局|信访人反映答复超期
廉悦|complaint|2026-09-08|1|0|investigating|12345热线|办事群众反映窗口空岗
苏泽宇|complaint|2026-11-12|1|0|reported|办公室|反映补贴发放名单公示不及时
费俊熙|lateness|2026-10-30|5|0|investigating|考勤|十月迟到五次
郎俊杰|accident|2026-11-18|1|3200|reported|公共管理办公室|执法记录仪损坏
潘素云|commendation|2026-05-15|1|0|verified|区残联|全区助残先进个人
""".strip().splitlines()
HEADERS = [
    "name",
    "employee_id",
    "kind_id",
    "date",
    "quantity",
    "amount",
    "description",
    "source",
    "state",
]


def write(book, seed):
    numbers = {cadre.name: cadre.number for cadre in cadres(seed)}
    years = {}
    for line in sorted(EVENTS, key=lambda line: line.split("|")[2]):
        name, kind, day, quantity, amount, state, source, text = line.split("|")
        day = datetime.date.fromisoformat(day)
        rows = years.setdefault(day.year, [])
        rows.append(
            (
                f"{day.year}-E{len(rows) + 1:03d}",
                numbers[name],
                kind,
                day,
                int(quantity),
                int(amount),
                text,
                source,
                state,
            )
        )
    for year, rows in years.items():
        book.table(f"appraisal/{year}/events.xlsx", HEADERS, rows)
