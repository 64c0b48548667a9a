"""From what was read to a guarded plan: Pleo's side is read, each unit is planned and judged. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace

from pleo_erp_hookspecs import Account, Dimension, PleoErpError, Progress, ProgressCallback
from pleo_erp_module.errors import error
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.reconcile import kinds
from pleo_erp_module.reconcile.approval import approval, identity, plan_hash, shown_as_done
from pleo_erp_module.reconcile.change_model import (
    Change,
    ChangeAction,
    EarlierAnswer,
    SkippedRow,
    SourceRow,
    TargetRecord,
    UnitPlan,
)
from pleo_erp_module.reconcile.engine import plan_unit
from pleo_erp_module.reconcile.guard import Hold, Verdict, guard
from pleo_erp_module.reconcile.selection import DimensionState
from pleo_erp_module.store import ChangeRow
from pleo_erp_module.sync.erp_data import ErpData
from pleo_erp_module.sync.job_scope import ACCOUNTS, TAGS, Scope
from pleo_erp_module.sync.row_records import account_rows, dimension_row, value_rows
from pleo_erp_module.sync.setting_registry import Settings
from pleo_erp_module.sync.targets import AccountsTarget, TagGroupsTarget, TagsTarget, Target
from pleo_erp_module.text import clean, fold


@dataclass(frozen=True, slots=True)
class UnitMemory:
    """What earlier runs left behind about one unit."""

    rows_before: int | None = None
    sticky: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, EarlierAnswer] = field(default_factory=dict)
    unsettled: Mapping[str, Sequence[ChangeRow]] = field(default_factory=dict)  # by approval: sent, end unknown


@dataclass(frozen=True, slots=True)
class ConnectionMemory:
    """What earlier runs and people left behind about one connection."""

    confirmed: bool
    selection_confirmed: bool
    approved: frozenset[str]
    unit: Callable[[str], UnitMemory]


@dataclass(slots=True)
class PlannedUnit:
    """One unit, read and planned, or the error that kept it from being planned."""

    unit: str
    area: str
    target: Target
    rows: int = 0  # ERP rows as the guard `blind` counts them
    plan: UnitPlan | None = None
    guarded: Verdict = field(default_factory=lambda: Verdict((), {}, {}))
    source: Sequence[SourceRow] = ()
    records: Sequence[TargetRecord] = ()
    seen: frozenset[str] = frozenset()  # of the approved and unsettled changes: those that Pleo's records show as carried out
    error: PleoErpError | None = None
    warning: PleoErpError | None = None
    holds: list[Hold] = field(default_factory=list)
    dimension: str | None = None  # of a unit of tags: the code of its dimension
    held_all: bool = False  # nothing of this unit may be applied, approved or not

    def is_held(self, change: Change) -> bool:
        """Whether this change waits for a person."""
        return self.held_all or identity(self.target.kind, change) in self.guarded.held

    def hold_rest(self, name: str, limit: str, approved: frozenset[str]) -> None:
        """Everything in this unit waits that nobody has released."""
        kind, changes = self.target.kind, self.plan.changes if self.plan else ()
        waiting = {identity(kind, change): name for change in changes if approval(kind, change) not in approved}
        if waiting:
            self.guarded = replace(self.guarded, held={**waiting, **self.guarded.held}, whole=True)
            self._hold(name, limit)

    def hold_all(self, name: str, limit: str) -> None:
        """Everything in this unit waits, whatever the guards say."""
        self.held_all = True
        self._hold(name, limit)

    def _hold(self, name: str, limit: str) -> None:
        plan = self.plan
        self.holds.insert(0, Hold(self.unit, name, len(plan.active) if plan else 0, len(plan.gone) if plan else 0, limit))


@dataclass(slots=True)
class Planned:
    """The whole plan of a connection, in the order in which it is applied (S-19)."""

    units: list[PlannedUnit]
    deselect: list[str]
    warnings: list[PleoErpError]
    missing: list[str] = field(default_factory=list)  # selected, and not in the ERP today (T-22)
    fixed_hash: str | None = None  # of an undo: another than that of a run's own plan of the same changes

    @property
    def changes(self) -> list[Change]:
        """All changes of all units, in order."""
        return [change for unit in self.units if unit.plan for change in unit.plan.changes]

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
        """The plan's hash."""
        return self.fixed_hash or plan_hash(self.changes)


