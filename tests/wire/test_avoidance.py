"""R-03, R-04: one's own file and a relative's are out of reach by every path.

Every answer of the server, refusals included, is searched for the numbers of files and
applications that the person must not know of. A model whose records are avoided
(:data:`records.WHERE`) is tried without being named here.
"""

import json

import pytest

from .client import RpcError
from .records import AVOIDED, WHERE, find

ROLES = ("archive_clerk", "archive_head", "party_committee", "admin")
# Everything that hangs on a file or an application.
AVOIDING = tuple(model for model, classes in WHERE.items() if "avoided" in classes)
# Read off other tables: no ids to guess, but lists and groups.
VIEWS = ("cadre.access.trail", "cadre.page.view")
MODELS = ("cadre.dossier", "cadre.material", "cadre.custody.move", "cadre.access")
COUNTER = (
    "cadre.access.line",
    "cadre.access.reader",
    "cadre.access.count",
    "cadre.signature",
    "cadre.loan.reminder",
    "cadre.incident",
    "cadre.incident.step",
    "cadre.extract",
    "cadre.copy.print",
    "cadre.information.line",
    *VIEWS,
)
# The others have no chatter to be asked for.
THREADS = ("cadre.access", "cadre.incident")
# Refused, not found, or no form to show it in.
CLOSED = (403, 404, 400)
LISTS = ("search", "search_read", "name_search", "formatted_read_group")


def paths(client, model, ids):
    """Answers of every public way to read records, by name of the way."""
    domain = [["id", "in", ids]]
    names = list(client.call(model, "fields_get", [], ["type"]))
    specification = {name: {} for name in names}
    # What is read off a view of the database was created by nobody.
    group = next(n for n in ("create_uid", "company_id", "user_id") if n in names)
    calls = {
        "search": (domain,),
        "search_count": (domain,),
        "search_read": (domain, ["display_name"]),
        "web_search_read": (domain, specification),
        "read": (ids, ["display_name"]),
        "web_read": (ids, specification),
        "export_data": (ids, ["id", "display_name"]),
        "formatted_read_group": (domain, [group], ["__count"]),
        "web_read_group": (domain, [group]),
        "read_progress_bar": (domain, group, {"field": "id", "colors": {}}),
        "name_search": ("", domain),
        "copy": (ids,),
        "onchange": (ids[:1], {}, [], specification),
        "web_save": (ids[:1], {}, specification),
    }
    for method, arguments in calls.items():
        try:
            yield method, client.call(model, method, *arguments)
        except RpcError as error:
            assert error.is_refusal, f"{model}: {method} breaks: {error}"
            yield method, str(error)


def other_paths(client, model, ids):
    """Answers of the ways around the models: files, pictures, chatter, JSON.

    Odoo's export in the browser hands over what ``export_data`` does, see above.
    """
    try:
        described = client.call(model, "fields_get", [], ["type"])
    except RpcError:
        described = {"image": {"type": "binary"}}
    binary = [name for name, field in described.items() if field["type"] == "binary"]
    for record_id in ids[:3]:
        for name in binary:
            yield "content", client.get(f"/web/content/{model}/{record_id}/{name}")
            yield "image", client.get(f"/web/image/{model}/{record_id}/{name}")
        yield "json", client.get(f"/json/1/{model}/{record_id}")
        for path, params in (
            ()
            if model not in THREADS
            else (
                (
                    "/mail/thread/messages",
                    {"thread_model": model, "thread_id": record_id},
                ),
                (
                    "/mail/data",
                    {
                        "fetch_params": [
                            [
                                "mail.thread",
                                {
                                    "thread_model": model,
                                    "thread_id": record_id,
                                    "request_list": ["activities", "attachments"],
                                },
                            ]
                        ]
                    },
                ),
            )
        ):
            try:
                yield "mail", json.dumps(client.json(path, params), ensure_ascii=False)
            except RpcError as error:
                yield "mail", str(error)


def avoided_ids(sql, client):
    """``(model, ids)`` of what the person must not know of, as far as there is any."""
    for model in AVOIDING:
        if ids := find(sql, model, "avoided", client.user_id):
            yield model, ids


def test_there_are_avoided_records(roles, sql):
    """Otherwise nothing would be tried here."""
    for role in ROLES:
        found = {model for model, _ids in avoided_ids(sql, roles[role])}
        assert found == set(AVOIDING), role


