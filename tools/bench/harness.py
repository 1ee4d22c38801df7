"""Timing of a job and of its floor, as a ratio in one run.

Absolute times on shared machines mean little; a ratio of two things done one after the
other in the same process means something.
"""

import gc
import time
from dataclasses import dataclass

HEADER = (
    f"{'job':52} {'ours s':>8} {'floor s':>8} {'ratio':>6} {'max':>5} {'queries':>8}"
)


@dataclass(frozen=True)
class Timing:
    """Seconds and queries of one run."""

    seconds: float
    queries: int


def timed(env, work):
    """Run ``work`` and tell what it cost, flushed to the database.

    :param env: Odoo environment
    :param work: callable without arguments
    :rtype: Timing
    """
    env.flush_all()
    gc.collect()
    queries = env.cr.sql_log_count
    start = time.perf_counter()
    work()
    env.flush_all()
    return Timing(time.perf_counter() - start, env.cr.sql_log_count - queries)


def report(job, ours, floor, target):
    """Print a row of the table.

    :param str job: what was done
    :param Timing ours: our run
    :param Timing floor: what it is measured against
    :param float target: the highest ratio that passes
    :return: whether it passes
    """
    ratio = ours.seconds / floor.seconds
    print(
        f"{job:52} {ours.seconds:8.2f} {floor.seconds:8.2f} {ratio:6.2f} "
        f"{target:5.1f} {ours.queries:8}" + ("" if ratio <= target else "  TOO SLOW"),
        flush=True,
    )
    return ratio <= target
