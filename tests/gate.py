"""A request that waits at Pleo's door: what a test needs to catch a run in its midst."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sandbox import Logged

SECONDS = 60


class Gate:
    """Holds up the n-th request of those that count until it is opened. Then that request is carried out, or never was."""

    def __init__(self, number: int, counts: Callable[[Logged], bool] = lambda logged: True, *, carried_out: bool = True) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()
        self._number = number
        self._counts = counts
        self._carried_out = carried_out
        self._seen = 0
        self._guard = threading.Lock()

    def __call__(self, logged: Logged) -> None:
        if not self._counts(logged):
            return
        with self._guard:
            self._seen += 1
            stop_here = self._seen == self._number
        if stop_here:
            self.reached.set()
            self.opened.wait(SECONDS)
            if not self._carried_out:
                raise ConnectionAbortedError


def writes(logged: Logged) -> bool:
    return logged.writes
