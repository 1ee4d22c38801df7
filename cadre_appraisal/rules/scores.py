"""Quarterly, usual and annual scores (A-03, A-08, A-43, A-45).

What is missing is never zero: it is left out and named.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .numbers import Number, exact, rounded, total

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Score:
    """A score with what it still lacks.

    :param score: 0..100 points; None while nothing is there
    :param missing: names of the parts that should be there and are not
    """

    score: float | None
    missing: tuple = ()

    @property
    def is_provisional(self) -> bool:
        """Whether a part that counts has not come in yet."""
        return bool(self.missing)


def weighted(parts: Mapping, weights: Mapping[object, Number]) -> Score:
    """Mean of the parts that are present, with their weights renormalised.

    :param parts: points of each part, None where it is missing
    :param weights: weight of each part; a part of weight 0 is never missed
    :rtype: Score
    """
    points = share = Fraction()
    missing = []
    for name, weight in weights.items():
        weight = exact(weight)
        if weight <= 0:
            continue
        value = parts.get(name)
        if value is None:
            missing.append(name)
        else:
            points += weight * exact(value)
            share += weight
    score = rounded(points / share) if share else None
    return Score(score, tuple(missing))


def quarter_score(scores: Mapping, weights: Mapping[object, Number]) -> Score:
    """Score of a quarter from the scores of the five contents (A-07, A-08).

    :param scores: points of each content, None where the leader gave none
    :param weights: weight of each content in percent
    :return: the score, None unless every content has one
    """
    result = weighted(scores, weights)
    return Score(None, result.missing) if result.missing else result


def usual_score(
    quarters: Mapping[int, Number | None], excluded: Collection[int] = ()
) -> Score:
    """Usual part of the year: the mean of the quarters that count (A-45).

    :param quarters: points of each quarter, None while it has none
    :param excluded: quarters left out for a reason; neither zero nor missing
    :return: mean of the scores present; the other quarters that count are missing
    """
    counting = {quarter: 1 for quarter in QUARTERS if quarter not in excluded}
    return weighted(quarters, counting)


def annual_score(parts: Mapping, weights: Mapping[object, Number]) -> Score:
    """Annual score from the usual, democratic and client parts (A-03, A-43).

    :param parts: points of each part, None where it is missing
    :param weights: weight of each part in percent
    :return: score over the parts that are present, and the list of those that are not
    """
    return weighted(parts, weights)


def share_of(
    name: object, parts: Mapping, weights: Mapping[object, Number]
) -> tuple[float, float]:
    """What one part gives to the score, and over which weight, for the explanation.

    :param name: of a part that is present
    :return: its points of the score, the weight of all parts that are present
    """
    present = total(weights[one] for one, value in parts.items() if value is not None)
    points = exact(parts[name]) * exact(weights[name]) / present
    return rounded(points), float(present)
