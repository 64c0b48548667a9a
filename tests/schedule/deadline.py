"""Waiting for something to become true, with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 120.0


def until(condition: Callable[[], bool], what: str, seconds: float = SECONDS) -> None:
    """Check repeatedly; fails when the time is up."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0.05)
