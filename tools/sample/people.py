"""The office: departments, cadres, their logins and their families. All invented."""

import datetime
import random
from dataclasses import dataclass

from days import HOLIDAYS

OFFICE = "云汀街道办事处"
DOMAIN = "yunting.example"
LEADERSHIP = "街道领导班子"
DEPARTMENTS = {
    "D00": LEADERSHIP,
    "D01": "党政综合办公室",
    "D02": "党建工作办公室",
    "D03": "纪检监察办公室",
    "D04": "公共服务办公室",
    "D05": "公共管理办公室",
    "D06": "公共安全办公室",
    "D07": "经济发展办公室",
    "D08": "政务服务中心",
}

# name | pinyin | sex | department | title | category | political status | birth year
# Leaders and heads of sections first: a row may only name a superior above it.
PEOPLE = """
李承远|Li Chengyuan|male|D00|党工委书记|civil_servant|cpc_member|1971
周明慧|Zhou Minghui|female|D00|党工委副书记、办事处主任|civil_servant|cpc_member|1974
陈启衡|Chen Qiheng|male|D00|党工委副书记、政法委员|civil_servant|cpc_member|1976
吴静雯|Wu Jingwen|female|D00|党工委组织委员|civil_servant|cpc_member|1979
赵振屹|Zhao Zhenyi|male|D00|纪工委书记|civil_servant|cpc_member|1975
孙晓岚|Sun Xiaolan|female|D00|办事处副主任|civil_servant|cpc_member|1980
郑凯文|Zheng Kaiwen|male|D00|办事处副主任|civil_servant|cpc_member|1978
冯雅琴|Feng Yaqin|female|D00|办事处副主任|civil_servant|democratic_party|1977
蒋立峰|Jiang Lifeng|male|D00|人武部部长|civil_servant|cpc_member|1981
王佩玲|Wang Peiling|female|D01|党政综合办公室主任|civil_servant|cpc_member|1982
沈国梁|Shen Guoliang|male|D02|党建工作办公室主任|civil_servant|cpc_member|1980
韩铮|Han Zheng|male|D03|纪检监察办公室主任|civil_servant|cpc_member|1983
杨若兰|Yang Ruolan|female|D04|公共服务办公室主任|civil_servant|cpc_member|1984
朱家骏|Zhu Jiajun|male|D05|公共管理办公室主任|civil_servant|cpc_member|1979
秦志坚|Qin Zhijian|male|D06|公共安全办公室主任|civil_servant|cpc_member|1981
许文渊|Xu Wenyuan|male|D07|经济发展办公室主任|civil_servant|cpc_member|1985
何丽萍|He Liping|female|D08|政务服务中心主任|institution|cpc_member|1982
吕思齐|Lü Siqi|female|D01|党政综合办公室副主任|civil_servant|cpc_member|1988
施海涛|Shi Haitao|male|D01|一级主任科员|civil_servant|cpc_member|1976
张雨桐|Zhang Yutong|female|D01|四级主任科员|civil_servant|cpc_member|1994
孔令辰|Kong Lingchen|male|D01|一级科员|civil_servant|league_member|1999
曹美珍|Cao Meizhen|female|D01|会计|treatment|none|1986
严峻峰|Yan Junfeng|male|D01|文书|treatment|cpc_probationary|1997
华建平|Hua Jianping|male|D01|驾驶员|out_of_scope|none|1973
金婉婷|Jin Wanting|female|D02|干部档案管理员|civil_servant|cpc_member|1990
魏东阳|Wei Dongyang|male|D02|组织干事|civil_servant|cpc_member|1992
陶欣怡|Tao Xinyi|female|D02|宣传干事|civil_servant|cpc_member|1995
姜云帆|Jiang Yunfan|male|D02|统战干事|civil_servant|cpc_member|1991
戚晓彤|Qi Xiaotong|female|D02|团工委干事|civil_servant|cpc_probationary|2000
谢宏毅|Xie Hongyi|male|D03|纪检干事|civil_servant|cpc_member|1989
邹婧|Zou Jing|female|D03|案件审理员|civil_servant|cpc_member|1993
喻成林|Yu Chenglin|male|D03|监察干事|civil_servant|cpc_member|1987
柏文杰|Bai Wenjie|male|D04|民政专干|civil_servant|cpc_member|1992
水清妍|Shui Qingyan|female|D04|社会救助专干|civil_servant|league_member|1998
窦立群|Dou Liqun|male|D04|劳动保障专干|institution|cpc_member|1985
章慧敏|Zhang Huimin|female|D04|卫生健康专干|civil_servant|cpc_member|1990
苏泽宇|Su Zeyu|male|D04|退役军人事务专干|civil_servant|cpc_member|1988
潘素云|Pan Suyun|female|D04|残联专干|treatment|none|1983
葛明远|Ge Mingyuan|male|D04|教育文体专干|civil_servant|democratic_party|1991
奚晨曦|Xi Chenxi|female|D05|城市管理专干|civil_servant|cpc_member|1996
范正阳|Fan Zhengyang|male|D05|环境保护专干|civil_servant|cpc_member|1989
彭佳颖|Peng Jiaying|female|D05|物业管理专干|institution|none|1993
郎俊杰|Lang Junjie|male|D05|综合执法队员|civil_servant|cpc_member|1987
鲁学勤|Lu Xueqin|male|D05|市容管理员|institution|cpc_member|1978
韦安然|Wei Anran|female|D06|应急管理专干|civil_servant|cpc_member|1994
昌永胜|Chang Yongsheng|male|D06|安全生产监察员|civil_servant|cpc_member|1984
马会龙|Ma Huilong|male|D06|信访专干|civil_servant|cpc_member|1986
苗翠英|Miao Cuiying|female|D06|人民调解员|treatment|none|1981
凤鸣岐|Feng Mingqi|male|D06|消防专干|institution|league_member|1998
方若谷|Fang Ruogu|male|D07|招商专干|civil_servant|cpc_member|1990
俞芷晴|Yu Zhiqing|female|D07|统计专干|civil_servant|cpc_member|1995
任书航|Ren Shuhang|male|D07|企业服务专干|civil_servant|none|1992
袁桂芳|Yuan Guifang|female|D07|财税专干|civil_servant|cpc_member|1980
柳依依|Liu Yiyi|female|D08|综合窗口办事员|institution|league_member|1999
鲍国强|Bao Guoqiang|male|D08|社会保险窗口办事员|institution|cpc_member|1983
史雪晴|Shi Xueqing|female|D08|婚育窗口办事员|institution|cpc_member|1991
费俊熙|Fei Junxi|male|D08|企业窗口办事员|institution|none|1996
廉悦|Lian Yue|female|D08|咨询导办员|institution|cpc_probationary|1997
岑子墨|Cen Zimo|male|D08|信息系统管理员|institution|cpc_member|1988
滕秋菊|Teng Qiuju|female|D08|保洁员|out_of_scope|none|1975
罗先正|Luo Xianzheng|male|D02|原党建办副主任（退休）|civil_servant|cpc_member|1964
""".strip().splitlines()

