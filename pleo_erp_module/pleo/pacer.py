"""One pace for all threads of a connection (S-13)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

BURST_SHARE = 25  # 500 requests a minute may start with 20 at once
_ROUNDING = 1e-6  # seconds; sums of floats are not exact, and nobody sleeps for less


class Pacer:
    """A token bucket: at most ``requests_per_minute / 60 * seconds + burst`` requests begin in any window of ``seconds``.

    A thread reserves its moment and then sleeps outside the lock, exactly once unless Pleo asks for a pause meanwhile, so a
    ``sleep`` that does not really sleep cannot spin. A ``sleep`` that raises costs one reserved moment and nothing else.
    """

    def __init__(
        self,
        requests_per_minute: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not 0 < requests_per_minute < float("inf"):
            raise ValueError("requests_per_minute must be a positive number")
        self.burst = max(1, int(requests_per_minute / BURST_SHARE))
        self._interval = 60.0 / requests_per_minute
        self._credit = (self.burst - 1) * self._interval  # how far ahead of the steady pace a burst may run
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._steady = float("-inf")  # when the next request would begin at the steady pace
        self._pauses = 0

    def take(self) -> None:
        """Wait until a request may begin."""
        while True:
            with self._lock:
                pauses, now = self._pauses, self._clock()
                begin = max(now, self._steady - self._credit)
                self._steady = max(begin, self._steady) + self._interval
            if begin - now > _ROUNDING:
                self._sleep(begin - now)
            with self._lock:
                if pauses == self._pauses:
                    return

    def pause(self, seconds: float) -> None:
        """Hold all threads back for ``seconds`` (429); those that wait already begin after it, without a new burst."""
        with self._lock:
            self._pauses += 1
            self._steady = max(self._steady, self._clock() + max(0.0, seconds) + self._credit)
