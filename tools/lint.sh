#!/usr/bin/env bash
# ruff (checks and format) and pylint with OCA's plugin, over what there is of our code.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

"$ROOT/tools/setup.sh"
cd "$ROOT"
paths=() addons=()
for path in cadre_archive cadre_appraisal tools tests; do
    if [[ -d $path ]]; then paths+=("$path"); fi
    if [[ -f $path/__manifest__.py ]]; then addons+=("$path"); fi
done

status=0
"$PYTHON" -m ruff check --no-cache "${paths[@]}" || status=1
"$PYTHON" -m ruff format --no-cache --check "${paths[@]}" || status=1
if ((${#addons[@]})); then
    "$PYTHON" -m pylint --jobs 2 "${addons[@]}" || status=1
fi
if have shellcheck; then
    mapfile -t scripts < <(grep -lE '^#!.*bash|shellcheck shell=bash' -r tools .ci | sort)
    shellcheck -x "${scripts[@]}" || status=1
fi
((status)) || say "lint: clean"
exit "$status"
