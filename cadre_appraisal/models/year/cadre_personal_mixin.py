from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CadrePersonalMixin(models.AbstractModel):
    """Its year, and who stands in for the leader in charge today (A-28)."""

    _name = "cadre.personal.mixin"
    _inherit = ["cadre.personal.mixin", "cadre.closed.mixin"]
    _cycle_path = "cycle_id"

    cycle_id = fields.Many2one(
        "cadre.appraisal.cycle", string="Year", required=True, ondelete="restrict"
    )
    # For record rules alone, which ask as superuser.
    delegate_user_ids = fields.Many2many(
        "res.users",
        compute="_compute_delegate_user_ids",
        search="_search_delegate_user_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
    )

    def _check_under_way(self, clause):
        """Refuse a step outside of an open year.

        :param str clause: the clause of the step
        :raises UserError: naming the record
        """
        for record in self:
            if record.cycle_id.state != "open":
                raise self.env["cadre.clause"]._refusal(
                    clause,
                    self.env._("%s: the year is not under way.", record.display_name),
                    self.env._("Ask the appraisal clerk."),
                )

    # --- Who stands in for the leader in charge today (A-28) ---

    @api.depends("leader_id", "employee_id")
    def _compute_delegate_user_ids(self):
        delegations = self.env["cadre.appraisal.delegation"].search(
            Domain("leader_id", "in", self.leader_id.ids)
            & self.env["cadre.appraisal.delegation"]._runs_today()
        )
        by_leader = delegations.grouped("leader_id")
        for record in self:
            record.delegate_user_ids = (
                by_leader.get(record.leader_id, delegations.browse())
                .filtered(
                    lambda d, r=record: (
                        not d.employee_ids or r.employee_id in d.employee_ids
                    )
                )
                .delegate_id.user_id
            )

    def _search_delegate_user_ids(self, operator, value):
        """Looked up anew at each query: a delegation ends with its last day."""
        if operator != "in":
            return NotImplemented
        if not self.env.su:
            raise AccessError(self.env._("Internal search field."))
        running = self.env["cadre.appraisal.delegation"]._running_of(value)
        return running._covered()

    def _deputised(self):
        """Those of the records on which the user stands in for the leader today."""
        running = self.env["cadre.appraisal.delegation"]._running_of(self.env.user.ids)
        # What is asked is who leads whom; the records were given by the caller.
        pairs = [(d.leader_id.id, set(d.employee_ids.ids)) for d in running]
        return self.filtered(
            lambda record: any(
                record.leader_id.id == leader
                and (not cadres or record.employee_id.id in cadres)
                for leader, cadres in pairs
            )
        )
