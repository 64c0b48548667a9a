"""What the demo's story asks of a host: each can tell it, from inside an ERP or from a command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person or a scheduler has done. ``answer`` has the shape that docs/reports.md and the actions have."""

    line: str
    who: str
    seconds: float
    answer: dict[str, Any]


class Host(Protocol):
    """The module in one host, with one ERP and one Pleo. Whatever fails raises InstallerError."""

    def install(self) -> Step:
        """Everything that is needed before somebody can connect."""

    def connect(self, key: str) -> Step:
        """Answers ``pleo_company`` and ``proposed``."""

    def dimensions(self) -> Step:
        """Answers ``dimensions``."""

    def select(self, codes: Sequence[str]) -> Step:
        """Answers ``will_archive``."""

    def plan(self) -> Step:
        """Answers ``plan`` and ``changes``; of these ``before`` and ``after`` are texts."""

    def release(self, plan: str) -> Step:
        """Answers ``approved`` and ``expires``."""

    def run(self, *, held: bool = False) -> Step:
        """Everything that is due, started as it is every hour. Answers the report; ``held`` is how it should end."""

    def ordinary_day(self) -> None:
        """In the ERP, in whatever way its users have: DEP 120 is renamed, PRJ P-1001 is closed, P-3001 is new."""

    def told(self) -> Iterable[tuple[str, str]]:
        """Questions that a person asks afterwards, and their answers."""

    def keep(self) -> bool:
        """Say what can be played with. Whether it is left up; a host that cannot be left alone returns when it has ended."""


DAY = {"renamed": "Marketing et communication", "added": "Agencement Colmar"}


def as_text(record: Mapping[str, Any] | None) -> str:
    """A change's ``before`` or ``after``."""
    return f"{record.get('name') or ''}{' (archived)' if record.get('archived') else ''}" if record else "-"
