"""Carrying out the free changes of one unit: create, then update and unarchive, then archive (S-18).

One bad record never stops the others (S-20). Each batch is written to the history before its requests and its outcome after.
Creates whose answer was lost, or that Pleo says exist already, wait for one re-read of the unit and are settled by what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol, TypeVar

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.reconcile.engine import choose, pair
from pleo_erp_module.reconcile.model import Action, Change, SourceRow, TargetRecord, Values
from pleo_erp_module.sync.control import Control
from pleo_erp_module.sync.targets import BulkTarget, Created, Landing, Target

BATCH = 100  # changes that are recorded together
_UNIT_FAULTS = frozenset({"right_missing", "group_missing"})  # the rest of the unit would fail alike
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
    Action.CREATE: Counted.CREATED,
    Action.UPDATE: Counted.UPDATED,
    Action.UNARCHIVE: Counted.UNARCHIVED,
    Action.ARCHIVE: Counted.ARCHIVED,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change. ``answered`` is what Pleo stored where it differs from what was sent."""

    change: Change
    counted: Counted
    record_id: str | None = None
    answered: Values | None = None
    error: PleoErpError | None = None
    unknown: bool = False  # nobody knows whether Pleo carried it out
    attempted: bool = True


class Recorder(Protocol):
    """The history of this run. Both raise ``history_unwritable``."""

    def sent(self, changes: Sequence[Change]) -> None:
        """These are about to be sent."""

    def outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """This is what became of changes that were recorded as sent."""


