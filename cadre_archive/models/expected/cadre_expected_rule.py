from odoo import fields, models

EVENTS = [
    ("annual", "Annual appraisal"),
    ("appointment", "Appointment"),
    ("training", "Training"),
    ("award", "Award"),
    ("sanction", "Sanction"),
]


class CadreExpectedRule(models.Model):
    """Which material an event forms, and who forms it (R-37, R-38).

    ===========  =========================
    read         archive clerk
    write        archive head
    create       archive head
    unlink       nobody: archive it
    ===========  =========================
    """

    _name = "cadre.expected.rule"
    _description = "Rule for Expected Materials"
    _inherit = ["cadre.in.use.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "R-38"
    _undeletable = "R-38"
    _order = "event, type_id, id"
    _rec_name = "type_id"

    event = fields.Selection(EVENTS, required=True, writable=True)
    type_id = fields.Many2one(
        "cadre.material.type",
        string="Forms the material",
        required=True,
        index=True,
        ondelete="restrict",
        writable=True,
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Forming Department",
        index="btree_not_null",
        help="Left empty: the cadre's own department.",
        writable=True,
    )
    start_year = fields.Integer(
        default=2015,
        help="Annual materials are expected from this year on.",
        writable=True,
        bounds=(None, 2200),
    )

    _event_uniq = models.Constraint(
        "UNIQUE(event, type_id)", "This event forms that material already."
    )
    _start_year_check = models.Constraint(
        "CHECK(start_year BETWEEN 1949 AND 2200)", "Enter a year such as 2015."
    )
