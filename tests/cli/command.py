"""The command as people and schedulers call it: in this process, which is quick, or in one of its own, which is real."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from pleo_erp_module.hosts.standalone.cli import run_command

PROGRAM = (sys.executable, "-m", "pleo_erp_module")
SECONDS = 120  # after which a process is stuck


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """Standard output as the one JSON object that ``--json`` promises."""
        found = json.loads(self.out)
        assert isinstance(found, dict), self.out
        return found

    @property
    def error(self) -> str:
        """The code of the error that ended the command."""
        fault = self.data["error"]
        assert set(fault) >= {"code", "message", "next"}, fault
        assert all(isinstance(fault[name], str) and fault[name].strip() for name in ("code", "message", "next")), fault
        return str(fault["code"])

    @property
    def text(self) -> str:
        """All that was written anywhere."""
        return self.out + self.err


def call(arguments: Sequence[str], stdin: str = "") -> Answer:
    """The command in this process, without a terminal."""
    out, err = io.StringIO(), io.StringIO()
    with _standard_input(stdin), _logging_kept(), redirect_stdout(out), redirect_stderr(err):
        code = run_command(list(arguments))
    return Answer(code, out.getvalue(), err.getvalue())


def start(
    arguments: Sequence[str], *, environment: Mapping[str, str] | None = None, cwd: str | os.PathLike[str] | None = None
) -> subprocess.Popen[str]:
    """The command in a process of its own, with pipes; whoever starts it waits for its end."""
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=_environment(environment),
        cwd=cwd,
    )


def finish(process: subprocess.Popen[str], stdin: str = "") -> Answer:
    """What a started command answered."""
    with process:
        out, err = process.communicate(stdin, timeout=SECONDS)
    return Answer(process.returncode, out, err)


def process(
    arguments: Sequence[str],
    stdin: str = "",
    *,
    environment: Mapping[str, str] | None = None,
    cwd: str | os.PathLike[str] | None = None,
) -> Answer:
    """The command in a process of its own, from beginning to end."""
    return finish(start(arguments, environment=environment, cwd=cwd), stdin)


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, "PYTHONWARNINGS": "error", **(more or {})}


@contextmanager
def _standard_input(text: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.StringIO(text)
    try:
        yield
    finally:
        sys.stdin = before


@contextmanager
def _logging_kept() -> Iterator[None]:
    """The command sets logging up for its process; here that is the tests' process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # the command closes those that it finds
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
