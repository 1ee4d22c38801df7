#!/usr/bin/env bash
# The private PostgreSQL cluster under .odoo/pg: tools/postgres.sh start|stop|status
#
# It listens on a unix socket only. PostgreSQL refuses to run as root, so root runs it as
# Debian's "postgres" user; anybody else runs it as himself. When PGHOST or another of the
# usual variables names a server, there is nothing to start.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

DATA=$STATE/pg/data
LOG=$LOGS/postgres.log

# Commits survive a crash of PostgreSQL or of the machine without damage (fsync stays on);
# only the last fraction of a second may be lost, which makes installs and tests far faster.
settings() {
    cat <<CONF
listen_addresses = ''
unix_socket_directories = '$PG_SOCKET'
unix_socket_permissions = 0777
max_connections = 100
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 128MB
synchronous_commit = off
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
log_destination = 'stderr'
logging_collector = off
log_line_prefix = '%m [%p] %d '
CONF
}

bin_dir() {
    local found
    found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [[ -n $found ]] || die "PostgreSQL's server is missing: apt-get install postgresql, or set PGHOST to a server of yours"
    # A cluster goes on with the version that made it.
    if [[ -f $DATA/PG_VERSION && -x /usr/lib/postgresql/$(<"$DATA/PG_VERSION")/bin/pg_ctl ]]; then
        found=/usr/lib/postgresql/$(<"$DATA/PG_VERSION")/bin/initdb
    fi
    dirname "$found"
}

# Root steps down to "postgres". A clone under /root is closed to that user, so it keeps
# one right of root there: to pass folders that are not open to it.
step_down=()
if ((EUID == 0)) && [[ $PG_PRIVATE == yes ]]; then
    id postgres >/dev/null 2>&1 ||
        die "the system user 'postgres' is missing: apt-get install postgresql"
    mkdir -p "$STATE"
    step_down=(setpriv --reuid=postgres --regid=postgres --init-groups)
    # By cd, since test asks the kernel without the extra right.
    reaches() { "$@" sh -c "cd '$STATE'" 2>/dev/null; }
    if ! reaches "${step_down[@]}"; then
        step_down+=(--inh-caps=+dac_override --ambient-caps=+dac_override)
        reaches "${step_down[@]}" ||
            die "the postgres user cannot reach $STATE: clone to a folder open to all, such as /srv or /opt"
    fi
fi

as_server() { (cd / && exec ${step_down[@]+"${step_down[@]}"} "$@"); }

running() { [[ -S $PG_SOCKET/.s.PGSQL.5432 ]] && "$BIN/pg_isready" -q -h "$PG_SOCKET"; }

create() {
    need_space 1 'the database server'
    rm -rf "$STATE/pg"
    mkdir -p "$STATE/pg" "$LOGS"
    if ((EUID == 0)); then chown postgres "$STATE/pg"; fi
    chmod 755 "$STATE/pg"
    quietly "$LOG" as_server "$BIN/initdb" -D "$DATA.new" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 ||
        die "the database cluster could not be made ($(last_error "$LOG")): see $LOG"
    mv "$DATA.new" "$DATA"
}

start() {
    [[ -f $DATA/PG_VERSION ]] || create
    mkdir -p "$LOGS" "$PG_SOCKET"
    # The cluster trusts whoever reaches its socket, so nobody else may.
    chmod 700 "$PG_SOCKET"
    if ((EUID == 0)); then chown postgres "$PG_SOCKET"; fi
    touch "$LOG"
    if ((EUID == 0)); then chown postgres "$LOG"; fi
    settings | as_server tee "$DATA/conf.new" >/dev/null
    as_server sh -c "cd '$DATA' && cp conf.new postgresql.conf"
    quietly "$LOG" as_server "$BIN/pg_ctl" -D "$DATA" -l "$LOG" -w -t 60 start ||
        die "the database server does not start ($(last_error "$LOG")): see $LOG"
    quietly "$LOG" psql -U postgres -d postgres -v ON_ERROR_STOP=1 -c "
        DO \$\$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$PGUSER') THEN
                CREATE ROLE $PGUSER LOGIN CREATEDB;
            END IF;
        END \$\$" || die "the database role $PGUSER could not be made: see $LOG"
}

if [[ $PG_PRIVATE != yes ]]; then
    exit 0 # the user's own server
fi
BIN=$(bin_dir)
case ${1:-start} in
    start)
        mkdir -p "$STATE"
        exec 9>"$STATE/pg.lock" # two commands at once start one server
        flock 9
        running || start 9>&-
        ;;
    stop)
        [[ -f $DATA/postmaster.pid ]] || exit 0
        quietly "$LOG" as_server "$BIN/pg_ctl" -D "$DATA" -m fast -w stop || true
        ;;
    status) if running; then say "database server: running"; else say "database server: stopped"; fi ;;
    *) die "unknown command '$1': use start, stop or status" ;;
esac
