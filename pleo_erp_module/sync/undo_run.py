"""Undoing the last run: the plan of it, and the one run that carries out what was released of it (S-22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pleo_erp_hookspecs import Message, PleoErpError, Progress, ProgressCallback
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.erp_view import UnitSource
from pleo_erp_module.kinds.setting import SettingValues
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.reconcile import inverse
from pleo_erp_module.reconcile.approval import identity, undo_approval
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, Kind, TargetRecord
from pleo_erp_module.reconcile.engine import choose
from pleo_erp_module.reconcile.guards import Hold, Verdict
from pleo_erp_module.store import ChangeRow, Run, Status, Store, StoredChange, StoredPlan
from pleo_erp_module.sync.company_mark import CompanyMark
from pleo_erp_module.sync.execution import Execution, Stage
from pleo_erp_module.sync.history_recorder import made_by
from pleo_erp_module.sync.job_scope import UNDO
from pleo_erp_module.sync.planner import Planned, PlannedUnit, planned_unit
from pleo_erp_module.sync.run_control import STOPPED
from pleo_erp_module.sync.shown_plan import shown_changes
from pleo_erp_module.sync.situation import Situation, checked_client

_ARRIVED = {Status.DONE, Status.SENT, Status.UNKNOWN}  # or may have
_ENDS = STOPPED | {"key_rejected", "lease_lost"}


def run_to_undo(store: Store, here: Situation) -> Run:
    """The last run that changed anything in Pleo. Raises ``nothing_to_undo`` and, if that was an undo, ``already_undone``.

    Only since the connection was confirmed: what came before may have been another Pleo company.
    """
    company, connection = here.connection.company, here.connection
    run = store.history.last_that_wrote(company, connection.confirmed_number) if here.confirmed else None
    if run is None:
        raise error("nothing_to_undo", company=company)
    if run.job == UNDO:
        raise error("already_undone", company=company, run=run.id)
    return run


def inverse_changes(store: Store, run: Run) -> list[Change]:
    """What would turn back all that the run did, whether or not that can still be done."""
    rows: list[ChangeRow] = []
    passed = 0
    while page := store.history.changes(run.company, run.id, passed):
        passed += len(page)
        rows.extend(row for row in page if row.run == run.id and row.status in _ARRIVED)
    found = (inverse.inverse(made_by(row), row.answered or row.after or {}, run.id) for row in rows)
    return [change for change in found if change is not None]


def released_undo(store: Store, company: str) -> StoredPlan:
    """The undo that was released last. Raises ``undo_not_released``."""
    plan = store.plans.released(company, UNDO)
    if plan is None:
        raise error("undo_not_released", company=company)
    return plan


def undo_to_run(store: Store, company: str) -> str | None:
    """The hash of the undo that was released last, unless a run has met it since."""
    plan = store.plans.released(company, UNDO)
    release = store.plans.latest_release(company, plan.hash) if plan else None
    if plan is None or release is None:
        return None
    run = store.history.last_of_plan(company, plan.hash)
    return plan.hash if run is None or run.number < release.number else None


def plan_undo(
    client: PleoClient, pleo_company: str, settings: SettingValues, wanted: Sequence[Change], progress: ProgressCallback
) -> Planned:
    """Which of the inverse changes can be made now. What cannot be read stays with its unit, as in every plan."""
    reader = _UndoReader(client, pleo_company, settings, progress)
    units = []
    for found in registry.in_undo_order(change.unit for change in wanted):
        unit = reader.unit(found)
        try:
            unit.records = reader.records(unit)
        except PleoErpError as fault:
            if fault.code in _ENDS:
                raise
            unit.error = fault
        else:
            of_unit = [change for change in wanted if change.unit == unit.name]
            undone = inverse.undo_unit(unit.name, unit.target.kind, of_unit, unit.records)
            unit.plan = undone.plan
            unit.seen = frozenset(undo_approval(unit.target.kind, change) for change in undone.done)
        units.append(unit)
    return Planned(units, [])


@dataclass(slots=True)
class _UndoReader:
    """Reads units. The records that others belong to are read once."""

    client: PleoClient
    pleo_company: str
    settings: SettingValues
    progress: ProgressCallback
    _units: dict[Unit, PlannedUnit] = field(default_factory=dict)
    _records: dict[Unit, Sequence[TargetRecord]] = field(default_factory=dict)

    def unit(self, unit: Unit) -> PlannedUnit:
        """The unit, not yet planned."""
        if unit not in self._units:
            parent = self.unit(unit.parent) if unit.parent else None
            self._units[unit] = planned_unit(UnitSource(unit), self.client, self.pleo_company, self.settings, parent)
        return self._units[unit]

    def records(self, unit: PlannedUnit) -> Sequence[TargetRecord]:
        """What Pleo shows."""
        if unit.unit in self._records:
            return self._records[unit.unit]
        if unit.parent is not None:
            key = unit.unit.parent_key
            same = [record for record in self.records(unit.parent) if unit.parent.key(record.key) == key]
            if same:
                unit.parent.ids[key] = choose(unit.parent.target.kind, same, None).id
        records = unit.target.read(lambda done, total: self.progress(Progress("read", unit.name, done, total)))
        self._records[unit.unit] = records
        return records


@dataclass(slots=True)
class Undo(Execution):
    """The run that undoes. It alone may write while the connection is paused, and meets no guard but the release itself."""

    plan: StoredPlan

    @property
    def writes_nothing(self) -> bool:
        return False

    @property
    def ends_by_pause(self) -> bool:
        return False

    @property
    def archives_first(self) -> bool:
        return True

    def approval_key(self, kind: Kind, change: Change) -> str:
        return undo_approval(kind, change)

    def work(self, stage: Stage) -> None:
        wanted = [_change(change) for change in shown_changes(self.store, self.company, self.plan.hash)]
        with checked_client(self.runtime, self.store, self.here.connection, stage.control) as client:
            stage.client = client
            planned = plan_undo(client, self.here.connection.pleo_company, self.here.settings.values, wanted, self.progress)
            stage.planned = replace(planned, fixed_hash=self.plan.hash)
            for unit in planned.units:
                hold_unreleased(unit, self.here.approved)
            self.settle_memory(planned)
            mark = CompanyMark.of(self.store.installation_id(), self.here.connection, self.here.stored)
            mark.check_plan(planned, self.company)
            self.apply(stage, planned, client, mark)


def hold_unreleased(unit: PlannedUnit, approved: frozenset[str]) -> None:
    """Whatever of an undo is not released, or was released and done once, waits."""
    kind, changes = unit.target.kind, unit.changes
    waiting = {identity(kind, change): UNDO for change in changes if undo_approval(kind, change) not in approved}
    if waiting and unit.plan is not None:
        hold = Hold(unit.name, UNDO, len(unit.plan.active), len(unit.plan.gone), Message("undo_unreleased"))
        unit.guarded = Verdict((hold,), waiting, {})
        unit.holds = [hold]


def _change(stored: StoredChange) -> Change:
    return Change(
        stored.unit,
        ChangeAction(stored.action),
        stored.key,
        stored.record_id,
        stored.before,
        stored.after or {},
        stored.reason,
        stored.rule,
    )
