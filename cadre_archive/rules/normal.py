"""One normal form in which keys and names are compared.

``ＹＴ０５０``, ``yt050`` and ``YT050`` with a zero-width space are one number, and
韩　铮 is 韩铮. What is stored stays as it was typed; what is compared is compared so.
"""

import unicodedata

# Unseen signs: format (Cf), control (Cc), and every kind of blank (Z…).
_UNSEEN = {"Cf", "Cc", "Zs", "Zl", "Zp"}
# Letters by their category, yet nothing is seen (fillers of Hangul, variation signs).
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u2800") | {
    chr(code) for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}


def visible(text: str) -> str:
    """The text without what nobody sees: wide signs are narrow, blanks are one.

    For what is stored of a key; :func:`normal` is for comparing.
    """
    wide = unicodedata.normalize("NFKC", text or "")
    kept = (
        " " if sign.isspace() else sign
        for sign in wide
        if sign not in _FILLERS
        and (sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    )
    return " ".join("".join(kept).split())


def normal(text: str) -> str:
    """The form in which two keys or names are compared: no blanks, no case."""
    before = None
    while before != text:
        before, text = text, visible(text).replace(" ", "").casefold()
    return text


def clean(text: str) -> str:
    """The text as typed, less the signs that nobody sees."""
    return "".join(
        sign
        for sign in text
        if sign not in _FILLERS and unicodedata.category(sign) != "Cf"
    ).strip()


def clean_key(text: str) -> str:
    """A key as it is stored: wide letters and digits are narrow, nothing unseen."""
    return "".join(
        unicodedata.normalize("NFKC", sign)
        if unicodedata.east_asian_width(sign) == "F" and sign.isalnum()
        else sign
        for sign in clean(text)
    )
