"""security/access_matrix.csv is the truth: every cell is tried over RPC."""

import pytest

from . import matrix
from .client import RpcError
from .conftest import ROLES
from .records import find

ROWS = matrix.rows(ROLES)


def test_matrix_names_every_model(sql):
    """A new model without a decision about every role fails here."""
    models = {
        name
        for (name,) in sql(
            "SELECT model FROM ir_model WHERE model LIKE 'cadre.%%' AND NOT abstract"
        )
    }
    asked = {}
    for row in ROWS:
        asked.setdefault(row.model, set()).update(matrix.ASKED.get(row.records, "rwu"))
    assert not models - {model for model, letters in asked.items() if len(letters) == 4}
    assert not set(asked) - models


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row, roles, sql, cells):
    wrong = []
    for role, client in roles.items():
        ids = find(sql, row.model, row.records, client.user_id)
        assert ids, f"{role} finds no {row}: make.py makes one"
        for operation, allowed in row.answers(role):
            cells.checked += 1
            if problem := TRIES[operation](client, row, ids, allowed):
                verb = "may" if allowed else "may not"
                wrong.append(f"{role} {verb} {operation} {row}: {problem}")
    assert not wrong, "\n".join(wrong)


def _refusal(client, model, method, *args):
    """The refusal of a call, or None; a server error is no refusal but a fault."""
    try:
        client.call(model, method, *args)
    except RpcError as error:
        if not error.is_refusal:
            raise
        return error
    return None


def _compare(refusal, allowed):
    """What is wrong, in words, or None."""
    if refusal is None:
        return None if allowed else "was not refused"
    return str(refusal) if allowed else None


def _try_read(client, row, ids, allowed):
    if row.records == "any":
        return _compare(_refusal(client, row.model, "search", []), allowed)
    if allowed:
        return _compare(_refusal(client, row.model, "read", ids[:3], ["id"]), True)
    try:
        found = client.call(row.model, "search", [["id", "in", ids]])
    except RpcError as error:
        if not error.is_access:
            return str(error)
        # The model itself is closed: one of its records is like another.
        ids = ids[:1]
    else:
        if found:
            return f"finds {found}"
    for record_id in ids[:3]:
        if not _refusal(client, row.model, "read", [record_id], ["id"]):
            return f"reads {record_id}"
    return None


def _try_write(client, row, ids, allowed):
    """An empty write is checked like any other, and changes nothing."""
    return _compare(_refusal(client, row.model, "write", ids[:1], {}), allowed)


def _try_create(client, row, _ids, allowed):
    """Whoever has the right is told so; whoever has not is refused when he tries."""
    if allowed:
        may = client.call(row.model, "has_access", [], "create")
        return None if may else "has no access"
    refusal = _refusal(client, row.model, "create", [{}])
    # "A required value is missing" would mean that only the value was.
    if refusal and refusal.name.endswith("ValidationError"):
        return str(refusal)
    return _compare(refusal, False)


def _try_unlink(client, row, ids, allowed):
    """Nothing official is deleted: only what is one's own and passing may be."""
    assert not allowed or row.records == "own", "the matrix knows no other"
    return _compare(_refusal(client, row.model, "unlink", ids[:1]), allowed)


TRIES = {
    "read": _try_read,
    "write": _try_write,
    "create": _try_create,
    "unlink": _try_unlink,
}
