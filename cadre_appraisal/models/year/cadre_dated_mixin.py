from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CadreDatedMixin(models.AbstractModel):
    """A dated fact about a cadre, tied to his year as soon as that is opened."""

    _name = "cadre.dated.mixin"
    _description = "Dated Mixin"
    _inherit = ["cadre.closed.mixin"]
    # The clause that a date in the future offends.
    _dated_clause = "A-33"

    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", string="Office", ondelete="restrict")
    appraisal_id = fields.Many2one(
        "cadre.appraisal",
        string="Year of the cadre",
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Date(required=True)

    @api.constrains("date")
    def _check_date(self):
        for record in self:
            if record.date > record.company_id._cadre_date():
                raise self.env["cadre.clause"]._refusal(
                    self._dated_clause,
                    self.env._(
                        "%(event)s: %(day)s lies in the future.",
                        event=record.display_name,
                        day=record.date,
                    ),
                    self.env._("Correct the date."),
                    exception=ValidationError,
                )

    # --- Business ---

    def _closed_years(self):
        """By their day: a fact belongs to its year before it is tied to it."""
        days = {(record.company_id, record.date.year) for record in self if record.date}
        # Whether a year is closed is open to all.
        closed_sudo = (
            self.env["cadre.appraisal.cycle"]
            .sudo()
            .search(
                [
                    ("state", "=", "closed"),
                    ("company_id", "in", self.company_id.ids),
                    ("year", "in", list({year for _company, year in days})),
                ]
            )
        )
        return closed_sudo.filtered(
            lambda cycle: (cycle.company_id, cycle.year) in days
        )

    @api.model
    def _year_domain(self, cycle):
        return [
            ("company_id", "=", cycle.company_id.id),
            ("date", ">=", f"{cycle.year}-01-01"),
            ("date", "<=", f"{cycle.year}-12-31"),
        ]

    @api.model
    def _employees_of(self, vals_list):
        return self.env["hr.employee"].browse(
            {vals["employee_id"] for vals in vals_list if vals.get("employee_id")}
        )

    @api.model
    def _check_not_about_oneself(self, employees):
        """Nobody records a fact about himself or his kin (A-33).

        :param employees: whom the facts are about
        :raises AccessError:
        """
        if self.env.su:
            return
        for own in self.env["hr.employee"]._of_user():
            if own._is_avoided(employees):
                raise self.env["cadre.clause"]._refusal(
                    "A-33",
                    self.env._("You cannot record this about yourself or a relative."),
                    self.env._("Ask a colleague with the same role to record it."),
                    exception=AccessError,
                )

    def _link(self):
        """Tie the records to the year of their cadre, as far as it is opened."""
        # Whoever enters a fact need not be able to read the annual result.
        appraisals_sudo = (
            self.env["cadre.appraisal"]
            .sudo()
            .search_fetch(
                [("employee_id", "in", self.employee_id.ids)],
                ["employee_id", "cycle_id"],
            )
        )
        found = {(a.employee_id.id, a.cycle_id.year): a.id for a in appraisals_sudo}
        for appraisal_id, records in self.grouped(
            lambda record: found.get((record.employee_id.id, record.date.year), False)
        ).items():
            records.sudo().write({"appraisal_id": appraisal_id})

    @api.model
    def _adopt(self, cycle, appraisals):
        """Opening of a year: what was recorded of its cadres before belongs to it.

        Asked of the mixin itself: of every model that has it.
        """
        for name in self.pool.descendants([self._name], "_inherit"):
            if self.pool[name]._abstract:
                continue
            self.env[name].search(
                [
                    ("employee_id", "in", appraisals.employee_id.ids),
                    ("date", ">=", f"{cycle.year}-01-01"),
                    ("date", "<=", f"{cycle.year}-12-31"),
                ]
            )._link()
