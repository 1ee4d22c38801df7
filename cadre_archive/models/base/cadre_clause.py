from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError

from ...rules.thresholds import Threshold
from .cadre_clause_value import TOGETHER, TOGETHER_KEY
from .cadre_guard_mixin import Open
from .roles import HEAD


class CadreClause(models.Model):
    """The policy as a register: every rule that the system applies, once.

    ===========  ==========================================================
    read         every internal user (A-02: the criteria are open)
    write        the role of its regulation: of the archive the archive head, of the
                 appraisal the leading group's chair; nobody for the other
    create       nobody: clauses come with the addon
    unlink       nobody
    ===========  ==========================================================
    """

    _name = "cadre.clause"
    _description = "Clause of the Policy"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _is_office_data = True
    _guard_clause = "A-02"
    _undeletable = "A-02"
    _order = "sequence, code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, copy=False)
    name = fields.Char(string="Title", required=True, translate=True)
    regulation = fields.Selection(
        [("appraisal", "Appraisal"), ("archive", "Archives")],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [("rule", "Rule"), ("reading", "Reading of an unclear text")],
        required=True,
        readonly=True,
        default="rule",
    )
    section = fields.Char(
        readonly=True, translate=True, help="Where it stands in the policy."
    )
    sequence = fields.Integer(readonly=True)
    text = fields.Text(
        required=True, readonly=True, translate=True, help="What the policy says."
    )
    reading = fields.Text(
        translate=True,
        writable=Open(actors="_kept_by_user"),
        logged=True,
        help="How this office reads and applies the clause. Changes are logged.",
    )
    value_ids = fields.One2many(
        "cadre.clause.value",
        "clause_id",
        string="Values",
        writable=Open(actors="_kept_by_user"),
    )
    value_summary = fields.Char(compute="_compute_value_summary", string="In numbers")

    _code_uniq = models.Constraint("UNIQUE(code)", "A clause has one record only.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for clause in self:
            clause.display_name = f"{clause.code} {clause.name}"

    @api.depends("value_ids.value", "value_ids.operator", "value_ids.unit")
    def _compute_value_summary(self):
        for clause in self:
            clause.value_summary = "; ".join(clause.value_ids.mapped("display_name"))

    def write(self, vals):
        if "value_ids" not in vals:
            return super().write(vals)
        # Two values of one form are compared when both are there.
        together = self.with_context(**{TOGETHER_KEY: TOGETHER})
        result = super(CadreClause, together).write(vals)
        self.value_ids._check_order()
        return result

    def _log_clause(self):
        return self.code

    # --- Who sets it ---

    @api.model
    def _keepers(self):
        """The group that sets the clauses of each regulation."""
        return {"archive": HEAD}

    def _kept_by_user(self):
        """Those of the clauses that the user may set."""
        keepers = self._keepers()
        own = [
            regulation
            for regulation, group in keepers.items()
            if self.env.user.has_group(group)
        ]
        return self.filtered(lambda clause: clause.regulation in own)

    def _guard_remedy(self, reason, names):
        if reason == "person":
            return self.env._(
                "The archive head sets the clauses of the archives, the chair of the "
                "leading group those of the appraisal."
            )
        return super()._guard_remedy(reason, names)

    # --- Asking the register ---

    @api.model
    @tools.ormcache("code", "key")
    def _threshold(self, code, key):
        """The number that a clause sets, with its operator and unit.

        :param str code: clause id, e.g. ``R-17``
        :param str key: which of its numbers, e.g. ``loan_days``
        :rtype: cadre_archive.rules.thresholds.Threshold
        :raises KeyError: if the register has no such number (a programming error)
        """
        value = (
            self.env["cadre.clause.value"]
            .sudo()  # every internal user may read the register anyway
            .search([("clause_id.code", "=", code), ("key", "=", key)])
        )
        if not value:
            raise KeyError(f"{code} has no value {key!r} in the clause register")
        return Threshold(value.operator, value.value, value.unit)

    @api.model
    def _number(self, code, key):
        """The bare number of :meth:`_threshold`, as a float."""
        return self._threshold(code, key).value

    @api.model
    def _by_code(self, code):
        """The clause with this id, or an empty set.

        Read as superuser: the texts are open to all internal users (A-02), and
        people outside get them only inside a refusal.
        """
        return self.sudo().search([("code", "=", code)], limit=1)

    @api.model
    def _refusal(self, code, what, remedy, exception=UserError, records=None):
        """Build the exception of a refusal that cites its clause.

        :param str code: clause id, e.g. ``R-17``
        :param str what: what is refused and the facts, translated
        :param str remedy: what the person can do next, translated
        :param exception: the exception class to build
        :param records: what was asked for; an AccessError about it goes to the log
        :return: the exception, to be raised by the caller
        """
        clause = self._by_code(code)
        if records and issubclass(exception, AccessError):
            self.env["cadre.log"]._record_refused(records, code, what)
        return exception(
            self.env._(
                "%(what)s\n\n%(code)s: %(text)s\n\nWhat to do: %(remedy)s",
                what=what,
                code=code,
                text=clause.text or "",
                remedy=remedy,
            )
        )
