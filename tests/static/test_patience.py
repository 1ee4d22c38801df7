"""Tests in a browser wait as long as a busy machine needs: ``BrowserCase`` does."""

import re
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
STARTS = ("start_tour(", "browser_js(")
# What waits longer, by itself or through its base.
PATIENT = ("BrowserCase", "ReadingHttpCommon")


def test_every_test_in_a_browser_is_patient():
    found = []
    for addon in ("cadre_archive", "cadre_appraisal"):
        for path in sorted((REPO / addon / "tests").rglob("*.py")):
            text = path.read_text("utf-8")
            if any(start in text for start in STARTS) and not any(
                re.search(rf"(import .*|class ){name}\b", text) for name in PATIENT
            ):
                found.append(str(path.relative_to(REPO)))
    assert not found
