from odoo import api, models

from ..year.cadre_appraisal_roster import IN_SCOPE

DECIDED = ("validate1", "validate")
# What a decided leave says: changing it is deciding anew.
CONTENT = {
    *("employee_id", "holiday_status_id", "date_from", "date_to"),
    *("request_date_from", "request_date_to", "request_hour_from", "request_hour_to"),
    *("request_date_from_period", "request_date_to_period"),
}


class HrLeave(models.Model):
    """Leave takes lateness and absence away: another person grants it (A-70).

    Cadres in the scope of the appraisal ask for leave as ever, but nobody grants,
    changes or deletes granted leave of their own or of a relative.
    """

    _name = "hr.leave"
    _inherit = ["cadre.own.facts.mixin", "hr.leave"]
    _own_facts_clause = "A-70"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        # Some types of leave are granted with the request: by nobody.
        leaves._decided()._check_granted_by_another()
        return leaves

    def write(self, vals):
        if vals.get("state") in DECIDED:
            self._check_granted_by_another(vals)
        elif CONTENT & set(vals):
            self._decided()._check_granted_by_another(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own_granted(self):
        self._decided()._check_granted_by_another()

    def _decided(self):
        return self.filtered(lambda leave: leave.state in DECIDED)

    def _check_granted_by_another(self, vals=None):
        if self.env.su or not self:
            return
        # Whether they are appraised is asked, not shown.
        employees_sudo = self._own_facts_of([vals or {}]).sudo()
        self._check_not_of_oneself(
            employees_sudo.filtered(lambda e: e.cadre_category in IN_SCOPE).sudo(False)
        )
