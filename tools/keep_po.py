"""Puts back what Odoo's export of translations drops from a zh_CN.po.

    python tools/keep_po.py OLD.po NEW.po NEW.pot

The export leaves out terms that are translated as in Odoo's own addons, or that are the
same in both languages, the headers, and terms of one letter, which the import then
ignores because the template lacks them.
"""

import sys

import polib

HEADERS = {
    "Language": "zh_CN",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


def keep(old, new, template):
    known = {e.msgid: e.msgstr for e in old if e.msgstr and not e.obsolete}
    for entry in new:
        entry.msgstr = entry.msgstr or known.get(entry.msgid, "")
    new.metadata.update(HEADERS)
    have = {entry.msgid for entry in template}
    for entry in new:
        if entry.msgid not in have and all(
            "cadre.clause" in place for place, _line in entry.occurrences
        ):
            template.append(
                polib.POEntry(
                    msgid=entry.msgid,
                    comment=entry.comment,
                    occurrences=entry.occurrences,
                )
            )
    new.save()
    template.save()


if __name__ == "__main__":
    keep(*map(polib.pofile, sys.argv[1:]))
