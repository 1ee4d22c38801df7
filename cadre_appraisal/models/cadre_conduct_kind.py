from odoo import fields, models

TOPICS = [
    ("inspection", "Inspection finding"),
    ("complaint", "Complaint"),
    ("lateness", "Lateness"),
    ("early_leave", "Leaving early"),
    ("absence", "Absence without leave"),
    ("post", "Leaving the post"),
    ("mistake", "Mistake"),
    ("accident", "Accident"),
    ("talk", "Talk or criticism"),
    ("sanction", "Sanction"),
    ("training", "Training"),
    ("commendation", "Commendation"),
]


class CadreConductKind(models.Model):
    """A kind of fact that the year may bring (A-33, A-60..A-81)."""

    _name = "cadre.conduct.kind"
    _description = "Kind of Event"
    _inherit = ["cadre.import.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]
    _import_key = ("code",)

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    topic = fields.Selection(TOPICS, required=True)
    dimension_id = fields.Many2one(
        "cadre.dimension", string="Content", ondelete="restrict"
    )
    quantity_label = fields.Char(
        string="What is counted",
        translate=True,
        help="Unit of the quantity: times, working days, minutes.",
    )
    has_amount = fields.Boolean(string="With a loss in yuan")
    is_positive = fields.Boolean(string="In favour of the cadre")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code is already given.")
