"""Places, dossiers and the materials in them."""

import datetime
import random

from people import KIN_INSIDE, RETIRED, cadres

ROOM = "R1"
CABINETS, SHELVES, SLOTS = 3, 4, 6
# Left without a file on purpose: the list of people without a file has to find them.
WITHOUT_DOSSIER = {"严峻峰", "廉悦"}
SECRET = {"韩铮": "confidential", "喻成林": "confidential", "赵振屹": "secret"}
KEEPER = "金婉婷"
# cadre | duty | task | paper of the appointment | from
STAFF = """
金婉婷|full_time|干部档案管理员|云党工发〔2020〕8号|2020-03-16
沈国梁|part_time|档案部门负责人|云党工发〔2019〕21号|2019-09-02
""".strip().splitlines()

# category | material | pages from-to | medium | source | year of life it is made in
# Life: b born+N years, e entered service+N years, y calendar year
PAPERS = """
1|干部履历表|4-8|print|云汀街道党工委|e1
1|干部履历表（更新）|4-8|print|云汀街道党工委|e9
2|自传|3-9|blue_black_ink|本人|e1
3|年度考核登记表（2021年度）|2-2|print|云汀街道办事处|y2022
3|年度考核登记表（2022年度）|2-2|print|云汀街道办事处|y2023
3|年度考核登记表（2023年度）|2-2|print|云汀街道办事处|y2024
3|年度考核登记表（2024年度）|2-2|print|云汀街道办事处|y2025
4-1|高等学校毕业生登记表|4-6|black_ink|毕业院校|b22
4-1|学位证书（复印件）|1-1|print|毕业院校|b22
4-4|初任公务员培训登记表|2-2|print|临澄区委党校|e1
6|入团志愿书|2-4|blue_black_ink|所在中学团委|b15
6|入党申请书|3-8|blue_black_ink|本人|p-1
6|入党志愿书|10-14|black_ink|所在党支部|p0
6|转正申请书|2-5|blue_black_ink|本人|p1
9-1|工资变动审批表（2023年）|1-2|print|临澄区人力资源和社会保障局|y2023
9-1|工资变动审批表（2025年）|1-2|print|临澄区人力资源和社会保障局|y2025
9-2|公务员录用审批表|2-3|print|临澄区人力资源和社会保障局|e0
9-2|任职审批表|1-3|print|中共临澄区委组织部|e6
10|录用体检表|2-4|print|临澄区人民医院|e0
""".strip().splitlines()
RARE = {
    "李承远": ["9-4|区党代表登记表|2-2|print|中共临澄区委组织部|y2021"],
    "周明慧": ["9-4|区人大代表登记表|2-2|print|临澄区人大常委会|y2022"],
    "王佩玲": ["7|嘉奖审批表|1-1|print|云汀街道办事处|y2024"],
    "韦安然": ["7|三等功审批表|2-2|print|临澄区人民政府|y2025"],
    "史雪晴": ["7|优秀公务员登记表|1-2|print|云汀街道办事处|y2024"],
    "昌永胜": ["8|批评教育处理决定|2-3|print|中共临澄区纪委|y2023"],
    "鲁学勤": ["8|诫勉谈话记录|2-2|print|云汀街道纪工委|y2022"],
    "冯雅琴": ["9-3|因私出国（境）审批表|2-2|print|临澄区公安局|y2019"],
    "岑子墨": ["4-2|信息系统项目管理师资格证书（复印件）|1-1|print|市职称办|y2020"],
    "曹美珍": ["4-2|会计师资格证书（复印件）|1-1|print|市财政局|y2018"],
    "陈启衡": ["5|政治审查结论|1-2|print|中共临澄区委组织部|y2016"],
    "罗先正": ["9-2|退休审批表|1-1|print|中共临澄区委组织部|y2024"],
}


