#!/usr/bin/env bash
# Brings i18n/*.pot and zh_CN.po up to date with the code:  make i18n
# New terms come out empty; tests/static/test_translations.py names them.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/env.sh
source "$ROOT/tools/env.sh"

I18N_DB=cadre_i18n
"$PYTHON" "$ROOT/tools/office.py" bare "$I18N_DB"
"$ROOT/tools/odoo" i18n loadlang -d "$I18N_DB" -l zh_CN
BEFORE=$STATE/i18n
mkdir -p "$BEFORE"
for addon in cadre_archive cadre_appraisal; do
    cp "$ROOT/$addon/i18n/zh_CN.po" "$BEFORE/$addon.po"
    "$ROOT/tools/odoo" i18n export -d "$I18N_DB" -l zh_CN pot -- "$addon"
done
"$PYTHON" "$ROOT/tools/clauses_po.py"
for addon in cadre_archive cadre_appraisal; do
    "$PYTHON" "$ROOT/tools/keep_po.py" "$BEFORE/$addon.po" "$ROOT/$addon/i18n/zh_CN.po" \
        "$ROOT/$addon/i18n/$addon.pot"
done
