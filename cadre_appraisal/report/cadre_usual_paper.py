from odoo import api, models

from odoo.addons.cadre_archive.rules import paper

from ..models.month.cadre_monthly_record import SELF_GRADES
from ..models.quarter.cadre_quarterly_evaluation import SCORES


class CadreUsualPaper(models.AbstractModel):
    """Rows of the usual assessment for print: months, quarters, events.

    Templates read no record: whatever is printed was fetched here, as the person who
    prints.
    """

    _name = "cadre.usual.paper"
    _description = "Printed Usual Assessment"
    _inherit = ["cadre.paper"]

    # --- Words ---

    @api.model
    def _day(self, day):
        return day.strftime("%Y-%m-%d") if day else ""

    @api.model
    def _number(self, number):
        return f"{number:.2f}".rstrip("0").rstrip(".")

    @api.model
    def _labels(self, model, name):
        """Words of a selection, as the reader reads them."""
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    @api.model
    def _titles(self, model, names):
        fields_ = self.env[model]._fields
        return {name: fields_[name]._description_string(self.env) for name in names}

    # --- Months ---

    @api.model
    def _months(self, records):
        """The monthly records as dicts, in their order."""
        grades = self._labels("cadre.monthly.record", "self_grade")
        states = self._labels("cadre.monthly.record", "state")
        titles = self._titles("cadre.monthly.record", SELF_GRADES)
        return [
            {
                "month": record.month.strftime("%Y-%m"),
                "quarter": int(record.quarter),
                "state": states[record.state],
                "is_submitted": record.state == "submitted",
                "submitted": self._day(record.date_submitted),
                "is_late": record.is_late,
                "lines": [self._line(line) for line in record.line_ids],
                "self_grade": grades.get(record.self_grade, ""),
                "self": [
                    (titles[name], grades[record[name]])
                    for name in SELF_GRADES
                    if record[name]
                ],
                "summary": record.summary or "",
            }
            for record in records
        ]

    @api.model
    def _line(self, line):
        task = line.task_id
        return {
            "task": task.name,
            "due": self._day(task.date_deadline),
            "planned": f"{self._number(task.qty_planned)} {task.uom_text or ''}",
            "done": self._number(line.qty_done),
            "progress": self._number(line.progress),
            "reason": line.unfinished_reason or "",
        }

    # --- Quarters ---

    @api.model
    def _quarters(self, evaluations):
        """Quarterly evaluations as dicts; fetched with the rules of the reader."""
        model = "cadre.quarterly.evaluation"
        grades = self._labels(model, "grade")
        states = self._labels(model, "state")
        quarters = self._labels(model, "quarter")
        titles = self._titles(model, SCORES)
        weights = {
            cycle.id: {
                line.dimension_id.code: line.weight for line in cycle.dimension_line_ids
            }
            for cycle in evaluations.cycle_id
        }
        sheets = []
        for evaluation in evaluations:
            given = {line.dimension_id.code: line.score for line in evaluation.line_ids}
            mine = weights[evaluation.cycle_id.id]
            sheets.append(
                {
                    "quarter": int(evaluation.quarter),
                    "quarter_name": quarters[evaluation.quarter],
                    "is_excluded": evaluation.is_excluded,
                    "exclusion_reason": evaluation.exclusion_reason or "",
                    "state": states[evaluation.state],
                    "rows": [
                        {
                            "content": titles[name],
                            "weight": self._number(mine.get(code, 0.0)),
                            "score": self._number(given[code]) if code in given else "",
                        }
                        for name, code in SCORES.items()
                    ],
                    "score": self._number(evaluation.score) if given else "",
                    "grade": grades.get(evaluation.grade, ""),
                    "grade_reason": evaluation.grade != evaluation.grade_suggested
                    and evaluation.grade_reason
                    or "",
                    "comment": evaluation.comment or "",
                    "date_talk": self._day(evaluation.date_talk),
                    "talk_place": evaluation.talk_place or "",
                    "talk_summary": evaluation.talk_summary or "",
                    "objection": evaluation.objection or "",
                    "objection_reply": evaluation.objection_reply or "",
                    "fed_back": self._day(evaluation.date_fed_back),
                    "acknowledged": self._day(evaluation.date_acknowledged),
                    # Who evaluated is printed on the sheet for all who may read it.
                    "evaluator": evaluation.evaluator_id.sudo().name or "",
                    "completion": self._number(evaluation.completion),
                    "months": evaluation.submitted_count,
                }
            )
        return sheets

    @api.model
    def _head(self, record):
        """Whose paper it is: printed at the top."""
        # Where somebody works is open; the employee record around it is HR's.
        employee_sudo = record.employee_id.sudo()
        return {
            "office": record.company_id.name,
            "year": record.cycle_id.year,
            "name": employee_sudo.name,
            "number": employee_sudo.cadre_number or "",
            "department": record.department_id.sudo().name or "",
            "post": employee_sudo.job_title or "",
            "leader": record.leader_id.sudo().name or "",
        }

    # --- Sheets ---

    @api.model
    def _dealt(self, sections, repeated, size=10.5, padding=10.0):
        """Deal the rows of sections out to sheets, each whole.

        :param sections: dicts with ``items`` as ``(cells, item)``, ``shares`` of the
            columns, ``above``: what stands over the first row
        :param repeated: height of what stands at the top of each sheet
        :return: for each sheet the sections that stand on it, with their items
        """
        # The printer shrinks all or nothing; then a sheet holds as much more.
        width, room = (side * self._scale() for side in paper.PORTRAIT)
        heights, rows = [], []
        for section in sections:
            table = paper.Table(width, section["shares"], size, padding)
            for position, (cells, item) in enumerate(section["items"]):
                above = section["above"] if position == 0 else 0.0
                lowest = item.get("lowest", 0.0) if isinstance(item, dict) else 0.0
                heights.append(max(table.height(cells), lowest) + above)
                rows.append((section, item, position == 0))
        sheets = []
        # A table that goes on has its head again.
        following = room - repeated - 2 * size * paper.LINE - padding
        dealt = paper.deal(heights, room - repeated, following)
        # Signatures do not stand alone.
        if len(dealt) > 1 and len(dealt[-1]) == 1 and len(dealt[-2]) > 1:
            before = dealt[-2][-1]
            if heights[before] + heights[before + 1] <= following:
                dealt[-1].insert(0, dealt[-2].pop())
        for numbers in dealt:
            parts = []
            for section, item, is_first in (rows[number] for number in numbers):
                if not parts or parts[-1]["section"] is not section:
                    parts.append(
                        {**section, "section": section, "first": is_first, "items": []}
                    )
                parts[-1]["items"].append(item)
            sheets.append(parts)
        return sheets

    @api.model
    def _evaluation_section(self, sheet, tall, size=10.5, padding=10.0):
        """The evaluation of a quarter as rows of a table; each row stays whole."""
        section = {"kind": "evaluation", "sheet": sheet, "above": 40.0}
        section["shares"] = (18, 82)
        if not sheet or sheet["is_excluded"]:
            reason = sheet["exclusion_reason"] if sheet else ""
            return {**section, "items": [(("", reason), {"row": "none"})]}
        talk = " ".join(filter(None, (sheet["date_talk"], sheet["talk_place"])))
        replies = (sheet["objection"], sheet["objection_reply"])
        texts = [
            ("reason", sheet["grade_reason"]),
            ("comment", sheet["comment"]),
            ("talk", f"{talk}\n{sheet['talk_summary']}"),
            ("objection", "\n".join(filter(None, replies))),
        ]
        line = size * paper.LINE
        items = [(("", ""), {"row": "scores", "lowest": 4 * (line + padding)})]
        items += [
            (("W" * 20, text), {"row": row, "lowest": tall if row == "comment" else 0})
            for row, text in texts
            if text or row in ("comment", "talk")
        ]
        items.append(
            (("", ""), {"row": "signatures", "lowest": 2 * line + padding + 5})
        )
        return {**section, "items": items}


