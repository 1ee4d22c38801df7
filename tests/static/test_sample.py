"""The sample office: what the seed makes of its files, and all in it is invented."""

import hashlib
import io
import itertools
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
sys.path.append(str(ROOT / "tools"))

from sample import seed, sheets

LOGINS = ["admin", "clerk", "leader", "cadre", "archive", "head"]
LOGINS += ["committee", "inspector", "member", "chair"]
# Rows of each table that the seed makes, and the start of the SHA-256 of their cells.
MADE = {
    "attendance": (15417, "cc7d04d64599"),
    "targets of persons": (580, "4d6f85156f73"),
    "tasks of months": (5330, "54f7d470b834"),
    "results": (4858, "c1d03c33ee76"),
    "reports": (1258, "4e4a07b257e4"),
    "scores": (363, "052f5c69936e"),
    "tallies": (58, "c1da21646949"),
}


def rows(name):
    """A file of the sample office as a list of dictionaries of text."""
    return sheets.read(DATA / name)


def make():
    """All tables that the seed makes, by kind."""
    made = seed.Seed(DATA)
    years = (seed.DONE, seed.RUNNING)
    return {
        "attendance": list(made.attendance().values()),
        "targets of persons": [made.tasks(year, "person") for year in years],
        "tasks of months": [made.tasks(year, "month") for year in years],
        "results": [made.records(year)[0] for year in years],
        "reports": [made.records(year)[1] for year in years],
        "scores": [made.scores(year) for year in years],
        "tallies": [made.tallies()],
    }


def made_rows(table):
    headers, lines = table
    return [dict(zip(headers, line, strict=True)) for line in lines]


@pytest.fixture(scope="module")
def made():
    return make()


def test_the_seed_makes_what_it_always_made(made):
    """Another digest is another office: mean it, and enter the new one."""
    found = {}
    for kind, tables in made.items():
        digest, count = hashlib.sha256(), 0
        for headers, lines in tables:
            count += len(lines)
            for line in [headers, *lines]:
                assert len(line) == len(headers), f"{kind}: {line}"
                digest.update("\x1f".join(line).encode() + b"\n")
        found[kind] = (count, digest.hexdigest()[:12])
    assert found == MADE


def test_a_second_run_makes_no_difference(made):
    assert make() == made


def test_no_file_is_left_over():
    """Every file is named where it is read; those of ``bad/`` have a test below."""
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tools" / "sample").glob("*.py")
    )
    for path in DATA.rglob("*.*"):
        if path.parent.name != "bad" and path.name != "README.md":
            assert re.search(rf"\b{path.stem}\b", sources), f"nobody reads {path}"


def test_logins_are_complete():
    logins = rows("logins.csv")
    assert [row["login"] for row in logins] == LOGINS
    users = {row["login"]: row for row in rows("people/users.xlsx")}
    for row in logins:
        assert row["password"] == f"{row['login']}-2026"
        assert row["role"] and re.search("[\u4e00-\u9fff]", row["role_zh"])
        if row["login"] != "admin":
            assert users[row["login"]]["name"] == row["name"]


def test_numbers_logins_and_names_are_unique():
    employees = rows("people/employees.xlsx")
    assert 58 <= len(employees) <= 65
    for column in ("cadre_number", "name", "work_email", "identification_id"):
        values = [row[column] for row in employees]
        assert len(set(values)) == len(values), column
    users = [row["user_id"] for row in employees if row["user_id"]]
    assert len(set(users)) == len(users)
    assert len({row["department_id"] for row in employees}) == 9


def test_superiors_stand_above_in_the_file():
    """A row may only name somebody who was read before it."""
    seen = set()
    for row in rows("people/employees.xlsx"):
        assert not row["parent_id"] or row["parent_id"] in seen, row
        seen.add(row["cadre_number"])


def test_identity_numbers_are_well_formed_and_of_nowhere():
    """Region 99 does not exist, so no number is anybody's."""
    numbers = [row["identification_id"] for row in rows("people/employees.xlsx")]
    for name in ("archive/kinship.xlsx", "archive/kinship_by_head.xlsx"):
        numbers += [row["relative_identification"] for row in rows(name)]
    for number in filter(None, numbers):
        assert re.fullmatch(r"990101\d{11}[\dX]", number), number
        weights = [2 ** (17 - i) % 11 for i in range(17)]
        total = sum(int(d) * w for d, w in zip(number, weights, strict=False))
        assert number[17] == "10X98765432"[total % 11], number


def test_no_real_addresses():
    """Only domains that can never belong to anybody (RFC 2606)."""
    for path in DATA.rglob("*.*"):
        name, content = path.name, path.read_bytes()
        if name.endswith(".xlsx") and content.startswith(b"PK"):
            try:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    parts = [n for n in archive.namelist() if "sharedStrings" in n]
                    content = b"".join(map(archive.read, parts))
            except zipfile.BadZipFile:
                continue
        text = content.decode("utf-8", "replace")
        for domain in re.findall(r"[\w.]+@([\w-]+(?:\.[\w-]+)+)", text):
            assert domain.endswith(".example"), f"{name}: {domain}"


def test_nobody_records_his_own_kinship():
    own = {row["user_id"]: row["cadre_number"] for row in rows("people/employees.xlsx")}
    for name, login in (("kinship", "archive"), ("kinship_by_head", "head")):
        for row in rows(f"archive/{name}.xlsx"):
            assert own[login] not in (row["employee_id"], row["relative_id"])


def test_headers_are_technical_names(made):
    """They map in every language of the session."""
    for headers, _lines in itertools.chain(*made.values()):
        assert all(re.fullmatch(r"[a-z_]+", header) for header in headers)
    for path in DATA.rglob("*.xlsx"):
        if path.name == "damaged.xlsx":
            continue
        sheet = openpyxl.load_workbook(path, read_only=True).active
        for header in next(sheet.iter_rows(max_row=1, values_only=True)):
            assert re.fullmatch(r"[a-z_]+", header), f"{path.name}: {header}"


def test_tasks_name_tasks_above_them(made):
    kinds = (made["targets of persons"], made["tasks of months"])
    for year, persons, months in zip((2025, 2026), *kinds, strict=True):
        known = set()
        for tasks in (
            rows(f"appraisal/{year}/tasks_office.xlsx"),
            rows(f"appraisal/{year}/tasks_department.xlsx"),
            made_rows(persons),
            made_rows(months),
        ):
            for row in tasks:
                assert not row.get("parent_id") or row["parent_id"] in known, row
                assert float(row["qty_planned"]) > 0
            codes = {row["code"] for row in tasks}
            assert len(codes) == len(tasks)
            known |= codes


def test_every_cadre_in_scope_has_three_to_six_tasks_a_month(made):
    tasks = made_rows(made["tasks of months"][0])
    count = {}
    for row in tasks:
        key = (row["employee_id"], row["month"])
        count[key] = count.get(key, 0) + 1
    scope = [
        row["cadre_number"]
        for row in rows("people/employees.xlsx")
        if row["cadre_category"] != "out_of_scope"
        and row["cadre_number"] != seed.RETIRED
    ]
    assert {number for number, _month in count} == set(scope)
    assert len(count) == 12 * len(scope)
    assert set(count.values()) <= {3, 4, 5, 6}


def test_bad_files_are_all_listed():
    listed = {row["file"] for row in rows("bad/expected.csv")}
    there = {path.name for path in (DATA / "bad").iterdir()}
    assert there - listed == {"expected.csv", "README.md"}
