from odoo import api, fields, models


class CadreAppraisalMove(models.Model):
    """From which day on a cadre stood elsewhere in the year (A-28).

    ============  =========================================================
    read          clerk, inspector, leading group
    create        only the system, from the personnel record
    write         nobody
    unlink        nobody
    ============  =========================================================
    """

    _name = "cadre.appraisal.move"
    _description = "Change of Leader"
    _inherit = ["cadre.subject.mixin"]
    _subject_path = "employee_id"
    _avoids = ()
    _order = "date desc, id desc"
    _rec_name = "employee_id"

    # The unique index on appraisal and day serves this one.
    appraisal_id = fields.Many2one(
        "cadre.appraisal", string="Year of the cadre", required=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    date = fields.Date(string="From", required=True, help="First day under the new.")
    department_from_id = fields.Many2one(
        "hr.department", string="Former department", ondelete="restrict"
    )
    department_to_id = fields.Many2one(
        "hr.department", string="New department", ondelete="restrict"
    )
    leader_from_id = fields.Many2one(
        "hr.employee", string="Former leader", ondelete="restrict"
    )
    leader_to_id = fields.Many2one(
        "hr.employee", string="New leader", ondelete="restrict"
    )

    _day_uniq = models.Constraint(
        "UNIQUE(appraisal_id, date)", "A cadre moves at most once a day (A-28)."
    )

    @api.depends("employee_id", "date")
    def _compute_display_name(self):
        for move in self:
            move.display_name = f"{move.date or ''} {move.employee_id.name or ''}"