def test_json_is_open_to_what_is_not_avoided(roles, sql):
    """Otherwise it would be tried in vain."""
    client = roles["archive_clerk"]
    dossier = find(sql, "cadre.dossier", "others", client.user_id)[0]
    [(number,)] = sql("SELECT number FROM cadre_dossier WHERE id = %s", dossier)
    answer = client.get(f"/json/1/cadre.dossier/{dossier}")
    assert answer.status_code == 200
    assert answer.json()["number"] == number


@pytest.mark.parametrize("role", ROLES)
def test_avoided_records_are_unreachable_around_the_models(role, roles, sql):
    client = roles[role]
    for model, ids in avoided_ids(sql, client):
        check_other_roads(sql, client, model, ids)


def check_other_roads(sql, client, model, ids):
    numbers = forbidden_numbers(sql, client)
    for path, answer in other_paths(client, model, ids):
        if not isinstance(answer, str):
            # A picture that must not be seen is Odoo's own of nothing.
            assert path == "image" or answer.status_code in CLOSED, (model, path)
            answer = answer.content.decode("utf-8", "replace")
        assert not [n for n in numbers if n in answer], f"{model}: {path} tells"
    for notes, key, more in (
        ("mail.message", "res_id", [["model", "=", model]]),
        ("mail.activity", "res_id", [["res_model", "=", model]]),
        ("ir.attachment", "res_id", [["res_model", "=", model]]),
    ):
        try:
            found = client.call(notes, "search_count", [[key, "in", ids], *more])
        except RpcError as error:
            assert error.is_access, error
        else:
            assert not found, (model, notes)


@pytest.mark.parametrize("model", VIEWS)
@pytest.mark.parametrize("role", ("archive_clerk", "archive_head"))
def test_lists_without_a_table_leave_them_out(role, model, roles, sql):
    """R-08: who saw which file, and page by page; its reader is not told of his own."""
    client = roles[role]
    [(people,)] = sql(
        "SELECT array_agg(id) FROM hr_employee WHERE id IN "
        + AVOIDED.format(user=client.user_id)
    )
    theirs = [["employee_id", "in", people]]
    assert not client.call(model, "search_count", theirs)
    assert not client.call(
        model, "formatted_read_group", theirs, ["dossier_id"], ["__count"]
    )
    everything = client.call(model, "search_read", [], [])
    assert everything, "the sample office shows both lists"
    text = json.dumps(everything, ensure_ascii=False)
    assert not [n for n in forbidden_numbers(sql, client) if n in text]


@pytest.mark.parametrize("role", ROLES)
def test_avoided_records_are_unreachable(role, roles, sql):
    client = roles[role]
    for model, ids in avoided_ids(sql, client):
        check_roads(sql, client, model, ids)


def check_roads(sql, client, model, ids):
    numbers = forbidden_numbers(sql, client)
    for method, answer in paths(client, model, ids):
        text = json.dumps(answer, ensure_ascii=False)
        assert not [n for n in numbers if n in text], f"{model}: {method} tells"
        if method in LISTS:
            assert not answer or isinstance(answer, str), (model, method)
        if method == "search_count":
            assert not answer or isinstance(answer, str), (model, method)


def forbidden_numbers(sql, client):
    """Of files, and of the applications that name one of them."""
    return [
        number
        for model, name in (("cadre.dossier", "number"), ("cadre.access", "name"))
        for (number,) in sql(
            f"SELECT {name} FROM {model.replace('.', '_')} "
            f"WHERE id = ANY(%s) AND {name} IS NOT NULL",
            find(sql, model, "avoided", client.user_id),
        )
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
    seen = ("others", "secret") if role == "archive_head" else ("others",)
    assert {row["id"] for row in everything} == {
        record_id
        for records in seen
        for record_id in find(sql, "cadre.dossier", records, client.user_id)
    }


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
        assert raised.value.is_refusal, raised.value
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
        for model in (*MODELS, *COUNTER):
            with pytest.raises(RpcError) as raised:
                roles[role].call(model, "search_count", [])
            assert raised.value.is_access


def test_nobody_without_a_session(anonymous):
    for model in (*AVOIDING, *VIEWS, "cadre.clause", "cadre.appraisal", "cadre.log"):
        with pytest.raises(RpcError) as raised:
            anonymous.call(model, "search_count", [])
        assert raised.value.name == "odoo.http.SessionExpiredException"
