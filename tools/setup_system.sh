#!/usr/bin/env bash
# Installs the system packages that are missing. With all of them there it needs no root.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

LOG=$LOGS/setup.log
mkdir -p "$LOGS"
missing=()
wanted=()

library() { compgen -G "/usr/lib/*/$1" >/dev/null || compgen -G "/usr/lib*/$1" >/dev/null; }
installed() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == *'ok installed' ]]; }
debian_version() { cat /etc/debian_version 2>/dev/null || true; }
server_there() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
browser_there() { have chromium || have chromium-browser || have google-chrome; }

# Without these nothing runs.
if [[ $PG_PRIVATE == yes ]]; then server_there || missing+=(postgresql); fi
have psql || server_there || missing+=(postgresql-client)
if [[ -z ${ODOO_HOME:-} ]]; then
    library 'libmagic.so.1*' || missing+=(libmagic1)
    [[ -n $(find_python) ]] || missing+=(python3 python3-venv)
fi
# Without these some functions and their tests fall away: the browser tests, PDF, Chinese in
# PDF. What this Debian was once seen not to have is not looked for again.
want() { stamp_is "none-$1" "$(debian_version)" || wanted+=("$1"); }
browser_there || want chromium
have wkhtmltopdf || want wkhtmltopdf
installed fonts-noto-cjk || compgen -G '/usr/share/fonts/*/*/Noto*CJK*' >/dev/null || want fonts-noto-cjk
# Tests read the printed labels with these.
have zbarimg || want zbar-tools
have pdftoppm || want poppler-utils

((${#missing[@]} + ${#wanted[@]})) || exit 0
if ! have apt-get; then
    ((${#missing[@]})) || exit 0
    die "missing here: ${missing[*]}. They are installed by themselves on Debian 12 or newer only: install them by hand, or use ODOO_HOME and the PG* variables"
fi
all="${missing[*]} ${wanted[*]}"
say "installing ${all# } by apt"
if ((EUID != 0)) && ! { have sudo && as_root true 2>/dev/null; }; then
    hint="ask an administrator for: apt-get install ${all# }"
    ((${#missing[@]} == 0)) || die "packages are missing and there is neither root nor sudo: $hint"
    say "note: without root or sudo, left out: ${wanted[*]}; $hint"
    exit 0
fi
need_space 2 'the system packages'
lists=complete
quietly "$LOG" as_root apt-get -o APT::Update::Error-Mode=any -o Acquire::Retries=2 update || {
    lists=partial
    say "note: some package lists could not be read ($(last_error "$LOG"))"
}
# Debian 13 dropped wkhtmltopdf: what has no candidate is left out, with a note.
available=()
for package in "${wanted[@]}"; do
    if [[ $(LC_ALL=C apt-cache policy "$package" 2>/dev/null) == *'Candidate: '[!\(]* ]]; then
        available+=("$package")
    else
        if [[ $lists == complete ]]; then stamp "none-$package" "$(debian_version)"; fi
        say "note: this Debian has no package $package; what needs it is skipped"
    fi
done
((${#missing[@]} + ${#available[@]})) || exit 0
quietly "$LOG" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}" "${available[@]}" ||
    die "apt-get install ${missing[*]} ${available[*]} failed ($(last_error "$LOG")): check the network and the disk, then run again; see $LOG"
