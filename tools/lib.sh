# Shared by the shell tools: where things are, how they speak. Source it, do not run it.
# shellcheck shell=bash disable=SC2034 # others use these

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
STATE=$ROOT/.odoo          # everything that the tools make, and nothing else
DIST=$STATE/dist           # Debian's Odoo, unpacked
VENV=$STATE/venv
LOGS=$STATE/log
STAMPS=$STATE/stamps
DEBIAN_ODOO=$DIST/usr/lib/python3/dist-packages

say() { printf '%s\n' "cadre: $*" >&2; }

# One line: what is wrong, then the remedy.
die() { printf '%s\n' "cadre: error: $*" >&2; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command with its output in a log file; the terminal gets only our own lines.
quietly() { # LOGFILE COMMAND...
    local log=$1
    shift
    "$@" >>"$log" 2>&1 </dev/null
}

# The line of a log that tells most, for a message.
last_error() { # LOGFILE
    grep -E '^(E:|ERROR|error|.*[Ee]rror:|.*FATAL|.*No space left)' "$1" 2>/dev/null \
        | grep -v 'for help visit' | tail -n 1 | cut -c 1-200 || true
}

# A step is done when its stamp holds the key of what it was made from.
stamp_is() { [[ -f $STAMPS/$1 && $(<"$STAMPS/$1") == "$2" ]]; } # NAME KEY
stamp() { mkdir -p "$STAMPS" && printf '%s\n' "$2" >"$STAMPS/$1"; } # NAME KEY
key_of() { cat -- "$@" | sha256sum | cut -c 1-16; } # FILE...

need_space() { # GIGABYTES WHAT
    local free
    free=$(df -Pk "$ROOT" | awk 'NR == 2 { print int($4 / 1024) }')
    ((free >= $1 * 1024)) ||
        die "only $free MB free on the disk of $ROOT, $2 needs $1 GB: free some space and run again"
}

# Commands that change the machine run as root, by sudo when we are not root.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif [[ -t 0 ]]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# A Python that Odoo 19 runs with and that can make an environment: the one on PATH, else Debian's.
find_python() {
    local python
    for python in "$(command -v python3 || true)" /usr/bin/python3; do
        if [[ -n $python ]] && "$python" -c '
import sys, ensurepip, venv, ssl, zlib
sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
}

python_version() { "$1" -c 'import sys; print(sys.version.split()[0], sys.base_prefix)' 2>/dev/null || true; } # PYTHON