def _chunks(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _differs(sent: Values, record: TargetRecord) -> Values | None:
    answer = record.values()
    return answer if any(answer.get(name) != value for name, value in sent.items()) else None


@dataclass(slots=True)
class UnitApplier:
    """Applies one unit. ``held_archives``: whether archives of this unit wait for a person (T-41)."""

    target: Target
    extras: Mapping[str, Mapping[str, object]]
    recorder: Recorder
    pool: Executor
    control: Control
    advance: Callable[[int], None]
    held_archives: bool = False
    fatal: PleoErpError | None = None  # what ended the rest of this unit
    _full: bool = False

    def apply(self, changes: Iterable[Change]) -> list[Outcome]:
        """Carry out the changes; one outcome for each."""
        by_phase: dict[int, list[Change]] = {0: [], 1: [], 2: []}
        for change in changes:
            by_phase[change.action.phase].append(change)
        created, deferred = self._create(by_phase[0])
        updated = self._change(by_phase[1])
        archived = self._change(by_phase[2])
        return [*created, *updated, *archived, *self._again(deferred, archived)]

    # -- single requests

    def _attempt(self, work: Callable[[], _T], failed: Callable[[PleoErpError], _T]) -> _T:
        """One request; a fault becomes an outcome, and the end of the unit or the run where it concerns them."""
        end = self.control.fatal or self.fatal
        if end is not None:
            return failed(error("not_attempted") if end.code not in _UNIT_FAULTS else end)
        try:
            result = work()
        except PleoErpError as fault:
            self._failed(fault)
            return failed(fault)
        self.control.succeeded()
        return result

    def _failed(self, fault: PleoErpError) -> None:
        self.control.failed(fault)
        if fault.code in _UNIT_FAULTS:
            self.fatal = fault

    def _recorded(self, changes: Sequence[Change], send: Callable[[Sequence[Change]], list[Outcome]]) -> list[Outcome]:
        """Send in batches, each recorded before and after; what can no longer be sent is not recorded."""
        outcomes: list[Outcome] = []
        for batch in _chunks(changes, BATCH):
            if self.control.fatal or self.fatal:
                fault = self.fatal or error("not_attempted")
                outcomes.extend(Outcome(c, Counted.FAILED, error=fault, attempted=False) for c in batch)
            else:
                self.recorder.sent(batch)
                results = send(batch)
                self.recorder.outcomes(results)
                outcomes.extend(results)
            self.advance(len(batch))
        return outcomes

    # -- creates

    def _create(self, changes: Sequence[Change]) -> tuple[list[Outcome], list[Change]]:
        """Create; answers the outcomes, and the changes that wait for the archives."""
        landed: list[tuple[Change, Created]] = []
        size = max(BATCH, self.target.create_batch)
        for batch in _chunks(changes, size):
            if self.control.fatal or self.fatal:
                landed.extend((c, Created(Landing.FAILED, error=self.fatal or error("not_attempted"))) for c in batch)
                continue
            self.recorder.sent(batch)
            landed.extend(zip(batch, self._send_creates(batch), strict=True))
            self.advance(len(batch))
        parked = [(c, made) for c, made in landed if made.landing in {Landing.LOST, Landing.EXISTS}]
        deferred = [c for c, made in landed if made.landing is Landing.FULL]
        outcomes = [
            self._landed(c, made) for c, made in landed if made.landing in {Landing.CREATED, Landing.MATCHED, Landing.FAILED}
        ]
        self.recorder.outcomes([o for o in outcomes if o.attempted])
        settled = self._settle(parked)
        self.recorder.outcomes(settled)
        return [*outcomes, *settled], deferred

    def _send_creates(self, batch: Sequence[Change]) -> list[Created]:
        def one(part: Sequence[Change]) -> list[Created]:
            def refused(fault: PleoErpError) -> list[Created]:
                return [Created(Landing.FAILED, error=fault) for _ in part]

            if self._full:
                return [Created(Landing.FULL, error=error("group_full", detail="")) for _ in part]
            results = self._attempt(lambda: self.target.create(part), refused)
            for made in results:
                if made.error is not None:
                    self._failed(made.error)
                if made.landing is Landing.FULL and "maximum" in str(made.error).lower():
                    self._full = True
            return results

        parts = list(_chunks(batch, self.target.create_batch))
        return [made for part in self.pool.map(one, parts) for made in part]

    def _landed(self, change: Change, made: Created) -> Outcome:
        if made.landing is Landing.MATCHED and made.record is not None:
            return self._repair(change, made.record, Counted.UNCHANGED)
        if made.record is not None:
            return Outcome(change, Counted.CREATED, made.record.id, _differs(change.after, made.record))
        fault = made.error or error("not_attempted")
        return Outcome(change, Counted.FAILED, error=fault, attempted=fault.code != "not_attempted")

    def _settle(self, parked: Sequence[tuple[Change, Created]]) -> list[Outcome]:
        """One re-read of the unit decides for all parked creates (C-30); what is not there is created once more."""
        if not parked:
            return []
        kind = self.target.kind
        try:
            self.control.before_send()
            records = self.target.read()
        except PleoErpError as fault:
            self._failed(fault)
            return [
                Outcome(c, Counted.FAILED, error=made.error or fault, unknown=made.landing is Landing.LOST) for c, made in parked
            ]
        by_key: dict[str, list[TargetRecord]] = {}
        for record in records:
            by_key.setdefault(kind.fold(record.key), []).append(record)

        outcomes: list[Outcome] = []
        missing: list[Change] = []
        for change, made in parked:
            found = by_key.get(kind.fold(change.key))
            name = change.after.get("name")
            if found:
                keep = choose(kind, found, name if isinstance(name, str) else None)
                outcomes.append(
                    self._repair(change, keep, Counted.CREATED if made.landing is Landing.LOST else Counted.UNCHANGED)
                )
            elif made.landing is Landing.EXISTS:
                outcomes.append(Outcome(change, Counted.FAILED, error=made.error))
            else:
                missing.append(change)
        for change, made in zip(missing, self._send_creates(missing), strict=True):
            if made.landing in {Landing.CREATED, Landing.MATCHED, Landing.FAILED}:
                outcomes.append(self._landed(change, made))
            else:
                outcomes.append(Outcome(change, Counted.FAILED, error=made.error, unknown=made.landing is Landing.LOST))
        return outcomes

    def _repair(self, change: Change, record: TargetRecord, as_it_is: Counted) -> Outcome:
        """The record of a create that was there already: brought to what the ERP wants (T-40, A-19, C11)."""
        wanted = {name: value for name, value in change.after.items() if not isinstance(value, bool)}
        needed = pair(change.unit, self.target.kind, SourceRow(change.key, wanted), record)
        if needed is None:
            return Outcome(change, as_it_is, record.id)
        outcome = self._put(needed, record.extra)
        return Outcome(change, outcome.counted, record.id, outcome.answered, outcome.error, outcome.unknown, outcome.attempted)

    def _again(self, deferred: Sequence[Change], archived: Sequence[Outcome]) -> list[Outcome]:
        """Creates that met a full group: one more try if the archives have made room (T-41)."""
        if not deferred:
            return []
        self._full = False
        made_room = any(outcome.counted is Counted.ARCHIVED for outcome in archived)
        outcomes: list[Outcome] = []
        for batch in _chunks(deferred, BATCH):
            tried = self._send_creates(batch) if made_room else [Created(Landing.FULL) for _ in batch]
            outcomes.extend(self._landed_again(change, made) for change, made in zip(batch, tried, strict=True))
        self.recorder.outcomes(outcomes)
        return outcomes

    def _landed_again(self, change: Change, made: Created) -> Outcome:
        if made.landing is not Landing.FULL:
            if made.landing in {Landing.LOST, Landing.EXISTS}:
                return self._settle([(change, made)])[0]
            return self._landed(change, made)
        detail = made.error.message if made.error else ""
        return Outcome(change, Counted.FAILED, error=error("group_full", detail=f": {detail}" if detail else ""))

    # -- updates, unarchives, archives

    def _change(self, changes: Sequence[Change]) -> list[Outcome]:
        return self._recorded(changes, self._send_changes)

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


def _failed_outcome(change: Change, fault: PleoErpError) -> Outcome:
    attempted = fault.code not in {"not_attempted", "stopped", "lease_lost"}
    return Outcome(change, Counted.FAILED, change.id, error=fault, unknown=getattr(fault, "lost", False), attempted=attempted)
