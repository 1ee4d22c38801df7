"""Which paper answers which expectation (R-38), and how a gap looks."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# A paper about an event may be dated a little before it, and up to a year after.
BEFORE = timedelta(days=31)
AFTER = timedelta(days=366)


@dataclass(frozen=True)
class Expected:
    """Something that should be in the file."""

    ident: int
    is_annual: bool
    year: int
    day: date


@dataclass(frozen=True)
class Paper:
    """A material of the same type."""

    ident: int
    name: str
    day: date | None


def year_of(paper: Paper) -> int | None:
    """The year that an annual paper is about.

    The year in its name; else that of its date, where a paper of the first half year
    is about the year before.
    """
    if match := _YEAR.search(paper.name):
        return int(match[1])
    if not paper.day:
        return None
    return paper.day.year - (paper.day.month <= 6)


def assign(expected: Iterable[Expected], papers: Iterable[Paper]) -> dict[int, int]:
    """Give each expectation the paper that answers it; each paper answers once.

    :return: ``{id of the expectation: id of the paper}``
    """
    free = sorted(papers, key=lambda p: (p.day or date.max, p.ident))
    answers = {}
    for want in sorted(expected, key=lambda e: (e.day, e.ident)):
        paper = next((p for p in free if _answers(p, want)), None)
        if paper:
            answers[want.ident] = paper.ident
            free.remove(paper)
    return answers


def _answers(paper: Paper, want: Expected) -> bool:
    if want.is_annual:
        return year_of(paper) == want.year
    if not paper.day:
        return False
    return want.day - BEFORE <= paper.day <= want.day + AFTER


def status(state: str, due: date, today: date) -> str:
    """``present``, ``requested``, ``missing`` (past its day) or ``expected``."""
    if state != "expected":
        return state
    return "missing" if due < today else "expected"


@dataclass(frozen=True)
class GapMap:
    """What is in a file and what is not, by class and year.

    :param cells: ``{(class, year): {status: how many}}``
    :param undated: papers of no known year, by class
    """

    cells: dict[tuple[int, int], Counter]
    undated: Counter

    @property
    def years(self) -> list[int]:
        """The last ten years and the older ones with something: it stays readable."""
        busy = {year for _class, year in self.cells}
        if not busy:
            return []
        return [
            year
            for year in range(min(busy), max(busy) + 1)
            if year in busy or year > max(busy) - 10
        ]


def gap_map(
    papers: Iterable[tuple[int, int | None]], gaps: Iterable[tuple[int, int, str]]
) -> GapMap:
    """Count papers and gaps.

    :param papers: class and year of each paper in the file
    :param gaps: class, year and status of what is not there
    """
    found = GapMap({}, Counter())
    for kind, year in papers:
        if year:
            found.cells.setdefault((kind, year), Counter())["present"] += 1
        else:
            found.undated[kind] += 1
    for kind, year, status_of in gaps:
        found.cells.setdefault((kind, year), Counter())[status_of] += 1
    return found
