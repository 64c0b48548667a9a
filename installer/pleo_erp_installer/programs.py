"""Running programs of the environment with this terminal's own input and output."""

from __future__ import annotations

import getpass
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pleo_erp_installer.interruption import later
from pleo_erp_installer.places import Places

INTERRUPTED = 130


def environ(places: Places) -> dict[str, str]:
    """The environment variables of programs that need `installer` or `tests` on their import path."""
    # Without compiled files each of the suite's many processes would compile the whole module again.
    dropped = {"PYTHONHOME", "__PYVENV_LAUNCHER__", "PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    paths = os.pathsep.join(filter(None, [places.tools_path(), os.environ.get("PYTHONPATH")]))
    search = os.pathsep.join([str(places.scripts), os.environ.get("PATH", os.defpath)])
    own = {"PYTHONPATH": paths, "PYTHONUTF8": "1", "PLEO_ERP_CACHE": str(places.cache), "PATH": search}
    return kept | own | _user()


def _user() -> dict[str, str]:
    """Tryton asks for the user's name, and in containers some have none."""
    try:
        getpass.getuser()
    except (KeyError, OSError, ImportError):  # which one depends on system and Python
        return {"USER": "pleo-erp"}
    return {}


def call(places: Places, command: Sequence[str | Path]) -> int:
    """Run to the end; its exit code. An interruption reaches it from the terminal, too: it is given the time to end by itself."""
    with subprocess.Popen([str(word) for word in command], cwd=places.checkout, env=environ(places)) as process:
        # A polite request to end, too, is handed on and waited for: the program has things to put away.
        before = signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()
            raise
        finally:
            signal.signal(signal.SIGTERM, before)


def attend(places: Places, arguments: Sequence[str]) -> int:
    """Run the environment's interpreter with a program that puts its things away when it is asked to end; its exit code.

    An interruption is handed on and waited for. From the terminal it reaches us only: a program that has hardly begun would
    answer it with a traceback.
    """
    command = [str(places.python), *arguments]
    apart: dict[str, Any] = {} if sys.platform == "win32" else {"process_group": 0}
    process = None
    while True:
        try:
            if process is None:
                with later():
                    process = subprocess.Popen(command, cwd=places.checkout, env=environ(places), **apart)
            code = process.wait()
            return code if code >= 0 else INTERRUPTED
        except KeyboardInterrupt:
            if process is None:
                raise
            if sys.platform != "win32":  # there the terminal has told it already
                process.terminate()
