import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.base.roles import CLERK

MAX_BYTES = 20 * 1024 * 1024
# Problems named one by one; the rest is counted.
NAMED = 20


class CadrePunchFile(models.TransientModel):
    """Reads in the file of a punch clock: looked at first, then whole or not at all.

    What is on record already is left out, so the same file can come again, and a
    fuller file completes the days of an earlier one (A-11). Only the appraisal clerk;
    the rows are made by the system, since keeping the clock is the office's. Rows of
    the clerk and of relatives are left to a colleague.
    """

    _name = "cadre.punch.file"
    _description = "File of the Punch Clock"

    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    preview = fields.Text(readonly=True)
    problems = fields.Text(readonly=True)
    new_count = fields.Integer(string="New rows", readonly=True)

    # --- Actions ---

    def action_preview(self):
        """Button: what would be made, and what is wrong with the file."""
        self.ensure_one()
        self._check_clerk()
        plan = self._plan()
        self.write(
            {
                "preview": self._told(plan),
                "problems": "\n".join(self._in_words(plan.problems)) or False,
                "new_count": 0 if plan.problems else len(plan.new),
            }
        )
        return self._again()

    def action_import(self):
        """Button: all of it, or nothing."""
        self.ensure_one()
        self._check_clerk()
        plan = self._plan()
        if plan.problems:
            raise UserError("\n".join(self._in_words(plan.problems)))
        # The clerk was checked above, the rows one by one.
        self.env["cadre.punch.reader"].sudo()._store(plan, self.file_name)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%s rows of the clock were read in.", len(plan.new)
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Punch File"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # --- Reading ---

    @api.model
    def _check_clerk(self):
        if not self.env.user.has_group(CLERK):
            raise self.env["cadre.clause"]._refusal(
                "A-11",
                self.env._("Only the appraisal clerk reads in the punch clock."),
                self.env._("Hand the file to the office."),
                exception=AccessError,
            )

    def _plan(self):
        reader = self.env["cadre.punch.reader"]
        try:
            data = base64.b64decode(self.file or b"")
        except (binascii.Error, ValueError):
            data = b""
        if len(data) > MAX_BYTES:
            return reader._refused("size")
        avoided = self.env.user._avoided_cadres()[self.env.uid]
        # Names, numbers and terms of colleagues are compared, not shown.
        return reader.sudo()._plan(data, avoided)

    # --- Words ---

    def _told(self, plan):
        lines = []
        if plan.new or plan.known:
            lines.append(
                self.env._(
                    "%(new)s new rows of %(people)s people on %(days)s days; %(known)s "
                    "rows are on record already.",
                    new=len(plan.new),
                    people=len({employee for employee, _day, _stay in plan.new}),
                    days=len({day for _employee, day, _stay in plan.new}),
                    known=plan.known,
                )
            )
        if plan.replaced:
            lines.append(
                self.env._(
                    "%s rows of an earlier file are completed.", len(plan.replaced)
                )
            )
        if plan.left_out:
            lines.append(
                self.env._(
                    "%s rows of yourself or relatives are left out: a colleague with "
                    "the same role reads in the same file.",
                    plan.left_out,
                )
            )
        if plan.numbers:
            lines.append(
                self.env._(
                    "%s numbers of the clock were found by name and are remembered.",
                    len(plan.numbers),
                )
            )
        if plan.unused:
            lines.append(
                self.env._(
                    "Sheets without punches are not used: %s.",
                    self.env._(", ").join(plan.unused),
                )
            )
        return "\n".join(lines) or False

    def _in_words(self, problems):
        texts = {
            "size": self.env._("The file is too large: at most 20 MB."),
            "table": "%s",  # in the words of the reader of tables
            "columns": self.env._(
                "No line names columns that are known: number or name, and either "
                "date and time, or date, in and out. Leave the heads that the clock "
                "gives."
            ),
            "empty": self.env._("The file has no row."),
            "person": self.env._("No number and no name: say whose row it is."),
            "unknown": self.env._(
                "%s is nobody of this office: correct the number or name."
            ),
            "clock": self.env._(
                "Nobody has the number %s on the clock: enter once whose it is, under "
                "Configuration, Numbers on the Clock."
            ),
            "other": self.env._(
                "Number and name are of two people (%s): correct one of them."
            ),
            "namesakes": self.env._("Several people are called %s: give the number."),
            "date": self.env._(
                "“%s” is not a date: write it as 2026-03-31, with all four digits of "
                "the year."
            ),
            "time": self.env._("“%s” is not a time: write it as 08:30."),
            "order": self.env._("Out before in (%s): exchange or correct them."),
            "future": self.env._("%s lies in the future: correct it."),
            "term": self.env._("Was not in the office on %s: correct the date."),
            "overlap": self.env._(
                "%s crosses another row of the same person: correct one of them."
            ),
        }
        lines = []
        for problem in sorted(problems, key=lambda p: p.row)[:NAMED]:
            text = texts[problem.reason]
            text = text % problem.value if "%s" in text else text
            if problem.row and problem.column:
                text = self.env._(
                    "Line %(row)s, %(column)s: %(problem)s",
                    row=problem.row,
                    column=problem.column,
                    problem=text,
                )
            elif problem.row:
                text = self.env._(
                    "Line %(row)s: %(problem)s", row=problem.row, problem=text
                )
            lines.append(text)
        if len(problems) > NAMED:
            lines.append(
                self.env._("… and %s more. Nothing was stored.", len(problems) - NAMED)
            )
        return lines
