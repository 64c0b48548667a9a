"""The demo's processes: started in groups of their own, and written down, so that also another process can end them all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from pleo_erp_installer import groups
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.interruption import later

RECORD = "processes.json"
START_SECONDS = 60.0
SECONDS = 0.05  # between two looks
WATCH_SECONDS = 1.0  # where nobody waits


@dataclass(frozen=True, slots=True)
class Member:
    """One process. With the time at which it began its number means nobody else."""

    name: str
    pid: int
    started: float

    @classmethod
    def of(cls, name: str, pid: int) -> Member:
        return cls(name, pid, psutil.Process(pid).create_time())

    def there(self) -> bool:
        """Whether it still runs."""
        try:
            process = psutil.Process(self.pid)
            return process.create_time() == self.started and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


@dataclass(slots=True)
class Crew:
    """Programs that are written down in ``folder``, with their output in ``logs`` and the environment variables ``environ``."""

    folder: Path
    logs: Path
    environ: Mapping[str, str]
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str | Path], **environ: str) -> subprocess.Popen[bytes]:
        """Start a program that stays."""
        with self.log(name).open("ab") as log, later():
            process = groups.start(
                command, cwd=self.folder, env={**self.environ, **environ}, stdout=log, stderr=subprocess.STDOUT
            )
            self.children[name] = process
            write(self.folder, [*read(self.folder), Member.of(name, process.pid)])
        return process

    def run(self, name: str, command: Sequence[str | Path], **environ: str) -> None:
        """Run a program to its end, which must be a good one."""
        code = self.start(name, command, **environ).wait()
        self.dismiss(name)
        if code:
            raise self.fault(name, f"ended with {code}")

    def await_(self, name: str, ready: Callable[[], bool]) -> bool:
        """Wait until a program is ready; False if it has ended instead."""
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if self.children[name].poll() is not None:
                self.dismiss(name)
                return False
            if time.monotonic() > deadline:
                raise self.fault(name, f"is not ready after {START_SECONDS:.0f} s")
            time.sleep(SECONDS)
        return True

    def dismiss(self, name: str) -> None:
        """End a program that is no longer needed."""
        process = self.children[name]
        groups.end(process)
        with later():
            del self.children[name]
            write(self.folder, [one for one in read(self.folder) if one.pid != process.pid])

    def fallen(self) -> str | None:
        """A program that should run and does not."""
        return next((name for name, process in self.children.items() if process.poll() is not None), None)

    def watch(self) -> None:
        """Return when whoever has started us is gone and can report nothing. Raises when a program has ended."""
        parent = os.getppid()
        while (fallen := self.fallen()) is None:
            time.sleep(WATCH_SECONDS)
            if os.getppid() != parent:
                return
        raise self.fault(fallen, "has ended by itself, so the demo ends, too")

    def fault(self, name: str, what: str) -> InstallerError:
        """An error with the last line that the program said."""
        said = self.log(name).read_text("utf-8", "replace").split("\n") if self.log(name).exists() else []
        last = next((line for line in reversed(said) if line.strip()), "it said nothing")
        return InstallerError(f"{name} {what}: {last.strip()}\nAll of its output: {self.log(name)}")

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def end(self) -> None:
        """End all."""
        for process in self.children.values():
            groups.terminate(process.pid)
        for name in list(self.children):
            self.dismiss(name)


def read(folder: Path) -> list[Member]:
    """The processes that were written down in a folder."""
    try:
        return [Member(**one) for one in json.loads((folder / RECORD).read_text("utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def write(folder: Path, members: Sequence[Member]) -> None:
    """Write them down, in one go."""
    new = folder / f"{RECORD}.new"
    new.write_text(json.dumps([asdict(one) for one in members]), "utf-8")
    new.replace(folder / RECORD)


def end_strangers(folder: Path) -> None:
    """End the processes of a folder that an earlier demo has left, and their groups."""
    left = [one for one in read(folder) if one.there() or _only_its_group_is_left(one)]
    for one in left:
        groups.terminate(one.pid)
    psutil.wait_procs([psutil.Process(one.pid) for one in left if one.there()], timeout=groups.SECONDS)
    for one in left:
        groups.kill(one.pid)


def _only_its_group_is_left(member: Member) -> bool:
    """A number is not given to another process as long as a group has it."""
    if sys.platform == "win32" or psutil.pid_exists(member.pid):
        return False
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == member.pid and process.create_time() >= member.started:
                return True
        except (ProcessLookupError, psutil.Error):
            continue
    return False
