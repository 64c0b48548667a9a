"""The frame of every run: lock held, history begun and ended, errors reported, report made. A job says what happens within it."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from pleo_erp_hookspecs import PleoErpError, Progress, ProgressCallback, StopSignal, plain_facts
from pleo_erp_module.errors import error
from pleo_erp_module.kinds.tag_groups import TAG_GROUPS
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.reconcile.approval import approval
from pleo_erp_module.reconcile.change_model import Change, Kind
from pleo_erp_module.store import Lease, Run, Store
from pleo_erp_module.store import StoredOutcome as StoredOutcome
from pleo_erp_module.sync import report as reports
from pleo_erp_module.sync.company_mark import TAKEN_OVER, CompanyMark
from pleo_erp_module.sync.history_recorder import HistoryRecorder, settled
from pleo_erp_module.sync.plan_applier import PlanApplier, free_changes
from pleo_erp_module.sync.planner import Planned, PlannedUnit
from pleo_erp_module.sync.run_control import STOPPED, Control
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import WORKERS, Situation, as_error, tell_observers


def one_at_a_time(progress: ProgressCallback | None) -> ProgressCallback:
    """The host's callback, never called by two threads at once."""
    mutex = threading.Lock()

    def tell(step: Progress) -> None:
        if progress is not None:
            with mutex:
                progress(step)

    return tell


def run_report(
    run: str | None,
    company: str,
    job: str,
    status: str,
    plan: str | None,
    requests: dict[str, int],
    units: list[dict[str, Any]],
    fault: PleoErpError | None = None,
    *,
    paused: bool = False,
) -> dict[str, Any]:
    """The report of a run. ``paused``: that is why nothing of it was done."""
    report = {
        "run": run,
        "company": company,
        "job": job,
        "status": status,
        "state": reports.state_of(status, units, paused=paused),
        "plan": plan,
        "requests": requests,
        "units": reports.with_states(units),
        "warnings": [warning for unit in units for warning in unit["warnings"]],
    }
    return report if fault is None else {**report, "error": fault.as_dict()}


@dataclass(slots=True)
class Stage:
    """What the work of one run goes on with, and leaves behind."""

    control: Control
    pool: ThreadPoolExecutor
    applier: PlanApplier
    client: PleoClient | None = None
    planned: Planned | None = None
    remember: Callable[[], None] = lambda: None  # what the work leaves to be stored together with the end of the run


