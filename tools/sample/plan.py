"""Who came and who moved during the running year."""

import datetime

from people import DEPARTMENTS, cadres, identity_number

# Came in July; owes nothing before. Above the numbers of the others.
JOINER = {
    "cadre_number": "YT901",
    "name": "温若晨",
    "department_id": DEPARTMENTS["D04"],
    "job_title": "公共服务专干",
    "parent_id": "杨若兰",
    "work_email": "wen.ruochen@yunting.example",
    "sex": "female",
    "birthday": datetime.date(1998, 5, 17),
    "cadre_category": "civil_servant",
    "political_status": "cpc_member",
    "political_status_date": datetime.date(2020, 6, 28),
    "management_level": "office",
    "tz": "Asia/Shanghai",
    "contract_date_start": datetime.date(2026, 7, 13),
}
# (cadre, from, department): more than half of the third quarter under the new head.
MOVES = [("郎俊杰", datetime.date(2026, 8, 10), "D04")]


def write(book, seed):
    numbers = {cadre.name: cadre.number for cadre in cadres(seed)}
    joiner = {
        **JOINER,
        "parent_id": numbers[JOINER["parent_id"]],
        "identification_id": identity_number(JOINER["birthday"], JOINER["sex"], 901),
    }
    book.table("people/joiners.xlsx", list(joiner), [list(joiner.values())])
    book.table(
        "people/moves.csv",
        ["cadre_number", "date_version", "department"],
        [(numbers[name], day, DEPARTMENTS[code]) for name, day, code in MOVES],
    )
