from dataclasses import dataclass
from functools import cache

from odoo import api, models, tools
from odoo.exceptions import AccessError, UserError, ValidationError

from ...rules.identity import is_blank

OURS = ("cadre_archive", "cadre_appraisal")
# Marks a write of the system's own. An object cannot be sent over RPC, so that no
# caller from outside can put it into a context.
SYSTEM_KEY = "cadre_system"
LOGGED_KEY = "cadre_logged"
SYSTEM = object()
PARAMETERS = ("writable", "logged", "compared")


@dataclass(frozen=True)
class Open:
    """When, and by whom, a field may be written by a user.

    :param states: states of the record in which it is open; none: in each
    :param groups: external ids of groups whose members may write it
    :param actors: name of a method that returns those of the records on which the
        current user may write it personally
    :param once: only when the record is made
    :param maker: when the record is made, whoever makes it may fill it in as well
    :param clause: the clause that closes it otherwise; none: the model's own

    With neither ``groups`` nor ``actors`` whoever may write the record may write it.
    """

    states: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    actors: str = ""
    once: bool = False
    maker: bool = False
    clause: str = ""

    @classmethod
    def of(cls, value):
        """``writable=`` of a field as an Open; None for what is the system's."""
        if isinstance(value, cls) or not value:
            return value or None
        if value is True:
            return cls()
        return cls(states=(value,) if isinstance(value, str) else tuple(value))


