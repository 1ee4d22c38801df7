from odoo import api, fields, models

from odoo.addons.cadre_archive.rules.normal import normal


class CadreClockNumber(models.Model):
    """Whose number on the punch clock it is: the clock counts by its own (A-11).

    The import of a punch file remembers what it finds by name; a clock that writes
    numbers alone has them entered here once.

    ============  =========================================================
    read, write   clerk; never one's own or a relative's
    create        clerk, and the import of a punch file
    unlink        nobody; a number that is given up is archived
    ============  =========================================================
    """

    _name = "cadre.clock.number"
    _description = "Number on the Punch Clock"
    _inherit = ["cadre.import.mixin", "cadre.in.use.mixin"]
    _subject_path = "employee_id"
    _guard_clause = "A-11"
    _undeletable = "A-11"
    _order = "number, id"
    _rec_name = "number"
    _import_key = ("number",)

    number = fields.Char(
        string="Number on the clock",
        required=True,
        writable=True,
        logged=True,
        help="As it stands in the file of the clock.",
    )
    number_key = fields.Char(compute="_compute_number_key", store=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        index=True,
        ondelete="restrict",
        writable=True,
        logged=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, number_key) WHERE active",
        "This number is another cadre's already: take that one out of use first.",
    )

    @api.depends("number")
    def _compute_number_key(self):
        for number in self:
            number.number_key = normal(number.number or "")

    @api.model_create_multi
    def create(self, vals_list):
        numbers = super().create(vals_list)
        self.env["cadre.log"]._record(
            numbers._log_entries(
                "create",
                payload=lambda number: {"after": {"number": number.number}},
            )
        )
        return numbers

    @api.model
    def _of_office(self, company):
        """Whose number each is, ``{number as compared: employee id}``."""
        return {
            row["number_key"]: row["employee_id"][0]
            for row in self.search_read(
                [("company_id", "=", company.id)], ["number_key", "employee_id"]
            )
        }
