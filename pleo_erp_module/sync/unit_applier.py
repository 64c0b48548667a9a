"""Carrying out the free changes of one unit: create, then update and unarchive, then archive (S-18).

One bad record never stops the others (S-20). Each batch is written to the history before its requests and its outcome after.
Creates whose answer was lost, or that Pleo says exist already, wait for one re-read of the unit and are settled by what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Protocol, TypeAlias, TypeVar

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.kinds.target import BulkTarget, Created, Landing, Target
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, SourceRow, TargetRecord, Values
from pleo_erp_module.reconcile.engine import choose, pair
from pleo_erp_module.sync.run_control import STOPPED, Control

BATCH = 100  # changes that are recorded together
_UNIT_FAULTS = frozenset({"right_missing", "group_missing"})  # the rest of the unit would fail alike
_UNSENT = STOPPED | {"not_attempted", "lease_lost", "history_unwritable", "group_missing"}  # errors of requests that never left
_T = TypeVar("_T")


class Counted(StrEnum):
    """Under which heading of the report a change is counted."""

    CREATED = "created"
    UPDATED = "updated"
    UNARCHIVED = "unarchived"
    ARCHIVED = "archived"
    UNCHANGED = "unchanged"  # a create that turned out to be there already, just so
    FAILED = "failed"


_BY_ACTION = {
    ChangeAction.CREATE: Counted.CREATED,
    ChangeAction.UPDATE: Counted.UPDATED,
    ChangeAction.UNARCHIVE: Counted.UNARCHIVED,
    ChangeAction.ARCHIVE: Counted.ARCHIVED,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change. ``answered`` is what Pleo stored where it differs from what was sent; ``found`` what a create's
    record was that was there already."""

    change: Change
    counted: Counted
    record_id: str | None = None
    answered: Values | None = None
    error: PleoErpError | None = None
    unknown: bool = False  # nobody knows whether Pleo carried it out
    attempted: bool = True
    found: Values | None = None


class Recorder(Protocol):
    """The history of this run. All raise ``history_unwritable``."""

    def sent(self, changes: Sequence[Change]) -> None:
        """These are about to be sent."""

    def found(self, change: Change, record: TargetRecord) -> None:
        """The record of this create was there already, and is about to be changed."""

    def outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """This is what became of changes that were recorded as sent."""