@dataclass(slots=True)
class Execution(ABC):
    """One run under its lock."""

    runtime: Runtime
    store: Store
    here: Situation
    job: str
    lease: Lease
    progress: ProgressCallback
    stop: StopSignal
    run: str

    @abstractmethod
    def work(self, stage: Stage) -> None:
        """Plan and apply. What is raised ends the run."""

    @property
    @abstractmethod
    def writes_nothing(self) -> bool:
        """Whether the connection may not be written to now, so that the run answers held."""

    @property
    def ends_by_pause(self) -> bool:
        """Whether a pause of meanwhile ends the run; one that began paused writes nothing as it is."""
        return not self.here.paused

    @property
    def archives_first(self) -> bool:
        """Whether archives go before what comes back, instead of after it (S-18)."""
        return False

    def approval_key(self, kind: Kind, change: Change) -> str:
        """The key under which this run's changes are approved."""
        return approval(kind, change)

    @property
    def company(self) -> str:
        """The ERP company."""
        return self.here.connection.company

    def execute(self) -> dict[str, Any]:
        """From the first row of the history to the last; the report."""
        run, now = self.run, self.runtime.now()
        started = Run(
            id=run,
            company=self.company,
            job=self.job,
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
            started = self.store.history.start(started, alone=True)
        except PleoErpError as lost:
            fault = error("history_unwritable", detail=lost.as_message)
            return run_report(None, self.company, self.job, "failed", None, reports.requests_report(None), [], fault)
        self.run = started.id
        watch = self.runtime.watch(self.here.connection, paused_too=self.ends_by_pause)
        control = self.runtime.control(self.stop, self.lease.check, lambda writes: watch.check(writes=writes))
        with closing(watch), ThreadPoolExecutor(WORKERS, thread_name_prefix="pleo-erp") as pool:
            applier = PlanApplier(control, pool, self.progress, self._recorder, self.archives_first)
            stage = Stage(control, pool, applier)
            try:
                self.work(stage)
            except Exception as problem:
                fault = as_error(problem)
                if fault.code == "internal":
                    self.runtime.host.logger.exception("the run %s met an unknown error", run)
                control.fatal = control.fatal or fault
            requests = reports.requests_report(stage.client.counts if stage.client else None)
        planned = stage.planned
        units = [reports.unit_report(unit, applier.with_unreached(unit)) for unit in (planned.units if planned else ())]
        return self._finish(started, stage, units, control.fatal, requests)

    def _recorder(self, unit: PlannedUnit) -> HistoryRecorder:
        kind = unit.target.kind
        return HistoryRecorder(self.store, self.run, self.company, kind, self.here.approved, self.approval_key)

    def apply(self, stage: Stage, planned: Planned, client: PleoClient | None, mark: CompanyMark | None) -> None:
        """Carry out what is free; before the first write this installation leaves its mark, or meets another one's."""
        if (
            client
            and mark
            and (any(map(free_changes, planned.units)) or mark.has_taken_over(planned))
            and not self.writes_nothing
        ):
            mark.claim(client, planned, self.here.connection)
            if mark.taken_over and any(unit.unit.kind is TAG_GROUPS and unit.plan for unit in planned.units):
                self.store.settings.put(self.company, {TAKEN_OVER: None})  # once: who takes over from us is met again
        stage.applier.apply(planned)

    def settle_memory(self, planned: Planned) -> None:
        """What Pleo shows settles what earlier runs left open, and uses up approvals that were carried out by whomever."""
        for unit in planned.units:
            if unit.plan is None:
                continue
            if unsettled := self.here.unit(unit.unit).unsettled:
                self.store.history.settle(settled(row, unit) for row in unsettled)
            if used := unit.seen & self.here.approved:
                self.store.plans.use(self.company, sorted(used))

    def _finish(
        self,
        started: Run,
        stage: Stage,
        units: list[dict[str, Any]],
        fault: PleoErpError | None,
        requests: dict[str, int],
    ) -> dict[str, Any]:
        status, planned = self._status(units, fault), stage.planned
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
            error_facts=plain_facts(fault.facts) if fault else None,
        )
        stands = started.id

        def write() -> str:
            stage.remember()
            self._prune()
            return self.store.history.finish(finished)

        try:
            stands = self.store.atomically(write)
        except PleoErpError as lost:
            # The report still tells what was done; the next run finds this one interrupted and looks.
            fault, status = fault or error("history_unwritable", detail=lost.as_message), "failed"
        paused = self.writes_nothing and self.here.paused and not units
        report = run_report(stands, self.company, self.job, status, plan, requests, units, fault, paused=paused)
        tell_observers(self.runtime, self.company, report)
        return report

    def _prune(self) -> None:
        """Once a day: unless a unit was checked earlier today."""
        now, settings = self.runtime.now(), self.here.settings
        checks = (state.checked_at for state in self.here.units.values() if state.checked_at is not None)
        if not any(checked.date() == now.date() for checked in checks):
            self.store.history.prune(self.company, now, settings.number("history_days"), settings.number("failure_days"))

    def _status(self, units: list[dict[str, Any]], fault: PleoErpError | None) -> str:
        """failed > partial > held > success; a connection that may not be written to answers held whatever its units say."""
        if fault is not None and fault.code not in STOPPED:
            return "failed"
        if fault is not None:
            return "partial"
        if self.writes_nothing:
            return "held"
        if units and all(unit["error"] for unit in units):
            return "failed"
        if any(unit["error"] or unit["failed"] for unit in units) or not all(map(reports.adds_up, units)):
            return "partial"
        return "held" if any(unit["held"] for unit in units) else "success"
