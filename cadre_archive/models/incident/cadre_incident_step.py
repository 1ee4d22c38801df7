from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .cadre_incident import STATES


class CadreIncidentStep(models.Model):
    """History of an incident: its steps and remarks. Append-only.

    ===========  ==========================================================
    read         whoever reads the incident
    create       archive clerk, a remark on an open incident; the steps
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.incident.step"
    _description = "Step of an Incident"
    _inherit = ["cadre.import.mixin", "cadre.subject.mixin"]
    _subject_parent = "incident_id"
    _order = "id"
    _rec_name = "state"

    incident_id = fields.Many2one(
        "cadre.incident", required=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, string="When"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(STATES, string="Step", readonly=True)
    text = fields.Text(string="What", required=True)

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        incidents = self.env["cadre.incident"].browse(
            [vals["incident_id"] for vals in vals_list if vals.get("incident_id")]
        )
        incidents.check_access("write")
        if closed := incidents.filtered(lambda i: i.state == "closed"):
            raise UserError(
                self.env._(
                    "Incident %s is closed: open a new one if more comes to light.",
                    closed[0].name,
                )
            )
        steps = super().create(
            [
                {
                    "incident_id": vals.get("incident_id"),
                    "text": vals.get("text"),
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                    "state": False,
                }
                for vals in vals_list
            ]
        )
        # A chase that was written down is done for today.
        incidents.sudo()._set_deadline()
        incidents._update_activities()
        return steps

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._("The history is append-only (R-46): add another remark.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(
            self.env._("The history is append-only (R-46): nothing is deleted.")
        )
