"""Undoing the last run: the plan of it, and the one run that carries out what was released of it (S-22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pleo_erp_hookspecs import PleoErpError, Progress, ProgressCallback
from pleo_erp_module.errors import error
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.reconcile import inverse
from pleo_erp_module.reconcile.approval import identity, shown_as_done, undo_approval
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, Kind, TargetRecord
from pleo_erp_module.reconcile.engine import choose
from pleo_erp_module.reconcile.guard import Hold, Verdict
from pleo_erp_module.store import ChangeRow, Run, Status, Store, StoredChange, StoredPlan
from pleo_erp_module.sync.execution import Execution, Stage
from pleo_erp_module.sync.job_scope import ACCOUNTS, TAGS, UNDO
from pleo_erp_module.sync.planner import Planned, PlannedUnit
from pleo_erp_module.sync.shown_plan import shown_changes
from pleo_erp_module.sync.situation import Situation, checked_client
from pleo_erp_module.sync.targets import AccountsTarget, TagGroupsTarget, TagsTarget, Target
from pleo_erp_module.text import fold

_ARRIVED = {Status.DONE, Status.SENT, Status.UNKNOWN}  # or may have
_ENDS = {"key_rejected", "stopped", "lease_lost"}


def run_to_undo(store: Store, here: Situation) -> Run:
    """The last run that changed anything in Pleo. Raises ``nothing_to_undo`` and, if that was an undo, ``already_undone``.

    Only since the connection was confirmed: what came before may have been another Pleo company.
    """
    company, since = here.connection.company, here.connection.confirmed_at
    run = store.history.last_that_wrote(company, since) if since is not None else None
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
    found = (inverse.inverse(_made(row), row.answered or row.after or {}, run.id) for row in rows)
    return [change for change in found if change is not None]


def _made(row: ChangeRow) -> Change:
    return Change(row.unit, ChangeAction(row.action), row.key, row.record_id, row.before, row.after or {}, row.reason, row.rule)


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
    return plan.hash if run is None or run.started_at < release.at else None


def plan_undo(client: PleoClient, pleo_company: str, wanted: Sequence[Change], progress: ProgressCallback) -> Planned:
    """Which of the inverse changes can be made now. What cannot be read stays with its unit, as in every plan."""
    groups = TagGroupsTarget(client, pleo_company)
    reader = _UndoReader(groups, progress)
    units = []
    for name in inverse.units(wanted):
        unit = PlannedUnit(name, ACCOUNTS if name == "accounts" else TAGS, _target(name, client, pleo_company, groups))
        try:
            unit.records = reader.read(unit)
        except PleoErpError as fault:
            if fault.code in _ENDS:
                raise
            unit.error = fault
        else:
            found = inverse.undo_unit(name, unit.target.kind, [one for one in wanted if one.unit == name], unit.records)
            unit.plan = found.plan
            unit.seen = frozenset(undo_approval(unit.target.kind, change) for change in found.done)
        units.append(unit)
    return Planned(units, [], [])


def _target(unit: str, client: PleoClient, pleo_company: str, groups: TagGroupsTarget) -> Target:
    if unit == "accounts":
        return AccountsTarget(client, pleo_company)
    return groups if unit == "tag_groups" else TagsTarget(client, pleo_company, unit.removeprefix("tags:"), groups.ids)


@dataclass(slots=True)
class _UndoReader:
    """Reads units. The tags of a group need the groups, which are read once."""

    groups: TagGroupsTarget
    progress: ProgressCallback
    _known: Sequence[TargetRecord] | None = None

    def read(self, unit: PlannedUnit) -> Sequence[TargetRecord]:
        target = unit.target
        if isinstance(target, TagGroupsTarget):
            return self._groups()
        if isinstance(target, TagsTarget):
            key = fold(target.dimension)
            same = [group for group in self._groups() if fold(group.key) == key]
            if same:
                self.groups.ids[key] = choose(self.groups.kind, same, None).id
        return target.read(lambda done, total: self.progress(Progress("read", unit.unit, done, total)))

    def _groups(self) -> Sequence[TargetRecord]:
        if self._known is None:
            self._known = self.groups.read()
        return self._known


@dataclass(slots=True)
class Undo(Execution):
    """The run that undoes. It alone may write while the connection is paused, and meets no guard but the release itself."""

    plan: StoredPlan

    @property
    def writes_nothing(self) -> bool:
        return False

    @property
    def archives_first(self) -> bool:
        return True

    def approval_key(self, kind: Kind, change: Change) -> str:
        return undo_approval(kind, change)

    def work(self, stage: Stage) -> None:
        wanted = [_change(change) for change in shown_changes(self.store, self.company, self.plan.hash)]
        with checked_client(self.runtime, self.store, self.here, stage.control) as client:
            stage.client = client
            planned = plan_undo(client, self.here.connection.pleo_company, wanted, self.progress)
            stage.planned = replace(planned, fixed_hash=self.plan.hash)
            for unit in planned.units:
                self._look_back(unit)
                hold_unreleased(unit, self.here.approved)
            self.settle_memory(planned)
            stage.applier.apply(planned)

    def _look_back(self, unit: PlannedUnit) -> None:
        """What a killed run left open in this unit, be it selected or not, is settled by what Pleo shows now."""
        memory = self.here.unit(unit.unit)
        shown = frozenset(shown_as_done(unit.unit, unit.target.kind, unit.records))
        unit.seen |= memory.unsettled.keys() & shown


def hold_unreleased(unit: PlannedUnit, approved: frozenset[str]) -> None:
    """Whatever of an undo is not released, or was released and done once, waits."""
    kind, changes = unit.target.kind, unit.plan.changes if unit.plan else ()
    waiting = {identity(kind, change): UNDO for change in changes if undo_approval(kind, change) not in approved}
    if waiting and unit.plan is not None:
        hold = Hold(unit.unit, UNDO, len(unit.plan.active), len(unit.plan.gone), "an undo waits for its release")
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
