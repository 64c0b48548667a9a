"""Processes in groups of their own: each is ended together with everything that it has started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

SECONDS = 10.0  # for a polite end


def start(command: Sequence[str | Path], **how: Any) -> subprocess.Popen[bytes]:
    """Start a program without input, in a group that no interruption from the terminal reaches. ``how`` is for Popen."""
    words = [str(word) for word in command]
    if sys.platform == "win32":
        apart = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, creationflags=apart, **how)
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True, **how)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a started program and its group, politely first."""
    terminate(process.pid)
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS)
    kill(process.pid)
    process.wait()


def terminate(group: int) -> None:
    """Ask every process of a group to end. On Windows nobody can be asked: they are ended."""
    _send(group, "SIGTERM")


def kill(group: int) -> None:
    """End every process of a group that is left."""
    _send(group, "SIGKILL")


def _send(group: int, name: str) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/PID", str(group), "/T", "/F"], capture_output=True, check=False)
        return
    try:
        os.killpg(group, getattr(signal, name))
    except (ProcessLookupError, PermissionError):  # nobody is left, or (macOS) only those that have ended
        return
