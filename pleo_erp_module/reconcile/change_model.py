"""The data that decisions are made of: ERP rows and Pleo records in one neutral form, and changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pleo_erp_hookspecs import Message

Values = Mapping[str, str | bool | None]  # the fields of a record as people know them, with `archived`


class ChangeAction(StrEnum):
    """What one change does, in the order in which a unit is applied (S-18)."""

    CREATE = "create"
    UNARCHIVE = "unarchive"
    UPDATE = "update"
    ARCHIVE = "archive"

    @property
    def phase(self) -> int:
        """0 creates, 1 updates and unarchives, 2 archives."""
        return {ChangeAction.CREATE: 0, ChangeAction.ARCHIVE: 2}.get(self, 1)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One ERP row: ``key`` identifies it, ``fields`` are the values that Pleo should show.

    ``hidden`` spells out the row where the ERP has characters in it that nobody sees.
    """

    key: str
    fields: Mapping[str, str | None]
    usable: bool = True
    why_not: Message | None = None
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class TargetRecord:
    """One Pleo record, active or archived. ``extra`` is what an update has to send back untouched (T-9)."""

    id: str
    key: str
    fields: Mapping[str, str | None]
    archived: bool = False
    created_at: str = ""  # as Pleo writes it: ISO 8601, UTC
    extra: Mapping[str, object] = field(default_factory=dict)

    def values(self) -> dict[str, str | bool | None]:
        """The fields with ``archived``, as a change shows them."""
        return {**self.fields, "archived": self.archived}


@dataclass(frozen=True, slots=True)
class Change:
    """One change as data: what, of which record, from what to what, why and by which rule."""

    unit: str
    action: ChangeAction
    key: str  # the ERP's; Pleo's where there is no ERP row
    id: str | None  # Pleo's; None for a create
    before: Values | None
    after: Values
    reason: Message
    rule: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """An ERP row that is left out, and why."""

    unit: str
    key: str
    reason: Message


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """An earlier update to which Pleo answered with other values than were sent."""

    sent: Values
    answer: Values


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rule stands behind each decision of a kind."""

    create: str
    update: str
    unarchive: str
    archive: str
    duplicate: str


@dataclass(frozen=True, slots=True)
class Rekey:
    """How records are recognised whose keys have changed in the ERP: a new row and a record without any row agree in a field.

    ``by`` are these fields, the surest first, each with how many must be recognised by it at once: fewer are new rows and old
    records. ``field`` is the one that holds the key, where Pleo can change it; None: the record is archived and created again,
    and what hangs on it is lost.
    """

    by: Mapping[str, int]
    field: str | None
    rule: str


def _never(record: TargetRecord) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, as a declaration: all that the engine knows about tags, accounts and the rest.

    ``compared`` are the fields that a record takes over from the ERP; every other one stays as Pleo has it. ``same_name_first``:
    among duplicates, a single one of the ERP's name wins even when archived (Q-1). ``limits`` are lengths in characters; a
    longer value is reported, never cut (A-18, Q4).
    """

    name: str
    fold: Callable[[str], str]
    compared: tuple[str, ...]
    same_name_first: bool
    limits: Mapping[str, int]
    rules: Rules
    ignored: Callable[[TargetRecord], bool] = _never  # records that are left alone whatever the ERP says (X-11, V-6)
    rekey: Rekey | None = None

    def rekeys(self, change: Change) -> bool:
        """Whether the change is one of a record whose key has changed in the ERP."""
        return self.rekey is not None and change.rule == self.rekey.rule


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """What one unit needs: the changes in order, the rows left out, and the counts that the report's arithmetic is made of.

    ``active``, ``gone``, ``vanished`` are ids of Pleo records, as the guards mean them; ``kept`` is the record that each usable
    row is paired with, by folded key.
    """

    unit: str
    kind: Kind
    changes: tuple[Change, ...]
    skipped: tuple[SkippedRow, ...]
    erp: int
    pleo: int
    matched: int
    unchanged: int
    active: frozenset[str]
    gone: frozenset[str]
    vanished: frozenset[str]
    kept: Mapping[str, TargetRecord]
