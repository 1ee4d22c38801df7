"""The sample office: its files come from its generator, and all in it is invented."""

import csv
import io
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
sys.path.insert(0, str(ROOT / "tools" / "sample"))

import make
import people
import workbook

LOGINS = ["admin", "clerk", "leader", "cadre", "archive", "head"]
LOGINS += ["committee", "inspector", "member", "chair"]


def rows(name):
    """A file of the sample office as a list of dictionaries of text."""
    path = DATA / name
    if path.suffix == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(path, read_only=True).active
    header, *lines = sheet.iter_rows(values_only=True)
    return [
        dict(zip(header, ["" if c is None else c for c in line], strict=True))
        for line in lines
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    names = make.make(folder)
    return folder, names


def test_files_are_what_the_generator_makes(made):
    folder, names = made
    assert len(names) == len(set(names))
    for name in names:
        assert (DATA / name).exists(), f"{name} is missing: run tools/sample/make.py"
        new, old = (folder / name).read_bytes(), (DATA / name).read_bytes()
        assert workbook.same(new, old), f"{name} differs: run tools/sample/make.py"


def test_no_file_is_left_over(made):
    _folder, names = made
    found = {str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.is_file()}
    assert found - set(names) == {"README.md"}


def test_a_second_run_makes_no_difference(made, tmp_path):
    folder, names = made
    make.make(tmp_path)
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


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


def test_no_real_addresses(made):
    """Only domains that can never belong to anybody (RFC 2606)."""
    folder, names = made
    for name in names:
        content = (folder / name).read_bytes()
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


def test_headers_are_technical_names():
    """They map in every language of the session."""
    for path in DATA.rglob("*.xlsx"):
        if path.name == "damaged.xlsx":
            continue
        sheet = openpyxl.load_workbook(path, read_only=True).active
        for header in next(sheet.iter_rows(max_row=1, values_only=True)):
            assert re.fullmatch(r"[a-z_]+", header), f"{path.name}: {header}"


def test_tasks_name_tasks_above_them():
    for year in (2025, 2026):
        known = set()
        for level in ("office", "department", "person", "month"):
            ending = "csv" if level == "month" else "xlsx"
            tasks = rows(f"appraisal/{year}/tasks_{level}.{ending}")
            for row in tasks:
                assert not row.get("parent_id") or row["parent_id"] in known, row
                assert float(row["qty_planned"]) > 0
            codes = {row["code"] for row in tasks}
            assert len(codes) == len(tasks)
            known |= codes


def test_every_cadre_in_scope_has_three_to_six_tasks_a_month():
    tasks = rows("appraisal/2025/tasks_month.csv")
    count = {}
    for row in tasks:
        key = (row["employee_id"], row["month"])
        count[key] = count.get(key, 0) + 1
    scope = [cadre for cadre in people.cadres(make.SEED) if cadre.in_scope]
    assert len(count) == 12 * len(scope)
    assert set(count.values()) <= {3, 4, 5, 6}


def test_bad_files_are_all_listed():
    listed = {row["file"] for row in rows("bad/expected.csv")}
    there = {path.name for path in (DATA / "bad").iterdir()}
    assert there - listed == {"expected.csv", "README.md"}
