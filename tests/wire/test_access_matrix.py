"""security/access_matrix.csv is the truth: every row is tried over RPC."""

import pytest

from . import matrix
from .client import RpcError
from .conftest import ROLES
from .records import find

ROWS = matrix.rows()


def test_matrix_names_every_model_role_and_operation(roles, sql):
    """A new model without a decision about every role fails here."""
    models = {
        name
        for (name,) in sql(
            "SELECT model FROM ir_model WHERE model LIKE 'cadre.%%' "
            "AND NOT transient AND NOT abstract"
        )
    }
    decided = {(row.role, row.model, row.operation) for row in ROWS}
    missing = [
        f"{role},{model},{operation}"
        for model in sorted(models)
        for role in ROLES
        for operation in matrix.OPERATIONS
        if (role, model, operation) not in decided
    ]
    assert not missing, "\n".join(missing[:40])
    unknown = {row.model for row in ROWS} - models
    assert not unknown


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row, roles, sql):
    client = roles[row.role]
    if row.operation == "create":
        _try_create(client, row)
        return
    ids = find(sql, row.model, row.records, client.user_id)
    if not ids:
        pytest.skip(f"the sample office has no {row.model} ({row.records})")
    {"read": _try_read, "write": _try_write, "unlink": _try_unlink}[row.operation](
        client, row, ids
    )


def _refused(call, *args, **kwargs):
    """Whether a call is refused; a server error is no refusal but a fault."""
    try:
        call(*args, **kwargs)
    except RpcError as error:
        assert error.is_refusal, error
        return True
    return False


def _try_read(client, row, ids):
    if row.records == "any":
        assert _refused(client.call, row.model, "search", []) is not row.allowed
        return
    if row.allowed:
        assert client.call(row.model, "read", ids[:3], ["id"])
        return
    for record_id in ids[:3]:
        assert _refused(client.call, row.model, "read", [record_id], ["id"])
    try:
        assert not client.call(row.model, "search", [["id", "in", ids]])
    except RpcError as error:
        assert error.is_access, error


def _try_write(client, row, ids):
    """An empty write is checked like any other, and changes nothing."""
    refused = _refused(client.call, row.model, "write", ids[:1], {})
    assert refused is not row.allowed


def _try_create(client, row):
    """Whoever has the right is told so; whoever has not is refused when he tries."""
    if row.allowed:
        assert client.call(row.model, "has_access", [], "create")
        return
    with pytest.raises(RpcError) as raised:
        client.call(row.model, "create", [{}])
    assert raised.value.is_refusal, raised.value
    # "A required value is missing" would mean that only the value was.
    assert not raised.value.name.endswith("ValidationError"), raised.value


def _try_unlink(client, row, ids):
    """Nothing official is deleted: the matrix knows no role that may."""
    assert not row.allowed
    assert _refused(client.call, row.model, "unlink", ids[:1])
