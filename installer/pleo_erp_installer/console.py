"""Shows what is going on, in a terminal and in a log alike, and keeps the chatter of other programs in files."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pleo_erp_installer import groups
from pleo_erp_installer.interruption import later

TAIL = 60  # lines of a failed program's output that are shown


class InstallerError(Exception):
    """Something that a person has to do or to know; the text says it all. The installer ends with 1."""


def say(text: str = "") -> None:
    """One line, at once."""
    print(text, flush=True)


def run(title: str, command: Sequence[str | Path], log: Path, *, cwd: Path, environ: Mapping[str, str]) -> None:
    """Run a program with its output in ``log``, showing ``title`` and the seconds. Raises InstallerError with the log's end.

    An interruption ends the program with all that it has started.
    """
    terminal = sys.stdout.isatty()
    words = [str(word) for word in command]
    if not terminal:
        say(f"- {title} ...")
    started = time.monotonic()
    with log.open("ab") as output:
        output.write(f"\n$ {' '.join(words)}\n".encode())
        output.flush()
        start = output.tell()
        process = None
        try:
            with later():
                process = groups.start(words, cwd=cwd, env=dict(environ), stdout=output, stderr=subprocess.STDOUT)
            code = _wait(process, title, started, terminal)
        except BaseException:
            if process is not None:
                groups.end(process)
            raise
    seconds = time.monotonic() - started
    verdict = "done" if code == 0 else "FAILED"
    say(f"\r- {title}: {verdict} ({seconds:.1f} s)   " if terminal else f"  {verdict} ({seconds:.1f} s)")
    if code:
        with log.open("rb") as written:
            written.seek(start)
            lines = written.read().decode("utf-8", "replace").splitlines()
        raise InstallerError("\n".join([*lines[-TAIL:], "", f"{title}: {words[0]} ended with {code}. All of its output: {log}"]))


def _wait(process: subprocess.Popen[bytes], title: str, started: float, terminal: bool) -> int:
    while True:
        try:
            return process.wait(timeout=1 if terminal else None)
        except subprocess.TimeoutExpired:
            print(f"\r- {title} ... {time.monotonic() - started:.0f} s", end="", flush=True)
