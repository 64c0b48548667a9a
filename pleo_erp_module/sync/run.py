"""One run, as a straight line: lock, identity, read, plan, guard, apply, record, report."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pleo_erp_hookspecs import ErrorKind, Notice, PleoErpError, Progress, ProgressCallback, StopSignal
from pleo_erp_module.errors import error
from pleo_erp_module.reconcile.approval import approval, unit_key
from pleo_erp_module.store import Lease, Run, Status, Store
from pleo_erp_module.store import Outcome as StoredOutcome
from pleo_erp_module.sync import report as reports
from pleo_erp_module.sync.apply import Counted, Outcome
from pleo_erp_module.sync.applying import PlanApplier
from pleo_erp_module.sync.control import Control
from pleo_erp_module.sync.planning import Planned, PlannedUnit
from pleo_erp_module.sync.recording import HistoryRecorder
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.scope import LEADING_UNIT, Scope, due, scope
from pleo_erp_module.sync.shown import store_plan
from pleo_erp_module.sync.situation import (
    WORKERS,
    Look,
    Situation,
    as_error,
    check_dimension,
    last_checks,
    situation,
    tell_observers,
)
from pleo_erp_module.text import fold

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # due, and yet another mark than the one that asks for a run


def one_at_a_time(progress: ProgressCallback | None) -> ProgressCallback:
    """The host's callback, never called by two threads at once."""
    mutex = threading.Lock()

    def tell(step: Progress) -> None:
        if progress is not None:
            with mutex:
                progress(step)

    return tell


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
        wanted = scope(job, here.settings, dimension)
        check_dimension(here, dimension)
        try:
            lease = runtime.lease(company, job)
        except PleoErpError as fault:
            if fault.kind is not ErrorKind.BUSY:
                raise
            return _report(None, company, job, "busy", None, reports.requests_report(None), [], fault)
        try:
            # Read again under the lock: the run that held it may have changed all this.
            here = situation(store, company)
            tell, asked_to_stop = one_at_a_time(progress), stop or (lambda: False)
            return _Run(runtime, store, here, wanted, lease, tell, asked_to_stop, store.history.new_id()).execute()
        finally:
            lease.release()


def _report(
    run: str | None,
    company: str,
    job: str,
    status: str,
    plan: str | None,
    requests: dict[str, int],
    units: list[dict[str, Any]],
    fault: PleoErpError | None = None,
    warnings: list[PleoErpError] | None = None,
) -> dict[str, Any]:
    report = {
        "run": run,
        "company": company,
        "job": job,
        "status": status,
        "plan": plan,
        "requests": requests,
        "units": units,
        "warnings": [warning.as_dict() for warning in warnings or []],
    }
    return report if fault is None else {**report, "error": fault.as_dict()}


