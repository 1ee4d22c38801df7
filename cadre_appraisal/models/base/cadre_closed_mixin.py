from odoo import api, models


class CadreClosedMixin(models.AbstractModel):
    """What hangs on a year of appraisal, and is closed with it (A-48).

    ``_cycle_path``
        path to the year; left out: the year of ``_subject_parent``.

    In a closed year nothing is made, changed or deleted, on any road and by nobody,
    the superuser included: the leading group's chair opens it again with a reason.
    """

    _name = "cadre.closed.mixin"
    _description = "Closed with its Year"
    _inherit = ["cadre.guard.mixin"]
    _cycle_path = ""

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_not_closed()
        return records

    def write(self, vals):
        ours = any(
            name in self._fields and self._is_ours(self._fields[name]) for name in vals
        )
        if ours:
            self._check_not_closed()
        result = super().write(vals)
        if ours:
            # Nothing is moved into a closed year either.
            self._check_not_closed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_not_closed()

    def _closed_years(self):
        """The closed ones of the years that the records belong to."""
        if not self._cycle_path:
            parent = self._subject_parent
            # Whether a year is closed is open to all.
            return self.sudo()[parent]._closed_years()
        cycles_sudo = self.sudo().mapped(self._cycle_path)
        return cycles_sudo.filtered(lambda cycle: cycle.state == "closed")

    @api.model
    def _year_domain(self, cycle):
        """What belongs to a year."""
        if self._cycle_path:
            return [(self._cycle_path, "=", cycle.id)]
        parent = self.env[self._fields[self._subject_parent].comodel_name]
        return [(self._subject_parent, "any", parent._year_domain(cycle))]

    # --- What is still open when the year is closed ---

    @api.model
    def _open_matters(self):
        """Hook: what ought to be settled before its year is closed.

        :return: list of ``(words, domain)``
        """
        return []

    @api.model
    def _pending(self, cycle):
        """What is still open in a year, of every model that has this mixin.

        As superuser: bare numbers are told, no names.

        :return: list of ``(words, count)``, without what is settled
        """
        found = []
        for name in sorted(self.pool.descendants([self._name], "_inherit")):
            if self.pool[name]._abstract:
                continue
            model_sudo = self.env[name].sudo()
            for words, domain in model_sudo._open_matters():
                count = model_sudo.search_count(
                    [*model_sudo._year_domain(cycle), *domain]
                )
                if count:
                    found.append((words, count))
        return found

    def _check_not_closed(self):
        """Refuse whatever changes a closed year (A-48).

        :raises UserError:
        """
        for cycle in self._closed_years():
            raise self.env["cadre.clause"]._refusal(
                "A-48",
                self.env._("%s is closed: nothing in it changes.", cycle.name),
                self.env._(
                    "Ask the chair of the leading group to open the year again, with "
                    "a reason."
                ),
            )
