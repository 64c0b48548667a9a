"""One process at a time: a lock on a file, which the system takes away from a process that ends, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pleo_erp_installer.console import say

SECONDS = 0.2  # between two tries


@contextmanager
def alone(path: Path, waits: str, still: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock of ``path``. Where another process holds it, ``waits`` is said once, and ``still`` called until it is free;
    an exception from it ends the waiting.
    """
    with path.open("ab") as file:
        if not _taken(file):
            say(waits)
            while not _taken(file):
                still()
                time.sleep(SECONDS)
        try:
            yield
        finally:
            _give_back(file)


if sys.platform == "win32":
    import msvcrt

    def _taken(file: BinaryIO) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _give_back(file: BinaryIO) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _taken(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_back(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
