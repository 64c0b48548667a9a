"""Where a connection stands, and the look at both sides that a plan and a run have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pleo_erp_hookspecs import Message, PleoErpError, Progress, ProgressCallback
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.messages import rendered
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.reconcile import inverse
from pleo_erp_module.reconcile.approval import record_approval, unit_key
from pleo_erp_module.reconcile.change_model import ChangeAction, EarlierAnswer
from pleo_erp_module.reconcile.guards import PastChange
from pleo_erp_module.store import ChangeRow, Connection, Selection, Status, Store, UnitState
from pleo_erp_module.sync import identity
from pleo_erp_module.sync.company_mark import CompanyMark
from pleo_erp_module.sync.erp_data import read_erp
from pleo_erp_module.sync.job_scope import Scope
from pleo_erp_module.sync.planner import ConnectionMemory, Planned, Planner, UnitMemory, veto
from pleo_erp_module.sync.report import plan_report
from pleo_erp_module.sync.run_control import Control
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.setting_registry import Settings
from pleo_erp_module.text import fold

_MEMORY, _MOST = timedelta(days=31), 2000  # how far back the guards remember, and how many changes
WORKERS = 8  # requests under way at once: enough that latency does not lower the permitted rate


@dataclass(slots=True)
class Situation:
    """What is stored about one connection, read at the start."""

    connection: Connection
    stored: Mapping[str, str]  # settings as they are written
    settings: Settings
    selection: Selection | None
    approved: frozenset[str]
    units: Mapping[str, UnitState]
    holds: dict[str, dict[str, str]]
    open_changes: Sequence[ChangeRow]  # whose end nobody knows
    answered: Sequence[ChangeRow]
    past: Callable[[], Mapping[str, Sequence[PastChange]]]  # what runs changed lately, as `past_changes` says

    @property
    def codes(self) -> list[str] | None:
        """The selected codes, or None before the first selection (T-28)."""
        return None if self.selection is None else [one.code for one in self.selection.dimensions]

    @property
    def confirmed(self) -> bool:
        """Whether a plan was ever released on this connection."""
        return self.connection.confirmed_at is not None

    @property
    def paused(self) -> bool:
        """Whether a person paused the connection."""
        return self.connection.paused_at is not None

    @property
    def synchronised(self) -> list[Unit]:
        """All units that runs are about, as far as the settings and the selection say."""
        kinds = [kind for kind in registry.kinds() if self.settings.on(kind.area.name)]
        return [Unit(kind, code) for kind in kinds for code in (self.codes or () if kind.parent else ("",))]

    @property
    def memory(self) -> ConnectionMemory:
        """What planning has to know."""
        selection_confirmed = self.selection is not None and self.selection.confirmed
        return ConnectionMemory(self.confirmed, selection_confirmed, self.approved, self.unit, self.synchronised, self.past)

    def unit(self, unit: Unit) -> UnitMemory:
        """What earlier runs left behind about one unit, selected or not."""
        name = str(unit)
        answers = {
            row.record_id: EarlierAnswer(row.after or {}, row.answered)
            for row in self.answered
            if row.unit == name and row.record_id is not None and row.answered is not None
        }
        state = self.units.get(unit.key, UnitState())
        return UnitMemory(
            state.rows, self.holds.get(unit.key, {}), answers, [row for row in self.open_changes if row.unit == name]
        )

    @property
    def last_checks(self) -> dict[str, datetime | None]:
        """When each area was last checked; None: due now."""
        return {area: self.units.get(str(unit), UnitState()).checked_at for area, unit in registry.leading_units().items()}


def connected(store: Store, company: str) -> Connection:
    """The connection of ``company``; raises ``not_connected``."""
    connection = store.connections.get(company)
    if connection is None:
        raise error("not_connected", company=company)
    return connection


def situation(store: Store, company: str) -> Situation:
    """Where the connection of ``company`` stands; raises ``not_connected``."""
    connection, stored = connected(store, company), store.settings.get(company)
    approved, holds = store.plans.decisions(company)
    open_changes, answered = store.history.open_and_answered(company)
    return Situation(
        connection,
        stored,
        Settings.of(stored),
        connection.selection,
        approved,
        store.units.of(company),
        holds,
        open_changes,
        answered,
        partial(past_changes, store, connection),
    )


def past_changes(store: Store, connection: Connection) -> dict[str, list[PastChange]]:
    """What runs changed lately, by the key of the unit and newest first, for the guards that remember. Neither an undo
    counts nor what it turned back, nor what came before the connection was confirmed: that may be of another Pleo company."""
    company = connection.company
    found: dict[str, list[PastChange]] = {}
    undone: set[str] = set()
    used, now = store.plans.used(company), store.now()
    for row in store.history.landed(company, now - _MEMORY, _MOST):
        if row.record_id is None or row.number <= connection.confirmed_number:
            continue
        if row.rule == inverse.RULE:
            undone |= {row.record_id} if row.status is Status.DONE else set()
            continue
        if row.record_id in undone:  # this is the change that was undone: the newest one before
            undone.remove(row.record_id)
            continue
        action, after = ChangeAction(row.action), row.after or {}
        released = record_approval(action, row.record_id, after) in used
        change = PastChange(row.run, now - row.first_at, action, row.record_id, row.before, after, row.reason.code, released)
        found.setdefault(unit_key(row.unit), []).append(change)
    return found


@contextmanager
def checked_client(runtime: Runtime, store: Store, connection: Connection, control: Control) -> Iterator[PleoClient]:
    """Pleo, once it is certain who is who."""
    identity.check_database(store, connection)
    key = identity.stored_key(store, runtime.vault, connection)
    with runtime.client(key, control) as client:
        identity.check_company(client, connection)
        yield client


def check_dimension(here: Situation, dimension: str | None) -> None:
    """Raises ``no_selection`` or ``dimension_not_selected`` if tags of this dimension cannot be synchronised."""
    if dimension is None:
        return
    if here.codes is None:
        raise error("no_selection", company=here.connection.company)
    if fold(dimension) not in map(fold, here.codes):
        raise error("dimension_not_selected", code=dimension)


@dataclass(slots=True)
class PlanBuilder:
    """One look at both sides: reads the ERP, checks who is who, reads Pleo, plans and guards. Writes nothing to Pleo."""

    runtime: Runtime
    store: Store
    here: Situation
    scope: Scope
    control: Control
    pool: Executor
    progress: ProgressCallback
    client: PleoClient | None = None
    mark: CompanyMark | None = None

    def plan(self) -> Planned:
        """The guarded plan. An error that leaves nothing to plan is raised; the client stays open for what follows."""
        company = self.here.connection.company
        identity.check_database(self.store, self.here.connection)
        installation, key = identity.stored_secret(self.store, self.runtime.vault, self.here.connection)
        self.mark = CompanyMark.of(installation, self.here.connection, self.here.stored)
        with self.runtime.source() as source:
            identity.check_erp(self.here.stored, source, company)
            settings, codes = self.here.settings.values, self.here.codes
            units = read_erp(source, company, self.runtime.now(), self.scope, settings, codes, self.progress)
        self.client = self.runtime.client(key, self.control)
        identity.check_company(self.client, self.here.connection)
        planner = Planner(
            self.client,
            self.here.connection.pleo_company,
            self.here.settings,
            self.here.memory,
            self.pool,
            self.progress,
            self.mark.metadata,
        )
        planned = planner.plan(units)
        self.mark.check_plan(planned, company)
        self.progress(Progress("plan", "", len(planned.changes), len(planned.changes)))
        reason = self._veto(planned)
        if reason is not None:
            veto(planned, reason)
        return planned

    def close(self) -> None:
        """Close the connection to Pleo."""
        if self.client is not None:
            self.client.close()

    def _veto(self, planned: Planned) -> Message | None:
        """The first objection of an extension; one that fails is an objection."""
        company, reviewers = self.here.connection.company, _implementations(self.runtime, "pleo_erp_review_plan")
        if not reviewers:
            return None
        plan = rendered(plan_report(planned, company, self.scope.job, self.here.confirmed), self.runtime.renderer)
        for impl in reviewers:
            try:
                reason = impl.function(**_wanted(impl.argnames, company=company, plan=plan))
            except Exception as fault:
                self.runtime.host.logger.exception("the extension %s failed to review the plan", impl.plugin_name)
                return Message("veto_failed", {"extension": impl.plugin_name, "error": type(fault).__name__})
            if reason is not None:
                return Message("veto_of", {"extension": impl.plugin_name, "text": reason})
        return None


def _implementations(runtime: Runtime, hook: str) -> list[Any]:
    implementations: list[Any] = getattr(runtime.plugins.hook, hook).get_hookimpls()
    return implementations


def _wanted(names: Iterable[str], **arguments: Any) -> dict[str, Any]:
    return {name: arguments[name] for name in names}


def tell_observers(runtime: Runtime, company: str, report: dict[str, Any]) -> None:
    """A run has finished; an observer that fails is named in the log and passed over."""
    said = rendered(report, runtime.renderer)
    for impl in _implementations(runtime, "pleo_erp_run_finished"):
        try:
            impl.function(**_wanted(impl.argnames, company=company, report=said))
        except Exception:
            runtime.host.logger.exception("the extension %s failed to hear of a finished run", impl.plugin_name)


def as_error(fault: Exception) -> PleoErpError:
    """Any exception as an error that can be shown."""
    return fault if isinstance(fault, PleoErpError) else error("internal", detail=f"{type(fault).__name__}: {fault}")
