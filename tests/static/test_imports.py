"""What is Odoo's inside stays inside: nothing of ours imports ``odoo.orm``.

Odoo asks the same of its own addons (test_lint); what the addons need is in
``odoo.api``, ``odoo.fields`` and ``odoo.models``. Tests that add models to a registry
import it where they do so, as Odoo's own do.
"""

import re
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
INSIDE = re.compile(r"^(?:from|import)\s+odoo\.orm", re.MULTILINE)


def test_nothing_imports_the_inside_of_odoo():
    found = [
        str(path.relative_to(REPO))
        for folder in ("cadre_archive", "cadre_appraisal", "tools", "tests")
        for path in sorted((REPO / folder).rglob("*.py"))
        if INSIDE.search(path.read_text("utf-8"))
    ]
    assert not found
