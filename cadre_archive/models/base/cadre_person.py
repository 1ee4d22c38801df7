from odoo import api, models

from ...rules.readers import Person, Registers


class CadrePerson(models.AbstractModel):
    """Who somebody is whom a form names, and whether he is kin of a cadre (R-03, R-04).

    Readers of files, who asks a question and who brings materials are employees or come
    from outside; they are compared by record, by identity number, else by name.
    """

    _name = "cadre.person"
    _description = "Person Named on a Form"

    @api.model
    def _who_is(self, name="", identification="", employee=None):
        """What is known of a person whom a form names.

        :param employee: the hr.employee he is, or none; gives what is not named
        :rtype: Person
        """
        # To be compared, not to be shown.
        employee_sudo = (employee or self.env["hr.employee"]).sudo()
        return Person(
            name or employee_sudo.name or "",
            identification or employee_sudo.identification_id or "",
            employee_sudo.id or 0,
        )

    @api.model
    def _conflicts(self, pairs):
        """Whether each of these people is a cadre, or kin of his.

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
        numbers = {person.key for person, _cadre in pairs} - {""}
        by_number = {
            Person(identification=employee.identification_id).key: employee.id
            for employee in employees_sudo.search(
                [("identification_id", "in", list(numbers))]
            )
        }
        known = employees_sudo.browse(
            {person.record for person, _cadre in pairs if person.record}
            | set(by_number.values())
        )
        outside_sudo = (
            self.env["cadre.relative"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", (cadres | known).ids),
                    ("relative_id", "=", False),
                ]
            )
        )
        registers = Registers(
            by_number,
            known._avoided_employees(),
            {
                employee.id: [
                    self._who_is(kin.relative_name, kin.relative_identification)
                    for kin in kins
                ]
                for employee, kins in outside_sudo.grouped("employee_id").items()
            },
        )
        people = {cadre.id: self._who_is(employee=cadre) for cadre in cadres}
        return [registers.conflict(person, people[cadre.id]) for person, cadre in pairs]
