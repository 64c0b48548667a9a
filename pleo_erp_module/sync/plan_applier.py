"""Carrying out the free changes of a whole plan, unit after unit (S-19)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from pleo_erp_hookspecs import PleoErpError, Progress, ProgressCallback
from pleo_erp_module.errors import error
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.reconcile.change_model import Change, ChangeAction
from pleo_erp_module.sync.planner import Planned, PlannedUnit
from pleo_erp_module.sync.run_control import Control
from pleo_erp_module.sync.unit_applier import Counted, Outcome, Recorder, UnitApplier


@dataclass(slots=True)
class PlanApplier:
    """Applies a plan. ``recorder`` makes the history of one unit; ``outcomes`` is what became of the changes so far, by unit."""

    control: Control
    pool: Executor
    progress: ProgressCallback
    recorder: Callable[[PlannedUnit], Recorder]
    archives_first: bool = False
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    _failed: dict[Unit, set[str]] = field(default_factory=dict)  # folded keys of records that are not there as wanted
    _done: int = 0

    def apply(self, planned: Planned) -> None:
        """Carry out what is free. What ends the run is left in ``control.fatal``."""
        total = sum(len(free_changes(unit)) for unit in planned.units)
        for unit in planned.units:
            if unit.plan is None:
                continue
            free = free_changes(unit)
            if unit.parent and unit.unit.kind.parent and unit.unit.parent_key in self._failed.get(unit.parent.unit, ()):
                # T-39: what belongs to a record that could not be made or unarchived is left alone.
                unit.error = error(unit.unit.kind.parent.missing, code=unit.unit.code)
                self.outcomes[unit.name] = [Outcome(c, Counted.FAILED, error=unit.error, attempted=False) for c in free]
            else:
                self.outcomes[unit.name] = self._apply_unit(unit, free, total)
                self._note_records(unit)

    def _apply_unit(self, unit: PlannedUnit, free: list[Change], total: int) -> list[Outcome]:
        def advance(count: int) -> None:
            self._done += count
            self.progress(Progress("apply", unit.name, self._done, total))

        archives = (change for change in unit.changes if change.action is ChangeAction.ARCHIVE)
        applier = UnitApplier(
            unit.target,
            {record.id: record.extra for record in unit.records},
            self.recorder(unit),
            self.pool,
            self.control,
            advance,
            held_archives=any(map(unit.is_held, archives)),
            archives_first=self.archives_first,
        )
        try:
            applier.apply(free)
        except PleoErpError as exc:
            self.control.failed(exc)
            self.control.fatal = self.control.fatal or exc
        if applier.fatal is not None:
            unit.error = applier.fatal
        return applier.outcomes

    def _note_records(self, unit: PlannedUnit) -> None:
        """The units that belong to these records need to know which of them are there now."""
        for outcome in self.outcomes[unit.name]:
            key = unit.key(outcome.change.key)
            if outcome.counted is Counted.FAILED and outcome.change.action is not ChangeAction.ARCHIVE:
                self._failed.setdefault(unit.unit, set()).add(key)
            elif outcome.change.action is ChangeAction.CREATE and outcome.record_id:
                unit.ids[key] = outcome.record_id

    def with_unreached(self, unit: PlannedUnit) -> list[Outcome]:
        """The outcomes of a unit, and one for each free change that the run ended before."""
        known = self.outcomes.get(unit.name, [])
        reached = {id(outcome.change) for outcome in known}
        ended = error("not_attempted")
        left = (change for change in free_changes(unit) if id(change) not in reached)
        return [*known, *(Outcome(change, Counted.FAILED, error=ended, attempted=False) for change in left)]


def free_changes(unit: PlannedUnit) -> list[Change]:
    """The changes of a unit that wait for nobody."""
    return [change for change in unit.changes if not unit.is_held(change)]
