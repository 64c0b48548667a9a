"""How long to wait before a request is retried; what is retried stands in `pleo_errors.RULES`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
_SECONDS = re.compile(r"\d{1,9}(\.\d+)?")


def full_jitter(tried: int, random: Callable[[], float]) -> float:
    """Seconds to wait after ``tried`` attempts: anything from 0 to 1, 2, 4 … 60; ``random`` answers 0.0 to 1.0."""
    # The exponent is bounded, so that no count of attempts can overflow.
    return random() * min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(tried - 1, 30))


def retry_after(value: str | None, date: str | None, wall_clock: Callable[[], float]) -> float | None:
    """Seconds that a ``Retry-After`` header asks for: a number or an HTTP date; None if there is none that can be read.

    A date is compared with the answer's own ``Date`` where it has one, so that a wrong clock here does no harm.
    """
    if value is None:
        return None
    if _SECONDS.fullmatch(value.strip()):
        return float(value)
    until = _moment(value)
    if until is None:
        return None
    now = _moment(date)
    return max(0.0, until - (wall_clock() if now is None else now))


def _moment(value: str | None) -> float | None:
    try:
        parsed = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return _aware(parsed).timestamp()


def _aware(moment: datetime) -> datetime:
    # "-0000" says UTC without a known zone and is parsed as a naive time.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
