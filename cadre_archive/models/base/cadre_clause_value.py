from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What is counted in whole ones.
WHOLE = ("days", "working_days", "months", "count", "people", "day_of_month", "level")
# What makes sense of a unit; ``data/cadre.clause.value-bounds.csv`` says more of some.
BOUNDS = {
    "percent": (0, 100),
    "points": (0, 100),
    "day_of_month": (1, 31),
    "ratio": (0, 100),
    "yuan": (0, 10**9),
    "level": (0, 2),
    "count": (0, 1000),
    "people": (0, 100),
    "days": (0, 3650),
    "working_days": (0, 366),
    "months": (1, 120),
    "minutes": (0, 1440),
    "hours": (0, 24),
}
# Marks values that are saved together: only what comes out in the end is compared. An
# object, which nobody can send over RPC.
TOGETHER_KEY = "cadre_values_together"
TOGETHER = object()

from .cadre_guard_mixin import Open


class CadreClauseValue(models.Model):
    """A number of a clause that the office may set."""

    _name = "cadre.clause.value"
    _description = "Value of a Clause"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "A-02"
    _undeletable = "A-02"
    _order = "clause_id, sequence, id"

    clause_id = fields.Many2one(
        "cadre.clause", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Meaning", required=True, translate=True, readonly=True)
    operator = fields.Selection(
        [
            ("ge", "at least"),
            ("gt", "more than"),
            ("le", "at most"),
            ("lt", "less than"),
            ("eq", "exactly"),
        ],
        required=True,
        writable=Open(actors="_kept_by_user"),
        logged=True,
        help='The policy\'s "more than" (超过) excludes the number, '
        '"or more" (以上) includes it.',
    )
    value = fields.Float(
        required=True,
        digits=(16, 2),
        writable=Open(actors="_kept_by_user"),
        logged=True,
    )
    unit = fields.Selection(
        [
            ("days", "days"),
            ("working_days", "working days"),
            ("months", "months"),
            ("minutes", "minutes"),
            ("hours", "hours"),
            ("count", "times"),
            ("percent", "%"),
            ("points", "points"),
            ("yuan", "yuan"),
            ("ratio", "ratio"),
            ("people", "people"),
            ("day_of_month", "day of the month"),
            ("level", "level"),
        ],
        required=True,
        readonly=True,
    )

    minimum = fields.Float(
        string="Not below", digits=(16, 2), help="Less would make no sense."
    )
    maximum = fields.Float(
        string="Not above",
        digits=(16, 2),
        help="More would make no sense; zero: there is no such limit.",
    )
    below_key = fields.Char(
        string="Lies below", help="Key of the value of the same clause that is higher."
    )

    _key_uniq = models.Constraint(
        "UNIQUE(clause_id, key)", "A clause has each of its values once."
    )
    _value_check = models.Constraint(
        "CHECK(value >= 0)", "A value of a clause cannot be negative."
    )

    @api.depends("name", "operator", "value", "unit")
    def _compute_display_name(self):
        operators = dict(self._fields["operator"]._description_selection(self.env))
        units = dict(self._fields["unit"]._description_selection(self.env))
        for value in self:
            value.display_name = self.env._(
                "%(name)s: %(operator)s %(value)s %(unit)s",
                name=value.name,
                operator=operators.get(value.operator, ""),
                value=f"{value.value:g}",
                unit=units.get(value.unit, ""),
            )

    # --- Constraints ---

    @api.constrains("value")
    def _check_bounds(self):
        """The register takes no value that cannot be: 150 percent, day 32."""
        for record in self:
            high = record.maximum or float("inf")
            if not record.minimum <= record.value <= high:
                remedy = self.env._(
                    "Enter a number from %(low)s to %(high)s.",
                    low=f"{record.minimum:g}",
                    high=f"{high:g}",
                )
            elif record.unit in WHOLE and record.value != int(record.value):
                remedy = self.env._("Enter a whole number.")
            else:
                continue
            raise record._refusal_value(remedy)

    @api.constrains("value")
    def _check_order(self):
        """What lies below another value of its clause does so (bands fall)."""
        if self.env.context.get(TOGETHER_KEY) is TOGETHER:
            return
        for record in self.clause_id.value_ids.filtered("below_key"):
            above = record.clause_id.value_ids.filtered(
                lambda other, key=record.below_key: other.key == key
            )
            if above and record.value >= above.value:
                raise record._refusal_value(
                    self.env._(
                        "Enter less than “%(above)s”, which is %(value)s.",
                        above=above.name,
                        value=f"{above.value:g}",
                    )
                )

    def _refusal_value(self, remedy):
        return self.env["cadre.clause"]._refusal(
            self.clause_id.code,
            self.env._(
                "“%(name)s” cannot be %(value)s.",
                name=self.name,
                value=f"{self.value:g}",
            ),
            remedy,
            exception=ValidationError,
        )

    @api.model
    def load(self, fields, data):
        result = super().load(fields, data)
        if self.env.context.get("install_mode"):
            self._load_bounds([dict(zip(fields, row, strict=True)) for row in data])
        return result

    @api.model
    def _load_bounds(self, rows):
        """Bounds are the addon's, also of values that the office has set itself."""
        module = self.env.context.get("module", "cadre_archive")
        for row in rows:
            name = row["id"] if "." in row["id"] else f"{module}.{row['id']}"
            value = self.env.ref(name)
            if "maximum" in row:
                value.write(
                    {
                        "minimum": float(row["minimum"]),
                        "maximum": float(row["maximum"]),
                        "below_key": row["below_key"],
                    }
                )
            elif not value.maximum:
                value.write(self._bounds_of(value.unit))

    @api.model
    def _bounds_of(self, unit):
        """What makes sense of a unit, where the addon's data say no more."""
        if unit not in BOUNDS:
            return {}  # refused below: it is required, and one of the list
        low, high = BOUNDS[unit]
        return {"minimum": low, "maximum": high}

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(
            [{**self._bounds_of(vals.get("unit")), **vals} for vals in vals_list]
        )
        self.env.registry.clear_cache()
        return values

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def _kept_by_user(self):
        """Those of the values whose clause the user may set."""
        kept = self.clause_id._kept_by_user()
        return self.filtered(lambda value: value.clause_id in kept)

    def _guard_remedy(self, reason, names):
        return self.clause_id._guard_remedy(reason, names)

    def _log_clause(self):
        return self.clause_id.code

    def _log_details(self):
        return {"key": self.key}
