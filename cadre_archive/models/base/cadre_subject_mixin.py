from odoo import api, models
from odoo.fields import Domain

from .roles import COMMITTEE


class CadreSubjectMixin(models.AbstractModel):
    """Whose file or result a record is about, said once; the walls follow in code.

    ``_subject_path``
        path to the employees that a record is about, e.g. ``line_ids.employee_id``; a
        tuple of several; ``""``: about nobody (a register). Left out: closed to all.
    ``_dossier_path``
        path to the files that it hangs on, for their level of secrecy (R-47); ``"id"``
        on the files themselves; a tuple of several.
    ``_company_path``
        path to the office; ``""``: of all offices.
    ``_subject_parent``
        many2one to the record whose walls hold for this one as well (lines, steps,
        pages); then none of the paths is needed.
    ``_avoids``
        whose records a user does not know of: ``own`` and ``kin`` (R-03, R-04).

    ``ir.rule`` asks :meth:`_subject_domain` at each operation, so that no record in
    the database switches it off. Superuser code passes.
    """

    _name = "cadre.subject.mixin"
    _description = "Subject Mixin"

    _subject_path = None
    _dossier_path = ""
    _company_path = "company_id"
    _subject_parent = ""
    _avoids: tuple[str, ...] = ("own", "kin")

    # --- The walls ---

    @api.model
    def _subject_domain(self, mode):
        """Records that the current user may know of, as far as the subject decides.

        :param str mode: ``read``, ``write``, ``create`` or ``unlink``
        :rtype: odoo.fields.Domain
        """
        if self._subject_parent:
            parent = self.env[self._fields[self._subject_parent].comodel_name]
            wall = parent._subject_domain(mode)
            return wall if wall.is_true() else Domain(self._subject_parent, "any", wall)
        if self._subject_path is None:
            return Domain.FALSE
        return (
            self._office_domain()
            & self._avoidance_domain(mode)
            & self._secrecy_domain(mode)
        )

    @api.model
    def _office_domain(self):
        if not self._company_path:
            return Domain.TRUE
        companies = self.env.companies.ids
        field = self._fields.get(self._company_path)
        if field is not None and not field.required:
            companies = [*companies, False]
        return Domain(self._company_path, "in", companies)

    @api.model
    def _avoidance_domain(self, mode):
        user = self.env.user
        if self._avoids == ("own",):
            avoided = [("active", "in", (True, False)), ("user_id", "=", user.id)]
        else:
            avoided = user._avoided_people()
        known = Domain.AND(
            self._without(path, Domain(avoided))
            for path in self._paths(self._avoids and self._subject_path)
        )
        return known | self._avoidance_exemption(mode)

    @api.model
    def _secrecy_domain(self, mode):
        levels = self._dossier_path and self.env.user._hidden_levels()
        if not levels:
            return Domain.TRUE
        hidden = Domain("secrecy", "in", levels)
        known = Domain.AND(
            ~hidden if path == "id" else self._without(path, hidden)
            for path in self._paths(self._dossier_path)
        )
        return known | self._secrecy_exemption(mode)

    @api.model
    def _avoidance_exemption(self, mode):
        """Hook: records that are known although they are one's own or a relative's."""
        return Domain.FALSE

    @api.model
    def _secrecy_exemption(self, mode):
        """Hook: records that are known in spite of the secrecy of their files."""
        return Domain.FALSE

    @api.model
    def _of_committee(self, waiting):
        """What waits for the Party Committee in a state, or was decided by the user.

        None for who is not of the Party Committee.
        """
        if not self.env.user.has_group(COMMITTEE):
            return Domain.FALSE
        return Domain("approver_role", "=", "committee") & (
            Domain("state", "=", waiting) | Domain("approver_id", "=", self.env.uid)
        )

    @api.model
    def _paths(self, declared):
        return (declared,) if isinstance(declared, str) and declared else declared or ()

    @api.model
    def _without(self, path, domain):
        """Records from which the path leads to none that fits the domain."""
        first, *rest = path.split(".")
        for name in reversed(rest):
            domain = Domain(name, "any", domain)
        return Domain(first, "not any", domain)

    # --- Who and what it is about ---

    def _subject_employees(self):
        """The employees that these records are about, as superuser: ids only matter."""
        # Asked for walls and log; nothing of the persons is shown.
        if self._subject_parent:
            return self.sudo()[self._subject_parent]._subject_employees()
        return self.env["hr.employee"].union(
            *(
                self.sudo().with_context(active_test=False).mapped(path)
                for path in self._paths(self._subject_path)
            )
        )

    def _subject_dossiers(self):
        """The files that these records hang on, as superuser."""
        if self._subject_parent:
            return self.sudo()[self._subject_parent]._subject_dossiers()
        return self.env["cadre.dossier"].union(
            *(
                self.sudo() if path == "id" else self.sudo().mapped(path)
                for path in self._paths(self._dossier_path)
            )
        )

    def _users_who_may_know(self, users):
        """Which of the users may know of each record: office, kinship and secrecy.

        Rights of groups are not asked: the caller chose the users by their role.

        :param users: res.users
        :return: ``{record id: res.users}``
        :rtype: dict[int, res.users]
        """
        if self._subject_parent:
            known = self[self._subject_parent]._users_who_may_know(users)
            return {
                record.id: known[record[self._subject_parent].id] for record in self
            }
        # Asked as superuser: whoever is told is found without seeing kinship.
        users_sudo = users.sudo().filtered("active")
        avoided = users_sudo._avoided_cadres()
        hidden = {user: set(user._hidden_levels()) for user in users_sudo}
        exempt = {
            user: self.sudo().filtered_domain(
                self.with_user(user)._secrecy_exemption("read")
            )
            for user in users_sudo
            if hidden[user]
        }
        known = {}
        for record in self:
            people = set(record._subject_employees().ids)
            levels = set(record._subject_dossiers().mapped("secrecy"))
            company = record._subject_company()
            known[record.id] = users.browse(
                user.id
                for user in users_sudo
                if not people & avoided[user.id]
                and (not levels & hidden[user] or record in exempt[user])
                and (not company or company in user.company_ids)
            )
        return known

    def _subject_company(self):
        if self._subject_parent:
            return self.sudo()[self._subject_parent]._subject_company()
        if not self._company_path:
            return self.env["res.company"]
        return self.sudo().mapped(self._company_path)

    @api.model
    def _referred(self, name, vals_list, operation="read"):
        """The records that values refer to by a many2one: ``{id: record}``.

        Odoo lets one refer to a record that one may not read, or create a child of one
        that one may not write: so they are asked.
        """
        records = self.env[self._fields[name].comodel_name].browse(
            {vals[name] for vals in vals_list if vals.get(name)}
        )
        records.check_access(operation)
        return {record.id: record for record in records}

    # --- Log ---

    def _log_entries(self, action, **values):
        """Entries of the log about these records, one for each cadre concerned.

        The log hides them cadre by cadre (R-03, R-04).

        :param str action: what was done
        :param values: further fields of the entries; a function is asked for each
            record
        :rtype: list[dict]
        """

        def of(record, value):
            return value(record) if callable(value) else value

        return [
            {
                "model": self._name,
                "res_id": record.id,
                "action": action,
                "clause": record._log_clause(),
                "subject_id": subject and subject.id,
                **{name: of(record, value) for name, value in values.items()},
            }
            for record in self
            for subject in record._subject_employees() or [False]
        ]

    def _log_clause(self):
        """Hook: the clause that entries about this record name."""
        return False

    def _log_details(self):
        """Hook: what an entry needs beside the change to be understood alone."""
        return {}
