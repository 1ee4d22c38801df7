"""Buttons and other public methods on records that the caller must not see.

Whatever a browser can call it can call with a guessed id. Methods are found in the
sources, records in the database: a new model or button is tried without being named.
"""

import ast
import json
import pathlib

import pytest

from .client import RpcError
from .conftest import ROLES

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Odoo's own, which other tests call in every way there is.
ORM = ("create", "write", "unlink", "copy", "copy_data", "onchange", "get_views")
READING = (
    "default_get",
    "read",
    "search",
    "web_",
    "name_",
    "export",
    "fields_",
    "formatted_",
    "load",
)
# The text of a row that would tell whose it is.
TELLING = ("number", "name", "subject", "comment", "reason", "description")


def literal(node, name):
    """The strings that a class gives to one of its attributes."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and statement.targets[0].id == name:
            value = ast.literal_eval(statement.value)
            return [value] if isinstance(value, str) else list(value)
    return []


def is_public(function):
    private = any("private" in ast.unparse(d) for d in function.decorator_list)
    model = any(ast.unparse(d) == "api.model" for d in function.decorator_list)
    return (
        not function.name.startswith(("_", *READING))
        and function.name not in ORM
        and not private
        and not model
    )


def public_methods():
    """``{model or mixin: {method: number of arguments without a default}}``, and
    ``{model: its mixins}``."""
    methods, parents = {}, {}
    for path in sorted(ROOT.glob("cadre_*/[mw]*/**/*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ClassDef):
                continue
            inherits = [n for n in literal(node, "_inherit") if isinstance(n, str)]
            names = literal(node, "_name") or inherits[:1]
            for name in names:
                parents.setdefault(name, set()).update(inherits)
                for item in node.body:
                    if isinstance(item, ast.FunctionDef) and is_public(item):
                        needed = len(item.args.args) - 1 - len(item.args.defaults)
                        methods.setdefault(name, {})[item.name] = needed
    return methods, parents


def methods_of(model, methods, parents):
    found = {}
    for parent in parents.get(model, set()) - {model}:
        found |= methods_of(parent, methods, parents)
    return found | methods.get(model, {})


METHODS, PARENTS = public_methods()


def hidden_records(client, sql):
    """``(model, id, methods)`` of one record each that the role must not see."""
    tables = sql(
        "SELECT model, replace(model, '.', '_') FROM ir_model "
        "WHERE model LIKE 'cadre.%%' AND NOT abstract "
        "AND to_regclass(replace(model, '.', '_')) IS NOT NULL ORDER BY model"
    )
    for model, table in tables:
        if not (found := methods_of(model, METHODS, PARENTS)):
            continue
        try:
            seen = client.call(model, "search", [], context={"active_test": False})
        except RpcError:
            seen = []
        rows = sql(
            f"SELECT id FROM {table} WHERE id <> ALL(%s) ORDER BY id LIMIT 1", seen
        )
        if rows:
            yield model, rows[0][0], found


def row(sql, model, record_id):
    table = model.replace(".", "_")
    return sql(f"SELECT to_jsonb(t) FROM {table} t WHERE id = %s", record_id)[0][0]


@pytest.mark.parametrize("role", ROLES)
def test_no_public_method_reaches_what_is_hidden(role, roles, sql):
    client, tried = roles[role], 0
    for model, record_id, methods in hidden_records(client, sql):
        before = row(sql, model, record_id)
        telling = [
            value
            for name, value in before.items()
            if name in TELLING and isinstance(value, str) and len(value) > 3
        ]
        for method, needed in sorted(methods.items()):
            tried += 1
            try:
                answer = client.call(model, method, [record_id], *[False] * needed)
            except RpcError as error:
                answer = error.message
                # Arguments made up here may break a method, but only those.
                assert error.is_refusal or needed, f"{model}.{method} breaks: {error}"
            text = json.dumps(answer, ensure_ascii=False)
            assert not [v for v in telling if v in text], f"{model}.{method} tells"
            assert row(sql, model, record_id) == before, f"{model}.{method} changes"
    assert tried > 30, "the sample office hides something from every role"
