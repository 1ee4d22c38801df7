"""Breaking a target down to a team against bare creates of as many such rows."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path.cwd() / "tools" / "bench"))

import harness
import people
import plain

TARGET = 4.0
ENV = env  # noqa: F821 (the shell's environment)
MODELS = ("cadre.task", "cadre.monthly.record.line")


def wizard(cycle):
    target = ENV["cadre.task"].create(
        {
            "name": "Bench",
            "cycle_id": cycle.id,
            "level": "office",
            "date_deadline": f"{cycle.year}-12-31",
            "qty_planned": 10_000,
            "uom_text": "items",
            "quality_standard": "complete",
        }
    )
    return (
        ENV["cadre.task.cascade"]
        .with_context(default_target_id=target.id)
        .create(
            {
                "into": "month",
                "month_from": "1",
                "month_to": "12",
                "employee_ids": cycle.appraisal_ids.employee_id.ids,
            }
        )
    )


def values_of(target):
    """What the wizard passed to ``create``, read back off its rows."""
    tasks = ENV["cadre.task"].search([("parent_id", "=", target.id)], order="id")
    found = {}
    for name, records in zip(MODELS, (tasks, tasks.line_ids), strict=True):
        names = [field for field in plain.columns(ENV[name])]
        found[name] = [
            {key: value for key, value in row.items() if key != "id"}
            for row in records.read(names, load=None)
        ]
    return found


def measure(count, year):
    """One row of the table for ``count`` cadres; everything is rolled back."""
    people.make_cadres(ENV, count, f"C{year}-")
    cycle = ENV["cadre.appraisal.cycle"].create({"year": year})
    while cycle._open_batch(500):
        pass
    ours = wizard(cycle)
    timing = harness.timed(ENV, ours.action_cascade)
    values = values_of(ours.target_id)
    twins = {name: plain.twin(ENV, name) for name in MODELS}
    ENV.invalidate_all()
    base = harness.timed(
        ENV, lambda: [twins[name].create(values[name]) for name in MODELS]
    )
    tasks = len(values["cadre.task"])
    ENV.cr.rollback()
    plain.forget(ENV)
    return harness.report(
        f"break a target down into {tasks:,} tasks", timing, base, TARGET
    )


print(harness.HEADER)
passed = [measure(10, 2092)]  # warms caches; shown, since it must hold as well
passed = [measure(84, 2093), measure(840, 2094)]
sys.exit(0 if all(passed) else 1)
