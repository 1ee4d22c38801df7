from odoo import api, models

# What of a version concerns the years that are under way.
FOLLOWED = {"department_id", "date_version", "departure_date", "contract_date_start"}


class HrEmployee(models.Model):
    """Changes of the personnel record reach the years under way (A-28, A-45)."""

    _inherit = "hr.employee"

    def write(self, vals):
        if "parent_id" not in vals:
            return super().write(vals)
        before = self._cadre_superiors()
        result = super().write(vals)
        self._follow_superiors(before)
        return result

    @api.model
    def _cadre_years(self):
        """The years under way. Whoever keeps personnel records need not see them."""
        return (
            self.env["cadre.appraisal.cycle"]
            .sudo()
            .search([("state", "in", ("opening", "open"))])
        )

    def _cadre_superiors(self):
        """``{employee id: leader id}`` as the personnel record has it, if a year is
        under way that it concerns."""
        if not self._cadre_years():
            return {}
        return self.env["cadre.appraisal.roster"]._superiors(self.ids)

    def _follow_superiors(self, before):
        """Hand over where the superior is another one than before.

        :param dict before: of :meth:`_cadre_superiors`
        """
        now = self._cadre_superiors()
        if changed := {id_ for id_ in now if now[id_] != before.get(id_)}:
            for cycle_sudo in self._cadre_years():
                cycle_sudo.env["cadre.appraisal.move"]._follow(
                    cycle_sudo, changed, superiors=changed
                )

    def _follow_versions(self):
        """A version was written: moves, entry and departure of its people."""
        if not self:
            return
        for cycle_sudo in self._cadre_years():
            cycle_sudo.env["cadre.appraisal.move"]._follow(cycle_sudo, self.ids)
            cycle_sudo._follow_service(self.ids)
