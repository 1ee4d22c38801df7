from odoo import api, fields, models


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
        writable=True,
        logged=True,
        help='The policy\'s "more than" (超过) excludes the number, '
        '"or more" (以上) includes it.',
    )
    value = fields.Float(required=True, digits=(16, 2), writable=True, logged=True)
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

    @api.model_create_multi
    def create(self, vals_list):
        values = super().create(vals_list)
        self.env.registry.clear_cache()
        return values

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def _log_clause(self):
        return self.clause_id.code

    def _log_details(self):
        return {"key": self.key}
