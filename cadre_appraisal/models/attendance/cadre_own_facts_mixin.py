from odoo import api, models
from odoo.exceptions import AccessError


class CadreOwnFactsMixin(models.AbstractModel):
    """On models of Odoo's that decide about a cadre: nobody decides about oneself.

    What the system itself writes (a touch of the clock, an import that was checked)
    passes as superuser.
    """

    _name = "cadre.own.facts.mixin"
    _description = "Facts About Oneself"
    _own_facts_clause = "A-11"

    @api.model
    def _check_not_of_oneself(self, employees):
        """Refuse what the user would decide about themselves or a relative.

        :param employees: whom it is about
        :raises AccessError: logged as an attempt
        """
        if self.env.su or not employees:
            return
        avoided = self.env.user._avoided_cadres()[self.env.uid]
        found = employees.filtered(lambda employee: employee.id in avoided)
        if found:
            raise self.env["cadre.clause"]._refusal(
                self._own_facts_clause,
                self.env._(
                    "“%s” decides about yourself or a relative.",
                    self.env["ir.model"]._get(self._name).sudo().name,
                ),
                self.env._("Ask a colleague with the same role to enter it."),
                exception=AccessError,
                # hr.leave keeps no subject: the attempt is noted on the person.
                records=self if self and hasattr(self, "_log_entries") else found,
            )

    def _own_facts_of(self, vals_list):
        """The employees of records and of values."""
        return self.employee_id | self.env["hr.employee"].browse(
            {vals["employee_id"] for vals in vals_list if vals.get("employee_id")}
        )