class CadreQuarterlySheet(models.AbstractModel):
    """The quarterly evaluation as an official table, one or many (A-28..A-32)."""

    _name = "report.cadre_appraisal.report_quarterly_sheet"
    _description = "Quarterly Evaluation Sheet"
    _inherit = "cadre.usual.paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        evaluations = self.env["cadre.quarterly.evaluation"].browse(docids or [])
        # The address of a report takes any ids: a draft, one's own before the
        # feedback or somebody else's line is refused here.
        evaluations.check_access("read")
        evaluations = evaluations.exists()
        return {
            "doc_ids": evaluations.ids,
            "doc_model": evaluations._name,
            "sheet_of": self._sheet_of,
            "sheets": [
                self._sheet(self._head(evaluation), sheet)
                for evaluation, sheet in zip(
                    evaluations, self._quarters(evaluations), strict=True
                )
            ],
        }

    @api.model
    def _sheet(self, head, sheet):
        section = self._evaluation_section(sheet, 170.0, 12.0, 16.0)
        pages = self._dealt([section], 170.0, 12.0, padding=16.0)
        return {**head, **sheet, "pages": pages}


class CadreBooklet(models.AbstractModel):
    """The usual assessment booklet, for one cadre or many in one document (A-24)."""

    _name = "report.cadre_appraisal.report_booklet"
    _description = "Usual Assessment Booklet"
    _inherit = "cadre.usual.paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        files = self.env["cadre.usual.file"].browse(docids or [])
        # Whose booklet is asked by the rules of the file; what is in it by the rules
        # of each paper.
        files.check_access("read")
        return {
            "doc_ids": files.ids,
            "doc_model": files._name,
            "sheet_of": self._sheet_of,
            "booklets": [
                {**booklet, "pages": self._pages(booklet)}
                for booklet in self._booklets(files)
            ],
        }

    @api.model
    def _booklets(self, files):
        papers = files._papers()
        chapters = {}
        for name, build in (
            ("record_ids", self._months),
            ("evaluation_ids", self._quarters),
            ("event_ids", self._events),
            ("fact_ids", self._facts),
            ("task_ids", self._targets),
            ("result_ids", self._results),
        ):
            # All of them at once: the number of queries does not grow with the files.
            every = self.env[files._fields[name].comodel_name].union(
                *papers[name].values()
            )
            rows = dict(zip(every.ids, build(every), strict=True))
            chapters[name] = {
                key: [rows[record.id] for record in records]
                for key, records in papers[name].items()
            }
        categories = self._labels("cadre.usual.file", "cadre_category")
        return [
            {
                **self._head(file),
                "category": categories.get(file.cadre_category, ""),
                "quarters": self._by_quarter(
                    chapters["record_ids"].get(file.id, []),
                    chapters["evaluation_ids"].get(file.id, []),
                ),
                "events": chapters["event_ids"].get(file.id, []),
                "facts": chapters["fact_ids"].get(file.id, []),
                "targets": chapters["task_ids"].get(file.id, []),
                "result": next(iter(chapters["result_ids"].get(file.id, [])), None),
            }
            for file in files
        ]

    @api.model
    def _pages(self, booklet):
        """The sheets after the cover: a chapter begins on a new one."""
        chapters = [("targets", "", [self._target_section(booklet["targets"])], 130.0)]
        for part in booklet["quarters"]:
            sections = [self._month_section(month) for month in part["months"]]
            sections.append(self._evaluation_section(part["sheet"], tall=60.0))
            chapters.append(("quarter", part["quarter_name"], sections, 70.0))
        chapters.append(("facts", "", self._fact_sections(booklet), 70.0))
        return [
            {"chapter": chapter, "title": title, "first": not number, "parts": parts}
            for chapter, title, sections, repeated in chapters
            for number, parts in enumerate(self._dealt(sections, repeated))
        ]

    @api.model
    def _section(self, kind, shares, names, rows, above=60.0):
        """A table with a row for each dict, one of nothing where there is none."""
        items = [([row[name] for name in names], row) for row in rows]
        empty = ([""] * len(names), None)
        return {
            "kind": kind,
            "shares": shares,
            "above": above,
            "items": items or [empty],
        }

    @api.model
    def _target_section(self, targets):
        return self._section(
            "targets",
            (30, 15, 13, 26, 10),
            ("task", "due", "planned", "quality", "progress"),
            [{**row, "no": number} for number, row in enumerate(targets, start=1)],
        )

    @api.model
    def _fact_sections(self, booklet):
        names = ("date", "kind", "what", "finding", "measure")
        events = self._section("events", (16, 18, 26, 20, 20), names, booklet["events"])
        # Under the date stands the number.
        events["items"] = [
            ([f"{cells[0]}\n-", *cells[1:]], item) for cells, item in events["items"]
        ]
        facts = self._section(
            "facts",
            (16, 24, 14, 46),
            ("date", "kind", "minutes", "explanation"),
            booklet["facts"],
            above=85.0,
        )
        result = self._section("result", (100,), (), [], above=70.0)
        result["items"] = [(("",), booklet["result"])]
        return [events, facts, result]

    @api.model
    def _month_section(self, month):
        names = ("task", "due", "planned", "done", "progress", "reason")
        section = self._section("month", (29, 14, 12, 9, 10, 26), names, month["lines"])
        section["month"] = month
        if not month["lines"]:
            section["items"] = []
        if month["is_submitted"]:
            contents = "; ".join(f"{title}: {grade}" for title, grade in month["self"])
            width = paper.PORTRAIT[0] * self._scale() - 12
            grades = f"{'W' * 8} {month['self_grade']} {contents}"
            lines = paper.lines_of(grades, width, 9.5)
            if month["summary"]:
                lines += paper.lines_of(month["summary"], width, 10.5)
            closing = {"row": "self", "lowest": lines * 10.5 * paper.LINE + 10}
            section["items"].append(([""] * 6, closing))
        if not section["items"]:
            section["items"] = [([""] * 6, None)]
        return section

    @api.model
    def _by_quarter(self, months, evaluations):
        sheets = {sheet["quarter"]: sheet for sheet in evaluations}
        names = self._labels("cadre.quarterly.evaluation", "quarter")
        return [
            {
                "quarter": quarter,
                "quarter_name": names[str(quarter)],
                "months": [month for month in months if month["quarter"] == quarter],
                "sheet": sheets.get(quarter),
            }
            for quarter in (1, 2, 3, 4)
        ]

    @api.model
    def _events(self, events):
        states = self._labels("cadre.conduct.event", "state")
        return [
            {
                "number": event.name,
                "date": self._day(event.date),
                "kind": event.kind_id.name,
                "what": event.description or "",
                "finding": event.finding or "",
                "measure": event.measure or "",
                "state": states[event.state],
            }
            for event in events
        ]

    @api.model
    def _facts(self, facts):
        kinds = self._labels("cadre.attendance.fact", "kind")
        return [
            {
                "date": self._day(fact.date),
                "kind": kinds[fact.kind],
                "minutes": fact.minutes or "",
                "explanation": fact.explanation or "",
            }
            for fact in facts
        ]

    @api.model
    def _targets(self, tasks):
        return [
            {
                "task": task.name,
                "due": self._day(task.date_deadline),
                "planned": f"{self._number(task.qty_planned)} {task.uom_text or ''}",
                "quality": task.quality_standard or "",
                "progress": self._number(task.progress),
            }
            for task in tasks
        ]

    @api.model
    def _results(self, results):
        grades = self._labels("cadre.appraisal", "grade")
        levels = self._labels("cadre.appraisal", "annual_level")
        return [
            {
                "usual": self._number(result.usual_score)
                if result.has_usual_score
                else "",
                "score": self._number(result.score),
                "grade": grades.get(result.grade, ""),
                "level": levels.get(result.annual_level, ""),
            }
            for result in results
        ]
