"""Which process on which machine holds a lease, and whether it still lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import psutil
import pytest

from pleo_erp_module.store import process_identity

from .lease_helpers import (
    ENVIRONMENT,
    dead_process,
)


def test_this_process_lives_and_one_that_ended_does_not() -> None:
    assert not process_identity.is_dead(process_identity.process())
    assert process_identity.is_dead(dead_process())


@pytest.mark.parametrize("text", ["", "words 1", "1"])
def test_what_cannot_be_told_is_not_a_death(text: str) -> None:
    with mock.patch.object(
        process_identity, "_began", side_effect=psutil.AccessDenied(1) if text == "1" else process_identity._began
    ):
        assert not process_identity.is_dead(text)


def test_host_and_process_are_the_same_in_every_process_of_this_machine() -> None:
    code = "from pleo_erp_module.store import process_identity; print(process_identity.host())"
    said = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
    assert said.rstrip("\n") == process_identity.host()
    assert process_identity.process() == process_identity.process()


def test_where_the_system_has_no_proc_the_boot_time_and_the_creation_time_tell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(process_identity, "_BOOT_ID", tmp_path / "none")
    monkeypatch.setattr(process_identity, "_PID_NAMESPACE", tmp_path / "none")
    monkeypatch.setattr(process_identity, "_PROC", tmp_path)
    assert process_identity.host() == f"{process_identity.node(process_identity.host())} {round(psutil.boot_time() / 60)}"
    pid, began = process_identity.process().split()
    assert int(pid) == os.getpid()
    assert float(began) == pytest.approx(psutil.Process().create_time(), abs=0.01)
    assert not process_identity.is_dead(process_identity.process())
