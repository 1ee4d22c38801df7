"""Fold the Chinese of the clause register into cadre_archive/i18n/zh_CN.po.

    python tools/clauses_po.py

The English stands in data/cadre.clause.csv and data/cadre.clause.value.csv, the
Chinese in i18n/clauses_zh.csv and i18n/clause_values_zh.csv. Running it twice
changes nothing; entries of other origin are kept.
"""

import csv
import re
import sys
from pathlib import Path

import polib

MODULE = "cadre_archive"
ADDON = Path(__file__).resolve().parents[1] / MODULE
CLAUSE_FIELDS = ("name", "section", "text", "reading")  # those with translate=True
SHIPPED = re.compile(rf"model:cadre\.clause(\.value)?,\w+:{MODULE}\.clause_")


def read_csv(path):
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def read_terms(addon):
    """Return {English: (Chinese, [occurrences])} of the whole register."""
    clauses = {row["id"]: row for row in read_csv(addon / "data/cadre.clause.csv")}
    values = read_csv(addon / "data/cadre.clause.value.csv")
    clauses_zh = {row["code"]: row for row in read_csv(addon / "i18n/clauses_zh.csv")}
    values_zh = {
        (row["clause_code"], row["key"]): row["name_zh"]
        for row in read_csv(addon / "i18n/clause_values_zh.csv")
    }
    terms = {}

    def add(source, chinese, occurrence):
        known, occurrences = terms.setdefault(source, (chinese, []))
        if known != chinese:
            raise SystemExit(f"{source!r} has two translations: {known} / {chinese}")
        occurrences.append(occurrence)

    for xmlid, clause in clauses.items():
        for field in CLAUSE_FIELDS:
            add(
                clause[field],
                clauses_zh[clause["code"]][f"{field}_zh"],
                f"model:cadre.clause,{field}:{MODULE}.{xmlid}",
            )
    for value in values:
        code = clauses[value["clause_id/id"]]["code"]
        add(
            value["name"],
            values_zh[code, value["key"]],
            f"model:cadre.clause.value,name:{MODULE}.{value['id']}",
        )
    return terms


def new_po():
    po = polib.POFile()
    po.header = (
        "Translation of Odoo Server.\n"
        "This file contains the translation of the following modules:\n"
        f"\t* {MODULE}\n"
    )
    po.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "Report-Msgid-Bugs-To": "",
        "PO-Revision-Date": "2026-01-01 00:00+0000",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": "zh_CN",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return po


def fold(po, terms):
    """Bring ``po`` to the register's terms; return the terms that clash.

    A term that the rest of the addon uses too keeps the translation it has there.
    """
    for entry in list(po):
        others = [o for o in entry.occurrences if not SHIPPED.match(o[0])]
        if entry.occurrences and not others:
            po.remove(entry)
        else:
            entry.occurrences = others
    entries = {entry.msgid: entry for entry in po if not entry.obsolete}
    clashes = []
    for source, (chinese, occurrences) in terms.items():
        entry = entries.get(source)
        if entry is None:
            entry = polib.POEntry(msgid=source, comment=f"module: {MODULE}")
            po.append(entry)
        if not entry.msgstr or entry.fuzzy:
            entry.msgstr = chinese
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        elif entry.msgstr != chinese:
            clashes.append(f"{source!r}: {entry.msgstr} / {chinese}")
        entry.occurrences = sorted(
            {*entry.occurrences, *((o, "") for o in occurrences)}
        )
    po.sort(key=lambda entry: entry.msgid)
    return clashes


def main(addon=ADDON):
    path = addon / "i18n" / "zh_CN.po"
    po = polib.pofile(str(path)) if path.exists() else new_po()
    terms = read_terms(addon)
    for clash in fold(po, terms):
        print(f"kept the existing translation of {clash}", file=sys.stderr)
    po.save(str(path))
    print(f"{path}: {len(terms)} terms of the clause register, {len(po)} in all")


if __name__ == "__main__":
    main()
