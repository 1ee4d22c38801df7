"""A-25, A-32: another's month, booklet and pending evaluation by no path.

The guess of an id is the way in: every public way to read or change is tried with
ids of records that the person must not see.
"""

import pytest

from .client import RpcError
from .records import find
from .test_avoidance import paths

CASES = [
    ("cadre.monthly.record", "others"),
    ("cadre.monthly.record.line", "others"),
    ("cadre.usual.file", "others"),
    ("cadre.appraisal.missing", "own_hidden"),
    ("cadre.appraisal.missing", "others"),
]
EMPTY = ("search", "search_count", "search_read", "name_search", "formatted_read_group")
REFUSED = ("read", "web_read", "export_data", "web_save", "copy", "onchange")


@pytest.mark.parametrize(("model", "records"), CASES)
@pytest.mark.parametrize("role", ["cadre", "leader", "admin"])
def test_no_road_leads_there(role, model, records, roles, sql):
    client = roles[role]
    ids = find(sql, model, records, client.user_id)[:20]
    assert ids, f"make.py makes a {model} ({records})"
    for method, answer in paths(client, model, ids):
        if method in EMPTY:
            assert not answer or isinstance(answer, str), method
        elif method in REFUSED:
            assert isinstance(answer, str), f"{method}: {str(answer)[:200]}"
        elif method == "web_search_read" and not isinstance(answer, str):
            assert not answer["length"]
        elif method == "web_read_group" and not isinstance(answer, str):
            assert not answer["groups"]


@pytest.mark.parametrize("role", ["cadre", "admin"])
def test_a_guessed_parent_tells_nothing(role, roles, sql):
    """A new line on somebody else's month or task: its figures stay unknown."""
    client = roles[role]
    records = find(sql, "cadre.monthly.record", "others", client.user_id)
    tasks = find(sql, "cadre.task", "others", client.user_id)
    specification = {
        "task_id": {"fields": {"display_name": {}}},
        "record_id": {"fields": {"display_name": {}}},
        "qty_planned": {},
        "progress": {},
        "uom_text": {},
        "quality_standard": {},
    }
    for values in (
        {"task_id": tasks[0], "qty_done": 1},
        {"record_id": records[0]},
        {"task_id": tasks[0], "record_id": records[0], "qty_done": 1},
    ):
        with pytest.raises(RpcError) as raised:
            client.call(
                "cadre.monthly.record.line",
                "onchange",
                [],
                values,
                list(values),
                specification,
            )
        assert raised.value.is_refusal, raised.value


@pytest.mark.parametrize("role", ["cadre", "leader", "admin"])
def test_printed_papers_of_others(role, roles, sql):
    """The address of a report takes any ids: mixed with own ones as well."""
    client = roles[role]
    own = find(sql, "cadre.usual.file", "own", client.user_id)
    others = find(sql, "cadre.usual.file", "others", client.user_id)
    hidden = find(sql, "cadre.quarterly.evaluation", "own_hidden", client.user_id)
    for kind, report, ids in (
        ("html", "report_booklet", others[:1]),
        ("pdf", "report_booklet", own[:1] + others[:1]),
        ("html", "report_quarterly_sheet", hidden[:1]),
        ("xlsx", "team_overview", own[:1] + others[:1]),
    ):
        assert ids, f"make.py makes one for {report}"
        joined = ",".join(map(str, ids))
        address = f"{client.url}/report/{kind}/cadre_appraisal.{report}/{joined}"
        answer = client.http.get(address)
        assert not answer.content.startswith((b"%PDF", b"PK"))
        assert "o_cadre_form" not in answer.text


@pytest.mark.parametrize("role", ["cadre", "admin"])
def test_a_guessed_line_tells_nothing(role, roles, sql):
    """The form of an own month, with somebody else's line or task slipped in."""
    client = roles[role]
    own = find(sql, "cadre.monthly.record", "own", client.user_id)[:1]
    lines = find(sql, "cadre.monthly.record.line", "others", client.user_id)
    tasks = find(sql, "cadre.task", "others", client.user_id)
    specification = {
        "line_ids": {"fields": {"qty_planned": {}, "progress": {}, "uom_text": {}}}
    }
    for ids in (own, []):
        for command in (
            [0, "virtual_1", {"task_id": tasks[0], "qty_done": 1}],
            [4, lines[0], False],
            [1, lines[0], {"qty_done": 1}],
            [6, False, lines[:1]],
        ):
            values = {"line_ids": [command]}
            with pytest.raises(RpcError) as raised:
                client.call(
                    "cadre.monthly.record",
                    "onchange",
                    ids,
                    values,
                    ["line_ids"],
                    specification,
                )
            assert raised.value.is_refusal, raised.value
