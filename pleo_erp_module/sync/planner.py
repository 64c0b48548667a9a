"""From what was read to a guarded plan: Pleo's side is read, each unit is planned and judged. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from pleo_erp_hookspecs import Message, PleoErpError, Progress, ProgressCallback
from pleo_erp_module.errors import error
from pleo_erp_module.kinds.erp_view import UnitSource
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.setting import SettingValues
from pleo_erp_module.kinds.target import Target
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.reconcile.approval import approval, identity, plan_hash, shown_as_done
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, EarlierAnswer, SkippedRow, TargetRecord, UnitPlan
from pleo_erp_module.reconcile.engine import plan_unit
from pleo_erp_module.reconcile.guards import VANISHED, Hold, PastChange, RunCase, UnitCase, Verdict, judge, lost_lately
from pleo_erp_module.reconcile.selection import DimensionState
from pleo_erp_module.store import ChangeRow
from pleo_erp_module.sync.run_control import STOPPED
from pleo_erp_module.sync.setting_registry import Settings

_HIDDEN = 20  # rows with invisible characters that a warning names


@dataclass(frozen=True, slots=True)
class UnitMemory:
    """What earlier runs left behind about one unit."""

    rows_before: int | None = None
    sticky: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, EarlierAnswer] = field(default_factory=dict)
    unsettled: Sequence[ChangeRow] = ()  # sent, end unknown


@dataclass(frozen=True, slots=True)
class ConnectionMemory:
    """What earlier runs and people left behind about one connection."""

    confirmed: bool
    selection_confirmed: bool
    approved: frozenset[str]
    unit: Callable[[Unit], UnitMemory]
    synchronised: Sequence[Unit]  # all units, whether this run plans them or not
    past: Callable[[], Mapping[str, Sequence[PastChange]]]  # by the key of the unit, newest first


@dataclass(slots=True)
class PlannedUnit:
    """One unit, read and planned, or the error that kept it from being planned."""

    source: UnitSource
    target: Target
    parent: PlannedUnit | None = None  # the unit with the record that this one belongs to
    rows: int = 0  # ERP rows as the guard `blind` counts them
    plan: UnitPlan | None = None
    guarded: Verdict = field(default_factory=lambda: Verdict((), {}, {}))
    records: Sequence[TargetRecord] = ()
    seen: frozenset[str] = frozenset()  # of the approved changes: those that Pleo's records show as carried out
    error: PleoErpError | None = None
    warnings: list[PleoErpError] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    held_all: bool = False  # nothing of this unit may be applied, approved or not
    ids: dict[str, str] = field(default_factory=dict)  # of the records that stay or are created, by folded key

    @property
    def unit(self) -> Unit:
        """Which unit it is."""
        return self.source.unit

    @property
    def name(self) -> str:
        """The unit, as tables and answers name it."""
        return str(self.source.unit)

    @property
    def changes(self) -> Sequence[Change]:
        """What is planned, in order."""
        return self.plan.changes if self.plan else ()

    def key(self, key: str) -> str:
        """The folded form of a key of this unit's records."""
        return self.target.kind.fold(key)

    def is_held(self, change: Change) -> bool:
        """Whether this change waits for a person."""
        return self.held_all or identity(self.target.kind, change) in self.guarded.held

    def hold_rest(self, name: str, limit: Message, approved: frozenset[str]) -> None:
        """Everything in this unit waits that nobody has released."""
        kind = self.target.kind
        waiting = {identity(kind, change): name for change in self.changes if approval(kind, change) not in approved}
        if waiting:
            self.guarded = replace(self.guarded, held={**waiting, **self.guarded.held}, whole=True)
            self._hold(name, limit)

    def hold_all(self, name: str, limit: Message) -> None:
        """Everything in this unit waits, whatever the guards say."""
        self.held_all = True
        self._hold(name, limit)

    def _hold(self, name: str, limit: Message) -> None:
        plan = self.plan
        self.holds.insert(0, Hold(self.name, name, len(plan.active) if plan else 0, len(plan.gone) if plan else 0, limit))


