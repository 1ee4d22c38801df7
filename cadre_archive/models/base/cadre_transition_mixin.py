from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...rules.identity import is_blank


@dataclass(frozen=True)
class Transition:
    """One way from a state to another, as data.

    :param source: state before
    :param target: state after
    :param groups: external ids of groups whose members may take it
    :param actors: name of a method that returns those of the records on which the
        current user may take it personally (the leader in charge, the cadre himself)
    :param check: name of a method that raises unless the records are ready; gets the
        record set, after the other values of the same write were stored
    :param clause: the clause that orders or limits the step, for refusal and log
    :param needs_reason: a written reason must be given

    With neither ``groups`` nor ``actors`` whoever may write the record may take it.
    """

    source: str
    target: str
    groups: tuple[str, ...] = ()
    actors: str = ""
    check: str = ""
    clause: str = ""
    needs_reason: bool = False


class CadreTransitionMixin(models.AbstractModel):
    """States that change through one gate only.

    A model declares ``_transitions``; every ``write`` of ``state``, whether by button,
    kanban drag, import or RPC, is checked against it (path, person, conditions) and
    logged in one batch. Superuser code skips the check of the person, nothing else.
    """

    _name = "cadre.transition.mixin"
    _description = "Transition Mixin"
    _inherit = ["cadre.subject.mixin"]
    _transitions: tuple[Transition, ...] = ()
    _initial_state = "draft"

    allowed_states = fields.Char(
        compute="_compute_allowed_states",
        help="States that the current user may choose next, as ',a,b,'.",
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_allowed_states(self):
        for state, records in self.grouped("state").items():
            targets = {record.id: [] for record in records}
            for transition in self._transitions_between(state):
                for record in records._permitted(transition):
                    targets[record.id].append(transition.target)
            for record in records:
                names = targets[record.id]
                record.allowed_states = f",{','.join(names)}," if names else ","

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            state = vals.get("state", self._initial_state)
            if state != self._initial_state:
                raise UserError(
                    self.env._(
                        "A new %(model)s begins as “%(initial)s”, not as “%(state)s”. "
                        "Leave the state out and take the steps one by one.",
                        model=self._model_label(),
                        initial=self._state_label(self._initial_state),
                        state=self._state_label(state),
                    )
                )
        return super().create(vals_list)

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        vals = dict(vals)
        target = vals.pop("state")
        if vals:
            super().write(vals)
        moving = self.filtered(lambda record: record.state != target)
        entries = []
        for source, records in moving.grouped("state").items():
            transition = records._check_transition(source, target)
            entries += records._transition_entries(transition)
        if moving:
            super(CadreTransitionMixin, moving).write({"state": target})
            self.env["cadre.log"]._record(entries)
            moving._after_transition(target)
        return True

    # --- Business ---

    def _transition(self, target, reason=None):
        """Take the records to a state, with an optional written reason.

        :param str target: the state
        :param str reason: why; goes to the log and to ``_after_transition``
        """
        return self.with_context(cadre_reason=reason or False).write({"state": target})

    def _after_transition(self, target):
        """Hook: what follows from having reached ``target`` (batch)."""

    @api.model
    def _transitions_between(self, source, target=None):
        return [
            transition
            for transition in self._transitions
            if transition.source == source and target in (None, transition.target)
        ]

    def _permitted(self, transition):
        """Those of the records on which the current user may take the transition."""
        if self.env.su or not (transition.groups or transition.actors):
            return self
        if any(self.env.user.has_group(group) for group in transition.groups):
            return self
        if transition.actors:
            return getattr(self, transition.actors)()
        return self.browse()

    def _check_transition(self, source, target):
        """Check path, person, reason and conditions for records in one state.

        :return: the transition taken
        :raises UserError: when there is no such transition or a condition is not met
        :raises AccessError: when the user may not take it
        """
        transitions = self._transitions_between(source, target)
        if not transitions:
            next_states = [t.target for t in self._transitions_between(source)]
            raise UserError(
                self.env._(
                    "%(model)s cannot be changed from “%(origin)s” to "
                    "“%(target)s”. Next: %(targets)s.",
                    model=self._model_label(),
                    origin=self._state_label(source),
                    target=self._state_label(target),
                    targets=", ".join(map(self._state_label, next_states))
                    or self.env._("nowhere"),
                )
            )
        transition = transitions[0]
        if self._permitted(transition) != self:
            raise self._transition_refusal(
                transition,
                self.env._(
                    "You may not take %(model)s from “%(origin)s” to “%(target)s”.",
                    model=self._model_label(),
                    origin=self._state_label(source),
                    target=self._state_label(target),
                ),
                self.env._(
                    "Ask a person with that role: %s.",
                    self._transition_roles(transition),
                ),
                AccessError,
            )
        if transition.needs_reason and is_blank(self.env.context.get("cadre_reason")):
            raise self._transition_refusal(
                transition,
                self.env._(
                    "“%(target)s” needs a written reason.",
                    target=self._state_label(target),
                ),
                self.env._(
                    "Open the record and use the button, it asks for the reason."
                ),
                UserError,
            )
        if transition.check:
            getattr(self, transition.check)()
        return transition

    def _check_step(self, target):
        """Refuse early, before the work of a step, what the step would refuse late."""
        for source, records in self.grouped("state").items():
            transitions = self._transitions_between(source, target)
            if not transitions or records._permitted(transitions[0]) != records:
                records._check_transition(source, target)

    def _transition_refusal(self, transition, what, remedy, exception):
        """The refusal of a step, with its clause where it has one."""
        if transition.clause:
            return self.env["cadre.clause"]._refusal(
                transition.clause, what, remedy, exception=exception, records=self
            )
        return exception("\n\n".join((what, remedy)))

    @api.model
    def _transition_roles(self, transition):
        names = []
        for xmlid in transition.groups:
            # The names of groups are no secret; users cannot read res.groups.
            group = self.env.ref(xmlid, raise_if_not_found=False)
            if group:
                names.append(group.sudo().display_name)
        if transition.actors:
            names.append(self.env._("the person in charge of this record"))
        return ", ".join(names)

    def _transition_entries(self, transition):
        return self._log_entries(
            "state",
            state_from=transition.source,
            state_to=transition.target,
            clause=transition.clause or False,
            reason=self.env.context.get("cadre_reason") or False,
        )

    @api.model
    def _model_label(self):
        """What such a record is called, in the user's language."""
        # A name that every form shows.
        return self.env["ir.model"]._get(self._name).sudo().name

    @api.model
    def _state_label(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels.get(state, state)
