"""zh_CN is complete: many users work in Chinese only."""

import pathlib
import re

import polib
import pytest

ROOT = pathlib.Path(__file__).parents[2]
ADDONS = ("cadre_archive", "cadre_appraisal")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd+]*d?|%[sd]|\{\w+\}")
# The same in both languages: units, codes, names of formats, examples, placeholders.
SAME = re.compile(r"^(?:%\(\w+\)s|[\W\d_A-Z])*$|^(XLSX|PDF|QR|OK|JSON)$")


@pytest.fixture(params=ADDONS)
def addon(request):
    return ROOT / request.param


def entries(path):
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def test_every_term_of_the_template_is_translated(addon):
    terms = {entry.msgid for entry in entries(addon / "i18n" / f"{addon.name}.pot")}
    translated = {
        entry.msgid
        for entry in entries(addon / "i18n" / "zh_CN.po")
        if entry.msgstr.strip() and not entry.fuzzy
    }
    assert terms
    assert not sorted(terms - translated)[:20]


def test_placeholders_are_kept(addon):
    broken = [
        entry.msgid
        for entry in entries(addon / "i18n" / "zh_CN.po")
        if sorted(PLACEHOLDER.findall(entry.msgid))
        != sorted(PLACEHOLDER.findall(entry.msgstr))
    ]
    assert not broken


def test_translations_are_chinese(addon):
    """A term copied over in English is no translation."""
    copied = [
        entry.msgid
        for entry in entries(addon / "i18n" / "zh_CN.po")
        if not re.search(r"[\u4e00-\u9fff]", entry.msgstr)
        and not SAME.match(entry.msgid)
    ]
    assert not copied
