from odoo import api, fields, models

# Kept in fields of the year, where the office may set them before it opens.
IN_FIELDS = ("weight_", "band_", "window_")


class CadreAppraisalCycleValue(models.Model):
    """A value of the clause register as the year was opened with it.

    The office may change the register at any time; a year that is under way goes on
    by the numbers that were announced.

    ============  =========================================================
    read          every internal user (A-02: the criteria are open)
    create        only the opening of the year
    write         nobody
    unlink        nobody, but with a draft of a year
    ============  =========================================================
    """

    _name = "cadre.appraisal.cycle.value"
    _description = "Value of a Year"
    _inherit = ["cadre.closed.mixin"]
    _subject_parent = "cycle_id"
    _cycle_path = "cycle_id"
    _guard_clause = "A-02"
    _order = "cycle_id, sequence, id"

    cycle_id = fields.Many2one(
        "cadre.appraisal.cycle", string="Year", required=True, ondelete="cascade"
    )
    clause_id = fields.Many2one("cadre.clause", required=True, ondelete="restrict")
    value_id = fields.Many2one(
        "cadre.clause.value", string="Meaning", required=True, ondelete="restrict"
    )
    sequence = fields.Integer()
    code = fields.Char(string="Clause number", required=True)
    key = fields.Char(required=True)
    operator = fields.Selection(
        lambda self: (
            self.env["cadre.clause.value"]
            ._fields["operator"]
            ._description_selection(self.env)
        ),
        required=True,
    )
    value = fields.Float(required=True, digits=(16, 2), aggregator=None)
    unit = fields.Selection(
        lambda self: (
            self.env["cadre.clause.value"]
            ._fields["unit"]
            ._description_selection(self.env)
        ),
        required=True,
    )

    _key_uniq = models.Constraint(
        "UNIQUE(cycle_id, code, key)", "A year has each value of a clause once."
    )

    @api.depends("code", "value_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.code} {record.value_id.name or ''}"

    # --- Business ---

    @api.model
    def _keep(self, cycles):
        """Copy the register for years that are opened now. As the system.

        :param cycles: years; those that have their values keep them
        """
        register = self.env["cadre.clause.value"].search(
            [("clause_id.regulation", "=", "appraisal")], order="sequence, id"
        )
        self.create(
            [
                {
                    "cycle_id": cycle.id,
                    "clause_id": value.clause_id.id,
                    "value_id": value.id,
                    "sequence": value.sequence,
                    "code": value.clause_id.code,
                    "key": value.key,
                    "operator": value.operator,
                    "value": value.value,
                    "unit": value.unit,
                }
                for cycle in cycles.filtered(lambda cycle: not cycle.value_ids)
                for value in register
                if not value.key.startswith(IN_FIELDS)
            ]
        )
