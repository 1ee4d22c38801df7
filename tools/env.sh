# The environment of Odoo and of the database programs. Source it after lib.sh.
# shellcheck shell=bash disable=SC2034 # others use these

# A server of the user's is used when one of the usual variables names it.
PG_SOCKET=$STATE/pg/run
# A socket's whole path may have 107 characters.
if ((${#PG_SOCKET} > 85)); then
    PG_SOCKET=/tmp/cadre-pg-$(printf '%s' "$ROOT" | sha256sum | cut -c 1-12)
fi
if [[ ${PGHOST:-} == "$PG_SOCKET" || -z ${PGHOST:-}${PGHOSTADDR:-}${PGPORT:-}${PGSERVICE:-} ]]; then
    PG_PRIVATE=yes
    export PGHOST=$PG_SOCKET PGUSER=cadre
    unset PGPORT PGPASSWORD PGDATABASE
else
    PG_PRIVATE=no
fi

# Odoo and its Python: the user's own by ODOO_HOME, else Debian's with our venv.
if [[ -n ${ODOO_HOME:-} ]]; then
    PYTHON=${ODOO_PYTHON:-$(command -v python3 || true)}
    export PYTHONPATH=$ODOO_HOME${PYTHONPATH:+:$PYTHONPATH}
else
    PYTHON=$VENV/bin/python
fi

export ODOO_RC=$STATE/odoo.conf
# Else a batch cron that commits its progress idles up to a minute between slices.
export ODOO_NOTIFY_CRON_CHANGES=1