# Which leader a section stands under.
IN_CHARGE = {
    "D01": "周明慧",
    "D02": "吴静雯",
    "D03": "赵振屹",
    "D04": "孙晓岚",
    "D05": "郑凯文",
    "D06": "陈启衡",
    "D07": "冯雅琴",
    "D08": "孙晓岚",
}
RETIRED = "罗先正"

# login, name, role, role in Chinese
LOGINS = [
    ("admin", "Administrator", "System administrator", "系统管理员"),
    ("clerk", "吕思齐", "Appraisal clerk", "考核办工作人员"),
    ("leader", "杨若兰", "Leader in charge", "分管领导（公共服务办公室主任）"),
    ("cadre", "柏文杰", "Cadre", "被考核干部"),
    ("archive", "金婉婷", "Archive clerk", "干部档案管理员"),
    ("head", "沈国梁", "Archive head", "档案部门负责人"),
    ("committee", "吴静雯", "Party Committee", "党工委（组织委员）"),
    ("inspector", "韩铮", "Discipline inspector", "纪检监察员"),
    ("member", "周明慧", "Leading group member", "考核领导小组成员"),
    ("chair", "李承远", "Leading group chair", "考核领导小组组长"),
]
ENGLISH = {"admin"}

# (cadre, relative in the office, kind, words). The first keeps the archive clerk from
# her husband's file; the last two keep the head from a file and a leader from another.
KIN_INSIDE = [
    ("金婉婷", "范正阳", "spouse", "丈夫"),
    ("张雨桐", "方若谷", "collateral", "表哥"),
    ("施海涛", "戚晓彤", "direct", "女儿"),
    ("沈国梁", "鲍国强", "in_law", "妻弟"),
    ("孙晓岚", "史雪晴", "collateral", "侄女"),
]
KIN_OUTSIDE = [
    ("李承远", "顾晓梅", "spouse", "妻子"),
    ("周明慧", "宋建中", "spouse", "丈夫"),
    ("陈启衡", "陈子昂", "direct", "儿子"),
    ("吴静雯", "吴德昌", "direct", "父亲"),
    ("赵振屹", "赵振岳", "collateral", "弟弟"),
    ("王佩玲", "邱海波", "spouse", "丈夫"),
    ("杨若兰", "杨若梅", "collateral", "姐姐"),
    ("柏文杰", "丁一诺", "spouse", "妻子"),
    ("朱家骏", "朱佩华", "direct", "母亲"),
    ("许文渊", "倪思远", "in_law", "岳父"),
    ("窦立群", "窦立诚", "collateral", "堂兄"),
    ("郎俊杰", "郎秀芝", "direct", "母亲"),
]
# Written by name and identity number only; Odoo finds the colleague by the number.
KIN_BY_NUMBER = ("韦安然", "昌永胜", "collateral", "舅舅")

