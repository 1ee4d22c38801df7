from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError

from ..base.roles import HEAD


class ResCompany(models.Model):
    _inherit = "res.company"

    cadre_chase_year = fields.Integer(
        string="Missing materials are asked for from",
        copy=False,
        bounds=(None, 2200),
        help="R-37: the year from which on forming departments are asked; empty until "
        "the archive head starts it.",
    )

    def _start_chasing(self, year):
        """Ask for what is missing from a year on, from now on by itself (R-37).

        :return: how many materials are asked for now
        """
        self.ensure_one()
        if not self.env.user.has_group(HEAD) or self not in self.env.companies:
            raise self.env["cadre.clause"]._refusal(
                "R-37",
                self.env._("The archive head decides from which year on is asked."),
                self.env._("Ask the archive head."),
                exception=AccessError,
            )
        if not 1949 <= year <= self._cadre_date().year:
            raise self.env["cadre.clause"]._refusal(
                "R-37",
                self.env._("%s is not a year to begin with.", year),
                self.env._("Enter a year such as 2015."),
                exception=ValidationError,
            )
        # A head does not administer companies: this one field, as checked above.
        self.sudo().cadre_chase_year = year
        self.env["cadre.log"]._record(
            self._log_entries("start_chasing", payload={"year": year}, clause="R-37")
        )
        wanted = self.env["cadre.expected.material"].search(
            [
                ("company_id", "=", self.id),
                ("year", ">=", year),
                ("is_overdue", "=", True),
                ("state", "=", "expected"),
            ]
        )
        wanted._remind()
        return len(wanted)
