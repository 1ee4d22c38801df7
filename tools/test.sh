#!/usr/bin/env bash
# All tests:  make test [TAGS=…]
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

"$ROOT/tools/setup.sh"
exec "$PYTHON" "$ROOT/tools/test.py"
