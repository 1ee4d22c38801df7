from odoo import models
from odoo.exceptions import AccessError

from ..models.base.roles import CLERK, MEMBER

READERS = (MEMBER, CLERK)
FIELDS = [
    "cycle_id",
    "employee_id",
    "department_id",
    "cadre_category",
    "leader_id",
    "usual_score",
    "has_usual_score",
    "democratic_score",
    "has_democratic_score",
    "client_score",
    "has_client_score",
    "score",
    "grade",
    "missing_parts",
    "state",
]


class CadreAppraisalRanking(models.AbstractModel):
    """The ranking of a year as a workbook, one sheet a year (A-42).

    Made with the rights of whoever asks: nobody finds their own row in it before it is
    fed back, and the last line says so. Ranks are of all cadres; to whom a row is kept
    back none is shown, since the place that is missing would be the reader's own.
    """

    _name = "report.cadre_appraisal.ranking"
    _description = "Ranking for the Leading Group"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        return {**super().get_workbook_options(), "constant_memory": True}

    def create_xlsx_report(self, docids, data):
        # The URL of a report asks for no group and takes any ids.
        if not any(self.env.user.has_group(group) for group in READERS):
            raise self.env["cadre.clause"]._refusal(
                "A-42",
                self.env._("The ranking is for the leading group and its office."),
                self.env._("Ask the appraisal clerk."),
                exception=AccessError,
            )
        cycles = self.env["cadre.appraisal.cycle"].browse(docids).exists()
        cycles.check_access("read")
        self = self.with_context(active_model="cadre.appraisal.cycle")
        return super().create_xlsx_report(cycles.ids, data)

    def generate_xlsx_report(self, workbook, data, objs):
        styles = {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
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
            "text": workbook.add_format(),
        }
        for cycle in objs:
            self._write_sheet(workbook, cycle, styles)

    # --- One sheet ---

    def _write_sheet(self, workbook, cycle, styles):
        columns = self._columns()
        sheet = workbook.add_worksheet(str(cycle.year))
        for index, (_label, width, _kind) in enumerate(columns):
            sheet.set_column(index, index, width)
        sheet.write_string(
            0, 0, f"{cycle.company_id.name} {cycle.name}", styles["title"]
        )
        for index, (label, _width, _kind) in enumerate(columns):
            sheet.write_string(1, index, label, styles["head"])
        number = 1
        for number, row in enumerate(self._rows(cycle), 2):
            for index, ((_label, _width, kind), value) in enumerate(
                zip(columns, row, strict=True)
            ):
                if value is None or value is False or value == "":
                    continue
                if kind == "text":
                    sheet.write_string(number, index, str(value), styles["text"])
                else:
                    sheet.write_number(
                        number,
                        index,
                        value,
                        styles["score"] if kind == "score" else None,
                    )
        sheet.autofilter(1, 0, max(number, 1), len(columns) - 1)
        sheet.freeze_panes(2, 4)
        hidden = self._hidden_count(cycle)
        if hidden:
            sheet.write_string(
                number + 2,
                0,
                self.env._(
                    "Not listed: %(count)s (own case; whoever is concerned does not "
                    "see it before the feedback, A-42). Ranks are of all cadres, so "
                    "they are printed only for whoever may see every row.",
                    count=hidden,
                ),
            )

    def _columns(self):
        """Title, width and kind of each column."""
        env = self.env
        return [
            (env._("Rank"), 6, "number"),
            (env._("Number"), 10, "text"),
            (env._("Name"), 12, "text"),
            (env._("Department"), 20, "text"),
            (env._("Category"), 18, "text"),
            (env._("Leader in charge"), 14, "text"),
            (env._("Q1"), 8, "score"),
            (env._("Q2"), 8, "score"),
            (env._("Q3"), 8, "score"),
            (env._("Q4"), 8, "score"),
            (env._("Usual"), 9, "score"),
            (env._("Democratic"), 11, "score"),
            (env._("Client"), 9, "score"),
            (env._("Score"), 9, "score"),
            (env._("Grade"), 10, "text"),
            (env._("Missing parts"), 26, "text"),
            (env._("Notes"), 26, "text"),
        ]

    def _rows(self, cycle):
        """Rows of the sheet, best score first; equal scores share a rank."""
        appraisals = self.env["cadre.appraisal"].search_fetch(
            [("cycle_id", "=", cycle.id)], FIELDS, order="score desc, id"
        )
        quarters = appraisals._quarters()
        grades = dict(appraisals._fields["grade"]._description_selection(self.env))
        categories = dict(
            appraisals._fields["cadre_category"]._description_selection(self.env)
        )
        numbers = self._numbers(appraisals.employee_id)
        ranks = {} if self._hidden_count(cycle) else self._ranks(cycle)
        for appraisal in appraisals:
            ranked = appraisal.state != "open" and bool(appraisal.grade)
            mine = quarters.get(appraisal.id, {})
            yield [
                ranks.get(appraisal.id),
                numbers.get(appraisal.employee_id.id),
                appraisal.employee_id.name,
                appraisal.department_id.sudo().name,  # where somebody works is open
                categories.get(appraisal.cadre_category),
                appraisal.leader_id.name,
                *[
                    None if mine.get(q, (None, None))[1] else mine.get(q, (None,))[0]
                    for q in (1, 2, 3, 4)
                ],
                appraisal.usual_score if appraisal.has_usual_score else None,
                appraisal.democratic_score if appraisal.has_democratic_score else None,
                appraisal.client_score if appraisal.has_client_score else None,
                appraisal.score if ranked else None,
                grades.get(appraisal.grade),
                appraisal._missing_words(),
                self._notes(appraisal, mine),
            ]

    @staticmethod
    def _ranks(cycle):
        """Ranks of all who have a score: ``{result id: rank}``; equal scores share one.

        As superuser: the caller shows them to whoever may read every row.
        """
        ranked_sudo = (
            cycle.env["cadre.appraisal"]
            .sudo()
            .search_fetch(
                [
                    ("cycle_id", "=", cycle.id),
                    ("state", "!=", "open"),
                    ("grade", "!=", False),
                ],
                ["score"],
                order="score desc, id",
            )
        )
        ranks, rank, last = {}, 0, None
        for position, appraisal in enumerate(ranked_sudo, 1):
            if appraisal.score != last:
                rank, last = position, appraisal.score
            ranks[appraisal.id] = rank
        return ranks

    def _notes(self, appraisal, quarters):
        if appraisal.state == "open":
            return self.env._("Not computed yet")
        notes = []
        if appraisal.missing_parts:
            notes.append(self.env._("provisional (A-03)"))
        labels = appraisal._part_labels()
        notes += [
            self.env._(
                "%(quarter)s excluded: %(reason)s",
                quarter=labels[f"q{quarter}"],
                reason=reason,
            )
            for quarter, (_score, reason) in sorted(quarters.items())
            if reason
        ]
        return "; ".join(notes)

    def _numbers(self, employees):
        # Cadre numbers stand on the office's lists; the employee record around them
        # is HR's.
        return {e.id: e.cadre_number for e in employees.sudo()}

    def _hidden_count(self, cycle):
        """How many rows the reader may not see: a bare number."""
        appraisals = self.env["cadre.appraisal"]
        domain = [("cycle_id", "=", cycle.id)]
        return appraisals.sudo().search_count(domain) - appraisals.search_count(domain)
