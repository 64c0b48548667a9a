"""The rows of the module's tables as records. Moments are aware UTC datetimes; meaning and defaults live above the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pleo_erp_hookspecs import Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Selected:
    """A selected dimension: its code in the ERP's spelling, and its name when it was selected."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What a company synchronises. Without dimensions it is an explicit "none"; before the first there is no selection at all."""

    company: str
    dimensions: tuple[Selected, ...]
    saved_at: datetime
    saved_by: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Connection:
    """One ERP company joined to one Pleo company."""

    company: str
    pleo_company: str
    pleo_name: str | None
    fingerprint: str  # of the database in which the connection was made
    connected_at: datetime
    connected_by: str
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    paused_at: datetime | None = None
    paused_by: str | None = None
    company_name: str | None = None  # what the ERP called the company when it was connected
    key_end: str | None = None  # the last characters of the API key
    confirmed_number: int = 0  # of the release that confirmed it
    warnings: int = field(default=0, compare=False)  # about its ERP rows, as the latest runs left them; written by these
    selection: Selection | None = field(default=None, compare=False)  # as it was read with it; written by itself


@dataclass(frozen=True, slots=True)
class StoredChange:
    """One change of a plan. ``approval`` is the opaque key that a release approves it under."""

    unit: str
    action: str
    key: str
    record_id: str | None
    before: Json | None
    after: Json | None
    reason: Message
    rule: str
    held: bool
    approval: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many changes of a unit there are of an action and a state: of a plan held or not, of a run its `Status`."""

    unit: str
    action: str
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class Release:
    """Who released a plan, when, and until when that is good. ``number``: its place among the company's runs and releases."""

    at: datetime
    by: str
    expires_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan that was shown; its changes are read page by page."""

    company: str
    hash: str
    job: str
    shown_at: datetime
    expires_at: datetime
    selection_saved_at: datetime | None  # of the selection that it showed, which this names; None: there was none
    shows_tags: bool
    user: str
    told: Mapping[str, Any] = field(default_factory=dict)  # what it told besides (`told_report`); of an older version nothing


@dataclass(frozen=True, slots=True)
class UnitState:
    """The ERP rows of a unit when it was last done, and when it was; ``checked_at`` None: due now."""

    rows: int | None = None
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a job. ``reads``, ``writes`` and ``retries`` are requests to Pleo; ``repeats`` counts equal failures.

    ``number`` is its place among the company's runs and releases, given by `History.start`.
    """

    id: str
    company: str
    job: str
    user: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    plan: str | None
    reads: int
    writes: int
    retries: int
    changes: int
    units: list[Json] = field(hash=False)
    error_code: str | None
    error_message: str | None
    error_next: str | None
    first_at: datetime
    repeats: int
    error_facts: Json | None = field(default=None, hash=False)  # with facts the sentences are made of them
    number: int = 0


#: The error code of a change of which nobody can tell any longer what became of it.
END_UNKNOWN = "end_unknown"


class Status(StrEnum):
    """What became of one change."""

    SENT = "sent"  # committed before its request; if it stays so, a crash came between
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"  # a crash or a lost answer left it open; the next run looks (with `END_UNKNOWN`: has looked in vain)
    NOT_DONE = "not_done"  # the run ended before it
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """What became of the change at ``position`` of ``run``. ``answered``: Pleo's values, where they differ from those sent.

    ``record_id`` None leaves the one that is stored (a create learns its id from the answer); likewise ``before``, which a create
    learns that found its record there already.
    """

    run: str
    position: int
    status: Status
    record_id: str | None = None
    answered: Json | None = None
    error_code: str | None = None
    error_message: str | None = None
    error_next: str | None = None
    before: Json | None = None
    error_facts: Json | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change in the history. A failure that repeats is one row: met first and last then, ``repeats`` times.

    ``number`` is that of the run that met it last, where it was asked for.
    """

    run: str
    position: int
    company: str
    unit: str
    action: str
    key: str
    record_id: str | None
    before: Json | None
    after: Json | None
    answered: Json | None
    reason: Message
    rule: str
    status: Status
    error_code: str | None
    error_message: str | None
    error_next: str | None
    first_at: datetime
    last_at: datetime
    repeats: int
    error_facts: Json | None = None
    number: int = 0
