from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...rules.identity import identity_key
from ...rules.readers import Match
from ..base.cadre_guard_mixin import Open
from ..base.roles import CLERK

# What follows from a signature, and the clause that asks for it.
ATTESTED_BY = {"is_declared": "R-04", "is_signed": "R-08"}
# When a name turns out to be a relative's, the number has to be asked for.
IDENTITY = ("draft", "submitted", "approved", "in_use")
STATUSES = [
    ("cpc_member", "CPC member"),
    ("cpc_probationary", "Probationary CPC member"),
    ("league_member", "Communist Youth League member"),
    ("democratic_party", "Member of a democratic party"),
    ("none", "No party"),
]


class CadreAccessReader(models.Model):
    """A person who wants to read files.

    ===========  ==========================================================
    read         whoever reads the application
    write        archive clerk in draft; that he signed follows from signatures
    create       archive clerk in draft
    unlink       archive clerk in draft
    ===========  ==========================================================
    """

    _name = "cadre.access.reader"
    _description = "Reader"
    _inherit = ["cadre.guard.mixin", "cadre.import.mixin"]
    _subject_parent = "access_id"
    _guard_state = "access_id.state"
    _guard_clause = "R-06"
    _unlink_open = "draft"
    _order = "access_id, id"

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        index=True,
        ondelete="restrict",
        writable=Open(states=("draft",), once=True),
    )
    name = fields.Char(string="Full name", required=True, writable="draft")
    employee_id = fields.Many2one(
        "hr.employee",
        index="btree_not_null",
        ondelete="restrict",
        writable="draft",
        help="When the reader works in this office.",
    )
    unit = fields.Char(string="Unit and Post", writable="draft")
    political_status = fields.Selection(
        STATUSES, writable="draft", help="R-01: Party members only."
    )
    identification = fields.Char(
        string="Identity number",
        writable=IDENTITY,
        logged=True,
        help="R-04: compared with the kinship on record. What is missing may be added "
        "after the draft.",
    )
    other_person = fields.Char(
        string="Another person because",
        writable=IDENTITY,
        logged=True,
        help="R-04: why this is not the employee, cadre or relative of the same name; "
        "needs the identity number.",
    )
    phone = fields.Char(writable="draft")
    email = fields.Char(
        string="Mail",
        writable="draft",
        help="R-17: reminders of a loan go to the borrower's address.",
    )
    signature_ids = fields.One2many(
        "cadre.signature", "reader_id", string="Signatures", readonly=True
    )
    is_declared = fields.Boolean(
        string="Declared",
        compute="_compute_signed",
        help="Q-2: signed that no relative's file is asked for, each time anew.",
    )
    is_signed = fields.Boolean(
        string="Signed",
        compute="_compute_signed",
        help="R-08: signed the register.",
    )

    # --- Compute ---

    @api.depends("signature_ids.role")
    def _compute_signed(self):
        """R-04, R-08: what was signed, on the screen or on paper; nobody ticks it."""
        for reader in self:
            roles = reader.signature_ids.mapped("role")
            reader.is_declared = "declaration" in roles
            reader.is_signed = "register" in roles

    # --- Onchange ---

    @api.onchange("employee_id")
    def _onchange_employee_id(self):
        if self.employee_id:
            self.update(self._values_of_employee(self.employee_id.id, self.name))

    # --- Constraints ---

    @api.constrains("email")
    def _check_email(self):
        for reader in self:
            if reader.email and not tools.email_normalize(reader.email):
                raise ValidationError(
                    self.env._(
                        "Reader %(name)s: “%(email)s” is not a valid e-mail "
                        "address. Correct it or leave it empty (R-17).",
                        name=reader.name,
                        email=reader.email,
                    )
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_attested(vals)
        return super().create(vals_list)

    @api.model
    def _system_values(self, vals_list):
        """What the register knows of readers who work here, where nothing is said."""
        values = super()._system_values(vals_list)
        self._referred("access_id", vals_list, "write")
        for vals, more in zip(vals_list, values, strict=True):
            if vals.get("employee_id"):
                known = self._values_of_employee(vals["employee_id"], vals.get("name"))
                more.update({n: v for n, v in known.items() if not vals.get(n)})
        return values

    def write(self, vals):
        self._check_not_attested(vals)
        return super().write(vals)

    def _guard_changes(self, vals):
        """After the draft a missing number is added; one that was given stays."""
        kept = super()._guard_changes(vals)
        if {"identification", "other_person"}.isdisjoint(kept):
            return kept
        for reader in self:
            if reader._guard_current() == "draft":
                continue
            given = [
                name
                for name in ("identification", "other_person")
                if name in kept
                and (
                    identity_key(reader.identification or "")
                    if name == "identification"
                    else reader.other_person
                )
            ]
            if given:
                raise reader._refusal_closed(given, "state", Open.of(IDENTITY))
        return kept

    def _guard_remedy(self, reason, names):
        # What the application says of its form.
        return self.access_id._guard_remedy("state", names)

    # --- Business ---

    def _check_not_attested(self, vals):
        """Refuse a signature that is only claimed, superuser included."""
        if claimed := sorted(ATTESTED_BY.keys() & vals.keys()):
            raise self.env["cadre.clause"]._refusal(
                ATTESTED_BY[claimed[0]],
                self.env._("That a reader has signed cannot be entered by hand."),
                self.env._(
                    "Let the reader sign at the counter, on the screen or on paper, "
                    "and keep the paper's scan."
                ),
            )

    def _values_of_employee(self, employee_id, name):
        """What the register knows of a reader who works here."""
        employee = self.env["hr.employee"].browse(employee_id)
        values = {"name": name or employee.name}
        # Archive clerks judge the readers' political status, others need not know it.
        if self.env.su or self.env.user.has_group(CLERK):
            employee_sudo = employee.sudo()
            values["political_status"] = employee_sudo.political_status
            values["unit"] = employee_sudo.department_id.name
        return values

    # --- What must hold for readers ---

    @api.model
    def _check_of(self, accesses):
        """R-01, R-03, R-04: enough of them, Party members, and none concerned."""
        wanted = self.env["cadre.clause"]._threshold("R-01", "min_readers")
        for access in accesses:
            if not wanted.met(len(access.reader_ids)):
                raise access._refusal(
                    "R-01",
                    self.env._(
                        "Readers named: %(count)s, needed: at least %(wanted)s.",
                        count=len(access.reader_ids),
                        wanted=f"{wanted.value:g}",
                    ),
                    self.env._("Add the readers with their political status."),
                )
        readers = accesses.reader_ids
        readers._check_status()
        readers._check_avoidance()
        readers._check_named()

    def _check_named(self):
        """R-04: whoever has an employee's name or number is linked, or is another."""
        Person = self.env["cadre.person"]
        by_access = self.sudo().grouped("access_id")  # compared, not shown
        Person._check_named(
            {
                access.display_name: [reader._typed() for reader in readers]
                for access, readers in by_access.items()
            },
            "R-04",
        )
        for access, readers in by_access.items():
            if twice := Person._same([reader._person() for reader in readers]):
                raise access._refusal(
                    "R-01",
                    self.env._("Reader %s is named twice.", twice[0].name),
                    self.env._(
                        "Name each reader once. Two people of one name are told apart "
                        "by their identity numbers."
                    ),
                )

    def _check_status(self):
        """R-01: Party members only; asked anew, since one may have left the Party."""
        for reader in self:
            # The register's word for employees, else as stated. Asked, not shown.
            employee_sudo = reader.sudo().employee_id
            known = employee_sudo or reader
            if known.political_status != "cpc_member":
                if employee_sudo and reader.political_status == "cpc_member":
                    raise reader.access_id._refusal(
                        "R-01",
                        self.env._(
                            "Reader %s is not a Party member by the personnel record.",
                            reader.name,
                        ),
                        self.env._(
                            "Name a reader who is, or have the personnel officer "
                            "correct the political status of the employee."
                        ),
                    )
                raise reader.access_id._refusal(
                    "R-01",
                    self.env._("Reader %s is not a Party member.", reader.name),
                    self.env._("Name a reader who is."),
                )

    def _check_avoidance(self):
        """R-03, R-04: no reader is the cadre of a file or a relative of his."""
        for reader, line, clause, sure in self._conflicts():
            raise reader._refusal_of_kin(line.dossier_id.number, clause, sure)

    def _conflicts(self):
        """Readers who are, or may be, the cadre of a file or kin of his.

        :return: reader, file's line, clause and how sure it is, of each
        """
        # The answer must be right for whoever takes the step, whatever he may read.
        pairs = [
            (reader, line)
            for reader in self.sudo()
            for line in reader.access_id.line_ids
        ]
        found = self.env["cadre.person"]._conflicts(
            [(reader._person(), line.employee_id) for reader, line in pairs]
        )
        return [
            (reader, line, clause, sure)
            for (reader, line), (clause, sure) in zip(pairs, found, strict=True)
            if sure is not Match.NO
        ]

    def _refusal_of_kin(self, number, clause, sure):
        if sure is Match.SAME:
            what = self.env._(
                "%(reader)s may not read file %(number)s: it is their own or a "
                "relative's.",
                reader=self.name,
                number=number,
            )
            remedy = self.env._("Name another reader, or take the file off.")
        else:
            what = self.env._(
                "%(reader)s bears the name of the cadre of file %(number)s or of a "
                "relative, and an identity number is missing to tell them apart.",
                reader=self.name,
                number=number,
            )
            remedy = self.env._(
                "Enter the reader's identity number, and that of the person on record "
                "where it is known; else say why it is another person under “Another "
                "person because”."
            )
        return self.env["cadre.clause"]._refusal(clause, what, remedy)

    def _check_declared(self):
        for reader in self:
            if not reader.is_declared:
                raise self.env["cadre.clause"]._refusal(
                    "R-04",
                    self.env._(
                        "%s has not declared that no relative's file is asked for.",
                        reader.name,
                    ),
                    self.env._("Let every reader sign the declaration."),
                )

    def _check_signed(self):
        for reader in self:
            if not (reader.is_signed and reader.is_declared):
                raise reader.access_id._refusal(
                    "R-08",
                    self.env._("%s has not signed the register.", reader.name),
                    self.env._("Let every reader sign, then close."),
                )

    def _person(self):
        """This reader, to be compared with others."""
        return self.env["cadre.person"]._who_is(
            self.name, self.identification, self.employee_id, self.other_person
        )

    def _typed(self):
        """This reader as the form says it."""
        return self.env["cadre.person"]._typed(
            self.name, self.identification, self.employee_id, self.other_person
        )

    def _declaration_text(self, role):
        """The words that the reader signs; numbers of files, never names of cadres."""
        access = self.access_id
        facts = {
            "reader": self.name,
            "unit": self.unit or access.unit_id.display_name,
            "application": access.name,
            "files": ", ".join(access.line_ids.dossier_id.mapped("number")),
            "days": access.loan_days,
        }
        if role == "declaration":
            return self.env._(
                "I, %(reader)s (%(unit)s), declare: on application %(application)s I "
                "read neither my own file nor a relative's; I am neither spouse, nor "
                "direct or collateral blood relative within three generations, nor "
                "near in-law of any of the cadres (R-03, R-04). I neither mark, "
                "annotate, fold nor alter the materials (R-09), take none out or "
                "exchange it (R-10), and copy nothing without consent (R-11, R-12).",
                **facts,
            )
        if role == "iou":
            return self.env._(
                "I, %(reader)s (%(unit)s), borrow on application %(application)s the "
                "files %(files)s and return them complete within %(days)s days of "
                "today (R-15, R-17). Nobody else reads or copies them (R-16), and they "
                "are not taken to public places or places of entertainment (R-50).",
                **facts,
            )
        return self.env._(
            "I, %(reader)s (%(unit)s), received on application %(application)s the "
            "files %(files)s, the pages counted before me (R-08, R-10).",
            **facts,
        )
