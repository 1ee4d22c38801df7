# Load the sample office into a database:
#
#     tools/odoo shell -d DB --no-http < tools/sample/load.py
#
# Each file goes through Odoo's importer as the person whose work it is. A second run
# only does what is missing. Ends with exit status 1 at the first error or warning.
import sys
from pathlib import Path

import odoo.addons.cadre_archive

ROOT = Path(odoo.addons.cadre_archive.__path__[0]).resolve().parent
sys.path.insert(0, str(ROOT / "tools" / "sample"))

import loading

sys.exit(loading.load(env, ROOT / "data"))  # noqa: F821 (the shell's environment)
