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
    ("circular", "Circular of criticism"),
    ("refusal", "Refusal of the appraisal"),
    ("misconduct", "Serious misconduct"),
    ("training", "Training"),
    ("commendation", "Commendation"),
]
# What a sanction does to the annual level: by the policy, and by the rules of 2020.
EFFECTS = [
    ("not_excellent", "Not excellent"),
    ("comment_only", "Comment without a grade"),
    ("no_grade_two_years", "No grade this year and the next"),
    ("basically_competent", "At most basically competent"),
    ("incompetent", "Incompetent"),
]
BRANCHES = [("administrative", "Administrative"), ("party", "Party")]
SEVERITIES = [
    ("1", "1: warning"),
    ("2", "2: demerit, serious warning"),
    ("3", "3: major demerit, removal from post"),
    ("4", "4: demotion, probation in the Party"),
    ("5", "5: dismissal, expulsion"),
]


class CadreConductKind(models.Model):
    """A kind of fact that the year may bring (A-33, A-60..A-81)."""

    _name = "cadre.conduct.kind"
    _description = "Kind of Event"
    _inherit = ["cadre.import.mixin", "cadre.in.use.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "A-33"
    _undeletable = "A-33"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]
    _import_key = ("code",)

    code = fields.Char(required=True, writable=True)
    name = fields.Char(required=True, translate=True, writable=True)
    sequence = fields.Integer(default=10, writable=True)
    topic = fields.Selection(TOPICS, required=True, writable=True)
    dimension_id = fields.Many2one(
        "cadre.dimension",
        string="Content",
        ondelete="restrict",
        writable=True,
    )
    quantity_label = fields.Char(
        string="What is counted",
        translate=True,
        help="Unit of the quantity: times, working days, minutes.",
        writable=True,
    )
    clause = fields.Char(
        help="The clause that speaks of it, such as A-63.", writable=True
    )
    has_amount = fields.Boolean(string="With a loss in yuan", writable=True)
    needs_impact = fields.Boolean(
        string="Asks for the impact",
        help="A-63, A-64, A-76, A-78",
        writable=True,
    )
    needs_source = fields.Boolean(
        string="Needs a complainer",
        help="A-66: the masses, a client, efficiency.",
        writable=True,
    )
    needs_category = fields.Boolean(string="Needs what for", help="A-75", writable=True)
    needs_document = fields.Boolean(
        string="Needs a document", help="A-68, A-75, A-77", writable=True
    )
    is_sensitive = fields.Boolean(
        string="For leading group and discipline only",
        help="A-74, A-79",
        writable=True,
    )
    sanction_branch = fields.Selection(BRANCHES, string="Sanction by", writable=True)
    severity = fields.Selection(SEVERITIES, writable=True)
    effect_local = fields.Selection(
        EFFECTS,
        string="Effect by the policy",
        help="A-68, A-77",
        writable=True,
    )
    effect_2020 = fields.Selection(
        EFFECTS,
        string="Effect by the rules of 2020",
        help="A-68, A-77",
        writable=True,
    )
    is_positive = fields.Boolean(string="In favour of the cadre", writable=True)

    _code_uniq = models.Constraint("UNIQUE(code)", "This code is already given.")

    def _needs(self):
        """What an event of this kind must tell before it can be verified."""
        self.ensure_one()
        return [
            need
            for need, is_needed in (
                ("loss", self.has_amount),
                ("impact", self.needs_impact),
                ("source", self.needs_source),
                ("category", self.needs_category),
                ("document", self.needs_document),
                ("severity", self.topic == "sanction"),
            )
            if is_needed
        ]
