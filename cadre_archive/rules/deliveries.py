"""What lets a delivered paper into a file, and when it had to come (R-33 to R-36,
R-60, R-61, R-67, R-68, reading Q-8)."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

GOOD_MEDIA = frozenset({"print", "blue_black_ink", "black_ink", "ink_stick"})
BAD_MEDIA = frozenset({"ballpoint", "pencil", "red_ink", "blue_ink", "carbon"})

# Questions of the intake checklist that every paper answers, with their clause.
QUESTIONS = {
    "review": "R-33",
    "content": "R-35",
    "procedures": "R-35",
    "form": "R-35",
}
# What the type of a material may ask for on top.
FORMALITIES = ("audit", "seal", "signature")


@dataclass(frozen=True)
class Paper:
    """A paper at the entrance, as the clerk found it.

    :param answers: answer to each question asked; ``None`` where nobody answered
    :param needs: which formalities its type needs, of :data:`FORMALITIES`
    :param source: unit that formed it
    :param formed: latest date on the paper
    :param page_from: first page
    :param page_to: last page
    :param medium: what it is written in
    :param has_version: a fit re-made or copied version of it is at hand (R-36)
    :param is_copy: it is itself a copy of such a paper
    :param copy_date: date on the copy
    :param is_copy_sealed: the copy bears a seal
    :param is_individual: an individual provided it (R-34)
    :param is_verified: the organisation verified it
    """

    answers: tuple[tuple[str, bool | None], ...] = ()
    needs: frozenset[str] = frozenset()
    source: str = ""
    formed: date | None = None
    page_from: int = 0
    page_to: int = 0
    medium: str = ""
    has_version: bool = False
    is_copy: bool = False
    copy_date: date | None = None
    is_copy_sealed: bool = False
    is_individual: bool = False
    is_verified: bool = False


def asked(needs: frozenset[str]) -> dict[str, str]:
    """The questions that a paper has to answer, each with its clause."""
    formalities = {name: "R-61" for name in FORMALITIES if name in needs}
    return QUESTIONS | formalities


def unanswered(paper: Paper) -> list[str]:
    """Questions of the checklist that are still open."""
    answers = dict(paper.answers)
    return [name for name in asked(paper.needs) if answers.get(name) is None]


def defects(paper: Paper) -> list[tuple[str, str]]:
    """Why the paper does not go into the file.

    :return: clause id and name of each defect, in the order of the clauses; empty
        when the paper is fit to be filed
    """
    answers = dict(paper.answers)
    found = [
        (clause, name)
        for name, clause in asked(paper.needs).items()
        if answers.get(name) is not True
    ]
    if paper.is_individual and not paper.is_verified:
        found.append(("R-34", "verification"))
    if paper.medium in BAD_MEDIA and not paper.has_version:
        found.append(("R-36", "medium"))
    if paper.is_copy and not (paper.copy_date and paper.is_copy_sealed):
        found.append(("R-36", "copy"))
    if not paper.source.strip():
        found.append(("R-60", "source"))
    if not paper.formed:
        found.append(("R-60", "date"))
    if page_count(paper.page_from, paper.page_to) < 1:
        found.append(("R-60", "pages"))
    if paper.medium not in GOOD_MEDIA | BAD_MEDIA:
        found.append(("R-60", "writing"))
    return sorted(found, key=lambda defect: defect[0])


def page_count(page_from: int, page_to: int) -> int:
    """How many pages a span has; 0 when it makes no sense."""
    if page_from < 1 or page_to < page_from:
        return 0
    return page_to - page_from + 1


def delivery_due(formed: date, months: int) -> date:
    """The last good day to deliver a paper (R-67), by the calendar.

    31 January plus one month is 28 or 29 February.

    :param formed: day on which it was formed
    :param months: months allowed
    """
    return formed + relativedelta(months=months)


def days_late(due: date, received: date) -> int:
    """How many days after its last good day a paper came (0: in time)."""
    return max(0, (received - due).days)


def redelivery_due(returned: date, days: int) -> date:
    """The day by which a returned paper comes again (R-68)."""
    return returned + timedelta(days=days)
