"""One run that follows the ERP, as a straight line: lock, identity, read, plan, guard, apply, record, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pleo_erp_hookspecs import ErrorKind, Message, PleoErpError, ProgressCallback, StopSignal
from pleo_erp_module.kinds import registry
from pleo_erp_module.messages.notice_maker import make_notice
from pleo_erp_module.reconcile.approval import approval
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards import Hold
from pleo_erp_module.store import WARNING, Lease, UnitState
from pleo_erp_module.sync import report as reports
from pleo_erp_module.sync.execution import Execution, Stage, one_at_a_time, run_report
from pleo_erp_module.sync.job_scope import UNDO, Scope, due, scope
from pleo_erp_module.sync.planner import Planned
from pleo_erp_module.sync.row_warnings import unit_label, warnings_place
from pleo_erp_module.sync.run_control import Control
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import store_plan
from pleo_erp_module.sync.situation import PlanBuilder, check_dimension, situation
from pleo_erp_module.sync.undo_run import Undo, released_undo
from pleo_erp_module.sync.unit_applier import Counted, Outcome
from pleo_erp_module.text import fold

_TOLD_WHOLE = frozenset({"veto", "selection"})
_KEY_WARNINGS = (14, 3)  # days before
_WHOLE = "whole:"  # before the unit, where the hold that is remembered is of all its changes
_MISSING, _KEY = f"{_WHOLE}missing", f"{_WHOLE}key"  # remembered in the same way: what users were told about
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # due, and yet another mark than the one that asks for a run


def run_job(
    runtime: Runtime,
    company: str,
    job: str,
    dimension: str | None = None,
    progress: ProgressCallback | None = None,
    stop: StopSignal | None = None,
) -> dict[str, Any]:
    """Run a job and answer its report. Raises PleoErpError only for what is wrong with the call or the configuration."""
    with runtime.store() as store:

        def prepared() -> Callable[[Lease], Execution]:
            """What runs, once it has the lock; raises what is wrong with the call."""
            here = situation(store, company)
            wanted = None if job == UNDO and dimension is None else scope(job, here.settings, dimension)
            check_dimension(here, dimension)
            given = (one_at_a_time(progress), stop or (lambda: False), store.history.new_id())
            if wanted is not None:
                return lambda lease: _Sync(runtime, store, here, job, lease, *given, wanted)
            plan = released_undo(store, company)
            return lambda lease: Undo(runtime, store, here, job, lease, *given, plan)

        try:
            lease = runtime.lease(company, job)
        except PleoErpError as fault:
            if fault.kind is not ErrorKind.BUSY:
                raise
            prepared()  # what is wrong with the call is said first
            return run_report(None, company, job, "busy", None, reports.requests_report(None), [], fault)
        with lease:
            return prepared()(lease).execute()


@dataclass(slots=True)
class _Sync(Execution):
    """One run of what ``wanted`` says."""

    wanted: Scope

    @property
    def writes_nothing(self) -> bool:
        return not self.here.confirmed or self.here.paused

    def work(self, stage: Stage) -> None:
        began = self.runtime.now()
        self._tell_of_key()
        checks = self.here.last_checks
        areas = due(self.wanted, self.here.settings, checks, began)
        leading = registry.leading_units()
        unmarked = {str(leading[area]): UnitState(checked_at=_NEVER) for area in areas.areas if checks[area] is None}
        self.store.units.put(self.company, unmarked)
        if not areas.areas:
            return
        look = PlanBuilder(self.runtime, self.store, self.here, areas, stage.control, stage.pool, self.progress)
        try:
            planned = stage.planned = look.plan()
            self.settle_memory(planned)
            self._lapse_approvals(planned)
            self._hold_or_deselect(planned)
            self._note_first_loads(planned)
            self.apply(stage, planned, look.client, look.mark)
            stage.remember = partial(self._remember, planned, stage.applier.outcomes, stage.control, began)
        finally:
            stage.client = look.client
            look.close()

    # -- before the first write

    def _hold_or_deselect(self, planned: Planned) -> None:
        if not self.here.confirmed:
            for unit in planned.units:
                unit.hold_all("unconfirmed", Message("unconfirmed"))
        elif self.here.paused:
            for unit in planned.units:
                unit.hold_all("paused", Message("connection_paused"))
        elif planned.deselect and self.here.selection is not None:
            # T-21: an inactive dimension is deselected before anything else.
            self._deselect(planned.deselect)
            for code in planned.deselect:
                self._notify("deselected", Message("deselected", {"code": code}), Message("select_another"))
        if planned.holds or not self.here.confirmed or self.here.paused:
            store_plan(self.store, self.runtime, self.here, self.wanted.job, planned)
        if self.here.confirmed and not self.here.paused:
            self._remember_holds(planned)

    def _note_first_loads(self, planned: Planned) -> None:
        """A unit that no run has met, and whose creates no guard holds, counts as empty until a run goes through: if this one is
        cut short, what it leaves to create is neither a flood nor what another unit shows."""
        if self.writes_nothing:
            return
        met = self.here.units
        creates = {
            unit.unit.key: [unit.is_held(change) for change in unit.changes if change.action is ChangeAction.CREATE]
            for unit in planned.units
            if met.get(unit.unit.key, UnitState()).rows is None
        }
        self.store.units.put(self.company, {key: UnitState(0) for key, held in creates.items() if held and not any(held)})

    def _lapse_approvals(self, planned: Planned) -> None:
        """What was released and is no longer planned must be released again when it comes back (S-25)."""
        kept = {
            unit.unit.key: {approval(unit.target.kind, change) for change in unit.changes}
            for unit in planned.units
            if unit.plan is not None and not unit.guarded.whole  # with half of the rows a plan does not tell what is over
        }
        if self.here.approved:
            self.store.plans.lapse(self.company, self.here.approved, kept)

    def _deselect(self, codes: list[str]) -> None:
        gone = {fold(code) for code in codes}

        def write() -> None:
            # Read again: a person may have saved another selection while this run was reading.
            now = self.store.selections.get(self.company)
            if now is not None:
                kept = tuple(one for one in now.dimensions if fold(one.code) not in gone)
                self.store.selections.put(replace(now, dimensions=kept))
            self.store.holds.replace(self.company, left, self.run)

        left: dict[str, dict[str, str]] = {unit.key: {} for code in codes for unit in registry.units_of_dimension(code)}
        self.store.atomically(write)
        self.here.holds.update(left)

    def _replace_holds(self, held: Mapping[str, Mapping[str, str]]) -> dict[str, set[str]]:
        """Make this what the units hold, and answer what is new, as `Holds.replace` does."""
        changed = {unit: dict(now) for unit, now in held.items() if now != self.here.holds.get(unit, {})}
        self.here.holds.update(changed)
        return self.store.holds.replace(self.company, changed, self.run) if changed else {}

    def _remember_holds(self, planned: Planned) -> None:
        """Holds are stored, and told once: each guard of a unit, and what holds units whole as long as it lasts."""
        units = [unit for unit in planned.units if unit.plan is not None]
        whole = {
            f"{_WHOLE}{unit.unit.key}": {hold.guard: hold for hold in unit.holds if hold.guard in _TOLD_WHOLE and unit.held_all}
            for unit in units
        }
        held = {unit.unit.key: dict(unit.guarded.sticky) for unit in units if not unit.held_all}
        unheard: list[str] = []
        if any(unit.unit.kind.area.of_selection for unit in planned.units):
            unheard = [code for code in planned.missing if code not in self.here.holds.get(_MISSING, {})]
            held[_MISSING] = dict.fromkeys(planned.missing, "missing")
        new = self._replace_holds({**{place: dict(zip(holds, holds, strict=True)) for place, holds in whole.items()}, **held})
        review = Message("review_plan", {"plan": planned.hash})
        told: dict[str, Hold] = {}
        for place, holds in whole.items():
            for guard in new.get(place, ()):
                told.setdefault(guard, holds[guard])
        for guard, hold in told.items():
            next_step = review if guard == "selection" else Message("ask_extension")
            self._notify("held", Message("held_whole", {"limit": hold.limit}), next_step)
        for unit in units:
            for hold in unit.holds:
                if hold.guard in new.get(unit.unit.key, ()):
                    message = Message("held", {"unit": unit_label(unit.unit), "limit": hold.limit})
                    self._notify("held", message, review)
        for code in unheard:
            self._notify("missing", Message("missing", {"code": code}), Message("restore_or_select"))
        self._remember_warnings(planned)

    def _remember_warnings(self, planned: Planned) -> None:
        """What is wrong with rows of the ERP stands until a run finds it corrected, and is told once."""
        found = {warnings_place(one.unit): reports.left_out_warnings(one) for one in planned.units if one.plan is not None}
        before = {place: self.here.holds.get(place, {}) for place in found}
        held = {place: {one.code: one.memory for one in warnings} for place, warnings in found.items()}
        self._replace_holds({**{place: {} for place in self._outlived_warnings(planned)}, **held})
        for place, warnings in found.items():
            for one in warnings:
                if one.is_news(before[place].get(one.code)):
                    self._notify(one.code, one.error.as_message, one.error.next_message)

    def _outlived_warnings(self, planned: Planned) -> set[str]:
        """The places of warnings about units that are no longer: of a dimension that was deselected, of an area that is off."""
        looked = {unit.unit.kind.area.name for unit in planned.units} if self.wanted.dimension is None else set()
        over = {kind.name for kind in registry.kinds() if kind.area.name in looked or not self.here.settings.on(kind.area.name)}
        units = {warnings_place(unit.unit) for unit in planned.units}
        places = {place for place in self.here.holds if place.startswith(WARNING)} - units
        return {place for place in places if place.removeprefix(WARNING).partition(":")[0] in over}

    def _tell_of_key(self) -> None:
        """Two weeks and three days before the key ends, if somebody said when."""
        ends = self.here.settings.key_expires
        left = (ends - self.runtime.now().date()).days if ends else max(_KEY_WARNINGS) + 1
        stages = {stage: stage for days in _KEY_WARNINGS if left <= days for stage in [f"{ends}, {days}"]}
        if self._replace_holds({_KEY: stages}):
            message = Message("key_expires" if left >= 0 else "key_expired", {"date": str(ends)})
            self._notify("key_expires", message, Message("replace_key"))

    def _notify(self, code: str, message: Message, next_step: Message) -> None:
        host, language = self.runtime.host, self.runtime.renderer.language
        try:
            host.notify(make_notice(self.company, code, message, next_step, host.vocabulary, language))
        except Exception:
            host.logger.exception("the host failed to notify a person")

    # -- afterwards

    def _remember(self, planned: Planned, outcomes: dict[str, list[Outcome]], control: Control, began: datetime) -> None:
        """The rows of each unit that went through, for the guard `blind`; and when that look began, for what is due."""
        if not self.here.confirmed or self.here.paused or control.fatal is not None:
            return
        rows: dict[str, UnitState] = {}
        for unit in planned.units:
            if unit.plan is None:
                continue
            released = any(
                outcome.counted is not Counted.FAILED and approval(unit.target.kind, outcome.change) in self.here.approved
                for outcome in outcomes.get(unit.name, ())
            )
            changed = unit.rows != self.here.units.get(unit.unit.key, UnitState()).rows
            if changed and not unit.held_all and (not unit.guarded.whole or released):
                rows[unit.unit.key] = UnitState(unit.rows)
        self.store.units.put(self.company, rows)
        checked = []
        for area, leading in registry.leading_units().items():
            units = [unit for unit in planned.units if unit.unit.kind.area.name == area]
            failed = any(one.counted is Counted.FAILED for unit in units for one in outcomes.get(unit.name, ()))
            # What failed is due again at once: the next run repairs it (S-20).
            if units and not failed and all(unit.error is None for unit in units):
                checked.append(str(leading))
        if self.wanted.dimension is None:
            # A selection, setting or release of meanwhile has made the area due again: it stays so.
            self.store.units.note_check(self.company, checked, began)