def _chunks(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _differs(sent: Values, record: TargetRecord) -> Values | None:
    answer = record.values()
    return answer if any(answer.get(name) != value for name, value in sent.items()) else None


_Landed: TypeAlias = tuple[Change, Created]


@dataclass(slots=True)
class UnitApplier:
    """Applies one unit. ``held_archives``: whether archives of this unit wait for a person (T-41). ``archives_first``: they make
    room for what comes back (S-22).

    ``outcomes`` is what became of the changes so far, also if `apply` raises because the history cannot be written.
    """

    target: Target
    extras: Mapping[str, Mapping[str, object]]
    recorder: Recorder
    pool: Executor
    control: Control
    advance: Callable[[int], None]
    held_archives: bool = False
    archives_first: bool = False
    fatal: PleoErpError | None = None  # what ended the rest of this unit
    outcomes: list[Outcome] = field(default_factory=list)
    _parked: list[_Landed] = field(default_factory=list)  # creates of which a re-read must tell what became of them
    _deferred: list[_Landed] = field(default_factory=list)  # creates that wait for the archives
    _full: bool = False

    def apply(self, changes: Iterable[Change]) -> None:
        """Carry out the changes; a record that was not created under its new key stays. Raises ``history_unwritable``."""
        by_phase: dict[int, list[Change]] = {0: [], 1: [], 2: []}
        for change in changes:
            by_phase[change.action.phase].append(change)
        try:
            self._create(by_phase[0])
            failed = [made for made in self.outcomes if made.counted is Counted.FAILED and self.target.kind.rekeys(made.change)]
            left = {id(change): made for made in failed for change in by_phase[2] if change.reason == made.change.reason}
            self._done([_unsent(change, left[id(change)].error) for change in by_phase[2] if id(change) in left])
            by_phase[2] = [change for change in by_phase[2] if id(change) not in left]
            for phase in (2, 1) if self.archives_first else (1, 2):
                self._change(by_phase[phase])
            self._again()
        finally:
            for change, made in (*self._parked, *self._deferred):
                self.outcomes.append(Outcome(change, Counted.FAILED, error=made.error, unknown=made.landing is Landing.LOST))

    def _done(self, outcomes: Sequence[Outcome]) -> None:
        """Remembered before it is recorded: it is true even if the history cannot be written."""
        self.outcomes.extend(outcomes)
        self.recorder.outcomes(outcomes)

    # -- single requests

    @property
    def _end(self) -> PleoErpError | None:
        """Why nothing more of this unit may be sent."""
        if self.fatal is not None:
            return self.fatal
        return error("not_attempted") if self.control.fatal is not None else None

    def _attempt(self, work: Callable[[], _T], failed: Callable[[PleoErpError], _T]) -> _T:
        """One request; an error becomes an outcome, and the end of the unit or the run where it concerns them."""
        end = self._end
        if end is not None:
            return failed(end)
        try:
            result = work()
        except PleoErpError as exc:
            self._failed(exc)
            return failed(exc)
        self.control.succeeded()
        return result

    def _failed(self, fault: PleoErpError) -> None:
        self.control.failed(fault)
        if fault.code in _UNIT_FAULTS:
            self.fatal = fault

    # -- creates

    def _create(self, changes: Sequence[Change]) -> None:
        """Create; what waits for the archives stays deferred."""
        for batch in _chunks(changes, max(BATCH, self.target.create_batch)):
            if self._end is None:
                self.recorder.sent(batch)
                self._land(zip(batch, self._send_creates(batch), strict=True))
            else:
                self._done([_unsent(change, self._end) for change in batch])
            self.advance(len(batch))
        self._settle()

    def _land(self, landed: Iterable[_Landed]) -> None:
        """Sort what came back of creates."""
        done: list[Outcome] = []
        for change, made in landed:
            if made.landing in {Landing.LOST, Landing.EXISTS}:
                self._parked.append((change, made))
            elif made.landing is Landing.FULL:
                self._deferred.append((change, made))
            else:
                done.append(self._landed(change, made))
        self._done(done)

    def _send_creates(self, batch: Sequence[Change], *, settled: bool = False) -> list[Created]:
        """Send creates. ``settled``: a re-read has shown that they are not there, so a lost answer now is one more sign that Pleo
        is down; before it is only one more create to look for, however many there are."""

        def one(part: Sequence[Change]) -> list[Created]:
            def refused(fault: PleoErpError) -> list[Created]:
                return [Created(Landing.FAILED, error=fault) for _ in part]

            end = self._end
            if end is not None:
                return refused(end)
            if self._full:
                return [Created(Landing.FULL, error=error("group_full")) for _ in part]
            try:
                results = self.target.create(part)
            except PleoErpError as exc:
                self._failed(exc)
                return refused(exc)
            lost = [made for made in results if made.landing is Landing.LOST]
            for reason in {id(made.error): made.error for made in results}.values():
                if reason is not None and (settled or not lost or reason.code == "pleo_timeout"):
                    self._failed(reason)
            if any(made.record is not None for made in results):
                self.control.succeeded()
            self._full = self._full or any(made.landing is Landing.FULL and _says_full(made.error) for made in results)
            return results

        parts = list(_chunks(batch, self.target.create_batch))
        return [made for part in self.pool.map(one, parts) for made in part]

    def _landed(self, change: Change, made: Created) -> Outcome:
        if made.landing is Landing.MATCHED and made.record is not None:
            return self._repair(change, made.record, Counted.UNCHANGED)
        if made.record is not None:
            return Outcome(change, Counted.CREATED, made.record.id, _differs(change.after, made.record))
        return _failed_outcome(change, made.error or error("not_attempted"), unknown=made.landing is Landing.LOST)

    def _settle(self) -> None:
        """One re-read of the unit decides for all parked creates (C-30); what is not there is created once more."""
        if not self._parked:
            return
        try:
            records = self.target.read()
        except PleoErpError as exc:
            self._failed(exc)
            parked, self._parked = self._parked, []
            self._done([_failed_outcome(c, made.error or exc, unknown=made.landing is Landing.LOST) for c, made in parked])
            return
        fold = self.target.kind.fold
        by_key: dict[str, list[TargetRecord]] = {}
        for record in records:
            by_key.setdefault(fold(record.key), []).append(record)
        found = [(c, made) for c, made in self._parked if fold(c.key) in by_key or made.landing is Landing.EXISTS]
        missing = [c for c, made in self._parked if fold(c.key) not in by_key and made.landing is Landing.LOST]
        self._parked = []
        self._done([self._found(change, made, by_key.get(fold(change.key), [])) for change, made in found])
        sent = list(zip(missing, self._send_creates(missing, settled=True), strict=True))
        self._deferred.extend((change, made) for change, made in sent if made.landing is Landing.FULL)
        self._done([self._landed(change, made) for change, made in sent if made.landing is not Landing.FULL])

    def _found(self, change: Change, made: Created, records: Sequence[TargetRecord]) -> Outcome:
        """What a re-read says of a create whose answer was lost, or that Pleo said was there already."""
        if not records:
            return _failed_outcome(change, made.error or error("not_attempted"))
        name = change.after.get("name")
        keep = choose(self.target.kind, records, name if isinstance(name, str) else None)
        return self._repair(change, keep, Counted.CREATED if made.landing is Landing.LOST else Counted.UNCHANGED)

    def _repair(self, change: Change, record: TargetRecord, as_it_is: Counted) -> Outcome:
        """The record of a create that was there already: brought to what the ERP wants (T-40, A-19, C11)."""
        wanted = {name: value for name, value in change.after.items() if not isinstance(value, bool)}
        needed = pair(change.unit, self.target.kind, SourceRow(change.key, wanted), record)
        if needed is None:
            found = record.values() if as_it_is is Counted.UNCHANGED else None
            return Outcome(change, as_it_is, record.id, found=found)
        self.recorder.found(change, record)
        return replace(self._put(needed, record.extra), change=change, record_id=record.id, found=record.values())

    def _again(self) -> None:
        """Creates that Pleo refused with a 400: one more try if the archives have made room (T-41)."""
        if not self._deferred:
            return
        self._full = False
        waiting, self._deferred = self._deferred, []
        if any(outcome.counted is Counted.ARCHIVED for outcome in self.outcomes):
            changes = [change for change, _ in waiting]
            self._land(zip(changes, self._send_creates(changes), strict=True))
            waiting, self._deferred = self._deferred, []
            self._settle()
            waiting, self._deferred = [*waiting, *self._deferred], []
        self._done([_failed_outcome(change, self._refused(made.error)) for change, made in waiting])

    def _refused(self, fault: PleoErpError | None) -> PleoErpError:
        """A full group, if Pleo says so or if its archives are held, so that nobody can tell; else what Pleo said."""
        if fault is None or fault.code == "group_full":
            return fault or error("group_full")
        if _says_full(fault) or self.held_archives:
            return error("group_full", detail=getattr(fault, "pleo_message", None) or fault.as_message)
        return fault

    # -- updates, unarchives, archives

    def _change(self, changes: Sequence[Change]) -> None:
        """Send in batches, each recorded before and after; what can no longer be sent is not recorded."""
        for batch in _chunks(changes, BATCH):
            if self._end is None:
                self.recorder.sent(batch)
                self._done(self._send_changes(batch))
            else:
                self._done([_unsent(change, self._end) for change in batch])
            self.advance(len(batch))

    def _send_changes(self, batch: Sequence[Change]) -> list[Outcome]:
        target = self.target
        flips = [c for c in batch if c.before is not None and {**c.before, "archived": c.after["archived"]} == dict(c.after)]
        work: list[Callable[[], list[Outcome]]] = []
        done: set[int] = set()
        if isinstance(target, BulkTarget):
            for archived in (False, True):
                same = [c for c in flips if c.after["archived"] is archived]
                for part in _chunks(same, target.flip_batch):
                    if len(part) > 1:
                        work.append(partial(self._flip, target, part, archived))
                        done.update(id(c) for c in part)
        work.extend(partial(self._put_alone, c) for c in batch if id(c) not in done)
        return [outcome for results in self.pool.map(lambda task: task(), work) for outcome in results]

    def _put_alone(self, change: Change) -> list[Outcome]:
        return [self._put(change, self.extras.get(str(change.id), {}))]

    def _put(self, change: Change, extra: Mapping[str, object]) -> Outcome:
        def send() -> Outcome:
            record = self.target.put(change, extra)
            return Outcome(change, _BY_ACTION[change.action], record.id, _differs(change.after, record))

        return self._attempt(send, lambda fault: _failed_outcome(change, fault))

    def _flip(self, target: BulkTarget, changes: Sequence[Change], archived: bool) -> list[Outcome]:
        """Many records in one request; if Pleo refuses the whole, each by itself."""

        def send() -> list[Outcome]:
            answers = {record.id: record for record in target.flip([str(c.id) for c in changes], archived)}
            return [
                Outcome(c, _BY_ACTION[c.action], c.id, _differs(c.after, answers[str(c.id)]) if str(c.id) in answers else None)
                for c in changes
            ]

        results = self._attempt(send, lambda fault: [_failed_outcome(c, fault) for c in changes])
        if all(o.error is not None and getattr(o.error, "status", None) in {400, 404, 409, 413, 422} for o in results):
            return [self._put(c, {}) for c in changes]
        return results


def _failed_outcome(change: Change, fault: PleoErpError, *, unknown: bool | None = None) -> Outcome:
    lost = getattr(fault, "lost", False) if unknown is None else unknown
    return Outcome(change, Counted.FAILED, change.id, error=fault, unknown=lost, attempted=fault.code not in _UNSENT)


def _unsent(change: Change, fault: PleoErpError | None) -> Outcome:
    return Outcome(change, Counted.FAILED, change.id, error=fault or error("not_attempted"), attempted=False)


def _says_full(fault: PleoErpError | None) -> bool:
    return "maximum" in str(fault).lower()
