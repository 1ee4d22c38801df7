"""Names and identity numbers in the one form in which they are compared.

A name or number on a form is typed, copied from another form or read by a machine:
width, dots, spaces, invisible characters, brackets and traditional characters differ
where the person is the same.
"""

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache

from opencc import OpenCC

# What looks like the X of a check digit.
_LOOKS_LIKE_X = str.maketrans("×✕✖ХхΧχ", "XXXXXXX")
# Letters by category that show nothing.
_SHOWS_NOTHING = re.compile("[ᅟᅠ឴឵ㅤﾠ]")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_CHECK_DIGITS = "10X98765432"


@lru_cache(maxsize=1 << 16)
def plain_name(name: str) -> str:
    """The name as compared: 张 三, 张·三 and 張三（女） are one name.

    A name that is nothing but a remark in brackets is kept.
    """
    text = _SHOWS_NOTHING.sub("", unicodedata.normalize("NFKC", name or ""))
    text = _to_simplified().convert(text)
    bare = _IN_BRACKETS.sub("", text)
    return _letters(bare) or _letters(text)


def is_blank(text: object) -> bool:
    """Whether a text says nothing: empty, spaces, invisible characters."""
    if not isinstance(text, str):
        return not text
    return all(
        unicodedata.category(char)[0] in "ZC" or _SHOWS_NOTHING.match(char)
        for char in text
    )


@lru_cache(maxsize=1 << 16)
def identity_key(number: str, born_before: date | None = None) -> str:
    """The identity number as compared: 18 characters, or empty if it is none.

    :param born_before: a birth date from this day on makes it none
    """
    text = _full(number)
    return text if not _problem(text, born_before) else ""


@lru_cache(maxsize=1 << 16)
def written_key(number: str) -> str:
    """As :func:`identity_key`, a wrong check digit included.

    Two such texts that are equal mean one person; different ones tell nothing.
    """
    text = _full(number)
    return text if _problem(text, None) in ("", "check") else ""


def identity_problem(number: str, born_before: date | None = None) -> str:
    """What keeps a text from being an identity number of 18 characters.

    :return: ``length``, ``old`` (the form of 15 digits), ``characters``, ``birth`` or
        ``check``; empty when it is one
    """
    text = _characters(number)
    if re.fullmatch(r"\d{15}", text):
        return "old"
    return _problem(text, born_before)


def _full(number: str) -> str:
    """The old form of 15 digits is brought to 18 by its century and check digit."""
    text = _characters(number)
    if re.fullmatch(r"\d{15}", text):
        text = f"{text[:6]}19{text[6:]}"
        text += _check_digit(text)
    return text


def _problem(text: str, born_before: date | None) -> str:
    if len(text) != 18:
        return "length"
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", text):
        return "characters"
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "birth"
    if born.year < 1900 or (born_before and born >= born_before):
        return "birth"
    return "" if _check_digit(text[:17]) == text[17] else "check"


def _check_digit(digits: str) -> str:
    """ISO 7064, MOD 11-2 (GB 11643)."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)
    )
    return _CHECK_DIGITS[total % 11]


def _characters(number: str) -> str:
    text = unicodedata.normalize("NFKC", (number or "").translate(_LOOKS_LIKE_X))
    # \d knows the digits of all scripts; an identity number has ours.
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _letters(text: str) -> str:
    return "".join(
        char for char in text.casefold() if unicodedata.category(char)[0] in "LN"
    )
