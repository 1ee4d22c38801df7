"""The four grades of the performance appraisal and their bands (A-14, A-29)."""

from dataclasses import dataclass

from .numbers import at_least

# Best first. The annual levels are another scale and stay apart (decided reading 8).
GRADES = ("excellent", "good", "average", "poor")
ANNUAL_LEVELS = ("excellent", "competent", "basically_competent", "incompetent", "none")


@dataclass(frozen=True)
class Bands:
    """Lowest scores of the three upper grades, in points.

    :raises ValueError: unless 100 >= excellent > good > average >= 0
    """

    excellent: float
    good: float
    average: float

    def __post_init__(self):
        if not 100 >= self.excellent > self.good > self.average >= 0:
            raise ValueError("bands must fall from excellent to average within 0..100")


def grade_of(score: float, bands: Bands) -> str:
    """The grade that a score suggests (A-14).

    :param score: 0..100 points, rounded to two decimals
    :param bands: lowest scores of excellent, good and average, each included
    :return: one of :data:`GRADES`
    """
    if at_least(score, bands.excellent):
        return "excellent"
    if at_least(score, bands.good):
        return "good"
    if at_least(score, bands.average):
        return "average"
    return "poor"


def annual_level_problem(grade: str, level: str) -> str | None:
    """Which clause forbids an annual level beside a performance grade.

    :param grade: one of :data:`GRADES`
    :param level: one of :data:`ANNUAL_LEVELS`
    :return: ``A-53``, ``A-55`` or None when the two may stand together
    """
    if level == "excellent" and grade not in ("excellent", "good"):
        # A poor year bars it by both clauses; A-55 says what is left.
        return "A-55" if grade == "poor" else "A-53"
    if grade == "poor" and level not in ("incompetent", "none"):
        return "A-55"
    return None
