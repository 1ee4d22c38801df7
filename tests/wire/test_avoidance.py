"""R-03, R-04: one's own file and a relative's are out of reach by every road.

Every answer of the server, refusals included, is searched for the number of a file that
the person must not know of.
"""

import json

import pytest

from .client import RpcError
from .records import find

ROLES = ("archive_clerk", "archive_head", "party_committee", "admin")
MODELS = ("cadre.dossier", "cadre.material", "cadre.custody.move", "cadre.access")


def roads(client, model, ids):
    """Answers of every public way to read records, by name of the way."""
    domain = [["id", "in", ids]]
    names = list(client.call(model, "fields_get", [], ["type"]))
    specification = {name: {} for name in names}
    calls = {
        "search": (domain,),
        "search_count": (domain,),
        "search_read": (domain, ["display_name"]),
        "web_search_read": (domain, specification),
        "read": (ids, ["display_name"]),
        "web_read": (ids, specification),
        "export_data": (ids, ["id", "display_name"]),
        "formatted_read_group": (domain, ["create_uid"], ["__count"]),
        "web_read_group": (domain, ["create_uid"]),
        "read_progress_bar": (domain, "create_uid", {"field": "id", "colors": {}}),
        "name_search": ("", domain),
        "copy": (ids,),
        "onchange": (ids[:1], {}, [], specification),
        "web_save": (ids[:1], {}, specification),
    }
    for method, arguments in calls.items():
        try:
            yield method, client.call(model, method, *arguments)
        except RpcError as error:
            yield method, str(error)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", ROLES)
def test_avoided_records_are_unreachable(role, model, roles, sql):
    client = roles[role]
    ids = find(sql, model, "avoided", client.user_id)
    if not ids:
        pytest.skip(f"the sample office has no such {model} for {role}")
    numbers = forbidden_numbers(sql, client)
    for method, answer in roads(client, model, ids):
        text = json.dumps(answer, ensure_ascii=False)
        assert not [n for n in numbers if n in text], f"{method} tells of the file"
        if method in ("search", "search_read", "name_search", "formatted_read_group"):
            assert not answer or isinstance(answer, str), method
        if method == "search_count":
            assert not answer or isinstance(answer, str), method


def forbidden_numbers(sql, client):
    ids = find(sql, "cadre.dossier", "avoided", client.user_id)
    return [
        number
        for (number,) in sql("SELECT number FROM cadre_dossier WHERE id = ANY(%s)", ids)
    ]


@pytest.mark.parametrize("role", ("archive_clerk", "archive_head"))
def test_unfiltered_lists_and_counts_leave_them_out(role, roles, sql):
    """Lists, searches by number and the cards of the landing page."""
    client = roles[role]
    numbers = forbidden_numbers(sql, client)
    assert numbers, "the sample office shows this with the archive staff's own files"
    everything = client.call("cadre.dossier", "search_read", [], ["number"])
    assert not set(numbers) & {row["number"] for row in everything}
    for number in numbers:
        assert not client.call("cadre.dossier", "name_search", number)
        assert not client.call("cadre.dossier", "search", [["number", "=", number]])
        assert not client.call(
            "cadre.material", "search", [["dossier_id.number", "=", number]]
        )
    desk = json.dumps(client.call("cadre.desk", "get_desk", "archive"))
    assert not [number for number in numbers if number in desk]
    [(total,)] = sql("SELECT count(*) FROM cadre_dossier")
    assert len(everything) == total - len(numbers)


@pytest.mark.parametrize("role", ("archive_clerk", "archive_head"))
def test_no_new_record_can_point_at_them(role, roles, sql):
    """A guessed id in a create or an onchange brings nothing back."""
    client = roles[role]
    target = find(sql, "cadre.dossier", "avoided", client.user_id)[0]
    numbers = forbidden_numbers(sql, client)
    attempts = (
        ("cadre.access", "create", [{"line_ids": [[0, 0, {"dossier_id": target}]]}]),
        ("cadre.material", "create", [{"dossier_id": target, "name": "x"}]),
    )
    for model, method, *arguments in attempts:
        with pytest.raises(RpcError) as raised:
            client.call(model, method, *arguments)
        assert not [n for n in numbers if n in str(raised.value)]
    answer = client.call(
        "cadre.access.line",
        "onchange",
        [],
        {"dossier_id": target},
        ["dossier_id"],
        {
            "dossier_id": {"fields": {"display_name": {}}},
            "employee_id": {"fields": {"display_name": {}}},
        },
    )
    text = json.dumps(answer, ensure_ascii=False)
    [(name,)] = sql("SELECT cadre_name FROM cadre_dossier WHERE id = %s", target)
    assert not [secret for secret in (name, *numbers) if secret in text]


def test_people_outside_the_archive_see_nothing(roles):
    for role in ("cadre", "leader", "appraisal_clerk", "member", "inspector", "admin"):
        for model in MODELS:
            with pytest.raises(RpcError) as raised:
                roles[role].call(model, "search_count", [])
            assert raised.value.is_access


def test_nobody_without_a_session(anonymous):
    for model in (*MODELS, "cadre.clause", "cadre.appraisal", "cadre.log"):
        with pytest.raises(RpcError):
            anonymous.call(model, "search_count", [])
