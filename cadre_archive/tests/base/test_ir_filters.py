from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import GroundCommon


@tagged("post_install", "-at_install", "cadre_security")
class TestFilters(GroundCommon):
    """Nobody empties the lists of others by a default filter."""

    def _values(self, model, users, default=True):
        return {
            "name": "Nothing at all",
            "model_id": model,
            "domain": "[('id', '=', 0)]",
            "is_default": default,
            "user_ids": [Command.set(users.ids)],
        }

    def test_default_filter_is_ones_own(self):
        """Whatever the clause: a default of others is refused on every list of ours."""
        user = self._user("z_filters", "base.group_user")
        other = self._user("z_other", "base.group_user")
        filters = self.env["ir.filters"].with_user(user)
        guarded = self._guarded_lists()
        self.assertGreater(len(guarded), 20)
        for name in guarded:
            clause = self.env[name]._guard_clause
            for users in (self.env["res.users"], user | other):
                with (
                    self.subTest(model=name),
                    self.assertRaisesRegex(
                        AccessError, f"(?s){clause}: .*yourself alone"
                    ),
                ):
                    filters.create(self._values(name, users))
        own = filters.create(self._values(name, user))
        with self.assertRaisesRegex(AccessError, clause):
            own.write({"user_ids": [Command.clear()]})
        shared = filters.create(
            self._values(name, self.env["res.users"], default=False)
        )
        with self.assertRaisesRegex(AccessError, clause):
            shared.is_default = True
        filters.create(self._values("res.partner", self.env["res.users"]))

    def _guarded_lists(self):
        return [
            name
            for name in self.registry
            if name.startswith("cadre.")
            and not self.env[name]._abstract
            and getattr(self.env[name], "_guard_clause", "")
        ]
