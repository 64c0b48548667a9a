"""What the installer and the demo start, they also end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from pleo_erp_installer import console, groups, interruption
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.demo import processes
from pleo_erp_installer.demo.processes import Crew, Member
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import attend

# Starts another program, tells its number, and waits.
PARENT = (
    "import subprocess, sys, pathlib\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
    "new = pathlib.Path(sys.argv[1] + '.new')\n"
    "new.write_text(str(child.pid))\n"
    "new.replace(sys.argv[1])\n"
    "child.wait()"
)
FALSE = "import sys; print('first'); print('the reason'); sys.exit(3)"


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    made = Crew(tmp_path, tmp_path, dict(os.environ))
    yield made
    made.end()


def family(crew: Crew, tmp_path: Path) -> psutil.Process:
    """A program of the crew, and what it has started."""
    told = tmp_path / "child"
    crew.start("parent", [sys.executable, "-c", PARENT, str(told)])
    assert crew.await_("parent", told.exists)
    return psutil.Process(int(told.read_text("utf-8")))


def gone(process: psutil.Process) -> bool:
    return not psutil.wait_procs([process], timeout=30)[1]


def test_a_program_is_ended_with_what_it_has_started(crew: Crew, tmp_path: Path) -> None:
    grandchild = family(crew, tmp_path)
    assert [member.name for member in processes.read(tmp_path)] == ["parent"]
    crew.end()
    assert gone(grandchild)
    assert processes.read(tmp_path) == []


def test_another_process_can_end_what_was_written_down(crew: Crew, tmp_path: Path) -> None:
    grandchild = family(crew, tmp_path)
    processes.end_strangers(tmp_path)
    assert gone(grandchild)
    assert crew.fallen() == "parent"


def test_a_group_is_ended_also_when_the_program_that_began_it_is_gone(crew: Crew, tmp_path: Path) -> None:
    grandchild = family(crew, tmp_path)
    crew.children["parent"].kill()
    crew.children["parent"].wait()
    processes.end_strangers(tmp_path)
    assert gone(grandchild) or sys.platform == "win32"  # there a group without its first process cannot be found


def test_a_number_that_was_given_to_another_process_is_left_alone(tmp_path: Path) -> None:
    innocent = groups.start([sys.executable, "-c", "import time; time.sleep(300)"])
    try:
        processes.write(tmp_path, [Member("old", innocent.pid, psutil.Process(innocent.pid).create_time() - 60)])
        processes.end_strangers(tmp_path)
        assert innocent.poll() is None
    finally:
        groups.end(innocent)


def test_a_failed_program_is_told_by_its_last_line_and_its_log(crew: Crew) -> None:
    with pytest.raises(InstallerError, match=r"false ended with 3: the reason\n.*false\.log") as told:
        crew.run("false", [sys.executable, "-c", FALSE])
    assert "first" not in str(told.value)
    assert crew.children == {}


def test_a_program_that_ends_instead_of_being_ready_is_not_waited_for(crew: Crew) -> None:
    crew.start("false", [sys.executable, "-c", FALSE])
    assert not crew.await_("false", lambda: False)
    crew.run("true", [sys.executable, "-c", ""])
    assert crew.fallen() is None


@pytest.mark.parametrize("text", ["", "[1]", "{}", '[{"pid": 1}]'])
def test_a_record_that_cannot_be_understood_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / processes.RECORD).write_text(text, "utf-8")
    assert processes.read(tmp_path) == []


@pytest.fixture
def listening(interruptible: None) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in interruption.SIGNALS}
    interruption.listen()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("listening")
def test_an_interruption_waits_until_what_was_started_is_remembered() -> None:
    remembered = []

    def start() -> None:
        with interruption.later():
            signal.raise_signal(signal.SIGTERM)
            remembered.append("program")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert remembered == ["program"]
    with interruption.later():
        pass  # it came once, and not again
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("listening")
def test_an_interrupted_program_is_ended_with_what_it_has_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "child"

    def interrupt(process: subprocess.Popen[bytes], *others: object) -> int:
        while not told.exists():
            assert process.poll() is None
        raise KeyboardInterrupt

    monkeypatch.setattr(console, "_wait", interrupt)
    command = [sys.executable, "-c", PARENT, str(told)]
    with pytest.raises(KeyboardInterrupt):
        console.run("Working", command, tmp_path / "log", cwd=tmp_path, environ=os.environ)
    with suppress(psutil.NoSuchProcess):
        assert gone(psutil.Process(int(told.read_text("utf-8"))))


@pytest.mark.parametrize(("code", "ends"), [("import sys; sys.exit(7)", 7), ("import os; os.kill(os.getpid(), 15)", 130)])
def test_a_program_s_exit_code_is_ours(code: str, ends: int) -> None:
    assert attend(Places.find(), ["-c", code]) == (15 if sys.platform == "win32" and ends == 130 else ends)
