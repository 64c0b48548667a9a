"""Ctrl-C and a polite request to end: KeyboardInterrupt, but never between starting something and remembering that it runs."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
_put_off = 0
_pending = False


def listen() -> None:
    """From now on each of the signals raises KeyboardInterrupt, unless we were started to ignore it (nohup)."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def ignore() -> None:
    """From now on nothing interrupts: what is left to do is to put things away."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def later() -> Iterator[None]:
    """An interruption of the block comes at its end."""
    global _put_off, _pending
    _put_off += 1
    try:
        yield
    finally:
        _put_off -= 1
    if _pending and not _put_off:
        _pending = False
        raise KeyboardInterrupt


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _pending
    if _put_off:
        _pending = True
        return
    raise KeyboardInterrupt
