from collections import Counter

from odoo import models
from odoo.exceptions import AccessError

from ..models.base.roles import CLERK, INSPECTOR, MEMBER

READERS = (CLERK, MEMBER, INSPECTOR)
QUARTERS = ("1", "2", "3", "4")


class CadreTeamOverview(models.AbstractModel):
    """The team of a leader, or the whole office, as a workbook (A-23..A-35).

    One sheet a year, one row a cadre; made with the rights of whoever asks.
    """

    _name = "report.cadre_appraisal.team_overview"
    _description = "Team Overview"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), "constant_memory": True}

    def create_xlsx_report(self, docids, data):
        # The URL of a report asks for no group and takes any ids.
        files = self.env["cadre.usual.file"].browse(docids)
        files.check_access("read")
        user = self.env.user
        if not any(user.has_group(group) for group in READERS):
            led = files.filtered(lambda file: file.leader_id.user_id == user)
            if led != files or not files:
                raise self.env["cadre.clause"]._refusal(
                    "A-28",
                    self.env._("The overview is for the leader of these cadres."),
                    self.env._("Choose cadres of your own line."),
                    exception=AccessError,
                )
        self = self.with_context(active_model="cadre.usual.file")
        return super().create_xlsx_report(files.ids, data)

    def generate_xlsx_report(self, workbook, data, objs):
        styles = {
            "head": workbook.add_format(
                {
                    "bold": True,
                    "bg_color": "#DDE6F0",
                    "border": 1,
                    "text_wrap": True,
                    "valign": "vcenter",
                }
            ),
            "score": workbook.add_format({"num_format": "0.00"}),
            "number": workbook.add_format({"num_format": "0"}),
            "text": workbook.add_format(),
        }
        for year, files in objs.grouped("year").items():
            self._write_sheet(workbook.add_worksheet(str(year)), files, styles)

    # --- One sheet ---

    def _write_sheet(self, sheet, files, styles):
        columns = self._columns()
        for index, (label, width, _kind) in enumerate(columns):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, label, styles["head"])
        for number, row in enumerate(self._rows(files), 1):
            for index, ((_label, _width, kind), value) in enumerate(
                zip(columns, row, strict=True)
            ):
                if value is None or value is False or value == "":
                    continue
                if kind == "text":
                    sheet.write_string(number, index, str(value), styles["text"])
                else:
                    sheet.write_number(number, index, value, styles[kind])
        sheet.autofilter(0, 0, max(len(files), 1), len(columns) - 1)
        sheet.freeze_panes(1, 2)

    def _columns(self):
        """Title, width and kind of each column."""
        env = self.env
        return [
            (env._("Number"), 10, "text"),
            (env._("Name"), 12, "text"),
            (env._("Department"), 20, "text"),
            (env._("Leader in charge"), 14, "text"),
            (env._("Months handed in"), 10, "number"),
            (env._("Handed in late"), 10, "number"),
            (env._("Overdue"), 10, "number"),
            *[(env._("Completion Q%s (%%)", q), 11, "score") for q in QUARTERS],
            *[(env._("Score Q%s", q), 9, "score") for q in QUARTERS],
            *[(env._("Grade Q%s", q), 10, "text") for q in QUARTERS],
            (env._("Commendations"), 10, "number"),
            (env._("Other verified events"), 10, "number"),
            (env._("Events in words"), 40, "text"),
            (env._("Late"), 8, "number"),
            (env._("Left early"), 8, "number"),
            (env._("Days absent"), 8, "number"),
        ]

    def _rows(self, files):
        papers = files._papers("evaluation_ids", "event_ids", "fact_ids")
        completion = self.env["cadre.quarter.evidence"]._completion(
            [("appraisal_id", "in", files.ids)]
        )
        evaluations = self.env["cadre.quarterly.evaluation"]
        events = self.env["cadre.conduct.event"]
        grades = dict(evaluations._fields["grade"]._description_selection(self.env))
        for file in files:
            # Names, numbers and places of work stand on the office's lists.
            employee_sudo = file.employee_id.sudo()
            given = {
                evaluation.quarter: evaluation
                for evaluation in papers["evaluation_ids"].get(file.id, evaluations)
                if not evaluation.is_excluded
            }
            happened = papers["event_ids"].get(file.id, events)
            facts = Counter(
                papers["fact_ids"]
                .get(file.id, self.env["cadre.attendance.fact"])
                .mapped("kind")
            )
            praise = happened.filtered("kind_id.is_positive")
            yield [
                employee_sudo.cadre_number,
                employee_sudo.name,
                # Names only, of a file that the reader may read.
                file.department_id.sudo().name,
                file.leader_id.sudo().name,
                file.submitted_count,
                file.late_count,
                file.overdue_count,
                *[
                    self._completion(given.get(quarter), completion, file, quarter)
                    for quarter in QUARTERS
                ],
                *[
                    given[quarter].score if quarter in given else None
                    for quarter in QUARTERS
                ],
                *[
                    grades.get(given[quarter].grade) if quarter in given else None
                    for quarter in QUARTERS
                ],
                len(praise),
                len(happened - praise),
                "; ".join(f"{event.date} {event.kind_id.name}" for event in happened),
                *[facts[kind] for kind in ("late", "early", "absent")],
            ]

    @staticmethod
    def _completion(evaluation, found, file, quarter):
        """Completion of a quarter: as signed, else as it stands."""
        signed = evaluation and evaluation.sheet
        if signed:
            return signed["completion"] if signed["has_tasks"] else None
        return found.get((file.id, quarter))
