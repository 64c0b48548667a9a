"""Approving exactly what a plan showed."""

from __future__ import annotations

from pleo_erp_hookspecs import Parameter, Role
from pleo_erp_hookspecs.plan_answers import ReleaseAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.actions.prefix import whole
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.sync.job_scope import UNDO
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import PLAN_LIFE
from pleo_erp_module.sync.situation import connected


@action(
    "release", "Approve exactly what a plan showed", Role.BOOKKEEPER, Parameter("plan", "text", "the plan's hash", required=True)
)
def release(runtime: Runtime, company: str, plan: str) -> ReleaseAnswer:
    """Approve, for 72 h, exactly the changes that this plan showed; the first release also confirms the connection.

    ``plan`` is its hash, or an unambiguous beginning. Calls neither ERP nor Pleo. Raises ``stale_plan`` for a plan that is
    unknown, expired or another connection's, ``ambiguous_prefix``. Answers ``{plan, job, approved, expires}``.
    """
    user, now = runtime.host.user.name, runtime.now()
    with runtime.store() as store:
        connection = connected(store, company)
        plan = whole(plan, lambda begin: store.plans.hashes(company, begin))
        shown = store.plans.get(company, plan)
        if shown is None:
            raise error("stale_plan", plan=plan, company=company)
        expires = now + PLAN_LIFE

        def write() -> int:
            approved = store.plans.release(company, plan, user, expires, lapses=shown.job != UNDO)
            selection = store.selections.get(company)
            seen = selection is not None and shown.selection_saved_at == selection.saved_at
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
