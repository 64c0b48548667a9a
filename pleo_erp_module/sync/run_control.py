"""What may end a run early: the host's stop signal, the lease, an error that concerns more than one record."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pleo_erp_hookspecs import PleoErpError, StopSignal
from pleo_erp_module.errors import error

#: Somebody stopped the run: what it did stays, and the next one goes on.
STOPPED = frozenset({"stopped", "run_paused", "run_disconnected"})
# These errors end the run: no other request can do better.
_ENDS_RUN = (
    frozenset({"key_rejected", "lease_lost", "history_unwritable", "tls_failed", "proxy_refused", "redirected", "not_https"})
    | STOPPED
)
# This many exhausted requests in a row mean that Pleo is down, not that a record is bad.
_DOWN = frozenset({"pleo_unreachable", "pleo_unavailable", "pleo_timeout", "rate_limited", "not_json"})
_DOWN_IN_A_ROW = 5
_SLICE = 0.2  # seconds between two looks at the stop signal


@dataclass(slots=True)
class Control:
    """Shared by the threads of a run. ``fatal`` is the error that ended it, if any."""

    stop: StopSignal
    check_lease: Callable[[], None]
    check_connection: Callable[[bool], None] = lambda writes: None  # told whether a write is about to be sent
    pause: Callable[[float], None] = time.sleep  # seconds
    fatal: PleoErpError | None = None
    _down: int = 0
    _mutex: threading.Lock = field(default_factory=threading.Lock)

    def before_send(self, writes: bool = False) -> None:
        """Called before every request: raises if it must not be sent. ``writes``: it changes something in Pleo."""
        if self.fatal is not None:
            raise error("not_attempted")
        if self.stop():
            raise error("stopped")
        self.check_lease()
        self.check_connection(writes)

    def sleep(self, seconds: float) -> None:
        """Wait, but not past a stop signal or the end of the lease."""
        left = seconds
        while left > 0:
            self.before_send()
            self.pause(min(left, _SLICE))
            left -= _SLICE

    def failed(self, fault: PleoErpError) -> None:
        """A request has failed for good."""
        with self._mutex:
            if fault.code in _ENDS_RUN or getattr(fault, "status", None) == 401:
                self.fatal = self.fatal or fault
            elif fault.code in _DOWN:
                self._down += 1
                if self._down >= _DOWN_IN_A_ROW:
                    self.fatal = self.fatal or fault
            elif fault.code != "not_attempted":
                self._down = 0

    def succeeded(self) -> None:
        """A request was answered."""
        with self._mutex:
            self._down = 0