class CadreGuardMixin(models.AbstractModel):
    """What may be written, by whom and when stands on the field; the rest is closed.

    ``writable=``
        on a field: True, a state, a tuple of states, or an :class:`Open`. A stored
        field without it is the system's, on every road: form, import, RPC.
    ``logged=True``
        on a field: every change goes to the log with old and new value.
    ``compared=True``
        on a field (texts have it by themselves): whoever saves a form or list in which
        it stood otherwise than it does by now is told so, instead of overwriting what
        somebody else wrote.
    ``bounds=(low, high)``
        on a number: what nobody may go beyond, superuser included; None: no limit.
    ``_guard_clause``
        the clause that a refusal cites where the field names none.
    ``_guard_state``
        path to the state that ``writable`` speaks of, e.g. ``access_id.state``.
    ``_unlink_open``
        as ``writable``: when a user may delete; left out: never.
    ``_append_only``, ``_undeletable``
        clause: nobody changes (deletes) an entry, superuser included.

    ``_guards_superuser``
        what no person may write is closed to superuser code as well.

    ``_is_office_data``
        what an upgrade of the addon adds to, but never undoes an edit of.

    Superuser code and :meth:`_as_system` pass, since what they write was checked by
    the step that they belong to. On models of Odoo only our own fields are guarded.
    """

    _name = "cadre.guard.mixin"
    _description = "Guard Mixin"
    _inherit = ["cadre.subject.mixin"]

    _guard_clause = ""
    _guard_state = "state"
    _unlink_open = None
    _append_only = ""
    _undeletable = ""
    _is_office_data = False
    _guards_superuser = False

    def _valid_field_parameter(self, field, name):
        return name in (
            "writable",
            "logged",
            "compared",
            "bounds",
        ) or super()._valid_field_parameter(field, name)

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        self._check_figures(vals_list)
        vals_list = [self._without_blanks(vals) for vals in vals_list]
        for vals in vals_list:
            self._guard_bounds(vals)
        if self._guard_is_off():
            return super().create(self._with_system_values(vals_list))
        # A default of the caller's context is as good as a value of theirs.
        closed = {f"default_{name}" for name in self._closed_at_creation()}
        context = {k: v for k, v in self.env.context.items() if k not in closed}
        model = self.with_context(context)  # pylint: disable=context-overridden
        given = [model._guard_new(vals) for vals in vals_list]
        records = super(CadreGuardMixin, model).create(model._with_system_values(given))
        for record, vals in zip(records, given, strict=True):
            record._guard_actors(vals)
        return records.with_env(self.env)

    def write(self, vals):
        if self._append_only and any(self._is_ours(self._fields[n]) for n in vals):
            raise self._refusal_append_only()
        self._check_figures([vals])
        self._guard_bounds(vals)
        vals = self._guard_write(self._without_blanks(vals))
        before = self._logged_values(vals)
        result = super().write(vals)
        self._log_edits(before)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_guarded(self):
        if self._append_only:
            raise self._refusal_append_only()
        if self._undeletable:
            raise self._refusal_unlink(self._undeletable)
        if self._guard_is_off() or not self._name.startswith("cadre."):
            return
        rule = Open.of(self._unlink_open)
        if rule is None or self._guard_open(rule) != self:
            raise self._refusal_unlink((rule and rule.clause) or self._guard_clause)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        description = super().fields_get(allfields, attributes)
        if not self.env.su and (not attributes or "readonly" in attributes):
            names = self._guarded_fields_of_user().intersection(description)
            if self.env.context.get("cadre_importing"):
                # What finds a record is repeated by a file, not changed.
                names = names.difference(getattr(self, "_import_key", ()))
            for name in names:
                rule = Open.of(self._writable(name))
                if rule is None or not self._guard_has_role(rule):
                    description[name]["readonly"] = True
        return description

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("form", "list"):
            self._guard_arch(arch)
        return arch, view

    @api.model
    def load(self, fields, data):
        if self._is_office_data and self.env.context.get("install_mode"):
            return super(CadreGuardMixin, self.with_context(noupdate=True)).load(
                fields, data
            )
        return super().load(fields, data)

    @api.model
    def _without_blanks(self, vals):
        """The values, with spaces and invisible characters counting as no answer.

        :raises UserError: where an answer is required
        """
        blank = {
            name
            for name in self._guarded_fields_of_user() & set(vals)
            if self._fields[name].type in ("char", "text")
            and isinstance(vals[name], str)
            and vals[name]
            and is_blank(vals[name])
        }
        for name in blank:
            if self._fields[name].required:
                label = self._fields[name]._description_string(self.env)
                raise self._guard_exception(
                    self._clause_of(name),
                    self.env._("“%s” is blank: spaces are no answer.", label),
                    self.env._("Write it out."),
                    UserError,
                )
        return {**vals, **dict.fromkeys(blank, False)} if blank else vals

    # --- What the system gives ---

    @api.model
    def _system_values(self, vals_list):
        """Hook: what the system itself gives new records (numbers, copies, persons).

        Called after the values of the user were checked.

        :param vals_list: values as given; not to be changed
        :return: a dict of further values for each, which win
        """
        return [{} for _vals in vals_list]

    @api.model
    def _with_system_values(self, vals_list):
        system = self._system_values(vals_list)
        return [{**vals, **more} for vals, more in zip(vals_list, system, strict=True)]

    # --- What is guarded ---

    @api.model
    def _guard_is_off(self):
        if self.env.context.get(SYSTEM_KEY) is SYSTEM:
            return True
        return self.env.su and not self._guards_superuser

    def _as_system(self):
        """The records, for values that follow from a step which was checked before.

        Rights and rules of the user still hold, unlike with ``sudo()``.
        """
        return self.with_context(**{SYSTEM_KEY: SYSTEM})

    @api.model
    @tools.ormcache()
    def _guarded_fields_of_user(self):
        """Names of the fields that a user's own create and write is asked about."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if (field.store or field.inverse or field.compute)
            and name not in models.MAGIC_COLUMNS
            and self._is_ours(field)
            # The gate of the transitions asks by itself.
            and not (name == "state" and getattr(self, "_transitions", ()))
        )

    @api.model
    def _is_ours(self, field):
        if self._name.startswith("cadre."):
            # What mail and others bring along is theirs.
            return not field._modules or not set(OURS).isdisjoint(field._modules)
        return bool(field._modules) and set(field._modules) <= set(OURS)

    @api.model
    def _writable(self, name):
        field = self._fields[name]
        # What is shown from elsewhere takes over what is said there, but is no way in.
        if field.related and field.readonly:
            return None
        return getattr(field, "writable", None)

    @api.model
    def _clause_of(self, name):
        rule = Open.of(self._writable(name))
        return (rule and rule.clause) or self._guard_clause

    @api.model
    @tools.ormcache()
    def _logged_fields(self):
        return tuple(
            name
            for name, field in self._fields.items()
            # What is shown from elsewhere is logged where it is kept.
            if getattr(field, "logged", False) and not field.related
        )

    # --- Asking ---

    @api.model
    def _guard_has_role(self, rule):
        """Whether the user may have a part in it: by role, as maker or in person."""
        return (
            not rule.groups
            or rule.maker
            or bool(rule.actors)
            or self.env.su
            or any(self.env.user.has_group(group) for group in rule.groups)
        )

    def _guard_in_state(self, rule):
        if not rule.states:
            return self
        return self.filtered(lambda record: record._guard_current() in rule.states)

    def _guard_of_person(self, rule):
        """Those of the records on which the user may write what the rule opens."""
        if self.env.su or not (rule.groups or rule.actors):
            return self
        if any(self.env.user.has_group(group) for group in rule.groups):
            return self
        return getattr(self, rule.actors)() if rule.actors else self.browse()

    def _guard_open(self, rule):
        return self._guard_in_state(rule)._guard_of_person(rule)

    def _guard_current(self):
        """The state that ``writable`` speaks of."""
        # Asked, not shown: the record that has the state may be closed to the user.
        value = self.sudo()
        for name in self._guard_state.split("."):
            value = value[name]
        return value

    @api.model
    def _guard_state_at_creation(self, vals):
        head, _dot, rest = self._guard_state.partition(".")
        if not rest:
            return getattr(self, "_initial_state", vals.get(head))
        parent = self.env[self._fields[head].comodel_name].browse(vals.get(head))
        value = parent.sudo()  # its state only, as in _guard_current
        for name in rest.split("."):
            value = value[name]
        return value

    @api.model
    def _closed_at_creation(self):
        """Fields of which not even a default of the user's context counts."""
        own = "." not in self._guard_state
        initial = own and getattr(self, "_initial_state", "")

        def is_closed(name):
            rule = Open.of(self._writable(name))
            return (
                rule is None
                or not self._guard_has_role(rule)
                or bool(initial and rule.states and initial not in rule.states)
            )

        return set(filter(is_closed, self._guarded_fields_of_user()))

    # --- Checking ---

    @api.model
    def _guard_new(self, vals):
        """The values of a ``create`` by a user, without empty ones of closed fields.

        :raises AccessError, UserError: naming the fields, with their clause
        """
        kept = dict(vals)
        refused = {}
        for name in self._guarded_fields_of_user() & set(vals):
            rule = Open.of(self._writable(name))
            if rule is None:
                reason = "system"
            elif not self._guard_has_role(rule):
                reason = "person"
            elif rule.states and self._guard_state_at_creation(vals) not in rule.states:
                # Nobody is the person for a record that is not there yet.
                reason = "person" if rule.actors else "state"
            else:
                continue
            value = kept.pop(name)
            if value and value != self._guard_default(name):
                refused.setdefault((reason, rule), []).append(name)
        for (reason, rule), names in refused.items():
            raise self._refusal_closed(names, reason, rule)
        return kept

    @api.model
    def _guard_default(self, name):
        return self.default_get([name]).get(name)

    def _guard_actors(self, vals):
        """After a creation: what only certain persons may fill in, was by one."""
        for name in self._guarded_fields_of_user() & set(vals):
            rule = Open.of(self._writable(name))
            if not rule or rule.maker or not vals[name]:
                continue
            if self._guard_of_person(rule) != self:
                raise self._refusal_closed([name], "person", rule)

    def _guard_write(self, vals):
        """The values of a ``write`` that are left when the guard was asked."""
        if self._guard_is_off():
            return vals
        if not vals and not getattr(self, "_transitions", ()):
            self._check_something_open()
        if self._guarded_fields_of_user().isdisjoint(vals):
            return vals
        self.check_access("write")
        return self._guard_changes(vals)

    def _check_something_open(self):
        """An empty write is asked about like any other, and changes nothing."""
        rules = {}
        for name in self._guarded_fields_of_user():
            rule = Open.of(self._writable(name))
            if rule and not rule.once:
                rules.setdefault(rule, []).append(name)
        self.check_access("write")
        shut = self
        for rule in rules:
            shut -= self._guard_open(rule)
        for rule, names in rules.items() if shut else ():
            in_state = shut._guard_in_state(rule) == shut
            raise shut._refusal_closed(names, "person" if in_state else "state", rule)

    def _guard_changes(self, vals):
        """The values of a ``write`` by a user that change something.

        An import repeats what is on record; only a change is asked about.

        :raises AccessError, UserError: naming record and fields, with their clause
        """
        kept = dict(vals)
        refused = {}
        guarded = self._guarded_fields_of_user()
        # Many fields have one rule: its persons are asked once.
        in_state, of_person = cache(self._guard_in_state), cache(self._guard_of_person)
        for name in [name for name in vals if name in guarded]:
            rule = Open.of(self._writable(name))
            if rule and not (rule.states or rule.once or rule.groups or rule.actors):
                continue
            changing = self._guard_changing(name, vals[name])
            if not changing:
                del kept[name]
            elif rule is None:
                refused.setdefault(("system", rule), []).append(name)
            elif rule.once:
                refused.setdefault(("once", rule), []).append(name)
            elif changing - in_state(rule):
                refused.setdefault(("state", rule), []).append(name)
            elif changing - of_person(rule):
                refused.setdefault(("person", rule), []).append(name)
        for (reason, rule), names in refused.items():
            raise self._refusal_closed(names, reason, rule)
        return kept

    def _guard_changing(self, name, value):
        """Those of the records whose field the value would change."""
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return self if value else self.browse()
        if field.type == "binary":
            return self

        def differs(record):
            wanted = field.convert_to_record(
                field.convert_to_cache(value, record), record
            )
            return wanted != record[name]

        return self.filtered(differs)

    def _check_seen(self, seen, vals):
        """Refuse to overwrite what somebody else wrote meanwhile.

        :param dict seen: what stood in the fields when the person began, as the client
            knows it
        :param dict vals: what is to be written
        :raises UserError: with what stands there now, by whom and since when
        """
        self.check_access("read")
        for name in set(seen) & set(vals):
            field = self._fields.get(name)
            # What is written in words is compared unless it says otherwise.
            if field is None or not getattr(field, "compared", field.type == "text"):
                continue
            for record in self:
                now = record[name] or False
                if now in ((seen[name] or False), (vals[name] or False)):
                    continue
                who = record.write_uid.sudo()  # a name that every form shows
                raise self._guard_exception(
                    self._clause_of(name),
                    self.env._(
                        "%(record)s was changed meanwhile by %(user)s (%(moment)s). "
                        "%(field)s is now: %(value)s",
                        record=record.display_name,
                        user=who.name,
                        moment=self.env.company._cadre_time(record.write_date),
                        field=field._description_string(self.env),
                        value=field.convert_to_export(record[name], record),
                    ),
                    self.env._(
                        "Copy what you wrote, discard your change to see what is there "
                        "now, and add yours to it."
                    ),
                    UserError,
                )

    def _guard_bounds(self, vals):
        """Refuse numbers that nobody can mean, where they come in.

        :raises ValidationError: naming field, number and bounds
        """
        for name in self._bounded_fields().intersection(vals):
            low, high = self._fields[name].bounds
            number = vals[name] or 0
            if isinstance(number, str):
                # As a client may send it; what is no number the field itself refuses.
                number = self._fields[name].convert_to_column(number, self)
            if (low is None or low <= number) and (high is None or number <= high):
                continue
            what = self.env._(
                "%(field)s: %(number)s is beyond what can be meant (%(low)s to "
                "%(high)s).",
                field=self._fields[name]._description_string(self.env),
                number=f"{number:,}",
                low="…" if low is None else low,
                high="…" if high is None else f"{high:,}",
            )
            remedy = self.env._("Count again and enter the number.")
            raise self._guard_exception(
                self._clause_of(name), what, remedy, ValidationError
            )

    @api.model
    @tools.ormcache()
    def _bounded_fields(self):
        return frozenset(
            name for name, field in self._fields.items() if hasattr(field, "bounds")
        )

    # --- Refusing ---

    def _guard_remedy(self, reason, names):
        """Hook: what to do instead, translated; None for the general words.

        :param str reason: ``system``, ``once``, ``state``, ``person`` or ``unlink``
        :param names: the fields
        """
        return None

    def _refusal_closed(self, names, reason, rule):
        names = sorted(names)
        labels = self.env._(", ").join(
            self._fields[name]._description_string(self.env) for name in names
        )
        values = {"fields": labels, "record": self[:1].display_name or ""}
        if not self:
            values["record"] = self._guard_model_label()
        exception = AccessError
        if reason == "state":
            exception = UserError
            states = dict(self._guard_state_labels())
            what = self.env._(
                "%(record)s: %(fields)s cannot be changed in this state.", **values
            )
            remedy = self.env._(
                "It can be changed only while the record is: %s.",
                self.env._(", ").join(states.get(s, s) for s in rule.states),
            )
        elif reason == "once":
            exception = ValidationError
            what = self.env._(
                "%(record)s: %(fields)s was given when the record was made and cannot "
                "be changed.",
                **values,
            )
            remedy = self.env._("Make a new record with the right value.")
        elif reason == "person":
            what = self.env._("You cannot set %(fields)s of %(record)s.", **values)
            remedy = self.env._("Ask somebody with the role for it.")
        else:
            what = self.env._("You cannot set %(fields)s of %(record)s.", **values)
            remedy = self.env._(
                "It follows from the steps of the record: use its buttons."
            )
        remedy = self._guard_remedy(reason, names) or remedy
        return self._guard_exception(
            (rule and rule.clause) or self._clause_of(names[0]), what, remedy, exception
        )

    def _refusal_append_only(self):
        return self._guard_exception(
            self._append_only,
            self.env._(
                "%s: entries are neither changed nor deleted.",
                self._guard_model_label(),
            ),
            self._guard_remedy("unlink", ())
            or self.env._("Record what is right in a new entry."),
            AccessError,
        )

    def _refusal_unlink(self, clause):
        return self._guard_exception(
            clause,
            self.env._("%s is not deleted.", self[:1].display_name),
            self._guard_remedy("unlink", ())
            or self.env._("Correct it, or archive or withdraw it where it can be."),
            UserError,
        )

    def _guard_exception(self, clause, what, remedy, exception):
        if clause:
            return self.env["cadre.clause"]._refusal(
                clause, what, remedy, exception=exception, records=self
            )
        return exception(f"{what}\n\n{remedy}")

    @api.model
    def _guard_model_label(self):
        # A name that every form shows.
        return self.env["ir.model"]._get(self._name).sudo().name

    @api.model
    def _guard_state_labels(self):
        model, path = self, self._guard_state.split(".")
        for name in path[:-1]:
            model = self.env[model._fields[name].comodel_name]
        return model._fields[path[-1]]._description_selection(self.env)

    # --- Log ---

    def _unlogged(self):
        """The records, for changes that the caller puts on record by himself."""
        return self.with_context(**{LOGGED_KEY: (SYSTEM, self._name)})

    def _write_each(self, values):
        """Write other values on each record; the log gets them in one batch.

        :param dict values: ``{record: values}``
        """
        before = {}
        for record, vals in values.items():
            before |= record._logged_values(vals)
        for record, vals in values.items():
            record._unlogged().write(vals)
        self._log_edits(before)

    def _logged_values(self, vals):
        """Old values of what is logged, before a write.

        :return: ``{record: {field: value}}``
        """
        names = [name for name in self._logged_fields() if name in vals]
        if not names or self.env.context.get(LOGGED_KEY) == (SYSTEM, self._name):
            return {}
        return {record: record._log_values(names) for record in self.sudo()}

    def _log_values(self, names):
        """Values as they stand in the log: plain, and readable without the system."""
        values = {}
        for name in names:
            field, value = self._fields[name], self[name]
            if field.type == "many2one":
                values[name] = value.display_name or False
            elif field.type in ("date", "datetime"):
                values[name] = field.to_string(value)
            else:
                values[name] = field.convert_to_read(value, self)
        return values

    def _log_edits(self, before):
        entries = []
        for record, old in before.items():
            new = record._log_values(list(old))
            changed = {
                name: [old[name] or "", new[name] or ""]
                for name in old
                if old[name] != new[name]
            }
            if changed:
                payload = {**record._log_details(), **changed}
                rule = Open.of(self._writable(next(iter(changed))))
                clause = (rule and rule.clause) or record._log_clause()
                entries += record._log_entries("edit", payload=payload, clause=clause)
        if entries:
            self.env["cadre.log"]._record(entries)

    def _log_clause(self):
        return self._guard_clause or False

    # --- Views ---

    @api.model
    def _guard_arch(self, arch):
        """Make the fields of a view read-only where the guard closes them.

        What the view says itself stays, since the server refuses in any case.
        """
        for node in arch.iter("field"):
            model, prefix = self._guard_model_of(node)
            name = node.get("name")
            if (
                model is None
                or node.get("readonly")
                or name not in model._fields
                or name not in model._guarded_fields_of_user()
            ):
                continue
            rule = Open.of(model._writable(name))
            conditions = []
            if rule and rule.once:
                conditions.append("id")
            if rule and rule.states and prefix is not None:
                conditions.append(f"{prefix} not in {rule.states!r}")
            if conditions:
                node.set("readonly", " or ".join(conditions))

    @api.model
    def _guard_model_of(self, node):
        """The guarded model of a field's node, and how its view names the state."""
        parents = list(node.iterancestors("field"))
        model = self
        for parent in reversed(parents):
            field = model._fields.get(parent.get("name"))
            if field is None or not field.comodel_name:
                return None, None
            model, above = self.env[field.comodel_name], field
        if not hasattr(model, "_guard_state"):
            return None, None
        head, _dot, rest = model._guard_state.partition(".")
        if not rest:
            return model, head if head in model._fields else None
        if parents and rest in self._fields and above.type == "one2many":
            return model, f"parent.{rest}" if above.inverse_name == head else None
        return model, None
