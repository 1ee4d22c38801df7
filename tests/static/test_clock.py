"""Today is the office's: nothing asks the clock of the server or of the client.

``res.company`` keeps the one clock (``_cadre_date``, ``_cadre_today``); what an office
decides, counts or numbers goes by it. Moments are stored in UTC as Odoo does.
"""

import re
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
ADDONS = ("cadre_archive", "cadre_appraisal")
CLOCK = Path("cadre_archive/models/base/res_company.py")
OTHERS = re.compile(
    r"context_today|context_timestamp|Date\.today|date\.today\(|datetime\.now\("
    r"|utcnow|fromtimestamp|\.next_by_(?:code|id)\("
)


def test_nobody_has_a_clock_of_his_own():
    found = []
    for addon in ADDONS:
        for path in sorted((REPO / addon).rglob("*.py")):
            place = path.relative_to(REPO)
            if "tests" in place.parts or place == CLOCK:
                continue
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if OTHERS.search(line):
                    found.append(f"{place}:{number}: {line.strip()}")
    assert not found