@dataclass(slots=True)
class Planned:
    """The whole plan of a connection, in the order in which it is applied (S-19)."""

    units: list[PlannedUnit]
    deselect: list[str]
    missing: list[str] = field(default_factory=list)  # selected, and not in the ERP today (T-22)
    fixed_hash: str | None = None  # of an undo: another than that of a run's own plan of the same changes
    _hash: str | None = field(default=None, init=False, repr=False)

    @property
    def changes(self) -> list[Change]:
        """All changes of all units, in order."""
        return [change for unit in self.units for change in unit.changes]

    @property
    def skipped(self) -> list[SkippedRow]:
        """All ERP rows that are left out."""
        return [row for unit in self.units if unit.plan for row in unit.plan.skipped]

    @property
    def holds(self) -> list[Hold]:
        """All holds of all units."""
        return [hold for unit in self.units for hold in unit.holds]

    @property
    def hash(self) -> str:
        """The plan's hash, made once: which changes there are is settled when the plan is made."""
        if self._hash is None:
            self._hash = self.fixed_hash or plan_hash(self.changes)
        return self._hash


@dataclass(slots=True)
class Planner:
    """Reads Pleo and plans. ``pool`` reads units side by side."""

    client: PleoClient
    pleo_company: str
    settings: Settings
    memory: ConnectionMemory
    pool: Executor
    progress: ProgressCallback
    mark: Mapping[str, str] = field(default_factory=dict)  # for tag groups that are created

    def plan(self, sources: Sequence[UnitSource]) -> Planned:
        """Plan every unit that was read. An error that concerns the whole connection is raised, others stay with their unit."""
        units = self._units(sources)
        for unit in units:
            if unit.error is not None and unit.error.code in STOPPED | {"key_rejected", "lease_lost"}:
                raise unit.error
        # A unit without a row is a glitch, and says nothing of what is selected.
        chosen = [one for unit in units if unit.rows for one in unit.source.chosen]
        deselect = [one.code for one in chosen if one.state is DimensionState.INACTIVE]
        missing = [one.code for one in chosen if one.state is DimensionState.MISSING]
        return Planned(units, deselect, missing)

    # -- the units

    def _units(self, sources: Sequence[UnitSource]) -> list[PlannedUnit]:
        """The units in the order of a run; those that belong to a record of another once that one is planned."""
        units: dict[Unit, PlannedUnit] = {}
        for source in sorted(sources, key=lambda source: (source.unit.kind.order, source.unit.key, str(source.unit))):
            parent = units.get(source.unit.parent) if source.unit.parent else None
            units[source.unit] = planned_unit(source, self.client, self.pleo_company, self.settings.values, parent, self.mark)
        under_way = {unit.unit: self.pool.submit(self._fill, unit) for unit in units.values() if unit.parent is None}
        for unit in units.values():
            if unit.parent is not None:
                under_way[unit.parent.unit].result()
                if unit.parent.source.error is None:
                    unit.error = unit.parent.error or unit.error
                under_way[unit.unit] = self.pool.submit(self._fill, unit)
        for future in under_way.values():
            future.result()
        self._judge([unit for unit in units.values() if unit.plan is not None])
        for unit in units.values():
            self._judge_with_parent(unit)
        return list(units.values())

    def _judge(self, units: Sequence[PlannedUnit]) -> None:
        """What the guards say of all units together, and what each kind doubts."""
        approved = self.memory.approved
        risky = any(change.action is not ChangeAction.CREATE for unit in units for change in unit.changes)
        past = self.memory.past() if risky and self.memory.confirmed else {}
        cases = []
        for unit in units:
            assert unit.plan is not None
            memory = self.memory.unit(unit.unit)
            cases.append(
                UnitCase.of(
                    unit.plan,
                    rows=unit.rows,
                    rows_before=memory.rows_before,
                    approved=approved - unit.seen,
                    sticky=memory.sticky,
                    records=unit.records,
                    past=past.get(unit.unit.key, ()),
                )
            )
        planned = {unit.unit.key for unit in units}
        others = {unit.key: self.memory.unit(unit) for unit in self.memory.synchronised if unit.key not in planned}
        guards = frozenset(guard for other in others.values() for guard in other.sticky.values())
        beside = [(len(lost_lately(past.get(key, ()), VANISHED)), other.rows_before or 0) for key, other in others.items()]
        verdicts = judge(RunCase(cases, self.settings.thresholds, self.memory.confirmed, guards, beside))
        for unit in units:
            unit.guarded = verdicts[unit.name]
            unit.holds = list(unit.guarded.holds)
            doubt = unit.source.doubt(unit.records) if unit.source.doubt else None
            if doubt is not None:
                unit.warnings.append(doubt.warning)
                if self.memory.confirmed:
                    unit.hold_rest(doubt.guard, doubt.warning.as_message, approved)

    def _judge_with_parent(self, unit: PlannedUnit) -> None:
        """What the record that the unit belongs to, and the selection, mean for it."""
        parent, declared = unit.parent, unit.unit.kind.parent
        key = unit.unit.parent_key
        changes = [change for change in parent.changes if parent.key(change.key) == key] if parent else []
        creates = any(change.action is ChangeAction.CREATE for change in changes)
        if parent and declared and unit.error is None and not creates and key not in parent.ids:
            # The row itself was left out (its code stands twice, or is too long): there is no record to belong to.
            unit.error, unit.plan = error(declared.missing, code=unit.unit.code), None
        if (parent or unit).error is not None:
            return
        if unit.unit.kind.area.of_selection and self.memory.confirmed and not self.memory.selection_confirmed:
            unit.hold_all("selection", Message("selection_unseen"))
        elif parent and declared and any(change.action.phase < 2 and parent.is_held(change) for change in changes):
            unit.hold_all(declared.guard, declared.limit)

    def _fill(self, unit: PlannedUnit) -> None:
        """Read the unit's records and plan it."""
        if unit.error is not None:
            return
        kind, source = unit.target.kind, unit.source
        try:
            records = unit.target.read(lambda done, total: self.progress(Progress("read", unit.name, done, total)))
        except PleoErpError as fault:
            unit.error = fault
            return
        memory = self.memory.unit(unit.unit)
        unit.rows = source.guard_rows
        asked = self.memory.approved | memory.sticky.keys()
        unit.plan = plan_unit(unit.name, kind, source.rows, records, known=source.known, answered=memory.answered, asked=asked)
        if hidden := sorted(row.hidden for row in source.rows if row.hidden):
            unit.warnings.append(error("invisible_characters", count=len(hidden), rows=hidden[:_HIDDEN]))
        unit.records = records
        unit.ids.update({key: record.id for key, record in unit.plan.kept.items()})
        if self.memory.approved:
            unit.seen = self.memory.approved & frozenset(shown_as_done(unit.name, kind, records))


def planned_unit(
    source: UnitSource,
    client: PleoClient,
    pleo_company: str,
    settings: SettingValues,
    parent: PlannedUnit | None = None,
    mark: Mapping[str, str] | None = None,
) -> PlannedUnit:
    """A unit that is still to be planned; the records of ``parent`` are those that such units belong to."""
    kind = source.unit.kind
    side = PleoSide(client, pleo_company, parent.ids if parent else {}, mark or {})
    target = kind.target(side, source.unit, kind.declaration(settings))
    return PlannedUnit(source, target, parent, error=source.error)


def veto(planned: Planned, reason: Message) -> None:
    """An extension vetoed the plan: everything waits."""
    for unit in planned.units:
        unit.hold_all("veto", reason)
