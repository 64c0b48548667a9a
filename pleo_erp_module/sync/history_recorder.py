"""The history of one run while it is being made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pleo_erp_hookspecs import PleoErpError, plain_facts
from pleo_erp_module.errors import error
from pleo_erp_module.reconcile.approval import approval
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, Kind, TargetRecord
from pleo_erp_module.reconcile.settlement import settlement
from pleo_erp_module.store import END_UNKNOWN, ChangeRow, Status, Store, StoredChange
from pleo_erp_module.store import StoredOutcome as StoredOutcome
from pleo_erp_module.sync.planner import PlannedUnit
from pleo_erp_module.sync.unit_applier import Counted, Outcome

_T = TypeVar("_T")
_SETTLED = {True: Status.DONE, False: Status.NOT_DONE, None: Status.UNKNOWN}


ApprovalKey = Callable[[Kind, Change], str]


def stored_change(kind: Kind, change: Change, *, held: bool, key: ApprovalKey = approval) -> StoredChange:
    """A change as it is stored with a plan or a run."""
    return StoredChange(
        change.unit,
        str(change.action),
        change.key,
        change.id,
        dict(change.before) if change.before is not None else None,
        dict(change.after),
        change.reason,
        change.rule,
        held,
        key(kind, change),
    )


def _status(outcome: Outcome) -> Status:
    if outcome.counted is not Counted.FAILED:
        return Status.DONE
    if outcome.unknown:
        return Status.UNKNOWN
    return Status.FAILED if outcome.attempted else Status.NOT_DONE


def made_by(row: ChangeRow) -> Change:
    """A change of the history."""
    return Change(row.unit, ChangeAction(row.action), row.key, row.record_id, row.before, row.after or {}, row.reason, row.rule)


def settled(row: ChangeRow, unit: PlannedUnit) -> StoredOutcome:
    """What became of a change whose end nobody recorded, by what Pleo shows now."""
    found = settlement(unit.target.kind, made_by(row), unit.records)
    outcome = StoredOutcome(row.run, row.position, _SETTLED[found.made], found.record_id)
    return replace(outcome, error_code=END_UNKNOWN, error_facts={}) if found.made is None else outcome


@dataclass(slots=True)
class HistoryRecorder:
    """Writes what is sent and what came of it, for one unit of one run; approvals that were carried out are used up."""

    store: Store
    run: str
    company: str
    kind: Kind
    approved: frozenset[str]
    key: ApprovalKey = approval
    _positions: dict[int, int] = field(default_factory=dict)

    def sent(self, changes: Sequence[Change]) -> None:
        """These are about to be sent."""
        rows = [stored_change(self.kind, change, held=False) for change in changes]
        positions = self._written(lambda: self.store.history.sent(self.run, self.company, rows))
        self._positions.update(zip(map(id, changes), positions, strict=True))

    def found(self, change: Change, record: TargetRecord) -> None:
        """The record of this create was there already, and is about to be changed."""
        if (position := self._positions.get(id(change))) is not None:
            self._written(lambda: self.store.history.found(self.run, position, record.id, record.values()))

    def outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """This is what became of them."""
        rows = [self._row(outcome) for outcome in outcomes if id(outcome.change) in self._positions]
        if rows:
            self._written(lambda: self.store.history.outcome(rows))
        done = {self.key(self.kind, outcome.change) for outcome in outcomes if outcome.counted is not Counted.FAILED}
        if used := done & self.approved:
            self._written(lambda: self.store.plans.use(self.company, sorted(used)))

    def _row(self, outcome: Outcome) -> StoredOutcome:
        fault = outcome.error
        return StoredOutcome(
            self.run,
            self._positions[id(outcome.change)],
            _status(outcome),
            outcome.record_id,
            dict(outcome.answered) if outcome.answered is not None else None,
            fault.code if fault else None,
            fault.message if fault else None,
            fault.next_step if fault else None,
            dict(outcome.found) if outcome.found is not None else None,
            plain_facts(fault.facts) if fault else None,
        )

    @staticmethod
    def _written(write: Callable[[], _T]) -> _T:
        try:
            return write()
        except PleoErpError as exc:
            raise error("history_unwritable", detail=exc.as_message) from exc
