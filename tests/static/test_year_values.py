"""A year keeps the values of the register that it was opened with (A-02).

Whoever needs a number of an appraisal clause asks the year (``cycle._threshold``,
``cycle._number``); only the year itself asks the register.
"""

import re
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
ADDON = REPO / "cadre_appraisal"
# The year copies the register; before it opens it asks it.
YEAR = "models/year/cadre_appraisal_cycle.py"
REGISTER = re.compile(
    r"\"cadre\.clause\"\]\s*\.(?:sudo\(\)\s*\.)?_(?:number|threshold)\("
    r"|\bclause\._(?:number|threshold)\("
)


def test_only_the_year_asks_the_register():
    found = []
    for path in sorted(ADDON.rglob("*.py")):
        place = str(path.relative_to(ADDON))
        if place == YEAR or "tests" in path.relative_to(ADDON).parts:
            continue
        text = path.read_text("utf-8")
        found += [f"{place}: {match.group(0)}" for match in REGISTER.finditer(text)]
    assert not found
