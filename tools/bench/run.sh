#!/usr/bin/env bash
# Measures our batches against Odoo's own in one run:  make bench
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/../lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

BENCH_DB=cadre_bench
"$PYTHON" "$ROOT/tools/office.py" bare "$BENCH_DB"
status=0
for job in "$ROOT"/tools/bench/job_*.py; do
    "$ROOT/tools/odoo" shell -d "$BENCH_DB" --no-http --log-level warn <"$job" || status=1
done
exit "$status"
