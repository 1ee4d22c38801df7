import inspect

from odoo.tests import TransactionCase, tagged

try:
    from odoo.addons.test_lint.tests import test_override_signatures as signatures
except ImportError:  # an Odoo without its own tests
    signatures = None

ADDONS = ("cadre_archive", "cadre_appraisal")
# Its default is a function, and no two of these are equal.
LEFT_OUT = {"_convert_records"}
INDEXED = (True, "1", "btree", "btree_not_null")


def is_ours(thing):
    return getattr(thing, "_module", "") in ADDONS


@tagged("post_install", "-at_install")
class TestOdooChecks(TransactionCase):
    """What Odoo asks of its own addons (its module test_lint), asked of ours."""

    def test_inverses_of_one2many_are_indexed(self):
        """A one2many is read by its inverse: without an index the table is walked."""
        missing = set()
        for model in self.env.registry.values():
            for field in model._fields.values():
                if field.type != "one2many" or not field.inverse_name:
                    continue
                lines = self.env[field.comodel_name]
                inverse = lines._fields[field.inverse_name].base_field
                ours = is_ours(inverse)
                table = lines._auto and not (lines._abstract or lines._transient)
                stored = inverse.store and inverse.column_type
                if not (ours and table and stored) or inverse.index in INDEXED:
                    continue
                if not self._is_first_of_an_index(lines._table, inverse.name):
                    missing.add(f"{inverse}, inverse of {field}")
        self.assertFalse(missing)

    def _is_first_of_an_index(self, table, column):
        """A unique index that begins with the column serves as well."""
        self.env.cr.execute(
            """
            SELECT 1
              FROM pg_index i
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = %s::regclass AND i.indpred IS NULL AND a.attname = %s
            """,
            [table, column],
        )
        return bool(self.env.cr.fetchall())

    def test_overrides_keep_names_and_defaults_of_arguments(self):
        """Odoo calls by name: ``default_get(fields=…)`` of one name, everywhere."""
        if signatures is None:
            self.skipTest("Odoo's module test_lint is not there")
        faults = []
        for name, model in self.env.registry.items():
            for method, _value in inspect.getmembers(model, inspect.isroutine):
                if not method.startswith("__") and method not in LEFT_OUT:
                    faults += self._faults_of(name, model, method)
        self.assertFalse(faults, "\n".join(faults))

    def _faults_of(self, name, model, method):
        classes = [c for c in reversed(model.mro()[1:-1]) if method in c.__dict__]
        first, *others = classes or [None]
        for other in others:
            if other.__module__.split(".")[2:3] not in ([a] for a in ADDONS):
                continue
            original, override = getattr(first, method), getattr(other, method)
            try:
                signatures.assert_valid_override(
                    inspect.signature(original),
                    inspect.signature(override),
                    is_private=method.startswith("_"),
                )
                decorators = map(signatures.get_decorators, (original, override))
                assert len(set(decorators)) == 1, "decorators do not match"
            except AssertionError as error:
                yield f"{name}.{method} in {other.__module__}: {error}"

    def test_public_methods_take_no_argument_of_rpc(self):
        """``ids`` and ``context`` are what the client sends beside the arguments."""
        faults = [
            f"{name}.{method}"
            for name, model in self.env.registry.items()
            if is_ours(model)
            for method, function in inspect.getmembers(model, inspect.isroutine)
            if not method.startswith("_")
            and not getattr(function, "_api_private", False)
            and {"ids", "context"} & set(inspect.signature(function).parameters)
        ]
        self.assertFalse(faults)
