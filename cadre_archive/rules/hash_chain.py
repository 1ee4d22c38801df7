"""The chain that makes an edited log entry show.

Each entry's digest covers the entry and the digest before it, so that changing,
removing or inserting one breaks every digest that follows.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Written in front of every digest; raise it when the covered fields change, and
# keep the old branch so that old entries still verify.
VERSION = 1
GENESIS = "0" * 64


def canonical(content: Mapping[str, Any]) -> str:
    """One text for one content: sorted keys, no spaces, UTF-8 kept."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def digest(previous: str, content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the previous digest and this content.

    :param previous: digest of the entry before, or :data:`GENESIS`
    :param content: JSON-serialisable values of the entry
    """
    text = f"{VERSION}:{previous}:{canonical(content)}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and how.

    ``gap``, ``altered``, ``cut``: the entries. ``unsealed``: entries are numbered past
    the last seal. ``seal_gap``, ``seal_altered``: the seals. ``missing``: an entry that
    was not sealed yet is gone.
    """

    number: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What a verification found: entries read, last digest, first break."""

    count: int
    head: str
    broken: Break | None = None


@dataclass(frozen=True)
class Seal:
    """Count and head of the chain when it was sealed, chained in its turn."""

    number: int
    count: int
    head: str
    digest: str

    @classmethod
    def after(cls, last: "Seal | None", count: int, head: str) -> "Seal":
        """The next seal."""
        number = last.number + 1 if last else 1
        content = {"number": number, "count": count, "head": head}
        return cls(
            number, count, head, digest(last.digest if last else GENESIS, content)
        )


def verify(
    entries: Iterable[tuple[int, str, Mapping[str, Any]]],
    expected: Mapping[int, Iterable[str]] | None = None,
    sealed: int | None = None,
) -> Verdict:
    """Walk a chain from its beginning.

    :param entries: ``(number, digest, content)`` in the chain's order, numbered
        from 1 without gaps
    :param expected: heads that the chain had at some counts: of all seals, and of what
        was noted or printed elsewhere
    :param sealed: how many entries the last seal counts; none may be numbered past it
    :return: the first break found, if any
    """
    heads = {count: set(found) for count, found in (expected or {}).items()}
    previous, count = GENESIS, 0
    for number, found, content in entries:
        count += 1
        if number != count:
            return Verdict(count - 1, previous, Break(count, "gap"))
        if digest(previous, content) != found or heads.pop(count, {found}) != {found}:
            return Verdict(count - 1, previous, Break(number, "altered"))
        previous = found
    heads.pop(0, None)
    if heads:
        return Verdict(count, previous, Break(count + 1, "cut"))
    if sealed is not None and count > sealed:
        return Verdict(count, previous, Break(sealed + 1, "unsealed"))
    return Verdict(count, previous)


def verify_seals(seals: Iterable[Seal]) -> Break | None:
    """Walk the chain of the seals, in the order of their numbers."""
    last = None
    for seal in seals:
        wanted = Seal.after(last, seal.count, seal.head)
        if seal.number != wanted.number:
            return Break(wanted.number, "seal_gap")
        if seal != wanted or (last and seal.count <= last.count):
            return Break(seal.number, "seal_altered")
        last = seal
    return None
