"""What the tests of the history share: runs and changes to record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pleo_erp_hookspecs import Message
from pleo_erp_module.store import Json, Run, Status, Store, StoredChange, StoredOutcome

from .conftest import Clock


def a_run(store: Store, clock: Clock, **values: Any) -> Run:
    run = Run(
        id=store.history.new_id(), company="1", job="sync", user="scheduler", started_at=clock(), finished_at=None,
        status="running", plan=None, reads=0, writes=0, retries=0, changes=0, units=[], error_code=None, error_message=None,
        error_next=None, first_at=clock(), repeats=1,
    )  # fmt: skip
    return replace(run, **values)


def finished(store: Store, clock: Clock, status: str = "failed", code: str | None = "key_rejected", **values: Any) -> str:
    """A run that begins now and ends a minute later; the id that stands."""
    run = store.history.start(a_run(store, clock, **values))
    return store.history.finish(replace(run, finished_at=clock.pass_(minutes=1), status=status, error_code=code))


def a_change(key: str = "6000", action: str = "update", unit: str = "accounts", record_id: str | None = "id1") -> StoredChange:
    return StoredChange(unit, action, key, record_id, {"name": "a"}, {"name": "b"}, Message("new_in_erp"), "A-5", False, "x")


def fail(store: Store, run: str, change: StoredChange, code: str = "pleo_refused", status: Status = Status.FAILED) -> None:
    [position] = store.history.sent(run, "1", [change])
    store.history.outcome([StoredOutcome(run, position, status, error_code=code, error_message="No: " + run, error_next="…")])


def done(store: Store, run: str, change: StoredChange, answered: Json | None = None) -> None:
    [position] = store.history.sent(run, "1", [change])
    store.history.outcome([StoredOutcome(run, position, Status.DONE, answered=answered)])
