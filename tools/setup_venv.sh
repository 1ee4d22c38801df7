#!/usr/bin/env bash
# The Python environment under .odoo/venv: Odoo's packages, ours, and those of tests and checks.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

LOG=$LOGS/setup.log
mkdir -p "$LOGS"
python=$(find_python)
[[ -n $python ]] ||
    die "no Python 3.10 to 3.13 with venv found: apt-get install python3 python3-venv, or set ODOO_HOME"

need_space 1 'the Python packages'
say "installing the Python packages (once)"
if ! [[ -x $VENV/bin/python && $(python_version "$VENV/bin/python") == "$(python_version "$python")" ]]; then
    rm -rf "$VENV"
    quietly "$LOG" "$python" -m venv "$VENV" ||
        die "the Python environment could not be made ($(last_error "$LOG")): see $LOG"
fi

# pip sees "odoo 19.0" through this file, and so checks it for OCA's wheels.
site=$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$DEBIAN_ODOO" >"$site/odoo-19.pth"

cd "$ROOT"
quietly "$LOG" "$VENV/bin/python" -m pip install --disable-pip-version-check --prefer-binary \
    --retries 2 -c tools/constraints.txt \
    -r tools/odoo-requirements.txt -r requirements.txt -r requirements-dev.txt ||
    die "the Python packages could not be installed ($(last_error "$LOG")): check the network, proxy and disk, then run again; see $LOG"
quietly "$LOG" "$VENV/bin/python" -m pip check ||
    die "the Python packages do not fit together: see $LOG"
if "$VENV/bin/python" -c 'import PyPDF2' 2>/dev/null; then
    die "PyPDF2 is in the environment and breaks Odoo's PDFs: rm -r $VENV and run again"
fi