UNITS = [
    ("中共临澄区委组织部", "zuzhibu"),
    ("临澄区人力资源和社会保障局", "renshe"),
    ("临澄区纪委监委", "jiwei"),
    ("临澄区公安局", "gongan"),
    ("临澄区人民法院", "fayuan"),
    ("临澄区委党校", "dangxiao"),
    ("临澄区民政局", "minzheng"),
    ("临澄区审计局", "shenji"),
    ("石桥镇人民政府", "shiqiao"),
    ("临澄区档案馆", "danganguan"),
]


@dataclass(frozen=True)
class Cadre:
    """One person of the office."""

    number: str
    name: str
    pinyin: str
    sex: str
    department: str
    title: str
    category: str
    political: str
    political_date: datetime.date | None
    birthday: datetime.date
    identification: str
    management: str
    superior: str
    login: str
    rank: int  # 0 secretary, 1 leader, 2 head of a section, 3 staff

    @property
    def email(self):
        return f"{ascii_name(self.pinyin)}@{DOMAIN}"

    @property
    def in_scope(self):
        return self.category != "out_of_scope" and self.name != RETIRED


def ascii_name(pinyin):
    return pinyin.lower().replace("ü", "v").replace(" ", ".")


def identity_number(birthday, sex, serial):
    """An 18-digit number that is well-formed, of a region that does not exist (99)."""
    body = f"990101{birthday:%Y%m%d}{serial * 2 + (sex == 'male'):03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights))  # noqa: B905
    return body + "10X98765432"[total % 11]


def _day(rng, year):
    return datetime.date(year, rng.randint(1, 12), rng.randint(1, 28))


def cadres(seed):
    """All people of the office, leaders first.

    :param int seed: fixes every invented date
    :rtype: list[Cadre]
    """
    rng = random.Random(f"people {seed}")
    logins = {name: login for login, name, _role, _zh in LOGINS}
    numbers, heads, result = {}, {}, []
    for position, line in enumerate(PEOPLE, 1):
        name, pinyin, sex, code, title, category, political, born = line.split("|")
        number = numbers[name] = f"YT{position:03d}"
        birthday = _day(rng, int(born))
        since = None
        if political == "cpc_probationary":
            since = _day(rng, 2026)
        elif political != "none":
            since = _day(rng, int(born) + rng.randint(20, 24))
        if code == "D00":
            rank = 0 if position == 1 else 1
            superior = {1: "", 2: numbers[LEADERS[0]]}.get(position, "")
            if position > 2:
                superior = numbers[LEADERS[1]]
        elif code not in heads:
            rank, heads[code] = 2, number
            superior = numbers[IN_CHARGE[code]]
        else:
            rank, superior = 3, heads[code]
        user = logins.get(name) or ascii_name(pinyin)
        if category == "out_of_scope" or name == RETIRED:
            user = ""
        result.append(
            Cadre(
                number=number,
                name=name,
                pinyin=pinyin,
                sex=sex,
                department=DEPARTMENTS[code],
                title=title,
                category=category,
                political=political,
                political_date=since,
                birthday=birthday,
                identification=identity_number(birthday, sex, position),
                management="district" if rank < 2 else "office",
                superior=superior,
                login=user,
                rank=rank,
            )
        )
    return result


