"""One run that follows the ERP, as a straight line: lock, identity, read, plan, guard, apply, record, report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pleo_erp_hookspecs import ErrorKind, Notice, PleoErpError, ProgressCallback, StopSignal
from pleo_erp_module.reconcile.approval import approval, unit_key
from pleo_erp_module.reconcile.guard import Hold
from pleo_erp_module.sync import report as reports
from pleo_erp_module.sync.execution import Execution, Stage, one_at_a_time, run_report
from pleo_erp_module.sync.job_scope import LEADING_UNIT, TAGS, UNDO, Scope, due, scope
from pleo_erp_module.sync.planner import Planned
from pleo_erp_module.sync.run_control import Control
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import store_plan
from pleo_erp_module.sync.situation import PlanBuilder, check_dimension, last_checks, situation
from pleo_erp_module.sync.undo_run import Undo, released_undo
from pleo_erp_module.sync.unit_applier import Counted, Outcome
from pleo_erp_module.text import fold

_TOLD_WHOLE = frozenset({"veto", "selection"})
_KEY_WARNINGS = (14, 3)  # days before
_WHOLE = "whole:"  # before the unit, where the hold that is remembered is of all its changes
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
        here = situation(store, company)
        wanted = None if job == UNDO and dimension is None else scope(job, here.settings, dimension)
        check_dimension(here, dimension)
        if wanted is None:
            released_undo(store, company)
        try:
            lease = runtime.lease(company, job)
        except PleoErpError as fault:
            if fault.kind is not ErrorKind.BUSY:
                raise
            return run_report(None, company, job, "busy", None, reports.requests_report(None), [], fault)
        try:
            # Read again under the lock: the run that held it may have changed all this.
            here = situation(store, company)
            tell, asked_to_stop = one_at_a_time(progress), stop or (lambda: False)
            frame = (runtime, store, here, job, lease, tell, asked_to_stop, store.history.new_id())
            run = Undo(*frame, released_undo(store, company)) if wanted is None else _Sync(*frame, wanted)
            return run.execute()
        finally:
            lease.release()


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
        areas = due(self.wanted, self.here.settings, last_checks(self.store, self.company), began)
        for area in areas.areas:
            if self.store.units.get(self.company, LEADING_UNIT[area]).checked_at is None:
                self.store.units.put(self.company, LEADING_UNIT[area], checked_at=_NEVER)
        if not areas.areas:
            return
        look = PlanBuilder(self.runtime, self.store, self.here, areas, stage.control, stage.pool, self.progress)
        try:
            planned = stage.planned = look.plan()
            self.settle_memory(planned)
            self._hold_or_deselect(planned)
            stage.applier.apply(planned)
            self._remember(planned, stage.applier.outcomes, stage.control, began)
        finally:
            stage.client = look.client
            look.close()

    # -- before the first write

    def _hold_or_deselect(self, planned: Planned) -> None:
        if not self.here.confirmed:
            for unit in planned.units:
                unit.hold_all("unconfirmed", "no plan of this connection has been released yet")
        elif self.here.paused:
            for unit in planned.units:
                unit.hold_all("paused", "the connection is paused")
        elif planned.deselect and self.here.selection is not None:
            # T-21: an inactive dimension is deselected before anything else.
            self._deselect(planned.deselect)
            for code in planned.deselect:
                self._notify(
                    "deselected", f"The dimension {code} is inactive in the ERP and was deselected.", "Select another one."
                )
        if planned.holds or not self.here.confirmed or self.here.paused:
            store_plan(self.store, self.runtime, self.here, self.wanted.job, planned)
        if self.here.confirmed and not self.here.paused:
            self._remember_holds(planned)
            if TAGS in {unit.area for unit in planned.units}:
                self._tell_of_missing(planned)

    def _deselect(self, codes: list[str]) -> None:
        gone = {fold(code) for code in codes}

        def write() -> None:
            # Read again: a person may have saved another selection while this run was reading.
            now = self.store.selections.get(self.company)
            if now is not None:
                kept = tuple(one for one in now.dimensions if fold(one.code) not in gone)
                self.store.selections.put(replace(now, dimensions=kept))
            for code in codes:
                self.store.holds.replace(self.company, unit_key(f"tags:{code}"), {}, self.run)

        self.store.atomically(write)

    def _remember_holds(self, planned: Planned) -> None:
        self._tell_of_whole_holds(planned)
        for unit in planned.units:
            if unit.plan is None or unit.held_all:
                continue
            new = self.store.holds.replace(self.company, unit_key(unit.unit), dict(unit.guarded.sticky), self.run)
            for hold in unit.holds:
                if hold.guard in new:
                    message = f"{unit.unit}: changes are held ({hold.guard}): {hold.limit}."
                    self._notify("held", message, f"Look at the plan and release it: {planned.hash}.")

    def _tell_of_whole_holds(self, planned: Planned) -> None:
        """A veto and a selection that nobody has seen hold units whole: one message for each, as long as it lasts."""
        told: dict[str, Hold] = {}
        for unit in planned.units:
            if unit.plan is None:
                continue
            reasons = {hold.guard: hold for hold in unit.holds if hold.guard in _TOLD_WHOLE and unit.held_all}
            held = dict(zip(reasons, reasons, strict=True))
            for guard in self.store.holds.replace(self.company, f"{_WHOLE}{unit_key(unit.unit)}", held, self.run):
                told.setdefault(guard, reasons[guard])
        for guard, hold in told.items():
            next_step = f"Look at the plan and release it: {planned.hash}." if guard == "selection" else "Ask whoever objects."
            self._notify("held", f"Changes are held ({guard}): {hold.limit}.", next_step)

    def _tell_of_missing(self, planned: Planned) -> None:
        place = f"{_WHOLE}missing"
        told = self.store.holds.get(self.company, place)
        self.store.holds.replace(self.company, place, dict.fromkeys(planned.missing, "missing"), self.run)
        for code in (code for code in planned.missing if code not in told):
            message = f"The selected dimension {code} is not in the ERP any more; its tags are left alone."
            self._notify("missing", message, "Bring it back in the ERP, or select another one.")

    def _tell_of_key(self) -> None:
        """Two weeks and three days before the key ends, if somebody said when."""
        ends = self.here.settings.key_expires
        left = (ends - self.runtime.now().date()).days if ends else max(_KEY_WARNINGS) + 1
        stages = {stage: stage for days in _KEY_WARNINGS if left <= days for stage in [f"{ends}, {days}"]}
        if self.store.holds.replace(self.company, f"{_WHOLE}key", stages, self.run):
            when = f"expires on {ends}" if left >= 0 else f"expired on {ends}"
            self._notify("key_expires", f"The API key {when}.", "Make another one in Pleo and connect with it.")

    def _notify(self, code: str, message: str, next_step: str) -> None:
        try:
            self.runtime.host.notify(Notice(self.company, code, message, next_step))
        except Exception:
            self.runtime.host.logger.exception("the host failed to notify a person")

    # -- afterwards

    def _remember(self, planned: Planned, outcomes: dict[str, list[Outcome]], control: Control, began: datetime) -> None:
        """The rows of each unit that went through, for the guard `blind`; and when that look began, for what is due."""
        if not self.here.confirmed or self.here.paused or control.fatal is not None:
            return
        for unit in planned.units:
            if unit.plan is None:
                continue
            released = any(
                outcome.counted is not Counted.FAILED and approval(unit.target.kind, outcome.change) in self.here.approved
                for outcome in outcomes.get(unit.unit, ())
            )
            if not unit.held_all and (not unit.guarded.whole or released):
                self.store.units.put(self.company, unit_key(unit.unit), rows=unit.rows)
        if self.wanted.dimension is None:
            for area in {unit.area for unit in planned.units if unit.unit in LEADING_UNIT.values()}:
                units = [unit for unit in planned.units if unit.area == area]
                failed = any(one.counted is Counted.FAILED for unit in units for one in outcomes.get(unit.unit, ()))
                # What failed is due again at once: the next run repairs it (S-20).
                # A selection, setting or release of meanwhile has made the area due again: it stays so.
                asked_again = self.store.units.get(self.company, LEADING_UNIT[area]).checked_at is None
                if not failed and not asked_again and all(unit.error is None for unit in units):
                    self.store.units.put(self.company, LEADING_UNIT[area], checked_at=began)