@dataclass(slots=True)
class Planner:
    """Reads Pleo and plans. ``pool`` reads units side by side."""

    client: PleoClient
    pleo_company: str
    settings: Settings
    memory: ConnectionMemory
    pool: Executor
    progress: ProgressCallback

    def plan(self, scope: Scope, erp: ErpData, selected: Sequence[str] | None) -> Planned:
        """Plan every unit of the scope. A fault that concerns the whole connection is raised, others stay with their unit."""
        accounts = self.pool.submit(self._accounts, erp) if ACCOUNTS in scope.areas else None
        tags = self._tags(scope, erp, selected) if TAGS in scope.areas and selected is not None else []
        units = [*([accounts.result()] if accounts else []), *tags]
        for unit in units:
            if unit.error is not None and unit.error.code in {"key_rejected", "stopped", "lease_lost"}:
                raise unit.error
        glitch = bool(tags) and tags[0].rows == 0
        chosen = erp.chosen if tags and not glitch else ()
        deselect = [one.code for one in chosen if one.state is DimensionState.INACTIVE]
        missing = [one.code for one in chosen if one.state is DimensionState.MISSING]
        return Planned(units, deselect, [unit.warning for unit in units if unit.warning], missing)

    # -- the units

    def _accounts(self, erp: ErpData) -> PlannedUnit:
        unit = PlannedUnit("accounts", ACCOUNTS, AccountsTarget(self.client, self.pleo_company, kinds.accounts(tax_codes=False)))
        if isinstance(erp.accounts, PleoErpError):
            unit.error = erp.accounts
            return unit
        self._fill(unit, account_rows(erp.accounts, self.settings.account_key))
        unit.warning = self._account_key(erp.accounts, unit)
        if unit.warning is not None and unit.plan is not None and self.memory.confirmed:
            # Row ids and numbers can coincide: such a plan would rename accounts at random, so only what was released passes.
            unit.hold_rest("account_key", unit.warning.message, self.memory.approved)
        return unit

    def _tags(self, scope: Scope, erp: ErpData, selected: Sequence[str]) -> list[PlannedUnit]:
        kind = kinds.tag_groups(names_in_step=self.settings.group_names)
        target = TagGroupsTarget(self.client, self.pleo_company, kind)
        groups = PlannedUnit("tag_groups", TAGS, target)
        if isinstance(erp.dimensions, PleoErpError):
            groups.error = erp.dimensions
            later = error("dimension_read_failed", detail=erp.dimensions.message)
            wanted = [code for code in selected if scope.dimension is None or fold(code) == fold(scope.dimension)]
            failed = [self._tags_unit(code, target) for code in wanted]
            for unit in failed:
                unit.error = later
            return [groups, *_sorted(failed)]
        rows = [dimension_row(row) for one in erp.chosen for row in one.rows]
        # Several dimensions, and not one of them active: a glitch, as if none had been read (T-19, Q-21).
        blind = len(erp.dimensions) > 1 and not any(dimension.usable for dimension in erp.dimensions)
        self._fill(groups, rows, known=spelled_codes(erp.dimensions), guard_rows=0 if blind else len(erp.dimensions))
        if groups.plan is not None:
            target.ids.update({key: record.id for key, record in groups.plan.kept.items()})
        units = _sorted([self._tags_unit(code, target) for code in erp.values])
        if groups.error is not None:
            for unit in units:
                unit.error = groups.error
            return [groups, *units]
        futures: list[Future[PlannedUnit]] = []
        for unit in units:
            values = erp.values[str(unit.dimension)]
            if isinstance(values, PleoErpError):
                unit.error = values
            else:
                futures.append(self.pool.submit(self._fill, unit, value_rows(values)))
        for future in futures:
            future.result()
        wanted_groups = {
            fold(change.key) for change in (groups.plan.changes if groups.plan else ()) if change.action is ChangeAction.CREATE
        }
        for unit in units:
            key = fold(str(unit.dimension))
            if unit.error is None and key not in target.ids and key not in wanted_groups:
                # The dimension itself was left out (its code stands twice, or is too long): there is no group for its tags.
                unit.error, unit.plan = error("group_missing", code=unit.dimension), None
        if self.memory.confirmed and not self.memory.selection_confirmed:
            for unit in (groups, *units):
                unit.hold_all("selection", "the selection has not been seen in a released plan yet")
        by_dimension = {fold(str(unit.dimension)): unit for unit in units}
        for change in groups.plan.changes if groups.plan else ():
            waiting = by_dimension.get(fold(change.key))
            if waiting and not waiting.held_all and change.action.phase < 2 and groups.is_held(change):
                waiting.hold_all("group", "the tag group waits itself")
        return [groups, *units]

    def _tags_unit(self, code: str, groups: TagGroupsTarget) -> PlannedUnit:
        target = TagsTarget(self.client, self.pleo_company, code, groups.ids)
        return PlannedUnit(f"tags:{code}", TAGS, target, dimension=code)

    def _fill(
        self,
        unit: PlannedUnit,
        rows: Sequence[SourceRow],
        *,
        known: Mapping[str, str] | None = None,
        guard_rows: int | None = None,
    ) -> PlannedUnit:
        """Read the unit's records, plan and judge it."""
        kind = unit.target.kind
        try:
            records = unit.target.read(lambda done, total: self.progress(Progress("read", unit.unit, done, total)))
        except PleoErpError as fault:
            unit.error = fault
            return unit
        memory = self.memory.unit(unit.unit)
        unit.rows = len(rows) if guard_rows is None else guard_rows
        unit.plan = plan_unit(unit.unit, kind, rows, records, known=known, answered=memory.answered)
        unit.source, unit.records = rows, records
        if waited_for := self.memory.approved | memory.unsettled.keys():
            unit.seen = waited_for & frozenset(shown_as_done(unit.unit, kind, records))
        unit.guarded = guard(
            unit.plan,
            self.settings.thresholds,
            rows=unit.rows,
            rows_before=memory.rows_before,
            confirmed=self.memory.confirmed,
            approved=self.memory.approved - unit.seen,
            sticky=memory.sticky,
        )
        unit.holds = list(unit.guarded.holds)
        return unit

    def _account_key(self, accounts: Sequence[Account], unit: PlannedUnit) -> PleoErpError | None:
        """A warning if the other account key would match more of Pleo's accounts."""
        used = self.settings.account_key
        other = "code" if used == "id" else "id"
        matches = account_key_matches(accounts, unit.records)
        if matches[other] <= matches[used]:
            return None
        return error("wrong_account_key", used=used, other=other, matched=matches[used], others=matches[other])


def spelled_codes(dimensions: Sequence[Dimension]) -> dict[str, str]:
    """The codes that the ERP has, as it spells them, by what they are matched by."""
    return {fold(dimension.code): clean(dimension.code) for dimension in dimensions if clean(dimension.code)}


def account_key_matches(accounts: Sequence[Account], records: Sequence[TargetRecord]) -> dict[str, int]:
    """How many usable accounts are in Pleo already if they are identified by ``id``, and by ``code``."""
    pleo_keys = {clean(record.key) for record in records}
    return {
        key: sum(1 for row in account_rows(accounts, key) if row.usable and clean(row.key) in pleo_keys) for key in ("id", "code")
    }


def _sorted(units: Sequence[PlannedUnit]) -> list[PlannedUnit]:
    return sorted(units, key=lambda unit: (fold(unit.unit), unit.unit))


def veto(planned: Planned, reason: str) -> None:
    """An extension vetoed the plan: everything waits."""
    for unit in planned.units:
        unit.hold_all("veto", reason)
