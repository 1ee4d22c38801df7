#!/usr/bin/env bash
# Serves the sample office in the foreground:  make run [PORT=8069] [DB=cadre] [HOST=127.0.0.1]
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

PORT=${PORT:-8069}
DB=${DB:-cadre}
HOST=${HOST:-127.0.0.1}

if ! [[ $PORT =~ ^[0-9]{1,5}$ ]] || ((10#$PORT < 1 || 10#$PORT > 65535)); then
    die "PORT=$PORT is no port: use 1024 to 65535"
fi

port_must_be_free() {
    if (: <>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
        die "port $PORT is in use: make run PORT=$((PORT + 1)) DB=${DB}2, or make stop if it is ours"
    fi
}

# Says where to go as soon as the server answers.
announce() {
    local url=http://$HOST:$PORT/
    for _ in $(seq 240); do
        if (: <>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
            exec "$PYTHON" "$ROOT/tools/logins.py" "${url/0.0.0.0/$(hostname)}"
        fi
        kill -0 $$ 2>/dev/null || return 0
        sleep 0.5
    done
}

trap 'exit 130' INT
port_must_be_free
"$ROOT/tools/setup.sh"
"$PYTHON" "$ROOT/tools/office.py" office "$DB"
port_must_be_free

mkdir -p "$STATE/run"
# The start time tells make stop that a process of this id is still this one.
printf '%s %s\n' $$ "$(ps -o lstart= -p $$)" >"$STATE/run/$PORT.pid"
announce &
trap - INT
exec "$ROOT/tools/odoo" server -d "$DB" --db-filter "^$DB\$" --workers 0 \
    --http-interface "$HOST" --http-port "$PORT" --log-level warn
