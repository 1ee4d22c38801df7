"""Opening a year for n cadres against bare batch creates of as many such rows."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path.cwd() / "tools" / "bench"))

import harness
import people
import plain

TARGET = 1.5
BATCH = 500
ENV = env  # noqa: F821 (the shell's environment)
MODELS = ("cadre.appraisal", "cadre.monthly.record", "cadre.quarterly.evaluation")


def ours(cycle):
    """Every batch of the opening, as the cron runs them."""
    while cycle._open_batch(BATCH):
        pass


def values_of(cycle):
    """What the opening passed to ``create``, read back off its rows."""
    found = {}
    for name in MODELS:
        records = ENV[name].search([("cycle_id", "=", cycle.id)], order="id")
        names = [
            field for field in plain.columns(ENV[name]) if any(records.mapped(field))
        ]
        found[name] = [
            {
                k: v[0] if isinstance(v, tuple) else v
                for k, v in row.items()
                if k != "id"
            }
            for row in records.read(names, load=None)
        ]
    return found


def floor(twins, values):
    """The same rows into plain models of the same columns, in as many batches."""
    rows = len(values["cadre.appraisal"])
    for start in range(0, rows, BATCH):
        for name in MODELS:
            each = len(values[name]) // rows
            part = values[name][start * each : (start + BATCH) * each]
            twins[name].create(part)
        ENV.flush_all()


def measure(count, year):
    """One row of the table for ``count`` cadres; everything is rolled back."""
    people.make_cadres(ENV, count, f"B{year}-")
    cycle = ENV["cadre.appraisal.cycle"].create({"year": year})
    timing = harness.timed(ENV, lambda: ours(cycle))
    values = values_of(cycle)
    twins = {name: plain.twin(ENV, name) for name in MODELS}
    ENV.invalidate_all()
    base = harness.timed(ENV, lambda: floor(twins, values))
    rows = sum(map(len, values.values()))
    ENV.cr.rollback()
    plain.forget(ENV)
    return harness.report(
        f"open a year for {count:,} cadres ({rows:,} rows)", timing, base, TARGET
    )


print(harness.HEADER)
passed = [measure(100, 2089)]  # warms caches; shown, since it must hold as well
passed = [measure(1_000, 2090), measure(10_000, 2091)]
sys.exit(0 if all(passed) else 1)
