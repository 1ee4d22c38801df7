"""Thresholds of the policy: an operator and a number (decided reading 1)."""

import operator as _operator
from dataclasses import dataclass

OPERATORS = {
    "ge": _operator.ge,
    "gt": _operator.gt,
    "le": _operator.le,
    "lt": _operator.lt,
    "eq": _operator.eq,
}

# Money has two decimals, scores four: anything closer than this is "exactly on".
EPSILON = 1e-6


@dataclass(frozen=True)
class Threshold:
    """A number of the policy with the words around it.

    :param operator: ``ge`` (以上, "n or more"), ``gt`` ("more than n"), ``le``,
        ``lt`` or ``eq``
    :param value: the number, in ``unit``
    :param unit: days, points, yuan ...
    :raises ValueError: on an operator that the policy does not know
    """

    operator: str
    value: float
    unit: str = ""

    def __post_init__(self):
        if self.operator not in OPERATORS:
            raise ValueError(f"unknown operator {self.operator!r}")

    def on_boundary(self, number: float) -> bool:
        """Whether ``number`` is exactly the threshold: a person decides then."""
        return abs(number - self.value) <= EPSILON

    def met(self, number: float) -> bool:
        """Whether ``number`` fulfils the threshold."""
        if self.on_boundary(number):
            return self.operator in ("ge", "le", "eq")
        return bool(OPERATORS[self.operator](number, self.value))
