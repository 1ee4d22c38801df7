#!/usr/bin/env bash
# Makes this clone ready: system packages, Odoo 19, Python environment, configuration,
# database server. Each step is skipped when what it depends on has not changed.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

mkdir -p "$STATE" "$LOGS" 2>/dev/null || die "cannot write to $ROOT: is it yours, and is the disk full?"
exec 8>"$STATE/setup.lock"
flock -n 8 || { say "another set-up is running here, waiting for it"; flock 8; }

fits_debian() {
    local id='' version=''
    if [[ -r /etc/os-release ]]; then
        id=$(. /etc/os-release && echo "${ID:-}")
        version=$(. /etc/os-release && echo "${VERSION_ID:-99}")
    fi
    [[ $id == debian && ${version%%.*} -ge 12 ]]
}

fetch_odoo() {
    local key python
    key="$(key_of tools/setup_odoo.sh)"
    if ! stamp_is odoo "$key" || [[ ! -d $DEBIAN_ODOO/odoo ]]; then
        fits_debian ||
            die "Odoo is fetched on Debian 12 or newer only: set ODOO_HOME to your own Odoo 19 (the folder with odoo-bin) and run again"
        tools/setup_odoo.sh 8>&-
        stamp odoo "$key"
    fi
    python=$(find_python)
    key="$(key_of requirements.txt requirements-dev.txt tools/{odoo-requirements,constraints}.txt \
        tools/setup_venv.sh "$STATE/odoo-version") $(python_version "${python:-false}") $ROOT"
    if ! stamp_is venv "$key" || [[ ! -x $VENV/bin/python ]]; then
        tools/setup_venv.sh 8>&-
        stamp venv "$key"
    fi
}

check_own_odoo() {
    [[ -d $ODOO_HOME/odoo ]] ||
        die "ODOO_HOME=$ODOO_HOME holds no folder 'odoo': set it to the folder with odoo-bin or the odoo package"
    [[ -x $PYTHON ]] || die "no python3 on PATH: activate the Python environment of your Odoo"
    "$PYTHON" -c 'import sys, odoo.release as r; sys.exit(r.version_info[0] != 19)' 2>/dev/null ||
        die "$PYTHON cannot import Odoo 19 from $ODOO_HOME: activate the environment with its requirements (or set ODOO_PYTHON)"
    "$PYTHON" -c 'import importlib.metadata as m, xlsxwriter, openpyxl, pypdf, psycopg2, pytest
m.version("odoo-addon-report_xlsx")' 2>/dev/null ||
        die "packages are missing in the environment of $PYTHON: pip install -r requirements.txt -r requirements-dev.txt"
}

write_config() {
    local paths=() path secret=''
    for path in "${ODOO_HOME:+$ODOO_HOME/addons}" "${ODOO_HOME:-$DEBIAN_ODOO}/odoo/addons" "$ROOT"; do
        if [[ -n $path && -d $path ]]; then paths+=("$path"); fi
    done
    if [[ -f $ODOO_RC ]]; then secret=$(sed -n 's/^admin_passwd = //p' "$ODOO_RC"); fi
    secret=${secret:-$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')}
    (
        umask 077 # the file holds the database manager's password
        cat >"$ODOO_RC.new" <<CONF
[options]
addons_path = $(IFS=, && echo "${paths[*]}")
data_dir = $STATE/data
list_db = False
admin_passwd = $secret
http_interface = 127.0.0.1
CONF
    )
    mv "$ODOO_RC.new" "$ODOO_RC"
}

cd "$ROOT"
tools/setup_system.sh 8>&-
if [[ -n ${ODOO_HOME:-} ]]; then check_own_odoo; else fetch_odoo; fi
write_config
tools/postgres.sh start 8>&-
if [[ $PG_PRIVATE == no ]]; then
    psql -d postgres -Atqc 'SELECT 1' >/dev/null 2>"$LOGS/psql.log" </dev/null ||
        die "your PostgreSQL does not answer ($(head -n 1 "$LOGS/psql.log" | cut -c 1-200)): check the PG* variables, or unset them for a private server"
fi
