from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CadreMakeupDay(models.Model):
    """A day on which the office works, or does not, against its working calendar.

    The State Council moves working days around the holidays (调休); Odoo's calendar
    cannot say a weekend that is worked. What this table says comes before the calendar
    and its public holidays (A-11, A-70).

    ============  =========================================================
    read          everybody
    write         appraisal clerk
    unlink        nobody; a day is archived
    ============  =========================================================
    """

    _name = "cadre.makeup.day"
    _description = "Make-up Working Day"
    _inherit = ["cadre.import.mixin", "cadre.in.use.mixin"]
    _subject_path = ""
    _guard_clause = "A-11"
    _undeletable = "A-11"
    _order = "date desc"
    _rec_name = "date"
    _import_key = ("date",)
    _import_template = "cadre_appraisal/static/xls/cadre_makeup_day.xlsx"

    date = fields.Date(required=True, writable=True, logged=True)
    works = fields.Boolean(
        string="Is worked",
        default=True,
        help="Ticked: a rest day that is worked. Not ticked: a working day off.",
        writable=True,
        logged=True,
    )
    weekday = fields.Selection(
        WEEKDAYS,
        string="By the hours of",
        default="0",
        required=True,
        help="Whose hours of the working calendar are worked on this day. Who works "
        "part time comes only if this is one of the days on which they work.",
        writable=True,
        logged=True,
    )
    note = fields.Char(help="Which notice orders it.", writable=True, logged=True)
    company_id = fields.Many2one(
        "res.company",
        string="Office",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
        writable=True,
    )

    _date_uniq = models.Constraint(
        "UNIQUE(company_id, date)", "This day is in the table already: change its row."
    )

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        self.env["cadre.log"]._record(
            days._log_entries("create", payload=lambda day: day._log_details())
        )
        return days

    def _log_details(self):
        return {"date": str(self.date), "works": self.works, "weekday": self.weekday}

    @api.model
    def _between(self, company, first, last):
        """The days of an office in a period, ``{date: weekday or None when off}``."""
        days = self.search_fetch(
            [
                ("company_id", "=", company.id),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
            ["date", "works", "weekday"],
        )
        return {day.date: int(day.weekday) if day.works else None for day in days}
