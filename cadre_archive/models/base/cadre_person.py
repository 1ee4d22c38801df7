from odoo import api, models

from ...rules.identity import identity_key
from ...rules.readers import Match, Person, Registers, match


class CadrePerson(models.AbstractModel):
    """Who somebody is whom a form names, and whether they are kin of a cadre.

    Readers and borrowers of files, who asks a question and who brings materials are
    employees or come from outside (R-03, R-04, R-65). They are compared by record, by
    identity number, else by name, in one normal form (``rules/identity.py``).
    """

    _name = "cadre.person"
    _description = "Person Named on a Form"

    @api.model
    def _who_is(self, name="", identification="", employee=None, declared=""):
        """What is known of a person whom a form names.

        :param employee: the hr.employee it is, or none; gives what is not named
        :param declared: why it is another person than one of the same name on record
        :rtype: Person
        """
        # To be compared, not to be shown.
        employee_sudo = (employee or self.env["hr.employee"]).sudo()
        number = identification or ""
        if not identity_key(number):
            number = employee_sudo.identification_id or number
        return Person(
            name or employee_sudo.name or "",
            number,
            employee_sudo.id or 0,
            declared or "",
        )

    # --- Who they are ---

    @api.model
    def _check_named(self, named, clause):
        """Refuse people who may be an employee, and of whom it is not said.

        The name or number of an employee is linked to the employee, or declared
        another person's, with a reason and the person's own number. Asks the registers
        as superuser, in a fixed number of queries.

        :param dict named: ``{label: list[Person]}``, of :meth:`_typed`; the label, such
            as the number of the form, is what the refusal begins with
        :param str clause: the clause that asks who they are
        :raises UserError: naming the first of them
        """
        people = [person for persons in named.values() for person in persons]
        unsure = dict(self._unsure(people))
        for label, persons in named.items():
            for person in filter(unsure.get, persons):
                what, remedy = self._words_of(person, unsure[person])
                raise self.env["cadre.clause"]._refusal(
                    clause, f"{label}: {what}", remedy
                )

    @api.model
    def _typed(self, name, identification, employee, declared):
        """A person as typed: nothing is taken from the employee linked to it."""
        return Person(
            name or "", identification or "", employee.id or 0, declared or ""
        )

    @api.model
    def _unsure(self, people):
        """The people of whom it is not said who they are, each with what is wrong."""
        employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        numbers = self._by_number({person.written for person in people})
        namesakes = dict(
            employees_sudo._read_group(
                [("cadre_name_key", "in", list({p.plain_name for p in people}))],
                ["cadre_name_key"],
                ["id:recordset"],
            )
        )
        for person in people:
            linked = employees_sudo.browse(person.record)
            known = numbers.get(person.written, 0)
            if person.record:
                registered = self._who_is(employee=linked)
                if person.plain_name != registered.plain_name:
                    yield person, "name"
                elif person.key and registered.key and person.key != registered.key:
                    yield person, "number"
            elif known:
                yield person, "numbered"
            elif person.plain_name in namesakes and not person.is_told_apart:
                yield person, "declared" if person.declared.strip() else "namesake"

    @api.model
    def _words_of(self, person, problem):
        """What is wrong with a person's name on a form, and what to do."""
        name = person.name
        return {
            "name": (
                self.env._(
                    "“%s” is not the name of the employee it is linked to.", name
                ),
                self.env._("Correct the name, or link the right employee."),
            ),
            "number": (
                self.env._(
                    "%s: the identity number is not that of the linked employee.", name
                ),
                self.env._("Correct the number, or link the right employee."),
            ),
            "numbered": (
                self.env._("%s has the identity number of an employee.", name),
                self.env._("Link the employee, or correct the number."),
            ),
            "namesake": (
                self.env._("“%s” is the name of an employee and is not linked.", name),
                self.env._(
                    "Link the employee. If it is another person, say why under "
                    "“Another person because” and enter the identity number."
                ),
            ),
            "declared": (
                self.env._(
                    "“%s” is declared another person than the employee of that name, "
                    "without a valid identity number.",
                    name,
                ),
                self.env._("Enter the 18 characters of the person's identity card."),
            ),
        }[problem]

    @api.model
    def _by_number(self, keys):
        """The employee behind each identity number, in any version: ``{key: id}``."""
        versions_sudo = (
            self.env["hr.version"]
            .sudo()
            .with_context(active_test=False)
            .search([("cadre_identity_key", "in", list(set(keys) - {""}))])
        )
        return {
            version.cadre_identity_key: version.employee_id.id
            for version in versions_sudo
            if version.employee_id
        }

    @api.model
    def _users_among(self, people, users):
        """Of each record the users who are, or may be, one of its people (R-05).

        :param dict people: ``{record id: list[Person]}``
        :param dict users: ``{record id: res.users}``
        :rtype: dict[int, res.users]
        """
        nobody = self.env["res.users"]
        asked = nobody.union(*(users[id_] for id_, named in people.items() if named))
        # Names and numbers of users are compared, not shown.
        asked_sudo = asked.sudo()
        known = {user.id: [Person(user.name or "")] for user in asked_sudo}
        employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        for employee in employees_sudo.search([("user_id", "in", asked.ids)]):
            known[employee.user_id.id].append(self._who_is(employee=employee))
        return {
            id_: users[id_].filtered(
                lambda user, named=named: any(
                    Registers.sure(person, known[user.id], person) for person in named
                )
            )
            if named
            else nobody
            for id_, named in people.items()
        }

    @api.model
    def _same(self, people):
        """The first two of the people who are, or may be, one person; None: none."""
        for number, one in enumerate(people):
            for other in people[:number]:
                same = match(one, other)
                if same is Match.SAME or (
                    same is Match.MAYBE
                    and not (one.is_told_apart or other.is_told_apart)
                ):
                    return other, one
        return None

    # --- Whether they have to keep away ---

    @api.model
    def _conflicts(self, pairs):
        """Whether each of these people is a cadre, or kin of theirs.

        Asks the registers as superuser, in a fixed number of queries: whoever takes a
        step must get the right answer without seeing kinship and identity numbers.

        :param list pairs: of a ``Person`` and the hr.employee whose file it is about
        :return: of each pair the clause that bars the person, and how sure it is
        :rtype: list[tuple[str, Match]]
        """
        if not pairs:
            return []
        employees_sudo = self.env["hr.employee"].sudo().with_context(active_test=False)
        cadres = employees_sudo.browse({cadre.id for _person, cadre in pairs})
        by_number = self._by_number({person.written for person, _cadre in pairs})
        known = employees_sudo.browse(
            {person.record for person, _cadre in pairs if person.record}
            | set(by_number.values())
        )
        registers = Registers(
            by_number, known._avoided_employees(), (cadres | known)._kin_on_record()
        )
        people = {cadre.id: self._who_is(employee=cadre) for cadre in cadres}
        return [registers.conflict(person, people[cadre.id]) for person, cadre in pairs]
