"""How the operating system asks a run to stop."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def stop_signal() -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C or SIGTERM ends the run after the request in flight; a second one at once.

    A signal that the process was started to ignore stays ignored: Ctrl-C is not meant for a job in the background.
    """
    asked: list[int] = []  # no event: a second signal may come while the first one holds its lock
    previous: dict[int, Any] = {}

    def stop(number: int, frame: object) -> None:
        asked.append(number)
        signal.signal(number, previous[number])

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            previous[number] = signal.signal(number, stop)
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