LEADERS = [line.split("|")[0] for line in PEOPLE[:2]]


def write(book, seed):
    people = cadres(seed)
    by_name = {cadre.name: cadre for cadre in people}
    _write_users(book, people)
    _write_office(book, people, by_name)
    _write_kinship(book, people, by_name, random.Random(f"kinship {seed}"))


def _write_users(book, people):
    book.table(
        "logins.csv",
        ["login", "password", "name", "role", "role_zh"],
        [(login, f"{login}-2026", *rest) for login, *rest in LOGINS],
    )
    book.table(
        "people/users.xlsx",
        ["login", "name", "email", "lang", "tz", "notification_type"],
        [
            (
                cadre.login,
                cadre.name,
                cadre.email,
                "en_US" if cadre.login in ENGLISH else "zh_CN",
                "Asia/Shanghai",
                # In Odoo's inbox: no mail leaves for invented addresses.
                "inbox",
            )
            for cadre in people
            if cadre.login
        ],
    )


def _write_office(book, people, by_name):
    book.table(
        "people/public_holidays.xlsx",
        ["name", "date_from", "date_to"],
        [
            (name, f"{first} 00:00:00", f"{last} 23:59:59")
            for name, first, last in HOLIDAYS
        ],
    )
    book.table(
        "people/departments.xlsx",
        ["id", "name"],
        [(f"department_{code.lower()}", name) for code, name in DEPARTMENTS.items()],
    )
    heads = {IN_CHARGE[code]: code for code in IN_CHARGE}
    managers = {"D00": "李承远"}
    for cadre in people:
        code = next(c for c, name in DEPARTMENTS.items() if name == cadre.department)
        if cadre.rank == 2:
            managers.setdefault(code, cadre.name)
    assert set(managers) == set(DEPARTMENTS) and heads
    book.table(
        "people/department_managers.xlsx",
        ["id", "manager_id"],
        [
            (f"department_{code.lower()}", by_name[managers[code]].number)
            for code in DEPARTMENTS
        ],
    )
    book.table(
        "people/employees.xlsx",
        [
            "cadre_number",
            "name",
            "department_id",
            "job_title",
            "parent_id",
            "user_id",
            "work_email",
            "sex",
            "birthday",
            "identification_id",
            "cadre_category",
            "political_status",
            "political_status_date",
            "management_level",
            "tz",
        ],
        [
            (
                cadre.number,
                cadre.name,
                cadre.department,
                cadre.title,
                cadre.superior,
                cadre.login,
                cadre.email,
                cadre.sex,
                cadre.birthday,
                cadre.identification,
                cadre.category,
                cadre.political,
                cadre.political_date,
                cadre.management,
                "Asia/Shanghai",
            )
            for cadre in people
        ],
    )
    book.table(
        "archive/units.xlsx",
        ["name", "is_company", "email"],
        [(name, "True", f"{short}@lincheng.example") for name, short in UNITS],
    )


def _write_kinship(book, people, by_name, rng):
    headers = [
        "employee_id",
        "relative_id",
        "relative_name",
        "relative_identification",
        "kinship",
        "relation",
    ]
    rows = [
        (by_name[one].number, by_name[other].number, "", "", kind, words)
        for one, other, kind, words in KIN_INSIDE
    ]
    for serial, (one, name, kind, words) in enumerate(KIN_OUTSIDE, 200):
        born = by_name[one].birthday.year + (
            {"spouse": 1, "collateral": -3, "in_law": -27}.get(kind)
            or (24 if words == "儿子" else -25)
        )
        sex = "female" if words in "妻子 姐姐 母亲" else "male"
        identification = identity_number(_day(rng, born), sex, serial)
        rows.append((by_name[one].number, "", name, identification, kind, words))
    one, other, kind, words = KIN_BY_NUMBER
    other = by_name[other]
    rows.append(
        (by_name[one].number, "", other.name, other.identification, kind, words)
    )
    # Nobody records his own kinship: the two keepers of the files do it for each other.
    clerk = by_name["金婉婷"].number
    ours = [row for row in rows if clerk in row[:2]]
    book.table("archive/kinship_by_head.xlsx", headers, ours)
    book.table(
        "archive/kinship.xlsx", headers, [row for row in rows if row not in ours]
    )
