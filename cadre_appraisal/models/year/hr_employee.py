from odoo import api, models

# What of a version concerns the years that are under way.
FOLLOWED = {
    "department_id",
    "date_version",
    "departure_date",
    "contract_date_start",
    "contract_date_end",
}
# Marks that people are made just now. An object, which nobody can send over RPC.
NEW_KEY = "cadre_new_people"
NEW = object()
# What of an employee decides who evaluates: of one, or of those whom one leads.
OF_ONE = {"parent_id", "department_id"}
OF_ALL = {"active", "user_id", "company_id"}


class HrEmployee(models.Model):
    """Changes of the personnel record reach the years under way (A-28, A-45)."""

    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        # Of a new person nobody was the evaluator: asked below, not by the versions.
        new = self.with_context(**{NEW_KEY: NEW})
        employees = super(HrEmployee, new).create(vals_list).with_env(self.env)
        employees._check_not_made_for_oneself()
        return employees

    def write(self, vals):
        if not (OF_ONE | OF_ALL) & set(vals):
            return super().write(vals)
        people = None if OF_ALL & set(vals) else self
        with self.env["cadre.evaluator.watch"]._watch(people):
            before = self._cadre_superiors() if "parent_id" in vals else {}
            result = super().write(vals)
            if "parent_id" in vals:
                self._follow_superiors(before)
            if OF_ALL & set(vals):
                self._follow_versions()
        return result

    def _check_not_made_for_oneself(self):
        """Nobody enters a cadre whom they themselves evaluate (A-28).

        :raises AccessError:
        """
        watch = self.env["cadre.evaluator.watch"]
        own = self._of_user()
        # Who would evaluate is asked; the names are those just entered.
        judged = watch.sudo()._judged_by(own - self, self.sudo()) & set(self.ids)
        if judged and not self.env.su:
            raise watch._refusal(
                self.env._(
                    "You would become the evaluator of: %s.",
                    self.env._(", ").join(self.browse(judged).mapped("name")),
                )
            )

    def _has_left(self):
        """Whether the last day in service is over, by the clock of the office."""
        self.ensure_one()
        today = self.company_id._cadre_date()
        return bool(self.departure_date and self.departure_date < today)

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
        """A version was written: moves, entry and departure of its people, and of
        those whom they lead."""
        if not self:
            return
        for cycle_sudo in self._cadre_years():
            led_sudo = cycle_sudo.env["cadre.appraisal"].search(
                [("cycle_id", "=", cycle_sudo.id), ("leader_id", "in", self.ids)]
            )
            people = [*self.ids, *led_sudo.employee_id.ids]
            cycle_sudo.env["cadre.appraisal.move"]._follow(cycle_sudo, people)
            cycle_sudo._follow_service(self.ids)
