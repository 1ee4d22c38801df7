"""The clause register is complete, legal, and translated. Needs no Odoo."""

import csv
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
ADDON = REPO / "cadre_archive"
POLICY = REPO.parent / "shared" / "policy"
OPERATORS = {"ge", "gt", "le", "lt", "eq"}
UNITS = {
    "count",
    "day_of_month",
    "days",
    "hours",
    "level",
    "minutes",
    "months",
    "people",
    "percent",
    "points",
    "ratio",
    "working_days",
    "yuan",
}


def read_csv(path):
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


CLAUSES = read_csv(ADDON / "data/cadre.clause.csv")
VALUES = read_csv(ADDON / "data/cadre.clause.value.csv")
CLAUSES_ZH = read_csv(ADDON / "i18n/clauses_zh.csv")
VALUES_ZH = read_csv(ADDON / "i18n/clause_values_zh.csv")
IDS = (REPO / "tests/static/clause_ids.txt").read_text().split()


def parse_ids(text):
    """Ids that open a table row, ranges such as ``A-09..13`` expanded."""
    for prefix, first, last in re.findall(
        r"^\| ([ARQ])-(\d+)(?:\.\.(\d+))?\b", text, re.M
    ):
        for number in range(int(first), int(last or first) + 1):
            yield f"{prefix}-{number:0{len(first)}}"


def duplicates(items):
    return [item for item, count in Counter(items).items() if count > 1]


def is_chinese(text):
    return bool(re.search("[\u4e00-\u9fff]", text))


def test_clause_codes_equal_the_list_of_ids():
    assert [row["code"] for row in CLAUSES] == IDS
    assert not duplicates(IDS)


@pytest.mark.skipif(not POLICY.is_dir(), reason="the policy is not beside the repo")
@pytest.mark.parametrize(
    ("document", "prefixes"), [("appraisal.md", "A"), ("archive.md", "RQ")]
)
def test_ids_of_the_policy_equal_the_list_of_ids(document, prefixes):
    found = list(parse_ids((POLICY / document).read_text(encoding="utf-8")))
    assert found == [code for code in IDS if code[0] in prefixes]


def test_parse_ids_expands_ranges():
    text = "| A-09..11 | five\n| A-60 B1 | lax\nsee A-07\n| Q-2 | kin"
    assert list(parse_ids(text)) == ["A-09", "A-10", "A-11", "A-60", "Q-2"]


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda row: row["code"])
def test_clause_is_complete(clause):
    letter = clause["code"][0]
    assert clause["id"] == "clause_" + clause["code"].lower().replace("-", "_")
    assert clause["regulation"] == ("appraisal" if letter == "A" else "archive")
    assert clause["kind"] == ("reading" if letter == "Q" else "rule")
    assert 0 < len(clause["section"]) <= 12
    assert 0 < len(clause["name"]) <= 60
    assert re.search(r"[.?]$", clause["text"])
    assert re.search(r"[.]$", clause["reading"])


def test_clause_sequence_follows_the_document():
    sequences = [int(row["sequence"]) for row in CLAUSES]
    assert sequences == sorted(set(sequences))


def test_value_belongs_to_a_clause_and_is_legal():
    clauses = {row["id"] for row in CLAUSES}
    for row in VALUES:
        assert row["clause_id/id"] in clauses, row
        assert row["id"] == f"{row['clause_id/id']}_{row['key']}".replace(
            "clause_", "clause_value_", 1
        )
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", row["key"]), row
        assert row["name"], row
        assert row["operator"] in OPERATORS, row
        assert row["unit"] in UNITS, row
        assert float(row["value"]) >= 0, row


def test_value_survives_two_decimals():
    for row in VALUES:
        assert float(row["value"]) == round(float(row["value"]), 2), row


def test_value_keys_are_unique_within_the_clause():
    assert not duplicates((row["clause_id/id"], row["key"]) for row in VALUES)
    sequences = [int(row["sequence"]) for row in VALUES]
    assert sequences == sorted(set(sequences))


@pytest.mark.parametrize("code", ["A-08", "A-43"])
def test_weights_add_up_to_a_hundred(code):
    xmlid = "clause_" + code.lower().replace("-", "_")
    weights = [row for row in VALUES if row["clause_id/id"] == xmlid]
    assert sum(float(row["value"]) for row in weights) == 100


def test_quorum_is_met_by_two_of_three():
    """A-42: two thirds in percent, cut so that two decimals still admit 2 of 3."""
    [quorum] = [row for row in VALUES if row["id"] == "clause_value_a_42_quorum"]
    assert quorum["unit"] == "percent"
    assert 66.6 < round(float(quorum["value"]), 2) <= 200 / 3


def test_every_clause_is_translated():
    assert [row["code"] for row in CLAUSES_ZH] == IDS
    for row in CLAUSES_ZH:
        for field in ("name_zh", "section_zh", "text_zh", "reading_zh"):
            assert is_chinese(row[field]), (row["code"], field)


def test_every_value_is_translated():
    codes = {row["id"]: row["code"] for row in CLAUSES}
    assert [(row["clause_code"], row["key"]) for row in VALUES_ZH] == [
        (codes[row["clause_id/id"]], row["key"]) for row in VALUES
    ]
    assert all(is_chinese(row["name_zh"]) for row in VALUES_ZH)


@pytest.mark.parametrize("rows", [CLAUSES, VALUES, CLAUSES_ZH, VALUES_ZH])
def test_no_cell_is_padded_or_looks_like_a_formula(rows):
    for row in rows:
        for cell in row.values():
            assert cell == cell.strip() and not cell.startswith(("=", "+", "-", "@"))


# --- tools/clauses_po.py ---


@pytest.fixture(name="tool")
def load_tool():
    pytest.importorskip("polib")
    spec = importlib.util.spec_from_file_location(
        "clauses_po", REPO / "tools/clauses_po.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_po_has_each_field_of_each_record_once(tool):
    po = tool.new_po()
    assert not tool.fold(po, tool.read_terms(ADDON))
    occurrences = [name for entry in po for name, _line in entry.occurrences]
    assert len(occurrences) == len(set(occurrences))
    assert len(occurrences) == len(tool.CLAUSE_FIELDS) * len(CLAUSES) + len(VALUES)
    assert "model:cadre.clause,text:cadre_archive.clause_r_17" in occurrences
    assert not duplicates(entry.msgid for entry in po)


def test_po_fold_twice_changes_nothing(tool):
    po = tool.new_po()
    terms = tool.read_terms(ADDON)
    tool.fold(po, terms)
    once = str(po)
    tool.fold(po, terms)
    assert str(po) == once


def test_po_fold_keeps_others_and_drops_stale_ones(tool):
    polib = pytest.importorskip("polib")
    po = tool.new_po()
    own = "model:cadre.clause,name:cadre_archive.clause_x_01"
    button = ("model_terms:ir.ui.view,arch_db:cadre_archive.cadre_view_form", "")
    po.append(polib.POEntry(msgid="Hand out", msgstr="交付", occurrences=[button]))
    po.append(polib.POEntry(msgid="Loan", msgstr="借出", occurrences=[button]))
    po.append(polib.POEntry(msgid="Gone", msgstr="无", occurrences=[(own, "")]))
    clashes = tool.fold(po, {"Loan": ("借阅", [own])})
    assert {entry.msgid: entry.msgstr for entry in po} == {
        "Hand out": "交付",
        "Loan": "借出",
    }
    assert po.find("Loan").occurrences == [(own, ""), button]
    assert len(clashes) == 1
