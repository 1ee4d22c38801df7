"""People who came and moved during the running year, after it was opened."""

import csv

from . import clock
from .appraisal import RUNNING, TODAY, _cycle


def load(loader):
    with clock.at(TODAY):
        # The start of the contract is for the manager of the personnel records.
        loader.import_file("people/joiners.xlsx", "hr.employee", "admin")
        file = "people/moves.csv"
        with loader.step("moves of the year", file) as step:
            if step.todo:
                step.note = f"{_move(loader, file)} moved"
        with loader.step(f"add late joiners {RUNNING}") as step:
            if step.todo:
                cycle = _cycle(loader.as_user("clerk"), RUNNING)
                cycle.action_add_late_joiners()
                step.note = f"{cycle.opened_count} cadres"


def _move(loader, file):
    with open(loader.data / file, encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        env = loader.as_user("admin")
        employee = env["hr.employee"].search(
            [("cadre_number", "=", row["cadre_number"])]
        )
        # He was there before the office began to keep its records here.
        employee.version_ids.sorted("date_version")[:1].date_version = "2020-01-01"
        department = env["hr.department"].search([("name", "=", row["department"])])
        employee.create_version(
            {"date_version": row["date_version"], "department_id": department.id}
        )
    return len(rows)
