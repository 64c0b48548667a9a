"""One run in this process, as a page follows it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pleo_erp_hookspecs import PleoErpError, Progress, User


class TaskState(StrEnum):
    """Where a task stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"  # there is a report, or an error that kept the run from beginning
    DROPPED = "dropped"  # it was stopped before it began, or somebody else did it meanwhile


@dataclass(slots=True, eq=False)
class Task:
    """A job of a company. ``progress`` is the latest step; ``report`` is there when the run has ended, ``fault`` if
    it was refused. ``unattended``: the scheduler's, nobody waits for it.
    """

    company: str
    job: str
    dimension: str | None
    user: User
    asked_at: datetime
    unattended: bool = False
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    state: TaskState = TaskState.WAITING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress: Progress | None = None
    report: Mapping[str, Any] | None = None
    fault: PleoErpError | None = None
    _stop: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)

    def ask_to_stop(self) -> None:
        """End after the request in flight; a task that waits does not begin."""
        self._stop.set()

    def is_asked_to_stop(self) -> bool:
        """The module's stop signal."""
        return self._stop.is_set()

    def note(self, step: Progress) -> None:
        """The module's progress callback."""
        self.progress = step

    def end(self, state: TaskState, at: datetime) -> None:
        """Whether it has ended."""
        self.state, self.ended_at = state, at
        self._ended.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; False if it did not come in time."""
        return self._ended.wait(seconds)

    def as_dict(self) -> dict[str, Any]:
        """For a page that asks again and again."""
        step = self.progress
        return {
            "id": self.id,
            "company": self.company,
            "job": self.job,
            "dimension": self.dimension,
            "user": self.user.name,
            "state": str(self.state),
            "stopping": self.is_asked_to_stop() and self.state is not TaskState.DONE,
            "asked_at": self.asked_at.isoformat(),
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "progress": {"phase": step.phase, "unit": step.unit, "done": step.done, "total": step.total} if step else None,
            "report": self.report,
            "error": self.fault.as_dict() if self.fault else None,
        }
