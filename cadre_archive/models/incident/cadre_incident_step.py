from odoo import api, fields, models

from ..base.cadre_guard_mixin import Open
from .cadre_incident import NEXT, STATES


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
    _inherit = ["cadre.guard.mixin", "cadre.import.mixin"]
    _subject_parent = "incident_id"
    _guard_clause = "R-46"
    _guard_state = "incident_id.state"
    _append_only = "R-46"
    _order = "id"
    _rec_name = "state"

    incident_id = fields.Many2one(
        "cadre.incident",
        required=True,
        index=True,
        ondelete="restrict",
        writable=Open(once=True),
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, string="When")
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    state = fields.Selection(STATES, string="Step")
    text = fields.Text(
        string="What", required=True, writable=Open(states=tuple(NEXT), once=True)
    )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        if not self.env.su:
            # A chase that was written down is done for today.
            incidents = steps.incident_id
            incidents.check_access("write")
            incidents.sudo()._set_deadline()
            incidents._update_activities()
        return steps

    def _guard_remedy(self, reason, names):
        if reason == "state":
            return self.env._(
                "The incident is closed: open a new one if more comes to light."
            )
        return self.env._("The history is append-only: add another remark.")
