"""Runs all tests and closes with one line: `N passed, N failed`.

1. tests/static, with pytest: needs no Odoo.
2. At the same time, each in a process and a database of its own:
   ``odoo``, the addons' own tests in Odoo (cadre_test), and
   ``wire``, tests/wire with pytest against a served sample office (cadre_test_office).

With TAGS (Odoo's syntax) only ``odoo``, narrowed. Logs are under .odoo/log.

    tools/test.py PART FILE     one part alone, its counts into a file
"""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET

import database
import office
import psycopg2
from odoolog import OdooLog
from serving import free_port, served, server, stop

ROOT, LOGS, STATE = database.ROOT, database.LOGS, database.STATE
TEST_DB = "cadre_test"
WIRE_DB = "cadre_test_office"


class Totals:
    def __init__(self):
        self.passed = self.failed = 0
        self.seconds = {}
        self.skipped = {}

    def fail(self, reason):
        self.failed += 1
        print(f"FAILED: {reason}", flush=True)

    def add(self, counts):
        """Take in what another process counted."""
        self.passed += counts["passed"]
        self.failed += counts["failed"]
        self.seconds.update(counts["seconds"])
        self.skipped.update(counts["skipped"])


def odoo_tests(totals, tags):
    both = ",".join(database.ADDONS)
    # '*' takes in what is not tagged "standard", such as tests with real transactions.
    tags = tags or ",".join(f"*/{addon}" for addon in database.ADDONS)
    database.create(TEST_DB)
    command = server(TEST_DB, free_port(), "-i", both, "--test-tags", tags)
    # The statistics in detail tell each test's time.
    command += ["--stop-after-init", "--log-handler", "odoo.tests.stats:DEBUG"]
    print(f"== Odoo tests of {both}, tags {tags}", flush=True)
    log, path = OdooLog(), LOGS / "test.log"
    with (
        open(path, "w", encoding="utf-8") as copy,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        try:
            for line in process.stdout:
                copy.write(line)
                if log.feed(line):
                    print(line, end="", flush=True)
        except BaseException:
            stop(process)
            raise
    totals.passed += log.passed
    totals.failed += log.failures
    totals.seconds.update(log.seconds)
    totals.skipped.update({test: why for (_, test), why in log.skipped.items()})
    if process.returncode and not log.failures:
        totals.fail(f"Odoo ended with exit status {process.returncode}: see {path}")
    if not log.started:
        totals.fail(f"no test ran for the tags {tags}")
    elif log.counted not in (None, len(log.started)):
        totals.fail(
            f"{len(log.started)} tests seen, Odoo counted {log.counted}: {path}"
        )
    for text in log.problems:
        print(f"FAILED: logged while testing: {text}")


def pytest(totals, folder, **environment):
    """Run pytest over a folder of tests; its JUnit report has the counts."""
    if not (ROOT / "tests" / folder).is_dir():
        return
    print(f"== tests/{folder}", flush=True)
    report = LOGS / f"test-{folder}.xml"
    report.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
        + ["-p", "no:cacheprovider", f"tests/{folder}"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    failed = passed = 0
    for case in ET.parse(report).iter("testcase") if report.exists() else ():
        name = f"{case.get('classname')}.{case.get('name')}"
        totals.seconds[name] = float(case.get("time", 0))
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif (skip := case.find("skipped")) is not None:
            totals.skipped[name] = skip.get("message")
        else:
            passed += 1
    totals.passed += passed
    totals.failed += failed
    if done.returncode and not failed:
        totals.fail(f"pytest tests/{folder} ended with exit status {done.returncode}")


def wire_tests(totals, _tags):
    if not (ROOT / "tests" / "wire").is_dir():
        return
    database.drop(WIRE_DB)
    office.office(WIRE_DB)
    # What the sample office lacks of the kinds that the access matrix speaks of.
    subprocess.run(
        [sys.executable, "-m", "tests.wire.make"],
        cwd=ROOT,
        env={**os.environ, "CADRE_DB": WIRE_DB},
        stdin=subprocess.DEVNULL,
        check=True,
    )
    path = LOGS / "test-wire-server.log"
    with served(WIRE_DB, path) as url:
        data = str(ROOT / "data")
        pytest(totals, "wire", CADRE_URL=url, CADRE_DB=WIRE_DB, CADRE_DATA=data)
    # Refusals are logged as warnings, and these tests ask for refusals.
    log = OdooLog(levels={"ERROR", "CRITICAL"})
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if log.feed(line):
                print(line, end="")
    for text in log.problems:
        totals.fail(f"logged by the served office: {text}")


PARTS = {"odoo": odoo_tests, "wire": wire_tests}


def part(name, file):
    """One part in this process; its counts go into a file, whatever happens."""
    totals = Totals()
    with caught(totals):
        PARTS[name](totals, os.environ.get("TAGS", ""))
    with open(file, "w", encoding="utf-8") as counts:
        json.dump(vars(totals), counts)


class Part:
    """A part in a process of its own, its lines told one by one under its name."""

    def __init__(self, name):
        self.name = name
        self.begin = time.monotonic()
        self.counts = LOGS / f"test-{name}.json"
        self.counts.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-u", __file__, name, self.counts],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            # With all that it starts it is ended as one group.
            start_new_session=True,
        )
        self.told = threading.Thread(target=self.tell)
        self.told.start()

    def tell(self):
        for line in self.process.stdout:
            print(f"{self.name} | {line.rstrip()}", flush=True)

    def end(self, totals):
        """Wait for its end, and add what it counted."""
        self.process.wait()
        self.told.join()
        if self.counts.exists():
            totals.add(json.loads(self.counts.read_text(encoding="utf-8")))
        else:
            code = self.process.returncode
            totals.fail(f"the {self.name} tests broke off with exit status {code}")
        minutes = (time.monotonic() - self.begin) / 60
        print(f"== {self.name}: ended after {minutes:.1f} minutes", flush=True)

    def stop(self):
        """End it and its children, if it still runs."""
        with contextlib.suppress(ProcessLookupError):
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
            # Whoever of them did not go.
            os.killpg(self.process.pid, signal.SIGKILL)


def run(totals, tags):
    if tags:
        odoo_tests(totals, tags)
        return
    pytest(totals, "static")
    parts = []
    try:
        # One after the other they would leave one of two cores idle.
        parts += [Part(name) for name in PARTS]
        for each in parts:
            each.end(totals)
    finally:
        for each in parts:
            each.stop()


def report(totals, seconds):
    print("== slowest ten")
    slowest = sorted(totals.seconds.items(), key=lambda item: -item[1])
    for test, duration in slowest[:10]:
        print(f"{duration:8.2f} s  {test}")
    for test, reason in totals.skipped.items():
        print(f"skipped: {test}: {reason}")
    print(f"took {seconds / 60:.1f} minutes; logs in {LOGS}")
    print(f"{totals.passed} passed, {totals.failed} failed", flush=True)


def only_one(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        sys.exit("cadre: error: another make test runs in this clone: wait for its end")


@contextlib.contextmanager
def caught(totals):
    """What the machine refuses counts as one failure; Ctrl-C ends all."""
    try:
        yield
    except (
        database.Failed,
        psycopg2.Error,
        OSError,
        subprocess.SubprocessError,
    ) as error:
        totals.fail(" ".join(str(error).split()))
    except KeyboardInterrupt:
        sys.exit("cadre: interrupted")


def main():
    LOGS.mkdir(parents=True, exist_ok=True)
    with open(STATE / "test.lock", "w") as lock:
        only_one(lock)
        failed = run_and_report()
    sys.exit(1 if failed else 0)


def run_and_report():
    totals = Totals()
    begin = time.monotonic()
    with caught(totals):
        run(totals, os.environ.get("TAGS", ""))
    if not totals.passed and not totals.failed:
        totals.fail("no test ran")
    report(totals, time.monotonic() - begin)
    return totals.failed


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if len(sys.argv) == 3 and sys.argv[1] in PARTS:
        part(*sys.argv[1:])
    else:
        main()
