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
    """Where a chain does not hold, and how."""

    number: int
    reason: str  # "gap", "altered" or "cut"


@dataclass(frozen=True)
class Verdict:
    """What a verification found: entries read, last digest, first break."""

    count: int
    head: str
    broken: Break | None = None


def verify(
    entries: Iterable[tuple[int, str, Mapping[str, Any]]],
    expected_count: int | None = None,
    expected_head: str | None = None,
) -> Verdict:
    """Walk a chain from its beginning.

    :param entries: ``(number, digest, content)`` in the chain's order, numbered
        from 1 without gaps
    :param expected_count: how many entries were sealed (finds a cut-off tail)
    :param expected_head: the digest that the last entry must have, for instance
        one printed on a signed report
    :return: the first break found, if any
    """
    previous, count = GENESIS, 0
    for number, found, content in entries:
        count += 1
        if number != count:
            return Verdict(count - 1, previous, Break(count, "gap"))
        if digest(previous, content) != found:
            return Verdict(count - 1, previous, Break(number, "altered"))
        previous = found
    if expected_count is not None and count < expected_count:
        return Verdict(count, previous, Break(count + 1, "cut"))
    if expected_head is not None and previous != expected_head:
        return Verdict(count, previous, Break(count, "altered"))
    return Verdict(count, previous)