@dataclass(slots=True)
class _Run:
    """The state of one run under its lock."""

    runtime: Runtime
    store: Store
    here: Situation
    wanted: Scope
    lease: Lease
    progress: ProgressCallback
    stop: StopSignal
    run: str

    @property
    def company(self) -> str:
        return self.here.connection.company

    def execute(self) -> dict[str, Any]:
        """From the first row of the history to the last."""
        run, now = self.run, self.runtime.now()
        started = Run(
            id=run,
            company=self.company,
            job=self.wanted.job,
            user=self.runtime.host.user.name,
            started_at=now,
            finished_at=None,
            status="running",
            plan=None,
            reads=0,
            writes=0,
            retries=0,
            changes=0,
            units=[],
            error_code=None,
            error_message=None,
            error_next=None,
            first_at=now,
            repeats=1,
        )
        try:
            self.store.history.interrupt_open(self.company, run)
            started = self.store.history.start(started)
        except PleoErpError as lost:
            fault = error("history_unwritable", detail=lost.message)
            return _report(None, self.company, self.wanted.job, "failed", None, reports.requests_report(None), [], fault)
        self.run = started.id
        control = self.runtime.control(self.stop, self.lease.check)
        planned: Planned | None = None
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="pleo-erp") as pool:
            look = Look(
                self.runtime,
                self.store,
                self.here,
                due(self.wanted, self.here.settings, last_checks(self.store, self.company), now),
                control,
                pool,
                self.progress,
            )
            for area in look.scope.areas:
                if self.store.units.get(self.company, LEADING_UNIT[area]).checked_at is None:
                    self.store.units.put(self.company, LEADING_UNIT[area], checked_at=_NEVER)
            applier = PlanApplier(control, pool, self.progress, self._recorder)
            try:
                if look.scope.areas:
                    planned = look.plan()
                    self._settle_memory(planned)
                    self._hold_or_deselect(planned)
                    applier.apply(planned)
                    self._remember(planned, applier.outcomes, control)
            except Exception as problem:
                fault = as_error(problem)
                if fault.code == "internal":
                    self.runtime.host.logger.exception("the run %s met a fault that it does not know", run)
                control.fatal = control.fatal or fault
            finally:
                look.close()
            requests = reports.requests_report(look.client.counts if look.client else None)
        units = [reports.unit_report(unit, applier.with_unreached(unit)) for unit in (planned.units if planned else ())]
        return self._finish(started, planned, units, control.fatal, requests)

    def _recorder(self, unit: PlannedUnit) -> HistoryRecorder:
        return HistoryRecorder(self.store, self.run, self.company, unit.target.kind, self.here.approved)

    # -- before the first write

    def _settle_memory(self, planned: Planned) -> None:
        """What Pleo shows settles what earlier runs left open, and uses up approvals that were carried out by whomever."""
        for unit in planned.units:
            if unit.plan is None:
                continue
            unsettled = self.here.units[unit.unit].unsettled if unit.unit in self.here.units else {}
            if unsettled:
                self.store.history.settle(
                    [
                        StoredOutcome(row.run, row.position, Status.DONE if key in unit.seen else Status.NOT_DONE)
                        for key, rows in unsettled.items()
                        for row in rows
                    ]
                )
            if used := unit.seen & self.here.approved:
                self.store.plans.use(self.company, sorted(used))

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
        for unit in planned.units:
            if unit.plan is None or unit.held_all:
                continue
            new = self.store.holds.replace(self.company, unit_key(unit.unit), dict(unit.guarded.sticky), self.run)
            for hold in unit.holds:
                if hold.guard in new:
                    message = f"{unit.unit}: changes are held ({hold.guard}): {hold.limit}."
                    self._notify("held", message, f"Look at the plan and release it: {planned.hash}.")

    def _notify(self, code: str, message: str, next_step: str) -> None:
        try:
            self.runtime.host.notify(Notice(self.company, code, message, next_step))
        except Exception:
            self.runtime.host.logger.exception("the host failed to notify a person")

    # -- afterwards

    def _remember(self, planned: Planned, outcomes: dict[str, list[Outcome]], control: Control) -> None:
        """The rows of each unit that went through, for the guard `blind`; and when it was looked at, for what is due."""
        if not self.here.confirmed or self.here.paused or control.fatal is not None:
            return
        now = self.runtime.now()
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
                    self.store.units.put(self.company, LEADING_UNIT[area], checked_at=now)

    def _finish(
        self,
        started: Run,
        planned: Planned | None,
        units: list[dict[str, Any]],
        fault: PleoErpError | None,
        requests: dict[str, int],
    ) -> dict[str, Any]:
        status = self._status(units, fault)
        plan = planned.hash if planned else None
        finished = replace(
            started,
            finished_at=self.runtime.now(),
            status=status,
            plan=plan,
            reads=requests["reads"],
            writes=requests["writes"],
            retries=requests["retries"],
            changes=sum(reports.written(unit) for unit in units),
            units=units,
            error_code=fault.code if fault else None,
            error_message=fault.message if fault else None,
            error_next=fault.next_step if fault else None,
        )
        stands, settings = started.id, self.here.settings
        try:
            stands = self.store.history.finish(finished)
            self.store.history.prune(
                self.company, self.runtime.now(), settings.number("history_days"), settings.number("failure_days")
            )
        except PleoErpError as lost:
            # The report still tells what was done; the next run finds this one interrupted and looks.
            fault, status = fault or error("history_unwritable", detail=lost.message), "failed"
        report = _report(
            stands, self.company, self.wanted.job, status, plan, requests, units, fault, planned.warnings if planned else None
        )
        tell_observers(self.runtime, self.company, report)
        return report

    def _status(self, units: list[dict[str, Any]], fault: PleoErpError | None) -> str:
        """failed > partial > held > success; a connection that may not write answers held whatever its units say."""
        if fault is not None and fault.code != "stopped":
            return "failed"
        if fault is not None:
            return "partial"
        if not self.here.confirmed or self.here.paused:
            return "held"
        if units and all(unit["error"] for unit in units):
            return "failed"
        if any(unit["error"] or unit["failed"] for unit in units) or not all(map(reports.adds_up, units)):
            return "partial"
        return "held" if any(unit["held"] for unit in units) else "success"
