"""An ERP, a Pleo, a configuration between them, and the command that uses it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.command import Answer, call, process, start
from pleo_erp_module.store.migrations import TABLES
from sandbox import Sandbox
from tryton_erp.erp import TrytonErp

KEY = "plp_sandbox_0001"
FAST = 1_000_000  # requests a minute
#: What a command that is refused may still write: who holds the lock, and that a run failed.
MARKS = frozenset({"pleo_erp_lock"})
HISTORY = frozenset({"pleo_erp_run", "pleo_erp_change"})

State = tuple[dict[str, list[tuple[object, ...]]], dict[str, list[dict[str, Any]]]]


@dataclass(slots=True)
class World:
    """``pleo_company`` is the Pleo company of `KEY`; ``settings`` are the sections of the configuration."""

    folder: Path
    erp: TrytonErp
    pleo: Sandbox
    pleo_company: str
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "pleo-erp.toml"

    @property
    def key_file(self) -> Path:
        return self.folder / "keys" / "pleo-erp.key"

    def configure(self, **sections: Mapping[str, Any]) -> None:
        """Change keys of the configuration and write it; a key that is None goes."""
        for name, values in sections.items():
            section = {**self.settings.get(name, {}), **values}
            self.settings[name] = {key: value for key, value in section.items() if value is not None}
        self.config.write_text(toml(self.settings), "utf-8")

    def arguments(self, *arguments: str) -> list[str]:
        return [*arguments, "--config", str(self.config)]

    def cli(self, *arguments: str, stdin: str = "") -> Answer:
        """One command with ``--json`` in this process."""
        return call(self.arguments(*arguments, "--json"), stdin)

    def human(self, *arguments: str, stdin: str = "") -> Answer:
        """One command for people in this process."""
        return call(self.arguments(*arguments), stdin)

    def process(self, *arguments: str, stdin: str = "", environment: Mapping[str, str] | None = None) -> Answer:
        """One command with ``--json`` in a process of its own."""
        return process(self.arguments(*arguments, "--json"), stdin, environment=environment)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The same, still under way."""
        return start(self.arguments(*arguments, "--json"))

    def good(self, *arguments: str, stdin: str = "", code: int = 0) -> dict[str, Any]:
        """The answer of a command that must end with ``code``."""
        answer = self.cli(*arguments, stdin=stdin)
        assert answer.code == code, answer
        return answer.data

    def connect(self, company: str = "2", *codes: str, key: str = KEY) -> None:
        """Install, connect, and select if codes are given."""
        self.good("install")
        self.good("connect", "--company", company, "--key-stdin", stdin=key)
        if codes:
            self.good("select", "--company", company, *codes, "--yes")

    def confirm(self, company: str = "2") -> None:
        """Release the plan of now."""
        plan = self.good("plan", "--company", company)["plan"]
        self.good("release", "--company", company, "--plan", plan)

    def synchronise(self, company: str = "2") -> dict[str, Any]:
        """Confirm and run to success."""
        self.confirm(company)
        return self.good("run", "sync-all", "--company", company)

    def tables(self, leave_out: frozenset[str] = MARKS) -> dict[str, list[tuple[object, ...]]]:
        """All rows of the module's tables that are there."""
        there = self.table_names()
        wanted = [name for name in TABLES if name in there and name not in leave_out]
        return {name: sorted(self.erp.rows(f"SELECT * FROM {name}"), key=repr) for name in wanted}

    def table_names(self) -> set[str]:
        """The tables of the database, the ERP's own included."""
        catalogue = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
            "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        }
        return {str(name) for (name,) in self.erp.rows(catalogue[self.erp.engine])}

    def state(self, leave_out: frozenset[str] = MARKS) -> State:
        """Both sides, to prove that nothing has changed."""
        return self.tables(leave_out), self.pleo.dump()


def toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Texts, numbers and switches as TOML."""
    lines = []
    for name, values in sections.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {_toml_value(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
