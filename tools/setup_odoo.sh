#!/usr/bin/env bash
# Fetches Debian's odoo-19 and the web assets it links to, and unpacks them under .odoo/dist.
#
# Debian has Odoo 19 only in its unstable suite. The machine's own Debian source, with
# "sid" in place of its suite, goes into a private copy with private apt directories, so
# that signatures are checked as usual while the system's own lists stay untouched.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

UNSTABLE=(odoo-19 fonts-roboto-unhinted fonts-montserrat fonts-glyphicons-halflings
    fonts-inconsolata fonts-ocr-b libjs-jquery libjs-jquery-form libjs-underscore)
# Unstable's version 7 lacks the files of 4.7 that Odoo links to.
STABLE=(fonts-font-awesome)
# Dangling in Debian's own packages, and loaded by no page of ours: the point of sale's font.
KNOWN_DANGLING='/share/(doc|man|bug|lintian)/|/point_of_sale/static/src/fonts/Inconsolata.otf$'

APT=$STATE/apt
LOG=$LOGS/setup.log

private_apt() { # SUITE APT-COMMAND...
    local suite=$1 tool=$2
    shift 2
    local options=(
        -o "Dir::Etc::sourcelist=$APT/$suite.list" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
        -o "Dir::State::lists=$APT/$suite/lists" -o "Dir::Cache=$APT/$suite/cache"
        -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none
        -o APT::Update::Error-Mode=any -o Acquire::Retries=3)
    # apt's own unprivileged user may not reach a clone under /root.
    if ((EUID == 0)); then options+=(-o APT::Sandbox::User=root); fi
    "$tool" "${options[@]}" "$@"
}

# The machine's own Debian archive: "URI|SUITE", whatever the form of its source files.
debian_source() {
    local codename
    # shellcheck disable=SC1091
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
    # shellcheck disable=SC2016 # apt fills these in, not the shell
    apt-get indextargets --format '$(CREATED_BY)|$(COMPONENT)|$(REPO_URI)|$(RELEASE)' |
        awk -F'|' -v name="$codename" '
            $1 == "Packages" && $2 == "main" &&
            $4 ~ "^(" name "|stable|oldstable|testing|unstable|sid)$" && !seen++ {
                print $3 "|" $4 # and reads on: leaving would break the pipe
            }'
}

write_source() { # SUITE URI
    local keys option=''
    for keys in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
        if [[ -f $keys ]]; then
            option="[signed-by=$keys]"
            break
        fi
    done
    mkdir -p "$APT/$1/lists/partial" "$APT/$1/cache/archives/partial"
    echo "deb $option $2 $1 main" >"$APT/$1.list"
}

fetch() { # SUITE PACKAGE...
    local suite=$1
    shift
    quietly "$LOG" private_apt "$suite" apt-get update ||
        die "Debian's package source could not be read ($(last_error "$LOG")): check the network or proxy and run again"
    (cd "$APT/debs" && quietly "$LOG" private_apt "$suite" apt-get download "$@") ||
        die "download of $* failed ($(last_error "$LOG")): check the network, then run again; see $LOG"
}

unpack() {
    local new=$DIST.new deb
    rm -rf "$new"
    mkdir -p "$new"
    for deb in "$APT"/debs/*.deb; do
        quietly "$LOG" dpkg-deb -x "$deb" "$new" ||
            die "$(basename "$deb") could not be unpacked ($(last_error "$LOG")): is the disk full? See $LOG"
    done
    # Debian leaves this file out (not free to build); without it every page logs an error.
    local stub=$new/usr/lib/python3/dist-packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$stub"
    [[ -s $stub/selfie_segmentation.js ]] || echo '// left out by Debian' >"$stub/selfie_segmentation.js"
    # What pip reads of Odoo's needs: pypdf serves for PyPDF2, and the environment leaves out
    # what only bank statements and point-of-sale boxes use.
    sed -i -E 's/^(Requires-Dist: )?PyPDF2$/\1pypdf/; s/^(Requires-Dist: )?psycopg2(>=[0-9.]+)?$/\1psycopg2-binary/
        /^(Requires-Dist: )?(ofxparse|pyusb)/d' \
        "$new"/usr/lib/python3/dist-packages/odoo-*.egg-info/{PKG-INFO,requires.txt}
    rm -rf "$DIST"
    mv "$new" "$DIST"
}

check_links() {
    local dangling
    dangling=$(find "$DIST" -xtype l | grep -vE "$KNOWN_DANGLING" || true)
    [[ -z $dangling ]] ||
        die "Odoo's web files link to missing files, first ${dangling%%$'\n'*}: the package that holds them belongs into tools/setup_odoo.sh"
}

need_space 3 'Odoo with its packages'
mkdir -p "$APT/debs" "$LOGS"
rm -f "$APT"/debs/*.deb
source_line=$(debian_source)
[[ -n $source_line ]] ||
    die "apt names no Debian source for 'main': run on Debian 12 or newer, or set ODOO_HOME to your own Odoo 19"
say "fetching Odoo 19 (120 MB, once)"
write_source sid "${source_line%|*}"
fetch sid "${UNSTABLE[@]}"
stable=${source_line#*|}
if [[ $stable == sid || $stable == unstable ]]; then stable=stable; fi
write_source "$stable" "${source_line%|*}"
fetch "$stable" "${STABLE[@]}"
unpack
check_links
version=$(cd "$APT/debs" && dpkg-deb -f odoo-19_*.deb Version)
[[ $version == *19.0* ]] || die "Debian's odoo-19 is now $version, not a 19.0: set ODOO_HOME to an Odoo 19.0"
echo "$version" >"$STATE/odoo-version"
rm -rf "$APT"
