"""Pleo's side of one unit: how its records are read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.pleo import PleoError
from pleo_erp_module.reconcile.change_model import Change, Kind, TargetRecord

ReadProgress = Callable[[int, int | None], None]


class Landing(StrEnum):
    """What became of one create."""

    CREATED = "created"
    MATCHED = "matched"  # Pleo answered with a record that was there already
    EXISTS = "exists"  # Pleo refused because such a record exists (T-40, A-19)
    LOST = "lost"  # nobody knows (C-30)
    FULL = "full"  # the group may have reached its maximum of active tags (T-41)
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Created:
    """The outcome of one create: the record for CREATED and MATCHED, the error for all others."""

    landing: Landing
    record: TargetRecord | None = None
    error: PleoErpError | None = None


class Target(Protocol):
    """One unit on Pleo's side. Methods raise `PleoFault`; `create` answers one `Created` for each change instead."""

    kind: Kind
    create_batch: int  # creates in one request

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """All records of the unit, active and archived."""

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """Create up to ``create_batch`` records in one request."""

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """Bring one record to ``change.after``; answers what Pleo stored."""


@runtime_checkable
class BulkTarget(Protocol):
    """A unit whose records can be archived and unarchived many at a time."""

    flip_batch: int

    def flip(self, ids: Sequence[str], archived: bool) -> list[TargetRecord]:
        """Archive or unarchive up to ``flip_batch`` records in one request."""


def landing_of(fault: PleoError) -> Landing:
    """What a refused create means."""
    if fault.lost:
        return Landing.LOST
    return Landing.EXISTS if fault.status == 409 else Landing.FAILED


def text_of(change: Change, name: str) -> str:
    """A field of what the record becomes."""
    return str(change.after[name])


def optional_of(change: Change, name: str) -> str | None:
    """A field that may be empty."""
    value = change.after.get(name)
    return value if isinstance(value, str) else None
