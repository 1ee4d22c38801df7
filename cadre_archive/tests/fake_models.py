"""Models that exist in tests only: imported inside ``setUpClass``."""

from odoo import fields, models

from odoo.addons.cadre_archive.models.base.cadre_transition_mixin import Transition


class CadreFakeCase(models.Model):
    _module = None
    _name = "cadre.fake.case"
    _description = "Fake Case"
    _inherit = ["cadre.transition.mixin", "cadre.import.mixin"]
    _subject_path = ""
    _company_path = ""
    _import_key = ("number",)
    _transitions = (
        Transition("draft", "open", check="_check_ready", clause="R-02"),
        Transition(
            "open",
            "done",
            groups=("cadre_archive.group_cadre_archive_head",),
            actors="_owned",
            clause="R-07",
        ),
        Transition("open", "refused", needs_reason=True, clause="R-07"),
    )

    name = fields.Char()
    number = fields.Char()
    amount = fields.Integer()
    date_open = fields.Date()
    owner_id = fields.Many2one("res.users")
    department_id = fields.Many2one("hr.department")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("done", "Done"),
            ("refused", "Refused"),
        ],
        default="draft",
        required=True,
        copy=False,
    )

    _number_uniq = models.Constraint("UNIQUE(number)", "This number is already given.")

    def _owned(self):
        return self.filtered(lambda case: case.owner_id == self.env.user)

    def _check_ready(self):
        for case in self:
            if not case.name:
                raise self.env["cadre.clause"]._refusal(
                    "R-02", "The case has no name.", "Give it one."
                )
