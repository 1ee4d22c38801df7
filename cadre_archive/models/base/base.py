from odoo import api, models, tools
from odoo.exceptions import ValidationError

from ...rules.figures import LARGEST, number_problem
from .cadre_guard_mixin import OURS

# What the client says stood in the fields (static/src/save/seen.js).
SEEN_KEY = "cadre_seen"
NUMBERS = ("integer", "float", "monetary")


class Base(models.AbstractModel):
    """What is asked of every model: what the client sends along, numbers that are none.

    Our client sends along what it saw when a person saves, and no model knows. NaN,
    infinity and 1e15 have one refusal, for records, wizards and our fields on Odoo's
    models, on every road.
    """

    _inherit = "base"

    def web_save(self, vals, specification, next_id=None):
        if SEEN_KEY in vals:
            vals = dict(vals)
            seen = vals.pop(SEEN_KEY)
            if self and self._name in self.pool.descendants(
                ["cadre.guard.mixin"], "_inherit"
            ):
                self._check_seen(seen, vals)
        return super().web_save(vals, specification, next_id=next_id)

    # --- Numbers ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_figures(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_figures([vals])
        return super().write(vals)

    @api.model
    def new(self, values=None, origin=None, ref=None):
        if values:
            self._check_figures([values])
        return super().new(values, origin, ref)

    @api.model
    @tools.ormcache()
    def _number_fields_of_people(self):
        """Our number fields that a person fills in; the others are counted."""
        ours = set(OURS)
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type in NUMBERS
            and not ours.isdisjoint(field._modules)
            and (self._transient or getattr(field, "writable", None))
        )

    @api.model
    def _check_figures(self, vals_list):
        """Refuse numbers that are none, or larger than any of an office.

        :raises ValidationError: naming field, value, clause and remedy
        """
        names = self._number_fields_of_people()
        if not names:
            return
        for vals in vals_list:
            for name in names.intersection(vals):
                if number_problem(vals[name]):
                    raise self._refusal_figure(name, vals[name])

    @api.model
    def _refusal_figure(self, name, value):
        label = self._fields[name]._description_string(self.env)
        what = self._figure_message(label, value)
        remedy = self.env._("Write a number below %s.", f"{LARGEST:,}")
        code = ""
        if isinstance(self, self.env.registry["cadre.guard.mixin"]):
            code = self._clause_of(name)
        if not code:
            return ValidationError(f"{what} {remedy}")
        return self.env["cadre.clause"]._refusal(
            code, what, remedy, exception=ValidationError
        )

    @api.model
    def _figure_message(self, label, value):
        return self.env._(
            "“%(label)s” cannot be %(value)s.", label=label, value=str(value)[:40]
        )
