from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rules import partial_dates


class CadreFormedMixin(models.AbstractModel):
    """A paper's date of formation, as far as it is known: year, month or day (5.2).

    ``date_formed`` sorts and reckons; it is the first day of what is known. ``formed``
    is what people type and read, and what is printed.
    """

    _name = "cadre.formed.mixin"
    _description = "Date of Formation Mixin"

    date_formed = fields.Date(string="Formed on")
    date_precision = fields.Selection(
        [("day", "Day"), ("month", "Month"), ("year", "Year")],
        string="Known to the",
        required=True,
        default="day",
    )
    formed = fields.Char(
        compute="_compute_formed",
        inverse="_inverse_formed",
        help="R-60: the latest date on the paper, as far as it is known: 2019, 2019-05 "
        "or 2019-05-06.",
    )

    @api.depends("date_formed", "date_precision")
    def _compute_formed(self):
        for paper in self:
            paper.formed = partial_dates.write(
                paper.date_formed or None, paper.date_precision
            )

    def _inverse_formed(self):
        for paper in self:
            try:
                date, known = partial_dates.read(paper.formed)
            except ValueError as error:
                raise self.env["cadre.clause"]._refusal(
                    "R-60",
                    self.env._("“%s” is not a date of formation.", paper.formed),
                    self.env._(
                        "Write what the paper states: 2019, 2019-05 or 2019-05-06."
                    ),
                    exception=ValidationError,
                ) from error
            paper.write({"date_formed": date, "date_precision": known})

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create([self._known_to_the_day(vals) for vals in vals_list])
        if any("formed" in vals for vals in vals_list):
            papers.invalidate_recordset(["formed"])
        return papers

    def write(self, vals):
        result = super().write(self._known_to_the_day(vals))
        if "formed" in vals:
            # However it was typed, it reads in one form.
            self.invalidate_recordset(["formed"])
        return result

    @api.model
    def _known_to_the_day(self, vals):
        """Whoever gives a day and says no more, knows it to the day."""
        if vals.get("date_formed") and "date_precision" not in vals:
            return {**vals, "date_precision": "day"}
        return vals

    def _formed_by(self):
        """The last day that the paper may be of."""
        self.ensure_one()
        return self.date_formed and partial_dates.last_day(
            self.date_formed, self.date_precision
        )

    def _formed_text(self, lang=None):
        """For paper, in the language of its reader."""
        self.ensure_one()
        is_chinese = (lang or self.env.lang or "").startswith("zh")
        write = partial_dates.write_chinese if is_chinese else partial_dates.write
        return write(self.date_formed or None, self.date_precision)
