"""The module's command line, called as a person or a scheduler would call it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pleo_erp_installer.console import InstallerError


@dataclass(frozen=True, slots=True)
class Done:
    """One command that has ended."""

    words: tuple[str, ...]
    code: int
    seconds: float
    answer: dict[str, Any]
    text: str

    @property
    def line(self) -> str:
        return f"pleo-erp {' '.join(self.words)}"


@dataclass(slots=True)
class CommandLine:
    """Runs ``pleo-erp`` with one configuration and remembers what it did."""

    program: Path
    config: Path
    log: Path
    width: int = 80  # of what a person reads
    done: list[Done] = field(default_factory=list)

    def ask(self, *words: str, expect: int = 0, stdin: str | None = None) -> Done:
        """Run with ``--json``. Raises InstallerError with all that was said if the exit code is another than expected."""
        return self._run(words, ["--json"], expect, stdin)

    def read(self, *words: str) -> str:
        """Run without ``--json``: what a person reads."""
        return self._run(words, [], 0, None).text

    def _run(self, words: Sequence[str], extra: Sequence[str], expect: int, stdin: str | None) -> Done:
        command = [str(self.program), "--config", str(self.config), *words, *extra]
        # Nothing of the demo's own import path: the module is used as it was installed.
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"COLUMNS": str(self.width)}
        started = time.monotonic()
        with self.log.open("ab") as errors:
            errors.write(f"\n$ {' '.join(command)}\n".encode())
            errors.flush()
            process = subprocess.run(
                command,
                input=(stdin or "").encode(),
                stdout=subprocess.PIPE,
                stderr=errors,
                check=False,
                cwd=self.config.parent,
                env=environ,
            )
        seconds = time.monotonic() - started
        text = process.stdout.decode("utf-8", "replace")
        try:
            answer = json.loads(text) if extra else {}
        except ValueError:
            answer = None
        if process.returncode != expect or not isinstance(answer, dict):
            said = self.log.read_text("utf-8", "replace")[-3000:]
            raise InstallerError(
                f"`pleo-erp {' '.join(words)}` ended with {process.returncode}, expected {expect}.\n{text[-3000:]}\n{said}"
            )
        done = Done(tuple(words), process.returncode, seconds, answer, text)
        self.done.append(done)
        return done
