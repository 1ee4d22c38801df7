from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError

from ..models.base.roles import CLERK, INSPECTOR, MEMBER

READERS = (CLERK, MEMBER, INSPECTOR)
MAX_DAYS = 31
# What stands in the cell of a day; an excused one in brackets.
SIGNS = {"late": "△", "early": "▽", "absent": "×", "unclear": "?"}


class CadreAttendanceMonth(models.AbstractModel):
    """The attendance of a month as it is posted: people down, days across (A-11).

    Made with the rights of whoever asks; a relative's row is missing in it, and the
    last line says so. Set-aside facts are left out, an excused one stands in brackets.
    """

    _name = "report.cadre_appraisal.attendance_month"
    _description = "Attendance of a Month"
    _inherit = "report.report_xlsx.abstract"

    def create_xlsx_report(self, docids, data):
        # The URL of a report asks for no group and takes any ids.
        clause = self.env["cadre.clause"]
        if not any(self.env.user.has_group(group) for group in READERS):
            raise clause._refusal(
                "A-11",
                self.env._("The attendance of the office is published by its clerk."),
                self.env._("Ask the appraisal clerk."),
                exception=AccessError,
            )
        runs = self.env["cadre.attendance.run"].browse(docids).exists()
        runs.check_access("read")
        if long := runs.filtered(
            lambda run: (run.date_to - run.date_from).days >= MAX_DAYS
        ):
            raise clause._refusal(
                "A-11",
                self.env._("%s is longer than a month.", long[0].display_name),
                self.env._("Compute a month by itself and publish that."),
            )
        self = self.with_context(active_model="cadre.attendance.run")
        return super().create_xlsx_report(runs.ids, data)

    def generate_xlsx_report(self, workbook, data, objs):
        border = {"border": 1, "align": "center", "valign": "vcenter"}
        styles = {
            "title": workbook.add_format(
                {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
            ),
            "head": workbook.add_format(
                {**border, "bold": True, "bg_color": "#DDE6F0"}
            ),
            "rest": workbook.add_format({**border, "bg_color": "#EEEEEE"}),
            "cell": workbook.add_format(border),
            "text": workbook.add_format({"border": 1, "valign": "vcenter"}),
            "note": workbook.add_format({"font_color": "#555555"}),
        }
        for run in objs:
            self._write_sheet(workbook, run, styles)

    def _write_sheet(self, workbook, run, styles):
        days = [
            run.date_from + timedelta(days=number)
            for number in range((run.date_to - run.date_from).days + 1)
        ]
        worked = self._worked(run)
        counted = [
            self.env._("Late for work"),
            self.env._("Left early"),
            self.env._("Absent"),
        ]
        last = 2 + len(days) + len(counted) - 1
        sheet = workbook.add_worksheet(f"{run.date_from:%Y-%m-%d}")
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 12)
        sheet.set_column(2, 1 + len(days), 3.4)
        sheet.set_column(2 + len(days), last, 7)
        sheet.set_row(0, 30)
        sheet.merge_range(0, 0, 0, last, "", styles["title"])
        sheet.write_string(
            0,
            0,
            self.env._(
                "Attendance of %(office)s, %(first)s to %(last)s",
                office=run.company_id.name,
                first=run.date_from,
                last=run.date_to,
            ),
            styles["title"],
        )
        labels = [self.env._("Department"), self.env._("Name")]
        for column, label in enumerate(labels):
            sheet.write_string(1, column, label, styles["head"])
        for column, day in enumerate(days, 2):
            style = styles["head" if day in worked else "rest"]
            sheet.write_number(1, column, day.day, style)
        for column, label in enumerate(counted, 2 + len(days)):
            sheet.write_string(1, column, label, styles["head"])
        row = 1
        for row, (department, name, facts) in enumerate(self._rows(run), 2):
            sheet.write_string(row, 0, department, styles["text"])
            sheet.write_string(row, 1, name, styles["text"])
            for column, day in enumerate(days, 2):
                style = styles["cell" if day in worked else "rest"]
                sheet.write_string(row, column, facts.get(day, ""), style)
            for column, kind in enumerate(("late", "early", "absent"), 2 + len(days)):
                sheet.write_number(row, column, facts[kind], styles["cell"])
        sheet.freeze_panes(2, 2)
        self._write_notes(sheet, row + 2, run, styles)

    def _write_notes(self, sheet, row, run, styles):
        notes = [
            self.env._(
                "△ late, ▽ left early, × absent without leave, ? to clarify; in "
                "brackets: excused with a reason, not counted."
            )
        ]
        # How many there are in all, and no more, is asked as superuser.
        people_sudo = self.env["cadre.attendance.run"].sudo()
        hidden = people_sudo.browse(run.id)._count_active() - len(self._people(run))
        if hidden > 0:
            notes.append(
                self.env._(
                    "Not listed: %s (relatives of whoever printed this, A-33).", hidden
                )
            )
        for number, note in enumerate(notes, row):
            sheet.write_string(number, 0, note, styles["note"])

    # --- Content ---

    def _worked(self, run):
        calendar = run.company_id.sudo().resource_calendar_id
        days = calendar._cadre_days(run.company_id, run.date_from, run.date_to)
        return set(days.get(calendar.id, ()))

    def _people(self, run):
        """The cadres of the office, but for relatives of whoever asks."""
        # Names and sections of colleagues are no secret; kinship decides below.
        people_sudo = run.sudo()._active_people()
        avoided = set()
        own = self.env["hr.employee"]._of_user()
        for ids in own._avoided_employees().values():
            avoided |= ids
        return people_sudo.filtered(lambda e: e.id not in avoided or e.id in own.ids)

    def _rows(self, run):
        """Department, name and what stands on each day, with the three counts."""
        people = self._people(run)
        facts = self.env["cadre.attendance.fact"].search_fetch(
            [*run._facts_domain(), ("state", "!=", "void")],
            ["employee_id", "date", "kind", "state", "days"],
        )
        by_person = facts.grouped("employee_id")
        nothing = facts.browse()
        rows = []
        for person in people:
            cells = dict.fromkeys(("late", "early", "absent"), 0)
            for fact in by_person.get(person.with_env(facts.env), nothing):
                sign = SIGNS[fact.kind]
                if fact.state == "excused":
                    sign = f"({sign})"
                elif fact.kind in cells:
                    cells[fact.kind] += fact.days if fact.kind == "absent" else 1
                cells[fact.date] = cells.get(fact.date, "") + sign
            rows.append((person.department_id.name or "", person.name, cells))
        return rows
