"""Attendance facts of n cadres for a month against one query that reads the rows."""

import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path.cwd() / "tools" / "bench"))

import harness
import people

TARGET = 5.0
BATCH = 1000
FIRST, LAST = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
ENV = env  # noqa: F821 (the shell's environment)


def clock_in(count):
    """Everybody in the office on all 22 days; each 20th day is a late one."""
    calendar = ENV.company.resource_calendar_id
    calendar.tz = "Asia/Shanghai"
    ENV.flush_all()
    ENV.cr.execute(
        "UPDATE hr_version v SET resource_calendar_id = %s FROM hr_employee e "
        "WHERE e.id = v.employee_id AND e.cadre_number LIKE 'A%%'",
        (calendar.id,),
    )
    begin = min(line.hour_from for line in calendar.attendance_ids)
    end = max(line.hour_to for line in calendar.attendance_ids)
    ENV.cr.execute(
        """
        INSERT INTO hr_attendance (employee_id, check_in, check_out, date, in_mode,
                                   out_mode)
        SELECT e.id,
               day + make_interval(mins => %(come)s
                   + CASE WHEN (e.id + extract(day FROM day)::int) %% 20 = 0
                          THEN 30 ELSE -10 END),
               day + make_interval(mins => %(go)s), day, 'kiosk', 'kiosk'
          FROM hr_employee e,
               generate_series(%(first)s::timestamp, %(last)s, '1 day') AS day
         WHERE e.cadre_number LIKE 'A%%' AND extract(isodow FROM day) < 6
        """,
        {
            "come": round(begin * 60) - 480,
            "go": round(end * 60) - 480 + 5,
            "first": FIRST,
            "last": LAST,
        },
    )
    ENV.cr.execute("ANALYZE hr_attendance, hr_employee, hr_version")
    ENV.invalidate_all()


def ours(run):
    """Every batch, as the cron runs them."""
    while run._compute_batch():
        pass


def floor(ids):
    """The same rows of the clock, read once and no more."""
    ENV.cr.execute(
        "SELECT id, employee_id, check_in, check_out, date, in_mode, out_mode "
        "FROM hr_attendance WHERE employee_id IN %s AND check_in >= %s "
        "AND check_in < %s ORDER BY employee_id, check_in",
        (
            tuple(ids),
            FIRST - datetime.timedelta(days=1),
            LAST + datetime.timedelta(days=1),
        ),
    )
    return len(ENV.cr.fetchall())


def measure(count):
    """One row of the table for ``count`` cadres; everything is rolled back."""
    people.make_cadres(ENV, count, f"A{count}-")
    clock_in(count)
    run = ENV["cadre.attendance.run"].create({"date_from": FIRST, "date_to": LAST})
    ids = run._next_people(None).ids
    base = harness.timed(ENV, lambda: floor(ids))
    timing = harness.timed(ENV, lambda: ours(run))
    facts = run.fact_count
    ENV.cr.rollback()
    ENV.invalidate_all()
    if not facts:
        raise SystemExit("no facts were found: the bench measures nothing")
    return harness.report(
        f"attendance of {count:,} cadres for a month ({facts:,} facts)",
        timing,
        base,
        TARGET,
    )


print(harness.HEADER)
measure(100)  # warms caches; shown
passed = [measure(1_000), measure(10_000)]
sys.exit(0 if all(passed) else 1)
