"""Carrying out the free changes of a whole plan, unit after unit (S-19)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from pleo_erp_hookspecs import PleoErpError, Progress, ProgressCallback
from pleo_erp_module.errors import error
from pleo_erp_module.reconcile.change_model import Change, ChangeAction
from pleo_erp_module.sync.planner import Planned, PlannedUnit
from pleo_erp_module.sync.run_control import Control
from pleo_erp_module.sync.targets import TagGroupsTarget
from pleo_erp_module.sync.unit_applier import Counted, Outcome, Recorder, UnitApplier
from pleo_erp_module.text import fold


@dataclass(slots=True)
class PlanApplier:
    """Applies a plan. ``recorder`` makes the history of one unit; ``outcomes`` is what became of the changes so far, by unit."""

    control: Control
    pool: Executor
    progress: ProgressCallback
    recorder: Callable[[PlannedUnit], Recorder]
    archives_first: bool = False
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    _failed_groups: set[str] = field(default_factory=set)
    _done: int = 0

    def apply(self, planned: Planned) -> None:
        """Carry out what is free. What ends the run is left in ``control.fatal``."""
        total = sum(len(free_changes(unit)) for unit in planned.units)
        for unit in planned.units:
            if unit.plan is None:
                continue
            free = free_changes(unit)
            if unit.dimension is not None and fold(unit.dimension) in self._failed_groups:
                # T-39: the tags of a group that could not be made or unarchived are left alone.
                unit.error = error("group_missing", code=unit.dimension)
                self.outcomes[unit.unit] = [Outcome(c, Counted.FAILED, error=unit.error, attempted=False) for c in free]
            else:
                self.outcomes[unit.unit] = self._apply_unit(unit, free, total)
                self._note_groups(unit)

    def _apply_unit(self, unit: PlannedUnit, free: list[Change], total: int) -> list[Outcome]:
        def advance(count: int) -> None:
            self._done += count
            self.progress(Progress("apply", unit.unit, self._done, total))

        archives = (change for change in (unit.plan.changes if unit.plan else ()) if change.action is ChangeAction.ARCHIVE)
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
        except PleoErpError as fault:
            self.control.failed(fault)
            self.control.fatal = self.control.fatal or fault
        if applier.fatal is not None:
            unit.error = applier.fatal
        return applier.outcomes

    def _note_groups(self, unit: PlannedUnit) -> None:
        """The units of tags need to know which groups are there now."""
        if not isinstance(unit.target, TagGroupsTarget):
            return
        for outcome in self.outcomes[unit.unit]:
            key = fold(outcome.change.key)
            if outcome.counted is Counted.FAILED and outcome.change.action is not ChangeAction.ARCHIVE:
                self._failed_groups.add(key)
            elif outcome.change.action is ChangeAction.CREATE and outcome.record_id:
                unit.target.ids[key] = outcome.record_id

    def with_unreached(self, unit: PlannedUnit) -> list[Outcome]:
        """The outcomes of a unit, and one for each free change that the run ended before."""
        known = self.outcomes.get(unit.unit, [])
        reached = {id(outcome.change) for outcome in known}
        ended = error("not_attempted")
        left = (change for change in free_changes(unit) if id(change) not in reached)
        return [*known, *(Outcome(change, Counted.FAILED, error=ended, attempted=False) for change in left)]


def free_changes(unit: PlannedUnit) -> list[Change]:
    """The changes of a unit that wait for nobody."""
    return [change for change in (unit.plan.changes if unit.plan else ()) if not unit.is_held(change)]
