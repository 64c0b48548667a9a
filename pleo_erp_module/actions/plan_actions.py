"""Seeing a plan and deciding about it: plan, release, pause, resume, settings."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from pleo_erp_hookspecs import ProgressCallback
from pleo_erp_hookspecs.connection_answers import PauseAnswer
from pleo_erp_hookspecs.plan_answers import PreviewAnswer, ReleaseAnswer
from pleo_erp_hookspecs.setting_answers import SettingsAnswer
from pleo_erp_module.actions.prefix import whole
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.store import Connection, Store
from pleo_erp_module.sync import setting_registry as known
from pleo_erp_module.sync.execution import one_at_a_time
from pleo_erp_module.sync.job_scope import UNDO, Scope, scope
from pleo_erp_module.sync.planner import Planned
from pleo_erp_module.sync.report import plan_report
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import PLAN_LIFE, store_plan
from pleo_erp_module.sync.situation import WORKERS, PlanBuilder, Situation, check_dimension, situation


def look(runtime: Runtime, store: Store, here: Situation, wanted: Scope, progress: ProgressCallback | None = None) -> Planned:
    """A plan without a lock: reads both sides, writes nothing anywhere."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="pleo-erp") as pool:
        eyes = PlanBuilder(runtime, store, here, wanted, runtime.free_control(), pool, one_at_a_time(progress))
        try:
            return eyes.plan()
        finally:
            eyes.close()


def plan(
    runtime: Runtime,
    company: str,
    job: str = "sync-all",
    dimension: str | None = None,
    progress: ProgressCallback | None = None,
) -> PreviewAnswer:
    """The plan as a run would make it now, due or not (docs/reports.md), and ``paused`` and ``selected``; kept for 72 h under its
    hash, to be released."""
    with runtime.store() as store:
        here = situation(store, company)
        wanted = scope(job, here.settings, dimension)
        check_dimension(here, dimension)
        planned = look(runtime, store, here, wanted, progress)
        store_plan(store, runtime, here, job, planned)
        standing = {"paused": here.paused, "selected": here.codes or []}
        answer: PreviewAnswer = plan_report(planned, company, job, here.confirmed) | standing
        return answer


def release(runtime: Runtime, company: str, plan: str) -> ReleaseAnswer:
    """Approve, for 72 h, exactly the changes that this plan showed; the first release also confirms the connection.

    ``plan`` is its hash, or an unambiguous beginning. Calls neither ERP nor Pleo. Raises ``stale_plan`` for a plan that is
    unknown, expired or another connection's, ``ambiguous_prefix``. Answers ``{plan, job, approved, expires}``.
    """
    user, now = runtime.host.user.name, runtime.now()
    with runtime.store() as store:
        connection = _connection(store, company)
        plan = whole(plan, lambda begin: store.plans.hashes(company, begin))
        shown = store.plans.get(company, plan)
        if shown is None:
            raise error("stale_plan", plan=plan, company=company)
        expires = now + PLAN_LIFE

        def write() -> int:
            approved = store.plans.release(company, plan, user, expires)
            selection = store.selections.get(company)
            seen = shown.had_selection and selection is not None and shown.shown_at >= selection.saved_at
            if seen and (shown.shows_tags or connection.confirmed_at is None):
                store.selections.confirm(company)
            if connection.confirmed_at is None:
                store.connections.confirm(company, now, user)
            if shown.job == UNDO:
                store.plans.keep(company, plan, expires)
            else:
                store.units.due_now(company, *map(str, registry.leading_units().values()))
            return approved

        return {"plan": plan, "job": shown.job, "approved": store.atomically(write), "expires": expires.isoformat()}


def pause(runtime: Runtime, company: str) -> PauseAnswer:
    """Until `resume`, every run answers held and writes nothing. Answers ``{company, paused}``."""
    with runtime.store() as store:
        _connection(store, company)
        store.connections.pause(company, runtime.host.user.name)
    return {"company": company, "paused": True}


def resume(runtime: Runtime, company: str) -> PauseAnswer:
    """End a pause. Answers ``{company, paused}``."""
    with runtime.store() as store:
        _connection(store, company)
        store.connections.resume(company)
    return {"company": company, "paused": False}


def settings(runtime: Runtime, company: str, changes: Mapping[str, str] | None = None) -> SettingsAnswer:
    """Show the settings, after changing those that are named: all of them or none. Answers ``{settings: {name: value}}``."""
    parsed = {name: known.parse(name, text) for name, text in (changes or {}).items()}
    with runtime.store() as store:
        stored = store.settings.get(company)
        if parsed or not stored:  # what was set stays to be seen after a disconnect
            _connection(store, company)
        if parsed:
            chosen: dict[str, str | None] = {**parsed}
            if "account_key" in parsed:
                chosen[known.ACCOUNT_KEY_PROPOSED] = None  # from now on a person's choice
            store.settings.put(company, chosen)
            if parsed.keys() & registry.shaping_settings():
                store.units.due_now(company, *map(str, registry.leading_units().values()))
        return {"settings": known.Settings.of({**stored, **parsed}).shown()}


def _connection(store: Store, company: str) -> Connection:
    connection = store.connections.get(company)
    if connection is None:
        raise error("not_connected", company=company)
    return connection