def write(book, seed):
    people = cadres(seed)
    _write_places(book)
    _write_staff(book, people)
    # The keeper's own and her relatives' files, and those she has no right to (R-47).
    kept_by_head = (
        {KEEPER}
        | {name for pair in KIN_INSIDE if KEEPER in pair[:2] for name in pair[:2]}
        | {name for name, level in SECRET.items() if level == "secret"}
    )
    rng = random.Random(f"archive {seed}")
    dossiers = {True: [], False: []}
    materials = {True: [], False: []}
    slots = iter(_slots())
    for cadre in people:
        if cadre.name in WITHOUT_DOSSIER or cadre.category == "out_of_scope":
            continue
        number = f"GD{int(cadre.number[2:]):04d}"
        by_head = cadre.name in kept_by_head
        dossiers[by_head].append(
            (
                number,
                cadre.number,
                "original",
                rng.choice([1, 1, 1, 2]) if cadre.birthday.year < 1985 else 1,
                SECRET.get(cadre.name, "normal"),
                "中共临澄区委组织部" if cadre.management == "district" else "",
                cadre.management,
                "head" if by_head else "archive",
                next(slots),
            )
        )
        materials[by_head] += _materials(number, cadre, rng)
    for by_head, ending in ((False, ""), (True, "_by_head")):
        book.table(
            f"archive/dossiers{ending}.xlsx",
            [
                "number",
                "employee_id",
                "kind",
                "volume_count",
                "secrecy",
                "managing_unit_id",
                "management_level",
                "keeper_id",
                "place_id",
            ],
            dossiers[by_head],
        )
        book.table(
            f"archive/materials{ending}.xlsx",
            [
                "dossier_id",
                "category_id",
                "sequence",
                "name",
                "date_formed",
                "page_count",
                "medium",
                "source_unit",
                "remark",
            ],
            materials[by_head],
        )


def _slots():
    for cabinet in range(1, CABINETS + 1):
        for shelf in range(1, SHELVES + 1):
            for slot in range(1, SLOTS + 1):
                yield f"{ROOM}-{cabinet}-{shelf}-{slot:02d}"


def _write_places(book):
    rows = [("干部档案室", ROOM, "room", "", 0, "False")]
    for cabinet in range(1, CABINETS + 1):
        code = f"{ROOM}-{cabinet}"
        rows.append((f"{cabinet}号铁皮柜", code, "cabinet", ROOM, 0, "True"))
        for shelf in range(1, SHELVES + 1):
            inner = f"{code}-{shelf}"
            rows.append((f"第{shelf}层", inner, "shelf", code, SLOTS, "True"))
            for slot in range(1, SLOTS + 1):
                place = f"{inner}-{slot:02d}"
                rows.append((f"{slot:02d}号格", place, "slot", inner, 1, "True"))
    book.table(
        "archive/places.xlsx",
        ["name", "code", "kind", "parent_id", "capacity", "is_iron"],
        rows,
    )


def _write_staff(book, people):
    numbers = {cadre.name: cadre.number for cadre in people}
    rows = []
    for line in STAFF:
        name, duty, task, document, day = line.split("|")
        rows.append(
            (
                numbers[name],
                duty,
                task,
                document,
                datetime.date.fromisoformat(day),
                ROOM,
            )
        )
    book.table(
        "archive/staff.xlsx",
        ["employee_id", "duty", "task", "document", "date_appointed", "room_ids"],
        rows,
    )


def _year(when, cadre):
    """The year of a paper; none when it does not belong to this life."""
    born = cadre.birthday.year
    kind, number = when[0], int(when[1:])
    if kind == "y":
        return number if number > born + 25 else None
    if kind == "b":
        return born + number
    if kind == "p":
        # A probationary member has applied and joined, and is not full member yet.
        full = cadre.political == "cpc_member"
        if not (full or (cadre.political == "cpc_probationary" and number < 1)):
            return None
        return cadre.political_date.year + number
    return born + 24 + number


def _materials(number, cadre, rng):
    """One dossier's papers in the order of their category and date."""
    common = []
    for line in PAPERS:
        category, name = line.split("|")[:2]
        if category == "9-2" and "任职" in name and cadre.rank == 3:
            continue
        if name == "入团志愿书" and cadre.birthday.year < 1975:
            continue
        # An old file has gaps, and nobody has everything.
        if rng.random() < 0.45 and category not in ("1", "6", "9-2"):
            continue
        common.append(line)
    rows = {}
    for line in common + RARE.get(cadre.name, []):
        category, name, pages, medium, source, when = line.split("|")
        year = _year(when, cadre)
        if year is None or not cadre.birthday.year + 14 < year < 2026:
            continue
        if cadre.name == RETIRED and year > 2024:
            continue
        least, most = map(int, pages.split("-"))
        if category in ("1",) and when == "e9" and year > 2024:
            continue
        date = datetime.date(year, rng.randint(1, 12), rng.randint(1, 28))
        remark = "复印件，已盖章注明日期" if "复印件" in name else ""
        rows.setdefault(category, []).append(
            (date, name, rng.randint(least, most), medium, source, remark)
        )
    for category, papers in sorted(rows.items(), key=lambda item: _order(item[0])):
        for sequence, (date, name, pages, medium, source, remark) in enumerate(
            sorted(papers), 1
        ):
            yield (
                number,
                category,
                sequence,
                name,
                date,
                pages,
                medium,
                cadre.name if source == "本人" else source,
                remark,
            )


def _order(category):
    return [int(part) for part in category.split("-")]
