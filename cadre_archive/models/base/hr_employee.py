from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...rules.identity import plain_name
from .cadre_guard_mixin import Open

# What decides on somebody's own access: to files, to readings, to judging.
OWN_FACTS = {
    "political_status",
    "political_status_date",
    "management_level",
    "cadre_category",
    "cadre_number",
    "identification_id",
    "department_id",
    "parent_id",
}
# Fields about a cadre that the archive and the personnel clerks keep. Read by
# themselves (prefetch=False): whoever has no access to hr.employee gets a person's name
# from hr.employee.public, and must not ask for these along with it.
CADRE_GROUPS = "hr.group_hr_user,cadre_archive.group_cadre_archive_clerk"


class HrEmployee(models.Model):
    """Whom a user may know no file of: himself and his kin (R-03, R-04)."""

    _name = "hr.employee"
    _inherit = ["cadre.guard.mixin", "cadre.import.mixin", "hr.employee"]
    _guard_clause = "R-04"
    _rec_names_search = ["name", "cadre_number"]
    _import_key = ("cadre_number",)
    _import_identities = ("identification_id",)
    _import_past = ("birthday",)

    cadre_number = fields.Char(
        index="btree_not_null",
        copy=False,
        help="The office's own number of the cadre; finds the person in searches and "
        "in the columns of an import.",
        writable=True,
        logged=True,
    )
    cadre_category = fields.Selection(
        [
            ("civil_servant", "Civil servant"),
            ("institution", "Staff of an institution managed as civil service"),
            ("treatment", "Other staff with civil-servant treatment"),
            ("out_of_scope", "Outside the scope of appraisal"),
        ],
        groups=CADRE_GROUPS,
        prefetch=False,
        help="A-06: the first three take part in the appraisal.",
        writable=Open(clause="A-06"),
        logged=True,
    )
    political_status = fields.Selection(
        [
            ("cpc_member", "CPC member"),
            ("cpc_probationary", "Probationary CPC member"),
            ("league_member", "Communist Youth League member"),
            ("democratic_party", "Member of a democratic party"),
            ("none", "No party"),
        ],
        groups=CADRE_GROUPS,
        prefetch=False,
        help="R-01 and R-43: readers of files and archive staff are CPC members.",
        writable=Open(clause="R-43"),
        logged=True,
    )
    political_status_date = fields.Date(
        string="Political status since",
        groups=CADRE_GROUPS,
        prefetch=False,
        writable=Open(clause="R-43"),
        logged=True,
    )
    management_level = fields.Selection(
        [
            ("city", "Managed by the city"),
            ("district", "Managed by the district"),
            ("office", "Managed by the office"),
        ],
        default="office",
        groups=CADRE_GROUPS,
        prefetch=False,
        help="R-07 and R-42: whose cadre this is decides who approves.",
        writable=Open(clause="R-07"),
        logged=True,
    )
    cadre_relative_ids = fields.One2many(
        "cadre.relative",
        "employee_id",
        string="Relatives",
        groups=CADRE_GROUPS,
        writable=True,
    )
    cadre_relative_of_ids = fields.One2many(
        "cadre.relative", "relative_id", string="Relative of", groups=CADRE_GROUPS
    )
    # For record rules alone, which ask as superuser: kinship is nobody's to read here.
    cadre_avoided_by_ids = fields.Many2many(
        "res.users",
        compute="_compute_cadre_avoided_by_ids",
        search="_search_cadre_avoided_by_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
    )

    # Who leads whom decides on records and scores.
    parent_id = fields.Many2one(logged=True)
    # The name as compared; by it whoever is typed by name is found.
    cadre_name_key = fields.Char(
        compute="_compute_cadre_name_key",
        store=True,
        index=True,
        groups=fields.NO_ACCESS,
    )

    _cadre_number_uniq = models.UniqueIndex(
        "(company_id, cadre_number) WHERE cadre_number IS NOT NULL",
        "This cadre number is already given in the office: use another one.",
    )

    def write(self, vals):
        self._check_own_facts_of(self, vals)
        if {"user_id", "resource_id"} & set(vals):
            self._check_own_link(vals)
        return super().write(vals)

    def _check_own_link(self, vals):
        """R-03 hides one's own file by this link: nobody changes it for themselves."""
        if self.env.uid == api.SUPERUSER_ID:
            return
        resources_sudo = self.sudo().resource_id  # whose user it is; only compared
        if "resource_id" in vals:
            given = resources_sudo.browse(vals["resource_id"] or [])
            both = (resources_sudo - given) | (given - resources_sudo)
            if self.env.user in both.user_id:
                raise resources_sudo._refusal_of_own_link()
        if "user_id" in vals:
            resources_sudo.sudo(False)._check_own_link(vals["user_id"])

    @api.model
    def _check_own_facts_of(self, records, vals):
        """Nobody changes what decides on their own access, by whichever road.

        One's own profile is written as superuser, so the person is asked, not the mode.
        """
        user = self.env.user
        if user.id == api.SUPERUSER_ID or OWN_FACTS.isdisjoint(vals):
            return
        for record in records.sudo():
            if user not in record._subject_employees().user_id:
                continue
            for name in OWN_FACTS & vals.keys() & record._fields.keys():
                field = record._fields[name]
                if field.type == "many2one":
                    new = vals[name] or False
                else:
                    value = field.convert_to_cache(vals[name], record, validate=False)
                    new = field.convert_to_record(value, record)
                old = record[name].id if field.type == "many2one" else record[name]
                if (old or False) != (new or False):
                    raise self.env["cadre.clause"]._refusal(
                        "R-03",
                        self.env._(
                            "You cannot change “%s” of your own personnel record.",
                            field._description_string(self.env),
                        ),
                        self.env._("Ask another personnel officer to do it."),
                        exception=AccessError,
                    )

    def _subject_employees(self):
        return self.sudo()

    def _log_clause(self):
        return False

    @api.depends("name")
    def _compute_cadre_name_key(self):
        for employee in self:
            employee.cadre_name_key = plain_name(employee.name or "") or False

    # --- Avoidance (R-03, R-04) ---

    def _kin_on_record(self):
        """The kin of these people, from either side, by whatever is known of them.

        As superuser: to be compared, never shown.

        :rtype: dict[int, list[Person]]
        """
        who_is = self.env["cadre.person"]._who_is
        kin = {employee.id: [] for employee in self}
        for row in self.env["cadre.relative"].sudo()._about(self):
            one, other = row.employee_id, row.relative_id
            if one.id in kin:
                kin[one.id].append(
                    who_is(row.relative_name, row.relative_identification, other)
                )
            if other.id in kin:
                kin[other.id].append(who_is(employee=one))
        return kin

    def _avoided_employees(self):
        """Everybody whose file these people may not see: themselves and their kin.

        Reads the kinship as superuser, because whoever asks (an approver, a counter
        clerk) must get the right answer without seeing the register.

        :return: ``{employee id: set of employee ids}``
        :rtype: dict[int, set[int]]
        """
        avoided = {employee.id: {employee.id} for employee in self}
        rows = self.env["cadre.relative"].sudo()._about(self)
        for kin in rows.filtered("relative_id"):
            one, other = kin.employee_id.id, kin.relative_id.id
            if one in avoided:
                avoided[one].add(other)
            if other in avoided:
                avoided[other].add(one)
        return avoided

    def _is_avoided(self, others):
        """Whether this person is among ``others`` or a relative of one of them.

        :param others: recordset of employees (the subjects of files, cases, ballots)
        :rtype: bool
        """
        self.ensure_one()
        return bool(self._avoided_employees()[self.id] & set(others.ids))

    @api.model
    def _of_user(self, user=None):
        """The employees behind a user, in every company, archived ones included."""
        user = user or self.env.user
        # Only ids matter to the callers; a user may not be allowed to read employees.
        return (
            self.sudo()
            .with_context(active_test=False)
            .search([("user_id", "=", user.id)])
            .sudo(self.env.su)
        )

    @api.depends(
        "user_id",
        "cadre_relative_ids.active",
        "cadre_relative_ids.relative_id.user_id",
        "cadre_relative_of_ids.active",
        "cadre_relative_of_ids.employee_id.user_id",
    )
    def _compute_cadre_avoided_by_ids(self):
        avoided = self._avoided_employees()
        people = self.browse(set().union(*avoided.values()))
        users = {person.id: person.user_id for person in people}
        nobody = self.env["res.users"]
        for employee in self:
            employee.cadre_avoided_by_ids = nobody.union(
                *(users[kin] for kin in avoided[employee.id])
            )

    def _search_cadre_avoided_by_ids(self, operator, value):
        """The people, looked up anew at each query: kinship recorded now counts now."""
        if operator != "in":
            return NotImplemented
        if not self.env.su:
            # Odoo asks the groups of a field when it is read, not when it is searched:
            # through it, anybody could ask who is whose kin.
            raise AccessError(self.env._("Internal search field."))
        own_sudo = (
            self.sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", list(value))])
        )
        avoided = set().union(*own_sudo._avoided_employees().values())
        return Domain("id", "in", list(avoided))
