# Load the sample office into a database:
#
#     tools/odoo shell -d DB --no-http < tools/sample/load.py
#
# Ends with exit status 1 at the first error or warning, and the database is good for
# nothing then: tools/office.py begins with a new one.
import sys
import time
from pathlib import Path

import odoo.addons.cadre_archive

ROOT = Path(odoo.addons.cadre_archive.__path__[0]).resolve().parent
sys.path.append(str(ROOT / "tools"))

from sample import appraisal, archive, deliveries, office, reading
from sample.loader import Failed, Loader

begin = time.monotonic()
loader = Loader(env, ROOT / "data")  # noqa: F821 (the shell's environment)
try:
    office.load(loader)
    archive.load(loader)
    deliveries.load(loader)
    reading.load(loader)
    archive.load_incidents(loader)
    office.retire(loader)
    appraisal.load(loader)
except Failed as error:
    sys.exit(f"sample: error: {error}")
print(f"sample: done in {time.monotonic() - begin:.0f} s", flush=True)
