"""``python3 installer test``: everything that the whole suite needs, then lint, format, types, tests, and the coverage gate.

``--fast`` leaves out what needs a server, a browser or an ERP, and installs none of these.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pleo_erp_installer import environment, system
from pleo_erp_installer.console import say
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import call, environ

# Lines and branches of these are covered completely by these tests, or the suite fails. A folder stands for every file in it.
COMPLETE = ("pleo_erp_module/pleo", "pleo_erp_module/reconcile", "pleo_erp_module/vault.py")
MEASURED = ("tests/pleo", "tests/reconcile", "tests/vault", "tests/contract")

WITHOUT_SERVERS = "To run only the tests that need none of these: python3 installer test --fast"
FAST = ("-m", "not heavy")  # setup.cfg describes the marker, tests/conftest.py sets it

MYPY = ("mypy", "mypy", "mypy")  # the title of the step, the log, the module and its arguments
BUILDS = (
    ("a real ERP to test with", "erp", "tryton_erp.cache", "sqlite", "postgresql"),
    ("its web client", "web-client", "tryton_erp.web_client"),
    ("a judge of accessibility", "axe", "web_browser.axe"),
    ("the tables of another", "ledgersmb", "ledgersmb_erp.schema"),
)

_REPORT = "coverage.json"
SHOWN = 12  # of the missing lines and branches of a file
LAST = 6000  # letters of a failed program's output
EXTRAS = ("demo", "test")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the summary."""

    name: str
    passed: bool
    seconds: float
    detail: str = ""


def run_suite(places: Places, arguments: Sequence[str]) -> int:
    """0 if everything passed. With ``arguments`` for pytest only those tests: no lint, no gate."""
    started = time.monotonic()
    system.ensure(system.FOR_THE_TESTS, places, WITHOUT_SERVERS)
    environment.ensure(places, EXTRAS)
    if arguments:
        return call(places, [places.python, "-m", "pytest", *_workers(arguments), *arguments])
    data = places.cache / "coverage"
    data.mkdir(exist_ok=True)
    (data / _REPORT).unlink(missing_ok=True)
    # The builds take a minute on a fresh machine, and nothing of the first steps needs them.
    with ExitStack() as stack:
        background = [
            (title, log, stack.enter_context(_in_background(places, log, *module))) for title, log, *module in (MYPY, *BUILDS)
        ]
        steps = [
            *_style(places),
            _step("pytest, measured", lambda: call(places, measured_command(places, data))),
            _gate(data),
            *(_ended(title, process, places.logs / f"{log}.log") for title, log, process in background),
        ]
    steps.append(_step("pytest, the rest", lambda: call(places, rest_command(places))))
    return summary(steps, time.monotonic() - started)


def run_fast(places: Places, arguments: Sequence[str], *, lowest: bool = False) -> int:
    """0 if everything passed that needs no server, browser or ERP. With ``arguments`` for pytest only those tests.

    ``lowest`` runs the tests alone, with the oldest packages that setup.cfg allows.
    """
    started = time.monotonic()
    system.ensure(system.FOR_THE_FAST_TESTS, places)
    if lowest:
        places = environment.lowest(places)
    else:
        environment.ensure(places, EXTRAS)
    tests: list[str | Path] = [places.python, "-m", "pytest", "-q", *_workers(arguments), *FAST, *arguments]
    if lowest or arguments:
        return call(places, tests)
    with _in_background(places, *MYPY[1:]) as mypy:
        steps = [*_style(places), _step("pytest", lambda: call(places, tests)), _ended(MYPY[0], mypy, places.logs / "mypy.log")]
    return summary(steps, time.monotonic() - started)


def _style(places: Places) -> Iterable[Step]:
    ruff = places.program("ruff")
    yield _step("ruff check", lambda: call(places, [ruff, "check", "."]))
    yield _step("ruff format", lambda: call(places, [ruff, "format", "--check", "."]))


def _in_background(places: Places, log: str, *module: str) -> subprocess.Popen[bytes]:
    """A module as a program of its own; what it says is in the log of this name."""
    command = [str(places.python), "-m", *module]
    with (places.logs / f"{log}.log").open("wb") as file:  # the program has its own handle
        return subprocess.Popen(
            command, cwd=places.checkout, env=environ(places), stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        )


def _ended(title: str, process: subprocess.Popen[bytes], log: Path) -> Step:
    """The step that a program in the background was."""
    step = _step(title, process.wait, str(log))
    if not step.passed:
        say(log.read_text("utf-8", "replace")[-LAST:])
    return step


def _workers(arguments: Sequence[str]) -> list[str]:
    chosen = any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments)
    return [] if chosen else ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "worksteal"]


def measured_command(places: Places, data: Path) -> list[str | Path]:
    """The tests that the gate looks at, measured, in parallel. All others are faster without."""
    measured = ["--cov", "--cov-branch", "--cov-report=", f"--cov-report=json:{data / _REPORT}"]
    return [places.python, "-m", "pytest", "-q", *_workers([]), *measured, *MEASURED]


def rest_command(places: Places) -> list[str | Path]:
    """All other tests, in parallel."""
    return [places.python, "-m", "pytest", "-q", *_workers([]), *(f"--ignore={folder}" for folder in MEASURED)]


def _step(name: str, act: Callable[[], int], detail: str = "") -> Step:
    say(f"== {name}")
    started = time.monotonic()
    code = act()
    return Step(name, code == 0, time.monotonic() - started, "" if code == 0 else f"exit code {code} {detail}".strip())


def _gate(data: Path) -> Step:
    try:
        faults = gaps(json.loads((data / _REPORT).read_text("utf-8")), COMPLETE)
    except (OSError, ValueError) as error:
        faults = [f"no measurement: {error}"]
    for fault in faults:
        say(f"   {fault}")
    return Step("complete coverage", not faults, 0.0, "" if not faults else f"{len(faults)} files are not covered completely")


def gaps(report: Mapping[str, Any], complete: Sequence[str]) -> list[str]:
    """The files below ``complete`` with lines or branches that no test went through, and what was not measured at all."""
    files: dict[str, Any] = {name.replace("\\", "/"): entry for name, entry in report["files"].items()}
    found = []
    for wanted in complete:
        mine = {name: entry for name, entry in files.items() if name == wanted or name.startswith(f"{wanted}/")}
        if not mine:
            found.append(f"{wanted}: nothing was measured")
        for name, entry in sorted(mine.items()):
            lines, branches = entry["missing_lines"], entry.get("missing_branches", [])
            if lines or branches:
                jumps = [f"{start}->{'exit' if end < 0 else end}" for start, end in branches]
                found.append(f"{name}: lines {_some(lines)}, branches {_some(jumps)}")
    return found


def _some(items: Sequence[Any]) -> str:
    shown = ", ".join(str(item) for item in items[:SHOWN]) or "none"
    return shown if len(items) <= SHOWN else f"{shown} and {len(items) - SHOWN} more"


def summary(steps: Sequence[Step], seconds: float) -> int:
    """Print what passed and what did not; the exit code."""
    say()
    for step in steps:
        say(f"{'passed' if step.passed else 'FAILED':8} {step.name:26} {step.seconds:6.1f} s  {step.detail}".rstrip())
    passed = all(step.passed for step in steps)
    say(f"{'All passed' if passed else 'NOT all passed'}, {seconds:.0f} s in all.")
    return 0 if passed else 1
