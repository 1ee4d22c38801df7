import base64
import binascii
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..models.base.roles import CLERK
from ..rules import punches

MAX_BYTES = 20 * 1024 * 1024
# Problems named one by one; the rest is counted.
NAMED = 20


class CadrePunchFile(models.TransientModel):
    """Reads in the file of a punch clock: looked at first, then whole or not at all.

    What is on record already is left out, so the same file can come again (A-11).
    Only the appraisal clerk; the rows are made by the system, since keeping the clock
    is the office's.
    """

    _name = "cadre.punch.file"
    _description = "File of the Punch Clock"

    file = fields.Binary(string="File (CSV)", required=True, attachment=False)
    file_name = fields.Char()
    preview = fields.Text(readonly=True)
    problems = fields.Text(readonly=True)
    new_count = fields.Integer(string="New rows", readonly=True)

    # --- Actions ---

    def action_preview(self):
        """Button: what would be made, and what is wrong with the file."""
        self.ensure_one()
        self._check_clerk()
        rows, known, problems = self._read()
        self.write(
            {
                "preview": self._told(rows, known),
                "problems": "\n".join(problems) or False,
                "new_count": 0 if problems else len(rows),
            }
        )
        return self._again()

    def action_import(self):
        """Button: all of it, or nothing."""
        self.ensure_one()
        self._check_clerk()
        rows, _known, problems = self._read()
        if problems:
            raise UserError("\n".join(problems))
        # The clerk was checked above, the rows one by one.
        self.env["hr.attendance"].sudo().with_context(tracking_disable=True).create(
            rows
        )
        self.env["cadre.log"]._record(
            [
                {
                    "model": "hr.attendance",
                    "res_id": 0,
                    "action": "punch_file",
                    "clause": "A-11",
                    "payload": {"file": self.file_name or "", "rows": len(rows)},
                }
            ]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s rows of the clock were read in.", len(rows)),
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

    def _read(self):
        """What the file says of people of this office.

        :return: values of new rows of ``hr.attendance``, number of rows on record
            already, problems in words
        """
        try:
            data = base64.b64decode(self.file or b"")
        except (binascii.Error, ValueError):
            data = b""
        if len(data) > MAX_BYTES:
            return [], 0, [self.env._("The file is too large: at most 20 MB.")]
        stays, found = punches.read(data)
        people = self._people()
        zone = self.env.company._cadre_zone()
        now = fields.Datetime.now()
        rows = []
        for stay in stays:
            employee, problem = self._person_of(stay, people)
            came, went = (
                moment
                and moment.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
                for moment in (stay.came, stay.went)
            )
            if not problem:
                problem = self._term_problem(stay, people[employee])
            if not problem and (went or came) > now:
                problem = punches.Problem(stay.row, "future", str(stay.came))
            if problem:
                found.append(problem)
                continue
            rows.append(self._values(employee, came, went))
        new, overlaps = self._without_known(rows, stays) if not found else (rows, [])
        found += overlaps
        return new, len(rows) - len(new), self._in_words(found)

    @staticmethod
    def _values(employee, came, went):
        # A missing way out is kept as Odoo keeps its own: to be clarified.
        values = {"employee_id": employee, "check_in": came, "check_out": went or came}
        if not went:
            values["out_mode"] = "auto_check_out"
        return values

    def _people(self):
        """Cadres of the office, ``{id: facts}``, ``{number: id}`` and ``{name: ids}``.

        Names and numbers of colleagues are no secret; their terms of service are asked
        here and not shown.
        """
        self.env["hr.employee"].flush_model()
        self.env["hr.version"].flush_model()
        people = {"numbers": {}, "names": {}}
        for id_, number, name, joined, left in self.env.execute_query(
            SQL(
                "SELECT e.id, e.cadre_number, e.name, min(v.contract_date_start),"
                " CASE WHEN bool_or(v.departure_date IS NULL AND v.id ="
                " e.current_version_id) THEN NULL ELSE max(v.departure_date) END "
                "FROM hr_employee e LEFT JOIN hr_version v ON v.employee_id = e.id "
                "WHERE e.company_id = %s GROUP BY e.id",
                self.env.company.id,
            )
        ):
            people[id_] = (joined, left)
            if number:
                people["numbers"][number] = id_
            people["names"].setdefault(name, []).append(id_)
        return people

    @staticmethod
    def _person_of(stay, people):
        if stay.number:
            if employee := people["numbers"].get(stay.number):
                return employee, None
            # Some clocks write the name where the number belongs.
            found = people["names"].get(stay.number, [])
        else:
            found = people["names"].get(stay.name, [])
        if len(found) == 1:
            return found[0], None
        reason = "namesakes" if found else "unknown"
        return None, punches.Problem(stay.row, reason, stay.number or stay.name)

    @staticmethod
    def _term_problem(stay, facts):
        joined, left = facts
        day = stay.came.date()
        if (joined and day < joined) or (left and day > left):
            return punches.Problem(stay.row, "term", str(day))
        return None

    def _without_known(self, rows, stays):
        """New rows only, and those that cross what is on record or one another."""
        if not rows:
            return rows, []
        self.env["hr.attendance"].flush_model()
        first = min(row["check_in"] for row in rows)
        last = max(row["check_out"] for row in rows)
        taken = {}
        for employee, came, went in self.env.execute_query(
            SQL(
                "SELECT employee_id, check_in, COALESCE(check_out, check_in) "
                "FROM hr_attendance WHERE employee_id IN %s AND check_in <= %s "
                "AND COALESCE(check_out, check_in) >= %s",
                tuple({row["employee_id"] for row in rows}),
                last,
                first - timedelta(days=1),
            )
        ):
            taken.setdefault(employee, []).append((came, went))
        new, problems = [], []
        for row, stay in zip(rows, stays, strict=True):
            mine = taken.setdefault(row["employee_id"], [])
            span = (row["check_in"], row["check_out"])
            if span in mine:
                continue
            if any(span[0] <= other[1] and span[1] >= other[0] for other in mine):
                problems.append(
                    punches.Problem(stay.row, "overlap", str(stay.came)[:16])
                )
                continue
            mine.append(span)
            new.append(row)
        return new, problems

    # --- Words ---

    def _told(self, rows, known):
        if not rows and not known:
            return False
        days = {row["check_in"].date() for row in rows}
        people = {row["employee_id"] for row in rows}
        return self.env._(
            "%(new)s new rows of %(people)s people on %(days)s days; %(known)s rows "
            "are on record already.",
            new=len(rows),
            people=len(people),
            days=len(days),
            known=known,
        )

    def _in_words(self, problems):
        texts = {
            "encoding": self.env._(
                "The file is neither UTF-8 nor GBK text. Export it from the clock as "
                "CSV."
            ),
            "columns": self.env._(
                "The first line names no columns that are known: number or name, and "
                "either date and time, or date, in and out."
            ),
            "empty": self.env._("The file has no row."),
            "person": self.env._("No number and no name: say whose row it is."),
            "unknown": self.env._(
                "%s is nobody of this office: correct the number or name."
            ),
            "namesakes": self.env._("Several people are called %s: give the number."),
            "date": self.env._("“%s” is not a date: write it as 2026-03-31."),
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
            if problem.row:
                text = self.env._(
                    "Line %(row)s: %(problem)s", row=problem.row, problem=text
                )
            lines.append(text)
        if len(problems) > NAMED:
            lines.append(
                self.env._("… and %s more. Nothing was stored.", len(problems) - NAMED)
            )
        return lines
