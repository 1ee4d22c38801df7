"""Time of a reading session (R-02, R-16): when it ends, and what may be counted."""

from datetime import datetime, timedelta


def session_end(first: datetime, minutes: int, until: datetime) -> datetime:
    """When a session ends that was opened for the first time.

    :param first: when the reader opened it
    :param minutes: granted, counted from then on
    :param until: end of its validity, whatever is left of the minutes
    """
    return min(first + timedelta(minutes=minutes), until)


def seconds_left(end: datetime, now: datetime) -> int:
    """Whole seconds left; 0 at the end itself and after it."""
    return max(0, int((end - now).total_seconds()))


def seconds_counted(
    claimed: float, last: datetime, now: datetime, end: datetime
) -> int:
    """What a heartbeat may add: never more than the clock has gone since the last one.

    :param claimed: what the viewer says
    :param last: the beat before, or when the page was shown
    :param now: the server's clock
    :param end: end of the session; nothing counts after it
    """
    passed = int((min(now, end) - last).total_seconds())
    return max(0, min(int(claimed), passed))


def minutes_left(granted: int, sessions: list[tuple[int, int | None]]) -> int:
    """What is left of the granted minutes of a reader.

    :param granted: minutes on the application
    :param sessions: for each session of the reader its minutes, and the seconds from
        its first opening to its closing when it is closed (0: it was never opened)
    """
    used = 0
    for minutes, seconds in sessions:
        used += minutes if seconds is None else min(minutes, -(-seconds // 60))
    return max(0, granted - used)


def pages_named(text: str, limit: int) -> list[int]:
    """Pages as people write them: ``1-3, 5``.

    :param text: empty for all
    :param limit: number of pages there are
    :return: each page once, in ascending order
    :raises ValueError: when it is not understood or there is no such page
    """
    if not text.strip():
        return list(range(1, limit + 1))
    pages = set()
    for part in text.replace("，", ",").replace("、", ",").split(","):
        first, dash, last = part.strip().replace("–", "-").partition("-")
        start = int(first)
        stop = int(last) if dash else start
        if not 1 <= start <= stop <= limit:
            raise ValueError(part.strip())
        pages.update(range(start, stop + 1))
    return sorted(pages)
