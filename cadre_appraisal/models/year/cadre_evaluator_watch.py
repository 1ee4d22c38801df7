from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import AccessError, ValidationError


class CadreEvaluatorWatch(models.AbstractModel):
    """Nobody decides who evaluates whom for their own good (A-28).

    Whatever changes who evaluates (superior, section, head of a department, a login,
    the leader in charge) is done under this watch, on whichever model: whoever does it
    gains nobody to evaluate by it, and changes nothing of who evaluates themselves.
    Superuser code passes.
    """

    _name = "cadre.evaluator.watch"
    _description = "Watch over Evaluators"

    @api.model
    @contextmanager
    def _watch(self, people=None):
        """Compare before and after.

        :param people: hr.employee whom the change may concern; none: everybody who
            takes part in the appraisal of the user's offices
        :raises AccessError: the change is refused as a whole
        """
        own = self.env["hr.employee"]._of_user()
        if self.env.su:
            yield
            return
        # Who evaluates whom is asked, as the record has it; the refusal tells the
        # actor of nobody but those whom the actor was about to change.
        watch_sudo = self.sudo()
        concerned = watch_sudo._concerned(people) | own.sudo()
        before = watch_sudo._judged_by(own, concerned)
        decided = watch_sudo._decided(own)
        yield
        now = self.env["hr.employee"]._of_user()
        if people is None:
            concerned |= watch_sudo._concerned(None)
        gained = watch_sudo._judged_by(now, concerned) - before
        if gained:
            raise self._refusal(
                self.env._(
                    "You would become the evaluator of: %s.",
                    self.env._(", ").join(
                        watch_sudo.env["hr.employee"].browse(gained).mapped("name")
                    ),
                )
            )
        if watch_sudo._decided(own) != decided:
            raise self._refusal(
                self.env._("You would change who evaluates you yourself.")
            )

    @api.model
    def _check_versions(self, versions):
        """A version that takes effect later decides as well.

        :param versions: hr.version whose department or first day was written
        :raises AccessError:
        """
        if self.env.su:
            return
        own = self.env["hr.employee"]._of_user()
        versions_sudo = versions.sudo()  # asked for ids; names are of those changed
        if versions_sudo.employee_id & own.sudo():
            raise self._refusal(
                self.env._("You would change who evaluates you yourself.")
            )
        roster_sudo = self.env["cadre.appraisal.roster"].sudo()
        heads = roster_sudo._heads() if own else {}
        judged = self.sudo()._judged_by(own, versions_sudo.employee_id)
        for version in versions_sudo:
            employee = version.employee_id
            leader = roster_sudo._leader(
                employee.id, None, version.department_id.id, heads
            )
            if (
                leader in own.ids
                and employee.cadre_category
                and employee.id not in judged
            ):
                raise self._refusal(
                    self.env._("You would become the evaluator of: %s.", employee.name)
                )

    @api.model
    def _refusal(self, what):
        return self.env["cadre.clause"]._refusal(
            "A-28",
            what,
            self.env._("Ask a colleague with the same role to do it."),
            exception=AccessError,
        )

    @api.model
    def _concerned(self, people):
        if people is not None:
            return people.sudo()
        return self.env["hr.employee"].search(
            [
                ("company_id", "in", self.env.companies.ids),
                ("cadre_category", "!=", False),
            ]
        )

    @api.model
    def _judged_by(self, own, people):
        """Ids of those of the people whom one of these employees evaluates."""
        if not own:
            return set()
        superiors = self.env["cadre.appraisal.roster"]._superiors(people.ids)
        in_scope = people.filtered("cadre_category")
        led = self.env["cadre.appraisal"].search(
            [
                ("leader_id", "in", own.ids),
                ("cycle_id.state", "in", ("opening", "open")),
            ]
        )
        return {id_ for id_ in in_scope.ids if superiors.get(id_) in own.ids} | set(
            led.employee_id.ids
        )

    @api.model
    def _decided(self, own):
        """What decides who evaluates these employees."""
        superiors = self.env["cadre.appraisal.roster"]._superiors(own.ids)
        return {
            employee.id: (
                superiors.get(employee.id),
                employee.parent_id.id,
                employee.department_id.id,
            )
            for employee in own.sudo()
        }

    # --- The leader in charge, named by the office ---

    @api.model
    def _check_leader(self, leader, reason):
        """Whether the office may name this leader in charge (A-28).

        :param leader: hr.employee
        :param str reason: why
        :raises AccessError, ValidationError:
        """
        if leader in self.env["hr.employee"]._of_user():
            raise self._refusal(
                self.env._("You cannot make yourself the leader in charge.")
            )
        # Whether somebody can log in, not who they are.
        leader_sudo = leader.sudo()
        problem = ""
        if leader and (not leader_sudo.active or leader_sudo._has_left()):
            problem = self.env._("%s has left the office.", leader_sudo.name)
        elif leader and not leader_sudo.user_id.active:
            problem = self.env._("%s has no login.", leader_sudo.name)
        if problem:
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                problem,
                self.env._("Choose a leader who can log in and evaluate."),
                exception=ValidationError,
            )
        if not (reason or "").strip():
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                self.env._("Another leader in charge needs a reason."),
                self.env._("Write under “Why another leader” in a sentence why."),
                exception=ValidationError,
            )
