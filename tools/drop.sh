#!/usr/bin/env bash
# Deletes one office:  make drop [DB=cadre]
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

"$PYTHON" "$ROOT/tools/office.py" drop "${DB:-cadre}"
say "the office ${DB:-cadre} is deleted"
