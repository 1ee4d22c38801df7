"""Deny by default: what a form shows read-only is the system's on every path.

Walks every stored field of every model, as each role that may write the model, on a
record in each state that the role finds. What is read-only is asked of the screen: the
description of the fields, and the form with its conditions put to the record's values.
"""

import ast
import os
import xml.etree.ElementTree as ET

import pytest

from .client import RpcError
from .conftest import ROLES

# Fields of every model that Odoo keeps by itself and silently leaves out of a write.
MAGIC = {"id", "create_date", "create_uid", "write_date", "write_uid", "display_name"}
# What others bring along: activities, followers, messages.
FOREIGN = ("activity_", "message_", "my_activity_", "website_message", "has_message")


def models(sql):
    return [
        name
        for (name,) in sql(
            "SELECT model FROM ir_model WHERE model LIKE 'cadre.%%' AND NOT transient "
            "AND NOT abstract ORDER BY model"
        )
    ]


def one_for_each_state(client, model, described):
    """Records that the role finds, one for each state of the model."""
    if "state" not in described:
        ids = client.call(model, "search", [], limit=1)
        return {"": ids[0]} if ids else {}
    found = {}
    for state, _label in described["state"]["selection"]:
        ids = client.call(model, "search", [["state", "=", state]], limit=1)
        if ids:
            found[state] = ids[0]
    return found


def holds(expression, values):
    """Whether a condition of a form holds for a record; None when it cannot be told."""
    if expression in ("1", "True"):
        return True
    if expression in ("0", "False", None):
        return False
    try:
        tree = ast.parse(expression.strip(), mode="eval")
        return bool(
            eval(compile(tree, "form", "eval"), {"__builtins__": {}}, dict(values))
        )
    except (NameError, TypeError, SyntaxError, AttributeError):
        return None


def read_only(client, model, described, values):
    """Names of the stored fields that the screen shows read-only for the record."""
    closed = {name for name, field in described.items() if field["readonly"]}
    arch = client.call(model, "get_views", [[False, "form"]])["views"]["form"]["arch"]
    # Shown twice, it is closed where both places are: one may only repeat the other.
    places = {}
    for node in direct_fields(ET.fromstring(arch)):
        shut = holds(node.get("readonly"), values)
        places.setdefault(node.get("name"), []).append(shut)
    closed |= {name for name, shut in places.items() if all(shut)} & set(described)
    return {
        name
        for name in closed
        if described[name]["store"]
        and name not in MAGIC
        and not name.startswith(FOREIGN)
    }


def direct_fields(node):
    """The fields of a form, without those of the lists within it."""
    for child in node:
        if child.tag == "field":
            yield child
        else:
            yield from direct_fields(child)


def another(client, field, value):
    """A value that the field does not have now; None when none can be thought of."""
    kind = field["type"]
    if kind in ("char", "text", "html"):
        return f"{value or ''} x"
    if kind in ("integer", "float", "monetary", "many2one_reference"):
        return (value or 0) + 1
    if kind == "boolean":
        return not value
    if kind == "date":
        return "2020-02-03" if value != "2020-02-03" else "2020-02-04"
    if kind == "datetime":
        return "2020-02-03 04:05:06"
    if kind == "selection":
        others = [key for key, _label in field["selection"] if key != value]
        return others[0] if others else None
    if kind == "many2one":
        # Any id: what the role may see plays no part in what it may write.
        return (value or 0) + 1
    if kind in ("one2many", "many2many"):
        return [[5, 0, 0]] if value else None
    if kind == "json":
        return {"x": 1}
    return "eA==" if kind == "binary" else None


def try_record(client, model, described, record_id):
    """Write each read-only field of a record.

    :return: how many were tried, and the faults
    """
    names = [n for n, f in described.items() if f["store"] and f["type"] != "binary"]
    (values,) = client.call(model, "read", [record_id], names, load="")
    faults, tried = [], 0
    for name in sorted(read_only(client, model, described, values)):
        present = values.get(name)
        value = another(client, described[name], present)
        if value is None:
            continue
        tried += 1
        try:
            client.call(model, "write", [record_id], {name: value})
        except RpcError as error:
            if not error.is_refusal:
                faults.append(f"{model}.{name}: broke: {error}")
            continue
        (after,) = client.call(model, "read", [record_id], [name], load="")
        if after[name] != present:
            faults.append(f"{model}.{name}: {present!r} became {after[name]!r}")
    return tried, faults


@pytest.mark.parametrize("role", ROLES)
def test_read_only_is_the_systems(role, roles, sql):
    client = roles[role]
    faults, tried = [], 0
    for model in models(sql):
        if not client.call(model, "has_access", [], "write"):
            continue
        described = client.call(
            model, "fields_get", [], ["readonly", "store", "type", "selection"]
        )
        for state, record_id in one_for_each_state(client, model, described).items():
            count, found = try_record(client, model, described, record_id)
            tried += count
            faults += [f"{fault} ({state or 'any state'})" for fault in found]
    print(f"{role}: {tried} read-only fields tried in {os.environ['CADRE_DB']}")
    assert not faults, "\n".join(faults)
