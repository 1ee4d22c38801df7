"""The leader's board of 200 cards against Odoo's own kanban of 200 employees.

Both as the web client asks for them: the fields of the view's cards, and for the
board its columns and progress bars as well. The median of some runs.
"""

import pathlib
import sys

from lxml import etree

from odoo.tests import new_test_user

sys.path.insert(0, str(pathlib.Path.cwd() / "tools" / "bench"))

import harness
import people

TARGET = 2.0
CARDS = 200
RUNS = 15
YEAR = 2092
STATES = (("scored", 60), ("talked", 30), ("fed_back", 30))
ENV = env  # noqa: F821 (the shell's environment)


def card_fields(model, view):
    """What the client reads for a kanban: the fields of its arch, with names."""
    arch = etree.fromstring(model.get_view(ENV.ref(view).id, "kanban")["arch"])
    spec = {}
    for node in arch.iter("field"):
        field = model._fields[node.get("name")]
        named = {"fields": {"display_name": {}}} if field.relational else {}
        spec[field.name] = named
    return spec


def set_up():
    """A leader with 200 cadres, their tasks and records; a personnel officer."""
    people.make_cadres(ENV, CARDS, f"B{YEAR}-")
    cadres = ENV["hr.employee"].search([("cadre_number", "like", f"B{YEAR}-")])
    quiet = {"no_reset_password": True}
    leader_user = new_test_user(
        ENV, login="bench_leader", groups="base.group_user", context=quiet
    )
    officer = new_test_user(
        ENV, login="bench_officer", groups="hr.group_hr_user", context=quiet
    )
    leader = ENV["hr.employee"].create(
        {"name": "Bench leader", "user_id": leader_user.id}
    )
    cadres.parent_id = leader
    cycle = ENV["cadre.appraisal.cycle"].create({"year": YEAR})
    while cycle._open_batch(500):
        pass
    ENV.cr.execute(
        "UPDATE cadre_appraisal_cycle SET state = 'open' WHERE id = %s", [cycle.id]
    )
    cycle.invalidate_recordset()
    ENV["cadre.task"].create(
        [
            {
                "name": f"Task {number}",
                "cycle_id": cycle.id,
                "employee_id": cadre.id,
                "month": f"{YEAR}-{number:02}-01",
                "date_deadline": f"{YEAR}-{number:02}-20",
                "qty_planned": 10,
                "uom_text": "items",
                "quality_standard": "complete",
            }
            for cadre in cadres
            for number in (1, 2, 3)
        ]
    )
    evaluations = ENV["cadre.quarterly.evaluation"].search(
        [("cycle_id", "=", cycle.id), ("quarter", "=", "1")]
    )
    start = 0
    for state, count in STATES:
        part = evaluations[start : start + count]
        start += count
        ENV.cr.execute(
            "UPDATE cadre_quarterly_evaluation SET state = %s, grade = 'good', "
            "grade_suggested = 'good', score = 80 WHERE id IN %s",
            [state, tuple(part.ids)],
        )
    ENV.flush_all()
    ENV.invalidate_all()
    return leader_user, officer, cycle, cadres


def median(work):
    """The run in the middle; each begins with empty caches, as a request does."""
    runs = []
    for _run in range(RUNS):
        ENV.invalidate_all()
        runs.append(harness.timed(ENV, work))
    return sorted(runs[1:], key=lambda timing: timing.seconds)[len(runs[1:]) // 2]


def measure():
    leader, officer, cycle, cadres = set_up()
    board = ENV["cadre.quarterly.evaluation"].with_user(leader)
    staff = ENV["hr.employee"].with_user(officer).with_context(bin_size=True)
    domain = [("cycle_id", "=", cycle.id), ("quarter", "=", "1")]
    cards = card_fields(board, "cadre_appraisal.cadre_quarterly_evaluation_view_kanban")
    employee_cards = card_fields(staff, "hr.hr_kanban_view_employees")
    colors = {
        "excellent": "success",
        "good": "info",
        "average": "warning",
        "poor": "danger",
    }
    seen = []

    def ours():
        groups = board.web_read_group(
            domain,
            ["state"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=cards,
            unfold_read_default_limit=CARDS,
        )["groups"]
        board.read_progress_bar(domain, "state", {"field": "grade", "colors": colors})
        seen.append(sum(len(group.get("__records", ())) for group in groups))

    def floor():
        rows = staff.web_search_read(
            [("id", "in", cadres.ids)], employee_cards, limit=CARDS
        )
        seen.append(len(rows["records"]))

    base, timing = median(floor), median(ours)
    ENV.cr.rollback()
    if set(seen) != {CARDS}:
        raise SystemExit(f"not every card was read: {sorted(set(seen))}")
    return harness.report(f"board of {CARDS} cards", timing, base, TARGET)


print(harness.HEADER)
sys.exit(0 if measure() else 1)
