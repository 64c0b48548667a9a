"""One installer at a time: the second one waits, and says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.lock import alone
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import environ

HOLD = """
import sys
from pathlib import Path
from pleo_erp_installer.lock import alone
with alone(Path(sys.argv[1]), "waits"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    """A process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    process = subprocess.Popen(
        command, env=environ(Places.find()), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_free_lock_is_taken_in_silence_again_and_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with alone(tmp_path / "lock", "waits"):
            pass
    assert capsys.readouterr().out == ""


def test_who_comes_second_says_so_and_waits_for_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with holder(tmp_path / "lock") as first:
        looks: list[int | None] = []

        def still() -> None:
            looks.append(first.poll())
            if first.stdin is not None and not first.stdin.closed:
                first.stdin.close()

        with alone(tmp_path / "lock", "waits", still):
            assert first.wait(30) == 0
    assert looks[0] is None
    assert capsys.readouterr().out == "waits\n"


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as first:
        first.kill()
        first.wait(30)
        with alone(tmp_path / "lock", "waits"):
            pass


def test_the_waiting_can_be_given_up(tmp_path: Path) -> None:
    def still() -> None:
        raise InstallerError("too long")

    with holder(tmp_path / "lock") as first:
        with pytest.raises(InstallerError, match="too long"), alone(tmp_path / "lock", "waits", still):
            pass
        assert first.stdin is not None
        first.stdin.close()
        assert first.wait(30) == 0
