"""The demo's story on the command line: `pleo-erp`, called as a person or a scheduler would call it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from pleo_erp_installer.console import say
from pleo_erp_installer.demo.commands import CommandLine, Done
from pleo_erp_installer.demo.erp import ordinary_day
from pleo_erp_installer.demo.host import Step, as_text
from pleo_erp_installer.demo.scene import Scene
from pleo_erp_installer.places import Places
from servers import sqlite_connection

COMPANY = ("--company", "1")
HELD = 4
CONFIG = """\
[erp]
profile = "tryton"
connection = '{connection}'
language = "fr"

[vault]
key_file = '{key_file}'

[pleo]
base_url = "{base_url}"
requests_per_minute = 60000  # Pleo allows 600; the sandbox on this machine does not count
"""


class CommandLineHost:
    """The command line as host: beside the ERP, from a configuration file."""

    def __init__(self, places: Places, put_up: Scene, width: int) -> None:
        self._places = places
        self._scene = put_up
        self.config = put_up.folder / "pleo-erp.toml"
        connection, key_file = sqlite_connection(put_up.erp), put_up.folder / "vault.key"
        self.config.write_text(CONFIG.format(connection=connection, key_file=key_file, base_url=put_up.base_url), "utf-8")
        self._program = CommandLine(places.program("pleo-erp"), self.config, places.demo_logs / "pleo-erp.log", width)

    def install(self) -> Step:
        return _step(self._program.ask("install"))

    def connect(self, key: str) -> Step:
        return _step(self._program.ask("connect", *COMPANY, "--key-stdin", stdin=f"{key}\n"))

    def dimensions(self) -> Step:
        return _step(self._program.ask("dimensions", *COMPANY))

    def select(self, codes: Sequence[str]) -> Step:
        return _step(self._program.ask("select", *COMPANY, *codes, "--yes"))

    def plan(self) -> Step:
        done = self._program.ask("plan", *COMPANY)
        changes = [
            {**change, **{name: as_text(change[name]) for name in ("before", "after")}} for change in done.answer["changes"]
        ]
        return Step(_line(done), _who(done), done.seconds, {**done.answer, "changes": changes})

    def release(self, plan: str) -> Step:
        return _step(self._program.ask("release", *COMPANY, "--plan", plan))

    def run(self, *, held: bool = False) -> Step:
        return _step(self._program.ask("run", "sync-all", *COMPANY, expect=HELD if held else 0))

    def ordinary_day(self) -> None:
        ordinary_day(self._scene.erp)

    def told(self) -> Iterable[tuple[str, str]]:
        for words in (
            ("history", *COMPANY),
            ("why", *COMPANY, "tag", "--dimension", "DEP", "110"),
            ("why", *COMPANY, "tag", "--dimension", "DEP", "340"),
            ("why", *COMPANY, "tag-group", "TEAM"),
        ):
            text = self._program.read(*words)
            yield f"$ {self._program.done[-1].line}", text

    def keep(self) -> bool:
        command: list[str | Path] = [self._places.program("pleo-erp"), "--config", self.config]
        say(f"Everything is left up, in {self._scene.folder}. To play with:")
        for words in (
            ("dimensions", *COMPANY),
            ("plan", *COMPANY),
            ("run", "sync-all", *COMPANY),
            ("history", *COMPANY),
            ("why", *COMPANY, "tag", "--dimension", "DEP", "110"),
        ):
            say(f"    {_shell_words([*command, *words])}")
        say("The ERP is a SQLite file, erp.sqlite; Pleo's records are in pleo.json. To stop and remove it all:")
        say("    python3 installer demo --stop")
        return True


def _line(done: Done) -> str:
    return f"$ {done.line}"


def _who(done: Done) -> str:
    return f"exit {done.code}"


def _step(done: Done) -> Step:
    return Step(_line(done), _who(done), done.seconds, done.answer)


def _shell_words(words: Sequence[str | Path]) -> str:
    """A command that can be pasted into this system's shell."""
    if os.name == "nt":
        import subprocess

        return subprocess.list2cmdline([str(word) for word in words])
    import shlex

    return shlex.join(str(word) for word in words)
