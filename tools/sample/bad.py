"""Files that must be refused: each has one mistake, among rows that are right.

``bad/expected.csv`` says for each file what the importer has to answer. The rows are
counted as on the import screen, the first below the headers is 1.
"""

import datetime

from appraisal import DONE, RUNNING, cycle_name
from people import cadres
from workbook import csv_bytes, xlsx_bytes

EMPLOYEE = ["cadre_number", "name", "department_id", "birthday", "cadre_category"]
GOOD_1 = ["YT901", "试验甲", "党建工作办公室", "1990-05-06", "civil_servant"]
GOOD_2 = ["YT902", "试验乙", "公共安全办公室", "1991-06-07", "institution"]
BIRTHDAY = EMPLOYEE.index("birthday")

MATERIAL = ["dossier_id", "category_id", "name", "date_formed", "page_count"]
GOOD_PAPER = ["GD0004", "10", "其他材料", "2024-03-05", "2"]

TASK = [
    "code",
    "name",
    "cycle_id",
    "level",
    "month",
    "employee_id",
    "date_deadline",
    "qty_planned",
    "uom_text",
    "quality_standard",
    "dimension_id",
]


def employee(**changes):
    row = ["YT903", "试验丙", "公共服务办公室", "1992-07-08", "civil_servant"]
    for name, value in changes.items():
        row[EMPLOYEE.index(name)] = value
    return [GOOD_1, row, GOOD_2]


def paper(**changes):
    row = ["GD0004", "10", "补充材料", "2024-03-06", "1"]
    for name, value in changes.items():
        row[MATERIAL.index(name)] = value
    return [GOOD_PAPER, row]


def task(**changes):
    row = [
        f"{DONE}12-X-1",
        "试验任务",
        cycle_name(DONE),
        "month",
        f"{DONE}-12-01",
        "YT033",
        f"{DONE}-12-31",
        "5",
        "件",
        "按期办结",
        "performance",
    ]
    for name, value in changes.items():
        row[TASK.index(name)] = value
    return [row]


def cases(seed):
    """file, model, login, headers, rows, refused row, column, what it mentions

    The words are those of an English session; ``|`` separates several.
    """
    archive_clerk = next(c for c in cadres(seed) if c.login == "archive")
    people = "hr.employee"
    yield (
        *("unknown_department.xlsx", people, "clerk", EMPLOYEE),
        employee(department_id="不存在的科室"),
        *(2, "department_id", "不存在的科室|create that record first"),
    )
    yield (
        *("number_twice.xlsx", people, "clerk", EMPLOYEE),
        [GOOD_1, GOOD_2, ["YT901", *GOOD_2[1:]]],
        *(3, "cadre_number", "YT901|data row 1|Remove one of the two rows"),
    )
    yield (
        *("bad_date.xlsx", people, "clerk", EMPLOYEE),
        employee(birthday="1992-02-30"),
        *(2, "birthday", "1992-02-30|2026-03-31"),
    )
    yield (
        *("bad_date.csv", people, "clerk", EMPLOYEE),
        employee(birthday="去年五月"),
        *(2, "birthday", "去年五月|2026-03-31"),
    )
    yield (
        *("script_in_name.csv", people, "clerk", EMPLOYEE),
        employee(name="<script>alert(1)</script>"),
        *(2, "name", "mark-up or script|without < and >"),
    )
    yield (
        *("control_character.csv", people, "clerk", EMPLOYEE),
        employee(name="试验\x07丙"),
        *(2, "name", "invisible control characters|Type it again"),
    )
    yield (
        *("unknown_category.xlsx", people, "clerk", EMPLOYEE),
        employee(cadre_category="处级"),
        *(2, "cadre_category", "处级|values in the import template"),
    )
    yield (
        *("unknown_superior.xlsx", people, "clerk", [*EMPLOYEE, "parent_id"]),
        [[*GOOD_1, ""], [*GOOD_2, "YT999"]],
        *(2, "parent_id", "YT999|create that record first"),
    )
    yield (
        *("attendance_unknown_person.csv", "hr.attendance", "clerk"),
        ["employee_id", "check_in", "check_out"],
        [
            ["YT033", "2026-01-05 08:21:00", "2026-01-05 17:33:00"],
            ["YT999", "2026-01-05 08:25:00", "2026-01-05 17:31:00"],
        ],
        *(2, "employee_id", "YT999"),
    )
    yield (
        *("attendance_out_before_in.csv", "hr.attendance", "clerk"),
        ["employee_id", "check_in", "check_out"],
        [
            ["YT033", "2026-01-05 08:21:00", "2026-01-05 17:33:00"],
            ["YT034", "2026-01-05 17:25:00", "2026-01-05 08:31:00"],
        ],
        *(2, "", "Check Out"),
    )
    yield (
        *("kinship_with_oneself.xlsx", "cadre.relative", "archive"),
        ["employee_id", "relative_id", "kinship"],
        [["YT010", "YT010", "spouse"]],
        *(1, "", "Nobody is a relative of himself|choose another person"),
    )
    yield (
        *("kinship_own.xlsx", "cadre.relative", "archive"),
        ["employee_id", "relative_id", "kinship"],
        [[archive_clerk.number, "YT010", "collateral"]],
        *(1, "", "your own kinship|R-04|Ask another archive clerk"),
    )
    yield from _archive_cases(archive_clerk)
    yield from _appraisal_cases()


