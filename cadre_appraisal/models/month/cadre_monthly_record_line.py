from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cadre_archive.models.base.cadre_guard_mixin import Open

from ...rules.progress import progress_of
from .cadre_monthly_record import FILLED_IN


class CadreMonthlyRecordLine(models.Model):
    """What became of one task in its month (A-25, A-26).

    ============  =========================================================
    read          whoever may read the record
    create        only with the task
    write         the cadre himself or the clerk, until it is submitted
    unlink        nobody (it goes with a task that is withdrawn)
    ============  =========================================================
    """

    _name = "cadre.monthly.record.line"
    _description = "Line of a Monthly Record"
    _inherit = ["cadre.import.mixin", "cadre.closed.mixin"]
    _subject_parent = "record_id"
    _guard_clause = "A-25"
    _guard_state = "record_id.state"
    _order = "record_id, id"
    _rec_name = "task_id"
    _import_key = ("task_id",)
    _import_template = "cadre_appraisal/static/xls/cadre_monthly_record_line.xlsx"

    # On import the record follows from the task.
    record_id = fields.Many2one(
        "cadre.monthly.record",
        required=True,
        index=True,
        ondelete="cascade",
        writable=Open(once=True),
    )
    task_id = fields.Many2one(
        "cadre.task", required=True, ondelete="cascade", writable=Open(once=True)
    )
    date_deadline = fields.Date(related="task_id.date_deadline", related_sudo=False)
    qty_planned = fields.Float(
        string="Planned", related="task_id.qty_planned", related_sudo=False
    )
    uom_text = fields.Char(related="task_id.uom_text", related_sudo=False)
    quality_standard = fields.Char(
        related="task_id.quality_standard", related_sudo=False
    )
    qty_done = fields.Float(
        string="Done", digits=(12, 2), writable=FILLED_IN, bounds=(None, 999_999_999)
    )
    progress = fields.Float(
        string="Progress (%)",
        digits=(5, 2),
        compute="_compute_progress",
        store=True,
        readonly=False,
        precompute=True,
        aggregator="avg",
        writable=FILLED_IN,
        help="From the quantities; can be corrected, for instance for a long piece of "
        "work that counts as one item.",
    )
    unfinished_reason = fields.Char(
        string="Why unfinished",
        writable=FILLED_IN,
        help="A-26: required below 100 percent when the time limit has passed.",
    )

    _task_uniq = models.Constraint(
        "UNIQUE(task_id)", "A task of a month has one line (A-25)."
    )
    _qty_check = models.Constraint(
        "CHECK(qty_done >= 0)",
        "A-25: a quantity done is not negative. Correct the number.",
    )
    _progress_check = models.Constraint(
        "CHECK(progress BETWEEN 0 AND 100)",
        "A-25: progress lies between 0 and 100 percent. Correct the number.",
    )

    @api.depends("qty_done", "task_id.qty_planned")
    def _compute_progress(self):
        for line in self:
            line.progress = progress_of(line.qty_done, line.task_id.qty_planned)

    @api.constrains("qty_done", "progress")
    def _check_numbers(self):
        """The same as the constraints of the table, with the task named."""
        for line in self:
            if line.qty_done < 0 or not 0 <= line.progress <= 100:
                raise self.env["cadre.clause"]._refusal(
                    "A-25",
                    self.env._(
                        "“%(task)s”: a quantity is not negative, and progress lies "
                        "between 0 and 100 percent.",
                        task=line.task_id.name,
                    ),
                    self.env._("Correct the number."),
                    exception=ValidationError,
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise self.env["cadre.clause"]._refusal(
                "A-21",
                self.env._("This task is on no monthly record."),
                self.env._(
                    "Only tasks of a month, of a cadre who takes part in an opened "
                    "year, can be recorded. Have the leader assign it first."
                ),
            )
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("progress") is False:
            # An empty cell of an import: the progress follows from the quantity.
            vals = {name: value for name, value in vals.items() if name != "progress"}
        self._check_are_numbers(vals)
        if not self.env.su:
            self.record_id._check_begun()
        return super().write(vals)

    def _check_are_numbers(self, vals):
        """Words, infinity and the like are named before the database chokes on them."""
        for name in {"qty_done", "progress"} & set(vals):
            try:
                is_number = isfinite(float(vals[name] or 0))
            except (TypeError, ValueError):
                is_number = False
            if not is_number:
                raise self.env["cadre.clause"]._refusal(
                    "A-25",
                    self.env._(
                        "%(field)s: “%(value)s” is not a number.",
                        field=self._fields[name]._description_string(self.env),
                        value=vals[name],
                    ),
                    self.env._("Correct the number."),
                    exception=ValidationError,
                )

    def onchange(self, values, field_names, fields_spec):
        """A guessed task or month must tell nothing (F5: onchange computes as system).

        :raises AccessError: a task or record that the user may not read
        """
        for name in ("record_id", "task_id"):
            if values.get(name):
                field = self._fields[name]
                given = field.convert_to_record(
                    field.convert_to_cache(values[name], self), self
                )
                given.check_access("read")
        return super().onchange(values, field_names, fields_spec)

    def _own_records(self):
        """Those of the lines that are of the current user's own months."""
        own = self.record_id._own_records()
        return self.filtered(lambda line: line.record_id in own)

    def _guard_remedy(self, reason, names):
        return self.record_id._guard_remedy(reason, names)
