"""Reads Odoo's log as it grows: which tests ran, which failed, what else went wrong.

Odoo exits 0 when no test ran and when an error was only logged, so the log decides.
"""

import re
from pathlib import Path

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d (?P<time>[\d:,]+) \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): "
    r"(?P<message>.*)"
)
STARTING = re.compile(r"^Starting (?P<test>\S+\.test\S*) \.\.\.")
SKIPPED = re.compile(r"^skipped (?P<test>\S+) : (?P<reason>.*\S)")
# A subtest counts with its test; a failing setUpClass counts as one, under its class.
FAILED = re.compile(r"^(?:FAIL|ERROR): (?:Subtest (?P<test>\S+)|(?P<other>.*\S))")
COUNTED = re.compile(r"of (?P<count>\d+) tests when loading")
TIMED = re.compile(r"^\t(?P<test>\S+\.test_\w+): (?P<seconds>[\d.]+)s (\d+) queries")
PROBLEMS = {"CRITICAL", "ERROR", "WARNING"}
ALLOWED = Path(__file__).with_name("log_allowlist.txt")


def allowed_lines(path=ALLOWED):
    """Each line of the list that is no comment is a pattern."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


class OdooLog:
    """Feed it lines; then ask."""

    def __init__(self, levels=frozenset(PROBLEMS)):
        self.levels = levels
        self.allowed = allowed_lines()
        self.started = []  # as often as it ran
        self.counted = None  # Odoo's own count
        self.skipped = {}
        self.failed = set()
        self.problems = []  # logged outside a test's own failure
        self.seconds = {}
        self.trouble = False  # whether the present record is one of trouble

    def feed(self, line):
        """Take a line in; return whether it belongs to a failure or a problem."""
        record = RECORD.match(line)
        if record is None:
            timed = TIMED.match(line)
            if timed:
                self.seconds[timed["test"]] = float(timed["seconds"])
            return self.trouble and not timed
        level, logger, message = record["level"], record["logger"], record["message"]
        self.trouble = False
        if logger == "odoo.tests.result" and (match := COUNTED.search(message)):
            self.counted = int(match["count"])
        if level == "INFO" and ".tests." in logger:
            if match := STARTING.match(message):
                self.started.append((logger, match["test"]))
            elif match := SKIPPED.match(message):
                self.skipped[logger, match["test"]] = match["reason"]
        elif (
            level == "ERROR" and (match := FAILED.match(message)) and ".tests" in logger
        ):
            self.failed.add((logger, match["test"] or match["other"]))
            self.trouble = True
        elif level in self.levels and level in PROBLEMS:
            text = f"{level} {logger}: {message}"
            if not any(pattern.search(text) for pattern in self.allowed):
                self.problems.append(text)
                self.trouble = True
        return self.trouble

    @property
    def passed(self):
        return sum(
            test not in self.failed and test not in self.skipped
            for test in self.started
        )

    @property
    def failures(self):
        return len(self.failed) + len(self.problems)
