#!/usr/bin/env bash
# Stops the servers that make run started here, then the database server.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

shopt -s nullglob
for file in "$STATE"/run/*.pid; do
    read -r pid started <"$file"
    if [[ $(ps -o lstart= -p "$pid" 2>/dev/null) == "$started" ]]; then
        say "stopping the server on port $(basename "$file" .pid)"
        kill -TERM "$pid"
        for _ in $(seq 50); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.2
        done
        if kill -0 "$pid" 2>/dev/null; then kill -KILL "$pid"; fi
    fi
    rm -f "$file"
done
if [[ -d $STATE/pg ]]; then "$ROOT/tools/postgres.sh" stop; fi
