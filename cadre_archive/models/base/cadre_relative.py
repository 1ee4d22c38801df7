from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...rules.identity import plain_name, written_key

KINSHIP = [
    ("spouse", "Spouse"),
    ("direct", "Direct blood relative"),
    ("collateral", "Collateral relative within three generations"),
    ("in_law", "Near in-law"),
]


class CadreRelative(models.Model):
    """Kinship between two people, in the four groups of reading Q-2.

    One row says it for both sides. A relative who is no employee is kept by name and
    identity number, and is linked when an employee with that number appears.
    """

    _name = "cadre.relative"
    _description = "Kinship"
    _inherit = ["cadre.import.mixin", "cadre.in.use.mixin"]
    _subject_path = "employee_id"
    _import_template = "cadre_archive/static/xls/cadre_relative.xlsx"
    _import_identities = ("relative_identification",)
    _avoids = ()
    _guard_clause = "R-04"
    _undeletable = "R-04"
    _order = "employee_id, kinship, id"
    _rec_name = "relative_name"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        index=True,
        ondelete="restrict",
        writable=True,
        logged=True,
    )
    company_id = fields.Many2one(
        "res.company", related="employee_id.company_id", store=True, index=True
    )
    relative_id = fields.Many2one(
        "hr.employee",
        string="Relative in the office",
        index=True,
        ondelete="restrict",
        writable=True,
        logged=True,
    )
    relative_name = fields.Char(
        string="Relative",
        compute="_compute_relative_name",
        store=True,
        readonly=False,
        writable=True,
        logged=True,
        help="For a relative who does not work here.",
    )
    relative_identification = fields.Char(
        string="Identity number",
        writable=True,
        logged=True,
        help="Finds a relative among readers who are not employees.",
    )
    # As compared, for those who are not linked yet.
    identity_key = fields.Char(
        compute="_compute_identity_key",
        store=True,
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )
    kinship = fields.Selection(
        KINSHIP,
        required=True,
        writable=True,
        logged=True,
        help="R-04 and reading Q-2: spouse; parents, children, grandparents, "
        "grandchildren; siblings, uncles, aunts, cousins, nephews, nieces; "
        "relatives by marriage.",
    )
    relation = fields.Char(
        string="Relation in words",
        writable=True,
        logged=True,
        help="For instance: elder brother, son-in-law.",
    )

    _somebody_check = models.Constraint(
        "CHECK(relative_id IS NOT NULL OR COALESCE(relative_name, '') <> '')",
        "R-04: name the relative, or choose one who works in the office.",
    )
    _other_check = models.Constraint(
        "CHECK(relative_id IS NULL OR relative_id <> employee_id)",
        "Nobody is their own relative: choose another person (R-04).",
    )
    _pair_uniq = models.UniqueIndex(
        "(LEAST(employee_id, relative_id), GREATEST(employee_id, relative_id)) "
        "WHERE active AND relative_id IS NOT NULL",
        "The kinship of these two is already on record: change that row (R-04).",
    )

    @api.depends("relative_id")
    def _compute_relative_name(self):
        for kin in self:
            kin.relative_name = kin.relative_id.name or kin.relative_name

    @api.depends("relative_identification")
    def _compute_identity_key(self):
        for kin in self:
            number = kin.relative_identification or ""
            kin.identity_key = written_key(number) or False

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # An empty cell of an import is no name: the one on record is taken.
            if vals.get("relative_id") and not vals.get("relative_name"):
                vals.pop("relative_name", None)
        kin = super().create(vals_list)
        kin._check_not_own()
        kin._link_known_people()
        self.env["cadre.log"]._record(
            kin._log_entries("create", payload=lambda k: k._log_details())
        )
        return kin

    def write(self, vals):
        self._check_not_own()
        result = super().write(vals)
        self._check_not_own()
        if "relative_identification" in vals:
            self._link_known_people()
        return result

    # --- Business ---

    @api.model
    def _about(self, employees):
        """The kinship on record of these people, from either side."""
        return self.search(
            # Named, since the people may come with archived ones included.
            Domain("active", "=", True)
            & (
                Domain("employee_id", "in", employees.ids)
                | Domain("relative_id", "in", employees.ids)
            )
        )

    def _check_not_own(self):
        """Nobody edits the kinship that keeps files away from themselves.

        A relative who is not linked is known by number, else by name.
        """
        if self.env.su:
            return
        user = self.env.user
        # The users behind the employees, and numbers, are HR's data.
        own_sudo = self.env["hr.employee"]._of_user().sudo()
        names = set(map(plain_name, [user.name, *own_sudo.mapped("name")]))
        keys = set(own_sudo.version_ids.mapped("cadre_identity_key")) - {False}
        for kin in self.sudo():
            if kin.relative_id:
                typed = False
            elif kin.identity_key and keys:
                typed = kin.identity_key in keys
            else:
                typed = plain_name(kin.relative_name) in names
            if typed or (kin.employee_id | kin.relative_id) & own_sudo:
                raise self.env["cadre.clause"]._refusal(
                    "R-04",
                    self.env._("You cannot record or change your own kinship."),
                    self.env._("Ask another archive clerk to do it."),
                    exception=AccessError,
                )

    def _link_known_people(self):
        """Link rows whose identity number belongs to an employee."""
        rows = self.sudo().filtered(lambda k: k.identity_key and not k.relative_id)
        if not rows:
            return
        # Identity numbers are HR's data; only the link comes out of here.
        numbers = self.env["cadre.person"]._by_number(rows.mapped("identity_key"))
        known = self.env["hr.employee"].sudo().browse(set(numbers.values()))
        pairs = {
            frozenset((kin.employee_id.id, kin.relative_id.id))
            for kin in self.sudo()._about(known)
        }
        for kin in rows:
            employee_id = numbers.get(kin.identity_key, kin.employee_id.id)
            pair = frozenset((kin.employee_id.id, employee_id))
            # The kinship of the two may be on record already, by another row.
            if len(pair) == 2 and not (kin.active and pair in pairs):
                pairs.add(pair)
                # Past the guard of write(): the number decides, not the clerk.
                kin.relative_id = employee_id

    def _log_details(self):
        """Who is whose kin, so that an entry is understood alone."""
        return {
            "relative": self.relative_id.id or self.relative_name,
            "kinship": self.kinship,
            "active": self.active,
        }
