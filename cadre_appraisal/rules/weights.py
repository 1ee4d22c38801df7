"""Checks of the weights of a year (A-08, A-43, A-44)."""

from collections.abc import Callable, Iterable, Mapping

from .numbers import Number, exact, same, total

FOCUS = "performance"


def part_problems(
    usual: Number,
    democratic: Number,
    client: Number,
    usual_enough: Callable[[float], bool],
) -> list[str]:
    """What is wrong with the weights of the three parts, in percent.

    :param usual_enough: tells whether the usual weight meets A-44
        (``Threshold.met``: strictly more than 60 unless the office set "at least")
    :return: clause ids: ``A-43`` sum or range, ``A-44`` usual part too light
    """
    weights = (usual, democratic, client)
    problems = []
    if not same(total(weights), 100) or any(not 0 <= w <= 100 for w in weights):
        problems.append("A-43")
    if not usual_enough(usual):
        problems.append("A-44")
    return problems


def missing_contents(
    weights: Mapping[str, Number], contents: Iterable[str]
) -> list[str]:
    """Which of the contents have no weight, so that they would not count (A-07).

    :param weights: weight by code of the content
    :param contents: codes of all of them
    """
    return [code for code in contents if exact(weights.get(code, 0)) == 0]


def content_problem(weights: Mapping[str, Number], focus: str = FOCUS) -> str | None:
    """What is wrong with the weights of the five contents, in percent (A-08).

    :param weights: weight by code of the content
    :param focus: the content that must weigh strictly more than every other
    :return: ``sum``, ``range``, ``focus`` or None
    """
    if any(not 0 <= weight <= 100 for weight in weights.values()):
        return "range"
    if not same(total(weights.values()), 100):
        return "sum"
    others = [weight for code, weight in weights.items() if code != focus]
    if any(exact(weights.get(focus, 0)) <= exact(other) for other in others):
        return "focus"
    return None
