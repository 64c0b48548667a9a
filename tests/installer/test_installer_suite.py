"""The summary and the gate of the test command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pleo_erp_installer import environment, suite, system
from pleo_erp_installer.places import Places
from pleo_erp_installer.suite import Step


def _file(lines: list[int], branches: list[list[int]]) -> dict[str, Any]:
    return {"missing_lines": lines, "missing_branches": branches}


REPORT = {
    "files": {
        "module/room/a.py": _file([], []),
        "module\\room\\b.py": _file([3, 4], []),
        "module/room/c.py": _file([], [[7, -1], [8, 9]]),
        "module/roommate.py": _file([1], []),
        "module/vault.py": _file([], []),
    }
}


def test_missing_lines_and_branches_below_a_folder_are_named() -> None:
    assert suite.gaps(REPORT, ["module/room"]) == [
        "module/room/b.py: lines 3, 4, branches none",
        "module/room/c.py: lines none, branches 7->exit, 8->9",
    ]


def test_a_complete_file_passes_and_an_unmeasured_one_does_not() -> None:
    assert suite.gaps(REPORT, ["module/vault.py"]) == []
    assert suite.gaps(REPORT, ["module/typo"]) == ["module/typo: nothing was measured"]


def test_long_lists_are_cut() -> None:
    report = {"files": {"a.py": _file(list(range(1, 21)), [])}}
    assert suite.gaps(report, ["a.py"])[0].startswith("a.py: lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 8 more")


@pytest.mark.parametrize(
    ("arguments", "lowest", "steps"),
    [([], False, ["check", "format", "pytest"]), (["-k", "x"], False, ["pytest"]), ([], True, ["pytest"])],
)
def test_the_fast_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], lowest: bool, steps: list[str]
) -> None:
    ran: list[list[str]] = []

    def call(places: Places, command: list[str | Path]) -> int:
        ran.append([str(word) for word in command])
        return 0

    monkeypatch.setattr(suite, "call", call)
    monkeypatch.setattr(system, "ensure", lambda needs, places: None)
    monkeypatch.setattr(environment, "ensure", lambda places, extras: None)
    monkeypatch.setattr(environment, "lowest", lambda places: places)
    monkeypatch.setattr(suite, "MYPY", ("types", "types", "platform"))  # a module that is quick
    places = replace(Places.find(), cache=tmp_path)
    places.make_cache()
    assert suite.run_fast(places, arguments, lowest=lowest) == 0
    assert [next(step for step in steps if step in words) for words in ran] == steps
    tests = ran[-1]
    assert tests[tests.index("not heavy") - 1] == "-m"
    assert tests[len(tests) - len(arguments) :] == arguments


def test_what_the_gate_names_exists() -> None:
    checkout = Places.find().checkout
    assert [name for name in (*suite.COMPLETE, *suite.MEASURED) if not (checkout / name).exists()] == []


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_one_failed_step_fails_all(capsys: pytest.CaptureFixture[str], passed: bool, code: int) -> None:
    assert suite.summary([Step("lint", True, 1.0), Step("tests", passed, 2.0, "why")], 3.0) == code
    assert ("FAILED   tests" in capsys.readouterr().out) is not passed


def test_all_tests_run_in_parallel_and_those_of_the_gate_measured(tmp_path: Path) -> None:
    measured = [str(word) for word in suite.measured_command(Places.find(), tmp_path)]
    rest = [str(word) for word in suite.rest_command(Places.find())]
    assert {"--cov", "--cov-branch", *suite.MEASURED} <= set(measured)
    assert {word.partition("=")[2] for word in rest if word.startswith("--ignore=")} == set(suite.MEASURED)
    for words in (measured, rest):
        assert words[words.index("-n") + 1].isdigit()