def _archive_cases(archive_clerk):
    dossier = ["number", "employee_id", "place_id"]
    yield (
        *("second_original.xlsx", "cadre.dossier", "archive", dossier),
        [["GD9001", "YT010", "R1-3-4-05"]],
        *(1, "", "has an original already|register a duplicate"),
    )
    yield (
        *("own_file.xlsx", "cadre.dossier", "archive", dossier),
        [["GD9002", archive_clerk.number, "R1-3-4-06"]],
        *(1, "", "your own file|R-03"),
    )
    yield (
        *("unknown_place.xlsx", "cadre.dossier", "archive", dossier),
        [["GD9003", "YT023", "R9-9-9-99"]],
        *(1, "place_id", "R9-9-9-99|create that record first"),
    )
    material = "cadre.material"
    yield (
        *("unknown_file.xlsx", material, "archive", MATERIAL),
        paper(dossier_id="GD9999"),
        *(2, "dossier_id", "GD9999"),
    )
    yield (
        *("no_pages.xlsx", material, "archive", MATERIAL),
        paper(page_count="0"),
        *(2, "", "at least one page|count again"),
    )
    yield (
        *("paper_of_tomorrow.xlsx", material, "archive", MATERIAL),
        paper(date_formed="2099-01-01"),
        *(2, "", "2099-01-01|future"),
    )
    yield (
        *("class_with_subclasses.xlsx", material, "archive", MATERIAL),
        paper(category_id="4"),
        *(2, "", "has sub-classes"),
    )


def _appraisal_cases():
    yield (
        *("negative_quantity.xlsx", "cadre.task", "clerk", TASK),
        task(qty_planned="-5"),
        *(1, "", "quantity"),
    )
    yield (
        *("task_unknown_person.csv", "cadre.task", "clerk", TASK),
        task(employee_id="YT999"),
        *(1, "employee_id", "YT999|create that record first"),
    )
    yield (
        *("progress_120.csv", "cadre.monthly.record.line", "clerk"),
        ["task_id", "qty_done", "progress", "unfinished_reason"],
        [[f"{RUNNING}11-YT033-1", "1", "120", ""]],
        *(1, "", "100"),
    )


def write(book, seed):
    table = []
    for file, model, login, headers, rows, row, column, mentions in cases(seed):
        if file.endswith(".csv"):
            content = csv_bytes(headers, rows)
        else:
            content = xlsx_bytes(headers, [_typed(headers, line) for line in rows])
        book.raw(f"bad/{file}", content)
        table.append((file, model, login, row, column, mentions))
    book.raw("bad/damaged.xlsx", b"PK\x03\x04 this is no spreadsheet " + b"\x00" * 64)
    table.append(
        ("damaged.xlsx", "hr.employee", "clerk", "", "", "damaged|Save it again")
    )
    headers = ["file", "model", "login", "row", "column", "mentions"]
    book.table("bad/expected.csv", headers, table)
    book.raw("bad/README.md", _readme(table).encode())


def _typed(headers, line):
    """Dates as dates, as a spreadsheet program keeps them, where they are dates."""
    cells = []
    for header, cell in zip(headers, line, strict=True):
        if header in ("birthday", "date_formed", "month", "date_deadline"):
            try:
                cell = datetime.date.fromisoformat(cell)
            except ValueError:
                pass
        cells.append(cell)
    return cells


def _readme(table):
    lines = [
        "# Files that must be refused",
        "",
        "Made by `tools/sample/make.py`; `expected.csv` has the same table for tests.",
        "Import each as the login named, on top of the sample office. The importer",
        "must refuse it whole, name the row (counted below the headers, as on the",
        "screen) and the column, and mention the words in the last column (English",
        "session). Where the column is empty, the rule is about the whole row. Nothing",
        "may be stored.",
        "",
        "| file | model | login | row | column | mentions |",
        "|---|---|---|---|---|---|",
    ]
    for file, model, login, row, column, mentions in table:
        words = "; ".join(f"“{word}”" for word in mentions.split("|"))
        words = words.replace("<", "&lt;").replace(">", "&gt;")
        lines.append(f"| {file} | {model} | {login} | {row} | {column} | {words} |")
    return "\n".join(lines) + "\n"
