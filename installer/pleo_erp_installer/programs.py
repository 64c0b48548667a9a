"""Running programs of the environment with this terminal's own input and output."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from pleo_erp_installer.places import Places


def environ(places: Places) -> dict[str, str]:
    """The environment variables of programs that need `installer` or `tests` on their import path."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "__PYVENV_LAUNCHER__"}}
    paths = os.pathsep.join(filter(None, [places.tools_path(), os.environ.get("PYTHONPATH")]))
    search = os.pathsep.join([str(places.scripts), os.environ.get("PATH", os.defpath)])
    return kept | {"PYTHONPATH": paths, "PYTHONUTF8": "1", "PLEO_ERP_CACHE": str(places.cache), "PATH": search}


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


def run_python(places: Places, arguments: Sequence[str]) -> int:
    """Run the environment's interpreter."""
    return call(places, [places.python, *arguments])
